"""Every month of some real series looked at as if it were the last: which methods give a signal, and when."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np

from benchmarks.validation.real_series import QUIET, Series, windows
from spatial.errors import NotEnoughError
from spatial.surveillance.ears import ears
from spatial.surveillance.ewma import ewma
from spatial.surveillance.false_signals import false_signals
from spatial.surveillance.guard import LEAST_CASES
from spatial.surveillance.monthly import watch_months
from spatial.surveillance.watch import OVER
from spatial.surveillance.weekly import baseline_of

__all__ = ["METHODS", "look_back"]

METHODS = ("watch", "Farrington", "C1", "C2", "C3", "EWMA")
"""`watch` is the product's rule: Farrington, the guard, and all series of a look corrected together."""
PAST, LAG = 12, 2
"""Months that the mean of EWMA rests on, and months left out after them, in which it is followed."""
YEARS = 500
"""Years of chance thrown for the rate that EARS and EWMA would have without any change."""


def look_back(of: str, series: Series, *, start: int = 0) -> Iterator[dict[str, Any]]:
    """Ask every method about every month, knowing only what went before.

    Parameters
    ----------
    of : str
        What the set of series is called.
    series : Series
    start : int
        The first month that may be looked back at.

    Yields
    ------
    dict
        A row a series and method: set, start, method, series, judged (months in question), signals (months),
        quiet_judged, quiet_signals, other_judged and other_signals (in no event's months, quiet years
        included), expected_a_year (by chance where nothing changes; None if none is promised for one series
        alone), seen (by event: the first month with a signal), and `reads` of the months of the events.
    """
    marks, reads = _farrington(series, start)
    marks |= {method: _ears(series.counts, method, start) for method in ("C1", "C2", "C3")}
    marks["EWMA"] = _ewma(series.counts, start)
    for method in METHODS:
        judged, alarm = marks[method]
        for at, name in enumerate(series.names):
            rate = _by_chance(method, series.counts[at, judged[at]])
            yield {
                "set": of,
                "start": series.months[start].isoformat(),
                "method": method,
                "series": name,
                "expected_a_year": rate,
                **_counted(series.months, judged[at], alarm[at]),
                "reads": reads[name] if method == "watch" else {},
            }


def _counted(months: tuple[date, ...], judged: np.ndarray, alarm: np.ndarray) -> dict[str, Any]:
    """Count signals by what the month is: an event's, quiet, or neither."""
    events = windows()
    of_events = set().union(*(inside for _, inside in events))
    quiet = np.array([month.year in QUIET for month in months])
    other = np.array([month not in of_events for month in months])
    at = {months[one] for one in np.flatnonzero(alarm)}
    known = {months[one] for one in np.flatnonzero(judged)}
    return {
        "judged": int(judged.sum()),
        "signals": [month.isoformat() for month in sorted(at)],
        "quiet_judged": int((judged & quiet).sum()),
        "quiet_signals": int((alarm & quiet).sum()),
        "other_judged": int((judged & other).sum()),
        "other_signals": int((alarm & other).sum()),
        "seen": {
            name: min(at & inside).isoformat() if at & inside else ("" if inside <= known else None)
            for name, inside in events
        },
    }


def _farrington(
    series: Series, start: int
) -> tuple[dict[str, tuple[np.ndarray, np.ndarray]], dict[str, dict[str, list[float]]]]:
    """Watch all series together, month by month; a series alone passes where it is above its limit."""
    shape = series.counts.shape
    judged, together, alone = (np.zeros(shape, dtype=bool) for _ in range(3))
    of_events = set().union(*(inside for _, inside in windows()))
    reads: dict[str, dict[str, list[float]]] = {name: {} for name in series.names}
    for now in range(start + 25, shape[1]):
        table = watch_months(
            series.counts[:, : now + 1], series.months[: now + 1], names=series.names,
            starts=[start] * shape[0],
        ).table  # fmt: skip
        judged[:, now] = table["why"] != "short"
        together[:, now] = table["state"] == OVER
        alone[:, now] = (table["observed"] > table["upper"]) & (table["observed"] >= LEAST_CASES)
        if series.months[now] in of_events:
            at = series.months[now].isoformat()
            some = table.loc[judged[:, now], ["observed", "expected", "upper", "q"]]
            for name, read in zip(
                table.loc[judged[:, now], "series"], some.to_numpy(float).round(4), strict=True
            ):
                reads[str(name)][at] = read.tolist()
    return {"watch": (judged, together), "Farrington": (judged, alone)}, reads


def _ears(counts: np.ndarray, method: str, start: int) -> tuple[np.ndarray, np.ndarray]:
    judged, alarm = (np.zeros(counts.shape, dtype=bool) for _ in range(2))
    for at, values in enumerate(counts):
        found = ears(values[start:], method=method, over_periods=1)
        judged[at, start + found["position"]] = True
        alarm[at, start + found["position"]] = found["alarm"]
    return judged, alarm


def _ewma(counts: np.ndarray, start: int) -> tuple[np.ndarray, np.ndarray]:
    """Follow the last months from the mean of the year before them."""
    judged, alarm = (np.zeros(counts.shape, dtype=bool) for _ in range(2))
    for at, values in enumerate(counts):
        for now in range(start + PAST + LAG, len(values)):
            judged[at, now] = True
            mean, _, dispersion = baseline_of(values[now - LAG - PAST : now - LAG])
            sd = max(float(np.sqrt(dispersion * mean)), 0.5)
            high = bool(ewma(values[now - LAG : now + 1], mean=mean, sd=sd)["signal"].iloc[-1])
            alarm[at, now] = high and values[now] >= LEAST_CASES
    return judged, alarm


def _by_chance(method: str, counts: np.ndarray) -> float | None:
    """Say how many signals a year a Poisson series of the same mean would have."""
    if method == "watch" or not len(counts):
        return None
    if method == "Farrington":
        return 12 * 0.005
    try:
        mean = float(counts.mean())
        return round(false_signals(mean, method=method, per_year=12, years=YEARS, over_periods=1), 3)
    except NotEnoughError:
        return None
