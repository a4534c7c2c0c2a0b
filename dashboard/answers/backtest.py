"""Which method to trust here: each tried on periods that it knew nothing of, as far as may be seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from dashboard.answers.evidence import evidence_of
from dashboard.baseline import known_people
from dashboard.filters import Filters, Window
from dashboard.situation import auto_resolution, method_words
from dashboard.snapshot import Snapshot
from dashboard.survey import NoRecordsError, survey
from dashboard.viewer import Viewer
from spatial.hotspot import Evidence
from spatial.progress import Progress, silent
from spatial.trust.backtest import Origin, Trial, back_test, months_later, rolling_origins
from spatial.trust.prediction_accuracy import best_possible
from spatial.trust.ranking_rules import RULES, expected_density, ground_km2, same_places

__all__ = ["AREA_SHARES", "HISTORIES", "PERIODS", "BackTest", "backtest"]

AREA_SHARES = (0.01, 0.05, 0.1)
HISTORIES = (1, 3, 12)
"""Months that a method looks back."""
PERIODS = {3: "quarter", 1: "month"}
"""Whole calendar periods on which they can be tried, by their months."""
MOST_PERIODS = {3: 8, 1: 12}
NAIVE, GROUND, RESIDENTS = "naive", "ground", "residents"
COLUMNS = (
    *("rule", "method", "title", "months", "area_share", "hits", "incidents", "hit_rate", "hit_rate_low"),
    *("hit_rate_high", "pai", "pai_low", "pai_high", "pei", "pei_low", "pei_high"),
    *("more", "more_low", "more_high", "differs", "hidden"),
)
TOLD_BY_TRIALS = 0.8


@dataclass(frozen=True)
class BackTest:
    """How the methods did on the partnership's own later reports, for one viewer.

    Attributes
    ----------
    months : int
        Length of a period tried: a quarter or a month.
    periods : tuple of Window
        The periods tried, the earliest first.
    left_out : tuple of Window
        Periods with fewer reports than the threshold.
    state : str
        "found" if some method differs from the naive rule, "none" if none can be told from it, or "not enough
        data".
    incidents : int or None
        Reports of all periods tried; None where that is hidden.
    needed_incidents, needed_periods : int
        What it takes.
    table : pandas.DataFrame
        One row a rule and share of the ground: rule, method (code, or "" for a yardstick), title, months
        (that it looks back; 0 for yardsticks), area_share; hits and all that follows from them, rounded to
        `rounded_to` reports and NaN where hidden; differs (from the naive rule); hidden.
    """

    filters: Filters
    viewer: Viewer
    version: str
    partnership: str
    latest: date
    resolution: int
    cell_km2: float
    threshold: int
    rounded_to: int
    months: int
    periods: tuple[Window, ...]
    left_out: tuple[Window, ...]
    state: str
    incidents: int | None
    needed_incidents: int
    needed_periods: int
    table: pd.DataFrame
    settings: dict[str, Any]


def backtest(
    snapshot: Snapshot, filters: Filters, viewer: Viewer, *, months: int = 3, told: Progress = silent
) -> BackTest:
    """Try every method, with each length of history, on the whole periods after it.

    The question's window, method and method settings do not matter here: every method is tried, with its own
    automatic settings, and on all periods that the records allow.

    Parameters
    ----------
    months : int
        Length of a period: 3 for calendar quarters, 1 for months.
    told : callable

    Raises
    ------
    dashboard.survey.NoRecordsError
        If the store holds no records.
    ValueError
        If the length of the period is not offered.
    """
    if months not in PERIODS:
        raise ValueError(f"A period of {months} months; give {' or '.join(map(str, PERIODS))}.")
    if snapshot.latest is None or snapshot.earliest is None:
        raise NoRecordsError("There are no records yet. Import an agency's file to begin.")
    usual = survey(snapshot, filters)
    asked, threshold = usual.filters, snapshot.partnership.threshold
    resolution = asked.resolution or auto_resolution(snapshot, usual.in_area)
    origins = rolling_origins(
        snapshot.earliest,
        snapshot.latest,
        months=months,
        history_months=max(HISTORIES),
        most=MOST_PERIODS[months],
    )
    rules = _rules(snapshot)
    trials, left_out = [], []
    for number, origin in enumerate(origins):
        trial = _trial(
            snapshot,
            asked,
            origin,
            resolution,
            months=months,
            rules=rules,
            told=_part_of(told, TOLD_BY_TRIALS * number / len(origins), TOLD_BY_TRIALS / len(origins)),
        )
        (trials.append((origin, trial)) if trial.observed.sum() >= threshold else left_out.append(origin))
    found = back_test(
        [trial for _, trial in trials],
        naive=NAIVE,
        yardsticks=(GROUND, RESIDENTS),
        area_shares=AREA_SHARES,
        told=_part_of(told, TOLD_BY_TRIALS, 1 - TOLD_BY_TRIALS),
    )
    lattice, _ = snapshot.lattice(resolution)
    total = int(found.settings["incidents"])
    best = [
        sum(best_possible(trial.observed, trial.area, area_share=share) for _, trial in trials)
        for share in AREA_SHARES
    ]
    shown = {"naive_months": months, "histories_months": list(HISTORIES), "kernel_simulations": 0}
    return BackTest(
        filters=asked,
        viewer=viewer,
        version=snapshot.version,
        partnership=snapshot.partnership.name,
        latest=snapshot.latest,
        resolution=resolution,
        cell_km2=lattice.cell_km2,
        threshold=threshold,
        rounded_to=threshold,
        months=months,
        periods=tuple(Window(origin.start, origin.end) for origin, _ in trials),
        left_out=tuple(Window(origin.start, origin.end) for origin in left_out),
        state=found.state,
        incidents=None if 0 < total < threshold else total,
        needed_incidents=found.settings["fewest_incidents"],
        needed_periods=found.settings["fewest_trials"],
        table=_shown(found.table, rules, best, months=months, threshold=threshold),
        settings={
            name: value
            for name, value in found.settings.items()
            if name not in {"incidents", "trials", "without_incidents"}
        }
        | shown,
    )


def _part_of(told: Progress, start: float, length: float) -> Progress:
    """Tell the progress of one step as part of the whole."""
    return lambda done: told(start + length * done)


def _rules(snapshot: Snapshot) -> dict[str, tuple[str, int]]:
    """List what is tried: the name of each rule, its method and the months that it looks back."""
    rules = {f"{name}-{months}": (name, months) for name in RULES for months in HISTORIES}
    rules |= {NAIVE: ("", 0), GROUND: ("", 0)}
    if "residents" in known_people(snapshot):
        rules[RESIDENTS] = ("", 0)
    return rules


def _trial(
    snapshot: Snapshot,
    asked: Filters,
    origin: Origin,
    resolution: int,
    *,
    months: int,
    rules: dict[str, tuple[str, int]],
    told: Progress,
) -> Trial:
    """Let every rule rank the cells by what was before a day, and count what came after."""

    def evidence(first: date, last: date, **changes: Any) -> Evidence:
        window = asked.with_(days=None, first=first, last=last, **changes)
        return evidence_of(snapshot, survey(snapshot, window), resolution)

    eve = origin.start - timedelta(days=1)
    known = {back: evidence(months_later(origin.start, -back), eve) for back in {*HISTORIES, months}}
    scores = {}
    for number, (name, (method, back)) in enumerate(rules.items()):
        if method:
            scores[name] = RULES[method](known[back])
        told((number + 1) / len(rules))
    scores[NAIVE] = same_places(known[months])
    ground = ground_km2(known[months].lattice)
    scores[GROUND] = np.zeros(len(ground))
    if RESIDENTS in rules:
        scores[RESIDENTS] = expected_density(
            evidence(months_later(origin.start, -months), eve, baseline="residents")
        )
    after = evidence(origin.start, origin.end)
    return Trial(origin.start.isoformat(), ground, after.counts, scores)


def _shown(
    table: pd.DataFrame,
    rules: dict[str, tuple[str, int]],
    best: Sequence[float],
    *,
    months: int,
    threshold: int,
) -> pd.DataFrame:
    """Lay the rules out as far as they may be seen.

    The ground of two rules may differ by one cell, whose reports their hits would give away: so hits, and the
    ends of their intervals, are rounded to as many reports as the threshold, and every other figure is worked
    out from those.
    """
    titles = {name: title for name, (title, _) in method_words().items()}
    titles |= {
        NAIVE: f"Same places as last {PERIODS[months]}",
        GROUND: "Any ground of that size",
        RESIDENTS: "Where most people live",
    }
    rows = []
    tops = dict(zip(AREA_SHARES, best, strict=True))
    beside = _rows_of(table, NAIVE)
    for rule, (method, back) in rules.items():
        for (share, row), may in zip(
            _rows_of(table, rule).items(), _may_be_seen(table, rule, threshold), strict=True
        ):
            other = _may_be_seen(table, NAIVE, threshold)[list(tops).index(share)]
            figures = _figures(row, beside[share], share, tops[share], threshold, may=may, other=other)
            told = bool(row["differs"]) and may and other
            rows.append((rule, method, titles[method or rule], back, share, *figures, told, not may))
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"differs": bool, "hidden": bool})


def _rows_of(table: pd.DataFrame, rule: str) -> dict[float, dict[str, Any]]:
    rows: list[Any] = table[table["rule"] == rule].to_dict("records")
    return {row["area_share"]: row for row in rows}


def _may_be_seen(table: pd.DataFrame, rule: str, threshold: int) -> list[bool]:
    """Say which shares' hits may be seen: those between two of them must be no small count."""
    rows = list(_rows_of(table, rule).values())
    if not rows or rule == GROUND:  # a share of the total, whatever was reported where
        return [True] * len(rows)
    bounds = [0.0, *(row["hits"] for row in rows), float(rows[0]["incidents"])]
    seen = list(range(len(bounds)))
    while True:
        small = [
            k for k in range(1, len(seen)) if 1e-9 < bounds[seen[k]] - bounds[seen[k - 1]] < threshold - 1e-9
        ]
        inner = [seen[k] if k < len(seen) - 1 else seen[k - 1] for k in small]
        inner = [k for k in inner if 0 < k < len(bounds) - 1]
        if not inner:
            return [k in seen for k in range(1, len(bounds) - 1)]
        seen.remove(inner[0])


