"""A known answer: a published case, the number printed there, and how this copy works it out again."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

__all__ = ["KnownAnswer", "Rerun", "rerun"]

Numbers = float | tuple[float, ...]


@dataclass(frozen=True)
class KnownAnswer:
    """A published case.

    Attributes
    ----------
    name : str
        What is worked out, in a few plain words: "Gi* of six points".
    family : str
        The part of the product that rests on it: "hot spots", "over time", "change", ...
    source : str
        Who published it, and where.
    expected : float or tuple of float
        The published numbers.
    work_out : callable
        Works them out again with the installed copy.
    tolerance : float
        The largest difference from a published number, given its printed digits; absolute.
    """

    name: str
    family: str
    source: str
    expected: Numbers
    work_out: Callable[[], Numbers]
    tolerance: float


@dataclass(frozen=True)
class Rerun:
    """A known answer worked out again: `got`, the largest `difference`, and whether it `passes`."""

    answer: KnownAnswer
    got: Numbers
    difference: float
    passes: bool


def rerun(answer: KnownAnswer) -> Rerun:
    """Work out a known answer again and compare; an error counts as a failure, with nothing got."""
    expected = np.atleast_1d(np.asarray(answer.expected, dtype=float))
    try:
        got = np.atleast_1d(np.asarray(answer.work_out(), dtype=float))
    except (ArithmeticError, ValueError):
        got = np.full(expected.shape, np.nan)
    if got.shape != expected.shape:
        return Rerun(answer, tuple(got.ravel().tolist()), float("nan"), False)
    apart = np.where(np.isnan(expected) & np.isnan(got), 0.0, np.abs(got - expected))
    apart = np.where(expected == got, 0.0, apart)  # two infinities
    worst = float(apart.max(initial=0.0)) if not np.isnan(apart).any() else float("nan")
    told: Numbers = float(got[0]) if np.isscalar(answer.expected) else tuple(got.tolist())
    return Rerun(answer, told, worst, bool(worst <= answer.tolerance))
