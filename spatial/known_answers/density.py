"""Density: kernels inside a polygon against reference values of Owen's T, and five numbers on a line."""

import numpy as np
import shapely

from spatial.density.kernel_mass import mass_inside
from spatial.density.kernel_sum import density_at
from spatial.known_answer import KnownAnswer

__all__ = ["ANSWERS"]

FAR = 40.0  # standard deviations
METRES = 100.0  # one standard deviation
OWEN = (  # h, a, T(h, a)
    (0.0625, 0.25, 0.0389119302347013669),
    (4.78125, 0.0625, 1.06329748046874638e-7),
    (2.0, 0.5, 0.00862507798552150713),
    (1.0, 0.9999975, 0.0667418089782285928),
    (0.5, 3.0, 0.1510840430760184),
)
NUMBERS, AT = np.array([-7.0, -5, 1, 4, 5]), np.linspace(-10, 10, num=5)


def _beyond(h: float, a: float) -> float:
    """Give the part of a Gaussian on the ground x >= h, 0 <= y <= a x, which is T(h, a) by definition."""
    corners = np.array([(h, 0), (FAR, 0), (FAR, a * FAR), (h, a * h)]) * METRES
    return float(mass_inside(shapely.Polygon(corners), [0], [0], kernel="gaussian", bandwidth_m=METRES)[0])


def _on_a_line() -> tuple[float, ...]:
    """Lay the numbers on the line y = 0: the density in the plane is that on the line times a constant."""
    scott = len(NUMBERS) ** -0.2 * np.std(NUMBERS, ddof=1)
    density = density_at(NUMBERS, NUMBERS * 0, None, AT, AT * 0, bandwidth_m=scott, kernel="gaussian")
    return tuple((density / len(NUMBERS) * np.sqrt(2 * np.pi) * scott).tolist())


ANSWERS = (
    KnownAnswer(
        name="The part of a Gaussian kernel inside a polygon: Owen's T",
        family="Hot spots",
        source="Owen (1956), Annals of Mathematical Statistics 27, 1075-1090; values to 16 digits or "
        "more, as in the tests of SpecialFunctions.jl (Julia)",
        expected=tuple(t for _, _, t in OWEN),
        work_out=lambda: tuple(_beyond(h, a) for h, a, _ in OWEN),
        tolerance=1e-14,
    ),
    KnownAnswer(
        name="Gaussian kernel density of five numbers, Scott's bandwidth",
        family="Hot spots",
        source="SciPy, test_gaussian_kde_covariance_caching: -7, -5, 1, 4, 5 at -10, -5, 0, 5, 10",
        expected=(0.02463386, 0.04689208, 0.05395444, 0.05337754, 0.01664475),
        work_out=_on_a_line,
        tolerance=5.1e-9,
    ),
)
