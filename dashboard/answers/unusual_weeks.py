"""Unusual weeks: wards and strands with more reports of late than one would expect, as far as may be seen."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from dashboard.answers.hidden_weeks import hide_weeks
from dashboard.answers.weekly_lines import ALL, Line, Lines, weekly_lines
from dashboard.filters import Filters, Window
from dashboard.situation import hidden_wards
from dashboard.snapshot import Snapshot
from dashboard.survey import Survey, survey
from dashboard.trend import trend
from dashboard.viewer import Viewer
from dashboard.weeks import Break, Trend
from spatial.progress import Progress, silent
from spatial.surveillance.nowcast import complete
from spatial.surveillance.watch import FEW, OVER, UNKNOWN, USUAL, watch
from spatial.surveillance.weekly import expected_weeks

__all__ = [
    "ALL",
    "FEW",
    "OVER",
    "UNKNOWN",
    "USUAL",
    "Course",
    "CourseWeek",
    "MaskedLine",
    "NoSuchReportsError",
    "UnusualWeeks",
    "course",
    "masked_line",
    "says_only_months",
    "silent_agencies",
    "unusual_weeks",
]

ORDER = {OVER: 0, UNKNOWN: 1, USUAL: 2, FEW: 3}
FEWEST_WEEKS, MOST_WEEKS = 13, 156
"""A shorter window shows so many weeks all the same, a longer one its last."""
SILENT_DAYS = 28
FOUR = 4
MOST_HIDDEN = 0.1
"""A limit is worked out where no more than this share of the weeks that it rests on is hidden."""
BACK = 60
"""Weeks that the limits of a week can rest on where no earlier years are looked at."""
COLUMNS = (
    "ward", "ward_name", "strand", "strand_name", "state", "why", "reports", "low", "high", "since", "method",
    "early", "weeks", "q",
)  # fmt: skip
LEVEL = 0.05
"""A look has a false signal in a family of lines with at most this chance."""


@dataclass(frozen=True)
class UnusualWeeks:
    """What stands out in the last four complete weeks.

    Attributes
    ----------
    state : str
        "found", "none", "not enough data" or "only months".
    four : Window or None
        The four weeks; None where there are none.
    lines : pandas.DataFrame
        A row a line, those that stand out first, else in the order of the wards: ward, ward_name, strand,
        strand_name, state, why, reports (NaN hidden or not known), low and high (95 % range of what one would
        expect of the four weeks; NaN where it would give a small count away), since, method, early (weeks not
        complete are above their limit already), weeks (that can be looked back at).
    counts : dict of str to int
        Lines by state.
    incomplete_from : datetime.date or None
        The Monday from which weeks are not complete.
    silent : tuple of (str, datetime.date)
        Agencies that have sent nothing lately, and how far what they sent reaches.
    breaks : tuple of Break
        Changes of recording that begin a line anew.
    monthly : int or None
        Reports that say only the month and are in no week; None hidden.
    settings : dict
    """

    filters: Filters
    viewer: Viewer
    version: str
    partnership: str
    threshold: int
    state: str
    window: Window
    four: Window | None
    lines: pd.DataFrame
    counts: dict[str, int]
    incomplete_from: date | None = None
    silent: tuple[tuple[str, date], ...] = ()
    breaks: tuple[Break, ...] = ()
    monthly: int | None = 0
    settings: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class CourseWeek:
    """One week of a line.

    Attributes
    ----------
    monday : datetime.date
    reports : int or None
        None where the count is hidden.
    complete : bool
        False where more reports are still to come.
    expected, limit : float or None
        What one would expect, and the number that only one week in 200 passes by chance; None where they
        would give a hidden count back, or too little is known.
    awaited, low, high : float or None
        Of a week that is not complete: how many it will have, and the 95 % interval.
    """

    monday: date
    reports: int | None
    complete: bool
    expected: float | None = None
    limit: float | None = None
    awaited: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def sunday(self) -> date:
        """The last day."""
        return self.monday + timedelta(days=6)


@dataclass(frozen=True)
class Course:
    """The weeks of one ward and strand.

    Attributes
    ----------
    line : Line
    state : str
        "shown"; or "too few" (no week has enough to be shown), "no weeks" or "only months" (no report of
        anywhere says its week), and then there are none.
    weeks : tuple of CourseWeek
    breaks : tuple of Break
    four : Window or None
    limits_hidden : bool
        Whether limits were left out because too many of the weeks that they rest on are hidden.
    stand_in : int or None
        The number with which hidden weeks count in the limits; None where no limit rests on one.
    """

    line: Line
    threshold: int
    state: str
    weeks: tuple[CourseWeek, ...] = ()
    breaks: tuple[Break, ...] = ()
    four: Window | None = None
    limits_hidden: bool = False
    stand_in: int | None = None


class NoSuchReportsError(ValueError):
    """A strand of the policy that none of these reports has."""


@dataclass(frozen=True, eq=False)
class MaskedLine:
    """One line before disclosure control, with what is hidden of it and what sums are told: never drawn.

    Attributes
    ----------
    lines : Lines
    at : int
        Which of them.
    values : numpy.ndarray of int64, shape (n_weeks,)
    hidden : numpy.ndarray of bool, shape (n_weeks,)
    told : tuple of numpy.ndarray of bool, shape (n_weeks,)
        Weeks whose sums are told elsewhere.
    end : int
        Weeks that are complete.
    shown : numpy.ndarray of int
        Positions of the weeks that the window shows.
    """

    lines: Lines
    at: int
    values: np.ndarray
    hidden: np.ndarray
    told: tuple[np.ndarray, ...]
    end: int
    shown: np.ndarray


def unusual_weeks(
    snapshot: Snapshot,
    filters: Filters,
    viewer: Viewer,
    *,
    level: float = LEVEL,
    told: Progress = silent,
) -> UnusualWeeks:
    """Look through every ward and strand for unusually many reports in the last four complete weeks.

    Parameters
    ----------
    level : float
        The chance that one look has a false signal in a family of lines.

    Raises
    ------
    dashboard.survey.NoRecordsError
        If the store holds no records.
    """
    lines = weekly_lines(snapshot, filters)
    threshold = snapshot.partnership.threshold
    share = None if lines.arrived is None else np.where(lines.arrived.whole, 1.0, 0.0)
    groups = ["whole" if one.ward == ALL else "ward" if one.strand == ALL else "both" for one in lines.lines]
    finding = watch(
        lines.counts,
        lines.mondays,
        names=lines.lines,
        starts=lines.starts.tolist(),
        groups=groups,
        arrived=share,
        level=level,
        told=told,
    )
    end = _end(lines)
    sums = _hidden_sums(snapshot, lines, survey(snapshot, filters), end)
    table = _suppressed(finding.table, lines, end, threshold, trend(snapshot, filters, viewer), sums)
    counts = {state: int((table["state"] == state).sum()) for state in ORDER}
    state = finding.state
    if state == "found" and not counts[OVER]:
        state = "none" if counts[USUAL] else "not enough data"
    if not lines.counts.any() and lines.monthly:
        state = "only months"
    return UnusualWeeks(
        filters=lines.found.filters,
        viewer=viewer,
        version=snapshot.version,
        partnership=snapshot.partnership.name,
        threshold=threshold,
        state=state,
        window=lines.window,
        four=_four(lines, end),
        lines=table,
        counts=counts,
        incomplete_from=lines.mondays[end] if end < len(lines.mondays) else None,
        silent=silent_agencies(snapshot, lines, threshold),
        breaks=tuple(
            sorted({b for each in lines.breaks.values() for b in each}, key=lambda b: (b.day, b.title))
        ),
        monthly=None if 0 < lines.monthly < threshold else lines.monthly,
        settings=finding.settings,
    )


def course(
    snapshot: Snapshot, filters: Filters, viewer: Viewer, *, ward: str = ALL, strand: str = ALL
) -> Course:
    """Lay out the weeks of one line, with limits where they give no hidden count back.

    Raises
    ------
    dashboard.survey.NoRecordsError
        If the store holds no records.
    ValueError
        If there is no such ward or strand.
    """
    known = masked_line(snapshot, filters, viewer, ward=ward, strand=strand)
    lines, at, values, hidden = known.lines, known.at, known.values, known.hidden
    end, shown = known.end, known.shown
    threshold, four = snapshot.partnership.threshold, _four(lines, end)
    first = int(shown[0]) if len(shown) else 0
    broken = tuple(b for b in lines.breaks[strand] if not len(shown) or b.day >= lines.mondays[first])
    answer = partial(Course, line=lines.lines[at], threshold=threshold, four=four, breaks=broken)
    if not len(shown):
        return answer(state="no weeks")
    if says_only_months(lines, threshold):
        return answer(state="only months")
    if values.any() and not values[~hidden].any():
        return answer(state="too few")
    limits, left_out, stand_in = _limits(lines, at, shown, hidden, end, threshold)
    awaited = _awaited(lines, values, hidden, shown, end)
    weeks = tuple(
        CourseWeek(
            monday=lines.mondays[week],
            reports=None if hidden[week] else int(values[week]),
            complete=bool(week < end),
            **limits.get(week, {}),
            **awaited.get(week, {}),
        )
        for week in shown.tolist()
    )
    return answer(state="shown", weeks=weeks, limits_hidden=left_out, stand_in=stand_in)


def says_only_months(lines: Lines, threshold: int) -> bool:
    """Say whether no report is in a week because the records say only the month: no week is empty then."""
    return not lines.counts.any() and lines.monthly >= threshold


def masked_line(
    snapshot: Snapshot, filters: Filters, viewer: Viewer, *, ward: str = ALL, strand: str = ALL
) -> MaskedLine:
    """Find one line, and what is hidden of it.

    Raises
    ------
    dashboard.survey.NoRecordsError
        If the store holds no records.
    ValueError
        If there is no such ward or strand.
    """
    lines = weekly_lines(snapshot, filters)
    threshold = snapshot.partnership.threshold
    at = next((n for n, line in enumerate(lines.lines) if (line.ward, line.strand) == (ward, strand)), None)
    if at is None:
        names = {line.ward: line.ward_name for line in lines.lines}
        wrong = f"ward '{ward}'" if ward not in names else f"strand '{strand}' in these reports"
        said = f"There is no {wrong}. Take one that the table lists, or '{ALL}'."
        known = ward in names and strand in snapshot.policy.strands
        raise NoSuchReportsError(said) if known else ValueError(said)
    values, end = lines.counts[at], _end(lines)
    sums = _hidden_sums(snapshot, lines, survey(snapshot, filters), end)
    drawn = trend(snapshot, filters, viewer)
    hidden = _hidden(lines, end, threshold, drawn, strand=strand, sums=sums)[at]
    opens = next((n for n, day in enumerate(lines.mondays) if day >= lines.window.first), len(values))
    first = max(min(opens, len(values) - FEWEST_WEEKS), len(values) - MOST_WEEKS, 0)
    return MaskedLine(
        lines=lines,
        at=at,
        values=values,
        hidden=hidden,
        told=tuple(_told(lines, end)),
        end=end,
        shown=np.arange(first, len(values)),
    )


def _end(lines: Lines) -> int:
    """Say how many weeks are complete."""
    whole = np.ones(len(lines.mondays), dtype=bool) if lines.arrived is None else lines.arrived.whole
    return len(whole) if whole.all() else int((~whole).argmax())


def _four(lines: Lines, end: int) -> Window | None:
    if end < FOUR:
        return None
    return Window(lines.mondays[end - FOUR], lines.mondays[end - 1] + timedelta(days=6))


def _hidden_sums(snapshot: Snapshot, lines: Lines, asked: Survey, end: int) -> np.ndarray:
    """Say which sums of four weeks are hidden, each with that of a ward beside it.

    Returns
    -------
    numpy.ndarray of bool, shape (n_strands, n_places)
    """
    codes = list(dict.fromkeys(line.strand for line in lines.lines))
    four = _by_strand(lines.counts[:, max(end - FOUR, 0) : end].sum(axis=1)[:, None], len(codes))
    already = _beside_window(snapshot, lines, asked, end)
    if _four(lines, end) == lines.window:  # the page of hot spots tells the same sums
        already[0, 1:] |= hidden_wards(snapshot, asked)
    threshold = snapshot.partnership.threshold
    return hide_weeks(four, threshold, asked=_asked(lines, codes), already=already[:, :, None])[:, :, 0]


def _beside_window(snapshot: Snapshot, lines: Lines, asked: Survey, end: int) -> np.ndarray:
    """Say which sums of four weeks differ by a small count from the window's, which other pages tell.

    Returns
    -------
    numpy.ndarray of bool, shape (n_strands, n_places)
    """
    codes = list(dict.fromkeys(line.strand for line in lines.lines))
    four = _by_strand(lines.counts[:, max(end - FOUR, 0) : end].sum(axis=1)[:, None], len(codes))[:, :, 0]
    away, span = np.zeros(four.shape, dtype=bool), _four(lines, end)
    if span is None:
        return away
    holds = asked.window.first <= span.first and span.last <= asked.window.last
    held = span.first <= asked.window.first and asked.window.last <= span.last
    if not holds and not held:
        return away
    ward, strands = asked.inside["ward"].to_numpy(), asked.inside["strands"].to_numpy()
    bit = {code: 1 << at for at, code in enumerate(snapshot.policy.strands)}
    for at, code in enumerate(codes):
        of = ward if code == ALL else ward[(strands & bit[code]) > 0]
        wards = np.bincount(of, minlength=four.shape[1] - 1)
        rest = abs(np.array([wards.sum(), *wards]) - four[at])
        threshold = snapshot.partnership.threshold
        away[at] = (rest > 0) & (rest < threshold) & (four[at] >= threshold)
        if away[at, 0] and four.shape[1] > 1:  # the wards' sums would tell that of all
            away[at, 1 + int(four[at, 1:].argmin())] = True
    return away


def _suppressed(
    table: pd.DataFrame, lines: Lines, end: int, threshold: int, drawn: Trend, sums: np.ndarray
) -> pd.DataFrame:
    """Hide small sums, each with a ward beside it, and whatever would give one back."""
    four = lines.counts[:, max(end - FOUR, 0) : end].sum(axis=1)
    hidden = sums.T.ravel()
    away: dict[int, np.ndarray] = {}
    for code in dict.fromkeys(
        line.strand
        for line, over in zip(lines.lines, (table["state"] == OVER) | table["early"], strict=True)
        if over
    ):
        away |= _hidden(lines, end, threshold, drawn, strand=code, sums=sums)
    rows = []
    for at, (line, row) in enumerate(zip(lines.lines, table.to_dict("records"), strict=True)):
        own = {
            "ward": line.ward,
            "ward_name": line.ward_name,
            "strand": line.strand,
            "strand_name": line.strand_name,
        }
        seen = {name: row[name] for name in ("state", "why", "weeks", "since", "early")}
        seen["method"] = row["method"] if isinstance(row["method"], str) else ""
        known = row["recent"] is not None and not pd.isna(row["recent"])
        said = {
            "reports": float(four[at]) if known and not hidden[at] else np.nan,
            "low": np.nan,
            "high": np.nan,
            "q": np.nan,
        }
        if hidden[at] and row["state"] in (OVER, USUAL, FEW):
            few = four[at] < threshold or row["why"] in ("short", "recording changed")
            seen |= {"state": FEW, "why": row["why"] if few and row["why"] else "hidden"}
        if hidden[at]:
            seen |= {
                "why": seen["why"] if seen["why"] in ("short", "recording changed", "late") else "hidden"
            }
            seen |= {"method": "", "since": None, "early": False}
        elif row["state"] in (OVER, USUAL):
            past = lines.counts[at, int(lines.starts[at]) : max(end - FOUR, 0)]
            if not 0 < past.sum() < threshold:
                said |= {"low": row["lower"], "high": row["upper"]}
                said["q"] = _one_figure_up(row["q"]) if row["state"] == OVER else np.nan
            seen |= _seen_weeks(row, lines, away.get(at), end)
        rows.append({**own, **seen, **said})
    found = pd.DataFrame(rows, columns=list(COLUMNS))
    order = found["state"].map(ORDER)
    return found.iloc[np.argsort(order.to_numpy(), kind="stable")].reset_index(drop=True)


def _one_figure_up(chance: float) -> float:
    """Round a chance up to one figure; never below 1 in 10 million."""
    chance = max(float(chance), 1e-7)
    digits = -math.floor(math.log10(chance) + 1e-12)
    return float(np.round(np.ceil(chance * 10**digits - 1e-9) / 10**digits, digits))


def _seen_weeks(row: Mapping[Any, Any], lines: Lines, hidden: np.ndarray | None, end: int) -> dict[str, Any]:
    """Name weeks only where their counts may be seen; else the four weeks as a whole."""
    since = row["since"]
    if since is not None and hidden is not None and hidden[lines.mondays.index(since)]:
        since = lines.mondays[end - FOUR]
    return {"since": since, "early": bool(row["early"] and hidden is not None and not hidden[end:].any())}


def _hidden(
    lines: Lines,
    end: int,
    threshold: int,
    drawn: Trend,
    *,
    strand: str = ALL,
    sums: np.ndarray,
) -> dict[int, np.ndarray]:
    """Hide small weeks, knowing what else is told; a mask by the position of each line.

    Told are the sums of the four weeks and, on the page of hot spots, those of the window of each ward, and
    the weeks of all wards together. One of the four weeks is hidden where their sum is (`sums`).
    """
    codes = list(dict.fromkeys(line.strand for line in lines.lines))
    asked = _asked(lines, codes)
    kept = list(range(len(codes))) if asked else sorted({0, codes.index(strand)})
    weeks = np.arange(len(lines.mondays))
    hatched = {week.monday for week in drawn.weeks if week.reports is None}
    counts = _by_strand(lines.counts, len(codes))
    already = np.zeros(counts.shape, dtype=bool)
    already[0, 0] = [monday in hatched for monday in lines.mondays]
    four = (weeks >= end - FOUR) & (weeks < end) & (end >= FOUR)
    for row, place in np.argwhere(sums) if four.any() else ():
        already[row, place, end - FOUR + int(counts[row, place, four].argmin())] = True
    masks = hide_weeks(
        counts[kept],
        threshold,
        told=_told(lines, end),
        asked=asked,
        already=already[kept],
    )
    return {
        place * len(codes) + kept[row]: mask
        for row, places in enumerate(masks)
        for place, mask in enumerate(places)
    }


def _told(lines: Lines, end: int) -> list[np.ndarray]:
    """List the weeks whose sums are told: the four, those of the window, and what is between the two."""
    weeks = np.arange(len(lines.mondays))
    four = (weeks >= end - FOUR) & (weeks < end) & (end >= FOUR)
    window = np.array([monday >= lines.window.first for monday in lines.mondays], dtype=bool)
    return [part for part in (four, window, window & ~four, four & ~window) if part.sum() > 1]


def _by_strand(values: np.ndarray, strands: int) -> np.ndarray:
    """Lay the lines out by strand and place."""
    return values.reshape(len(values) // strands, strands, values.shape[1]).transpose(1, 0, 2)


def _asked(lines: Lines, codes: list[str]) -> list[int]:
    """List the positions of the strands asked for, where there are several: every report has one of them."""
    asked = [at for at, code in enumerate(codes) if code in lines.found.filters.strands]
    return asked if len(asked) > 1 else []


def _limits(
    lines: Lines, at: int, shown: np.ndarray, hidden: np.ndarray, end: int, threshold: int
) -> tuple[dict[int, dict[str, float]], bool, int | None]:
    """Work out limits for complete weeks from what is shown: a hidden week counts with a stand-in.

    So a limit tells nothing of a hidden week. It is left out where many of its weeks are hidden.
    """
    start, stand_in = int(lines.starts[at]), max(1, threshold // 2)
    values = np.where(hidden, stand_in, lines.counts[at])
    days = np.array(lines.mondays, dtype="datetime64[D]")
    weeks = expected_weeks(values, days, shown[(shown >= start) & (shown < end)], start=start)
    found, left_out, stood_in = {}, False, False
    for number, week in enumerate(weeks.position.tolist()):
        back = start if weeks.by_years[number] else max(start, week - BACK)
        rests_on = hidden[back:week]
        too_many = bool(rests_on.mean() > MOST_HIDDEN)
        left_out |= too_many
        if hidden[week] or too_many:
            continue
        stood_in |= bool(rests_on.any())
        found[week] = {
            "expected": round(float(weeks.expected[number]), 1),
            "limit": float(weeks.upper[number]),
        }
    return found, left_out, stand_in if stood_in else None


def _awaited(
    lines: Lines, values: np.ndarray, hidden: np.ndarray, shown: np.ndarray, end: int
) -> dict[int, dict[str, float]]:
    """Say how many the weeks not complete will have, where what has come in may be shown."""
    late = shown[(shown >= end) & ~hidden[shown]]
    if lines.arrived is None or not len(late) or not lines.arrived.measured:
        return {}
    made = complete(values[late], lines.arrived.share[late], measured=lines.arrived.measured)
    made = made.assign(week=late).dropna()
    return {
        int(row["week"]): {"awaited": round(row["expected"], 1), "low": row["lower"], "high": row["upper"]}
        for row in made.to_dict("records")
    }


def silent_agencies(snapshot: Snapshot, lines: Lines, threshold: int) -> tuple[tuple[str, date], ...]:
    """List the agencies in the answer whose records end long before the weeks do."""
    late = snapshot.lateness
    if late is None or not lines.mondays:
        return ()
    sent = lines.found.inside["agency"].value_counts()
    many = sent.filter(sent["count"] >= threshold)["agency"].to_list()
    ends = {name: late.covered[name] for name in sorted(snapshot.words["agency"][code] for code in many)}
    too_old = lines.mondays[-1] - timedelta(days=SILENT_DAYS)
    return tuple((name, day) for name, day in ends.items() if day <= too_old)
