"""Disclosure: what an onlooker with every shown number and an integer program can and cannot work out."""

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from spatial.disclosure import Protection, protect


def hidden(counts: list[int], *, threshold: int = 3) -> list[bool]:
    return protect(np.array(counts), threshold=threshold).hidden.tolist()


class TestByHand:
    def test_ones_and_twos_are_hidden_and_nothing_else(self) -> None:
        assert hidden([0, 1, 2, 3, 9, 0]) == [False, True, True, False, False, False]

    def test_a_lone_small_count_takes_a_zero_with_it(self) -> None:
        assert hidden([1, 9, 4, 0]) == [True, False, False, True]

    def test_where_nothing_is_zero_it_takes_the_smallest(self) -> None:
        assert hidden([1, 9, 4]) == [True, False, True]

    def test_nothing_small_hides_nothing(self) -> None:
        assert not any(hidden([3, 0, 7]))

    def test_a_total_that_is_small_itself_hides_everything(self) -> None:
        assert all(hidden([1, 0, 1, 0]))
        assert hidden([1, 0, 2, 0], threshold=3).count(True) == 2

    def test_a_threshold_of_one_hides_nothing(self) -> None:
        assert not any(hidden([1, 2, 3], threshold=1))

    def test_an_empty_table(self) -> None:
        assert hidden([]) == []
        assert not any(hidden([0, 0]))

    def test_the_partner_is_in_the_same_ring(self) -> None:
        counts = np.array([1, 6, 4, 0, 0])
        ring = np.array([0, 0, 0, -1, -1])
        assert protect(counts, threshold=3, ring=ring).hidden.tolist() == [True, False, True, False, False]

    def test_the_partner_touches_the_same_ward(self) -> None:
        touched = csr_array(np.array([[1, 1, 0, 0], [0, 0, 1, 1]]))
        found = protect(np.array([1, 7, 0, 0]), threshold=3, ward=np.array([0, 0, 1, 1]), touched=touched)
        assert found.hidden.tolist() == [True, True, False, False]

    def test_a_ring_in_which_a_count_stands_alone_is_not_published(self) -> None:
        touched = csr_array(np.array([[1, 0, 0, 1], [0, 1, 1, 0]]))
        found = protect(
            np.array([1, 7, 9, 0]),
            threshold=3,
            ring=np.array([0, 0, 0, -1]),
            ward=np.array([0, 1, 1, 0]),
            touched=touched,
        )
        assert found.rings == (0,)
        assert found.hidden.tolist() == [True, False, False, True]


@dataclass(frozen=True)
class Borough:
    """A few wards side by side; some cells lie across the edge of two."""

    pieces: np.ndarray  # (n_cells, n_wards) reports of each cell in each ward
    touched: csr_array
    ring: np.ndarray

    @property
    def counts(self) -> np.ndarray:
        return self.pieces.sum(axis=1)

    def protected(self, threshold: int) -> Protection:
        first = np.asarray(self.touched.todense()).argmax(axis=0)
        ward = np.where(self.counts > 0, self.pieces.argmax(axis=1), first)
        return protect(self.counts, threshold=threshold, ring=self.ring, ward=ward, touched=self.touched)


@st.composite
def boroughs(draw: st.DrawFn) -> Borough:
    n, wards = draw(st.integers(4, 14)), draw(st.integers(1, 3))
    pieces = np.zeros((n, wards), dtype=int)
    touched = np.zeros((wards, n), dtype=int)
    amounts = st.sampled_from([0, 0, 0, 1, 1, 2, 3, 5, 9])
    for cell in range(n):
        here = draw(st.sets(st.integers(0, wards - 1), min_size=1, max_size=2))
        for ward in here:
            touched[ward, cell] = 1
            pieces[cell, ward] = draw(amounts)
    ring = np.full(n, -1)
    for name in range(draw(st.integers(0, 2))):
        start = draw(st.integers(0, n - 1))
        ring[start : start + draw(st.integers(2, 5))] = name
    return Borough(pieces, csr_array(touched), ring)


def possible(borough: Borough, seen: Protection, cell: int) -> tuple[int, int]:
    """Give the least and the most that a hidden cell can hold, knowing all that is shown.

    Known are: every shown cell, the total of every ward and of every published ring, which wards each cell
    touches. Unknown is how a cell's reports are shared between the wards that it touches.
    """
    wards, cells = np.nonzero(np.asarray(borough.touched.todense()))
    counts, rules, totals = borough.counts, [], []
    for one in np.flatnonzero(~seen.hidden):
        rules.append(cells == one)
        totals.append(counts[one])
    for ward in range(borough.pieces.shape[1]):
        rules.append(wards == ward)
        totals.append(borough.pieces[:, ward].sum())
    for ring in set(borough.ring.tolist()) - {-1, *seen.rings}:
        rules.append(borough.ring[cells] == ring)
        totals.append(counts[borough.ring == ring].sum())
    rows = np.array(rules, dtype=float)
    known = LinearConstraint(rows, np.array(totals, float), np.array(totals, float))
    goal = (cells == cell).astype(float)

    def end(sign: int) -> int:
        answer = milp(sign * goal, constraints=known, bounds=Bounds(0, 99), integrality=np.ones(len(cells)))
        assert answer.success
        return round(float(goal @ answer.x))

    return end(1), end(-1)


class TestTheOnlooker:
    @settings(max_examples=120, deadline=None, derandomize=True)
    @given(boroughs(), st.sampled_from([2, 3, 5]))
    def test_pins_down_no_hidden_count(self, borough: Borough, threshold: int) -> None:
        counts = borough.counts
        seen = borough.protected(threshold)
        if 0 < counts.sum() < threshold:
            assert seen.hidden.all()
            return
        for cell in np.flatnonzero(seen.hidden & (counts > 0)):
            partners = borough.touched.indices[
                borough.touched.indptr[borough.pieces[cell].argmax()] : borough.touched.indptr[
                    borough.pieces[cell].argmax() + 1
                ]
            ]
            if len(partners) < 2:
                continue  # a ward of one cell: its total is the cell's own, and is hidden in the ward table
            low, high = possible(borough, seen, int(cell))
            assert low < high

    @settings(max_examples=120, deadline=None, derandomize=True)
    @given(boroughs(), st.sampled_from([2, 3, 5]))
    def test_sees_no_small_number(self, borough: Borough, threshold: int) -> None:
        shown = borough.counts[~borough.protected(threshold).hidden]
        assert not ((shown > 0) & (shown < threshold)).any()

    def test_the_check_itself_sees_a_leak(self) -> None:
        """A map with only its small counts hidden does give itself away, so the test above can fail."""
        pieces = np.array([[1], [5], [9], [0]])
        borough = Borough(pieces, csr_array(np.ones((1, 4), dtype=int)), np.full(4, -1))
        bare = Protection(np.array([True, False, False, False]))
        assert possible(borough, bare, 0) == (1, 1)
        assert possible(borough, borough.protected(3), 0) == (0, 1)


@pytest.mark.parametrize("order", [[3, 1, 0, 2, 4], [4, 3, 2, 1, 0]])
def test_what_is_hidden_hides_the_same_counts_in_any_order(order: list[int]) -> None:
    counts = np.array([1, 7, 4, 9, 12])
    turned = protect(counts[order], threshold=3).hidden
    assert sorted(counts[order][turned].tolist()) == sorted(
        counts[protect(counts, threshold=3).hidden].tolist()
    )
