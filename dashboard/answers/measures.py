"""How an action's measures stand beside their baseline: exact intervals, never a bare percentage."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import h3
import numpy as np

from dashboard.desks.measures import Measure
from dashboard.filters import Filters, Window, read_query
from dashboard.joint_action import Action
from dashboard.situation import hidden_wards
from dashboard.snapshot import Snapshot
from dashboard.survey import survey
from dashboard.viewer import Viewer
from dashboard.wording import day_words, window_words
from spatial.comparing.rates import poisson_interval, rate_ratio
from spatial.comparing.shares import share_of

__all__ = ["Kpi", "counted_days", "read_reports", "read_told", "set_beside", "usual_baseline"]

NOT_ENOUGH = "not enough data"
ALONE = (
    "Before and after in one place cannot show that the action did it: see Did it work, which compares with "
    "places that were left alone."
)
CHOSEN = (
    "The baseline lies in the days in which this place was chosen for being high, so some fall was to be "
    "expected without any action."
)
MEANT = "The action is for more reports: a rise is what was meant, and says nothing of harm."


@dataclass(frozen=True)
class Kpi:
    """A measure beside its baseline.

    Attributes
    ----------
    state : str
        "better", "worse", "not distinguishable from chance", "not enough data", "no interval" or
        "nothing yet".
    now, before : str
        What is counted now, and the baseline, in words with their days.
    words : str
        The two beside each other, with the interval.
    target : str
        How far the target is; "" where there is none.
    caveats : tuple of str
    """

    title: str
    better: str
    state: str
    now: str
    before: str
    words: str
    target: str = ""
    caveats: tuple[str, ...] = ()


def read_reports(snapshot: Snapshot, viewer: Viewer, action: Action, measure: Measure) -> Kpi:
    """Count the reports in an action's place before it and since; small counts are hidden.

    The counts are exact figures of free windows: for row roles only, and never on paper.
    """
    if viewer.profile:
        raise ValueError("Exact figures are not for an aggregate role.")
    assert measure.baseline_from is not None and measure.baseline_to is not None
    latest, starts = snapshot.latest, action.starts_on
    ends = min(day for day in (latest, action.done_on) if day) if latest else None
    if starts is None or ends is None or ends < starts:
        return _nothing(measure, "No report that was made since the action began has come in yet.")
    asked, _ = read_query(measure.question)
    base = _count(snapshot, asked, action, Window(measure.baseline_from, measure.baseline_to))
    since = _count(snapshot, asked, action, Window(starts, ends))
    if since[1].first <= base[1].last:
        return _nothing(measure, "The records say only the month, and the two times share one. "
                        "End the baseline a whole month before the action.")  # fmt: skip
    if base[2] or since[2]:
        why = "The count of a ward is hidden, beside another's that is small."
        return Kpi(measure.title, measure.better, NOT_ENOUGH, "not shown", "not shown", why)
    caveats = [ALONE]
    if (
        action.selected_from
        and action.selected_to
        and (base[1].first <= action.selected_to and action.selected_from <= base[1].last)
    ):
        caveats.append(CHOSEN)
    if action.intends == "more":
        caveats.append(MEANT)
    few = snapshot.partnership.threshold
    return set_beside(measure, since[:2], base[:2], "report", threshold=few, caveats=tuple(caveats))


def counted_days(measure: Measure, action: Action, days: Sequence[date], today: date) -> Kpi:
    """Set visits made since the action began beside those of the baseline."""
    assert measure.baseline_from is not None and measure.baseline_to is not None
    if action.starts_on is None or action.starts_on > today:
        return _nothing(measure, "The action has not begun.")
    spans = Window(measure.baseline_from, measure.baseline_to), Window(action.starts_on, today)
    base, since = (sum(span.first <= day <= span.last for day in days) for span in spans)
    return set_beside(measure, (since, spans[1]), (base, spans[0]), "visit", threshold=0)


def read_told(measure: Measure) -> Kpi:
    """Set the last number that people told beside the baseline; with an interval where it is a share."""
    before = f"{measure.baseline:g}" if measure.baseline is not None else "not told"
    if not measure.readings:
        return _nothing(measure, f"Nobody has told a number yet. The baseline is {before}.")
    last = measure.readings[-1]
    span = window_words(Window(last.first_day, last.last_day))
    if last.out_of is None:
        now = f"{last.value:g} ({span})"
        why = "How many were asked is not known, so how far chance alone could move it cannot be said."
        return Kpi(measure.title, measure.better, "no interval", now, before, why,
                   _target(measure, last.value))  # fmt: skip
    share = share_of(int(last.value), int(last.out_of))
    base = measure.baseline
    now = f"{last.value:,.0f} of {last.out_of:,.0f} ({span})"
    low, high = share.low * 100, share.high * 100
    words = f"{now}: {share.share * 100:.0f} in 100 (95% interval {low:.0f} to {high:.0f})."
    if base is None:
        return Kpi(measure.title, measure.better, "no interval", now, before, words)
    ends = (low / base, high / base) if base else (1.0 if low == 0 else np.inf, np.inf)
    verdict = _verdict(*ends, measure.better)
    said = f"{words} The baseline was {base:g} in 100: {_said(verdict)}"
    return Kpi(measure.title, measure.better, verdict, now, f"{base:g} in 100", said,
               _target(measure, share.share * 100))  # fmt: skip


def set_beside(
    measure: Measure,
    since: tuple[int, Window],
    base: tuple[int, Window],
    noun: str,
    *,
    threshold: int,
    caveats: tuple[str, ...] = (),
) -> Kpi:
    """Set a count beside that of the baseline, at the baseline's rate, with the exact interval of the ratio.

    Parameters
    ----------
    since, base : (int, Window)
        What was counted, and in which days.
    threshold : int
        Smaller counts than this, and those of which they are a part, are hidden; 0 hides none.
    """
    (now, span), (before, days) = since, base
    if any(0 < count < threshold for count in (now, before)):
        few = f"Fewer than {threshold} {noun}s: too few to say anything."
        return Kpi(measure.title, measure.better, NOT_ENOUGH, "not shown", "not shown", few, caveats=caveats)
    shown = f"{_counted(now, noun)} in {span.days:,} days ({window_words(span)})"
    told = f"{_counted(before, noun)} in {days.days:,} days ({window_words(days)})"
    low, high = (float(end[0]) for end in poisson_interval([now]))
    expected = before / days.days * span.days
    if before == 0:
        words = (
            f"{shown}, with a 95% interval of {low:.1f} to {high:.1f}; there was none in the baseline, so "
            "nothing can be said of how many times that is."
        )
        return Kpi(
            measure.title, measure.better, NOT_ENOUGH, shown, told, words, _target(measure, now), caveats
        )
    ratio = rate_ratio(now, span.days, before, days.days)
    verdict = _verdict(ratio.low, ratio.high, measure.better)
    words = (
        f"{shown}, with a 95% interval of {low:.1f} to {high:.1f}; at the baseline's pace about "
        f"{expected:.1f} would be expected. That is {ratio.ratio:.2g} times the baseline "
        f"(95% interval {ratio.low:.2g} to {ratio.high:.2g}): {_said(verdict)}"
    )
    return Kpi(measure.title, measure.better, verdict, shown, told, words, _target(measure, now), caveats)


def _verdict(low: float, high: float, better: str) -> str:
    if low <= 1 <= high:
        return "not distinguishable from chance"
    return "better" if (high < 1) == (better == "lower") else "worse"


def _said(verdict: str) -> str:
    return {
        "better": "a change for the better that chance alone would seldom make.",
        "worse": "a change for the worse that chance alone would seldom make.",
    }.get(verdict, "not distinguishable from chance.")


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _target(measure: Measure, now: float) -> str:
    if measure.target is None:
        return ""
    reached = now <= measure.target if measure.better == "lower" else now >= measure.target
    by = f" by {day_words(measure.target_on)}" if measure.target_on else ""
    most = "at most" if measure.better == "lower" else "at least"
    return f"Target: {most} {measure.target:g}{by}; {'reached' if reached else 'not reached'} so far."


def _nothing(measure: Measure, why: str) -> Kpi:
    return Kpi(measure.title, measure.better, "nothing yet", "", "", why)


def _count(snapshot: Snapshot, asked: Filters, action: Action, window: Window) -> tuple[int, Window, bool]:
    """Count the reports of a question in an action's place; say in which days, and whether it is hidden.

    The map hides a ward that is large enough, too, where otherwise another could be worked out.
    """
    filters = asked.without_selection().with_(days=None, first=window.first, last=window.last)
    found = survey(snapshot, filters)
    inside, hidden = found.inside, False
    if action.cells:
        resolution = h3.get_resolution(action.cells[0])
        lattice, position = snapshot.lattice(resolution)
        at = lattice.position_of([h3.str_to_int(cell) for cell in action.cells])
        here = np.isin(position[inside["place"].to_numpy()], at[at >= 0])
    elif wards := {*action.wards, action.ward} - {""}:
        at = np.flatnonzero(snapshot.study_area.wards["ward"].isin(wards))
        here = np.isin(inside["ward"].to_numpy(), at)
        hidden = bool(hidden_wards(snapshot, found)[at].any())
    else:
        here = np.ones(inside.height, dtype=bool)
    return int(here.sum()), found.window, hidden


def usual_baseline(starts: date) -> Window:
    """Offer the year before an action began."""
    return Window(starts - timedelta(365), starts - timedelta(1))
