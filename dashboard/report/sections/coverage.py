"""Coverage: which agencies sent what until when, and where a map of the records may mislead; in words."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from dashboard.desks.coverage import BELOW, FEW, NO_WARD, assess_coverage
from dashboard.exporting.leaflet import Block, Heading, Para, Points
from dashboard.exporting.lists import list_sheet
from dashboard.exporting.report import Figures, Part
from dashboard.report.section import Ground, Section
from dashboard.wording import listed

__all__ = ["COVERAGE"]

TITLE = "Data quality and coverage"
COLUMNS = {
    "agency": "Agency", "expected": "Expected", "came": "Returns that came", "nil": "Of them nil",
    "reaches": "Records reach to", "late": "How late they come",
}  # fmt: skip
LEAD = (
    "What is known depends on who reports, how soon and how exactly. An agency that sent nothing is "
    "unknown; one that sent a nil return had nothing to report."
)
RULE = (
    "Where fewer than 85 % of records have a point, a map of them may mislead: read such wards and "
    "strands from tables."
)
QUICK, SLOW = 14, 60


def make_coverage(ground: Ground) -> Part:
    """Tell what came of what was expected; no count of reports."""
    answer = assess_coverage(ground.snapshot, ground.desk.store, today=ground.today)
    ground.told(0.7)
    blocks: list[Block | Figures] = [Para(LEAD), *([Para(answer.said)] if answer.said else [])]
    if answer.agencies.empty:
        blocks.append(Para("Nobody has sent a file yet, and no agency is listed that should."))
    else:
        rows = [_row(one) for one in answer.agencies.to_dict("records")]
        blocks.append(Figures(list_sheet("What was expected, and what came", COLUMNS, rows)))
    blocks.append(Heading("What is missing"))
    if answer.missing:
        blocks.append(Points(answer.missing))
    else:
        blocks.append(Para("No return that was due is missing."))
    said = [_placed(answer.wards, "ward", "wards"), _placed(answer.strands, "strand", "strands")]
    return Part(
        "coverage", TITLE, (*blocks, Heading("How well records are placed"), Para(RULE), Points(tuple(said)))
    )


def _row(one: Mapping[Any, Any]) -> dict[str, Any]:
    return {
        "agency": one["agency"],
        "expected": one["expected"],
        "came": one["came"],
        "nil": int(one["nil"]),
        "reaches": f"{one['reaches']:%B %Y}" if isinstance(one["reaches"], date) else "nothing came",
        "late": _late(one["most"]),
    }


def _late(days: Any) -> str:
    """Say within how long nine in ten came; roughly, because it is worked out from the records."""
    if days is None or days != days:
        return "not known"
    if days <= QUICK:
        return "nine in ten within a fortnight"
    return "nine in ten within two months" if days <= SLOW else "often later than two months"


def _placed(table: pd.DataFrame, by: str, many: str) -> str:
    judged = table[table[by] != NO_WARD]
    below, few = (list(judged.loc[judged["rule"] == rule, by]) for rule in (BELOW, FEW))
    said = (
        f"Below 85 %: {listed(below)}." if below else f"None of the {many} that can be judged is below 85 %."
    )
    return said + (f" Too few records to say: {listed(few)}." if few else "")


COVERAGE = Section(
    "coverage",
    TITLE,
    "What agencies were expected to send, what came and until when, and how well records are placed.",
    make_coverage,
)
