"""Chance maps: the ground they are thrown on, and the score."""

import numpy as np
import pytest
from hex_town import cell_at, scatter, town
from scipy.stats import beta

from spatial.density.chance import chance_at_most, excess_score, highest_by_chance, lowest_to_stand_out
from spatial.density.ground import lay_ground
from spatial.digest import Keyed, keyed_arrays, keyed_outline


def ground(share=None, *, kernel="quartic", bandwidth_m=500.0):
    lattice, outline = town()
    baseline = keyed_arrays(lattice.x, lattice.y, np.full(400, 1 / 400) if share is None else share)
    how = {"kernel": kernel, "bandwidth_m": bandwidth_m, "cell_km2": lattice.cell_km2}
    return lay_ground(keyed_outline(outline), baseline, **how)


def test_every_cell_spreads_its_share_over_its_own_ground() -> None:
    share = np.random.default_rng(1).dirichlet(np.ones(400))
    land = ground(share)
    assert land.chance.sum() == pytest.approx(1)
    corner = np.zeros(400)
    corner[cell_at(10, 10)] = 1
    held = ground(corner)
    row, column = np.nonzero(held.chance)
    lattice, _ = town()
    apart = np.hypot(
        held.grid.x0 + column * held.grid.step_m - lattice.x[cell_at(10, 10)],
        held.grid.y0 + row * held.grid.step_m - lattice.y[cell_at(10, 10)],
    )
    assert held.chance.sum() == pytest.approx(1)
    assert apart.max() <= lattice.edge_m + held.grid.step_m


def test_an_even_baseline_is_even() -> None:
    land = ground()
    whole = land.chance[land.mass > 0.9999]
    assert whole.max() / whole.min() < 1.05


def test_the_effective_number_has_its_variance_equal_to_its_mean() -> None:
    land, rng = ground(), np.random.default_rng(2)
    middle = tuple(n // 2 for n in land.inside.shape)
    maps = rng.multinomial(1000, land.chance.ravel() / land.chance.sum(), size=3000)
    seen = (land.smooth(maps.reshape(-1, *land.inside.shape).astype(float)) * land.scale)[:, *middle]
    expected = 1000 * land.footprint[middle]
    assert seen.mean() == pytest.approx(expected, rel=0.03)
    assert seen.var() == pytest.approx(expected, rel=0.12)


def test_score_by_hand() -> None:
    land = ground()
    expected = 1000 * land.footprint
    twice = 2 * expected / land.scale
    # o = 2 e: the deviance is 2 (2 e ln 2 - e)
    by_hand = np.sqrt(2 * (2 * expected * np.log(2) - expected))
    assert np.allclose(excess_score(twice, land, incidents=1000)[land.inside], by_hand[land.inside])
    assert np.allclose(excess_score(twice / 2, land, incidents=1000)[land.inside], 0, atol=1e-6)
    assert (excess_score(twice / 4, land, incidents=1000)[land.inside] < 0).all()


def test_chance_of_a_score_by_hand() -> None:
    highest = np.arange(1.0, 1000.0)  # 999 maps
    chance = chance_at_most(highest, np.array([0.5, 1000.0, 980.5]))
    assert chance[0] == 1  # every map reaches it
    assert chance[1] == pytest.approx(1 - 0.05 ** (1 / 999))  # none does
    assert chance[2] == pytest.approx(beta.ppf(0.95, 20, 980))  # 19 do: 981 ... 999
    assert (chance > np.array([998, 0, 19]) / 999).all()


def test_what_stands_out_is_what_is_above_the_threshold() -> None:
    highest = np.sort(np.random.default_rng(3).gumbel(size=999))
    limit = lowest_to_stand_out(highest, alpha=0.05)
    assert chance_at_most(highest, np.array([limit * 1.001]))[0] <= 0.05
    assert chance_at_most(highest, np.array([limit]))[0] > 0.05
    assert 0.95 < (highest < limit).mean() < 0.97
    assert lowest_to_stand_out(highest[:50], alpha=0.05) == np.inf  # fifty maps can never be sure enough


@pytest.mark.parametrize("incidents", [40, 20_000])  # thrown one by one, and pixel by pixel
def test_the_same_seed_throws_the_same_maps(incidents) -> None:
    land = ground(bandwidth_m=800.0)
    a, b, c = (
        highest_by_chance(Keyed(key, land), incidents=incidents, simulations=99, seed=seed)
        for key, seed in (("a", 1), ("b", 1), ("c", 2))
    )
    assert a.tolist() == b.tolist() != c.tolist()
    assert a.tolist() == sorted(a)


def test_points_on_the_very_edge_are_counted() -> None:
    land, (_, outline) = ground(), town()
    x, y = np.array(outline.exterior.coords).T
    assert land.count(x, y, np.ones(len(x))).sum() == len(x)
    assert land.count(x, y, np.ones(len(x)))[~land.inside].sum() == 0
    inner = scatter(np.random.default_rng(1), 50)
    assert land.count(*inner, np.full(50, 2)).sum() == 100
