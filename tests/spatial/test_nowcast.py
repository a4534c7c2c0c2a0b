"""Late reports: the chain ladder against a GLM, the nowcast against the truth, triangles that are none."""

import numpy as np
import pytest
import statsmodels.api as sm

from spatial.errors import BadNumberError, NotEnoughError, SettingError, TooLargeError
from spatial.surveillance.delay import chain_ladder, reporting_triangle
from spatial.surveillance.nowcast import complete, nowcast

SHARES = np.array([0.35, 0.25, 0.18, 0.12, 0.1])


def truth(
    mean: float, *, seed: int, periods: int = 24, dispersion: float = 1.0
) -> tuple[np.ndarray, np.ndarray]:
    """A triangle as it is known now, and how many there will be of each period in the end."""
    dice = np.random.default_rng(seed)
    means = np.full(periods, mean)
    if dispersion > 1:
        means = dice.gamma(mean / (dispersion - 1), dispersion - 1, periods)
    full = dice.poisson(means[:, None] * SHARES)
    known = full.astype(float)
    known[np.arange(5) > periods - 1 - np.arange(periods)[:, None]] = np.nan
    return known, full.sum(axis=1)


class TestChainLadder:
    def test_it_is_the_maximum_likelihood_of_periods_times_delays(self):
        known, _ = truth(20, seed=3, periods=9)
        ladder = chain_ladder(known)
        row, column = np.nonzero(~np.isnan(known))
        design = np.column_stack(
            [*(row == one for one in range(9)), *(column == one for one in range(1, 5))]
        ).astype(float)
        fit = sm.GLM(known[row, column], design, sm.families.Poisson()).fit(tol=1e-12)
        means = np.exp(fit.params[:9])[:, None] * np.exp(np.r_[0, fit.params[9:]])
        assert np.allclose(means.sum(axis=1), ladder.ultimate, rtol=1e-6)

    def test_the_share_that_has_arrived_is_what_the_delays_make_it(self):
        known, _ = truth(3000, seed=1)
        assert np.allclose(chain_ladder(known).arrived, np.cumsum(SHARES), atol=0.01)

    def test_no_period_that_tells_is_said(self):
        with pytest.raises(NotEnoughError, match="more periods"):
            chain_ladder([[0.0, 0.0], [5.0, np.nan]])

    def test_empty_periods_stay_empty(self):
        ladder = chain_ladder([[4.0, 2.0, 1.0], [6.0, 3.0, np.nan], [0.0, np.nan, np.nan]])
        assert ladder.ultimate[2] == 0 and np.isfinite(ladder.ultimate).all()

    @pytest.mark.parametrize(
        "triangle",
        [[1, 2, 3], [[1, np.nan, 2]], [[np.nan, 1]], [[1, -2]], [[1, np.inf]], np.empty((0, 3))],
    )
    def test_what_is_no_triangle_is_refused(self, triangle):
        with pytest.raises(BadNumberError, match="triangle"):
            chain_ladder(triangle)


class TestTriangle:
    def test_reports_are_counted_by_week_and_delay(self):
        occurred, reported = [0, 1, 6, 7, 8, 20], [0, 9, 13, 5, 30, 20]
        found = reporting_triangle(occurred, reported, first=0, last=20, most=2)
        assert found[0].tolist() == [1, 2, 0]
        assert found[1][:2].tolist() == [1, 0] and np.isnan(found[1][2])
        assert found[2][0] == 1 and np.isnan(found[2][1:]).all()

    def test_days_that_are_none_are_refused(self):
        with pytest.raises(BadNumberError, match="day of the report"):
            reporting_triangle([1, 2], [3, np.nan], first=0, last=20)
        with pytest.raises(BadNumberError, match="lengths differ"):
            reporting_triangle([1, 2], [3], first=0, last=20)
        with pytest.raises(SettingError, match="period"):
            reporting_triangle([1], [3], first=0, last=20, step=0)

    def test_no_whole_week_is_said(self):
        with pytest.raises(NotEnoughError, match="whole period"):
            reporting_triangle([1], [1], first=0, last=5)


