"""Two counts compared: against the formula as a loop, another package, chance, and what must not matter."""

import itertools
import math

import numpy as np
import pytest
from scipy.stats import binomtest, poisson
from statsmodels.stats.rates import etest_poisson_2indep

from spatial.comparing.change import (
    FEWER,
    MORE,
    SAME,
    TOO_FEW,
    change_finding,
    changes,
    e_test,
    enough_to_tell,
    poisson_z,
    rate_ratio,
)
from spatial.errors import BadNumberError, NotEnoughError, SettingError


def every_table(a: int, b: int, n1: float, n2: float) -> float:
    """The e-test as the paper writes it: every table that is at least as extreme."""

    def statistic(x: int, y: int) -> float:
        return abs(x / n1 - y / n2) / math.sqrt(x / n1**2 + y / n2**2) if x + y else 0.0

    rate, seen, p = (a + b) / (n1 + n2), statistic(a, b), 0.0
    for x, y in itertools.product(range(90), range(90)):
        if statistic(x, y) >= seen * (1 - 1e-12):
            p += poisson.pmf(x, n1 * rate) * poisson.pmf(y, n2 * rate)
    return p


class TestETest:
    @pytest.mark.parametrize(
        ("a", "b", "n1", "n2"), [(0, 3, 1, 1), (6, 2, 1, 1), (12, 5, 90, 60), (0, 4, 10, 7)]
    )
    def test_it_is_the_sum_over_every_table(self, a, b, n1, n2):
        assert e_test(a, b, exposure_now=n1, exposure_before=n2) == pytest.approx(every_table(a, b, n1, n2))

    @pytest.mark.parametrize("pooled", [False, True])
    def test_statsmodels_says_the_same(self, pooled):
        for a, b, n1, n2 in [(41, 15, 28010, 19017), (2, 9, 1, 3), (0, 4, 10, 7), (60, 30, 51477.5, 54308.7)]:
            theirs = etest_poisson_2indep(a, n1, b, n2, method="score" if pooled else "wald")[1]
            ours = e_test(a, b, exposure_now=n1, exposure_before=n2, pooled=pooled)
            assert ours == pytest.approx(theirs, rel=1e-6)

    def test_which_window_is_first_does_not_matter_nor_the_unit_of_time(self):
        there = e_test(12, 5, exposure_now=90, exposure_before=60)
        assert there == pytest.approx(e_test(5, 12, exposure_now=60, exposure_before=90))
        assert there == pytest.approx(e_test(12, 5, exposure_now=90 * 24, exposure_before=60 * 24))

    def test_equal_rates_are_no_surprise(self):
        assert e_test(20, 10, exposure_now=4, exposure_before=2) == e_test(7, 7) == e_test(1, 1) == 1.0

    def test_large_counts_are_quick_and_near_the_normal(self):
        assert e_test(50_000, 49_000) == pytest.approx(0.00148, abs=2e-5)

    def test_under_chance_it_seldom_cries_out(self):
        dice = np.random.default_rng(5)
        for n1, n2, rate in ((1, 1, 3.0), (1, 1, 12.0), (90, 28, 0.1)):
            draws = dice.poisson((n1 * rate, n2 * rate), (1500, 2))
            p = [e_test(a, b, exposure_now=n1, exposure_before=n2) if a + b else 1.0 for a, b in draws]
            assert np.mean(np.array(p) < 0.05) < 0.065

    def test_two_zeros_cannot_be_compared(self):
        with pytest.raises(NotEnoughError, match="longer windows"):
            e_test(0, 0)

    @pytest.mark.parametrize("count", [-1, 2.5, float("nan"), float("inf"), "many"])
    def test_what_is_not_a_count_is_named(self, count):
        for compare in (e_test, rate_ratio, poisson_z):
            with pytest.raises(BadNumberError):
                compare(count, 3)

    @pytest.mark.parametrize("days", [0, -3])
    def test_an_exposure_is_above_zero(self, days):
        for compare in (e_test, rate_ratio, poisson_z):
            with pytest.raises(SettingError, match="above zero"):
                compare(3, 4, exposure_now=days)


class TestRateRatio:
    def test_the_interval_is_clopper_and_pearson_s(self):
        found = rate_ratio(60, 30, exposure_now=51477.5, exposure_before=54308.7)
        assert found.ratio == pytest.approx(2.109998, abs=1e-6)
        assert found.low < 2.11 < found.high
        from statsmodels.stats.proportion import proportion_confint

        low, high = proportion_confint(60, 90, method="beta")
        scale = 54308.7 / 51477.5
        assert found.low == pytest.approx(low / (1 - low) * scale)
        assert found.high == pytest.approx(high / (1 - high) * scale)

    def test_nothing_before_has_no_upper_end_and_nothing_now_no_lower(self):
        assert rate_ratio(5, 0).ratio == rate_ratio(5, 0).high == math.inf
        assert rate_ratio(0, 5).ratio == rate_ratio(0, 5).low == 0

    def test_it_covers_what_is_true(self):
        dice = np.random.default_rng(1)
        draws = dice.poisson((12, 6), (800, 2))
        found = [rate_ratio(a, b) for a, b in draws if a + b]
        assert np.mean([each.low <= 2 <= each.high for each in found]) >= 0.95


