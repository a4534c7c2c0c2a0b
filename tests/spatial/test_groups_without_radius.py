"""HDBSCAN: the same groups as scikit-learn's, weighted as over every report, and words that claim no more."""

import numpy as np
import pytest
from hex_town import cell_at, evidence, scatter, town
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components
from sklearn.cluster import HDBSCAN
from sklearn.metrics import adjusted_rand_score

from spatial.density_tree import lasting_groups, reach_of, spanning_tree
from spatial.hotspots import gi_star, hdbscan
from spatial.hotspots.hdbscan import Settings, automatic_min_reports, detect


def three_spots(seed: int, n: int = 400) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    x, y = rng.uniform(0, 4000, (2, n))
    x[:120], y[:120] = rng.normal((2000, 1500), 90, (120, 2)).T
    x[120:180], y[120:180] = rng.normal((1000, 3000), 60, (60, 2)).T
    return x, y


@pytest.mark.parametrize("seed", range(4))
def test_equals_scikit_learn_where_no_distances_tie(seed) -> None:
    x, y = three_spots(seed)
    ours = lasting_groups(x, y, np.ones(400), min_reports=20, neighbours=1, least_m=1e-9)
    theirs = HDBSCAN(min_cluster_size=20, min_samples=1, copy=True).fit(np.column_stack((x, y))).labels_
    assert adjusted_rand_score(ours, theirs) == 1
    assert np.array_equal(ours < 0, theirs < 0)


def by_the_book(reach: np.ndarray, least: int) -> set[frozenset[int]]:
    """Campello, Moulavi and Sander word by word: lower the distance, and look at what hangs together."""
    levels = np.unique(reach[~np.eye(len(reach), dtype=bool)])[::-1]

    def best(members: np.ndarray, born: float) -> tuple[float, list[frozenset[int]]]:
        mass, inside = 0.0, members
        for metres in levels[levels * born < 1]:
            near = csr_array(np.triu(reach[np.ix_(inside, inside)] < metres, 1))
            _, part = connected_components(near, directed=False)
            large = [inside[part == k] for k in np.unique(part) if (part == k).sum() >= least]
            stay = large[0] if len(large) == 1 else inside[:0]
            mass += (len(inside) - len(stay)) * (1 / metres - born)
            if len(large) != 1:
                found = [best(one, 1 / metres) for one in large]
                below = sum(one[0] for one in found)
                if born and mass >= below:
                    return mass, [frozenset(members.tolist())]
                return below, [group for one in found for group in one[1]]
            inside = stay
        raise AssertionError("the last level leaves nothing together")

    return set(best(np.arange(len(reach)), 0.0)[1])


@pytest.mark.parametrize("seed", range(3))
def test_weights_are_that_many_reports(seed) -> None:
    """Every report by itself, ties and all; scikit-learn takes ties one by one and differs there."""
    rng = np.random.default_rng(seed)
    x, y = rng.uniform(0, 2000, (2, 45))
    x[:15], y[:15] = rng.normal((700, 500), 60, (15, 2)).T
    weight = rng.integers(1, 4, 45)
    every = np.repeat(np.column_stack((x, y)), weight, axis=0)
    apart = np.maximum(np.hypot(*(every[:, None] - every).transpose(2, 0, 1)), 10.0)
    np.fill_diagonal(apart, 0)
    core = np.maximum(np.sort(apart, axis=1)[:, 4], 10.0)
    book = by_the_book(np.maximum(apart, np.maximum(core[:, None], core)), 8)
    ours = np.repeat(lasting_groups(x, y, weight, min_reports=8, neighbours=5, least_m=10.0), weight)
    assert {frozenset(np.flatnonzero(ours == k).tolist()) for k in range(ours.max() + 1)} == book
    assert len(book) > 1


