"""The lines of a board: every signal in words, with its grade, its points, and why it counts or not."""

from typing import Any

import pandas as pd
import polars as pl

from dashboard.answers.tension_board import LINES, frame_of
from dashboard.snapshot import Snapshot
from dashboard.tension_words import KINDS, report_sentence, signal_sentence, source_words
from spatial.tension import NOT_COUNTED

__all__ = ["lines_of_board"]

WHY_NOT = {
    **NOT_COUNTED,
    "grade_e": "suspected to be false: listed for analysts only, never counted",
    "no_strand": "names no strand, so it counts in none",
}
OF_REPORT = ("condition", "regraded", "echo")


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
    by_report = {
        f"report/{row['id']}": row for row in reports.unique("id", keep="first").iter_rows(named=True)
    }
    titles = {f"event/{row[0]}": row[1] for row in snapshot.calendar.select("id", "title").iter_rows()}
    names = {source: source_words(snapshot, source) for source in pd.unique(told["source"])}
    rows = [
        _line(snapshot, row, by_report.get(row["id"]), titles.get(row["id"]), names[row["source"]])
        for row in told.to_dict("records")
    ]
    rows += [
        _line(
            snapshot,
            {
                "id": f"report/{row['id']}",
                "ward": row["ward"],
                "strand": "",
                "kind": "report",
                "first_day": row["observed_from"],
                "last_day": row["observed_to"],
                "age_days": None,
                "points": 0.0,
                "counted": False,
                "why_not": row["excluded"] or "no_strand",
            },
            row,
            None,
            source_words(snapshot, row["source"]),
        )
        for row in reports.filter(pl.col("strand") == "").iter_rows(named=True)
    ]
    found = frame_of(LINES, rows)
    wards = {str(code): at for at, code in enumerate(snapshot.study_area.wards["ward"])}
    strands = {code: at for at, code in enumerate(snapshot.policy.strands)}
    order = found.assign(
        at=found["ward"].map(wards).fillna(len(wards)),
        of=found["strand"].map(strands).fillna(len(strands)),
        less=-found["points"],
        old=~found["counted"],
    )
    order = order.sort_values(
        ["at", "of", "old", "less", "day", "kind", "source_words", "sentence", "grade", "regraded"],
        kind="stable",
    )
    return found.loc[order.index].reset_index(drop=True)


def _line(
    snapshot: Snapshot, row: dict[Any, Any], report: dict[str, Any] | None, title: str | None, who: str
) -> dict[str, Any]:
    """Write one signal."""
    line = {name: row[name] for name in ("ward", "strand", "kind", "age_days", "points", "counted")}
    line |= {
        "kind_words": KINDS[row["kind"]],
        "source_words": who,
        "day": row["last_day"],
        "why_not_words": WHY_NOT.get(row["why_not"], row["why_not"]),
        **{"grade": "", "condition": "", "regraded": "", "echo": None},
    }
    if report is not None:
        line |= {name: report[name] or ("" if name != "echo" else report[name]) for name in OF_REPORT}
        line["grade"] = f"{report['source_grade']}{report['information_grade']}{report['handling']}"
        return {**line, "sentence": report_sentence(snapshot, report)}
    return {**line, "sentence": signal_sentence(row["kind"], row["first_day"], row["last_day"], title)}
