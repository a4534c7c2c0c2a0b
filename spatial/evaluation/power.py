"""How much a comparison before and after could show: said when planning, before anybody looks."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import norm

from spatial.errors import NotEnoughError, SettingError
from spatial.given import as_numbers, within

__all__ = ["Power", "power_of"]


@dataclass(frozen=True)
class Power:
    """What a weighted displacement difference could tell from chance.

    Attributes
    ----------
    expected : float
        Reports in the treated area in the time after, if nothing happens.
    least : float
        The smallest change of that which would be found `power` of the time.
    is_possible : bool
        Whether there can be such a change: a fall cannot be larger than what is expected.
    needed : int
        Reports of the time before in the treated area with which a change of `worth` would be found so often,
        all other areas being as much larger.
    worth, power, confidence : float
    """

    expected: float
    least: float
    is_possible: bool
    needed: int
    worth: float
    power: float
    confidence: float

    @property
    def sees_worth(self) -> bool:
        """Whether a change of the share that matters would be found often enough."""
        return self.least <= self.worth * self.expected


def power_of(
    before: tuple[float, float, float, float],
    *,
    controls: int = 1,
    time_weight: float = 1.0,
    rise: bool = False,
    worth: float = 0.5,
    power: float = 0.8,
    confidence: float = 0.95,
    dispersion: float = 1.0,
) -> Power:
    """Work out the smallest change that would be told from chance, from the time before alone.

    Parameters
    ----------
    before : four floats
        Reports before in the controls, the treated area, the controls' rings and the treated area's ring;
        zeros for rings that do not count.
    controls : int
        How many control areas the first and the third are the sum of.
    time_weight : float
        How many times as long the time before is as the time after.
    rise : bool
        Whether more reports are meant, rather than fewer.
    worth : float
        The change that would matter, as a share of what is expected.
    dispersion : float
        How many times as much as Poisson counts such places vary.

    Raises
    ------
    spatial.errors.NotEnoughError
        If the treated area or the controls had no report.
    spatial.errors.SettingError
        If a setting is not what it may be.

    Notes
    -----
    With counts c before and c / w expected after, the difference has, in units of the time after, the
    variance V - d where the treated area falls by d, and V + d where it rises; V is the sum of
    (c / w² + c / w) / k², k being the number of controls, or 1 for the treated area and its ring.  It is
    found with the power asked for if d² = q² (V ± d), q being the sum of the two normal quantiles (and q²
    times the dispersion); `needed` solves the same for the count.
    """
    counts = as_numbers(before, what="a count before", least=0)
    if counts.shape != (4,):
        raise SettingError(f"There are {counts.size} counts before; give four.")
    if controls < 1 or not np.isfinite(time_weight) or time_weight <= 0:
        raise SettingError("Give one control or more, and a length of the time before that is above zero.")
    within(worth, what="the change that matters", least=0.05, most=5.0)
    within(power, what="the power", least=0.5, most=0.99)
    within(confidence, what="the confidence", least=0.5, most=0.9999)
    within(dispersion, what="the dispersion", least=1.0, most=1e6)
    if not rise and worth > 1:
        raise SettingError(f"A fall of {worth:g} times what is expected cannot be; give a share up to 1.")
    control, treated = counts[:2]
    if not treated or not control:
        where = "The treated area" if not treated else "The controls"
        raise NotEnoughError(f"{where} had no report before. Take a longer time before, or a larger area.")
    q2 = float(norm.isf((1 - confidence) / 2) + norm.ppf(power)) ** 2 * dispersion
    sign = 1.0 if rise else -1.0
    parts = counts / np.array([controls, 1, controls, 1]) ** 2
    variance = float((parts / time_weight**2 + parts / time_weight).sum())
    expected = float(treated / time_weight)
    least = (sign * q2 + np.sqrt(q2**2 + 4 * q2 * variance)) / 2
    needed = q2 * (variance / treated + sign * worth / time_weight) * (time_weight / worth) ** 2
    possible = rise or least <= expected
    return Power(expected, float(least), bool(possible), int(np.ceil(needed)), worth, power, confidence)
