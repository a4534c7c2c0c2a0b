"""Benjamini and Hochberg's correction."""

import numpy as np
from scipy.stats import false_discovery_control

from spatial.multiple import benjamini_hochberg


def test_four_chances_by_hand() -> None:
    # 0.01 x 4/1, 0.02 x 4/2, 0.03 x 4/3, 0.5 x 4/4, and never more than a larger one's
    assert np.allclose(benjamini_hochberg([0.5, 0.03, 0.01, 0.02]), [0.5, 0.04, 0.04, 0.04])


def test_equals_scipy() -> None:
    p = np.random.default_rng(1).random(500) ** 3
    assert np.allclose(benjamini_hochberg(p), false_discovery_control(p))


def test_a_cell_that_was_not_tested_does_not_count() -> None:
    assert np.allclose(benjamini_hochberg(np.array([0.02, np.nan, 0.5])), [0.04, np.nan, 0.5], equal_nan=True)


def test_nothing_tested_finds_nothing() -> None:
    assert benjamini_hochberg(np.array([])).tolist() == []
    assert np.isnan(benjamini_hochberg(np.array([np.nan]))).all()
