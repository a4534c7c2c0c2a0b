"""Many series watched at once: what is found, what chance makes, what is not known and said so."""

from datetime import date, timedelta

import numpy as np
import pytest

from spatial.errors import BadNumberError, Cancelled, SettingError
from spatial.multiple import benjamini_hochberg
from spatial.surveillance.guarded import guarded_discoveries
from spatial.surveillance.watch import FEW, OVER, UNKNOWN, USUAL, settled_weeks, watch
from spatial.surveillance.weekly import BY_WEEKS, BY_YEARS, LEAST_WEEKS, expected_weeks


def mondays(n: int, start: date = date(2019, 1, 7)) -> list[date]:
    return [start + timedelta(days=7 * week) for week in range(n)]


def town(n: int, *, series: int = 20, mean: float = 2.0, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).poisson(mean, (series, n))


@pytest.mark.parametrize(("n", "method"), [(60, BY_WEEKS), (320, BY_YEARS)])
class TestMethods:
    def test_a_rise_is_found_and_when_it_began(self, n: int, method: str):
        counts = town(n)
        counts[3, -3:] = [9, 11, 10]
        found = watch(counts, mondays(n), names=[f"ward {one}" for one in range(20)])
        over = found.table[found.table["state"] == OVER]
        assert found.state == "found" and over["series"].tolist() == ["ward 3"]
        row = over.iloc[0]
        assert (row["method"], row["recent"]) == (method, counts[3, -4:].sum())
        assert row["since"] == mondays(n)[-3] and row["recent"] > row["upper"] and row["q"] <= 0.05
        assert found.sentence.startswith("1 of 20 series has unusually many")

    def test_one_week_alone_is_found_too(self, n: int, method: str):
        counts = town(n, mean=0.5)
        counts[3, -2] = 12
        assert watch(counts, mondays(n)).table["state"].iat[3] == OVER

    def test_chance_seldom_finds_anything(self, n: int, method: str):
        looks = [
            watch(town(n, series=10, seed=seed), mondays(n)).state == "found"
            for seed in range(30 if n == 60 else 8)
        ]
        assert np.mean(looks) <= 0.1

    def test_few_reports_are_never_unusual_and_never_as_usual(self, n: int, method: str):
        counts = np.zeros((2, n), dtype=int)
        counts[0, -1] = 4
        found = watch(counts, mondays(n))
        assert found.table["state"].tolist() == [FEW, FEW] and found.state == "not enough data"
        assert "5 reports in four weeks" in found.sentence

    def test_weeks_that_are_not_complete_neither_alarm_nor_calm(self, n: int, method: str):
        counts = town(n)
        counts[3, -2:] = 30
        arrived = np.r_[np.ones(n - 2), 0.6, 0.2]
        found = watch(counts, mondays(n), arrived=arrived)
        early = found.table["early"]
        assert found.state == "none" and early[3] and early.sum() == 1
        silent = counts.copy()
        silent[:, -2:] = 0
        same = watch(silent, mondays(n), arrived=arrived).table
        assert same.drop(columns="early").equals(found.table.drop(columns="early"))

    def test_the_order_of_the_series_does_not_matter(self, n: int, method: str):
        counts = town(n)
        counts[3, -3:] = 9
        one = watch(counts, mondays(n), names=range(20)).table
        two = watch(counts[::-1], mondays(n), names=range(19, -1, -1)).table
        assert one.equals(two.sort_values("series").reset_index(drop=True).astype(one.dtypes))

    def test_a_change_of_recording_is_not_looked_across(self, n: int, method: str):
        counts = town(n, mean=2)
        counts[0, -30:] += 8  # recorded otherwise from here on
        crossed = watch(counts, mondays(n)).table.iloc[0]
        kept = watch(counts, mondays(n), starts=[n - 30, *[0] * 19]).table.iloc[0]
        assert kept["state"] == USUAL and kept["method"] == BY_WEEKS and kept["weeks"] == 30
        assert kept["expected"] > crossed["expected"] * (1.2 if n == 320 else 0.99)
        new = watch(counts, mondays(n), starts=[n - 2, *[0] * 19]).table.iloc[0]
        assert (new["state"], new["why"]) == (FEW, "recording changed")

    def test_nothing_varies_or_one_week_is_huge(self, n: int, method: str):
        counts = np.full((3, n), 4)
        counts[1, -1] = 10**7
        counts[2, n // 2] = 10**7
        states = watch(counts, mondays(n)).table["state"].tolist()
        assert states == [USUAL, OVER, USUAL]


class TestNotEnough:
    def test_a_short_series_says_what_would_do(self):
        found = watch(town(LEAST_WEEKS - 1), mondays(LEAST_WEEKS - 1))
        assert found.state == "not enough data" and set(found.table["why"]) == {"short"}
        assert f"{LEAST_WEEKS} weeks" in found.sentence
        assert watch(town(LEAST_WEEKS), mondays(LEAST_WEEKS)).state == "none"

    @pytest.mark.parametrize("n", [0, 1, 3])
    def test_less_than_four_weeks_are_too_few(self, n: int):
        found = watch(np.zeros((2, n)), mondays(n))
        assert set(found.table["state"]) == {FEW} and f"{LEAST_WEEKS} weeks" in found.sentence

    def test_no_complete_week_is_said(self):
        found = watch(town(8), mondays(8), arrived=np.full(8, 0.5))
        assert found.state == "not enough data" and set(found.table["why"]) == {"short"}

    def test_no_series_is_said(self):
        assert "no series" in watch(np.empty((0, 20)), mondays(20)).sentence

    def test_nothing_received_lately_is_unknown_and_not_as_usual(self):
        arrived = np.r_[np.ones(40), np.full(20, 0.4)]
        found = watch(town(60), mondays(60), arrived=arrived)
        assert set(found.table["state"]) == {UNKNOWN} and found.state == "not enough data"

    def test_weeks_are_settled_up_to_the_first_that_is_not(self):
        assert settled_weeks([1, 0.95, 0.5, 0.99], 4) == 2 and settled_weeks(None, 7) == 7


class TestBadInput:
    @pytest.mark.parametrize("wrong", [np.nan, np.inf, -1, 0.5])
    def test_what_is_no_count_is_refused(self, wrong: float):
        counts = town(30).astype(float)
        counts[2, 3] = wrong
        with pytest.raises(BadNumberError):
            watch(counts, mondays(30))

    def test_weeks_that_do_not_follow_are_refused(self):
        for days in (mondays(30)[::-1], [*mondays(29), date(2030, 1, 7)], mondays(30, date(2019, 1, 8))):
            with pytest.raises(SettingError, match="Mondays"):
                watch(town(30), days)

    def test_shapes_that_do_not_fit_are_refused(self):
        with pytest.raises(BadNumberError, match="shape"):
            watch(town(30), mondays(29))
        with pytest.raises(BadNumberError, match="name and a start"):
            watch(town(30), mondays(30), names=["one"])
        with pytest.raises(BadNumberError, match="29 shares"):
            watch(town(30), mondays(30), arrived=np.ones(29))

    def test_it_can_be_stopped(self):
        def stop(done: float) -> None:
            raise Cancelled

        with pytest.raises(Cancelled):
            watch(town(30), mondays(30), told=stop)


class TestManyAtOnce:
    def test_without_a_guard_it_is_the_plain_rule(self):
        p = np.array([0.001, 0.2, 0.03, np.nan, 0.03, 0.9])
        assert np.allclose(guarded_discoveries(p, np.ones(6)), benjamini_hochberg(p), equal_nan=True)

    def test_what_the_guard_seldom_lets_through_counts_for_little(self):
        p, reach = np.array([0.01, 1.0, 1.0, 1.0]), np.array([0.5, 0.001, 0.001, 0.001])
        q = guarded_discoveries(p, reach)
        assert q[0] == pytest.approx(0.01 + 3 * 0.001) and (q[1:] == 1).all()

    def test_families_are_counted_apart(self):
        counts = town(60)
        counts[0, -1] = 11
        alone = watch(counts, mondays(60), groups=["a", *["b"] * 19]).table["q"].iat[0]
        assert alone < watch(counts, mondays(60)).table["q"].iat[0]
        with pytest.raises(BadNumberError, match="family"):
            watch(counts, mondays(60), groups=["a"])


def test_summer_time_and_years_of_53_weeks_change_nothing():
    days = np.array(mondays(330, date(2018, 1, 1)), dtype="datetime64[D]")  # 2020 has 53 weeks
    counts = np.random.default_rng(1).poisson(5, 330)
    weeks = expected_weeks(counts, days, np.arange(320, 330))
    assert weeks.by_years.all() and weeks.position.tolist() == list(range(320, 330))
    assert np.ptp(weeks.expected) < 4
