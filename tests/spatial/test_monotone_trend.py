"""Trends: against every order of a few values, against other programs, and against chance."""

from itertools import permutations

import numpy as np
import pymannkendall
import pytest
from scipy import stats

from spatial.errors import BadNumberError, NotEnoughError, SettingError, StatisticsError, TooLargeError
from spatial.finding import FOUND, NONE, NOT_ENOUGH
from spatial.over_time.mann_kendall import hamed_rao, mann_kendall, seasonal_mann_kendall, yue_wang
from spatial.over_time.monotone_trend import monotone_trend
from spatial.over_time.theil_sen import seasonal_theil_sen, theil_sen

pytestmark = pytest.mark.filterwarnings("error")
SERIES = [
    np.random.default_rng(seed).poisson(6 + seed * np.arange(n) / n, n).astype(float)
    for seed, n in enumerate((12, 24, 36, 40, 61))
]


def naive_score(x) -> int:
    return int(sum(np.sign(x[j] - x[i]) for i in range(len(x)) for j in range(i + 1, len(x))))


def naive_variance(x) -> float:
    n, ties = len(x), [list(x).count(value) for value in set(x)]
    return (n * (n - 1) * (2 * n + 5) - sum(t * (t - 1) * (2 * t + 5) for t in ties)) / 18


