"""Gi*: published numbers, another program's numbers, a loop, and the exact chance by hand."""

from math import comb

import numpy as np
import pytest
from esda.getisord import G_Local
from hex_town import cell_at, evidence, scatter, town
from libpysal.weights import W
from scipy.sparse import csr_array

from spatial.hotspots.gi_star import Settings, detect, exact_p, gi_star_z, gi_z
from spatial.power import finest_resolution, mean_share, needed_incidents

# Six points, neighbours within 15: the example of esda's own tests.
POINTS = np.array([[10, 10], [20, 10], [40, 10], [15, 20], [30, 20], [30, 30]])
VALUES = np.array([2, 3, 3.2, 5, 8, 7])
NEAR = csr_array((np.hypot(*(POINTS[:, None] - POINTS).transpose(2, 0, 1)) <= 15).astype(float))


def test_published_z_with_the_cell_itself() -> None:
    published = [-1.39727626, -0.28917762, 0.65064964, -0.28917762, 1.23452088, 2.02424331]
    assert np.allclose(gi_star_z(VALUES, NEAR), published, atol=1e-8)


def test_published_z_without_the_cell_itself() -> None:
    published = [-1.0136729, -0.04361589, 1.31558703, -0.31412676, 1.15373986, 1.77833941]
    assert np.allclose(gi_z(VALUES, NEAR), published, atol=1e-7)


@pytest.mark.parametrize("star", [True, False])
def test_equals_esda_on_a_random_town(star) -> None:
    lattice, _ = town()
    counts = evidence(*scatter(np.random.default_rng(8), 700)).counts
    near = {i: [int(j) for j in lattice.neighbours[[i], :].nonzero()[1] if j != i] for i in range(400)}
    theirs = G_Local(
        counts.astype(float), W(near, silence_warnings=True), transform="B", star=star, permutations=0
    )
    ours = (gi_star_z if star else gi_z)(counts, lattice.neighbours)
    assert np.allclose(ours, theirs.Zs, atol=1e-10)


def test_equals_the_formula_written_as_a_loop() -> None:
    lattice, _ = town()
    x = evidence(*scatter(np.random.default_rng(4), 250)).counts.astype(float)
    w, n = lattice.neighbours.toarray(), 400
    s = (sum(v * v for v in x) / n - (sum(x) / n) ** 2) ** 0.5
    for i in range(0, n, 7):
        size, squares = sum(w[i]), sum(v * v for v in w[i])
        top = sum(w[i, j] * x[j] for j in range(n)) - sum(x) / n * size
        z = top / (s * ((n * squares - size**2) / (n - 1)) ** 0.5)
        assert gi_star_z(x, lattice.neighbours)[i] == pytest.approx(z)


def test_a_flat_map_has_no_score() -> None:
    assert np.isnan(gi_star_z(np.full(400, 3), town()[0].neighbours)).all()


@pytest.mark.parametrize("score", [gi_star_z, gi_z])
def test_equal_values_have_no_score_whatever_they_are_and_a_level_costs_no_digits(score) -> None:
    for value in (0.1, 123.456, 241.67571409434495, 1e6 / 3):
        assert np.isnan(score(np.full(6, value), NEAR)).all()
    assert np.allclose(score(VALUES + 1e8, NEAR), score(VALUES, NEAR), atol=1e-6)
    one_apart = np.where(np.arange(6) == 2, 0.7, 0.1)
    assert np.isnan(gi_z(one_apart, NEAR)[2])


def test_exact_chance_by_hand() -> None:
    # three or four of four incidents where a quarter is expected: (4 x 3 + 1) / 256
    assert exact_p(np.array([3]), np.array([0.25]), incidents=4)[0] == pytest.approx(13 / 256)
    assert exact_p(np.array([0]), np.array([0.25]), incidents=4)[0] == 1.0


def test_where_nothing_is_expected_nothing_is_tested() -> None:
    assert np.isnan(exact_p(np.array([2]), np.array([0.0]), incidents=4)[0])


def test_every_number_of_a_planted_neighbourhood() -> None:
    middle = cell_at(10, 10)
    lattice, _ = town()
    x = np.concatenate((np.full(20, lattice.x[middle]), np.delete(lattice.x, middle)))
    y = np.concatenate((np.full(20, lattice.y[middle]), np.delete(lattice.y, middle)))
    found = detect(evidence(x, y), Settings())
    row = found.cells.iloc[middle]
    assert (row["observed"], row["expected"]) == (26, pytest.approx(419 * 7 / 400))
    tail = 1 - sum(comb(419, k) * (7 / 400) ** k * (393 / 400) ** (419 - k) for k in range(26))
    assert row["p"] == pytest.approx(tail, rel=1e-6)
    # All seven neighbourhoods hold the 20, but only the middle holds more than its own share (1.05) itself.
    assert np.flatnonzero(found.cells["is_hotspot"]).tolist() == [middle]
    assert found.reason.startswith("1 cell stands out")


class TestTheGate:
    def test_says_how_many_would_be_needed(self) -> None:
        lattice, _ = town()
        needed = needed_incidents(lattice, 1)
        assert needed == int(np.ceil(3 / mean_share(lattice, 1)))
        rng = np.random.default_rng(2)
        short, enough = (detect(evidence(*scatter(rng, n)), Settings()) for n in (needed - 1, needed))
        assert short.state == "not enough data"
        assert f"takes {needed} incidents" in short.reason
        assert enough.state == "none"

    def test_nothing_is_flagged_behind_it(self) -> None:
        found = detect(evidence(np.full(40, 401_000.0), np.full(40, 301_000.0)), Settings())
        assert found.state == "not enough data"
        assert not found.cells["is_hotspot"].any()

    def test_wider_neighbourhoods_need_fewer(self) -> None:
        lattice, _ = town()
        assert needed_incidents(lattice, 2) < needed_incidents(lattice, 1)

    def test_the_finest_cells_that_can_say_anything(self) -> None:
        lattices = {9: town()[0], 8: town(8, 8)[0]}  # 182 and about 33 incidents
        assert finest_resolution(500, lattices) == 9
        assert finest_resolution(100, lattices) == 8
        assert finest_resolution(5, lattices) is None


def test_incidents_where_the_baseline_has_nobody_are_said_to_be_untested() -> None:
    share = np.ones(400)
    park = town()[0].neighbours[[cell_at(10, 10)], :].nonzero()[1]
    share[park] = 0
    lattice, _ = town()
    x, y = scatter(np.random.default_rng(6), 400, share=share / share.sum())
    x, y = np.append(x, [lattice.x[cell_at(10, 10)]] * 3), np.append(y, [lattice.y[cell_at(10, 10)]] * 3)
    found = detect(evidence(x, y, share=share / share.sum()), Settings())
    assert np.isnan(found.cells["p"].iloc[cell_at(10, 10)])
    assert not found.cells["is_hotspot"].iloc[cell_at(10, 10)]
    assert "1 cells could not be tested" in found.reason
