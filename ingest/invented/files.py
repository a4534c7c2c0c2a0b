"""The senders' files: each in its own layout, encoding and habits, with the gaps that real ones have."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from ingest.invented.event import Event
from ingest.invented.places import Places
from ingest.invented.senders import Sender
from ingest.invented.vocabulary import PHRASES, WORDS

__all__ = ["HEADERS", "Desk", "to_bytes", "write_rows"]

HEADERS = {
    "police-cris": "CRIS Ref,Offence,Committed From,Committed To,Reported Date,Easting,Northing,Hate Flags,"
    "Location Type,How Noticed,Outcome",
    "police-cad": "CAD Number,Incident Date,Incident Time,Closing Code,Grid Ref,Hate Qualifier,Location Type",
    "council-asb": "Case Ref,Date Reported,Date Of Incident,Incident Type,Motivation,Postcode,Ward,Status,"
    "Description",
    "housing": "Case No,Opened,Incident From,Incident To,Category,Protected Characteristic,Postcode",
    "third-party-centre": "Form No,Centre,Date of incident,Time if known,Where,Postcode or area,"
    "What happened,Why targeted,Also told police",
    "school-return": "School,Reference,Incident Date,Type of Prejudice,Behaviour,Where,Ward",
}
_LAYOUT = {
    "housing": ("\t", "utf-8", "\r\n"),
    "council-asb": (",", "cp1252", "\r\n"),
    "police-cad": (",", "utf-8-sig", "\n"),
}
Row = list[str]


@dataclass
class Desk:
    """Whoever writes one file: what they know, their dice, and the numbers they have given out."""

    sender: Sender
    places: Places
    latest: date
    rng: np.random.Generator
    given: dict[str, int] = field(default_factory=dict)

    def say(self, column: str, code: str) -> str:
        """Put a code into this sender's words."""
        words = WORDS[self.sender.format][column].get(code) or WORDS[self.sender.format][column]["any"]
        return str(self.rng.choice(words))

    def why(self, event: Event, none: str = "") -> str:
        """Put the strands into one cell."""
        said = [self.say("strands", strand) for strand in event.strands]
        return "; ".join(dict.fromkeys(said)) or none

    def number(self, series: str, width: int = 5) -> str:
        """Give the next number of a series."""
        self.given[series] = self.given.get(series, 0) + 1
        return f"{series}{self.given[series]:0{width}d}"

    def chance(self, share: float) -> bool:
        """Throw once."""
        return bool(self.rng.random() < share)

    def at(self, event: Event) -> tuple[np.ndarray, np.ndarray]:
        """Give the place as arrays of one."""
        return np.array([event.x]), np.array([event.y])

    def postcode(self, event: Event) -> str:
        """Give the nearest postcode, or nothing."""
        return self.places.postcode_near(*self.at(event))[0] if event.x is not None else ""

    def ward(self, event: Event) -> str:
        """Name the ward, or nothing."""
        return self.places.ward_names(*self.at(event))[0] if event.x is not None else ""


def write_rows(desk: Desk, events: list[Event]) -> tuple[list[Row], list[Event]]:
    """Write a sender's events in the order in which they were reported; one row an event."""
    in_order = sorted(events, key=lambda e: (e.reported(desk.latest), e.day, e.hour or 0, e.x or 0, e.y or 0))
    return [_WRITERS[desk.sender.format](event, desk) for event in in_order], in_order


def to_bytes(format_name: str, rows: list[Row]) -> bytes:
    """Make the file: header, rows, in the sender's own delimiter, encoding and line ends."""
    delimiter, encoding, end = _LAYOUT.get(format_name, (",", "utf-8", "\n"))
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end)
    writer.writerow(HEADERS[format_name].split(","))
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _cris(event: Event, desk: Desk) -> Row:
    start = _day(event.day) + ("" if desk.chance(0.08) else f" {event.hour:02d}:{event.minute:02d}")
    end = f"{_day(event.until[0])} {event.until[1]:02d}:{event.minute:02d}" if event.until else ""
    placed = event.x is not None and (bool(event.plant) or not desk.chance(0.035))
    return [
        desk.number(f"{event.reported(desk.latest):%y}/WP/"), desk.say("category", event.category), start,
        end,
        _day(event.reported(desk.latest)), f"{event.x:.0f}" if placed else "",
        f"{event.y:.0f}" if placed else "",
        desk.why(event), desk.say("setting", event.setting), desk.say("noticed_by", event.noticed_by),
        desk.say("outcome", "any"),
    ]  # fmt: skip


