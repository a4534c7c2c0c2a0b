"""The oversmoothing bandwidth: the most smoothing that points so widely scattered can be given."""

import numpy as np
from numpy.typing import ArrayLike

from spatial.density.estimate import spreads
from spatial.density.kernels import checked_points
from spatial.errors import NotEnoughError

__all__ = ["oversmoothing"]

# ((R(K) d) / (n V))^(1 / (d + 4)) with d = 2, R(K) = 1 / (4 pi) of the Gaussian, and Terrell's
# V = 16 Gamma((d + 8) / 2) d (d + 2) / ((d + 8)^((d + 6) / 2) pi^(d / 2)) = 3072 / (10,000 pi)
CONSTANT = (5000 / 3072) ** (1 / 6)


def oversmoothing(
    x: ArrayLike, y: ArrayLike, weight: ArrayLike | None = None, *, size: float | None = None
) -> float:
    """Give Terrell's oversmoothing bandwidth of a Gaussian kernel in the plane, in metres.

    1.0846 x scale x size^(-1/6), where the scale is the smaller of the mean standard deviation and the mean
    IQR / 1.34 of both axes (the former where half the points coincide).

    Parameters
    ----------
    x, y : array_like, shape (n,)
        Metres.
    weight : array_like, shape (n,), optional
        Points at each; 1 each if None.
    size : float, optional
        Number of points to reckon with, for instance the geometric mean of cases and controls that were
        pooled; the sum of the weights if None.

    Raises
    ------
    spatial.errors.NotEnoughError
        If there are fewer than two points, or all lie at one.
    spatial.errors.BadNumberError
        If a value is missing or infinite, or a weight is negative.

    References
    ----------
    Terrell (1990), Journal of the American Statistical Association 85, 470-477; Davies and Hazelton (2010),
    Statistics in Medicine 29(23), 2423-2437, for pooled cases and controls.
    """
    x, y, w = checked_points(x, y, weight, what="points")
    if not w.sum() > 1:
        raise NotEnoughError("a bandwidth cannot be chosen from fewer than two points. Give one in metres.")
    deviation, robust = np.mean([spreads(x, w), spreads(y, w)], axis=0)
    scale = min(deviation, robust) if robust > 0 else deviation
    if not scale > 0:
        raise NotEnoughError("all points lie at one place, so no bandwidth follows. Give one in metres.")
    return float(CONSTANT * scale * (size or w.sum()) ** (-1 / 6))
