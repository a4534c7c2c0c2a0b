"""The noise of a release: the published table, keys added up by hand, floors that hold."""

import numpy as np
import pytest

from spatial.errors import SettingError
from spatial.release.cell_keys import KEYS, counts_and_keys
from spatial.release.profiles import FLOORS, PARTNER, PROFILES, PUBLIC, BelowFloorError
from spatial.release.ptable import make_ptable


def test_the_key_of_a_cell_is_the_sum_of_its_records_keys() -> None:
    counts, keys = counts_and_keys(np.array([0, 2, 0, 0]), np.array([4000, 7, 90, 16]), size=3)
    assert counts.tolist() == [3, 0, 1]
    assert keys.tolist() == [10, 0, 7]  # 4000 + 90 + 16 = 4106, less 4096


def test_no_key_is_no_noise_of_its_own() -> None:
    table = make_ptable(4, 1.8, 1)
    keys = np.arange(KEYS)
    assert (table.perturb(np.zeros(KEYS, int), keys) == 0).all()
    for count in (1, 2, 3, 4, 5, 6, 7, 20, 5000):
        noisy = table.perturb(np.full(KEYS, count), keys)
        assert noisy.min() >= 0 and not (noisy == 1).any()
        assert np.abs(noisy - count).max() <= 4
        assert abs((noisy - count).mean()) < 0.001
        assert (noisy - count).var() == pytest.approx(1.8, abs=0.01)


@pytest.mark.parametrize(("d", "v", "js"), [(2, 1.08, 1), (4, 1.8, 1), (6, 2.5, 2)])
def test_the_table_is_the_most_even_one(d: int, v: float, js: int) -> None:
    """No step that keeps the sum, the mean and the variance makes it more even."""
    table, change = make_ptable(d, v, js), np.arange(-d, d + 1)
    for count, chances in enumerate(table.chances[1:], start=1):
        assert chances.sum() == pytest.approx(1) and chances @ change == pytest.approx(0, abs=1e-8)
        assert chances @ change**2 == pytest.approx(v)
        held = np.flatnonzero(chances)
        assert not set(count + change[held]) & set(range(1, js + 1))
        surprise = np.log(chances[held])
        fit = np.polynomial.polynomial.polyfit(change[held], surprise, 2)
        assert np.polynomial.polynomial.polyval(change[held], fit) == pytest.approx(surprise, abs=1e-6)


@pytest.mark.parametrize(("d", "v", "js"), [(1, 1, 1), (4, 0.5, 1), (2, 4.0, 1), (0, 1, 1), (4, -1, 1)])
def test_noise_that_cannot_be_is_refused(d: int, v: float, js: int) -> None:
    with pytest.raises(SettingError):
        make_ptable(d, v, js)


@pytest.mark.parametrize("profile", PROFILES.values(), ids=list(PROFILES))
def test_a_threshold_can_be_raised_and_not_lowered(profile) -> None:
    floor = FLOORS[profile.name]
    with pytest.raises(BelowFloorError, match=f"{floor} or more"):
        profile.with_threshold(floor - 1)
    stricter = profile.with_threshold(floor + 3)
    assert (stricter.threshold, stricter.least_cell) == (floor + 3, floor + 3)
    assert profile.with_threshold(floor) == profile


def test_the_profiles_are_those_of_the_rules() -> None:
    assert (PARTNER.threshold, PARTNER.base, PARTNER.least_cell) == (5, 1, 5)
    assert (PUBLIC.threshold, PUBLIC.base, PUBLIC.least_cell) == (10, 5, 10)
    assert {(each.d, each.v, each.js) for each in (PARTNER, PUBLIC)} == {(4, 1.8, 1)}
