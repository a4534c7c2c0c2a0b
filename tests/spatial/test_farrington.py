"""Farrington's method: against statsmodels, by the calendar, under chance, and on series that say little."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
import statsmodels.api as sm

from spatial.errors import BadNumberError, NoDenominatorError, NotEnoughError, SettingError
from spatial.surveillance.farrington import (
    FLEXIBLE,
    ORIGINAL,
    Farrington,
    anscombe_residuals,
    farrington,
    outbreak_weights,
    reference_periods,
    seasonal_blocks,
)
from spatial.surveillance.guard import enough_cases, recent_cases
from spatial.surveillance.limit import prediction_limit
from spatial.surveillance.loglinear import fit_loglinear

SIX_YEARS = 52 * 6 + 10


def mondays(n: int, start: date = date(2019, 1, 7)) -> list[date]:
    return [start + timedelta(days=7 * week) for week in range(n)]


def quiet(mean: float = 6.0, n: int = SIX_YEARS, seed: int = 1) -> np.ndarray:
    season = 1 + 0.4 * np.sin(2 * np.pi * np.arange(n) / 52.18)
    return np.random.default_rng(seed).poisson(mean * season)


class TestModel:
    def test_it_is_the_model_of_statsmodels(self):
        dice = np.random.default_rng(3)
        design = np.column_stack([np.ones(80), np.linspace(0, 1, 80), np.repeat([0, 1], 40)])
        counts = dice.poisson(np.exp(design @ [0.4, 0.8, -0.5])).astype(float)
        weights, offset = dice.uniform(0.3, 2, 80), dice.normal(0, 0.3, 80)
        fit = fit_loglinear(counts, design, weights=weights, offset=offset)
        model = sm.GLM(counts, design, sm.families.Poisson(), var_weights=weights, offset=offset)
        oracle = model.fit(scale="X2", tol=1e-12)
        assert np.allclose(fit.coefficients, oracle.params, atol=1e-8)
        assert np.allclose(fit.spread, oracle.normalized_cov_params, atol=1e-8)
        assert fit.dispersion == pytest.approx(max(oracle.scale, 1), abs=1e-8)
        assert np.allclose(fit.leverage, oracle.get_hat_matrix_diag(), atol=1e-8)

    def test_columns_that_say_the_same_are_refused(self):
        with pytest.raises(NotEnoughError, match="Give a longer series"):
            fit_loglinear(np.array([1.0, 2.0]), np.ones((2, 2)))


def by_statsmodels(
    counts: np.ndarray, days: list[date], now: int, settings: Farrington
) -> tuple[float, float]:
    """The method written out: reference weeks, two fits, the trend's rule, the limit."""
    grid = np.array(days, dtype="datetime64[D]")
    back = reference_periods(now, years_back=settings.years_back, days=grid, per_year=52)
    blocks = seasonal_blocks(
        len(counts), back, half_window=settings.half_window, seasons=settings.seasons,
        omit_last=settings.omit_last,
    )  # fmt: skip
    used = [week for week in range(len(counts)) if blocks[week] > 0]
    levels = sorted(set(blocks[used]) - {settings.seasons})
    for trend in (True, False):
        rows = [
            [1.0, *([week] if trend else []), *[float(blocks[week] == level) for level in levels]]
            for week in used
        ]
        seen = counts[used].astype(float)
        first = sm.GLM(seen, np.array(rows), sm.families.Poisson()).fit(scale="X2", tol=1e-12)
        hat, phi = first.get_hat_matrix_diag(), max(first.scale, 1.0)
        residual = [
            1.5 * (y ** (2 / 3) * mu ** (-1 / 6) - mu**0.5) / (phi * (1 - h)) ** 0.5
            for y, mu, h in zip(seen, first.fittedvalues, hat, strict=True)
        ]
        raw = [s**-2 if s > settings.reweight_above else 1.0 for s in residual]
        weights = np.array(raw) * len(raw) / sum(raw)
        model = sm.GLM(seen, np.array(rows), sm.families.Poisson(), var_weights=weights)
        again = model.fit(scale="X2", tol=1e-12)
        phi = max(again.scale, 1.0)
        row = np.array([1.0, *([now] if trend else []), *[0.0 for _ in levels]])
        mean = float(np.exp(row @ again.params))
        error = mean * float(np.sqrt(row @ again.normalized_cov_params @ row * phi))
        p = again.pvalues[1] if trend else 0.0
        if not trend or (mean <= seen.max() and (p < settings.trend_alpha or settings.trend_alpha == 1)):
            break
    tau = phi + error**2 / mean
    return mean, mean * (1 + 2 / 3 * 2.5758293 * (mean * tau) ** 0.5 / mean) ** 1.5


