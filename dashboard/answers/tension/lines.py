"""The lines of a board: every signal in words, with its grade, its points, and why it counts or not."""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
import polars as pl

from dashboard.answers.tension.board import LINES, frame_of
from dashboard.snapshot import Snapshot
from dashboard.words.tension import KINDS, report_sentence, signal_sentence, source_words
from spatial.tension import NOT_COUNTED

__all__ = ["lines_of_board"]

WHY_NOT = {
    **NOT_COUNTED,
    "grade_e": "suspected to be false: listed for analysts only, never counted",
    "no_strand": "names no strand, so it counts in none",
}
OF_REPORT = (
    "id", "observed_from", "observed_to", "experience", "severity", "allport", "is_anonymous", "source_grade",
    "information_grade", "handling", "condition", "regraded", "echo",
)  # fmt: skip
TOLD = (
    "id", "ward", "strand", "kind", "source", "first_day", "last_day", "age_days", "points", "counted",
    "why_not",
)  # fmt: skip
ORDER = ("day", "kind", "source_words", "sentence", "grade", "regraded", "condition")


def lines_of_board(snapshot: Snapshot, told: pd.DataFrame, reports: pl.DataFrame) -> pd.DataFrame:
    """Write the signals of a period as lines.

    Parameters
    ----------
    told : pandas.DataFrame
        `spatial.tension.Indicated.lines`.
    reports : polars.DataFrame
        Of `reports_until`.

    Returns
    -------
    pandas.DataFrame
        `LINES`, in the order of the board; those that count before the others, the strongest first.
    """
    kept = {name: told[name].tolist() for name in TOLD}
    homeless = reports.filter(pl.col("strand") == "").rows(named=True)
    for name, values in _without_strand(homeless).items():
        kept[name] += values
    by_report = {
        row["id"]: row for row in reports.unique("id", keep="first").select(OF_REPORT).rows(named=True)
    }
    said = {number: report_sentence(snapshot, row) for number, row in by_report.items()}
    titles = dict(snapshot.calendar.select("id", "title").iter_rows())
    names = {source: source_words(snapshot, source) for source in set(kept["source"])}
    echoes = _numbered(by_report.values())
    signals: dict[tuple[Any, ...], str] = {}
    rows = []
    for key, ward, strand, kind, source, first, last, age, points, counted, why in zip(
        *kept.values(), strict=True
    ):
        number = int(key.rpartition("/")[2]) if kind in ("report", "event") else 0
        report = by_report[number] if kind == "report" else None
        asked = (kind, first, last, titles.get(number) if kind == "event" else None)
        if report is None and asked not in signals:
            signals[asked] = signal_sentence(*asked)
        rows.append(
            {
                "ward": ward,
                "strand": strand,
                "kind": kind,
                "kind_words": KINDS[kind],
                "sentence": said[number] if report else signals[asked],
                "source_words": names[source],
                "grade": _grade(report) if report else "",
                "day": last,
                "age_days": age,
                "points": points,
                "counted": counted,
                "why_not_words": WHY_NOT.get(why, why),
                "condition": report["condition"] if report else "",
                "regraded": report["regraded"] if report else "",
                "echo": echoes.get(report["echo"]) if report else None,
            }
        )
    wards = {str(code): at for at, code in enumerate(snapshot.study_area.wards["ward"])}
    strands = {code: at for at, code in enumerate(snapshot.policy.strands)}

    def place(row: Mapping[str, Any]) -> tuple[Any, ...]:
        """Say where a line stands, whatever the order in which it came."""
        ward, strand = wards.get(row["ward"], len(wards)), strands.get(row["strand"], len(strands))
        first = (ward, strand, not row["counted"], -row["points"])
        return (*first, *(row[name] for name in ORDER), row["echo"] or 0)

    return frame_of(LINES, sorted(rows, key=place))


def _without_strand(reports: list[dict[str, Any]]) -> dict[str, list[Any]]:
    """Lay out the reports that name no strand like those that were indicated."""
    return {
        "id": [f"report/{row['id']}" for row in reports],
        **{name: [row[name] for row in reports] for name in ("ward", "strand")},
        "kind": ["report"] * len(reports),
        "source": [row["source"] for row in reports],
        "first_day": [row["observed_from"] for row in reports],
        "last_day": [row["observed_to"] for row in reports],
        "age_days": [None] * len(reports),
        "points": [0.0] * len(reports),
        "counted": [False] * len(reports),
        "why_not": [row["excluded"] or "no_strand" for row in reports],
    }


def _grade(report: Mapping[str, Any]) -> str:
    return f"{report['source_grade']}{report['information_grade']}{report['handling']}"


def _numbered(reports: Iterable[Mapping[str, Any]]) -> dict[int, int]:
    """Number the groups of near-identical texts of this board, the oldest report's first."""
    groups = [row["echo"] for row in sorted(reports, key=lambda row: row["id"]) if row["echo"] is not None]
    return {group: at for at, group in enumerate(dict.fromkeys(groups), start=1)}
