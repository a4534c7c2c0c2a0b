"""The demo's community reports: a year of what people of the invented borough notice, hear and fear.

Nobody in them exists.  They come from several kinds of source with all grades, some on conditions, some past
their review day; one has a name in it that must be looked at, and one source says the same thing again and
again.
"""

import csv
import io
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from ingest.reports.file import HEADERS

__all__ = ["REPORT_TRUTHS", "make_report_files"]

REPORT_TRUTHS = "planted_reports.json"
USUAL = 106
"""Reports of an ordinary year, beside those that are planted."""
_SAID = tomllib.loads((Path(__file__).parent / "report_themes.toml").read_text(encoding="utf-8"))
_PLANTED = {"emerging": "emerging", "echo": "one source that repeats itself", "named": "needs check"}
_FIELDS = tuple(field for field in HEADERS if field not in ("source_grade", "information_grade"))


@dataclass(frozen=True)
class _Source:
    """A kind of source: its word in the file, who sends its reports, how many, how they are graded."""

    word: str
    sender: str
    weight: float
    grades: tuple[str, ...]


_SOURCES = {
    "key_individual_network": _Source(
        "Key individual network", "council", 22, ("1A", "1B", "2B", "2C", "2A")
    ),
    "ward_panel": _Source("Ward panel", "council", 18, ("1B", "2B", "2C", "1A")),
    "front_line_staff": _Source("Front-line staff", "council", 16, ("1A", "1A", "1B", "2C")),
    "survey": _Source("Survey", "council", 9, ("2C", "2D", "2C")),
    "online": _Source("Online form", "council", 15, ("3D", "2D", "2C", "3E", "2D")),
    "third_party_centre": _Source("Third-party centre", "centres", 16, ("1B", "2A", "2B", "2C")),
    "school": _Source("School", "schools", 14, ("1A", "1B", "2C", "2B")),
}
_SENDERS = {
    "council": ("Wrenmouth Borough Council", "WBC", "wrenmouth-council-community-reports.csv"),
    "centres": ("Wrenmouth Reporting Centres", "WRC", "reporting-centres-community-reports.csv"),
    "schools": ("Wrenmouth Schools Partnership", "WSP", "schools-community-reports.csv"),
}
"""Who sends reports: agency, letters of its references, file."""

Row = dict[str, Any]


def make_report_files(
    folder: Path, wards: list[str], *, seed: int, latest_day: date
) -> tuple[tuple[Path, str], ...]:
    """Write the agencies' files of community reports and, beside them, the list of what is planted.

    Parameters
    ----------
    wards : list of str
        Names of the borough's wards.
    seed : int
        The same seed, wards and day write the same bytes.

    Returns
    -------
    tuple of (path, agency)
    """
    folder.mkdir(parents=True, exist_ok=True)
    dice = np.random.default_rng([seed, 31])
    rows = [_usual(dice, wards, latest_day) for _ in range(USUAL)]
    rows += [row for name in _PLANTED for row in _planted(dice, name, latest_day)]
    rows.sort(key=lambda row: row["last"])
    files = []
    for sender, (agency, letters, name) in _SENDERS.items():
        mine = [row for row in rows if row["sender"] == sender]
        for number, row in enumerate(mine, start=1):
            row["reference"] = f"{letters}-{number:03d}"
        (folder / name).write_bytes(_to_bytes(mine))
        files.append((folder / name, agency))
    truths = {
        "about": "What is planted among the demo's community reports.",
        "reports": len(rows),
        "planted": {title: _named(rows, name) for name, title in _PLANTED.items()},
    }
    text = json.dumps(truths, indent=1, ensure_ascii=False)
    (folder / REPORT_TRUTHS).write_text(text + "\n", encoding="utf-8", newline="\n")
    return tuple(files)


def _usual(dice: np.random.Generator, wards: list[str], latest: date) -> Row:
    """Draw one of the many reports of an ordinary year."""
    weights = np.array([source.weight for source in _SOURCES.values()])
    source = str(dice.choice(list(_SOURCES), p=weights / weights.sum()))
    themes = [theme for theme in _SAID["themes"] if source in theme["sources"]]
    theme = themes[int(dice.integers(len(themes)))]
    place = str(dice.choice(theme["places"]))
    told = {
        "source": source,
        "days_ago": int(dice.integers(0, 365)),
        "grading": str(dice.choice(_SOURCES[source].grades)),
        "seen": str(dice.choice(theme["texts"])).format(place=place),
    }
    return _row(dice, {**theme, "place": place, "ward": str(dice.choice(wards))}, told, latest)


def _planted(dice: np.random.Generator, name: str, latest: date) -> list[Row]:
    theme = _SAID[name]
    return [{**_row(dice, theme, told, latest), "planted": name} for told in theme["told"]]


def _row(dice: np.random.Generator, theme: Mapping[str, Any], told: Mapping[str, Any], latest: date) -> Row:
    """Write a report as its sender would."""
    source = _SOURCES[told["source"]]
    last = latest - timedelta(told["days_ago"])
    first = last - timedelta(int(dice.choice((0, 0, 2, 6, 13, 20))))
    review = last + timedelta(int(dice.choice((150, 182, 240, 270, 330))))
    on_condition = dice.random() < 0.13
    return {
        "sender": source.sender,
        "last": last,
        "observed_from": f"{first:%d/%m/%Y}",
        "observed_to": f"{last:%d/%m/%Y}",
        "ward": theme["ward"],
        "place": theme["place"].capitalize(),
        "seen": told["seen"],
        "strands": theme["strand"],
        "community": theme["community"],
        "experience": theme["experience"].capitalize(),
        "severity": theme["severity"],
        "allport": theme.get("allport", ""),
        "grading": told["grading"],
        "handling": "C" if on_condition else "P",
        "condition": str(dice.choice(_SAID["conditions"])) if on_condition else "",
        "source_type": source.word,
        "is_anonymous": "yes" if told["source"] in ("online", "survey") else "no",
        "review_by": f"{review:%d/%m/%Y}",
    }


def _named(rows: list[Row], planted: str) -> list[dict[str, str]]:
    return [
        {"agency": _SENDERS[row["sender"]][0], "reference": row["reference"]}
        for row in rows
        if row.get("planted") == planted
    ]


def _to_bytes(rows: list[Row]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([HEADERS[field][0] for field in _FIELDS])
    writer.writerows([[row[field] for field in _FIELDS] for row in rows])
    return text.getvalue().encode("utf-8")
