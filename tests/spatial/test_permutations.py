"""Permutations: by hand, against every possible order, against esda, and what must not matter."""

from itertools import combinations

import numpy as np
import pytest
from hex_town import cell_at, evidence, scatter, town
from scipy.sparse import csr_array
from scipy.stats import norm

from spatial.counts import disks
from spatial.errors import BadNumberError, Cancelled, NotEnoughError, SettingError, TooLargeError
from spatial.hotspots import gi_star
from spatial.hotspots.gi_star import Settings, baseline_z, detect, exact_p, gi_star_z, permutation_p
from spatial.thrown import fewest_permutations, thrown_p

VALUES = np.array([2, 3, 3.2, 5, 8, 7])
POINTS = np.array([[10, 10], [20, 10], [40, 10], [15, 20], [30, 20], [30, 30]])
NEAR = csr_array((np.hypot(*(POINTS[:, None] - POINTS).transpose(2, 0, 1)) <= 15).astype(float))


def every_order(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The share of all ways to lay out the others that reach what was seen, counted one by one."""
    shares = []
    for i in range(len(values)):
        near = [j for j in range(len(values)) if weights[i, j] and j != i]
        rest = [values[j] for j in range(len(values)) if j != i]
        sums = [sum(drawn) for drawn in combinations(rest, len(near))]
        shares.append(np.mean([one >= values[near].sum() - 1e-9 for one in sums]))
    return np.array(shares)


class TestConditionalPermutation:
    def test_comes_to_every_possible_order_in_the_long_run(self) -> None:
        exact = every_order(VALUES, NEAR.toarray())
        assert np.allclose(permutation_p(VALUES, NEAR, permutations=100_000), exact, atol=0.006)

    def test_esda_s_published_p_of_the_first_point(self) -> None:
        assert permutation_p(VALUES, NEAR, permutations=99_999, tail="esda")[0] == pytest.approx(
            0.101, abs=5e-3
        )

    @pytest.mark.parametrize("star", [0, 1])
    def test_equals_the_rule_of_esda_written_as_a_loop_but_for_luck(self, star) -> None:
        rng, near = np.random.default_rng(3), town(8, 8)[0].neighbours.toarray()
        values = rng.gamma(1.0, size=64)
        naive = []
        for i in range(64):
            others, k = np.delete(values, i), int(near[i].sum()) - 1
            seen = near[i] @ values - (1 - star) * values[i]
            sums = np.array([rng.permutation(others)[:k].sum() + star * values[i] for _ in range(1999)])
            larger = (sums >= seen).sum()
            naive.append((1 + min(larger, 1999 - larger)) / 2000)
        ours = permutation_p(values, csr_array(near), permutations=9999, tail="esda")
        assert np.abs(ours - naive).max() < 0.04  # about four standard errors of a difference

    def test_unequal_weights_by_every_order(self) -> None:
        weights = csr_array(np.array([[1, 2, 3, 0.0], [1, 0, 0, 0], [0, 5, 1, 1], [1, 1, 1, 0]]))
        values = np.array([1.0, 4, 2, 8])
        first = [a * 2 + b * 3 for a in (4, 2, 8) for b in (4, 2, 8) if a != b]
        p = permutation_p(values, weights, permutations=50_000)
        assert p[0] == pytest.approx(np.mean([one >= 4 * 2 + 2 * 3 for one in first]), abs=0.01)
        assert p[3] == 1.0  # all others are its neighbours: there is no other way to lay them

    def test_row_standardised_weights_change_nothing(self) -> None:
        counts, near = evidence(*scatter(np.random.default_rng(5), 300)).counts, town()[0].neighbours
        shares = csr_array(near.multiply(1 / near.sum(axis=1)[:, None]))
        assert np.array_equal(permutation_p(counts, near), permutation_p(counts, shares))

    def test_the_order_of_the_rows_does_not_matter(self) -> None:
        counts, near = evidence(*scatter(np.random.default_rng(5), 300)).counts, town()[0].neighbours
        order = np.random.default_rng(0).permutation(400)
        moved = permutation_p(counts[order], csr_array(near.toarray()[np.ix_(order, order)]))
        assert np.array_equal(moved, permutation_p(counts, near)[order])

    def test_both_ends(self) -> None:
        more, fewer, either = (
            permutation_p(VALUES, NEAR, permutations=999, tail=tail) for tail in ("more", "fewer", "either")
        )
        assert np.array_equal(either, np.minimum(more, fewer))
        assert ((more + fewer) > 1).all()  # what equals the seen sum counts on both sides

    def test_where_nothing_varies_or_nobody_is_near_nothing_stands_out(self) -> None:
        alone = csr_array(np.eye(5))
        for values, weights in ((np.ones(6), NEAR), (np.arange(5.0), alone)):
            for tail in ("more", "fewer", "either"):
                assert (permutation_p(values, weights, permutations=99, tail=tail) == 1).all()

    def test_chance_alone_is_even(self) -> None:
        p = permutation_p(np.random.default_rng(2).normal(size=400), town()[0].neighbours, permutations=1999)
        assert 0.02 < (p <= 0.05).mean() < 0.09

    @pytest.mark.parametrize(
        ("values", "weights", "how", "error"),
        [
            ([1.0, np.nan, 2], np.eye(3), {}, BadNumberError),
            ([1.0, np.inf, 2], np.eye(3), {}, BadNumberError),
            ([1.0, 2], np.eye(3), {}, BadNumberError),
            ([1.0, 2], np.array([[0, np.nan], [1, 0]]), {}, BadNumberError),
            ([1.0], np.eye(1), {}, NotEnoughError),
            ([], np.zeros((0, 0)), {}, NotEnoughError),
            ([1.0, 2, 3], np.ones((3, 3)), {"permutations": 0}, SettingError),
            (np.arange(60.0), np.ones((60, 60)), {"permutations": 10_000_000}, TooLargeError),
        ],
    )
    def test_bad_input_has_a_name(self, values, weights, how, error) -> None:
        with pytest.raises(error):
            permutation_p(values, csr_array(weights), **how)


class TestThrownMaps:
    def test_come_to_the_exact_chance(self) -> None:
        share = np.random.default_rng(4).dirichlet(np.full(400, 0.7))
        given = evidence(*scatter(np.random.default_rng(1), 500, share=share), share=share)
        around = disks(given.lattice.neighbours, rings=1)
        seen = around @ given.counts
        how = {"incidents": 500, "permutations": 40_000, "alpha": 0.05}
        thrown, exact = thrown_p(seen, share, around, **how), exact_p(seen, around @ share, incidents=500)
        assert np.abs(thrown - exact).max() < 0.015
        assert thrown.min() >= 1 / 40_001

    def test_by_hand(self) -> None:
        """Two incidents over two cells that do not touch: both in the first on a quarter of maps."""
        apart = csr_array(np.eye(2))
        p = thrown_p(
            np.array([2, 0]),
            np.array([0.5, 0.5]),
            apart,
            incidents=2,
            permutations=9999,
            alpha=0.05,
        )
        assert p == pytest.approx([0.25, 1.0], abs=0.015)

    def test_so_few_maps_that_nothing_could_ever_be_found_are_refused_with_the_number(self) -> None:
        assert fewest_permutations(331, alpha=0.05) == 6619  # METHODS: 331 cells need 6,619
        given = evidence(*scatter(np.random.default_rng(2), 400))
        with pytest.raises(SettingError, match="Give 7,999 or more"):
            detect(given, Settings(test="permutation", permutations=999))
        assert detect(given, Settings(test="permutation")).settings["permutations"] == 7999

    def test_one_cell_alone_can_be_found_with_the_fewest(self) -> None:
        lattice, _ = town()
        x, y = scatter(np.random.default_rng(2), 600)
        at = cell_at(10, 10)
        given = evidence(np.append(x, [lattice.x[at]] * 60), np.append(y, [lattice.y[at]] * 60))
        found = detect(given, Settings(test="permutation"))
        assert np.flatnonzero(found.cells["is_hotspot"] & (given.counts > 50)).tolist() == [at]
        assert found.reason.endswith("By 7,999 chance maps.")

    def test_more_than_the_machine_can_throw_is_refused(self) -> None:
        given = evidence(*scatter(np.random.default_rng(2), 400))
        with pytest.raises(TooLargeError, match="exact test"):
            detect(given, Settings(test="permutation", permutations=10_000_000))

    def test_it_tells_how_far_it_is_and_can_be_stopped(self) -> None:
        given, heard = evidence(*scatter(np.random.default_rng(2), 401)), []

        def stop(done: float) -> None:
            heard.append(done)
            if len(heard) > 1:
                raise Cancelled

        with pytest.raises(Cancelled):
            detect(given, Settings(test="permutation"), told=stop)
        assert len(heard) == 2


class TestTheBellCurve:
    def test_equal_shares_give_the_z_of_ord_and_getis(self) -> None:
        counts, near = evidence(*scatter(np.random.default_rng(6), 500)).counts, town()[0].neighbours
        assert np.allclose(
            baseline_z(counts, np.full(400, 1 / 400), near), gi_star_z(counts, near), atol=1e-10
        )

    def test_a_busy_place_is_measured_against_what_is_expected_there(self) -> None:
        share = np.ones(400)
        share[cell_at(6, 12)] = 60
        share /= share.sum()
        counts = np.random.default_rng(8).multinomial(4000, share)
        near = town()[0].neighbours
        assert gi_star_z(counts, near)[cell_at(6, 12)] > 7
        assert abs(baseline_z(counts, share, near)[cell_at(6, 12)]) < 3

    def test_below_its_validity_it_says_so_and_finds_nothing(self) -> None:
        lattice, _ = town()
        at = cell_at(10, 10)
        x, y = scatter(np.random.default_rng(2), 500)
        given = evidence(np.append(x, [lattice.x[at]] * 60), np.append(y, [lattice.y[at]] * 60))
        found = detect(given, Settings(test="normal"))
        assert detect(given, Settings()).state == "found"
        assert found.state == "not enough data"
        assert "646 are needed before the bell curve may be believed" in found.reason
        assert "use the exact test" in found.reason
        assert not found.cells["is_hotspot"].any()
        assert found.cells["q"].isna().all() and found.cells["p"].notna().all()

    def test_how_many_it_needs(self) -> None:
        """One test at 0.05 has z = 1.645, where the tails hardly differ; 400 have 3.66."""
        z = norm.isf(0.05 / 400)
        assert gi_star.normal_needs(1, alpha=0.05) == 20
        assert gi_star.normal_needs(400, alpha=0.05) == pytest.approx(((z**3 - 3 * z) / 1.5) ** 2)

    def test_above_it_judges_only_where_enough_are_expected(self) -> None:
        lattice, _ = town()
        at, corner = cell_at(10, 10), cell_at(0, 0)
        x, y = scatter(np.random.default_rng(2), 40_000)
        given = evidence(
            np.append(x, [*[lattice.x[at]] * 400, *[lattice.x[corner]] * 300]),
            np.append(y, [*[lattice.y[at]] * 400, *[lattice.y[corner]] * 300]),
        )
        found = detect(given, Settings(test="normal"))
        few = found.cells["expected"] < gi_star.normal_needs(400, alpha=0.05)
        assert found.cells["is_hotspot"][at] and not found.cells["is_hotspot"][corner]
        assert (found.cells["q"].isna() == few).all()
        assert np.allclose(found.cells["p"], norm.sf(found.cells["score"]))
        assert f"{few.sum()} cells were not judged" in found.reason
        assert found.settings["cells_judged"] == (~few).sum()

    def test_chance_alone_makes_no_hot_spots_where_it_judges(self) -> None:
        rng, false = np.random.default_rng(12), 0
        for _ in range(200):
            thrown = rng.multinomial(40_000, np.full(400, 1 / 400))
            x, y = town()[0].x, town()[0].y
            cells = detect(evidence(x, y, weight=thrown), Settings(test="normal")).cells
            false += bool((cells["q"] <= 0.05).any())
        assert false <= 19  # as in test_every_method
