"""How many false signals a year chance alone makes, by simulation."""

import numpy as np

from spatial.errors import SettingError
from spatial.given import affordable, within
from spatial.progress import Progress, silent
from spatial.surveillance.ears import ears
from spatial.surveillance.ewma import ewma
from spatial.surveillance.guard import LEAST_CASES, OVER_PERIODS, recent_cases

__all__ = ["false_signals"]


def false_signals(
    per_period: float,
    *,
    method: str = "C2",
    per_year: int = 52,
    years: int = 200,
    least_cases: int = LEAST_CASES,
    over_periods: int = OVER_PERIODS,
    seed: int = 0,
    told: Progress = silent,
) -> float:
    """Say how many signals a year one series makes where nothing has changed.

    Parameters
    ----------
    per_period : float
        Cases expected in each period; they are Poisson.
    method : str
        `C1`, `C2`, `C3` or `EWMA`.
    per_year : int
        Periods a year.
    years : int
        Years to throw.
    least_cases, over_periods : int
        The low-count guard; `least_cases=0` takes it away.
    seed : int
    told : callable
        Is told the share done.

    Returns
    -------
    float
        Signals that pass the guard, a year of judged periods: the first ones have no baseline and are none.

    Raises
    ------
    spatial.errors.SettingError, TooLargeError
        If a setting cannot be.
    spatial.errors.NotEnoughError
        If no period has its baseline.
    """
    within(per_period, what="cases in a period", least=0, most=1e6)
    within(years, what="years", least=1, most=1_000_000)
    within(per_year, what="periods a year", least=1, most=366)
    for number, what in ((years, "years"), (per_year, "periods a year")):
        if number != int(number):
            raise SettingError(f"{what} is {number:g}; give a whole number.")
    years, per_year = int(years), int(per_year)
    affordable(200.0 * years * per_year, what="the series", instead="Ask for fewer years.")
    told(0.0)
    counts = np.random.default_rng(seed).poisson(per_period, years * per_year)
    guard = {"least_cases": least_cases, "over_periods": over_periods}
    if method == "EWMA":
        alarm = _ewma_alarms(counts, per_period, **guard)
    else:
        alarm = ears(counts, method=method, **guard)["alarm"].to_numpy()
    return float(alarm.sum() * per_year / len(alarm))


def _ewma_alarms(counts: np.ndarray, mean: float, *, least_cases: int, over_periods: int) -> np.ndarray:
    signal = ewma(counts, mean=mean, sd=max(np.sqrt(mean), 0.5), settled=True)["signal"].to_numpy()
    return np.asarray(signal & (recent_cases(counts, over=over_periods) >= least_cases) & (counts > 0))
