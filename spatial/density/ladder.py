"""A ladder of kernels, each somewhat wider than the one before, laid over maps by fast Fourier transform."""

import numpy as np
from scipy import fft

from spatial.density.estimate import KernelName, kernel_on_grid, reach_m

__all__ = ["Ladder"]


class Ladder:
    """Kernels of rising bandwidth, each the same number of times the one before, laid over maps of one shape.

    A bandwidth between two rungs is made of both, weighed so that the height in the middle of the kernel is
    right: its part of the lower rung is `share`.
    """

    def __init__(
        self, kernel: KernelName, *, low_m: float, high_m: float, rungs: int, step_m: float, shape: tuple
    ) -> None:
        self.kernel, self.step_m, self.shape = kernel, step_m, shape
        self.bandwidths = np.geomspace(low_m, high_m, rungs)
        self.pad = int(np.ceil(reach_m(kernel, high_m) / step_m))
        self.size = [fft.next_fast_len(n + self.pad, real=True) for n in shape]

    def place(self, bandwidth_m: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Give the lower rung of each bandwidth, and its share; the rest is the next rung's."""
        h = np.clip(bandwidth_m, self.bandwidths[0], self.bandwidths[-1])
        rung = np.clip(np.searchsorted(self.bandwidths, h, side="right") - 1, 0, len(self.bandwidths) - 2)
        low, high = self.bandwidths[rung], self.bandwidths[rung + 1]
        return rung, (h**-2.0 - high**-2.0) / (low**-2.0 - high**-2.0)

    def transformed(self, rung: int) -> np.ndarray:
        """Give one rung's kernel per m2 in Fourier space; on the grid it holds 1 incident exactly."""
        values = kernel_on_grid(self.kernel, bandwidth_m=self.bandwidths[rung], step_m=self.step_m)
        return self.wide(values / (values.sum() * self.step_m**2))

    def wide(self, values: np.ndarray) -> np.ndarray:
        """Take a kernel, its centre in the middle, to Fourier space."""
        wide, half = np.zeros(self.size), values.shape[0] // 2
        rows, columns = (np.arange(-half, half + 1) % n for n in self.size)
        np.add.at(wide, (rows[:, None], columns[None, :]), values)
        return fft.rfft2(wide, workers=2)

    def forward(self, values: np.ndarray) -> np.ndarray:
        """Take a map, or a pile of maps, to Fourier space; the precision is kept."""
        return fft.rfft2(values, self.size, workers=2)

    def back(self, values: np.ndarray) -> np.ndarray:
        """Bring a map back."""
        return fft.irfft2(values, self.size, workers=2)[..., : self.shape[0], : self.shape[1]]
