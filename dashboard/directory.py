"""The directory of reporting centres and support services: its lines, and how they are found."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from dashboard.exporting.document import Sheet
from dashboard.exporting.lists import list_sheet
from dashboard.wording import count_words

__all__ = ["STATES", "WHAT", "Line", "Looked", "find_lines", "listed_sheet", "nags", "report_words"]

WHAT = {"reporting": "Takes reports", "support": "Gives support"}
STATES = {
    "open": "Open",
    "dormant": "Open, dormant",
    "paused": "Paused",
    "closed": "Closed",
    "unknown": "Not checked",
}
NAGS = {
    "still_sending": ("closed centre is still named on forms", "closed centres are still named on forms"),
    "dormant": ("centre is dormant", "centres are dormant"),
    "never_reported": ("centre has never sent a report", "centres have never sent a report"),
    "training_over": ("training has run out", "trainings have run out"),
    "training_soon": ("training runs out within two months", "trainings run out within two months"),
    "training_unknown": ("centre's training is not known", "centres' training is not known"),
    "pause_over": ("pause should be over", "pauses should be over"),
    "check_due": ("has not been checked for a year", "have not been checked for a year"),
    "never_checked": ("has never been checked", "have never been checked"),
    "proposed": ("owner proposes a change", "owners propose changes"),
}
"""What asks for attention, in the words for one and for several; the most pressing first."""
BANDS = ((3, 9), (10, 24))


@dataclass(frozen=True)
class Line:
    """One entry as it is read.  An entry that asks not to be listed has no place in any of its words."""

    number: int
    name: str
    reporting: bool
    support: bool
    kind: str
    state: str
    ward: str
    address: str
    postcode: str
    hours: str
    week: str
    open_now: bool | None
    strands: tuple[str, ...]
    strand_words: str
    areas: str
    languages: str
    step_free: bool | None
    accessibility: str
    helps_with: str
    contact: str
    last_report: str
    reports: str
    trained_until: date | None
    checked_on: date | None
    flags: tuple[str, ...]
    listed: bool

    @property
    def what(self) -> str:
        """Say what it does."""
        said = [
            WHAT[name] for name, is_so in (("reporting", self.reporting), ("support", self.support)) if is_so
        ]
        return ", ".join(said).capitalize()


@dataclass(frozen=True)
class Looked:
    """What somebody looks for; what is left out is not looked at."""

    words: str = ""
    what: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()
    strands: frozenset[str] = frozenset()
    ward: str | None = None
    language: str | None = None
    open_now: bool = False
    step_free: bool = False
    flags: frozenset[str] = frozenset()


def find_lines(lines: Iterable[Line], looked: Looked) -> list[Line]:
    """Give the lines that answer every part of what is looked for."""
    return [line for line in lines if _answers(line, looked)]


def _answers(line: Line, looked: Looked) -> bool:
    text = " ".join((line.name, line.kind, line.ward, line.areas, line.helps_with, line.languages,
                     line.strand_words, line.accessibility)).casefold()  # fmt: skip
    roles = {name for name, is_so in (("reporting", line.reporting), ("support", line.support)) if is_so}
    return all(
        (
            all(word in text for word in looked.words.casefold().split()),
            not looked.what or bool(looked.what & roles),
            not looked.states or line.state in looked.states,
            not looked.strands or not line.strands or bool(looked.strands & set(line.strands)),
            looked.ward is None or _serves(line, looked.ward),
            looked.language is None or looked.language.casefold() in _parts(line.languages),
            not looked.open_now or (line.open_now is True and line.state in {"open", "dormant"}),
            not looked.step_free or line.step_free is True,
            not looked.flags or bool(looked.flags & set(line.flags)),
        )
    )


def _parts(text: str) -> list[str]:
    return [part.strip().casefold() for part in text.replace(",", ";").split(";")]


def _serves(line: Line, ward: str) -> bool:
    """Say whether an entry lies in a ward, names it, or says of a service nothing or everywhere."""
    areas = _parts(line.areas)
    everywhere = line.support and (
        not line.areas or any("wide" in part or part.startswith("all") for part in areas)
    )
    return line.ward == ward or ward.casefold() in areas or everywhere


def nags(lines: Sequence[Line]) -> dict[str, str]:
    """Say what asks for attention: flag -> "6 have not been checked for a year", the most pressing first."""
    counted = {flag: sum(flag in line.flags for line in lines) for flag in NAGS}
    return {flag: f"{number:,} {NAGS[flag][number != 1]}" for flag, number in counted.items() if number}


def report_words(number: int | None, *, threshold: int) -> str:
    """Say how many reports came, in bands, so that two looks give no single one away."""
    if number is None:
        return "not known"
    if number < threshold:
        return count_words(None, threshold=threshold) if number else "none"
    return next((f"{max(low, threshold)} to {high}" for low, high in BANDS if number <= high), "25 or more")


PUBLIC = {
    "name": "name", "what": "what", "kind": "kind", "state": "status", "address": "address",
    "postcode": "postcode", "ward": "ward", "hours": "opening hours", "strand_words": "for whom",
    "areas": "areas", "languages": "languages", "step_free": "step free", "accessibility": "accessibility",
    "helps_with": "helps with", "contact": "public contact", "checked_on": "last checked",
}  # fmt: skip


def listed_sheet(lines: Iterable[Line]) -> Sheet:
    """Lay out what the public may read: listed entries only."""
    rows = [{name: _written(name, getattr(line, name)) for name in PUBLIC} for line in lines if line.listed]
    return list_sheet("Centres and support", PUBLIC, rows)


def _written(name: str, value: object) -> object:
    """The public reads of a dormant centre that it is open."""
    return {"dormant": "open"}.get(str(value), value) if name == "state" else value