def _figures(
    row: dict[str, Any],
    beside: dict[str, Any],
    share: float,
    best: float,
    base: int,
    *,
    may: bool,
    other: bool,
) -> tuple[Any, ...]:
    """Round the hits and their interval, and work everything else out from what was rounded."""
    total = int(row["incidents"])

    def rounded(value: float) -> float:
        return float(min(base * round(value / base), total))

    if row["rule"] == GROUND:
        hits = total * share
        return (hits, total, share, share, share, 1.0, 1.0, 1.0, *[np.nan] * 6)

    if not may:
        return (np.nan, total, *[np.nan] * 12)
    hits, low, high = (rounded(row[name]) for name in ("hits", "hits_low", "hits_high"))
    rates = [value / total for value in (hits, low, high)]
    top = max(rounded(best), hits)
    pei = [row[name] for name in ("pei", "pei_low", "pei_high")]
    pei = [hits / top, *(float(np.clip(round(value, 2), 0, 1)) for value in pei[1:])] if best >= base else pei
    pei = pei if best >= base else [np.nan] * 3
    more = [hits - rounded(beside["hits"]), *(base * round(row[n] / base) for n in ("more_low", "more_high"))]
    more = more if other else [np.nan] * 3
    return (hits, total, *rates, *(rate / share for rate in rates), *pei, *more)
