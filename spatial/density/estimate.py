"""Kernel density on a metre grid: kernels, bandwidths, and a fast convolution with the edge put right."""

from typing import Literal

import numpy as np
from scipy import fft

__all__ = ["KernelName", "Smoother", "automatic_bandwidth", "kernel_on_grid", "rule_of_thumb", "spreads"]

KernelName = Literal["quartic", "gaussian"]

QUARTIC_LIMITS_M = (200.0, 800.0)
QUARTIC_PER_GAUSSIAN = np.sqrt(8.0)  # a quartic kernel of radius h is as wide as a Gaussian of h / sqrt(8)
GAUSSIAN_REACH = 4.0


def reach_m(kernel: KernelName, bandwidth_m: float) -> float:
    """Give the distance beyond which a kernel is zero (the Gaussian is cut at four standard deviations)."""
    return bandwidth_m if kernel == "quartic" else GAUSSIAN_REACH * bandwidth_m


def kernel_on_grid(kernel: KernelName, *, bandwidth_m: float, step_m: float) -> np.ndarray:
    """Give the kernel's value per m2 at every pixel within its reach, the centre in the middle.

    The quartic kernel is 3 / (pi h^2) (1 - d^2/h^2)^2 within `bandwidth_m` = h of a point; for the Gaussian,
    `bandwidth_m` is the standard deviation.  Both add up to 1 incident over the plane.
    """
    cells = int(np.ceil(reach_m(kernel, bandwidth_m) / step_m))
    along = np.arange(-cells, cells + 1) * step_m
    squared = (along[:, None] ** 2 + along[None, :] ** 2) / bandwidth_m**2
    if kernel == "quartic":
        return 3 / (np.pi * bandwidth_m**2) * np.maximum(1 - squared, 0.0) ** 2
    bell = np.exp(-squared / 2) / (2 * np.pi * bandwidth_m**2)
    return np.where(squared <= GAUSSIAN_REACH**2, bell, 0.0)


class Smoother:
    """A kernel, made ready to be laid over many maps of one shape."""

    def __init__(self, kernel: np.ndarray, shape: tuple[int, int]) -> None:
        self.shape = shape
        self.reach = kernel.shape[0] // 2, kernel.shape[1] // 2
        self.size = [
            fft.next_fast_len(n + k - 1, real=True) for n, k in zip(shape, kernel.shape, strict=True)
        ]
        self.transformed = fft.rfft2(kernel, self.size)

    def __call__(self, maps: np.ndarray) -> np.ndarray:
        """Smooth one map, or a pile of maps, by fast Fourier transform; the precision of `maps` is kept."""
        kernel = self.transformed.astype(np.complex64) if maps.dtype == np.float32 else self.transformed
        wide = fft.irfft2(fft.rfft2(maps, self.size, workers=2) * kernel, self.size, workers=2)
        (up, left), (rows, columns) = self.reach, self.shape
        return wide[..., up : up + rows, left : left + columns]


def rule_of_thumb(x: np.ndarray, y: np.ndarray, weight: np.ndarray) -> float:
    """Give 4 x 1.06 x min(sd, IQR / 1.34) x n^(-1/5), the mean of both axes, in metres.

    Parameters
    ----------
    x, y, weight : numpy.ndarray, shape (n_places,)
        Distinct locations and the incidents at each.

    Returns
    -------
    float
        NaN with fewer than two incidents.

    References
    ----------
    Venables and Ripley (2002), Modern Applied Statistics with S, section 5.6 (`bandwidth.nrd`), on each axis.
    """
    n = float(weight.sum())
    if n < 2:
        return float("nan")
    return float(np.mean([4 * 1.06 * _spread(axis, weight) * n**-0.2 for axis in (x, y)]))


def _spread(values: np.ndarray, weight: np.ndarray) -> float:
    """Give the smaller of standard deviation and IQR / 1.34; the former where half the points coincide."""
    deviation, robust = spreads(values, weight)
    return min(deviation, robust) if robust > 0 else deviation


def spreads(values: np.ndarray, weight: np.ndarray) -> tuple[float, float]:
    """Give the standard deviation and IQR / 1.34 of weighted values, weights adding up to more than 1."""
    n, mean = weight.sum(), np.average(values, weights=weight)
    deviation = np.sqrt((weight * (values - mean) ** 2).sum() / (n - 1))
    order = np.argsort(values, kind="stable")
    upto = np.cumsum(weight[order])
    at = (n - 1) * np.array([0.25, 0.75])
    low, high = (
        values[order][np.searchsorted(upto, rank, side="right")] for rank in (np.floor(at), np.ceil(at))
    )
    quartiles = low + (high - low) * (at - np.floor(at))
    return float(deviation), float(quartiles[1] - quartiles[0]) / 1.34


def automatic_bandwidth(kernel: KernelName, x: np.ndarray, y: np.ndarray, weight: np.ndarray) -> float:
    """Choose a bandwidth: the rule of thumb, kept between 200 m and 800 m (quartic radius), to 10 m."""
    low, high = QUARTIC_LIMITS_M
    radius = rule_of_thumb(x, y, weight)
    radius = high if np.isnan(radius) else min(max(radius, low), high)
    return round(radius / (1.0 if kernel == "quartic" else QUARTIC_PER_GAUSSIAN), -1)
