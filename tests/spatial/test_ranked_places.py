"""Places: ranked rings that do not overlap, with exactly the test's numbers."""

from dataclasses import replace
from math import log

import numpy as np
import pandas as pd
import pytest
from hex_town import EDGE_M, cell_at, evidence, scatter, town

from spatial.agreement import agreement
from spatial.counts import disks
from spatial.hotspots import METHODS, gi_star, kernel_density
from spatial.places import find_places, likelihood_ratio
from spatial.stability import move_grid, shift_grid, shifts, stability

MARKET, STATION = cell_at(5, 5), cell_at(14, 13)


def two_spots(*, station_days=None, station=25):
    """One incident in every cell of the town, 40 more at the market and some more at the station."""
    lattice, _ = town()
    x, y = lattice.x, lattice.y
    x = np.concatenate((x, np.full(40, lattice.x[MARKET]), np.full(station, lattice.x[STATION])))
    y = np.concatenate((y, np.full(40, lattice.y[MARKET]), np.full(station, lattice.y[STATION])))
    days = np.arange(len(x))
    if station_days is not None:
        days[-station:] = 5000 + np.arange(station) % station_days
    return evidence(x, y, days=days)


def places_of(given, method=gi_star, **rule):
    detection = method.detect(given, method.Settings())
    return detection, find_places(detection, given, **rule)


class TestLikelihoodRatio:
    def test_by_hand(self) -> None:
        # twice the expected 5 among 100: 10 ln 2 + 90 ln (90/95)
        by_hand = 10 * log(2) + 90 * log(90 / 95)
        assert likelihood_ratio(np.array([10]), np.array([5.0]), incidents=100)[0] == pytest.approx(by_hand)
        assert by_hand == pytest.approx(2.065422, abs=1e-6)

    def test_no_more_than_expected_weighs_nothing(self) -> None:
        assert likelihood_ratio(np.array([5, 4]), np.array([5.0, 5.0]), incidents=100).tolist() == [0, 0]

    def test_everything_in_one_place(self) -> None:
        assert likelihood_ratio(np.array([8]), np.array([2.0]), incidents=8)[0] == pytest.approx(8 * log(4))


class TestPlaces:
    def test_the_market_is_first_and_the_station_second(self) -> None:
        given = two_spots()
        detection, places = places_of(given)
        assert places.table["cell"].tolist() == [MARKET, STATION]
        assert places.table["rank"].tolist() == [1, 2]
        assert places.table["ward"].tolist() == [0, 3]
        assert (places.dropped, places.reason) == (0, "")
        for place in places.table.itertuples():
            tested = detection.cells.iloc[place.cell]
            assert (place.incidents, place.p, place.q) == (tested["observed"], tested["p"], tested["q"])
            assert place.expected == tested["expected"]
            assert place.excess == tested["observed"] - tested["expected"]
            assert place.incidents == given.counts[place.cells].sum()
            assert len(place.cells) == 7

    def test_dates_are_distinct_days_over_the_ring(self) -> None:
        given = two_spots(station_days=4)
        _, places = places_of(given)
        ring = places.table.set_index("cell").loc[STATION, "cells"]
        assert given.counts[ring].sum() == 25 + 7
        assert places.table.set_index("cell").loc[STATION, "dates"] == 4 + 7

    def test_one_bad_evening_is_no_hot_spot(self) -> None:
        given = two_spots(station_days=1)
        # 25 incidents on one evening, and one on a day of its own in each of the seven cells
        _, kept = places_of(given, min_dates=8)
        assert kept.table["cell"].tolist() == [MARKET, STATION]
        _, places = places_of(given, min_dates=9)
        assert places.table["cell"].tolist() == [MARKET]
        assert places.dropped == 1
        assert places.reason == (
            "1 place was left out: a hot spot needs at least 5 incidents on at least 9 different dates."
        )

    def test_fewer_than_the_least_number_of_incidents_is_no_hot_spot(self) -> None:
        _, places = places_of(two_spots(), min_incidents=33)
        assert places.table["cell"].tolist() == [MARKET]
        assert places.dropped == 1

    @pytest.mark.parametrize("method", METHODS.values(), ids=list(METHODS))
    def test_rings_never_overlap_and_every_flagged_cell_is_told_of_once(self, method) -> None:
        lattice, _ = town()
        rng = np.random.default_rng(4)
        for _ in range(5):
            x, y = scatter(rng, 500)
            middle = rng.integers(0, 400, size=4)
            near = rng.normal(0, 350, size=(2, 4, 60))
            x = np.append(x, lattice.x[middle][:, None] + near[0])
            y = np.append(y, lattice.y[middle][:, None] + near[1])
            given = evidence(x, y)
            detection, places = places_of(given, method)
            rings = np.concatenate(places.table["cells"].tolist())
            assert len(rings) == len(set(rings))
            told = places.table["cell"].tolist() + [
                edge for edges in places.table["edge_cells"] for edge in edges
            ]
            assert len(told) == len(set(told))
            assert set(told) <= set(np.flatnonzero(detection.cells["is_hotspot"]))
            if not places.dropped:
                assert set(told) == set(np.flatnonzero(detection.cells["is_hotspot"]))
            assert (np.diff(places.table["likelihood_ratio"]) <= 0).all()

    def test_edge_cells_belong_to_the_nearest_place(self) -> None:
        given = two_spots()
        _, places = places_of(given, kernel_density)
        lattice, _ = town()
        centres = places.table["cell"].to_numpy()
        assert sum(map(len, places.table["edge_cells"])) > 0
        for place in places.table.itertuples():
            for edge in place.edge_cells:
                apart = np.hypot(lattice.x[edge] - lattice.x[centres], lattice.y[edge] - lattice.y[centres])
                assert centres[apart.argmin()] == place.cell

    def test_a_place_is_as_wide_as_the_test_was(self) -> None:
        given = two_spots()
        detection = gi_star.detect(given, gi_star.Settings(rings=2))
        place = find_places(detection, given).table.iloc[0]
        assert len(place["cells"]) == 19
        assert place["incidents"] == given.counts[place["cells"]].sum()

    def test_nothing_flagged_is_an_empty_table_with_every_column(self) -> None:
        _, places = places_of(evidence([], []))
        assert len(places.table) == 0
        assert {"rank", "cells", "incidents", "expected", "dates", "ward", "edge_cells"} <= set(places.table)


