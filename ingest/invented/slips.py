"""Rows that are wrong on purpose, for the way in to catch: each a copy of a good row, spoilt."""

from dataclasses import dataclass

from ingest.invented.files import HEADERS, Row
from ingest.invented.senders import Sender

__all__ = ["Slip", "spoil"]


@dataclass(frozen=True)
class Slip:
    """How one row is spoilt, and what should become of it."""

    column: str
    text: str  # what is written there; {...} stands for another cell of the row
    becomes: str  # set aside, duplicate, blank, without location, outside the area
    times: int = 1
    second: tuple[str, str] | None = None


_SLIPS: dict[str, tuple[Slip, ...]] = {
    "cris": (
        Slip("Easting", "{Northing}", "set aside", 6, ("Northing", "{Easting}")),
        Slip("Committed From", "31/02/2026 10:00", "set aside", 3),
        Slip("Committed From", "12/03/2062 09:15", "set aside", 2),
        Slip("Easting", "0", "set aside", 3, ("Northing", "0")),
        Slip("Easting", "566400", "outside the area", 5, ("Northing", "463900")),
        Slip("Easting", "572650", "outside the area", 4, ("Northing", "457600")),
    ),
    "cad": (
        Slip("Incident Date", "00/00/0000", "set aside", 3),
        Slip("Incident Date", "", "set aside", 2),
    ),
    "council": (
        Slip("Date Of Incident", "TBC", "set aside", 2),
        Slip("Date Of Incident", "31/04/2025", "set aside", 2),
        Slip("Postcode", "WMI 2ZY", "without location", 4, ("Ward", "")),
        Slip("", "", "duplicate", 3),
    ),
    "housing": (
        Slip("Incident To", "2023-01-05", "set aside", 3),
        Slip("", "", "blank", 2),
        Slip("", "", "duplicate", 2),
    ),
    "centre": (
        Slip("Date of incident", "last Tuesday", "set aside", 2),
        Slip("Date of incident", "30 February 2026", "set aside", 1),
    ),
    "charity": (Slip("Date of incident", "not sure", "set aside", 2),),
    "school": (
        Slip("Ward", "Nettlebed Hill", "without location", 2),
        Slip("Incident Date", "", "set aside", 2),
    ),
}
_REFERENCE = {"centre": "Form No", "charity": "Form No", "school": "Reference"}


def spoil(sender: Sender, rows: list[Row]) -> tuple[list[Row], list[int], dict[str, int]]:
    """Slip the spoilt rows in among the good ones.

    Parameters
    ----------
    sender : Sender
    rows : list of row
        The good rows.

    Returns
    -------
    rows : list of row
    at : list of int
        Where each good row is now; the first row after the header is 2.
    expected : dict of str to int
        How many rows should be set aside, duplicates, blank, without location, outside the area.
    """
    header = HEADERS[sender.format].split(",")
    reference = header.index(_REFERENCE.get(sender.key, header[0]))
    spoilt: list[tuple[int, Row]] = []
    expected: dict[str, int] = {}
    whole = [k for k, row in enumerate(rows) if all(row[i] for i in _placed(header))]
    count = 0
    for slip in _SLIPS[sender.key]:
        for _ in range(slip.times):
            count += 1
            model = whole[(count * 977 + 13) % len(whole)]
            row = list(rows[model])
            expected[slip.becomes] = expected.get(slip.becomes, 0) + 1
            if slip.becomes == "blank":
                row = [""] * len(row)
            elif slip.becomes != "duplicate":
                cells = dict(zip(header, rows[model], strict=True))
                for column, text in ((slip.column, slip.text), *([slip.second] if slip.second else [])):
                    row[header.index(column)] = text.format(**cells) if text.startswith("{") else text
                row[reference] = f"{row[reference]}X{count}"
            spoilt.append((model, row))
    merged: list[Row] = []
    at: list[int] = []
    after = {model: [row for k, row in spoilt if k == model] for model, _ in spoilt}
    for k, row in enumerate(rows):
        at.append(len(merged) + 2)
        merged += [row, *after.get(k, [])]
    return merged, at, expected


def _placed(header: list[str]) -> list[int]:
    return [header.index(name) for name in ("Easting", "Northing", "Grid Ref", "Postcode") if name in header]