class TestFarrington:
    @pytest.mark.parametrize("now", [300, 315, 321])
    def test_flexible_is_the_method_written_out(self, now: int):
        counts, days = quiet(), mondays(SIX_YEARS)
        counts[120:124] += 25  # a past outbreak, which weighs less
        found = farrington(counts, days, at=[now]).iloc[0]
        mean, upper = by_statsmodels(counts, days, now, FLEXIBLE)
        assert found["expected"] == pytest.approx(mean, rel=1e-6)
        assert found["upper"] == pytest.approx(upper, rel=1e-5)

    def test_a_rise_is_an_alarm_and_a_past_one_does_not_hide_it(self):
        counts = quiet()
        counts[-1] = 40
        plain = farrington(counts, mondays(SIX_YEARS), at=[SIX_YEARS - 1])
        assert plain["alarm"].all() and plain["exceedance"].iat[0] > 1
        counts[100:110] += 60
        kept = farrington(counts, mondays(SIX_YEARS), at=[SIX_YEARS - 1])
        raw = farrington(
            counts, mondays(SIX_YEARS), at=[SIX_YEARS - 1], settings=replace(FLEXIBLE, reweight_above=None)
        )
        assert kept["alarm"].all() and kept["upper"].iat[0] < raw["upper"].iat[0]

    def test_chance_alarms_about_as_often_as_alpha_says(self):
        counts = quiet(mean=8.0, n=52 * 14, seed=5)
        found = farrington(counts, mondays(52 * 14, date(2010, 1, 4)), at=range(300, 728, 2))
        assert (found["exceedance"] > 1).mean() < 0.03

    def test_a_year_of_53_weeks_does_not_shift_the_season(self):
        days = np.array(mondays(400, date(2016, 1, 4)), dtype="datetime64[D]")
        for now in (290, 310, 399):
            back = days[reference_periods(now, years_back=5, days=days, per_year=52)]
            wanted = [days[now].astype(object).timetuple().tm_yday % 365] * 6
            apart = [
                abs(day.astype(object).timetuple().tm_yday % 365 - w)
                for day, w in zip(back, wanted, strict=True)
            ]
            assert all(min(a, 365 - a) <= 4 for a in apart)

    def test_months_and_the_29_of_february_have_a_year_ago(self):
        firsts = np.array([date(2015 + m // 12, m % 12 + 1, 1) for m in range(90)], dtype="datetime64[D]")
        assert reference_periods(80, years_back=3, days=firsts, per_year=12).tolist() == [80, 68, 56, 44]
        daily = np.arange(np.datetime64("2019-01-01"), np.datetime64("2024-03-01"))
        back = reference_periods(len(daily) - 1, years_back=2, days=daily, per_year=365)
        assert [str(daily[one]) for one in back] == ["2024-02-29", "2023-03-01", "2022-03-01"]

    def test_seasons_share_the_year_and_the_last_half_year_is_left_out(self):
        blocks = seasonal_blocks(
            320, np.array([310, 258, 206, 154, 102, 50]), half_window=3, seasons=10, omit_last=26
        )
        assert (blocks[284:] == 0).all() and (blocks[:47] == 0).all()
        assert (blocks[47:54] == 10).all() and set(blocks[54:99]) == set(range(1, 10))
        assert np.bincount(blocks[54:99])[1:].tolist() == [5] * 9

    def test_scaling_the_exposure_changes_nothing(self):
        counts, days = quiet(), mondays(SIX_YEARS)
        people = np.linspace(900, 1100, SIX_YEARS)
        one = farrington(counts, days, at=[320], exposure=people)
        two = farrington(counts, days, at=[320], exposure=people * 1000)
        assert one["upper"].iat[0] == pytest.approx(two["upper"].iat[0])

    def test_no_alarm_below_five_in_four_weeks(self):
        counts = np.zeros(SIX_YEARS, dtype=int)
        counts[::20] = 1
        counts[-4:] = [0, 0, 0, 4]
        found = farrington(counts, mondays(SIX_YEARS), at=[SIX_YEARS - 1]).iloc[0]
        assert found["exceedance"] > 1 and not found["enough"] and not found["alarm"]
        counts[-2] = 1
        assert farrington(counts, mondays(SIX_YEARS), at=[SIX_YEARS - 1])["alarm"].all()

    def test_an_empty_past_expects_next_to_nothing(self):
        counts = np.zeros(SIX_YEARS, dtype=int)
        counts[-1] = 6
        found = farrington(counts, mondays(SIX_YEARS), at=[SIX_YEARS - 1]).iloc[0]
        assert 0 < found["expected"] < 0.1 and found["alarm"]
        counts[-1] = 0
        assert not farrington(counts, mondays(SIX_YEARS), at=[SIX_YEARS - 1])["alarm"].any()

    def test_reports_that_stopped_years_ago_leave_an_expected_count(self):
        counts = np.zeros(330, dtype=int)
        counts[:60] = 3  # a trend through these would expect less than one in a billion
        counts[-1] = 6
        seen = farrington(counts, mondays(330), at=[329]).iloc[0]
        assert 0.5 / 35 <= seen["expected"] < 1
        assert not seen["trend"]

    def test_a_constant_series_is_as_expected(self):
        found = farrington(np.full(SIX_YEARS, 7), mondays(SIX_YEARS), at=[SIX_YEARS - 1]).iloc[0]
        assert found["expected"] == pytest.approx(7) and not found["alarm"]

    def test_a_constant_series_of_a_million_is_as_expected(self):
        found = farrington(np.full(SIX_YEARS, 10**6), at=[SIX_YEARS - 1]).iloc[0]
        assert found["expected"] == pytest.approx(10**6) and not found["alarm"]

    def test_nothing_left_to_compare_with_is_said(self):
        settings = Farrington(years_back=1, omit_last=60)
        with pytest.raises(NotEnoughError, match="Leave out fewer"):
            farrington(quiet(), settings=settings)

    def test_a_huge_spike_is_survived(self):
        counts = quiet()
        counts[200], counts[-1] = 10**7, 10**7
        assert farrington(counts, mondays(SIX_YEARS), at=[SIX_YEARS - 1])["alarm"].all()

    def test_empty_seasons_are_expected_to_stay_empty(self):
        week = np.arange(SIX_YEARS) % 52
        counts = np.where(week < 14, 5, 0)
        found = farrington(counts, at=[SIX_YEARS - 1]).iloc[0]
        assert np.isfinite(found["upper"])

    @pytest.mark.parametrize(
        ("counts", "error"),
        [
            (np.full(60, 3), NotEnoughError),
            ([], NotEnoughError),
            ([3.0, np.nan] * 200, BadNumberError),
            ([3.0, np.inf] * 200, BadNumberError),
            ([3, -1] * 200, BadNumberError),
            ([2.5] * 400, BadNumberError),
        ],
    )
    def test_what_cannot_be_counted_is_refused(self, counts, error: type[Exception]):
        with pytest.raises(error, match=r"Give|below|whole"):
            farrington(counts)

    def test_settings_that_make_no_sense_are_refused(self):
        with pytest.raises(SettingError, match="years back"):
            Farrington(years_back=0)
        with pytest.raises(SettingError, match="no limit"):
            Farrington(limit="guess")
        with pytest.raises(SettingError, match="order"):
            farrington(quiet(), mondays(SIX_YEARS)[::-1])
        with pytest.raises(SettingError, match="missing after 2019-03-11"):
            farrington(quiet()[:-1], [*mondays(SIX_YEARS)[:10], *mondays(SIX_YEARS)[11:]])
        with pytest.raises(BadNumberError, match="one series at a time"):
            farrington(np.ones((3, 400)))
        with pytest.raises(SettingError, match="the count"):
            prediction_limit(float("nan"), expected=1, error=0, dispersion=1)
        with pytest.raises(NoDenominatorError, match="exposure"):
            farrington(quiet(), exposure=np.zeros(SIX_YEARS))
        with pytest.raises(SettingError, match="not in the series"):
            farrington(quiet(), at=[9999])

    def test_the_original_looks_at_the_windows_only(self):
        counts = quiet()
        changed = counts.copy()
        changed[275:285] += 50  # between the windows of week 321
        one = farrington(counts, settings=ORIGINAL, at=[321])
        two = farrington(changed, settings=ORIGINAL, at=[321])
        assert one["upper"].iat[0] == two["upper"].iat[0]


class TestParts:
    def test_a_fit_has_no_residuals_and_no_weights(self):
        counts = np.array([1.0, 4.0, 9.0])
        assert np.allclose(anscombe_residuals(counts, counts, np.zeros(3), 1.0), 0)
        assert outbreak_weights(np.zeros(10), above=0.0).tolist() == [1.0] * 10

    def test_the_limit_is_monotone_and_chance_goes_with_it(self):
        ps = [
            prediction_limit(seen, expected=3, error=0.5, dispersion=1.3, method="predictive").p
            for seen in range(12)
        ]
        assert ps == sorted(ps, reverse=True) and ps[0] == pytest.approx(1)
        limit = prediction_limit(3, expected=3, error=0.5, dispersion=1.3, alpha=0.01)
        tau = 1.3 + 0.25 / 3
        assert limit.upper == pytest.approx(3 * (1 + 2 / 3 * 2.3263479 * (3 * tau) ** 0.5 / 3) ** 1.5)

    def test_the_guard_counts_this_week_and_the_three_before(self):
        assert recent_cases([1, 2, 0, 1, 1, 3]).tolist() == [1, 3, 3, 4, 4, 5]
        assert enough_cases([1, 2, 0, 1, 1, 3]).tolist() == [False] * 5 + [True]
        with pytest.raises(NotEnoughError):
            enough_cases([])
