"""Near repeats: against the table of all pairs, published counts, chance, and what must not matter."""

import itertools
from pathlib import Path
from typing import Any

import libpysal
import numpy as np
import pytest

from spatial.errors import BadNumberError, Cancelled, NotEnoughError, SettingError, TooLargeError
from spatial.repeats import close_pairs as pairs_module
from spatial.repeats.close_pairs import close_pairs
from spatial.repeats.knox import cross_knox, knox, knox_poisson
from spatial.repeats.near_repeat import cross_near_repeat, days_words, metres_words, near_repeat

BANDS: dict[str, Any] = {"space_edges_m": (0, 1, 100, 200, 400), "time_edges_days": (0, 7, 14, 28)}


def town(n: int, seed: int = 1, side: float = 2000.0, days: int = 200) -> tuple[np.ndarray, ...]:
    """Incidents on whole metres and days, some of them at one door."""
    dice = np.random.default_rng(seed)
    x, y = np.round(dice.random((2, n)) * side)
    x[: n // 8], y[: n // 8] = 500, 700
    return x, y, dice.integers(0, days, n).astype(float)


def all_pairs(x, y, t, space, time, *, manhattan=False, closed="left"):
    """Every pair, one after the other."""
    table = np.zeros((len(space) - 1, len(time) - 1), dtype=int)

    def band(value, edges):
        for at, (low, high) in enumerate(itertools.pairwise(edges)):
            inside = (
                low <= value < high if closed == "left" else low < value <= high or value == low == edges[0]
            )
            if inside:
                return at
        return None

    for i, j in itertools.combinations(range(len(x)), 2):
        dx, dy = abs(x[i] - x[j]), abs(y[i] - y[j])
        s, u = band(dx + dy if manhattan else np.hypot(dx, dy), space), band(abs(t[i] - t[j]), time)
        if s is not None and u is not None:
            table[s, u] += 1
    return table


class TestCounting:
    @pytest.mark.parametrize("manhattan", [False, True])
    @pytest.mark.parametrize("closed", ["left", "right"])
    def test_it_is_the_table_of_all_pairs(self, manhattan, closed):
        x, y, t = town(150)
        space, time = (0, 1, 100, 200, np.inf), (0, 7, 14, np.inf)
        found = knox(
            x,
            y,
            t,
            space_edges_m=space,
            time_edges_days=time,
            manhattan=manhattan,
            closed=closed,
            permutations=0,
        )
        assert (found.observed == all_pairs(x, y, t, space, time, manhattan=manhattan, closed=closed)).all()
        assert found.observed.sum() == found.pairs == 150 * 149 // 2

    def test_bands_need_not_begin_at_nothing_and_times_need_not_be_whole(self):
        x, y, t = town(120)
        t = t + np.random.default_rng(9).random(120)
        space, time = (50, 300), (0.5, 3.25, 10)
        found = knox(x, y, t, space_edges_m=space, time_edges_days=time, permutations=0)
        assert (found.observed == all_pairs(x, y, t, space, time)).all()

    @pytest.mark.parametrize("closed", ["left", "right"])
    @pytest.mark.parametrize("parts", [2, 24])
    def test_half_days_and_hours_are_on_the_side_they_are_on(self, closed, parts):
        x, y, _ = town(60)
        hour = np.random.default_rng(3).integers(0, 30 * parts, 60)
        space, time = (0, 100, np.inf), (0, 1, 7, 14)
        found = knox(
            x, y, 738_000 + hour / parts, space_edges_m=space, time_edges_days=time, closed=closed,
            permutations=0,
        )  # fmt: skip
        ends = tuple(end * parts for end in time)
        table = all_pairs(x, y, hour, space, ends, closed=closed)
        assert (found.observed == table).all() and (found.close_in_time == table.sum(axis=0)).all()
        ordered = cross_knox(
            x[:30], y[:30], 738_000 + hour[:30] / parts, x[30:], y[30:], 738_000 + hour[30:] / parts,
            space_edges_m=(0, 1e6), time_edges_days=time, closed=closed, permutations=0,
        )  # fmt: skip
        assert (ordered.close_in_time == ordered.observed.sum(axis=0)).all()

    def test_shuffles_are_those_of_a_loop_over_all_pairs(self):
        x, y, t = town(90)
        found = knox(x, y, t, **BANDS, permutations=600, seed=4)
        dice = np.random.default_rng(11)
        loops = np.array([
            all_pairs(x, y, dice.permutation(t), BANDS["space_edges_m"], BANDS["time_edges_days"])
            for _ in range(40)
        ])  # fmt: skip
        assert found.simulated == pytest.approx(found.expected, rel=0.1, abs=0.15)
        error = loops.std(axis=0) / np.sqrt(40)
        assert (np.abs(loops.mean(axis=0) - found.expected) < 4 * error + 0.01).all()

    def test_cross_pairs_are_ordered_in_time(self):
        x, y, t = town(80, seed=2)
        u, v, w = town(60, seed=3)
        found = cross_knox(
            x, y, t, u, v, w, space_edges_m=(0, 1, 200), time_edges_days=(0, 1, 8), permutations=0
        )
        by_hand = np.zeros((2, 2), dtype=int)
        for (a, b, c), (d, e, f) in itertools.product(zip(x, y, t, strict=True), zip(u, v, w, strict=True)):
            distance, lag = np.hypot(a - d, b - e), f - c
            if distance < 200 and 0 <= lag < 8:
                by_hand[int(distance >= 1), int(lag >= 1)] += 1
        assert (found.observed == by_hand).all()
        lags = w[None, :] - t[:, None]
        assert found.close_in_time.tolist() == [
            ((lags >= 0) & (lags < 1)).sum(),
            ((lags >= 1) & (lags < 8)).sum(),
        ]

    def test_places_far_apart_do_not_upset_the_grid(self):
        x, y, t = town(60)
        x[0], y[1] = 3e7, -1e7
        assert (
            knox(x, y, t, **BANDS, permutations=0).observed
            == all_pairs(x, y, t, BANDS["space_edges_m"], BANDS["time_edges_days"])
        ).all()


class TestPublished:
    def test_burkitt_s_lymphoma(self):
        folder = Path(libpysal.__file__).parent / "examples" / "burkitt"
        geopandas = pytest.importorskip("geopandas")
        cases = geopandas.read_file(folder / "burkitt.shp")
        x, y, t = (cases[name].to_numpy(float) for name in ("X", "Y", "T"))
        found = knox(x, y, t, space_edges_m=(0, 20), time_edges_days=(0, 5), closed="right")
        assert found.observed.tolist() == [[13]]
        assert found.poisson_p[0, 0] == pytest.approx(0.222, abs=5e-4)
        assert found.p[0, 0] == pytest.approx(0.22, abs=0.05)
        assert not found.poisson_holds[0, 0]  # a fifth of the pairs is close in space

    def test_poisson_needs_pairs(self):
        with pytest.raises(NotEnoughError):
            knox_poisson(0, close_in_space=0, close_in_time=0, pairs=0)


class TestChance:
    def test_under_chance_a_map_seldom_cries_out(self):
        cried = [
            near_repeat(*town(90, seed=s), permutations=199, **BANDS).state == "found" for s in range(60)
        ]
        assert np.mean(cried) <= 0.1

    def test_planted_near_repeats_are_found_and_told(self):
        x, y, t = town(200, days=700)
        dice = np.random.default_rng(5)
        x2, y2, t2 = x[:60] + dice.integers(-60, 61, 60), y[:60] + dice.integers(-60, 61, 60), t[:60] + 3
        found = near_repeat(np.r_[x, x2], np.r_[y, y2], np.r_[t, t2], **BANDS)
        assert found.state == "found"
        assert "0 to 6 days apart" in found.sentence and "by chance" in found.sentence

    def test_graffiti_that_leads_is_found_and_the_other_way_round_is_not(self):
        x, y, t = town(150, seed=6, days=700)
        dice = np.random.default_rng(7)
        u, v, w = (
            x + dice.integers(-40, 41, 150),
            y + dice.integers(-40, 41, 150),
            t + dice.integers(1, 8, 150),
        )
        bands: dict[str, Any] = {"space_edges_m": (0, 100, 300), "time_edges_days": (0, 1, 8, 15)}
        forth, back = (
            cross_near_repeat(x, y, t, u, v, w, **bands),
            cross_near_repeat(u, v, w, x, y, t, **bands),
        )
        assert forth.state == "found" and forth.table["flagged"].tolist()[1]
        assert not back.table["flagged"].any()

    def test_neither_order_nor_place_nor_calendar_matters(self):
        x, y, t = town(120)
        one = knox(x, y, t, **BANDS, permutations=99)
        back = knox(x[::-1], y[::-1], t[::-1], **BANDS, permutations=99)
        moved = knox(x + 400_000, y + 300_000, t + 20_000, **BANDS, permutations=99)
        for other in (back, moved):
            assert (one.p == other.p)[~np.isnan(one.p)].all() and (one.observed == other.observed).all()


class TestTooLittle:
    @pytest.mark.parametrize("n", [0, 1])
    def test_pairs_need_two(self, n):
        empty = np.zeros(n)
        found = near_repeat(empty, empty, empty)
        assert found.state == "not enough data" and "longer window" in found.sentence

    def test_one_place_or_one_day_says_nothing(self):
        still, days = np.zeros(30), np.arange(30.0)
        assert near_repeat(still, still, days).state == "not enough data"
        assert near_repeat(days * 30, still, still).state == "not enough data"
        assert near_repeat([0, 5], [0, 5], [1, 2]).state == "not enough data"

    def test_quiet_with_few_expected_is_not_calm(self):
        x, y, t = town(20, side=9000.0)
        found = near_repeat(x[4:], y[4:], t[4:], space_edges_m=(0, 1000), time_edges_days=(0, 2))
        assert found.state == "not enough data" and "fewer than 3 pairs" in found.sentence

    def test_too_few_shuffles_are_said_to_be(self):
        found = near_repeat(*town(90, seed=1), permutations=9, **BANDS)
        assert found.state == "not enough data" and "shuffles are too few" in found.sentence


class TestBadInput:
    @pytest.mark.parametrize("bad", [np.nan, np.inf])
    def test_a_place_or_a_day_that_is_no_number(self, bad):
        for at in range(3):
            given = [np.zeros(3), np.zeros(3), np.arange(3.0)]
            given[at] = np.array([1, bad, 2])
            with pytest.raises(BadNumberError):
                near_repeat(*given)

    def test_lengths_that_differ_and_degrees_of_another_world(self):
        with pytest.raises(BadNumberError, match="lengths differ"):
            near_repeat([1, 2], [1, 2], [1])
        with pytest.raises(BadNumberError, match="Give metres"):
            near_repeat([0, 1e12], [0, 0], [1, 2])

    @pytest.mark.parametrize(
        "asked",
        [
            {"space_edges_m": (0,)}, {"space_edges_m": (100, 0)}, {"time_edges_days": (-7, 0, 7)},
            {"time_edges_days": (0, np.nan)}, {"space_edges_m": "abc"}, {"closed": "both"},
            {"permutations": 9.5}, {"permutations": None},
            {"permutations": -1}, {"permutations": 10**6}, {"alpha": 0}, {"least_ratio": 0.5},
        ],
    )  # fmt: skip
    def test_settings_that_make_no_sense(self, asked):
        with pytest.raises(SettingError):
            near_repeat([0, 1, 2], [0, 1, 2], [0, 1, 2], **asked)

    def test_more_pairs_than_the_machine_can_hold(self, monkeypatch):
        still, days = np.zeros(3000), np.arange(3000.0)
        monkeypatch.setattr("spatial.given.MOST_BYTES", 1e6)
        with pytest.raises(TooLargeError, match="shorter window"):
            near_repeat(still, still, days)
        monkeypatch.setattr(pairs_module, "MOST_TRIALS", 1e5)
        with pytest.raises(TooLargeError, match="too many"):
            near_repeat(still, still, days)

    def test_it_can_be_stopped_and_tells_how_far_it_is(self):
        heard: list[float] = []
        near_repeat(*town(300), **BANDS, told=heard.append)
        assert heard == sorted(heard) and heard[-1] == 1.0

        def enough(done: float) -> None:
            raise Cancelled

        with pytest.raises(Cancelled):
            near_repeat(*town(300), **BANDS, told=enough)


def test_a_list_of_pairs_has_each_pair_once():
    points = np.array([(0, 0), (3, 4), (300, 0)], dtype=float)
    found = close_pairs(points, None, edges_m=np.array([0.0, 5.0, 10.0]))
    assert found.by_band.tolist() == [0, 1]  # five metres belong to [5, 10)


def test_bands_in_words():
    assert [metres_words(0, 1), metres_words(1, 100), metres_words(0, 200), metres_words(400, np.inf)] == [
        "the same place", "1 to under 100 m", "under 200 m", "400 m or more",
    ]  # fmt: skip
    bands = ((0, 1), (1, 2), (0, 7), (0.5, 2), (28, np.inf))
    assert [days_words(*band) for band in bands] == [
        "the same day", "1 day", "0 to 6 days", "0.5 to under 2 days", "28 days or more",
    ]  # fmt: skip
