"""What is asked of the data: the same question on the page, in the address bar and in the shell."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta
from typing import Any

__all__ = [
    "BANDWIDTHS",
    "BANDWIDTH_M",
    "BASELINES",
    "DEFAULT",
    "DUPLICATES",
    "EDGES",
    "METHODS",
    "RADIUS_M",
    "TESTS",
    "WINDOWS",
    "Filters",
    "Window",
    "last_quarter",
    "read_query",
    "write_query",
]

WINDOWS = {28: "28 days", 90: "90 days", 365: "365 days"}
METHODS = ("gi_star", "kernel_density", "relative_risk", "dbscan", "hdbscan")
TESTS = ("exact", "permutation", "normal")
KERNELS = ("quartic", "gaussian")
BANDWIDTHS = ("fixed", "adaptive")
EDGES = ("uniform", "diggle", "none")
BANDWIDTH_M, RADIUS_M = (50.0, 5000.0), (25.0, 2000.0)
BASELINES = ("area", "residents", "workday", "records")
DUPLICATES = ("confirmed", "distinct", "linked")
CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
CELL = re.compile(r"8[0-9a-f]{14}")
MAX_CODES = 40


@dataclass(frozen=True)
class Window:
    """A span of days, both ends counted."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it holds."""
        return (self.last - self.first).days + 1


