"""Counting incidents into cells and wards, and around cells."""

import numpy as np
import pytest
from hex_town import cell_at, evidence, scatter, town

from spatial.counts import count_places, disks, neighbourhood_sums


def test_two_incidents_at_one_place_and_one_at_another() -> None:
    assert count_places(np.array([1, 1, 3]), np.array([2, 4, 1]), size=5).tolist() == [0, 6, 0, 1, 0]


def test_a_place_without_a_ward_is_not_counted() -> None:
    assert count_places(np.array([-1, 0]), np.array([7, 1]), size=2).tolist() == [1, 0]


def test_no_place_is_counted_nowhere() -> None:
    assert count_places(np.array([], dtype=int), np.array([], dtype=int), size=3).tolist() == [0, 0, 0]


def test_a_place_beyond_the_last_cell_is_refused() -> None:
    with pytest.raises(ValueError, match="there are only 2"):
        count_places(np.array([2]), np.array([1]), size=2)


def test_a_cell_in_the_middle_has_seven_in_one_ring_and_nineteen_in_two() -> None:
    neighbours = town()[0].neighbours
    middle = cell_at(10, 10)
    assert disks(neighbours, rings=1)[[middle], :].sum() == 7
    assert disks(neighbours, rings=2)[[middle], :].sum() == 19
    assert disks(neighbours, rings=2).data.max() == 1


def test_a_neighbourhood_holds_at_least_one_ring() -> None:
    with pytest.raises(ValueError, match="at least 1 ring"):
        disks(town()[0].neighbours, rings=0)


def test_neighbourhood_sums_equal_a_loop() -> None:
    lattice, _ = town()
    counts = evidence(*scatter(np.random.default_rng(3), 300)).counts
    apart = np.hypot(lattice.x[:, None] - lattice.x, lattice.y[:, None] - lattice.y)
    loop = [sum(counts[j] for j in range(400) if apart[i, j] < 2 * lattice.edge_m) for i in range(400)]
    assert neighbourhood_sums(counts, disks(lattice.neighbours, rings=1)).tolist() == loop


class TestEvidence:
    def test_counts_that_disagree_with_the_locations_are_refused(self) -> None:
        good = evidence([400_000], [300_000])
        with pytest.raises(ValueError, match="the cells hold 2 incidents and the locations 1"):
            type(good)(**{**vars(good), "counts": good.counts * 2})

    @pytest.mark.parametrize("share", [np.full(400, 1.0), np.full(400, np.nan), np.linspace(-1, 1, 400)])
    def test_what_is_not_a_share_is_refused(self, share) -> None:
        with pytest.raises(ValueError, match="share is not a share"):
            evidence([400_000], [300_000], share=share)

    def test_arrays_of_other_lengths_are_refused(self) -> None:
        good = evidence([400_000], [300_000])
        with pytest.raises(ValueError, match="weight has 2 rows; x has 1 locations"):
            type(good)(**{**vars(good), "weight": np.array([1, 1])})
        with pytest.raises(ValueError, match="counts has 3 rows; the lattice has 400 cells"):
            type(good)(**{**vars(good), "counts": np.array([1, 0, 0])})
