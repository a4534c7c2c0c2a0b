"""EARS, EWMA and u-charts: against a loop, under chance, and on series that say little."""

import numpy as np
import pytest
from scipy import stats

from spatial.errors import BadNumberError, NoDenominatorError, NotEnoughError, SettingError
from spatial.surveillance.ears import METHODS, ears, periods_needed
from spatial.surveillance.ewma import ewma
from spatial.surveillance.false_signals import false_signals
from spatial.surveillance.u_chart import u_chart

COUNTS = np.random.default_rng(2).poisson(4, 60)


def by_loop(counts: np.ndarray, method: str, *, min_sigma: float = 0.5) -> dict[int, float]:
    """C1, C2 and C3 as their definition reads."""
    found = {}

    def c(t: int, lag: int) -> float:
        past = counts[t - lag - 7 : t - lag]
        return (counts[t] - past.mean()) / max(past.std(ddof=1), min_sigma)

    for t in range(len(counts)):
        if method == "C1" and t >= 7:
            found[t] = c(t, 0)
        if method == "C2" and t >= 9:
            found[t] = c(t, 2)
        if method == "C3" and t >= 11:
            found[t] = sum(max(0, c(one, 2) - 1) for one in (t - 2, t - 1, t))
    return found


@pytest.mark.parametrize("method", METHODS)
class TestEars:
    def test_it_is_the_definition(self, method: str):
        found = ears(COUNTS, method=method)
        loop = by_loop(COUNTS, method)
        assert found["position"].tolist() == list(loop)
        assert np.allclose(found["statistic"], list(loop.values()))
        assert len(COUNTS) - len(found) == periods_needed(method) - 1

    def test_the_upper_limit_is_where_the_signal_begins(self, method: str):
        found = ears(COUNTS, method=method, alpha=0.2)
        over = found["observed"] > found["upper"] + 1e-9
        assert (over == found["signal"]).all() or method == "C3"
        assert (found["signal"] | ~over).all()

    def test_zeros_and_constants_are_no_signal(self, method: str):
        for counts in (np.zeros(30, int), np.full(30, 6)):
            for min_sigma in (0.0, 0.5):
                assert not ears(counts, method=method, min_sigma=min_sigma)["alarm"].any()

    def test_one_huge_week_is_a_signal_when_it_comes(self, method: str):
        counts = np.full(30, 2)
        counts[20] = 10**9
        found = ears(counts, method=method).set_index("position")
        assert found.loc[20, "alarm"] and not found.loc[19, "alarm"]

    def test_the_guard_holds(self, method: str):
        counts = np.zeros(30, int)
        counts[-1] = 4
        found = ears(counts, method=method).iloc[-1]
        assert found["signal"] and not found["alarm"]

    def test_a_series_shorter_than_its_baseline_says_what_would_do(self, method: str):
        needed = periods_needed(method)
        with pytest.raises(NotEnoughError, match=f"needs {needed}"):
            ears(np.ones(needed - 1), method=method)
        assert len(ears(np.ones(needed), method=method)) == 1

    def test_bad_numbers_are_refused(self, method: str):
        for wrong in ([1.0, np.nan] * 20, [1.0, np.inf] * 20, [-1] * 40, [0.5] * 40):
            with pytest.raises(BadNumberError):
                ears(wrong, method=method)

    def test_how_often_chance_signals_is_said(self, method: str):
        free = false_signals(5, method=method, years=100, least_cases=0)
        guarded = false_signals(0.3, method=method, years=100)
        assert free > 10 * 52 * 0.001 or method == "C3"  # far more than the normal law has it
        assert guarded < false_signals(0.3, method=method, years=100, least_cases=0)
        assert false_signals(0.0, method=method, years=2) == 0


def test_settings_of_ears_that_make_no_sense_are_refused():
    with pytest.raises(SettingError, match="no EARS method"):
        ears(COUNTS, method="C4")
    with pytest.raises(SettingError, match="baseline is 2"):
        ears(COUNTS, baseline=2)


class TestEwma:
    def test_it_is_the_recursion_and_its_limits(self):
        found = ewma([1, 2, 3], mean=2, sd=1, weight=0.5, width=2)
        assert found["average"].tolist() == [1.5, 1.75, 2.375]
        first = 2 * np.sqrt(0.5 / 1.5 * (1 - 0.25))
        assert found["upper"].iat[0] == pytest.approx(2 + first)
        assert found["upper"].is_monotonic_increasing

    def test_it_sees_a_small_rise_that_lasts(self):
        found = ewma(np.r_[np.full(20, 5.0), np.full(10, 8.0)], mean=5, sd=np.sqrt(5), weight=0.2)
        assert found["signal"].iloc[-1] and not found["signal"].iloc[:21].any()

    def test_bad_input_is_refused(self):
        for values, error in (([], NotEnoughError), ([np.nan], BadNumberError), ([np.inf], BadNumberError)):
            with pytest.raises(error):
                ewma(values, mean=1, sd=1)
        for settings in (
            {"sd": 0.0},
            {"sd": 1.0, "weight": 0.0},
            {"sd": float("nan")},
            {"sd": 1.0, "width": -1},
        ):
            with pytest.raises(SettingError):
                ewma([1.0], mean=1, **settings)

    def test_chance_seldom_signals(self):
        assert false_signals(5, method="EWMA", years=200) < 1


class TestUChart:
    def test_the_limits_widen_where_the_exposure_is_small(self):
        chart = u_chart([4, 9, 30], [2, 4, 8])
        assert chart.centre == pytest.approx(43 / 14)
        for row in chart.points.itertuples():
            assert row.upper == pytest.approx(chart.centre + 3 * np.sqrt(chart.centre / row.exposure))
            assert row.lower == pytest.approx(max(chart.centre - 3 * np.sqrt(chart.centre / row.exposure), 0))

    def test_laney_widens_what_varies_more_than_poisson(self):
        dice = np.random.default_rng(4)
        people = dice.integers(500, 2000, 40)
        wild = dice.poisson(people * 0.05 * dice.gamma(5, 0.2, 40))
        plain, wide = u_chart(wild, people), u_chart(wild, people, laney=True)
        z = (wild / people - wide.centre) / np.sqrt(wide.centre / people)
        assert wide.spread == pytest.approx(np.abs(np.diff(z)).mean() / 1.128) and wide.spread > 1.5
        assert wide.points["signal"].sum() < plain.points["signal"].sum()

    def test_chance_seldom_passes(self):
        counts = np.random.default_rng(1).poisson(20, 4000)
        points = u_chart(counts, np.ones(4000)).points
        assert points["signal"].mean() < 5 * stats.norm.sf(3)

    def test_the_guard_holds_and_zeros_are_no_signal(self):
        assert not u_chart([0, 0, 0], [1, 2, 3], laney=True).points["alarm"].any()
        chart = u_chart([0] * 50 + [4], np.ones(51))
        assert chart.points["signal"].iat[-1] and not chart.points["alarm"].any()

    def test_bad_input_is_refused(self):
        for counts, exposure, error in (
            ([1, 2], [1, 0], NoDenominatorError),
            ([1, 2], [1, np.nan], BadNumberError),
            ([1, 2], [1, -1], BadNumberError),
            ([1, 2], [1], BadNumberError),
            ([], [], NotEnoughError),
            ([np.inf], [1], BadNumberError),
        ):
            with pytest.raises(error):
                u_chart(counts, exposure)
