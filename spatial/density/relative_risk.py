"""Relative risk of cases and controls: the ratio of their densities, and how far chance explains it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import norm
from shapely.geometry.base import BaseGeometry

from spatial.density.density_grid import affordable_grid, within_box
from spatial.density.estimate import KernelName, Smoother, kernel_on_grid, reach_m
from spatial.density.kernels import checked_bandwidth, checked_outline, checked_points
from spatial.density.oversmoothing import oversmoothing
from spatial.errors import NoDenominatorError, NotEnoughError, SettingError
from spatial.given import as_counts, within
from spatial.grid import Grid, inside_fraction, spread_linearly
from spatial.progress import Progress, silent

__all__ = ["RelativeRisk", "relative_risk"]

STEPS_PER_REACH = {"quartic": 12.0, "gaussian": 24.0}


@dataclass(frozen=True)
class RelativeRisk:
    """The ratio of two densities.

    Attributes
    ----------
    grid : Grid
    case, control : numpy.ndarray, shape (rows, columns)
        Densities per m2, each holding 1 in all; NaN outside the area.
    log_ratio : numpy.ndarray
        log((case + e) / (control + e)); NaN outside the area and where it is masked.
    z : numpy.ndarray
        `log_ratio` in its standard deviations where both densities are the same.
    p : numpy.ndarray
        Chance of so high a z at that point by itself, from the normal distribution (for large numbers).
    p_chance : numpy.ndarray or None
        The same from simulations, (1 + number as high) / (simulations + 1); None without.
    p_anywhere : numpy.ndarray or None
        Chance that z is so high at any point of the area, from simulations.
    masked : numpy.ndarray of bool
        Inside the area, but with too thin a control density to divide by.
    bandwidth_m : float
    """

    grid: Grid
    case: np.ndarray
    control: np.ndarray
    log_ratio: np.ndarray
    z: np.ndarray
    p: np.ndarray
    p_chance: np.ndarray | None
    p_anywhere: np.ndarray | None
    masked: np.ndarray
    bandwidth_m: float


@dataclass(frozen=True)
class _Laid:
    """What is the same on every map: the grid, the kernel, and the part of it inside at every pixel."""

    grid: Grid
    inside: np.ndarray
    smooth: Smoother
    mass: np.ndarray
    square: np.ndarray
    sizes: tuple[float, float]
    known: bool
    epsilon: float
    mask_below: float

    def density(self, x: np.ndarray, y: np.ndarray, w: np.ndarray) -> np.ndarray:
        total = np.maximum(self.smooth(spread_linearly(self.grid, x, y, w)), 0.0)
        return np.where(self.inside, total / (w.sum() * self.mass), 0.0)

    def compare(self, f: np.ndarray, g: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Give log ratio and z (both minus infinity where masked or outside), and what is masked."""
        n, m = self.sizes
        told = self.inside & (g > 0) & (g >= self.mask_below * g.max())
        aside = self.epsilon * g.max()
        pooled = g if self.known else (n * f + m * g) / (n + m)
        rate = 1 / n if self.known else 1 / n + 1 / m
        with np.errstate(divide="ignore"):
            ratio = np.log(np.where(told, f + aside, 0.0)) - np.log(np.where(told, g + aside, 1.0))
        held = np.where(told, pooled, 1.0)
        spread = np.sqrt(self.square * rate / held) * held / (held + aside)
        return ratio, ratio / spread, self.inside & ~told