@pytest.mark.parametrize("x", SERIES)
class TestAgainstOthers:
    def test_score_variance_and_slope_are_those_of_the_formula(self, x) -> None:
        found = mann_kendall(x, exact=False)
        assert found.s == naive_score(x)
        assert found.variance == pytest.approx(naive_variance(x))
        slopes = [(x[j] - x[i]) / (j - i) for i in range(len(x)) for j in range(i + 1, len(x))]
        assert theil_sen(x).slope == pytest.approx(np.median(slopes))

    def test_pymannkendall_says_the_same(self, x) -> None:
        ours = (
            mann_kendall(x, exact=False),
            hamed_rao(x),
            hamed_rao(x, lags=3),
            yue_wang(x),
            seasonal_mann_kendall(x, period=4),
        )
        theirs = (
            pymannkendall.original_test(x),
            pymannkendall.hamed_rao_modification_test(x),
            pymannkendall.hamed_rao_modification_test(x, lag=3),
            pymannkendall.yue_wang_modification_test(x, lag=1),
            pymannkendall.seasonal_test(x, period=4),
        )
        for mine, other in zip(ours, theirs, strict=True):
            assert (mine.s, mine.variance, mine.z, mine.tau, mine.p) == pytest.approx(
                (other.s, other.var_s, other.z, other.Tau, other.p), rel=1e-9, abs=1e-12
            )
        years = x[: len(x) // 4 * 4]
        mine, other = (
            seasonal_mann_kendall(x, period=4, dependent=True),
            pymannkendall.correlated_seasonal_test(years, period=4),
        )
        assert (mine.s, mine.variance, mine.z) == pytest.approx((other.s, other.var_s, other.z))

    def test_scipy_says_the_same_of_the_slope_and_its_interval(self, x) -> None:
        at = np.sort(np.random.default_rng(3).uniform(0, 10, len(x)))
        ours, theirs = theil_sen(x, at=at), stats.theilslopes(x, at, alpha=0.95, method="separate")
        assert (ours.slope, ours.intercept, ours.low, ours.high) == pytest.approx(
            (theirs.slope, theirs.intercept, theirs.low_slope, theirs.high_slope)
        )

    def test_the_season_s_slope_is_the_median_of_slopes_within_seasons(self, x) -> None:
        slopes = [(x[j] - x[i]) / ((j - i) / 4) for i in range(len(x)) for j in range(i + 4, len(x), 4)]
        found = seasonal_theil_sen(x, period=4)
        assert found.slope == pytest.approx(np.median(slopes))
        assert found.low <= found.slope <= found.high


class TestExactChance:
    @pytest.mark.parametrize("seed", range(8))
    def test_it_counts_every_order_also_with_ties(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        x = rng.integers(0, 4, size=3 + seed % 5)
        scores = np.array([naive_score(order) for order in permutations(x)])
        assert mann_kendall(x).p == pytest.approx(np.mean(np.abs(scores) >= abs(naive_score(x))))

    @pytest.mark.parametrize("n", [5, 12, 30])
    def test_scipy_s_exact_kendall_agrees_where_there_are_no_ties(self, n: int) -> None:
        x = np.random.default_rng(n).permutation(n)
        assert mann_kendall(x).p == pytest.approx(stats.kendalltau(np.arange(n), x, method="exact").pvalue)

    def test_four_values_can_never_be_a_trend_and_five_can(self) -> None:
        assert mann_kendall([1, 2, 3, 4]).p == pytest.approx(2 / 24)
        assert mann_kendall([1, 2, 3, 4, 5]).p == pytest.approx(2 / 120)

    def test_long_series_use_the_bell_curve(self) -> None:
        assert mann_kendall(np.arange(30)).exact
        assert not mann_kendall(np.arange(31)).exact


class TestWhatMustNotMatter:
    def test_scale_and_level(self) -> None:
        x = SERIES[1]
        assert mann_kendall(x * 3 + 40) == mann_kendall(x)

    def test_turning_time_round_turns_the_sign(self) -> None:
        x = SERIES[2]
        there, back = mann_kendall(x), mann_kendall(x[::-1])
        assert (there.s, there.p) == (-back.s, back.p)
        assert theil_sen(x[::-1]).slope == pytest.approx(-theil_sen(x).slope)

    def test_a_series_that_never_changes_has_no_trend(self) -> None:
        still = np.full(12, 3.0)
        for test in (mann_kendall, hamed_rao, yue_wang):
            found = test(still)
            assert (found.s, found.z, found.p) == (0, 0.0, 1.0)
        assert seasonal_mann_kendall(still, period=4).p == 1.0
        assert seasonal_mann_kendall(still, period=4, dependent=True).p == 1.0

    def test_a_straight_line_is_a_trend_in_every_test(self) -> None:
        line = 0.1 * np.arange(24) + 0.3
        for test in (mann_kendall, hamed_rao, yue_wang):
            assert test(line).p < 1e-6

    def test_a_season_is_no_trend(self) -> None:
        months = np.tile([1, 2, 3, 5, 8, 9, 9, 8, 6, 4, 2, 1], 3)
        assert seasonal_mann_kendall(months, period=12).s == 0


class TestChance:
    def test_about_one_in_twenty_random_series_at_most_is_called_a_trend(self) -> None:
        rng = np.random.default_rng(11)
        found = [monotone_trend(x).state == FOUND for x in rng.poisson(8, size=(400, 12))]
        assert np.mean(found) <= 0.05

    def test_memory_makes_plain_tests_see_trends_and_the_careful_one_fewer(self) -> None:
        rng = np.random.default_rng(5)
        noise = rng.normal(size=(150, 60))
        x = np.zeros_like(noise)
        for step in range(1, 60):
            x[:, step] = 0.6 * x[:, step - 1] + noise[:, step]
        plain = np.mean([mann_kendall(one).p < 0.05 for one in x])
        careful = np.mean([hamed_rao(one).p < 0.05 for one in x])
        assert plain > 0.2
        assert careful < plain / 1.5


class TestSentence:
    def test_a_rise_is_told_with_its_size_in_counts(self) -> None:
        found = monotone_trend(np.arange(12) * 2 + 10, at=np.arange(12) / 4, step="quarter", unit="year")
        assert found.state == FOUND
        assert found.settings["direction"] == "rise"
        assert found.sentence.startswith(
            "A rise that stands out from chance over 12 quarters: about 8 more reports"
        )
        assert "%:" not in found.sentence.replace("95 %:", "")

    def test_no_trend_is_said_to_be_none(self) -> None:
        found = monotone_trend([5, 7, 4, 6, 5, 7, 5, 6, 4, 6], step="quarter", unit="year")
        assert found.state == NONE
        assert found.sentence.startswith("No trend that stands out from chance over 10 quarters")

    @pytest.mark.parametrize(("n", "period", "needed"), [(0, None, 5), (4, None, 5), (35, 12, 36)])
    def test_a_short_series_says_what_would_do(self, n: int, period: int | None, needed: int) -> None:
        found = monotone_trend(np.arange(n), period=period, step="month")
        assert found.state == NOT_ENOUGH
        assert found.table.empty
        assert f"at least {needed}" in found.sentence

    def test_seasons_are_compared_with_themselves(self) -> None:
        months = np.tile([1, 2, 3, 5, 8, 9, 9, 8, 6, 4, 2, 1], 4) + np.repeat(np.arange(4), 12)
        found = monotone_trend(months, period=12, step="month")
        assert found.table["slope"][0] == 1.0
        assert found.settings["direction"] == "rise"


@pytest.mark.parametrize(
    ("work", "error"),
    [
        (lambda: mann_kendall([]), NotEnoughError),
        (lambda: mann_kendall([1]), NotEnoughError),
        (lambda: mann_kendall([1, 2]), NotEnoughError),
        (lambda: mann_kendall([1, 2, np.nan]), BadNumberError),
        (lambda: mann_kendall([1, 2, np.inf]), BadNumberError),
        (lambda: mann_kendall([[1, 2], [3, 4]]), BadNumberError),
        (lambda: mann_kendall(["a", "b", "c"]), BadNumberError),
        (lambda: mann_kendall(np.zeros(20_000)), TooLargeError),
        (lambda: mann_kendall(np.arange(300), exact=True), TooLargeError),
        (lambda: theil_sen([1, 2, 3], at=[1, 1, 1]), NotEnoughError),
        (lambda: theil_sen([1, 2, 3], at=[1, 2]), BadNumberError),
        (lambda: theil_sen([1, 2, 3], confidence=95), SettingError),
        (lambda: seasonal_mann_kendall(np.arange(23), period=12), NotEnoughError),
        (lambda: seasonal_mann_kendall(np.arange(24), period=1), SettingError),
        (lambda: hamed_rao([1, 2, 3]), NotEnoughError),
        (lambda: yue_wang([1, 2, 3, 4], lags=9), SettingError),
        (lambda: yue_wang([1, 9] * 20, lags=1), NotEnoughError),
        (lambda: monotone_trend([1, 2, np.nan, 4, 5, 6]), BadNumberError),
        (lambda: monotone_trend(range(9), alpha=0), SettingError),
        (lambda: monotone_trend(range(99), period=2.5), SettingError),
        (lambda: hamed_rao(range(9), alpha=3), SettingError),
        (lambda: theil_sen([1, 2, 3], at=[[1], [2], [3]]), BadNumberError),
    ],
)
def test_bad_input_is_named(work, error: type[StatisticsError]) -> None:
    with pytest.raises(error):
        work()
