"""What has changed: a window's reports against those of an earlier window, told from chance and lateness."""

from calendar import monthrange
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import polars as pl

from dashboard.answers.arrivals import arrived
from dashboard.answers.changed import AGAINST, LATE, NOT_SHOWN, TABLES, Changed
from dashboard.answers.ward_bursts import ward_bursts
from dashboard.filters import Filters, Window
from dashboard.selection import resolve_window
from dashboard.situation import Situation, assess
from dashboard.snapshot import EPOCH, Snapshot
from dashboard.survey import Survey, survey
from dashboard.viewer import Viewer
from dashboard.weeks import Break
from dashboard.wording import day_words
from spatial.comparing.change import FEWER, MORE, SAME, TOO_FEW, change_sentence, changes, times_words
from spatial.comparing.motivations import motivations
from spatial.finding import FOUND, NONE, NOT_ENOUGH
from spatial.progress import Progress, silent

__all__ = ["change"]

COMPLETE = 0.9
SILENT_DAYS = 28
COLUMNS = (
    *("code", "label", "now", "before", "now_shown", "before_shown", "difference"),
    *("verdict", "times", "p_shown", "act", "hidden"),
)


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
    now, before = _windows(snapshot, asked, against)
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
        rows = _beside(name, here, there)
        come_by_row = _arrived_by_row(snapshot, found.filters, name, rows["code"], (now, before), weights)
        tables[name] = _table(name, rows, days, come_by_row, threshold)
    state, said = _total(here, there, now, before, against, weights)
    burst_table, bursts_said = ward_bursts(found, here, threshold=threshold)
    told(1.0)
    return Changed(
        state=state,
        sentence=said,
        total_now=here.totals.in_area,
        total_before=there.totals.in_area,
        tables=tables,
        strands_said=_strands_said(tables["strand"], here.totals.in_area),
        breaks=_breaks(snapshot, found, earlier, threshold),
        newcomers=_newcomers(snapshot, found, before, threshold),
        silent=_silent(snapshot, earlier, now, threshold),
        bursts=burst_table,
        bursts_sentence=bursts_said,
        **about,
    )


def _windows(snapshot: Snapshot, asked: Filters, against: str) -> tuple[Window, Window]:
    """Lay the two windows; both over whole months where the records of either say no more than the month."""
    found = survey(snapshot, asked)
    now = found.window
    if not found.widened and not _whole_months(now):
        before = _earlier(now, against)
        asked_before = asked.with_(days=None, first=before.first, last=before.last)
        _, widened = resolve_window(snapshot, asked_before, found.latest)
        if not widened:
            return now, before
    end = now.last.replace(day=monthrange(now.last.year, now.last.month)[1])
    now = Window(now.first.replace(day=1), end)
    months = (now.last.year - now.first.year) * 12 + now.last.month - now.first.month + 1
    back = 12 if against == "year" else months
    return now, Window(
        _months_back(now.first, back), _months_back(end + timedelta(days=1), back) - timedelta(1)
    )


def _whole_months(window: Window) -> bool:
    return window.first.day == 1 and (window.last + timedelta(days=1)).day == 1


def _earlier(now: Window, against: str) -> Window:
    if against == "before":
        return Window(now.first - timedelta(days=now.days), now.first - timedelta(days=1))
    first = _months_back(now.first, 12)
    return Window(first, first + timedelta(days=now.days - 1))


