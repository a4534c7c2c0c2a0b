"""Three invented files to try importing: a clean one, one with all that goes wrong, and one of points."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
import xlsxwriter

__all__ = ["SAMPLES", "Ground", "Sample", "make_sample"]

CLEAN, MESSY, POINTS = "clean", "messy", "points"
ROWS, DAYS = 40, 60
OFFENCES = (
    "Common assault",
    "Harassment",
    "Criminal damage",
    "Public fear alarm or distress",
    "Malicious communications",
)
FLAGS = ("Racial", "", "Homophobic", "Religious", "", "Disability")
SETTINGS = ("Street", "Public place", "Dwelling", "Shop")
WRONG = (
    ("31/02/2026", "Damage", "Racist", "no such day"),
    ("not a date", "Graffiti", "Racist", "no date at all"),
    ("01/01/2068", "Threats", "", "a day to come"),
    ("", "Threats", "Disability", "no day"),
)


@dataclass(frozen=True)
class Ground:
    """Where the invented rows lie: wards by name, and points in metres and in degrees, one a row."""

    wards: Sequence[str]
    x: np.ndarray
    y: np.ndarray
    lon: np.ndarray
    lat: np.ndarray


@dataclass(frozen=True)
class Sample:
    """A file to try."""

    code: str
    file: str
    mime: str
    title: str
    told: str


SAMPLES = (
    Sample(
        CLEAN,
        "sample-police-export.csv",
        "text/csv",
        "A clean file (CSV)",
        f"{ROWS} rows as a police system writes them. It is recognised by its columns: say who sent it, "
        "then take it in.",
    ),
    Sample(
        MESSY,
        "sample-messy.xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "A messy workbook (XLSX)",
        "Columns of its own, wrong dates, words that nobody knows, rows without a place. See what is asked, "
        "what is set aside, and why.",
    ),
    Sample(
        POINTS,
        "sample-points.geojson",
        "application/geo+json",
        "Points on a map (GeoJSON)",
        "As a mapping program saves them: the places come from the points.",
    ),
)


def make_sample(code: str, ground: Ground, *, until: date) -> bytes:
    """Make one of the samples.

    Parameters
    ----------
    code : str
    ground : Ground
        Points and wards of the partnership; the same give the same file.
    until : datetime.date
        The last day in it.
    """
    return {CLEAN: _clean, MESSY: _messy, POINTS: _points}[code](ground, until)


def _clean(ground: Ground, until: date) -> bytes:
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow(
        ["CRIS Ref", "Offence", "Committed From", "Committed To", "Reported Date", "Easting", "Northing",
         "Hate Flags", "Location Type", "How Noticed", "Outcome"]
    )  # fmt: skip
    for at in range(ROWS):
        day = _day(at, until)
        when = f"{day:%d/%m/%Y} {8 + at % 14:02}:{15 * (at % 4):02}"
        rows.writerow(
            [f"SAMPLE-{at + 1:03}", _of(OFFENCES, at), when, "", f"{day:%d/%m/%Y}", round(ground.x[at]),
             round(ground.y[at]), _of(FLAGS, at), _of(SETTINGS, at), "Victim", "Under investigation"]
        )  # fmt: skip
    return text.getvalue().encode("utf-8")


def _messy(ground: Ground, until: date) -> bytes:
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True})
    book.set_properties({"title": "Sample, invented", "created": datetime(2026, 1, 1)})
    sheet = book.add_worksheet("Cases")
    sheet.write_row(
        0, 0, ["Nr", "When it was", "Kind of thing", "Motive", "East", "North", "Part of town", "Remarks"]
    )
    for at in range(ROWS):
        day, kind, motive, ward = (
            f"{_day(at, until):%d/%m/%Y}",
            _of(OFFENCES, at),
            _of(FLAGS, at),
            _of(ground.wards, at),
        )
        x, y, remark = str(round(ground.x[at])), str(round(ground.y[at])), "as told"
        if at % 10 == 3:
            day, kind, motive, remark = WRONG[at // 10]
        if at % 10 == 5:
            motive, remark = "see notes", "a word that nobody knows"
        if at % 10 == 7:
            x, y, ward, remark = "", "", "", "no place"
        if at % 10 == 9:
            x, y, remark = "", "", "a ward and no point"
        sheet.write_row(at + 1 + (at > 20), 0, [f"M{at + 1}", day, kind, motive, x, y, ward, remark])
    book.close()
    return held.getvalue()


def _points(ground: Ground, until: date) -> bytes:
    features = [
        {
            "type": "Feature",
            "geometry": {
                "type": "Point",
                "coordinates": [round(float(ground.lon[at]), 5), round(float(ground.lat[at]), 5)],
            },
            "properties": {
                "reference": f"P{at + 1}",
                "date": _day(at, until).isoformat(),
                "offence": _of(OFFENCES, at),
                "motivation": _of(FLAGS, at) or None,
            },
        }
        for at in range(ROWS)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, indent=1).encode("utf-8")


def _day(at: int, until: date) -> date:
    return until - timedelta(days=at * DAYS // ROWS)


def _of(words: Sequence[str], at: int) -> str:
    return words[at % len(words)]
