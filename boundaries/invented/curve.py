"""Lines that look drawn by land and people: smooth curves, fractal edges, slow noise, blobs."""

from collections.abc import Sequence

import numpy as np
import shapely
from scipy.interpolate import CubicSpline
from shapely.geometry import LineString, Polygon

__all__ = ["Waves", "blob", "fractal", "spline"]

Points = Sequence[tuple[float, float]] | np.ndarray


class Waves:
    """A smooth random field: a few sine waves of one length added up, about -2 to 2."""

    def __init__(self, rng: np.random.Generator, *, length_m: float, waves: int = 7) -> None:
        turn = rng.uniform(0, 2 * np.pi, waves)
        pace = 2 * np.pi / (length_m * rng.uniform(0.7, 1.5, waves))
        self.kx, self.ky = pace * np.cos(turn), pace * np.sin(turn)
        self.phase = rng.uniform(0, 2 * np.pi, waves)
        self.scale = np.sqrt(2 / waves)

    def __call__(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        angle = np.multiply.outer(np.asarray(x), self.kx) + np.multiply.outer(np.asarray(y), self.ky)
        return self.scale * np.sin(angle + self.phase).sum(axis=-1)


def spline(points: Points, *, step_m: float, closed: bool = False) -> np.ndarray:
    """Run a smooth curve through the points, one vertex about every `step_m`; shape (n, 2)."""
    knots = np.asarray(points, dtype=float)
    if closed:
        knots = np.vstack([knots, knots[:1]])
    along = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(knots, axis=0).T) ** 0.7)])
    curve = CubicSpline(along, knots, bc_type="periodic" if closed else "natural")
    dense = curve(np.linspace(0, along[-1], 40 * len(knots)))
    line = LineString(dense)
    n = max(int(line.length / step_m), 4)
    return shapely.get_coordinates(shapely.line_interpolate_point(line, np.linspace(0, line.length, n + 1)))


def fractal(points: Points, rng: np.random.Generator, *, roughness: float, step_m: float) -> np.ndarray:
    """Crinkle a line by displacing midpoints until no piece is longer than `step_m`; the ends stay."""
    line = np.asarray(points, dtype=float)
    while np.hypot(*np.diff(line, axis=0).T).max() > step_m:
        run = np.diff(line, axis=0)
        across = np.column_stack([-run[:, 1], run[:, 0]])
        middle = line[:-1] + run / 2 + across * rng.normal(0, roughness, (len(run), 1)).clip(-0.3, 0.3)
        line = np.insert(line, np.arange(1, len(line)), middle, axis=0)
    return line


def blob(x: float, y: float, *, radius_m: float, rng: np.random.Generator, stretch: float = 1.3) -> Polygon:
    """Draw a rounded, uneven patch about a point."""
    turn = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    reach = np.ones_like(turn)
    for k in range(2, 6):
        reach += rng.normal(0, 0.30 / k) * np.cos(k * turn + rng.uniform(0, 2 * np.pi))
    reach = reach.clip(0.5, 1.6) * radius_m
    tilt = rng.uniform(0, np.pi)
    across, along = reach * np.cos(turn) * np.sqrt(stretch), reach * np.sin(turn) / np.sqrt(stretch)
    ring = np.column_stack(
        [
            x + across * np.cos(tilt) - along * np.sin(tilt),
            y + across * np.sin(tilt) + along * np.cos(tilt),
        ]
    )
    return Polygon(ring).buffer(0)