def _months_back(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _incomplete_from(come: np.ndarray, window: Window) -> date | None:
    late = np.flatnonzero(come < COMPLETE)
    return window.first + timedelta(days=int(late[0])) if late.size else None


def _verdicts(now: np.ndarray, before: np.ndarray, days: tuple[int, int], come: np.ndarray) -> pd.DataFrame:
    """Compare counts; what is fewer only until the late reports are in is not called fewer."""
    table = changes(now, before, exposure_now=days[0], exposure_before=days[1])
    fair = changes(
        now,
        before,
        exposure_now=days[0] * np.maximum(come[:, 0], 0.01),
        exposure_before=days[1] * np.maximum(come[:, 1], 0.01),
    )
    late = (table["verdict"] == FEWER) & (fair["verdict"] != FEWER)
    return table.assign(verdict=table["verdict"].mask(late, LATE))


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
    row = _verdicts(np.array([a]), np.array([b]), days, np.array([come])).to_dict("records")[0]
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


def _table(
    name: str,
    both: pd.DataFrame,
    days: tuple[int, int],
    come: np.ndarray,
    threshold: int,
) -> pd.DataFrame:
    """Set both windows side by side; whatever rests on a hidden count is left empty."""
    shown = (both["now"].notna() & both["before"].notna()).to_numpy()
    table = both.assign(hidden=~shown)
    for column in ("now", "before"):
        table[f"{column}_shown"] = [
            f"fewer than {threshold}" if n != n else f"{int(n):,}" for n in table[column]
        ]
    told = _verdicts(both["now"].to_numpy()[shown], both["before"].to_numpy()[shown], days, come[shown])
    for column in ("difference", "verdict", "times", "p_shown", "act"):
        table[column] = ""
    table["verdict"] = NOT_SHOWN
    at = np.flatnonzero(shown)
    for place, row in zip(at.tolist(), told.to_dict("records"), strict=True):
        words = _words(row, equal=days[0] == days[1])
        for column, value in words.items():
            table.loc[table.index[place], column] = value
    if name != "ward":
        table = table[table["hidden"] | (table["now"] + table["before"] > 0)]
    order = np.lexsort((table["label"].to_numpy(dtype=str), -table["now"].fillna(0.5).to_numpy()))
    return table.iloc[order].reset_index(drop=True)[list(COLUMNS)]


def _words(row: dict[Any, Any], *, equal: bool) -> dict[str, str]:
    """Write a row's figures; nothing where neither window has a report."""
    if row["now"] + row["before"] == 0:
        return {"verdict": "no reports"}
    apart = row["difference"]
    number = (f"{apart:+,.0f}" if equal else f"{apart:+,.1f}") if apart else "0"
    known = row["verdict"] in (MORE, FEWER)
    low, high = row["low"], row["high"]
    finite = np.isfinite(high)
    times = f"{times_words(low)} to {times_words(high)}" if finite else f"{times_words(low)} or more"
    return {
        "difference": number.replace("-", "−"),
        "verdict": row["verdict"],
        "times": times if known else "",
        "p_shown": f"{row['p']:.3f}" if row["p"] >= 0.001 else "below 0.001",
        "act": "yes" if row["act"] and known else "",
    }


def _counted(name: str, situation: Situation) -> pd.DataFrame:
    if name == "ward":
        wards = situation.wards
        return pd.DataFrame({"code": wards["ward"], "label": wards["name"], "incidents": wards["incidents"]})
    return situation.breakdowns[name][["code", "label", "incidents"]]


def _beside(name: str, here: Situation, there: Situation) -> pd.DataFrame:
    """Put the counts of both windows side by side: code, label, now, before; NaN where hidden."""
    now, before = _counted(name, here), _counted(name, there)
    both = now.merge(before.drop(columns="label"), on="code", suffixes=("", "_earlier"))
    return both.rename(columns={"incidents": "now", "incidents_earlier": "before"})


def _arrived_by_row(
    snapshot: Snapshot,
    asked: Filters,
    name: str,
    codes: pd.Series,
    windows: tuple[Window, Window],
    overall: tuple[float, float],
) -> np.ndarray:
    """Give for each row how much of both windows' reports has usually arrived; of a ward, as of all."""
    field = {"strand": "strands", "kind": "kinds", "source": "sources"}.get(name)
    share = np.tile(overall, (len(codes), 1))
    for row, code in enumerate(codes):
        if field and code != "none":
            one = asked.with_(**{field: frozenset({code})})
            share[row] = [arrived(snapshot, one, window).mean() for window in windows]
    return share


def _strands_said(table: pd.DataFrame, total: int | None) -> str:
    """Tell reports from motivations, where no strand is hidden."""
    with_strand = table[table["code"] != "none"]
    if total is None or table["now"].isna().any() or with_strand.empty:
        return ""
    counts = dict(zip(with_strand["code"], with_strand["now"].astype(int), strict=True))
    without = int(table.loc[table["code"] == "none", "now"].sum())
    return motivations(
        counts, incidents=total - without, noun="report", nouns="reports that carry a strand"
    ).sentence


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
