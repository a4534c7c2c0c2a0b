"""How many cases are still as expected: the limits of a prediction, and the chance of as many as seen."""

from dataclasses import dataclass

import numpy as np
from scipy import special, stats

from spatial.errors import SettingError
from spatial.given import within

__all__ = ["LIMITS", "Limit", "prediction_limit"]

POWERS = {"two_thirds": 2 / 3, "square_root": 1 / 2, "identity": 1.0}
LIMITS = (*POWERS, "nb_plugin", "muan", "predictive")


@dataclass(frozen=True)
class Limit:
    """What is expected of one period.

    Attributes
    ----------
    lower, upper : float
        Each end is passed with chance `alpha`.
    p : float
        Chance of as many cases as seen, or more.
    exceedance : float
        (seen - expected) / (upper - expected); above 1 the limit is passed.
    """

    lower: float
    upper: float
    p: float
    exceedance: float


def prediction_limit(
    seen: float,
    *,
    expected: float,
    error: float,
    dispersion: float,
    alpha: float = 0.05,
    method: str = "two_thirds",
) -> Limit:
    """Work out the limits that a new count should keep to.

    Parameters
    ----------
    seen : float
        The count.
    expected : float
        Its expected value, mu; above 0.
    error : float
        Standard error of `expected`.
    dispersion : float
        phi, at least 1.
    alpha : float
        Chance of passing the upper limit where nothing has changed.
    method : str
        `two_thirds` (Farrington: U = mu (1 + 2/3 z sqrt(mu tau) / mu)^(3/2) with tau = phi + error^2 / mu),
        `square_root` or `identity` (the same on another scale); `nb_plugin` (Noufaily: negative binomial
        with mean mu and variance phi mu; Poisson for phi = 1); `muan` (the same at the upper limit of mu);
        `predictive` (negative binomial with mean mu and variance tau mu, so that it also allows for what is
        not known of mu).

    Returns
    -------
    Limit

    Raises
    ------
    spatial.errors.SettingError
        If the method is not known, or a number is out of its range.

    Notes
    -----
    R's surveillance puts the logarithm of mu where mu belongs in the exceedance of `nb_plugin` and `muan`;
    here it is mu throughout. Its two-sided original halves `alpha`; here `alpha` is that of the upper limit.

    References
    ----------
    Farrington et al. (1996), JRSS A 159(3), 547-563. Noufaily et al. (2013), Statistics in Medicine 32(7),
    1206-1222. Salmon, Schumacher and Höhle (2016), Journal of Statistical Software 70(10).
    """
    within(seen, what="the count", least=0, most=1e15)
    within(alpha, what="alpha", least=1e-12, most=0.5)
    within(expected, what="the expected count", least=1e-12, most=1e12)
    within(error, what="its standard error", least=0, most=1e12)
    within(dispersion, what="the dispersion", least=1, most=1e9)
    if method in POWERS:
        lower, upper, p = _by_power(seen, expected, error, dispersion, alpha, POWERS[method])
    elif method in LIMITS:
        if method == "predictive":
            mean, spread = expected, dispersion + error**2 / expected
        else:
            z = stats.norm.isf(alpha) if method == "muan" else 0.0
            mean = expected * float(np.exp(z * error / expected))
            spread = dispersion
        lower, upper = _at_most(alpha, mean, spread), _at_most(1 - alpha, mean, spread)
        p = _chance_of(np.ceil(seen), mean, spread)
    else:
        raise SettingError(f"There is no limit '{method}'. Known: {', '.join(LIMITS)}.")
    room = upper - expected
    away = seen - expected
    exceedance = away / room if room > 0 else (np.inf if away > 0 else 0.0)
    return Limit(lower, upper, p, float(exceedance))


def _by_power(
    seen: float, expected: float, error: float, dispersion: float, alpha: float, power: float
) -> tuple[float, float, float]:
    tau = dispersion + error**2 / expected
    centre = expected**power
    spread = power * expected ** (power - 1) * np.sqrt(expected * tau)
    z = stats.norm.isf(alpha)
    low, high = (max(centre + sign * z * spread, 0.0) ** (1 / power) for sign in (-1, 1))
    return low, high, float(stats.norm.sf((seen**power - centre) / spread))


def _chance_of(count: float, mean: float, spread: float) -> float:
    """Give the chance of so many or more, for a mean and a variance of `spread` times the mean."""
    if count <= 0:
        return 1.0
    if spread <= 1 + 1e-9:
        return float(special.gammainc(count, mean))
    return float(special.betainc(count, mean / (spread - 1), 1 - 1 / spread))


def _at_most(chance: float, mean: float, spread: float) -> float:
    """Give the smallest count that is not passed with at least so much chance, by halving."""
    low, high = -1.0, np.ceil(mean + 2 * np.sqrt(mean * spread)) + 1
    while 1 - _chance_of(high + 1, mean, spread) < chance:
        low, high = high, 2 * high + 1
    while high - low > 1:
        middle = np.floor((low + high) / 2)
        low, high = (low, middle) if 1 - _chance_of(middle + 1, mean, spread) >= chance else (middle, high)
    return float(high)