def last_quarter(latest: date) -> Window:
    """Give the last quarter of the calendar that is over on a day."""
    after = latest + timedelta(days=1)
    begun = date(after.year, 3 * ((after.month - 1) // 3) + 1, 1)
    last = begun - timedelta(days=1)
    return Window(date(last.year, last.month - 2, 1), last)


@dataclass(frozen=True)
class Filters:
    """One question.  An empty set means "all of them".

    Attributes
    ----------
    days : int or None
        Length of the window in days, ending on the latest record; None where `first` and `last` say.
    first, last : datetime.date or None
        A window of one's own.
    strands, kinds, sources, categories : frozenset of str
        Codes of the policy; empty for all.
    officer : bool
        Whether incidents that officers came upon themselves count (they follow patrols).
    duplicates : str
        How records that two agencies may hold of one event are counted: `confirmed` (once where people have
        decided that they are the same), `distinct` (each by itself) or `linked` (once wherever possible).
    resolution : int or None
        H3 resolution; None for the finest that the number of reports allows.
    method : str
        A name in `METHODS`.
    baseline : str
        What "expected" is shared by: area, residents, people by day, or all records.
    test : str
        How Gi* reckons chance: exact, permutation (chance maps) or normal (the bell curve).
    bandwidth_m, kernel, bandwidth_kind, edge : float or None, str, str, str
        Kernel density, and the bandwidth of relative risk; None lets the method choose.
    radius_m, min_reports : float or None, int
        DBSCAN, and the fewest reports of a group for HDBSCAN too.
    scale : tuple of int
        Lower bounds of the colour classes; empty for the standard scale.
    cell : str or None
        The cell looked at, as H3 writes it.
    """

    days: int | None = 365
    first: date | None = None
    last: date | None = None
    strands: frozenset[str] = field(default_factory=frozenset)
    kinds: frozenset[str] = field(default_factory=frozenset)
    sources: frozenset[str] = field(default_factory=frozenset)
    categories: frozenset[str] = field(default_factory=frozenset)
    officer: bool = False
    duplicates: str = "confirmed"
    resolution: int | None = None
    method: str = "gi_star"
    baseline: str = "area"
    test: str = "exact"
    bandwidth_m: float | None = None
    kernel: str = "quartic"
    bandwidth_kind: str = "fixed"
    edge: str = "uniform"
    radius_m: float | None = None
    min_reports: int = 5
    scale: tuple[int, ...] = ()
    cell: str | None = None

    def __post_init__(self) -> None:
        own = self.first is not None and self.last is not None
        if (self.days is None) != own:
            raise ValueError("A window is either a number of days or two dates.")
        if self.first and self.last and self.last < self.first:
            raise ValueError(f"The window ends ({self.last}) before it starts ({self.first}).")
        if self.days is not None and not 1 <= self.days <= 36_525:
            raise ValueError(f"A window of {self.days} days; give 1 to 36,525.")
        for value, known, what in (
            (self.method, METHODS, "method"),
            (self.kernel, KERNELS, "kernel"),
            (self.baseline, BASELINES, "baseline"),
            (self.test, TESTS, "test"),
            (self.bandwidth_kind, BANDWIDTHS, "kind of bandwidth"),
            (self.edge, EDGES, "edge correction"),
            (self.duplicates, DUPLICATES, "way to count possible duplicates"),
        ):
            if value not in known:
                raise ValueError(f"There is no {what} '{value}'. Known: {', '.join(known)}.")
        if self.resolution is not None and not 6 <= self.resolution <= 11:
            raise ValueError(f"Resolution {self.resolution}; give 6 to 11.")
        for metres, (least, most), what in (
            (self.bandwidth_m, BANDWIDTH_M, "bandwidth"),
            (self.radius_m, RADIUS_M, "radius"),
        ):
            if metres is not None and not least <= metres <= most:
                raise ValueError(f"A {what} of {metres:g} m; give {least:g} to {most:,.0f} m.")
        if not 2 <= self.min_reports <= 1000:
            raise ValueError(f"At least {self.min_reports} reports; give 2 to 1,000.")

    def window(self, latest: date) -> Window:
        """Work out the days asked for, counting back from the latest record."""
        if self.first and self.last:
            return Window(self.first, self.last)
        return Window(latest - timedelta(days=(self.days or 1) - 1), latest)

    @property
    def takes_long(self) -> bool:
        """Whether the answer may take more than a moment: chance maps of cells, bandwidths that adapt."""
        adapts = self.method == "kernel_density" and self.bandwidth_kind == "adaptive"
        return adapts or self.test == "permutation"

    def with_(self, **changes: Any) -> "Filters":
        """Ask the same with some answers changed."""
        return replace(self, **changes)

    def without_selection(self) -> "Filters":
        """The question itself, without the cell looked at."""
        return replace(self, cell=None)


DEFAULT = Filters()


def _codes(text: str) -> frozenset[str]:
    codes = [part for part in text.split(",") if part]
    if not codes or len(codes) > MAX_CODES or not all(CODE.fullmatch(code) for code in codes):
        raise ValueError
    return frozenset(codes)


def _write_codes(codes: frozenset[str]) -> str:
    return ",".join(sorted(codes))


def _metres(text: str) -> float:
    if not re.fullmatch(r"\d{1,5}(\.\d{1,2})?", text):
        raise ValueError
    return float(text)


def _whole(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,6}", text):
        raise ValueError
    return int(text)


def _scale(text: str) -> tuple[int, ...]:
    bounds = tuple(_whole(part) for part in text.split("-"))
    if not 1 <= len(bounds) <= 8 or list(bounds) != sorted(set(bounds)) or bounds[0] < 1:
        raise ValueError
    return bounds


def _cell(text: str) -> str:
    if not CELL.fullmatch(text):
        raise ValueError
    return text


def _yes(text: str) -> bool:
    if text not in {"yes", "no"}:
        raise ValueError
    return text == "yes"


@dataclass(frozen=True)
class _Word:
    """One word of the address bar: the field it sets, how it is read, how it is written."""

    name: str
    read: Callable[[str], Any]
    write: Callable[[Any], str] = str


WORDS = {
    "days": _Word("days", _whole),
    "from": _Word("first", date.fromisoformat, date.isoformat),
    "to": _Word("last", date.fromisoformat, date.isoformat),
    "strand": _Word("strands", _codes, _write_codes),
    "kind": _Word("kinds", _codes, _write_codes),
    "source": _Word("sources", _codes, _write_codes),
    "category": _Word("categories", _codes, _write_codes),
    "officer": _Word("officer", _yes, lambda value: "yes" if value else "no"),
    "duplicates": _Word("duplicates", str),
    "resolution": _Word("resolution", _whole),
    "method": _Word("method", str),
    "baseline": _Word("baseline", str),
    "test": _Word("test", str),
    "bandwidth": _Word("bandwidth_m", _metres, "{:g}".format),
    "kernel": _Word("kernel", str),
    "bandwidth-kind": _Word("bandwidth_kind", str),
    "edge": _Word("edge", str),
    "radius": _Word("radius_m", _metres, "{:g}".format),
    "at-least": _Word("min_reports", _whole),
    "scale": _Word("scale", _scale, lambda bounds: "-".join(str(bound) for bound in bounds)),
    "cell": _Word("cell", _cell),
}


def write_query(filters: Filters) -> dict[str, str]:
    """Put a question into the address bar's words; what is as usual is left out."""
    query = {}
    for word, how in WORDS.items():
        value = getattr(filters, how.name)
        if value is not None and value != getattr(DEFAULT, how.name):
            query[word] = how.write(value)
    return query


def read_query(query: Mapping[str, str]) -> tuple[Filters, tuple[str, ...]]:
    """Read a question from the address bar.

    Parameters
    ----------
    query : mapping of str to str
        Words and their values; words of other pages are passed over.

    Returns
    -------
    filters : Filters
        The question, with the usual answer wherever a word could not be understood.
    ignored : tuple of str
        The words that could not be understood (the words, never what was in them).
    """
    read: dict[str, Any] = {}
    ignored = []
    for word, how in WORDS.items():
        if word not in query:
            continue
        try:
            read[how.name] = how.read(query[word])
            _check(read, how.name)
        except (ValueError, OverflowError):
            read.pop(how.name, None)
            ignored.append(word)
    if "first" in read and "last" in read:
        read["days"] = None
    for end, word in (("first", "from"), ("last", "to")):
        if end in read and read.get("days", 0) is not None:
            read.pop(end)
            ignored.append(word)
    try:
        return Filters(**read), tuple(ignored)
    except ValueError:
        for name in ("first", "last", "days"):
            read.pop(name, None)
        return Filters(**read), (*ignored, "from", "to")


def _check(read: dict[str, Any], name: str) -> None:
    """Try one answer by itself, so that a bad one does not take the others with it."""
    if name not in {"first", "last"}:
        Filters(**{name: read[name]})


assert {how.name for how in WORDS.values()} == {one.name for one in fields(Filters)}
