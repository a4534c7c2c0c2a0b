"""What leaves: tables, what they rest on, and how they are protectively marked."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from shapely.geometry.base import BaseGeometry

from dashboard.exporting.leaflet import Leaflet
from dashboard.exporting.report import Report
from dashboard.exporting.tour import Tour
from dashboard.wording import day_words

__all__ = [
    "LEVELS",
    "About",
    "Column",
    "Document",
    "Hidden",
    "Level",
    "Marking",
    "Sheet",
    "Value",
    "about_lines",
    "about_titled",
    "marking_line",
    "notes_of",
]

Level = Literal["OFFICIAL", "OFFICIAL-SENSITIVE"]
LEVELS: tuple[Level, ...] = ("OFFICIAL", "OFFICIAL-SENSITIVE")
TITLES = {
    "marking": "Protective marking",
    "handling": "Handling",
    "audience": "Audience",
    "expires": "Throw away after",
    "partnership": "Partnership",
    "period": "Period",
    "method": "Method",
    "release": "Release",
    "release_digest": "Release SHA-256",
    "purpose": "Purpose",
    "made_at": "Made at",
    "made_by": "Made by",
}


@dataclass(frozen=True)
class Hidden:
    """A number that may not be told, and the words that stand in its place."""

    words: str


Value = str | int | float | bool | date | None | Hidden


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes
    ----------
    name : str
        For programs: small letters and `_`.
    title : str
        For people.
    kind : str
        `number` or `text`.
    """

    name: str
    title: str
    kind: Literal["text", "number"] = "text"


@dataclass(frozen=True)
class Sheet:
    """A table; with shapes it is a map as well.

    Attributes
    ----------
    name : str
    columns : tuple of Column
    rows : tuple of tuple
    shapes : tuple of shapely geometry or None
        One a row in British National Grid metres, or none at all; a row for the whole area has none.
    drawn : str
        The column that colours the map.
    notes : tuple of str
        Read with the table.
    labels : str
        The column whose words name a shape.
    """

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    shapes: tuple[BaseGeometry | None, ...] = ()
    drawn: str = ""
    notes: tuple[str, ...] = ()
    labels: str = ""

    def __post_init__(self) -> None:
        """Refuse a table whose rows do not fit."""
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError(f"The table '{self.name}' has a row that does not fit its columns.")
        if self.shapes and len(self.shapes) != len(self.rows):
            raise ValueError(f"The table '{self.name}' has {len(self.shapes)} shapes for its rows.")

    @property
    def is_map(self) -> bool:
        """Whether every place is in it once, with a number to colour it by."""
        places = [id(shape) for shape in self.shapes if shape is not None]
        return bool(self.drawn and places) and len(places) == len(set(places))

    def values(self, column: str) -> list[Value]:
        """List one column's values."""
        place = [one.name for one in self.columns].index(column)
        return [row[place] for row in self.rows]


@dataclass(frozen=True)
class Marking:
    """Who may have it, how it is handled, and until when.

    Attributes
    ----------
    level : str
        As the Government Security Classifications have it.
    handling, audience : str
        In words.
    expires : datetime.date or None
        After that day it should be thrown away; None where nothing in it ages.
    """

    level: Level
    handling: str
    audience: str
    expires: date | None


@dataclass(frozen=True)
class About:
    """What it rests on.

    Attributes
    ----------
    partnership, period, method, purpose : str
        In words.
    made_at : datetime.datetime
        UTC.
    made_by : str
        A role, never a name.
    profile : str
        Of which profile's release, empty where it rests on none.
    release, digest : int or None, str
        Which release, and its SHA-256.
    """

    partnership: str
    period: str
    method: str
    purpose: str
    made_at: datetime
    made_by: str
    profile: str = ""
    release: int | None = None
    digest: str = ""


@dataclass(frozen=True)
class Document:
    """One thing that leaves, in whatever format.

    Attributes
    ----------
    title : str
    sheets : tuple of Sheet
        May be none where there is a leaflet.
    marking : Marking
    about : About
    leaflet : Leaflet or None
        What the page for the hand says, in place of the tables; for print and Word.
    tour : Tour or None
        A round, for a device that shows the way and for a calendar.
    report : Report or None
        A cover and parts, in place of the bare tables; `sheets` are then the report's own.
    """

    title: str
    sheets: tuple[Sheet, ...]
    marking: Marking
    about: About
    leaflet: Leaflet | None = None
    tour: Tour | None = None
    report: Report | None = None


def marking_line(document: Document) -> str:
    """Write the marking as it stands on every page."""
    marking = document.marking
    return f"{marking.level} · {marking.handling}" if marking.handling else marking.level


def about_lines(document: Document) -> dict[str, str]:
    """List what every format carries: a machine's name -> words."""
    marking, about = document.marking, document.about
    release = "" if about.release is None else f"{about.profile} release {about.release}"
    lines = {
        "marking": marking.level,
        "handling": marking.handling,
        "audience": marking.audience,
        "expires": "" if marking.expires is None else day_words(marking.expires),
        "partnership": about.partnership,
        "period": about.period,
        "method": about.method,
        "release": release,
        "release_digest": about.digest,
        "purpose": about.purpose,
        "made_at": f"{about.made_at:%Y-%m-%d %H:%M} UTC",
        "made_by": about.made_by,
    }
    return {name: words for name, words in lines.items() if words}


def about_titled(document: Document) -> dict[str, str]:
    """List the same for people: a title -> words."""
    return {TITLES[name]: words for name, words in about_lines(document).items()}


def notes_of(document: Document) -> list[str]:
    """List the notes of every table, each once."""
    return list(dict.fromkeys(note for sheet in document.sheets for note in sheet.notes))
