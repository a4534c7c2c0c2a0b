"""Walking in a town of four streets, countable on fingers; and beside every distance worked out singly."""

import heapq

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from boundaries.streets import Streets, make_streets
from spatial.errors import BadNumberError, SettingError, TooLargeError
from spatial.reach.walking import METRES_A_MINUTE, nearest_m, off_streets, walking_m

FIVE = "five streets"


def streets(*lines: list[tuple[float, float]]) -> Streets:
    return make_streets(np.array([shapely.LineString(line) for line in lines]), source=FIVE)


@pytest.fixture(scope="module")
def ladder() -> Streets:
    """Two roads of 900 m, 300 m apart, joined at both ends only; a crossing road in the middle of nowhere."""
    return streets(
        [(0, 0), (900, 0)],
        [(0, 300), (900, 300)],
        [(0, 0), (0, 300)],
        [(900, 3), (900, 300)],  # begins 3 m short of the road: drawn carelessly, walked all the same
        [(5000, 0), (5000, 800)],  # an island
    )


class TestByHand:
    def test_along_the_streets(self, ladder):
        walks = walking_m([0, 450], [0, 0], [0, 900, 450], [300, 300, 300], streets=ladder)
        assert walks == pytest.approx(np.array([[300, 1200, 750], [750, 750, 1200]]))

    def test_to_a_door_off_the_street(self, ladder):
        assert walking_m([0], [-40], [900], [-30], streets=ladder)[0, 0] == pytest.approx(970)

    def test_no_street_leads_to_the_island(self, ladder):
        assert np.isinf(walking_m([0], [0], [5000], [400], streets=ladder)).all()

    def test_far_from_every_street_it_is_measured_straight(self, ladder):
        assert walking_m([0], [-300], [900], [-300], streets=ladder)[0, 0] == pytest.approx(900 * 1.3)
        assert off_streets([0, 0], [-300, -200], ladder).tolist() == [True, False]

    def test_without_streets(self):
        assert walking_m([0], [0], [300, 600], [400, 800]).tolist() == [[650, 1300]]
        assert walking_m([0], [0], [300], [400], detour=1).tolist() == [[500]]
        assert walking_m([0], [0], [300], [400], limit_m=649).tolist() == [[np.inf]]

    def test_twenty_minutes(self):
        assert 20 * METRES_A_MINUTE == 1600

    def test_nothing_to_walk_to(self, ladder):
        assert walking_m([1, 2], [3, 4], [], []).shape == (2, 0)
        assert np.isinf(nearest_m([1, 2], [3, 4], [], [], streets=ladder)).all()
        assert nearest_m([], [], [1], [1]).shape == (0,)


class TestTheNetwork:
    def test_streets_meet_where_they_cross_and_where_an_end_nearly_touches(self, ladder):
        crossing = streets([(0, 0), (1000, 0)], [(500, -400), (500, 400)], [(200, 4), (200, 700)])
        assert walking_m([500, 200], [-400, 700], [0], [0], streets=crossing)[:, 0] == pytest.approx(
            [900, 900]
        )
        assert ladder.km == pytest.approx(0.9 + 0.9 + 0.3 + 0.3 + 0.8)

    def test_nodes_are_at_most_thirty_metres_apart(self, ladder):
        assert ladder.graph.data.max() <= 30 + 1e-9
        assert (ladder.graph != ladder.graph.T).nnz == 0

    def test_short_pieces_that_meet_nothing_are_left_out_and_told(self):
        town = streets([(0, 0), (1000, 0)], [(0, 200), (300, 200)])
        assert town.km == pytest.approx(1) and "no other street (0.3 km)" in town.note
        assert streets([(0, 0), (90, 0)]).km == pytest.approx(0.09)  # the longest stays


def alone(network: Streets, start: int) -> np.ndarray:
    """Dijkstra as in the textbook, one node at a time."""
    best = np.full(len(network.x), np.inf)
    waiting = [(0.0, start)]
    while waiting:
        metres, node = heapq.heappop(waiting)
        if metres >= best[node]:
            continue
        best[node] = metres
        for k in range(network.graph.indptr[node], network.graph.indptr[node + 1]):
            heapq.heappush(waiting, (metres + network.graph.data[k], int(network.graph.indices[k])))
    return best


@pytest.fixture(scope="module")
def town() -> Streets:
    """Forty straight roads thrown over four square kilometres."""
    ends = np.random.default_rng(5).uniform(0, 2000, (40, 2, 2))
    return streets(*[[tuple(a), tuple(b)] for a, b in ends])


class TestBesideTheNaiveWay:
    def test_every_pair(self, town):
        dice = np.random.default_rng(6)
        (x, y), (u, v) = dice.uniform(-400, 2400, (2, 40)), dice.uniform(-400, 2400, (2, 7))
        naive = np.empty((40, 7))
        for i in range(40):
            at = int(np.hypot(town.x - x[i], town.y - y[i]).argmin())
            off, walked = np.hypot(town.x[at] - x[i], town.y[at] - y[i]), alone(town, at)
            for j in range(7):
                to = int(np.hypot(town.x - u[j], town.y - v[j]).argmin())
                left = np.hypot(town.x[to] - u[j], town.y[to] - v[j])
                straight = np.hypot(x[i] - u[j], y[i] - v[j])
                naive[i, j] = 1.3 * straight if max(off, left) > 250 else off + walked[to] + left
        assert walking_m(x, y, u, v, streets=town) == pytest.approx(naive)
        assert walking_m(u, v, x, y, streets=town) == pytest.approx(naive.T)
        assert nearest_m(x, y, u, v, streets=town) == pytest.approx(naive.min(axis=1))
        near = np.where(naive > 900, np.inf, naive)
        assert walking_m(x, y, u, v, streets=town, limit_m=900) == pytest.approx(near)
        assert nearest_m(x, y, u, v, streets=town, limit_m=900) == pytest.approx(near.min(axis=1))

    def test_no_walk_is_shorter_than_the_straight_line(self, town):
        dice = np.random.default_rng(7)
        (x, y), (u, v) = dice.uniform(0, 2000, (2, 60)), dice.uniform(0, 2000, (2, 20))
        straight = walking_m(x, y, u, v, detour=1)
        assert (walking_m(x, y, u, v, streets=town) >= straight - 1e-6).all()

    @given(st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9)), min_size=1, max_size=9))
    def test_the_nearest_is_the_least_of_all(self, places):
        x, y = np.array(places, dtype=float).T
        assert nearest_m(x, y, y, x) == pytest.approx(walking_m(x, y, y, x).min(axis=1))


class TestWhatCannotBe:
    def test_refused(self, ladder):
        with pytest.raises(BadNumberError, match="position 1"):
            walking_m([0, np.nan], [0, 0], [1], [1])
        with pytest.raises(BadNumberError, match="lengths differ"):
            nearest_m([0], [0, 1], [1], [1])
        with pytest.raises(SettingError, match=r"detour is 0\.5"):
            walking_m([0], [0], [1], [1], detour=0.5)
        with pytest.raises(SettingError, match="limit_m"):
            nearest_m([0], [0], [1], [1], limit_m=-1)
        with pytest.raises(TooLargeError, match="nearest only"):
            walking_m(np.zeros(10**6), np.zeros(10**6), np.zeros(500), np.zeros(500))
