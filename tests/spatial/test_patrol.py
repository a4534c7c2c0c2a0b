"""Patrols: intervals by hand, rates of a week, places apart, and a round beside all permutations."""

from collections.abc import Callable
from itertools import permutations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spatial.errors import BadNumberError, NotEnoughError, SettingError, TooLargeError
from spatial.patrol.aoristic import aoristic_week, covered_hours
from spatial.patrol.rates import busiest, weekly_rates
from spatial.patrol.rounds import AGAIN, DOSE, Rounds, plan_rounds
from spatial.patrol.route import round_length, short_round
from spatial.patrol.shortlist import in_window, ranked_apart

NAN = np.nan
THURSDAY, SATURDAY = 0, 2
"""Days 0 and 2 since 1970 were a Thursday and a Saturday."""
FEET = 80.0


def laid(first: int, last: int, hour: float, hour_to: float) -> np.ndarray:
    """Spread one report over its week."""
    return aoristic_week(*covered_hours([first], [last], [hour], [hour_to]))[0]


def square(points: list[tuple[float, float]]) -> np.ndarray:
    at = np.array(points, dtype=float)
    return np.hypot(at[:, None, 0] - at[None, :, 0], at[:, None, 1] - at[None, :, 1])


class TestTheAoristicWeek:
    """Worked out by hand."""

    def test_a_known_hour_is_that_hour(self) -> None:
        week = laid(THURSDAY, THURSDAY, 22, NAN)
        assert week[3, 22] == 1 and week.sum() == 1

    def test_an_interval_is_spread_over_its_hours_and_over_midnight(self) -> None:
        week = laid(SATURDAY, SATURDAY + 1, 22, 1)
        assert week[5, 22] == week[5, 23] == week[6, 0] == week[6, 1] == pytest.approx(0.25)
        assert week.sum() == pytest.approx(1)

    def test_sunday_night_goes_on_to_monday(self) -> None:
        week = laid(SATURDAY + 1, SATURDAY + 2, 23, 0)
        assert week[6, 23] == week[0, 0] == pytest.approx(0.5)

    def test_a_day_without_an_hour_lies_in_all_of_its_hours(self) -> None:
        assert laid(THURSDAY, THURSDAY, NAN, NAN)[3] == pytest.approx(1 / 24)

    def test_a_begin_without_an_end_goes_on_to_the_end_of_its_last_day(self) -> None:
        week = laid(THURSDAY, THURSDAY + 1, 12, NAN)
        assert week[3, 12:] == pytest.approx(1 / 36) and week[4] == pytest.approx(1 / 36)
        assert not week[3, :12].any()

    def test_a_weekend_away(self) -> None:
        week = laid(THURSDAY + 1, SATURDAY + 2, 18, 7)  # from Friday 18 to Monday 7: 6 + 24 + 24 + 8 hours
        assert week[4, 18:] == pytest.approx(1 / 62) and week[0, :8] == pytest.approx(1 / 62)
        assert not week[0, 8:].any() and not week[4, :18].any()

    def test_ten_days_lie_twice_in_three_of_them(self) -> None:
        week = laid(0, 9, NAN, NAN).sum(axis=1)
        assert week == pytest.approx([0.1, 0.1, 0.1, 0.2, 0.2, 0.2, 0.1])

    @settings(max_examples=40, deadline=None)
    @given(st.lists(st.tuples(st.integers(0, 9999), st.integers(1, 900), st.integers(0, 2)), max_size=20))
    def test_it_is_the_same_as_hour_by_hour(self, reports: list[tuple[int, int, int]]) -> None:
        start, hours, group = np.array(reports, dtype=float).reshape(-1, 3).T
        naive = np.zeros((3, 7, 24))
        for since, many, one in reports:
            for hour in range(since, since + many):
                naive[one, (hour // 24 + 3) % 7, hour % 24] += 1 / many
        assert aoristic_week(start, hours, group=group, groups=3) == pytest.approx(naive, abs=1e-9)

    @pytest.mark.parametrize(("hour", "hour_to"), [(24, NAN), (-1, NAN), (3.5, NAN), (9, 8)])
    def test_hours_that_cannot_be_are_refused(self, hour: float, hour_to: float) -> None:
        with pytest.raises(BadNumberError):
            laid(0, 0, hour, hour_to)


class TestRates:
    def test_a_place_keeps_its_reports(self) -> None:
        dice = np.random.default_rng(0)
        own = dice.random((3, 7, 24))
        assert weekly_rates(own, own.sum(axis=0)).sum(axis=(1, 2)) == pytest.approx(own.sum(axis=(1, 2)))

    def test_few_reports_are_near_to_all_and_many_to_themselves(self) -> None:
        everywhere = np.zeros((7, 24))
        everywhere[:, 12] = 100.0
        own = np.zeros((2, 7, 24))
        own[0, 4, 20], own[1, 4, 20] = 2, 2000
        few, many = weekly_rates(own, everywhere)
        assert few[:, 12].sum() / 2 > 0.5 and many[4, 19:22].sum() / 2000 > 0.95

    def test_most_are_named_only_beyond_chance(self) -> None:
        week = np.zeros((7, 24))
        week[4, 23], week[5, 1] = 20, 10  # Friday night
        assert busiest(week).parts == ("night",) and busiest(week).days == (4,)
        assert busiest(week / 10).parts == () and busiest(week / 10).days == ()
        assert busiest(np.ones((7, 24))).parts == () and busiest(np.zeros((7, 24))).days == ()

    def test_chance_alone_rarely_makes_a_busiest_hour_or_day(self, proof: Callable[[str], None]) -> None:
        dice = np.random.default_rng(7)
        found = 0
        for _ in range(400):
            week = np.bincount(dice.integers(0, 168, 12), minlength=168).reshape(7, 24)
            found += bool(busiest(week).parts)
        assert found / 400 <= 0.05
        proof(f"patrol: twelve reports at any hour have a 'most in …' in {found} of 400 tries")


class TestPlaces:
    def test_a_window_takes_parts_of_hours_and_goes_over_sunday(self) -> None:
        week = np.zeros((1, 7, 24))
        week[0, 6, 23], week[0, 0, 0] = 4, 8
        assert in_window(week, 6 * 1440 + 23.5 * 60, 45)[0] == pytest.approx(2 + 2)

    def test_better_places_keep_worse_ones_off(self) -> None:
        x, y = np.array([0.0, 100.0, 200.0, 350.0]), np.zeros(4)
        assert ranked_apart(x, y, np.array([1.0, 5.0, 2.0, 3.0])).tolist() == [1, 3]
        assert ranked_apart(x, y, np.array([5.0, 1.0, 2.0, 3.0])).tolist() == [0, 3, 2]


class TestTheRound:
    @settings(max_examples=20, deadline=None)
    @given(st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 2000)), min_size=1, max_size=7))
    def test_it_is_no_longer_than_a_tenth_more_than_the_best_of_all_permutations(
        self, points: list[tuple[float, float]]
    ) -> None:
        metres = square(points)
        best = min(round_length(metres, (0, *rest)) for rest in permutations(range(1, len(points))))
        order = short_round(metres)
        assert sorted(order) == list(range(len(points))) and order[:1] == (0,)
        assert round_length(metres, order) <= 1.1 * best + 1e-6
        assert round_length(metres, order) <= round_length(metres, tuple(range(len(points)))) + 1e-6

    def test_eight_stops_one_way_streets_too(self, proof: Callable[[str], None]) -> None:
        dice, worst = np.random.default_rng(3), 0.0
        for one_way in (True, True, False, False):
            metres = dice.uniform(100, 2000, (8, 8))  # the way back differs
            if not one_way:
                metres = square([tuple(p) for p in dice.uniform(0, 2000, (8, 2))])
            best = min(round_length(metres, (0, *rest)) for rest in permutations(range(1, 8)))
            worst = max(worst, round_length(metres, short_round(metres)) / best)
        assert worst <= 1.1
        proof(f"patrol: rounds of eight stops at {worst:.3f} times the best of all permutations")

    def test_the_same_ways_give_the_same_round(self) -> None:
        metres = square([tuple(p) for p in np.random.default_rng(5).uniform(0, 3000, (11, 2))])
        assert short_round(metres) == short_round(metres.copy())

    def test_what_is_no_table_of_ways_is_refused(self) -> None:
        with pytest.raises(BadNumberError, match="row and a column"):
            short_round(np.ones((2, 3)))
        with pytest.raises(BadNumberError):
            short_round(np.full((3, 3), np.inf))
        with pytest.raises(TooLargeError):
            short_round(np.ones((13, 13)))


