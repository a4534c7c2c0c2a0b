"""Where next: the best sets of places, against every set there is and against another program."""

from itertools import combinations

import numpy as np
import pytest

from spatial.errors import BadNumberError, NoDenominatorError, NotEnoughError, SettingError
from spatial.siting.coverage import Coverage, coverage
from spatial.siting.exact import best_sites, useful
from spatial.siting.greedy import greedy_sites
from spatial.siting.sites import next_sites

STREET = np.array(
    [
        # A      B      C
        [True, True, False],
        [True, True, False],
        [True, False, True],
        [True, False, True],
        [False, True, False],
        [False, False, True],
    ]
)
"""Six houses: A stands in the middle and reaches four; B and C reach three each, and together all six."""


def scattered(seed: int, points: int, candidates: int, *, limit_m: float = 1_000.0) -> tuple[np.ndarray, ...]:
    """Give who is within reach of what in a town of 6 by 6 km, how many live there, and who is reached."""
    dice = np.random.default_rng(seed)
    homes, sites, centres = (dice.uniform(0, 6_000, (n, 2)) for n in (points, candidates, 2))
    away = np.hypot(*(homes[:, None, :] - sites[None, :, :]).transpose(2, 0, 1))
    held = np.hypot(*(homes[:, None, :] - centres[None, :, :]).transpose(2, 0, 1)).min(axis=1) <= limit_m
    return away <= limit_m, dice.integers(0, 90, points).astype(float), held


def every_set(cover: Coverage, count: int) -> float:
    """Try all sets of so many candidates, point by point."""
    near = cover.reach.toarray() > 0
    sets = combinations(range(near.shape[1]), count)
    return max(float(cover.people[near[:, list(one)].any(axis=1)].sum()) for one in sets)


def test_two_that_miss_the_middle_beat_the_two_that_hold_it():
    cover = coverage(STREET, np.ones(6))
    found = next_sites(cover, 3)
    table = found.table
    assert table["sites"].tolist() == [(0,), (1, 2)]  # a third would add nobody
    assert table["people"].tolist() == [4, 6]
    assert table["gain"].tolist() == [4, 2]
    assert table["greedy"].tolist() == [(0,), (0, 1)]
    assert table["short_people"].tolist() == [0, 1]
    assert table["share"].tolist() == pytest.approx([4 / 6, 1])
    assert table["is_proven"].all()


def test_who_is_reached_already_counts_for_no_candidate():
    held = np.array([True, True, True, True, False, False])
    cover = coverage(STREET, np.ones(6), held=held)
    assert cover.held == 4
    assert cover.alone.tolist() == [0, 1, 1]
    table = next_sites(cover, 1).table
    assert table["sites"].tolist() == [(1,)]
    assert table["share"].tolist() == pytest.approx([5 / 6])


def test_a_candidate_that_another_outdoes_is_left_aside_and_its_twin_too():
    within = np.array([[True, True, True, False], [True, False, True, False], [False, False, False, True]])
    assert useful(coverage(within, np.ones(3))).tolist() == [0, 3]


@pytest.mark.parametrize("seed", range(6))
def test_the_best_set_is_the_best_of_all_sets(seed: int, proof):
    within, people, held = scattered(seed, 300, 12 + seed % 5)
    people = people / (1 + 6 * (seed % 2))  # shares of people, as a ward's are spread over its postcodes
    cover = coverage(within, people, held=held)
    table = next_sites(cover, 4).table
    for row in table.itertuples():
        assert row.people == pytest.approx(every_set(cover, row.count), abs=1e-9)
        assert row.people == pytest.approx(people[within[:, list(row.sites)].any(axis=1) & ~held].sum())
        assert row.is_proven
        assert row.greedy_people <= row.people + 1e-9
    proof("covering: the best of all sets of 1 to 4 of 12 to 16 candidates, in 6 towns")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_another_program_finds_the_same(proof):
    locate, pulp = pytest.importorskip("spopt.locate"), pytest.importorskip("pulp")
    within, people, held = scattered(11, 500, 40)
    cover = coverage(within, people, held=held)
    metres = np.where(within, 0.0, 1.0)
    weights = np.where(held, 0.0, people)
    for count in (2, 6):
        other = locate.MCLP.from_cost_matrix(metres, weights, 0.5, p_facilities=count)
        other.solve(pulp.PULP_CBC_CMD(msg=False))
        assert best_sites(cover, count).people == pytest.approx(pulp.value(other.problem.objective))
    proof("covering: the optimum of spopt's MCLP for 2 and 6 of 40 candidates")


def test_stopped_early_it_says_how_much_better_another_set_could_be():
    within, people, held = scattered(3, 3_000, 150, limit_m=700)
    cover = coverage(within, people, held=held)
    shortcut = tuple(greedy_sites(cover, 8))
    best = best_sites(cover, 8, at_least=shortcut, seconds=0.0)
    assert best.people >= cover.newly(shortcut)
    assert best.bound >= best_sites(cover, 8).people - 1e-6


def test_nobody_new_is_an_answer():
    found = next_sites(coverage(STREET, np.ones(6), held=np.ones(6, dtype=bool)), 2)
    assert found.state == "none"
    assert found.table.empty
    assert "not within reach already" in found.sentence


def test_what_cannot_be_asked_is_said():
    with pytest.raises(NoDenominatorError, match="nobody lives"):
        coverage(STREET, np.zeros(6))
    with pytest.raises(BadNumberError, match="lengths differ"):
        coverage(STREET, np.ones(5))
    with pytest.raises(BadNumberError, match="people is nan"):
        coverage(STREET, [1, 1, np.nan, 1, 1, 1])
    with pytest.raises(NotEnoughError, match="no candidate"):
        next_sites(coverage(np.zeros((6, 0)), np.ones(6)), 1)
    with pytest.raises(SettingError, match="number of new places"):
        next_sites(coverage(STREET, np.ones(6)), 0)