class TestNowcast:
    @pytest.mark.parametrize(("mean", "dispersion"), [(1, 1), (6, 1), (25, 1), (8, 3)])
    def test_the_interval_holds_the_truth_as_often_as_it_says(self, mean: float, dispersion: float):
        within, lengths = [], []
        for seed in range(60):
            known, final = truth(mean, seed=seed, dispersion=dispersion)
            found = nowcast(known, level=0.9, replicates=400).tail(4)
            ends = final[found["position"]]
            within += ((found["lower"] <= ends) & (ends <= found["upper"])).tolist()
            lengths += (found["upper"] - found["lower"]).tolist()
        assert 0.87 <= np.mean(within) <= 0.995
        assert np.mean(lengths) < 6 * np.sqrt(mean * dispersion) + 3

    def test_it_is_unbiased(self):
        off = []
        for seed in range(100):
            known, final = truth(12, seed=seed)
            off.append((nowcast(known, replicates=100)["expected"] - final).iloc[-1])
        assert abs(np.mean(off)) < 3 * np.std(off) / 10

    def test_nothing_is_below_what_has_come_in_and_a_full_period_is_what_it_is(self):
        known, _ = truth(5, seed=9)
        found = nowcast(known)
        assert (found["lower"] >= found["observed"]).all()
        done = found[found["arrived"] == 1]
        assert (done["lower"] == done["observed"]).all() and (done["upper"] == done["observed"]).all()

    def test_the_same_numbers_give_the_same_interval(self):
        known, _ = truth(5, seed=9)
        assert nowcast(known).equals(nowcast(known))

    def test_one_period_and_a_crowd_of_draws_are_refused(self):
        with pytest.raises(NotEnoughError, match="two or more"):
            nowcast([[1.0, 2.0]])
        with pytest.raises(TooLargeError):
            nowcast([[1.0, 2.0], [1.0, np.nan]], replicates=10**8)
        with pytest.raises(SettingError):
            nowcast([[1.0, 2.0], [1.0, np.nan]], level=1.0)
        with pytest.raises(BadNumberError, match="whole"):
            nowcast([[1.5, 2.0], [1.0, np.nan]])


class TestComplete:
    def test_half_arrived_is_about_twice_as_many(self):
        found = complete([10], [0.5]).iloc[0]
        assert found["expected"] == 20 and 12 <= found["lower"] < 20 < found["upper"] <= 33

    def test_what_is_full_is_exact_and_what_is_empty_is_not_known(self):
        found = complete([7, 0, 3], [1.0, 0.05, 0.0])
        assert found["upper"].iat[0] == 7
        assert found[["expected", "lower", "upper"]].iloc[1:].isna().all(axis=None)

    def test_none_so_far_is_not_none(self):
        assert complete([0], [0.3])["upper"].iat[0] >= 3

    def test_shares_measured_on_few_reports_widen_it(self):
        few, many = (complete([30], [0.5], measured=n).iloc[0] for n in (20, 20_000))
        assert few["upper"] - few["lower"] > 1.3 * (many["upper"] - many["lower"])

    def test_the_order_of_the_periods_does_not_matter(self):
        one = complete([3, 9, 4], [0.5, 0.7, 0.9])
        two = complete([4, 3, 9], [0.9, 0.5, 0.7])
        assert (
            one.sort_values("observed")
            .reset_index(drop=True)
            .equals(two.sort_values("observed").reset_index(drop=True))
        )

    @pytest.mark.parametrize("share", [np.nan, -0.1, np.inf])
    def test_a_share_that_is_none_is_refused(self, share: float):
        with pytest.raises(BadNumberError):
            complete([1], [share])

    def test_more_than_all_cannot_have_arrived(self):
        with pytest.raises(SettingError):
            complete([1], [1.2])
