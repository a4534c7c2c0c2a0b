"""Shares: published intervals, the test as a sum over every table, chance, and what cannot be."""

import math

import numpy as np
import pytest
from scipy.stats import fisher_exact

from spatial.comparing.shares import HIGHER, LOWER, SAME, TOO_FEW, compare_shares, share_of
from spatial.errors import BadNumberError, NotEnoughError


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_intervals_that_newcombe_published(part, whole, low, high):
    found = share_of(part, whole)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)
    assert found.share == part / whole


def test_ends_are_shares():
    assert share_of(7, 7).high == 1 and share_of(0, 7).low == 0


def test_fisher_says_the_same():
    for a, n, b, m in [(12, 40, 4, 50), (9, 30, 11, 28), (30, 31, 20, 44)]:
        tails = [fisher_exact([[a, n - a], [b, m - b]], alternative=side)[1] for side in ("less", "greater")]
        said = compare_shares([a], [n], [b], [m])[0]
        assert (said == SAME) == (2 * min(tails) >= 0.05)


def test_directions_and_too_few():
    assert compare_shares([30, 5, 10, 3], [60, 60, 60, 19], [10, 30, 11, 10], [60, 60, 60, 60]) == [
        HIGHER, LOWER, SAME, TOO_FEW,
    ]  # fmt: skip


def test_chance_is_seldom_called_a_difference():
    draw = np.random.default_rng(4)
    parts = zip(draw.binomial(80, 0.3, 200), draw.binomial(90, 0.3, 200), strict=True)
    said = [compare_shares([a], [80], [b], [90])[0] for a, b in parts]
    assert said.count(SAME) >= 188


@pytest.mark.parametrize("pair", [(5, 4), (-1, 4), (1.5, 4), (math.nan, 4), ("x", 4)])
def test_what_cannot_be(pair):
    with pytest.raises(BadNumberError):
        share_of(*pair)
    with pytest.raises(BadNumberError):
        compare_shares([pair[0]], [pair[1]], [1], [30])


def test_a_share_of_nothing():
    with pytest.raises(NotEnoughError, match="longer"):
        share_of(0, 0)
    assert compare_shares([0], [0], [0], [0]) == [TOO_FEW]
    with pytest.raises(BadNumberError, match="lengths differ"):
        compare_shares([1, 2], [30, 30], [1], [30])
