"""Files of community reports: recognised by their columns, every row checked as the form checks one."""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType

import polars as pl

from boundaries.study_area import StudyArea
from ingest.entries import Entry, PreparedEntries, Problem, problem_rows, without_repeats
from ingest.errors import FileRefused
from ingest.parse import parse_dates
from ingest.policy import Policy
from ingest.reference import make_references
from ingest.reports.report import NO_HANDLING, Judged, judge_report
from ingest.table import Table
from ingest.words import clean, fold, numbered

__all__ = ["FOLLOWS", "FORMAT", "HEADERS", "SAMPLE", "is_report_file", "prepare_reports"]

FORMAT = "community-reports"
SAMPLE = Path(__file__).parents[1] / "samples" / "community-reports.csv"
"""A file as it can be sent, with invented reports: to fill in, and for the tests."""
_CHECKED = ("needs_check", "checked_at", "checked_by")
FOLLOWS = dict.fromkeys(("seen", "place", "community", "condition"), _CHECKED)
"""A text that is another one than was checked is checked again."""

HEADERS = MappingProxyType(
    {
        "reference": ("Reference", "Ref", "Report No", "Report number", "Report ref", "ID"),
        "observed_from": (
            "Observed from",
            "Seen from",
            "From",
            "Date from",
            "Date observed",
            "Date",
            "First seen",
        ),
        "observed_to": ("Observed to", "Seen to", "To", "Date to", "Last seen"),
        "ward": ("Ward", "Ward name", "Ward code", "Area"),
        "place": ("Place", "Where", "Location", "Public place"),
        "seen": ("What was seen", "What was seen or heard", "Seen", "Report", "Information", "Summary"),
        "strands": ("Strand", "Strands", "Protected characteristic", "Characteristic"),
        "community": ("Community", "Community affected", "Who is affected"),
        "experience": ("Experience", "EEP", "Experienced evidenced or potential", "Type of information"),
        "severity": ("Severity", "Level", "Tension level"),
        "allport": ("Allport", "Allport level", "Allport scale"),
        "grading": ("Grading", "Grade", "3x5x2", "Intelligence grading"),
        "source_grade": ("Source grade", "Source evaluation"),
        "information_grade": ("Information grade", "Information evaluation", "Intelligence evaluation"),
        "handling": ("Handling", "Handling code"),
        "condition": ("Condition", "Conditions", "Handling condition", "Handling conditions"),
        "source_type": ("Source", "Source type", "Who reports"),
        "is_anonymous": ("Anonymous", "Anonymous source"),
        "review_by": ("Review by", "Review date", "Review"),
    }
)
"""Field -> headers under which files have it, the shipped one first."""
_DAYS = ("observed_from", "observed_to", "review_by")
_NEEDED = ("observed_from", "seen", "experience", "severity", "source_type")
_STANDS_FOR = {"observed_to": "observed_from", "grading": "source_grade", "source_grade": "grading",
               "information_grade": "grading", "handling": "grading"}  # fmt: skip
_NOTES_SHOWN = 20


def _columns(headers: Iterable[str]) -> dict[str, str]:
    """Find which column is which field; the first header of a field that is there."""
    present = {fold(header): header for header in headers}
    found = {}
    for field, names in HEADERS.items():
        hit = next((present[fold(name)] for name in names if fold(name) in present), None)
        if hit is not None:
            found[field] = hit
    return found


def is_report_file(headers: Iterable[str]) -> bool:
    """Say whether these are the columns of a file of community reports, and of nothing else."""
    found = _columns(headers)
    graded = "grading" in found or {"source_grade", "information_grade"} <= set(found)
    return graded and {"seen", "experience", "severity"} <= set(found)


