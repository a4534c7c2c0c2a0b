"""The demo's records: three invented years of seven agencies' files, with known truths planted in them.

Nobody in them exists.  They are written as agencies write them and come in by the same door as real ones.
"""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from boundaries.invented import ORIGIN
from ingest.invented.account import account
from ingest.invented.chance import Chance
from ingest.invented.files import Desk, to_bytes, write_rows
from ingest.invented.happen import happen
from ingest.invented.places import read_places
from ingest.invented.rhythm import make_calendar
from ingest.invented.senders import SENDERS
from ingest.invented.slips import spoil
from ingest.invented.truths import plants

__all__ = ["LATEST_DAY", "SEED", "TRUTHS", "SentFile", "make_files"]

SEED = 7
LATEST_DAY = date(2026, 10, 31)
TRUTHS = "planted_truths.json"


@dataclass(frozen=True)
class SentFile:
    """A file as an agency would send it, and what the import is told about it."""

    path: Path
    agency: str
    format: str


def make_files(
    folder: Path | str, borough_folder: Path | str, *, seed: int = SEED, latest_day: date = LATEST_DAY
) -> tuple[SentFile, ...]:
    """Write the agencies' files and, beside them, the list of planted truths.

    Parameters
    ----------
    folder : path
        Receives seven files and planted_truths.json; made if it is not there.
    borough_folder : path
        What `boundaries.invented.make_borough` wrote.
    seed : int
        The same seed, borough and day write the same bytes.
    latest_day : datetime.date
        The last of the three years.

    Returns
    -------
    tuple of SentFile
        In the order in which they are best imported.
    """
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    first = latest_day.replace(year=latest_day.year - 3) + timedelta(1)
    places = read_places(Path(borough_folder), np.random.default_rng([seed, 11]))
    planted = plants(first, latest_day)
    dice = np.random.default_rng([seed, 12])
    events = happen(Chance(places, make_calendar(first, latest_day), planted, ORIGIN, dice))
    sent, twins = [], dict[int, list[dict[str, object]]]()
    counts: dict[str, dict[str, object]] = {}
    for k, sender in enumerate(SENDERS):
        desk = Desk(sender, places, latest_day, np.random.default_rng([seed, 20 + k]))
        rows, in_order = write_rows(desk, [e for e in events if e.sender == sender.key])
        merged, at, expected = spoil(sender, rows)
        (place / sender.file).write_bytes(to_bytes(sender.format, merged))
        sent.append(SentFile(place / sender.file, sender.agency, sender.format))
        counts[sender.file] = {"agency": sender.agency, "format": sender.format, "rows": len(merged),
                               "incidents": len(rows),
                               **{word.replace(" ", "_"): number for word,
                                  number in expected.items()}}  # fmt: skip
        for event, row in zip(in_order, at, strict=True):
            if event.twin:
                twins.setdefault(event.twin, []).append({"file": sender.file, "row": row})
    truths = {
        "about": "What is planted in the demo's records, counted at the true places, not at postcodes.",
        "seed": seed, "first_day": str(first), "latest_day": str(latest_day), "files": counts,
        "truths": account(events, planted, places, ORIGIN, (first, latest_day)),
        "duplicates_between_agencies": [pair for pair in twins.values() if len(pair) == 2],
    }  # fmt: skip
    text = json.dumps(truths, indent=1, ensure_ascii=False)
    (place / TRUTHS).write_text(text + "\n", encoding="utf-8", newline="\n")
    return tuple(sent)
