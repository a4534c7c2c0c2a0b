"""People within reach: two wards and six houses, countable on fingers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spatial.errors import BadNumberError, OutsideAreaError, SettingError
from spatial.reach.within_reach import people_within

LIMITS = (400, 1000, 1600)


def test_by_hand():
    walk = [100, 400, 401, 1600, 1601, np.inf]
    people = [10, 20, 30, 5, 6, 7]
    found = people_within(walk, people, [0, 0, 0, 1, 1, 1], n_wards=3, limits_m=LIMITS)
    assert found["people"][:2].tolist() == [60, 18]
    assert found["within_0"][:2].tolist() == [30, 0]
    assert found["within_1"][:2].tolist() == [60, 0]
    assert found["within_2"][:2].tolist() == [60, 5]
    assert found["half_m"][:2].tolist() == [400, 1601]  # 30 of 60 within 400 m; 9 of 18 pass 1,601 m
    assert found.loc[2].isna().all()  # nobody is known there


def test_nobody_knows_is_not_nobody():
    found = people_within([1, 1, 1], [5, np.nan, 0], [0, 0, 1], n_wards=2, limits_m=LIMITS)
    assert found.loc[0].isna().all()
    assert found["people"][1] == 0 and found["within_0"][1] == 0 and np.isnan(found["half_m"][1])


def test_half_reach_nothing():
    found = people_within([100, np.inf], [1, 3], [0, 0], n_wards=1, limits_m=LIMITS)
    assert found["half_m"][0] == np.inf and found["within_2"][0] == 1


@given(st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 50), st.integers(0, 3)), min_size=1))
def test_a_loop_over_the_houses_says_the_same(houses):
    walk, people, ward = (np.array(column) for column in zip(*houses, strict=True))
    found = people_within(walk, people, ward, n_wards=4, limits_m=LIMITS)
    for k in set(ward):
        for number, limit in enumerate(LIMITS):
            counted = sum(many for far, many, at in houses if at == k and far <= limit)
            assert found[f"within_{number}"][k] == counted


@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        (([np.nan], [1], [0]), BadNumberError, "missing or negative"),
        (([-1], [1], [0]), BadNumberError, "missing or negative"),
        (([1], [-1], [0]), BadNumberError, "people"),
        (([1, 2], [1], [0]), BadNumberError, "lengths differ"),
        (([1], [1], [2]), OutsideAreaError, "0 to 1"),
    ],
)
def test_what_cannot_be(given, error, words):
    with pytest.raises(error, match=words):
        people_within(*given, n_wards=2, limits_m=LIMITS)


def test_limits_rise():
    with pytest.raises(SettingError, match="rise"):
        people_within([1], [1], [0], n_wards=1, limits_m=(1000, 400))