def _cad(event: Event, desk: Desk) -> Row:
    square = ""
    if event.x is not None and event.y is not None and (event.plant or not desk.chance(0.03)):
        east, north = int(event.x) % 100_000, int(event.y) % 100_000
        middle = [np.array([v // 100 * 100 + 50]) for v in (event.x, event.y)]
        coarse = not event.plant and desk.chance(0.12) and bool(desk.places.ward_names(*middle)[0])
        square = f"TA{east // 100:03d}{north // 100:03d}" if coarse else f"TA {east:05d} {north:05d}"
    time = "" if desk.chance(0.05) else f"{event.hour:02d}:{event.minute:02d}"
    series = f"{event.day:%Y%m%d}-"
    return [desk.number(series, 4), _day(event.day), time, desk.say("category", event.category), square,
            desk.why(event),
            desk.say("setting", event.setting)]  # fmt: skip


def _council(event: Event, desk: Desk) -> Row:
    ward_only = not event.plant and desk.chance(0.09)
    nowhere = not event.plant and desk.chance(0.02)
    time = "" if desk.chance(0.28) else f" {event.hour:02d}:{event.minute:02d}"
    postcode = "" if ward_only or nowhere else desk.postcode(event)
    ward = desk.ward(event) if ward_only or (not nowhere and desk.chance(0.6)) else ""
    return [desk.number("ASB"), _day(event.reported(desk.latest)), _day(event.day) + time,
            desk.say("category", event.category),
            desk.why(event, "None" if desk.chance(0.5) else ""), postcode, ward, desk.say("outcome", "any"),
            str(desk.rng.choice(PHRASES))]  # fmt: skip


def _housing(event: Event, desk: Desk) -> Row:
    time = "" if desk.chance(0.45) else f" {event.hour:02d}:{event.minute:02d}"
    last = (
        min(event.day + timedelta(int(desk.rng.integers(1, 12))), event.reported(desk.latest))
        if desk.chance(0.2)
        else None
    )
    return [desk.number("CH"), f"{event.reported(desk.latest)}", f"{event.day}{time}",
            f"{last}" if last and last > event.day else "",
            desk.say("category", event.category), desk.why(event, "N/A"),
            "" if not event.plant and desk.chance(0.03) else desk.postcode(event)]  # fmt: skip


def _form(event: Event, desk: Desk) -> Row:
    centre = _centre(event, desk)
    roll = 0.0 if event.plant else desk.rng.random()
    where = (
        "" if event.x is None or roll > 0.95 else desk.ward(event) if roll > 0.76 else desk.postcode(event)
    )
    time = (
        f"{event.hour:02d}:{event.minute:02d}"
        if desk.chance(0.56)
        else str(desk.rng.choice(["", "", "not known"]))
    )
    told = "Yes" if event.twin else str(desk.rng.choice(["No", "No", "Don't know"]))
    desk.number(centre)
    return [f"TPR{desk.given[centre]:04d}", centre, f"{event.day.day} {event.day:%B} {event.day.year}", time,
            desk.say("setting", event.setting), where, desk.say("category", event.category),
            desk.why(event), told]  # fmt: skip


def _school(event: Event, desk: Desk) -> Row:
    schools = desk.places.by_setting["school"]
    if event.x is None:
        school = int(desk.rng.integers(len(schools.name)))
    else:
        school = int(np.hypot(schools.x - event.x, schools.y - (event.y or 0)).argmin())
    name = schools.name[school]
    ward = name.removesuffix(" Academy").removesuffix(" Primary School")
    term = f"{event.day:%y}-"
    desk.number(name + term)
    return [name, f"{term}{desk.given[name + term]:03d}", _day(event.day), desk.why(event),
            desk.say("category", event.category),
            desk.say("setting", event.setting), ward]  # fmt: skip


def _centre(event: Event, desk: Desk) -> str:
    """Choose the centre: near, open on the day, and for this strand; the charity takes its own forms."""
    if desk.sender.key == "charity":
        return desk.sender.agency
    x, y = (
        (event.x, event.y)
        if event.x is not None and event.y is not None
        else desk.places.landmarks["Central Library"]
    )
    names, pull = [], []
    for centre in desk.places.centres:
        ours = centre["strands"] == "all" or bool(set(centre["strands"].split("; ")) & set(event.strands))
        if ours and event.day <= _last_form(centre):
            away = np.hypot(float(centre["easting"]) - x, float(centre["northing"]) - y)
            names.append(centre["name"])
            pull.append(np.exp(-away / 700) * (1 if centre["strands"] == "all" else 2))
    return str(desk.rng.choice(names, p=np.array(pull) / sum(pull)))


def _last_form(centre: dict[str, str]) -> date:
    """The last day on which a centre took a form: it closed, or nobody there remembers how."""
    if centre["status"] == "closed":
        return date(2025, 3, 14) if "March" in centre["opening"] else date(2025, 11, 7)
    return date(2025, 7, 2) if centre["last_checked"] < "2025-10-31" else date.max


_WRITERS: dict[str, Callable[[Event, Desk], Row]] = {
    "police-cris": _cris,
    "police-cad": _cad,
    "council-asb": _council,
    "housing": _housing,
    "third-party-centre": _form,
    "school-return": _school,
}
