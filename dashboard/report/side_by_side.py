"""A period of a pack beside one before it: released numbers, and whether chance makes as much."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from dashboard.answers.released.calendar import period_words
from dashboard.answers.released.change import FEWER, HIDDEN, MORE, SAME, Changes, changes
from dashboard.answers.released.offered import Choice, offered
from dashboard.exporting.document import Column, Hidden, Sheet, Value
from dashboard.exporting.report import Figures
from dashboard.released.release import OffLatticeError, Release
from dashboard.report.period import PackPeriod
from dashboard.words.release import rounded_words
from dashboard.words.released import ONE, change_notes

__all__ = ["SideBySide", "column_of", "number_or_hidden", "set_beside", "told_beyond_noise", "year_before"]

COLUMNS = (
    Column("period", "Period"),
    Column("now", "Reports", "number"),
    Column("before_period", "Beside"),
    Column("before", "Reports then", "number"),
    Column("difference", "Difference"),
    Column("verdict", "Is it more than chance?"),
)
PERIODS = (1, 3)
"""Where the periods stand in a row."""
VERDICTS = {
    MORE: "more reports",
    FEWER: "fewer reports",
    SAME: "cannot be told",
    HIDDEN: "a number is hidden",
}


@dataclass(frozen=True)
class SideBySide:
    """What was compared, and what could not be.

    Attributes
    ----------
    answers : tuple of Changes
        One a pair of the release's periods, in order of time.
    missing : tuple of str
        Periods in words that the release has no such table of, or nothing before them.
    """

    answers: tuple[Changes, ...]
    missing: tuple[str, ...]

    @property
    def has_numbers(self) -> bool:
        """Whether any number in it is shown: a table of hidden ones alone tells nobody anything."""
        return any(bool(one.table[["now", "before"]].notna().any(axis=None)) for one in self.answers)

    def figures(self, name: str, title: str, *, by_name: bool = False) -> Figures:
        """Lay every row out, the latest period first; on paper that one alone where there are several.

        Parameters
        ----------
        name, title : str
            Of the table, and of what its rows are.
        by_name : bool
            Whether rows stand in the order of their names, so that they are no league table.
        """
        latest = list(reversed(self.answers))
        tables = [one.table.sort_values("label", kind="stable") if by_name else one.table for one in latest]
        rows = [
            _row(one, row)
            for one, table in zip(latest, tables, strict=True)
            for row in table.to_dict("records")
        ]
        told = [change_notes(one) for one in latest]
        notes = [note for note in (told[0] if told else []) if all(note in each for each in told)]
        if latest:
            notes.insert(0, rounded_words(latest[0].release))
        columns: tuple[Column, ...] = (Column("name", title), *COLUMNS)
        most = len(latest[0].table) if latest else 0
        if len(latest) == 1:
            columns, most = _of_one(latest[0], columns), 0
            rows = [tuple(value for at, value in enumerate(row) if at not in PERIODS) for row in rows]
        return Figures(Sheet(name, columns, tuple(rows), notes=tuple(notes)), most=most)


def _of_one(answer: Changes, columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """Name the numbers by their periods, where all rows are of the same two."""
    named = {"now": period_words(answer.now), "before": period_words(answer.before)}
    kept = [column for at, column in enumerate(columns) if at not in PERIODS]
    return tuple(replace(column, title=named.get(column.name, column.title)) for column in kept)


def set_beside(release: Release, period: PackPeriod, *, by: str, year_ago: bool = False) -> SideBySide:
    """Set each of the release's periods beside the one before it, or beside the same one a year before.

    Parameters
    ----------
    release : Release
    period : PackPeriod
    by : str
        "ward", "cell", "strand" or "source".
    year_ago : bool
    """
    before = [year_before(one) for one in period.parts] if year_ago else list(period.before)
    pairs = zip(period.parts, before or [""] * len(period.parts), strict=True)
    answers, missing = [], []
    for now, then in pairs:
        try:
            answers.append(changes(release, by=by, now=now, before=then))
        except OffLatticeError:
            missing.append(period_words(now))
    return SideBySide(tuple(answers), tuple(missing))


def year_before(period: str) -> str:
    """Name the same period a year before."""
    return f"{int(period[:4]) - 1}{period[4:]}"


def column_of(period: str) -> str:
    """Name a column by its period as programs read it: p2026_q3."""
    return f"p{period.lower().replace('-', '_')}"


def told_beyond_noise(answer: Changes) -> tuple[str, ...]:
    """Say each row that changed by more than chance and noise make; one sentence where none did."""
    now, before = period_words(answer.now), period_words(answer.before)
    sure = answer.table[answer.table["verdict"].isin([MORE, FEWER])]
    if answer.table["hidden"].all():
        return (f"{now} beside {before}: no {ONE[answer.by][0]} has both numbers shown, so nothing is said.",)
    if sure.empty:
        return (
            f"{now} beside {before}: no {ONE[answer.by][0]} changed by more than chance and the release's "
            "own noise make.",
        )
    return tuple(
        f"{row['label']}: {row['now_shown']} in {now}, {row['before_shown']} in {before}, "
        f"{row['difference']}: {VERDICTS[row['verdict']]} than chance and noise make."
        for row in sure.to_dict("records")
    )


def number_or_hidden(release: Release, area: str, period: str, strand: str = "", source: str = "") -> Value:
    """Give a number of a release for a table, or the words that stand in its place."""
    known = offered(release)
    number = known.number(area, period, strand, source)
    return Hidden(known.words(area, period, strand, source)) if number is None else number


def _row(answer: Changes, row: Mapping[Any, Any]) -> tuple[Value, ...]:
    known, code = offered(answer.release), str(row["code"])
    numbers = [
        number_or_hidden(answer.release, *known.key(answer.by, code, Choice(answer.by, one, answer.strand)))
        for one in (answer.now, answer.before)
    ]
    return (
        str(row["label"]), period_words(answer.now), numbers[0], period_words(answer.before), numbers[1],
        str(row["difference"]), VERDICTS[str(row["verdict"])],
    )  # fmt: skip
