"""Kernel density: a smooth surface of incidents per km2, and where it is higher than chance makes it."""

from functools import lru_cache
from typing import Any, Literal

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field
from shapely.geometry.base import BaseGeometry

from spatial.density.adaptive_chance import adapt, adaptive_score, highest_adaptive
from spatial.density.chance import chance_at_most, excess_score, highest_by_chance, lowest_to_stand_out
from spatial.density.density_grid import affordable_grid, density_on_grid
from spatial.density.estimate import KernelName, Smoother, automatic_bandwidth, kernel_on_grid, reach_m
from spatial.density.ground import Ground, lay_ground
from spatial.density.kernel_sum import TRIM, Edge
from spatial.digest import Keyed, keyed_arrays, keyed_outline
from spatial.grid import Grid, inside_fraction, read_linearly, spread_linearly
from spatial.hotspot import FOUND, NONE, NOT_ENOUGH, Detection, Evidence, Surface
from spatial.hotspots.gi_star import neighbourhood_table
from spatial.power import EXPECTED_NEEDED
from spatial.progress import Progress, silent

__all__ = ["Settings", "density_surface", "detect"]

name = "kernel_density"
title = "Kernel density"
sentence = "Smooths the incidents into a surface, and marks where it is higher than chance makes it anywhere."
claims_significance = True

RINGS = 1  # of the neighbourhood whose numbers are told beside the density
MOST_PIXELS = 1_000_000
MOST_ADAPTIVE_PIXELS = 250_000
STEPS_PER_REACH = {
    "quartic": 12.0,
    "gaussian": 24.0,
}  # the peak is then within 1 % of the sum over all points
ADAPTIVE_STEP = 0.5  # the surface is drawn finely enough for bandwidths of half the global one


