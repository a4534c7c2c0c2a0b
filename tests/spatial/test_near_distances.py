"""The sorted k-distance curve and its knee: by hand, by a loop, and the published example."""

import numpy as np
import pytest

from spatial.errors import BadNumberError, NotEnoughError, SettingError
from spatial.near_distances import farthest_from_chord, k_distances


def test_by_hand() -> None:
    """Two at one stop, one 30 m on, one 100 m away: the second nearest, itself the first."""
    found = k_distances([0, 30, 100], [0, 0, 0], [2, 1, 1], k=2)
    assert found.metres.tolist() == [0, 0, 30, 70]


def test_equals_a_loop_over_every_report() -> None:
    rng = np.random.default_rng(1)
    x, y = rng.uniform(0, 2000, (2, 60))
    weight = rng.integers(1, 4, 60)
    every = np.repeat(np.column_stack((x, y)), weight, axis=0)
    loop = sorted(sorted(np.hypot(*(one - every).T))[6] for one in every)
    assert np.allclose(k_distances(x, y, weight, k=7).metres, loop)


def test_the_share_of_core_points_is_what_it_says() -> None:
    from spatial.hotspots.dbscan import group_places

    rng = np.random.default_rng(2)
    x, y = rng.uniform(0, 2000, (2, 300))
    found = k_distances(x, y, np.ones(300), k=5)
    _, core = group_places(x, y, np.ones(300), radius_m=found.metres[179], min_reports=5)
    assert core.sum() == 180


def test_published_knee() -> None:
    """Figure 2 of Satopaa and others (2011): y = -1 / (x + 0.1) + 5 on 0 to 1 turns at 0.222 (kneed)."""
    x = np.linspace(0, 1, 10)
    assert x[farthest_from_chord(x, -1 / (x + 0.1) + 5)] == pytest.approx(0.222, abs=5e-4)


def test_the_knee_lies_between_the_dense_and_the_sparse() -> None:
    rng = np.random.default_rng(3)
    x, y = rng.uniform(0, 8000, (2, 400))
    x[:300], y[:300] = rng.normal((4000, 4000), 60, (300, 2)).T
    found = k_distances(x, y, np.ones(400), k=10)
    assert np.quantile(found.metres, 0.6) < found.knee_m < np.quantile(found.metres, 0.85)


def test_a_straight_or_flat_curve_has_its_end() -> None:
    assert farthest_from_chord([0, 1, 2], [0, 1, 2]) == 2
    assert farthest_from_chord([0, 1, 2], [4, 4, 4]) == 2


@pytest.mark.parametrize(
    ("x", "weight", "k", "error"),
    [
        ([], [], 2, NotEnoughError),
        ([1.0], [1], 2, NotEnoughError),
        ([1.0, np.nan], [1, 1], 2, BadNumberError),
        ([1.0, 2], [1], 2, BadNumberError),
        ([1.0, 2], [1, 1], 1, SettingError),
    ],
)
def test_bad_input_has_a_name(x, weight, k, error) -> None:
    with pytest.raises(error):
        k_distances(x, np.zeros(len(x)), weight, k=k)
