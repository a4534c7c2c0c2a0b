"""What may be said of a treated area: fewer than expected, chance, offset next door, or too few to say."""

from dataclasses import dataclass, replace

import numpy as np
from scipy.stats import norm

from spatial.comparing.difference import Difference, wdd
from spatial.errors import NotEnoughError
from spatial.evaluation.power import Power, power_of
from spatial.given import as_counts

__all__ = ["CHANCE", "FEWER", "MORE", "OFFSET", "TOO_FEW", "VERDICTS", "Counts", "Judgement", "judge"]

FEWER = "fewer than expected"
MORE = "more than expected"
CHANCE = "not distinguishable from chance"
OFFSET = "gain offset by a rise next door"
OFFSET_FALL = "gain offset by a fall next door"
TOO_FEW = "too few incidents to say"
VERDICTS = (FEWER, MORE, CHANCE, OFFSET, OFFSET_FALL, TOO_FEW)
SMALL = 5
"""Where fewer came in the treated area, before or as expected after, no difference is claimed."""
OFFSET_SHARE = 0.5
"""So much of a clear gain must be lost next door before it is called offset."""
FALL, RISE = 0.5, 1.0
"""Changes that would matter: a fall by half, or twice as many."""


@dataclass(frozen=True)
class Counts:
    """Reports before and after in each of the four grounds; rings are (0, 0) where none count."""

    control: tuple[int, int]
    treated: tuple[int, int]
    control_ring: tuple[int, int] = (0, 0)
    ring: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class Judgement:
    """What may be said.

    Attributes
    ----------
    verdict : str
        One of `VERDICTS`.
    difference : Difference or None
        In reports of the time after; None where nothing was counted.
    expected : float
        What the treated area would have had after, had it gone as its controls did; NaN unknown.
    power : Power or None
        What could have been seen.
    needed : int or None
        Reports before with which a change that matters would be seen.
    is_local_clear : bool
        Whether the treated area alone, without the ground next door, is clear of chance.
    """

    verdict: str
    difference: Difference | None
    expected: float
    power: Power | None
    needed: int | None
    is_local_clear: bool = False


def judge(
    counts: Counts,
    *,
    controls: int = 1,
    time_weight: float = 1.0,
    rise: bool = False,
    confidence: float = 0.95,
    dispersion: float = 1.0,
) -> Judgement:
    """Judge a weighted displacement difference in plain words.

    Parameters
    ----------
    counts : Counts
    controls : int
        How many areas the controls' counts are the sum of.
    time_weight : float
        How many times as long the time before is as the time after.
    rise : bool
        Whether more reports are meant: a campaign for reporting.
    dispersion : float
        How many times as much as Poisson counts such places vary; see `spatial.evaluation.dispersion`.

    Notes
    -----
    The total, with the ground next door, decides.  Where it is not clear but the treated area is, and at
    least half of its gain is lost next door, the gain is called offset.  Where nothing is clear and a change
    that matters (a fall by half; twice as many) would have been missed more than one time in five, there are
    too few to say.
    """
    given = (counts.control, counts.treated, counts.control_ring, counts.ring)
    before = tuple(float(as_counts(each, what="a count")[0]) for each in given)
    worth = RISE if rise else FALL
    try:
        power = power_of(
            before,  # type: ignore[arg-type]
            controls=controls, time_weight=time_weight, rise=rise, worth=worth, confidence=confidence,
            dispersion=dispersion,
        )  # fmt: skip
        found = wdd(
            *given,
            time_weights=(time_weight, 1.0),
            area_weights=(controls, 1.0, controls, 1.0),
            confidence=confidence,
        )
        found = _wider(found, dispersion)
    except NotEnoughError:
        return Judgement(TOO_FEW, None, float("nan"), None, None)
    expected = counts.treated[1] - found.local
    width = (found.high - found.low) / 2 / found.total_se
    local_clear = abs(found.local) > width * found.local_se
    verdict = _verdict(found, power, local_clear=local_clear, rise=rise)
    if min(counts.treated[0], max(expected, counts.treated[1])) < SMALL:
        verdict = TOO_FEW
    return Judgement(verdict, found, expected, power, power.needed, local_clear)


def _wider(found: Difference, dispersion: float) -> Difference:
    """Widen a difference's errors and interval where places vary more than chance alone."""
    by = float(np.sqrt(dispersion))
    z = found.z / by
    width = (found.high - found.low) / 2 * by
    return replace(
        found,
        local_se=found.local_se * by,
        displacement_se=found.displacement_se * by,
        total_se=found.total_se * by,
        z=z,
        p=float(2 * norm.sf(abs(z))),
        low=found.total - width,
        high=found.total + width,
    )


def _verdict(found: Difference, power: Power, *, local_clear: bool, rise: bool) -> str:
    if found.high < 0:
        return FEWER
    if found.low > 0:
        return MORE
    gain = found.local if rise else -found.local
    lost = -found.displacement if rise else found.displacement
    if local_clear and gain > 0 and lost >= OFFSET_SHARE * gain:
        return OFFSET_FALL if rise else OFFSET
    return CHANCE if power.sees_worth else TOO_FEW