class Settings(BaseModel):
    """How far each incident reaches, and how sure to be."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    bandwidth_m: float | None = Field(
        None, ge=50, le=5000, description="Radius (quartic) or standard deviation."
    )
    kernel: KernelName = "quartic"
    bandwidth: Literal["fixed", "adaptive"] = Field(
        "fixed", description="One for all incidents, or narrower where they lie close (Abramson)."
    )
    edge: Edge = Field("uniform", description="How the density is put right at the edge of the area.")
    step_m: float | None = Field(
        None, ge=5, le=1000, description="Distance between the points of the surface."
    )
    alpha: float = Field(
        0.05, ge=0.01, le=0.2, description="Chance allowed of marking any place on a chance map."
    )
    simulations: int = Field(default=499, ge=299, le=9999, description="Chance maps.")
    seed: int = Field(
        1066, ge=0, description="Where the chance maps start, so that they are always the same."
    )


@lru_cache(maxsize=16)
def _canvas(
    outline: Keyed[BaseGeometry], kernel: KernelName, bandwidth_m: float, step_m: float
) -> tuple[Grid, Smoother, np.ndarray]:
    """Make the grid for drawing, its kernel, and the part of a kernel at each point that is inside."""
    grid = affordable_grid(outline.value, step_m=step_m, widest_m=reach_m(kernel, bandwidth_m))
    fraction = inside_fraction(outline.value, grid)
    smooth = Smoother(kernel_on_grid(kernel, bandwidth_m=bandwidth_m, step_m=step_m), grid.shape)
    mass = np.where(fraction > 0, smooth(fraction) * step_m**2, np.nan)
    return grid, smooth, mass


def density_surface(
    outline: Keyed[BaseGeometry],
    x: np.ndarray,
    y: np.ndarray,
    weight: np.ndarray,
    *,
    kernel: KernelName,
    bandwidth_m: float,
    step_m: float,
) -> Surface:
    """Smooth weighted points into incidents per km2 over a study area.

    At each grid point the kernels of all incidents are added up and divided by the part of a kernel there
    that lies inside the area ("uniform" edge correction), so that the density does not fall off towards the
    boundary.

    Returns
    -------
    Surface
        NaN at points whose pixel has no ground in the area.
    """
    grid, smooth, mass = _canvas(outline, kernel, bandwidth_m, step_m)
    total = smooth(spread_linearly(grid, x, y, weight))
    return Surface(grid.x0, grid.y0, grid.step_m, np.maximum(total, 0.0) / mass * 1e6)


def automatic_step(
    outline: BaseGeometry, *, kernel: KernelName, bandwidth_m: float, most_pixels: int = MOST_PIXELS
) -> float:
    """Choose a step small enough for the peak, and large enough for at most so many points."""
    west, south, east, north = outline.bounds
    fine = reach_m(kernel, bandwidth_m) / STEPS_PER_REACH[kernel]
    return float(max(fine, np.sqrt((east - west) * (north - south) / most_pixels)))


def detect(evidence: Evidence, settings: Settings, *, told: Progress = silent) -> Detection:
    """Mark the cells in which the density is higher, somewhere, than the highest of 95 in 100 chance maps.

    The density is compared with what the baseline expects there (`density.chance.excess_score`), at the
    pixels of a test grid; a cell's `score` is the highest over its pixels.  `p` is the chance that the
    highest score anywhere on a chance map is at least the cell's: already corrected for looking everywhere,
    so `q` is the same.  `density_per_km2` is the density at the cell's densest pixel.

    Adaptive bandwidths are worked out afresh on every chance map, as on the real one.  The edge correction
    changes the density that is drawn and told, not the test: chance maps have the same edge.
    """
    outline = keyed_outline(evidence.outline)
    chosen = _choose(evidence, settings)
    ground, key = _ground(evidence, outline, chosen)
    counted = ground.count(evidence.x, evidence.y, evidence.weight)
    adaptive = settings.bandwidth == "adaptive" and evidence.incidents > 0
    thrown = {
        "incidents": evidence.incidents,
        "simulations": settings.simulations,
        "seed": settings.seed,
        "told": Keyed("told", told),
    }
    if adaptive:
        fitted = adapt(key, kernel=settings.kernel, bandwidth_m=chosen["bandwidth_m"])
        highest = highest_adaptive(Keyed((key.digest, "adaptive"), fitted), **thrown)
        score = ground.highest_in_cells(adaptive_score(counted[None].astype(np.float32), fitted)[0])
    else:
        smoothed = ground.smooth(counted)
        highest = highest_by_chance(key, **thrown)
        score = ground.highest_in_cells(excess_score(smoothed, ground, incidents=evidence.incidents))
    p = chance_at_most(highest, score)

    share = float(ground.footprint[ground.inside].mean())
    chosen |= {
        "test_step_m": float(ground.grid.step_m),
        "mean_expected": evidence.incidents * share,
        "needed_incidents": int(np.ceil(EXPECTED_NEEDED / share - 1e-9)),
        "threshold_score": lowest_to_stand_out(highest, alpha=settings.alpha),
    }
    enough = evidence.incidents >= chosen["needed_incidents"]
    cells = neighbourhood_table(evidence, rings=RINGS)
    cells["score"], cells["p"], cells["q"] = score, p, p
    cells["is_hotspot"] = enough & (p <= settings.alpha) & (score > 0)
    if adaptive or settings.edge != "uniform":
        surface, density, more = _other_surface(evidence, ground, chosen, adaptive=adaptive, told=told)
        chosen |= more
    else:
        density = np.maximum(smoothed, 0.0) / np.where(ground.inside, ground.mass, 1.0) * 1e6
        surface = density_surface(
            outline,
            evidence.x,
            evidence.y,
            evidence.weight,
            kernel=settings.kernel,
            bandwidth_m=chosen["bandwidth_m"],
            step_m=chosen["step_m"],
        )
    cells["density_per_km2"] = ground.highest_in_cells(density)
    state = (FOUND if cells["is_hotspot"].any() else NONE) if enough else NOT_ENOUGH
    return Detection(name, cells, state, _reason(evidence, cells, state, chosen), chosen, surface)


def _other_surface(
    evidence: Evidence, ground: Ground, chosen: dict[str, Any], *, adaptive: bool, told: Progress
) -> tuple[Surface, np.ndarray, dict[str, Any]]:
    """Draw an adaptive density, or one with another edge correction; and read it at the test grid."""
    found = density_on_grid(
        evidence.outline,
        evidence.x,
        evidence.y,
        evidence.weight,
        bandwidth_m=chosen["bandwidth_m"],
        step_m=chosen["step_m"],
        kernel=chosen["kernel"],
        adaptive=adaptive,
        edge=chosen["edge"],
        told=told,
    )
    values, known = found.values * 1e6, np.isfinite(found.values)
    at_x, at_y = (a.ravel() for a in ground.grid.centres())
    held = read_linearly(found.grid, known.astype(float), at_x, at_y)
    read = read_linearly(found.grid, np.where(known, values, 0.0), at_x, at_y)
    density = np.where(held > 0, read / np.where(held > 0, held, 1.0), 0.0).reshape(ground.grid.shape)
    widths = found.bandwidth_m[known]
    more = {"narrowest_m": float(widths.min()), "widest_m": float(widths.max()), "trim": TRIM}
    surface = Surface(found.grid.x0, found.grid.y0, found.grid.step_m, values)
    return surface, density, more if adaptive else {}


def _choose(evidence: Evidence, settings: Settings) -> dict[str, Any]:
    """Fill in the settings that were left to be chosen."""
    kernel = settings.kernel
    bandwidth_m = settings.bandwidth_m or automatic_bandwidth(kernel, evidence.x, evidence.y, evidence.weight)
    adaptive = settings.bandwidth == "adaptive"
    step_m = settings.step_m or automatic_step(
        evidence.outline,
        kernel=kernel,
        bandwidth_m=bandwidth_m * (ADAPTIVE_STEP if adaptive else 1.0),
        most_pixels=MOST_ADAPTIVE_PIXELS if adaptive else MOST_PIXELS,
    )
    chosen = settings.model_dump() | {"bandwidth_m": bandwidth_m, "step_m": step_m}
    automatic = [field for field in ("bandwidth_m", "step_m") if getattr(settings, field) is None]
    return chosen | {"automatic": automatic, "rings": RINGS, "incidents": evidence.incidents}


def _ground(
    evidence: Evidence, outline: Keyed[BaseGeometry], chosen: dict[str, Any]
) -> tuple[Ground, Keyed[Ground]]:
    lattice = evidence.lattice
    baseline = keyed_arrays(lattice.x, lattice.y, evidence.share)
    how = {"kernel": chosen["kernel"], "bandwidth_m": chosen["bandwidth_m"], "cell_km2": lattice.cell_km2}
    ground = lay_ground(outline, baseline, **how)
    return ground, Keyed((outline.digest, baseline.digest, *how.values()), ground)


def _reason(evidence: Evidence, cells: pd.DataFrame, state: str, chosen: dict[str, Any]) -> str:
    """Say in one sentence what was found, or what it would take."""
    n = f"{evidence.incidents:,} incident{'' if evidence.incidents == 1 else 's'}"
    kind = "adaptive bandwidths around" if chosen["bandwidth"] == "adaptive" else "a bandwidth of"
    width = f"{kind} {chosen['bandwidth_m']:,.0f} m"
    if state == NOT_ENOUGH:
        return (
            f"Not enough data to say: with {n} and {width}, {chosen['mean_expected']:.1f} are "
            f"expected within a kernel's reach, and {EXPECTED_NEEDED:.0f} are needed. At this bandwidth that "
            f"takes "
            f"{chosen['needed_incidents']:,} incidents: choose a larger bandwidth or a longer period."
        )
    share = f"{1 - chosen['alpha']:.0%}"
    if state == NONE:
        return f"No cell stands out: with {n} and {width}, chance maps have places as dense as these."
    hot = int(cells["is_hotspot"].sum())
    which = "1 cell stands" if hot == 1 else f"{hot:,} cells stand"
    return (
        f"{which} out: with {n} and {width}, the density there is further above what is "
        f"expected than anywhere on {share} of {chosen['simulations']:,} chance maps."
    )
