"""Near repeats are held against the table of all pairs on the same incidents, and both count the same."""

import numpy as np
import pytest

from benchmarks.near_repeat import incidents, naive, ours, same


def test_both_ways_count_the_same_pairs_and_a_difference_is_noticed() -> None:
    given = incidents(300)
    found, (first, mean, took) = ours(*given), naive(*given, shuffles=60)
    same(found, first, mean, 60)
    assert took > 0
    with pytest.raises(AssertionError, match="same pairs"):
        same(found, first + 1, mean, 60)
    with pytest.raises(AssertionError, match="shuffle alike"):
        same(found, first, mean + 50, 60)


def test_incidents_are_the_same_each_time() -> None:
    assert all(np.array_equal(a, b) for a, b in zip(incidents(40), incidents(40), strict=True))
