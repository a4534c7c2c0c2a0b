"""DBSCAN: the same groups as over every report, and words that claim no more than that."""

import numpy as np
import pytest
from hex_town import cell_at, evidence, scatter, town
from sklearn.cluster import DBSCAN

from spatial.hotspots import dbscan, gi_star
from spatial.hotspots.dbscan import Settings, automatic_min_reports, automatic_radius, detect, group_places


def test_seven_reports_at_a_stop_two_beside_it_and_one_far_away() -> None:
    x, y = np.array([0.0, 30, 500]), np.zeros(3)
    group, core = group_places(x, y, np.array([7, 2, 1]), radius_m=50, min_reports=8)
    assert group.tolist() == [0, 0, -1]
    assert core.tolist() == [True, True, False]


def test_distances_are_metres_in_every_direction() -> None:
    for angle in np.linspace(0, np.pi, 7):
        along = np.arange(5) * 400.0
        group, _ = group_places(
            along * np.cos(angle), along * np.sin(angle), np.ones(5), radius_m=401, min_reports=2
        )
        assert group.tolist() == [0] * 5


@pytest.mark.parametrize("seed", range(5))
def test_equals_dbscan_over_every_report_up_to_renaming(seed) -> None:
    rng = np.random.default_rng(seed)
    x, y = rng.integers(0, 60, size=(2, 150)) * 25.0
    x, y = np.unique(np.column_stack((x, y)), axis=0).T
    weight = rng.integers(1, 6, size=len(x))
    every = np.repeat(np.column_stack((x, y)), weight, axis=0)
    theirs = DBSCAN(eps=80, min_samples=9).fit(every)
    group, core = group_places(x, y, weight, radius_m=80, min_reports=9)
    ours, names = np.repeat(group, weight), {}
    assert set(np.flatnonzero(np.repeat(core, weight))) == set(theirs.core_sample_indices_)
    for a, b in zip(ours.tolist(), theirs.labels_.tolist(), strict=True):
        assert names.setdefault(a, b) == b
    assert len(set(names.values())) == len(names) > 2
    assert names[-1] == -1


def test_the_group_with_the_most_reports_is_the_first() -> None:
    group, _ = group_places(
        np.array([0.0, 1000, 2000]), np.zeros(3), np.array([5, 9, 7]), radius_m=10, min_reports=5
    )
    assert group.tolist() == [2, 0, 1]


def test_no_place_has_no_group() -> None:
    group, core = group_places(np.array([]), np.array([]), np.array([]), radius_m=10, min_reports=5)
    assert (len(group), len(core)) == (0, 0)


def test_a_group_is_three_times_as_dense_as_the_town() -> None:
    # 10 reports in a circle of 150 m are 141 per km2: three times 47 per km2, so 1,885 in 40 km2
    assert automatic_radius(40, incidents=1885, min_reports=10) == 150
    assert automatic_radius(40, incidents=5, min_reports=10) == 400
    assert automatic_radius(40, incidents=0, min_reports=10) == 400
    assert automatic_min_reports(40, incidents=1885) == 10
    # 100,000 in 40 km2: an even spread has 19.6 within 50 m
    assert automatic_min_reports(40, incidents=100_000) == 59


def test_says_that_it_tests_nothing() -> None:
    assert not dbscan.claims_significance
    found = detect(evidence(*scatter(np.random.default_rng(1), 400)), Settings())
    assert "tests nothing" in found.reason


class TestAGroupThatIsOnlyAGroup:
    """Thirty homes every 20 m down a long street: close together, yet few in any one neighbourhood."""

    def found(self):
        lattice, _ = town()
        x, y = scatter(np.random.default_rng(2), 2000)
        given = evidence(
            np.append(x, lattice.x[cell_at(5, 5)] + np.arange(12) * 5.0), np.append(y, [301_500.0] * 12)
        )
        return given, detect(given, Settings(radius_m=30, min_reports=8))

    def test_is_described_and_not_flagged(self) -> None:
        given, found = self.found()
        assert found.settings["groups"] == 1
        street = found.cells["group"] == 0
        tested = gi_star.detect(given, gi_star.Settings()).cells["is_hotspot"]
        assert street.any()
        assert found.cells["is_hotspot"].equals(street & tested)
        assert not found.cells["is_hotspot"].any()
        assert "none of the grouped cells is more than chance" in found.reason
        assert found.cells.loc[street, "score"].eq(found.settings["reports_in_groups"]).all()
        assert found.cells.loc[~street, "score"].eq(0).all()


def test_more_than_sixty_thousand_places_are_rounded_and_it_says_so(monkeypatch) -> None:
    monkeypatch.setattr(dbscan, "MOST_LOCATIONS", 300)
    given = evidence(*scatter(np.random.default_rng(3), 400))
    found = detect(given, Settings(radius_m=200))
    assert found.settings["locations_rounded_to_m"] == 10
    exact = group_places(
        np.round(given.x, -1), np.round(given.y, -1), given.weight, radius_m=200, min_reports=10
    )
    assert found.settings["groups"] == exact[0].max() + 1
    assert (
        detect(evidence(*scatter(np.random.default_rng(3), 290)), Settings()).settings[
            "locations_rounded_to_m"
        ]
        is None
    )