class TestAgreement:
    def test_counts_the_methods_that_flag_a_cell(self) -> None:
        given = two_spots()
        detections = {name: m.detect(given, m.Settings()) for name, m in METHODS.items()}
        table = agreement(detections)
        assert table.loc[MARKET].tolist() == [True] * len(METHODS) + [len(METHODS)]
        assert (table["methods"] == table[list(METHODS)].sum(axis=1)).all()
        assert len(table) == 400

    def test_methods_over_different_cells_cannot_agree(self) -> None:
        one = gi_star.detect(two_spots(), gi_star.Settings())
        other = replace(one, cells=one.cells.head(10))
        with pytest.raises(ValueError, match=r"have \[10, 400\] cells"):
            agreement({"one": one, "other": other})

    def test_no_methods_no_agreement(self) -> None:
        assert isinstance(agreement({}), pd.DataFrame)


class TestStability:
    def test_eight_different_moves_of_less_than_an_edge(self) -> None:
        moves = shifts(200.0)
        assert len(set(moves)) == 8
        assert max(np.hypot(*move) for move in moves) == pytest.approx(180)
        assert min(np.hypot(*move) for move in moves) > 50

    def test_no_incident_and_no_share_is_lost_in_a_move(self) -> None:
        given = two_spots()
        for dx, dy in shifts(EDGE_M):
            moved = shift_grid(given, move_grid(given.lattice, dx_m=dx, dy_m=dy))
            assert moved.counts.sum() == given.counts.sum()
            assert moved.share.sum() == pytest.approx(1)
            inner = disks(town()[0].neighbours, rings=2).sum(axis=1) == 19
            assert np.allclose(moved.share[inner], 1 / 400, rtol=0.08)

    def test_a_move_by_nothing_changes_nothing(self) -> None:
        given = two_spots()
        still = shift_grid(given, move_grid(given.lattice, dx_m=0, dy_m=0))
        assert still.counts.tolist() == given.counts.tolist()
        assert np.allclose(still.share, given.share, rtol=0.08)

    def test_a_true_spot_stays_and_an_empty_field_stays_empty(self) -> None:
        given, lattice = two_spots(), town()[0]
        grids = [shift_grid(given, move_grid(given.lattice, dx_m=dx, dy_m=dy)) for dx, dy in shifts(EDGE_M)]
        field = cell_at(15, 2)
        at = [MARKET, STATION, field]
        assert stability(grids, lattice.x[at], lattice.y[at]).tolist() == [1, 1, 0]
        strict = gi_star.Settings(alpha=1e-60)
        assert stability(grids, lattice.x[at], lattice.y[at], strict).tolist() == [0, 0, 0]

    def test_no_grid_is_no_answer(self) -> None:
        with pytest.raises(ValueError, match="no moved grid"):
            stability([], np.array([1.0]), np.array([1.0]))