def relative_risk(
    outline: BaseGeometry,
    case_x: ArrayLike,
    case_y: ArrayLike,
    control_x: ArrayLike,
    control_y: ArrayLike,
    case_weight: ArrayLike | None = None,
    control_weight: ArrayLike | None = None,
    *,
    bandwidth_m: float | None = None,
    step_m: float | None = None,
    kernel: KernelName = "gaussian",
    epsilon: float = 0.0,
    mask_below: float = 0.01,
    control_known: bool = False,
    simulations: int = 0,
    seed: int = 1066,
    told: Progress = silent,
) -> RelativeRisk:
    """Divide the density of cases by the density of controls, with one bandwidth for both.

    Parameters
    ----------
    outline : shapely Polygon or MultiPolygon, EPSG:27700
    case_x, case_y, control_x, control_y : array_like
        Points in the box around the area, metres.
    case_weight, control_weight : array_like, optional
        Cases and controls at each point; 1 each if None.
    bandwidth_m : float, optional
        Radius (quartic) or standard deviation (Gaussian).  If None, the oversmoothing bandwidth of cases and
        controls pooled, with the geometric mean of their numbers (quartic: times the square root of 8); of
        controls that are known, both with the same total weight and the number of cases.
    step_m : float, optional
        Distance between grid points; a 24th of a Gaussian kernel's reach, a 12th of a quartic's, if None.
    epsilon : float
        e is this many times the highest control density: steadies the ratio where both are thin.
    mask_below : float
        No ratio is given where the control density is below this share of its highest.
    control_known : bool
        False: controls are a sample, and chance deals the labels "case" and "control" afresh among all
        points.  True: the controls are everybody (a census), and chance draws the cases from them.
    simulations, seed : int
        Maps dealt for `p_chance` and `p_anywhere`; 0 for none.
    told : callable

    Returns
    -------
    RelativeRisk

    Raises
    ------
    spatial.errors.NotEnoughError
        If there are fewer than two cases.
    spatial.errors.NoDenominatorError
        If there are no controls.
    spatial.errors.BadNumberError
        If a coordinate or weight is missing, infinite or negative; or weights are not whole where labels are
        to be dealt.
    spatial.errors.SettingError, spatial.errors.OutsideAreaError, spatial.errors.TooLargeError
        As `spatial.density.density_grid.density_on_grid`.

    References
    ----------
    Bithell (1990), Statistics in Medicine 9, 691-701; Kelsall and Diggle (1995), Statistics in Medicine 14,
    2335-2342; Hazelton and Davies (2009), Biometrical Journal 51(1), 98-109 (normal limit); Davies and
    Hazelton (2010), Statistics in Medicine 29(23), 2423-2437; Bowman and Azzalini (1997) (epsilon).
    """
    checked_outline(outline)
    case = checked_points(case_x, case_y, case_weight, what="cases")
    control = checked_points(control_x, control_y, control_weight, what="controls")
    n, m = float(case[2].sum()), float(control[2].sum())
    if n < 2:
        raise NotEnoughError(f"there are {n:g} cases; a density takes at least 2. Choose a longer period.")
    if not m > 0:
        raise NoDenominatorError("there are no controls to compare the cases with. Choose another baseline.")
    within(epsilon, what="epsilon", least=0, most=1)
    within(mask_below, what="mask_below", least=0, most=1)
    if simulations < 0:
        raise SettingError(f"simulations is {simulations}; give 0 or more, such as 999.")
    h = bandwidth_m if bandwidth_m is not None else _oversmoothed(case, control, kernel, known=control_known)
    h = float(checked_bandwidth(h, size=-1))
    step = float(checked_bandwidth(step_m or reach_m(kernel, h) / STEPS_PER_REACH[kernel], size=-1))
    grid = affordable_grid(outline, step_m=step, widest_m=reach_m(kernel, h))
    for x, y, _ in (case, control):
        within_box(grid, x, y)
    laid = _lay(
        grid,
        outline,
        kernel_on_grid(kernel, bandwidth_m=h, step_m=step),
        sizes=(n, m),
        known=control_known,
        epsilon=epsilon,
        mask_below=mask_below,
    )
    f, g = laid.density(*case), laid.density(*control)
    ratio, z, masked = laid.compare(f, g)
    dealt = _deal(laid, case, control, f, g, z, simulations=simulations, seed=seed, told=told)

    def shown(values: np.ndarray) -> np.ndarray:
        return np.where(laid.inside & ~masked, values, np.nan)

    here, anywhere = (shown(p) for p in dealt) if simulations else (None, None)
    f, g = (np.where(laid.inside, values, np.nan) for values in (f, g))
    return RelativeRisk(
        grid, f, g, shown(ratio), shown(z), shown(norm.sf(z)), here, anywhere, masked, bandwidth_m=h
    )


Points = tuple[np.ndarray, np.ndarray, np.ndarray]


def _oversmoothed(case: Points, control: Points, kernel: KernelName, *, known: bool) -> float:
    n, m = case[2].sum(), control[2].sum()
    control_weight = control[2] * (n / m if known else 1.0)
    x, y = (np.append(case[axis], control[axis]) for axis in (0, 1))
    size = n if known else np.sqrt(n * m)
    found = oversmoothing(x, y, np.append(case[2], control_weight), size=float(size))
    return found * (np.sqrt(8.0) if kernel == "quartic" else 1.0)


def _lay(grid: Grid, outline: BaseGeometry, values: np.ndarray, *, sizes: tuple[float, float], known: bool,
         epsilon: float, mask_below: float) -> _Laid:  # fmt: skip
    fraction, smooth = inside_fraction(outline, grid), Smoother(values, grid.shape)
    inside = fraction > 0
    mass = np.where(inside, np.maximum(smooth(fraction) * grid.step_m**2, 1e-9), 1.0)
    squares = np.maximum(Smoother(values**2, grid.shape)(fraction) * grid.step_m**2, 1e-30)
    square = np.where(inside, squares / mass**2, 1.0)
    return _Laid(grid, inside, smooth, mass, square, sizes, known, epsilon, mask_below)


def _deal(
    laid: _Laid,
    case: Points,
    control: Points,
    f: np.ndarray,
    g: np.ndarray,
    z: np.ndarray,
    *,
    simulations: int,
    seed: int,
    told: Progress,
) -> tuple[np.ndarray, np.ndarray]:
    """Deal the cases afresh, many times; give the chances at each point by itself, and anywhere."""
    rng = np.random.default_rng(seed)
    x, y = (np.append(case[axis], control[axis]) for axis in (0, 1))
    of_case = np.append(case[2], np.zeros(len(control[2])))
    of_control = np.append(np.zeros(len(case[2])), control[2])
    order = np.lexsort((of_control, of_case, y, x))  # the deal must not hang on the order of the rows
    x, y = x[order], y[order]
    n, m = laid.sizes
    pooled = n * f + m * g
    if simulations and not laid.known:
        both = as_counts((of_case + of_control)[order], what="weight of cases and controls")
    chances = of_control[order] / m
    as_high, highest = np.zeros(z.shape), np.empty(simulations)
    least = np.where(np.isfinite(z), z - 1e-9 * np.abs(z), z)
    for k in range(simulations):
        told(k / simulations)
        if laid.known:
            drawn = rng.multinomial(round(n), chances).astype(float)
            one, other = laid.density(x, y, drawn), g
        else:
            drawn = rng.multivariate_hypergeometric(both, round(n), method="marginals").astype(float)
            one = laid.density(x, y, drawn)
            other = np.maximum(pooled - n * one, 0.0) / m
        score = laid.compare(one, other)[1]
        as_high += score >= least
        highest[k] = score.max(initial=-np.inf)
    reached = simulations - np.searchsorted(np.sort(highest), least, side="left")
    return (1 + as_high) / (simulations + 1), (1 + reached) / (simulations + 1)
