"""What has changed: a window's reports against those of an earlier window, told from chance and lateness."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl

from dashboard.answers.arrivals import arrived
from dashboard.answers.change_tables import arrived_by_row, beside, strands_said, table_of, verdicts
from dashboard.answers.change_windows import windows_of
from dashboard.answers.changed import AGAINST, LATE, TABLES, Changed
from dashboard.answers.ward_bursts import ward_bursts
from dashboard.filters import Filters, Window
from dashboard.situation import Situation, assess
from dashboard.snapshot import EPOCH, Snapshot
from dashboard.survey import Survey, survey
from dashboard.viewer import Viewer
from dashboard.weeks import Break
from dashboard.wording import day_words
from spatial.comparing.change import FEWER, MORE, SAME, TOO_FEW, change_sentence
from spatial.finding import FOUND, NONE, NOT_ENOUGH
from spatial.progress import Progress, silent

__all__ = ["change"]

COMPLETE = 0.9
SILENT_DAYS = 28


def change(
    snapshot: Snapshot, filters: Filters, viewer: Viewer, *, against: str = "before", told: Progress = silent
) -> Changed:
    """Compare a window's reports on the map with those of an earlier window.

    Parameters
    ----------
    against : str
        "before" for as long a time just before, "year" for the same days a year earlier.

    Raises
    ------
    dashboard.survey.NoRecordsError
        If the store holds no records.
    ValueError
        If there is no such comparison.
    """
    if against not in AGAINST:
        raise ValueError(f"There is no comparison '{against}'. Known: {', '.join(AGAINST)}.")
    asked = filters.without_selection()
    now, before = windows_of(snapshot, asked, against)
    ask_now, ask_before = (asked.with_(days=None, first=w.first, last=w.last) for w in (now, before))
    found = survey(snapshot, ask_now)
    come = [arrived(snapshot, found.filters, window) for window in (now, before)]
    threshold = snapshot.partnership.threshold
    about: dict[str, Any] = {
        "filters": found.filters, "viewer": viewer, "version": snapshot.version, "threshold": threshold,
        "against": against, "now": now, "before": before, "share_arrived": float(come[0].mean()),
        "incomplete_from": _incomplete_from(come[0], now),
    }  # fmt: skip
    if snapshot.earliest is not None and before.first < snapshot.earliest:
        said = (
            f"Records begin on {day_words(snapshot.earliest)}, after the earlier window does. "
            "Choose a shorter or later window."
        )
        return Changed(state=NOT_ENOUGH, sentence=said, total_now=None, total_before=None, **about)
    here = assess(snapshot, ask_now, viewer)
    told(0.4)
    there = assess(snapshot, ask_before, viewer)
    told(0.8)
    earlier = survey(snapshot, ask_before)
    days, weights = (now.days, before.days), (float(come[0].mean()), float(come[1].mean()))
    tables = {}
    for name in TABLES:
        rows = beside(name, here, there)
        come_by_row = arrived_by_row(snapshot, found.filters, name, rows["code"], (now, before), weights)
        tables[name] = table_of(name, rows, days, come_by_row, threshold)
    state, said = _total(here, there, now, before, against, weights)
    burst_table, bursts_said = ward_bursts(found, here, threshold=threshold)
    told(1.0)
    return Changed(
        state=state,
        sentence=said,
        total_now=here.totals.in_area,
        total_before=there.totals.in_area,
        tables=tables,
        strands_said=strands_said(tables["strand"], here.totals.in_area),
        breaks=_breaks(snapshot, found, earlier, threshold),
        newcomers=_newcomers(snapshot, found, before, threshold),
        silent=_silent(snapshot, earlier, now, threshold),
        bursts=burst_table,
        bursts_sentence=bursts_said,
        **about,
    )


def _incomplete_from(come: np.ndarray, window: Window) -> date | None:
    late = np.flatnonzero(come < COMPLETE)
    return window.first + timedelta(days=int(late[0])) if late.size else None


def _total(
    here: Situation,
    there: Situation,
    now: Window,
    before: Window,
    against: str,
    come: tuple[float, float],
) -> tuple[str, str]:
    a, b = here.totals.in_area, there.totals.in_area
    these = f"these {now.days:,} days"
    those = f"the {before.days:,} days before" if against == "before" else "the same days a year earlier"
    if a is None or b is None:
        few = f"Fewer than {here.threshold} reports in {these if a is None else those}"
        return NOT_ENOUGH, f"{few}: too few to tell. A longer window would do."
    days = (now.days, before.days)
    row = verdicts(np.array([a]), np.array([b]), days, np.array([come])).to_dict("records")[0]
    verdict = row["verdict"]
    if verdict == LATE:
        row = {**row, "verdict": FEWER}
    said = change_sentence(row, these=these, those=those, exposure_now=now.days, exposure_before=before.days)
    if verdict == LATE:
        said = f"{said.split(': ')[0]}: {LATE}."
    if verdict == MORE:
        said += " More reports can mean more trust in reporting; they are not bad by themselves."
    if verdict == FEWER:
        said += " Fewer reports are not the same as calm."
    state = {TOO_FEW: NOT_ENOUGH, SAME: NONE, LATE: NOT_ENOUGH}.get(verdict, FOUND)
    return state, said


def _breaks(snapshot: Snapshot, now: Survey, before: Survey, threshold: int) -> tuple[Break, ...]:
    """Find the changes of recording between the first day and the last that concern these records."""
    both = pl.concat([each.inside.select("kind", "source", "agency") for each in (now, before)])
    many = both.group_by("kind", "source", "agency").len().filter(pl.col("len") >= threshold)
    words = snapshot.words
    found = {
        Break(each.day, each.title, each.sentence)
        for kind, source, agency in many.select("kind", "source", "agency").iter_rows()
        for each in snapshot.policy.breaks(
            {words["kind"][kind]},
            before.window.first,
            now.window.last,
            sources={words["source"][source]},
            agencies={words["agency"][agency]},
        )
    }
    return tuple(sorted(found, key=lambda each: (each.day, each.title)))


def _newcomers(
    snapshot: Snapshot, now: Survey, before: Window, threshold: int
) -> tuple[tuple[str, date], ...]:
    """List agencies in the answer whose first record of all is later than the earlier window's beginning."""
    begins = dict(snapshot.records.group_by("agency").agg(pl.col("first").min()).iter_rows())
    many = _agencies(now, threshold)
    days = {snapshot.words["agency"][code]: EPOCH + timedelta(days=int(begins[code])) for code in many}
    late = before.first + timedelta(days=SILENT_DAYS)
    return tuple((name, day) for name, day in sorted(days.items()) if day > late)


def _silent(snapshot: Snapshot, before: Survey, now: Window, threshold: int) -> tuple[tuple[str, date], ...]:
    """List agencies of the earlier window whose records end long before this window does."""
    late = snapshot.lateness
    if late is None:
        return ()
    names = sorted(snapshot.words["agency"][code] for code in _agencies(before, threshold))
    early = now.last - timedelta(days=SILENT_DAYS)
    return tuple((name, late.covered[name]) for name in names if late.covered[name] <= early)


def _agencies(found: Survey, threshold: int) -> list[int]:
    counted = found.inside["agency"].value_counts()
    return counted.filter(pl.col("count") >= threshold)["agency"].to_list()