def planned(week: np.ndarray, metres: np.ndarray, **given: float) -> Rounds | None:
    """Rounds of an evening shift from Monday, 17:00."""
    asked: dict[str, Any] = {"begins": 17 * 60.0, "length": 480.0, "minutes": 90.0, "seed": 1, **given}
    return plan_rounds(week, metres, metres_a_minute=FEET, **asked)


def found(week: np.ndarray, metres: np.ndarray, **given: float) -> Rounds:
    got = planned(week, metres, **given)
    assert got is not None
    return got


class TestRounds:
    @settings(max_examples=40, deadline=None)
    @given(st.integers(1, 9), st.integers(30, 1440), st.integers(0, 10_079), st.integers(0, 10**6))
    def test_minutes_shift_and_dose_are_kept(self, n: int, length: int, begins: int, seed: int) -> None:
        dice = np.random.default_rng(seed)
        metres = square([tuple(p) for p in dice.uniform(0, 1500, (n, 2))])
        minutes = float(dice.integers(DOSE[0], length + 1))
        got = plan_rounds(
            dice.random((n, 7, 24)), metres,
            begins=begins, length=length, minutes=minutes, metres_a_minute=FEET, seed=seed,
        )  # fmt: skip
        if got is None:
            return
        assert DOSE[0] <= got.dose <= DOSE[2] and got.used <= minutes + 1e-6
        lasts = got.dose * len(got.orders[0]) + got.walk_m / FEET
        assert got.starts[-1] + lasts <= length + 1e-6
        for order, start, later in zip(got.orders, got.starts, (*got.starts[1:], np.inf), strict=True):
            assert sorted(order) == sorted(got.orders[0])
            assert round_length(metres, order) == pytest.approx(got.walk_m)
            assert start + lasts <= later + 1e-6 and later - start >= AGAIN - 10
        best = min(
            (round_length(metres, p) for p in permutations(got.orders[0]) if p[0] == got.orders[0][0])
            if len(got.orders[0]) <= 6 else [got.walk_m]
        )  # fmt: skip
        assert got.walk_m <= 1.1 * best + 1e-6

    def test_it_goes_when_reports_lie_there(self) -> None:
        week = np.full((1, 7, 24), 0.001)
        week[0, 0, 21] = 10
        got = found(week, np.zeros((1, 1)), minutes=16)
        assert len(got.starts) == 1 and 240 <= got.starts[0] <= 250  # 21:00, and up to ten minutes astray

    def test_a_place_that_is_quiet_then_is_not_visited(self) -> None:
        week = np.full((2, 7, 24), 0.001)
        week[0, :, 9], week[1, :, 21] = 5, 1
        assert set(found(week, square([(0, 0), (200, 0)])).orders[0]) == {1}
        week[1, :, 21], week[1, :, 8] = 0.001, 1
        assert planned(week, square([(0, 0), (200, 0)])) is None

    def test_the_same_seed_draws_the_same_round(self) -> None:
        dice = np.random.default_rng(0)
        week, metres = dice.random((6, 7, 24)), square([tuple(p) for p in dice.uniform(0, 900, (6, 2))])
        assert planned(week, metres, seed=5) == planned(week, metres, seed=5)
        assert len({found(week, metres, seed=seed).orders for seed in range(8)}) > 1

    def test_too_little_time_is_refused(self) -> None:
        week, metres = np.ones((1, 7, 24)), np.zeros((1, 1))
        with pytest.raises(NotEnoughError, match="least"):
            planned(week, metres, minutes=9)
        with pytest.raises(SettingError):
            planned(week, metres, length=0)