def prepare_reports(table: Table, *, policy: Policy, study_area: StudyArea, today: date) -> PreparedEntries:
    """Turn the rows of a file into reports.

    Parameters
    ----------
    table : Table
        What the reader gave.
    today : datetime.date
        Days after it have not happened; lengths of keeping count from it.

    Raises
    ------
    FileRefused
        If a column that every report needs is not there, or dates are plainly in another order.
    """
    columns = _columns(table.frame.columns)
    _refuse_incomplete(columns, table.frame.columns)
    cells = pl.DataFrame({field: clean(table.frame[header]) for field, header in columns.items()})
    days, notes = _read_days(cells, columns)
    own = cells.select("reference") if "reference" in columns else cells.select()
    named = make_references(own, cells.select(pl.exclude("reference", "review_by")))
    entries, aside, asked = [], [], []
    for at, (row, raw) in enumerate(zip(table.rows, table.frame.iter_rows(named=True), strict=True)):
        said = {field: raw[header] for field, header in columns.items()}
        said |= {field: days[field][0][at] for field in days}
        judged = judge_report(said, policy=policy, study_area=study_area, today=today, careful=True)
        wrong = [Problem("reference", named.reason[at])] if named.reason[at] else []
        wrong += [
            Problem(field, days[field][1][at]) for field in days if field in columns and days[field][1][at]
        ]
        unread = {problem.field for problem in wrong}
        wrong += [problem for problem in judged.refused if problem.field not in unread]
        if wrong:
            aside.append((row, _header(wrong[0].field, columns), None, _reason(row, wrong, columns)))
            continue
        asked += [f"Row {row}: {problem.message}" for problem in judged.problems]
        entries.append(_entry(row, judged, named.reference[at], review=said.get("review_by")))
    unique, repeats, duplicates = without_repeats(entries, column=columns.get("reference"))
    return PreparedEntries(
        entries=unique,
        set_aside=pl.concat([table.set_aside, problem_rows(aside), repeats]).sort("row"),
        read=table.read,
        blank=table.blank,
        duplicates=duplicates,
        notes=(*_shortened(asked), *_without_handling(entries), *table.notes, *_dropped(table, columns),
               *notes, *named.notes),
    )  # fmt: skip


def _refuse_incomplete(columns: Mapping[str, str], seen: list[str]) -> None:
    missing = [field for field in _NEEDED if field not in columns]
    if missing:
        raise FileRefused(
            f"A file of community reports needs the columns {_listed(_NEEDED)}; not found: "
            f"{_listed(missing)}. Columns seen: {', '.join(seen)}. The sample file has them all."
        )


def _listed(fields: Iterable[str]) -> str:
    return ", ".join(HEADERS[field][0] for field in fields)


def _read_days(
    cells: pl.DataFrame, columns: Mapping[str, str]
) -> tuple[dict[str, tuple[pl.Series, pl.Series]], list[str]]:
    """Read the columns of days: each a day and, where it could not be read, why not."""
    read, notes = {}, []
    for field in _DAYS:
        if field not in columns:
            continue
        parsed = parse_dates(cells[field], order="day-first", today=date.max, column=columns[field])
        read[field] = (parsed.frame["first"], parsed.frame["reason"])
        notes += list(parsed.notes)
        if field == "observed_from":
            whole = parsed.frame["last"]
    last, why = read.get("observed_to", (whole, read["observed_from"][1]))
    read["observed_to"] = (last.zip_with(last.is_not_null(), whole), why)
    return read, notes


def _header(field: str, columns: Mapping[str, str]) -> str:
    """Name the column of a field, or the one that stands for it in this file."""
    return columns.get(field) or columns.get(_STANDS_FOR.get(field, "")) or HEADERS[field][0]


def _reason(row: int, wrong: list[Problem], columns: Mapping[str, str]) -> str:
    """Give the first thing that is wrong, and then the rest with its column."""
    also = [f"Also '{_header(each.field, columns)}': {each.message}" for each in wrong[1:]]
    return " ".join([f"Row {row}: {wrong[0].message}", *also])


def _entry(row: int, judged: Judged, reference: str, *, review: date | None) -> Entry:
    """What was worked out from the day of receipt is no part of what the file says."""
    values = {**judged.values, "reference": reference}
    defaults = {} if review else {"review_by": values.pop("review_by")}
    return Entry(row, values, defaults)


def _dropped(table: Table, columns: Mapping[str, str]) -> list[str]:
    dropped = [header for header in table.frame.columns if header not in columns.values()]
    return [f"Columns not read and not kept: {', '.join(dropped)}."] if dropped else []


def _without_handling(entries: list[Entry]) -> list[str]:
    many = sum(entry.values["condition"] == NO_HANDLING for entry in entries)
    if not many:
        return []
    return [
        f"{numbered(many, 'row has', 'rows have')} no handling code: kept as C, to be passed on only after "
        "asking the sender."
    ]


def _shortened(asked: list[str]) -> list[str]:
    more = len(asked) - _NOTES_SHOWN
    return [*asked[:_NOTES_SHOWN], *([f"{more:,} more rows need a second look."] if more > 0 else [])]
