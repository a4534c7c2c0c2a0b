"""A density is painted only where enough reports lie under it, and only in bands."""

from dataclasses import dataclass

import numpy as np

from dashboard.painting import shown_surface

UNIT = "reports per km²"


@dataclass(frozen=True)
class Surface:
    x0: float
    y0: float
    step_m: float
    values: np.ndarray


TOWN = Surface(530_000.0, 180_000.0, 50.0, np.full((21, 21), 8.0))
MIDDLE = (530_500.0, 180_500.0)


def painted(reports: int, *, threshold: int = 3) -> np.ndarray:
    x, y = (np.array([axis]) for axis in MIDDLE)
    weight = np.array([reports])
    return shown_surface(TOWN, x, y, weight, bandwidth_m=250.0, threshold=threshold, unit=UNIT).values


def test_two_reports_alone_paint_nothing() -> None:
    assert np.isnan(painted(1)).all()
    assert np.isnan(painted(2)).all()


def test_three_reports_paint_the_ground_about_them_and_no_more() -> None:
    seen = np.isfinite(painted(3))
    assert seen[10, 10]
    assert seen.sum() == 25  # a square of five steps, as wide as the bandwidth
    assert not seen[0, 0]


def test_two_and_one_far_apart_are_not_three() -> None:
    x = np.array([530_100.0, 530_900.0])
    y = np.array([180_500.0, 180_500.0])
    values = shown_surface(TOWN, x, y, np.array([2, 1]), bandwidth_m=250.0, threshold=3, unit=UNIT).values
    assert np.isnan(values).all()


def test_values_are_told_only_as_the_lower_bound_of_a_band() -> None:
    rising = Surface(TOWN.x0, TOWN.y0, TOWN.step_m, np.tile(np.linspace(1.0, 64.0, 21), (21, 1)))
    x, y = (
        axis.ravel() for axis in np.meshgrid(TOWN.x0 + 50.0 * np.arange(21), TOWN.y0 + 50.0 * np.arange(21))
    )
    values = shown_surface(rising, x, y, np.full(x.size, 9), bandwidth_m=100.0, threshold=3, unit=UNIT).values
    assert set(np.unique(values[np.isfinite(values)])) == {4.0, 8.0, 16.0, 32.0}


def test_the_corners_run_from_the_south_west_clockwise() -> None:
    answer = shown_surface(
        TOWN, *(np.array([a]) for a in MIDDLE), np.array([9]), bandwidth_m=250.0, threshold=3, unit=UNIT
    )
    south_west, north_west, north_east, south_east = answer.bounds
    assert south_west[0] < south_east[0] and south_west[1] < north_west[1]
    assert north_east[0] > north_west[0] and north_east[1] > south_east[1]


def test_a_ratio_has_bands_of_its_own() -> None:
    x, y = (np.array([axis] * 2, dtype=float) for axis in MIDDLE)
    values = shown_surface(
        TOWN, x, y, np.array([9, 9]), bandwidth_m=250.0, threshold=3, unit="times", bands=(0.5, 2.0)
    ).values
    assert set(np.unique(values[np.isfinite(values)])) <= {0.5, 2.0}
    assert np.isfinite(values).any()
