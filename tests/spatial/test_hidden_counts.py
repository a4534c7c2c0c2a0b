"""Disclosure: what an onlooker with every shown number and an integer program can and cannot work out."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from spatial.disclosure import protect

EVERYWHERE = np.arange


def possible(counts, groups, protection):
    """Give the smallest and largest value that each hidden count, and each small total, could have."""
    hidden = np.flatnonzero(protection.hidden)
    shown = np.where(protection.hidden, 0, counts)
    published = [g for k, g in enumerate(groups) if k not in protection.withheld]
    rows = np.array([np.isin(hidden, g) for g in published], dtype=float).reshape(len(published), len(hidden))
    rest = np.array([counts[g].sum() - shown[g].sum() for g in published], dtype=float)
    limits = Bounds(np.ones(len(hidden)), np.full(len(hidden), counts.sum() + 50.0))
    rules = [LinearConstraint(rows, rest, rest)] if published else []

    def ends(goal):
        answers = [
            milp(s * goal, constraints=rules, bounds=limits, integrality=np.ones(len(hidden)))
            for s in (1, -1)
        ]
        assert all(answer.success for answer in answers)
        return round(answers[0].fun), round(-answers[1].fun)

    cells = {int(c): ends((hidden == c).astype(float)) for c in hidden}
    small = {
        k: ends(np.isin(hidden, g).astype(float)) for k, g in enumerate(groups) if k in protection.withheld
    }
    return cells, small


class TestByHand:
    def test_ones_and_twos_are_hidden_and_nothing_else(self) -> None:
        protection = protect(np.array([0, 1, 2, 3, 9, 0]), [], threshold=3)
        assert protection.hidden.tolist() == [False, True, True, False, False, False]
        assert protection.withheld == ()

    def test_a_lone_small_count_takes_the_smallest_other_with_it(self) -> None:
        protection = protect(np.array([1, 9, 4, 0]), [np.arange(4)], threshold=3)
        assert protection.hidden.tolist() == [True, False, True, False]
        assert protection.withheld == ()

    def test_two_ones_that_add_up_to_two_give_themselves_away(self) -> None:
        protection = protect(np.array([1, 1, 5, 8]), [np.arange(4)], threshold=3)
        assert protection.hidden.tolist() == [True, True, True, False]

    def test_a_one_and_a_two_need_no_help(self) -> None:
        protection = protect(np.array([1, 2, 5, 8]), [np.arange(4)], threshold=3)
        assert protection.hidden.tolist() == [True, True, False, False]

    def test_nothing_small_hides_nothing(self) -> None:
        protection = protect(np.array([3, 0, 7]), [np.arange(3)], threshold=3)
        assert not protection.hidden.any()
        assert protection.withheld == ()

    def test_a_total_of_one_is_withheld(self) -> None:
        protection = protect(np.array([1, 0, 0]), [np.arange(3)], threshold=3)
        assert protection.hidden.tolist() == [True, False, False]
        assert protection.withheld == (0,)

    def test_a_ward_that_cannot_hide_its_only_count_keeps_its_total_to_itself(self) -> None:
        # the area needs a second hidden count; the 5 is the whole of its ward
        counts, groups = np.array([1, 5, 20]), [np.arange(3), np.array([0]), np.array([1]), np.array([2])]
        protection = protect(counts, groups, threshold=3)
        assert protection.hidden.tolist() == [True, True, False]
        assert set(protection.withheld) == {1, 2}

    def test_one_ward_minus_another_area_gives_nothing_away(self) -> None:
        # Each group hides two, yet the first minus the second would leave the single 1.
        counts = np.array([1, 2, 2, 6, 7])
        groups = [np.array([0, 1, 2, 3]), np.array([1, 2, 3, 4])]
        cells, _ = possible(counts, groups, protect(counts, groups, threshold=3))
        assert all(low < high for low, high in cells.values())

    def test_a_threshold_of_one_hides_nothing(self) -> None:
        assert not protect(np.array([1, 2, 3]), [np.arange(3)], threshold=1).hidden.any()

    def test_an_empty_table(self) -> None:
        assert protect(np.array([], dtype=int), [], threshold=3).hidden.tolist() == []
        assert protect(np.zeros(4, int), [np.arange(4), np.array([], int)], threshold=3).withheld == ()


@st.composite
def tables(draw):
    """A dozen cells in wards that share them out, the whole area, and a few places across the wards."""
    n = draw(st.integers(1, 12))
    counts = np.array(draw(st.lists(st.sampled_from([0, 0, 1, 1, 2, 3, 4, 6, 11]), min_size=n, max_size=n)))
    ward = np.array(draw(st.lists(st.integers(0, 3), min_size=n, max_size=n)))
    places = draw(st.lists(st.sets(st.integers(0, n - 1), min_size=1, max_size=7), max_size=3))
    groups = [
        np.arange(n),
        *(np.flatnonzero(ward == w) for w in range(4)),
        *(np.array(sorted(p)) for p in places),
    ]
    return counts, groups, draw(st.sampled_from([2, 3, 5]))


class TestTheOnlooker:
    @settings(max_examples=150, deadline=None, derandomize=True)
    @given(tables())
    def test_pins_down_no_hidden_count_and_no_small_total(self, table) -> None:
        counts, groups, threshold = table
        protection = protect(counts, groups, threshold=threshold)
        cells, withheld = possible(counts, groups, protection)
        assert all(low < high for low, high in cells.values())
        totals = {k: counts[groups[k]].sum() for k in withheld}
        assert all(low < high for k, (low, high) in withheld.items() if 0 < totals[k] < threshold)

    @settings(max_examples=150, deadline=None, derandomize=True)
    @given(tables())
    def test_sees_no_small_number_and_every_zero(self, table) -> None:
        counts, groups, threshold = table
        protection = protect(counts, groups, threshold=threshold)
        shown = counts[~protection.hidden]
        assert not ((shown > 0) & (shown < threshold)).any()
        assert not protection.hidden[counts == 0].any()
        for k, group in enumerate(groups):
            inside = protection.hidden[group]
            if k not in protection.withheld:
                assert counts[group].sum() == 0 or counts[group].sum() >= threshold
                assert inside.sum() == 0 or (inside.sum() >= 2 and counts[group][inside].sum() > inside.sum())

    def test_the_check_itself_sees_a_leak(self) -> None:
        """A table with only its small counts hidden does give itself away, so the test above can fail."""
        counts = np.array([1, 5, 9])
        bare = protect(counts, [], threshold=3)
        assert possible(counts, [np.arange(3)], bare)[0] == {0: (1, 1)}

    def test_nor_when_every_possibility_is_listed(self) -> None:
        counts, groups = np.array([1, 1, 4, 3]), [np.arange(4), np.array([0, 1]), np.array([2, 3])]
        protection = protect(counts, groups, threshold=3)
        hidden = np.flatnonzero(protection.hidden)
        fits = []
        for guess in itertools.product(range(1, 10), repeat=len(hidden)):
            whole = counts.copy()
            whole[hidden] = guess
            published = [g for k, g in enumerate(groups) if k not in protection.withheld]
            if all(whole[g].sum() == counts[g].sum() for g in published):
                fits.append(guess)
        assert all(len(set(values)) > 1 for values in zip(*fits, strict=True))


def test_a_whole_borough() -> None:
    """2,000 cells, 20 wards, 12 places: what is hidden beside the small counts stays a small part."""
    rng = np.random.default_rng(1)
    counts = rng.poisson(rng.gamma(0.4, 4.0, size=2000))
    ward = np.repeat(np.arange(20), 100)
    wards = [np.flatnonzero(ward == w) for w in range(20)]
    rings = [np.arange(s, s + 7) for s in rng.choice(280, size=12, replace=False) * 7]
    protection = protect(counts, [np.arange(2000), *wards, *rings], threshold=3)
    small = (counts > 0) & (counts < 3)
    beside = protection.hidden & ~small
    assert not protection.withheld or max(protection.withheld) > 20  # wards and the area keep their totals
    assert counts[beside].sum() < 0.03 * counts.sum()


@pytest.mark.parametrize("order", [[0, 1, 2, 3, 4, 5], [5, 3, 1, 0, 2, 4]])
def test_a_line_of_a_table_is_protected_as_a_map_is(order) -> None:
    by_strand = np.array([40, 1, 0, 7, 12, 5])[order]
    protection = protect(by_strand, [np.arange(6)], threshold=3)
    assert sorted(by_strand[protection.hidden].tolist()) == [1, 5]
