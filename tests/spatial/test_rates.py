"""Rates: intervals against scipy and a search written out, ratios, and areas without people."""

import numpy as np
import pytest
from scipy.stats import binomtest, poisson

from spatial.comparing.rates import poisson_interval, rate_ratio, rates
from spatial.errors import BadNumberError, NoDenominatorError, NotEnoughError, SettingError

pytestmark = pytest.mark.filterwarnings("error")


class TestIntervals:
    @pytest.mark.parametrize("count", [0, 1, 3, 12, 250])
    def test_the_ends_are_the_means_that_make_the_count_just_too_rare(self, count: int) -> None:
        (low,), (high,) = poisson_interval([count])
        assert poisson.cdf(count, high) == pytest.approx(0.025)
        assert low == 0 if count == 0 else poisson.sf(count - 1, low) == pytest.approx(0.025)

    def test_the_interval_holds_the_mean_as_often_as_it_says(self) -> None:
        counts = np.arange(60)
        low, high = poisson_interval(counts)
        for mean in (0.2, 1.7, 5.0, 12.3):
            chance = poisson.pmf(counts, mean)
            assert chance[(low <= mean) & (mean <= high)].sum() >= 0.95

    @pytest.mark.parametrize("counts", [[np.nan], [np.inf], [-1], [2.5], ["many"]])
    def test_what_is_no_count_is_named(self, counts: list) -> None:
        with pytest.raises(BadNumberError, match="counts"):
            poisson_interval(counts)

    def test_a_level_that_is_none_is_refused(self) -> None:
        with pytest.raises(SettingError, match="level"):
            poisson_interval([1], level=1.0)

    def test_nothing_gives_nothing(self) -> None:
        low, high = poisson_interval([])
        assert low.size == high.size == 0


class TestRates:
    def test_twelve_in_four_thousand_are_three_in_a_thousand(self) -> None:
        table = rates([12, 0], [4000, 1000], names=["Mill", "Quay"])
        assert table.loc["Mill", "rate"] == pytest.approx(3.0)
        assert table.loc["Quay", ["rate", "low"]].tolist() == [0, 0]
        assert table.loc["Quay", "high"] == pytest.approx(3.6889, abs=1e-4)
        assert table.loc["Mill", "low"] < 3 < table.loc["Mill", "high"]

    @pytest.mark.parametrize(
        ("people", "said"), [(0, "is 0"), (np.nan, "is missing"), (-3, "is below 0"), (np.inf, "is missing")]
    )
    def test_an_area_without_people_is_named(self, people: float, said: str) -> None:
        with pytest.raises(NoDenominatorError, match=f"The population of Quay {said}"):
            rates([1, 2], [100, people], names=["Mill", "Quay"])

    def test_lengths_that_differ_are_refused(self) -> None:
        with pytest.raises(BadNumberError, match="lengths differ"):
            rates([1, 2], [100.0])

    def test_the_order_of_areas_does_not_matter(self) -> None:
        one, other = rates([4, 9, 2], [10, 20, 30]), rates([2, 9, 4], [30, 20, 10])
        assert np.allclose(one.to_numpy(), other.to_numpy()[::-1])


class TestRatios:
    def test_the_same_rate_is_once_the_other(self) -> None:
        found = rate_ratio(20, 1000, 40, 2000)
        assert found.ratio == pytest.approx(1) and found.low < 1 < found.high and found.p > 0.9

    def test_the_ends_are_clopper_and_pearson_s(self) -> None:
        found = rate_ratio(7, 500, 30, 4000)
        ends = binomtest(7, 37).proportion_ci(0.95)
        assert [found.low, found.high] == pytest.approx([p / (1 - p) * 8 for p in (ends.low, ends.high)])

    def test_none_here_is_nought_times(self) -> None:
        found = rate_ratio(0, 500, 12, 500)
        assert found.ratio == found.low == 0 and 0 < found.high < 1

    def test_none_there_is_no_ratio(self) -> None:
        with pytest.raises(NotEnoughError, match="Take a longer time"):
            rate_ratio(3, 500, 0, 500)

    def test_no_people_there_is_said(self) -> None:
        with pytest.raises(NoDenominatorError, match="what it is compared with is 0"):
            rate_ratio(3, 500, 4, 0)
