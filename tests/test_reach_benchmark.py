"""Reach is held against the matrix of every walk on the same places, and a difference is noticed."""

import numpy as np
import pytest

from benchmarks.reach import grid_town, naive, ours, places, same


def test_both_ways_walk_alike_and_a_difference_is_noticed() -> None:
    xy, to = places(300, 9)
    town = grid_town(1_000)
    for streets in (None, town):
        found = ours(xy / 8, to / 8, streets)
        same(found, naive(xy / 8, to / 8, streets))
        with pytest.raises(AssertionError, match="walk alike"):
            same(found, found + 0.01)
    assert np.array_equal(places(40, 2)[0], places(40, 2)[0])