def test_reach_by_hand() -> None:
    x, weight = np.array([0.0, 30, 100]), np.array([2, 1, 4])
    assert reach_of(x, x * 0, weight, neighbours=3, least_m=1).tolist() == [30, 30, 1]
    assert reach_of(x, x * 0, weight, neighbours=99, least_m=1).tolist() == [100, 70, 100]


def test_the_shortest_links_by_hand() -> None:
    one, other, metres = spanning_tree(np.array([0.0, 50, 10, 25]), np.zeros(4), np.array([1.0, 1, 12, 1]))
    assert sorted(zip(one.tolist(), other.tolist(), metres.tolist(), strict=True)) == [
        (0, 2, 12.0),
        (2, 3, 15.0),
        (3, 1, 25.0),
    ]


def test_two_villages_and_a_farm() -> None:
    x = np.array([0.0, 20, 40, 1000, 1020, 1040, 5000])
    group = lasting_groups(x, x * 0, np.array([1, 1, 1, 2, 2, 2, 1]), min_reports=3, neighbours=2, least_m=10)
    assert group.tolist() == [1, 1, 1, 0, 0, 0, -1]


def test_one_address_with_many_reports_is_a_group_of_its_own() -> None:
    rng = np.random.default_rng(1)
    x, y = rng.uniform(0, 4000, (2, 200))
    weight = np.append(np.ones(198), [40, 30])
    group = lasting_groups(x, y, weight, min_reports=20, neighbours=10, least_m=10)
    assert group[198] == 0 and group[199] >= 0 and group[199] != group[198]


@pytest.mark.parametrize(
    ("x", "weight"), [([], []), ([5.0], [1]), ([5.0], [500]), ([5.0, 9], [1, 1]), ([5.0] * 3, [9, 9, 9])]
)
def test_nothing_one_two_and_all_in_one_place_are_no_groups(x, weight) -> None:
    group = lasting_groups(
        np.array(x), np.zeros(len(x)), np.array(weight), min_reports=10, neighbours=5, least_m=10
    )
    assert (group == -1).all()


def test_ties_do_not_hang_on_the_order_of_the_rows() -> None:
    rng = np.random.default_rng(2)
    x, y = np.unique(rng.integers(0, 25, (2, 300)), axis=1) * 50.0
    order = rng.permutation(len(x))
    how = {"min_reports": 8, "neighbours": 4, "least_m": 10.0}
    one = lasting_groups(x, y, np.ones(len(x)), **how)
    other = lasting_groups(x[order], y[order], np.ones(len(x)), **how)
    assert np.array_equal(one[order], other)


def test_says_that_it_tests_nothing_and_flags_what_the_exact_test_flags() -> None:
    lattice, _ = town()
    x, y = scatter(np.random.default_rng(1), 400)
    near = np.random.default_rng(2).normal(0, 120, (2, 60))
    at = cell_at(10, 10)
    given = evidence(np.append(x, lattice.x[at] + near[0]), np.append(y, lattice.y[at] + near[1]))
    found = detect(given, Settings())
    assert not hdbscan.claims_significance
    assert "tests nothing" in found.reason
    tested = gi_star.detect(given, gi_star.Settings()).cells["is_hotspot"]
    assert found.cells["is_hotspot"].equals((found.cells["group"] >= 0) & tested)
    assert found.cells["is_hotspot"][at]


def test_more_places_than_can_be_joined_at_once_are_rounded_and_it_says_so(monkeypatch) -> None:
    monkeypatch.setattr(hdbscan, "MOST_PLACES", 300)
    given = evidence(*scatter(np.random.default_rng(3), 400))
    found = detect(given, Settings())
    assert found.settings["locations_rounded_to_m"] == 500
    assert detect(evidence([401_000], [301_000]), Settings()).settings["locations_rounded_to_m"] is None


def test_groups_grow_with_the_number_of_reports() -> None:
    assert [automatic_min_reports(incidents=n) for n in (0, 354, 10_000, 10**7)] == [10, 10, 50, 1000]