class TestPoissonZ:
    def test_unequal_windows_are_made_equal_first(self):
        assert poisson_z(40, 20, exposure_now=2, exposure_before=1) == pytest.approx(0, abs=1e-12)

    def test_its_spread_is_the_root_of_two_whatever_the_windows(self):
        dice = np.random.default_rng(2)
        for days in (30, 90, 300):
            now, before = dice.poisson(2.0 * days, 20_000), dice.poisson(2.0 * 90, 20_000)
            z = poisson_z(now, before, exposure_now=days, exposure_before=90)
            assert z.std() == pytest.approx(math.sqrt(2), rel=0.03)


class TestChanges:
    def test_each_row_has_its_verdict(self):
        found = changes([30, 2, 20, 1, 0], [5, 30, 18, 1, 0])
        assert found["verdict"].tolist() == [MORE, FEWER, SAME, TOO_FEW, TOO_FEW]
        assert found["act"].tolist() == [True, True, False, False, False]
        assert np.isnan(found["p"].iloc[4]) and np.isnan(found["q"].iloc[3])

    def test_the_order_of_rows_does_not_matter(self):
        now, before = np.array([30, 2, 20, 9]), np.array([5, 30, 18, 2])
        one, other = changes(now, before), changes(now[::-1], before[::-1])
        assert one.equals(other.iloc[::-1].reset_index(drop=True))

    def test_many_wards_of_pure_chance_are_seldom_called_changed(self):
        dice = np.random.default_rng(8)
        cried = [
            changes(dice.poisson(9, 20), dice.poisson(9, 20))["verdict"].isin([MORE, FEWER]).any()
            for _ in range(200)
        ]
        assert np.mean(cried) <= 0.08

    @pytest.mark.parametrize(
        ("now", "days", "before", "days_before"), [(8, 7, 52, 365), (10, 30, 40, 365), (9, 14, 40, 365)]
    )
    def test_a_burst_in_a_short_window_beside_a_long_one_is_seen(self, now, days, before, days_before):
        found = changes([now], [before], exposure_now=days, exposure_before=days_before)
        exact = binomtest(now, now + before, days / (days + days_before)).pvalue
        assert found["verdict"].tolist() == [MORE] and found["low"].iloc[0] > 1
        assert found["p"].iloc[0] <= exact < 0.005
        swapped = changes([before], [now], exposure_now=days_before, exposure_before=days)
        assert swapped["verdict"].tolist() == [FEWER]

    def test_windows_of_different_lengths_seldom_cry_out_by_chance(self):
        dice = np.random.default_rng(9)
        for days, rate in ((7, 0.15), (30, 0.1), (30, 0.3)):
            now, before = dice.poisson(days * rate, 400), dice.poisson(365 * rate, 400)
            p = changes(now, before, exposure_now=days, exposure_before=365)["p"]
            assert np.mean(p < 0.05) < 0.08

    def test_no_rows_is_an_empty_table(self):
        assert changes([], []).empty

    def test_lengths_that_differ_are_refused(self):
        with pytest.raises(BadNumberError, match="lengths differ"):
            changes([1, 2], [1])
        with pytest.raises(BadNumberError, match="exposures"):
            changes([1, 2], [1, 2], exposure_now=[1, 2, 3])
        with pytest.raises(BadNumberError, match="table"):
            changes([[1], [2]], [[1], [2]])
        with pytest.raises(BadNumberError, match="shapes differ"):
            poisson_z([1, 2, 3], [1, 2])


class TestSentence:
    def test_it_names_both_counts_and_no_percentage(self):
        said = change_finding(30, 5, these="these 90 days", those="the 90 days before").sentence
        assert said.startswith("30 reports in these 90 days, 5 in the 90 days before: more than chance")
        assert "%" not in said and "between 2.3 and 20 times" in said

    def test_chance_is_said_to_be_chance(self):
        found = change_finding(68, 87, these="2010/11", those="2009/10", noun="victim")
        assert found.state == "none"
        assert found.sentence.endswith("not distinguishable from chance (p 0.13).")

    def test_too_few_is_an_answer_that_says_what_would_do(self):
        found = change_finding(2, 1)
        assert found.state == "not enough data" and "longer window" in found.sentence
        assert not enough_to_tell(3) and enough_to_tell(4)

    def test_windows_of_different_length_are_told(self):
        said = change_finding(30, 5, exposure_now=90, exposure_before=60).sentence
        assert "as many as 7.5 in an equal length" in said

    def test_nothing_now_and_nothing_before(self):
        assert "at most 0.59 times" in change_finding(0, 8).sentence
        assert "at least 1.71 times" in change_finding(8, 0).sentence
        assert change_finding(0, 0).state == "not enough data"
