"""Weeks around events: worked out by hand and as loops, in chance series, and with what cannot be."""

import math
import warnings
from itertools import pairwise

import numpy as np
import pytest
from scipy.stats import fisher_exact
from scipy.stats.contingency import odds_ratio as scipys

from spatial.comparing.change import e_test, rate_ratio
from spatial.comparing.event_windows import (
    BREAK,
    BY_YEARS,
    EARLY,
    JUST_BEFORE,
    LESS,
    MORE,
    OFF,
    SAME,
    TOO_FEW,
    dispersion_of,
    event_windows,
    odds_ratio,
    spans_of,
)
from spatial.comparing.superposed import superposed
from spatial.errors import BadNumberError, NotEnoughError, SettingError


@pytest.fixture(autouse=True)
def _no_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def one(counts, at, **how):
    complete = how.pop("complete", None)
    return event_windows(counts, [spans_of(at, at, weeks=len(counts), **how)], complete=complete).iloc[0]


class TestSpans:
    def test_windows_are_whole_weeks_before_during_and_after(self):
        spans = spans_of(10, 11, weeks=30, before=4, after=3)
        assert (spans.before, spans.during, spans.after) == ((6, 10), (10, 12), (12, 15))
        assert spans.seen == (10, 15)
        assert spans_of(10, 11, weeks=30, after=3, with_event=False).seen == (12, 15)

    @pytest.mark.parametrize(("at", "weeks"), [(3, 30), (26, 30), (-9, 30), (99, 30)])
    def test_a_window_beyond_the_records_is_not_compared(self, at, weeks):
        assert one(np.full(weeks, 5), at)["verdict"] == OFF

    def test_a_window_across_a_change_of_recording_is_not_compared(self):
        assert one([5] * 30, 15, breaks=[13])["verdict"] == BREAK
        assert (
            one([5] * 30, 15, breaks=[11])["verdict"] == SAME
        )  # the first week before is the first of the new way

    def test_earlier_years_need_two_under_one_way_of_recording(self):
        assert spans_of(112, 112, weeks=130).years == 2
        assert spans_of(60, 60, weeks=130).years == 0
        assert spans_of(112, 112, weeks=130, breaks=[30]).years == 0
        spans = spans_of(112, 112, weeks=130)
        assert spans.earlier(spans.before) == [(56, 60), (4, 8)]


class TestOneEvent:
    def test_worked_by_hand(self):
        """6 reports in the four weeks before, 20 in the five from the event on: 20/5 over 6/4 is 2.67."""
        counts = [2, 1, 2, 1, 8, 3, 3, 3, 3]
        row = one(counts, 4)
        assert (row["before"], row["during"], row["after"], row["seen"]) == (6, 8, 12, 20)
        assert row["expected"] == 7.5 and row["ratio"] == pytest.approx(8 / 3)
        assert row["basis"] == JUST_BEFORE and row["dispersion"] == 1
        exact = rate_ratio(20, 6, exposure_now=5, exposure_before=4)
        assert (row["low"], row["high"]) == (exact.low, exact.high)
        assert row["p"] == e_test(20, 6, exposure_now=5, exposure_before=4, pooled=True)
        assert row["verdict"] == MORE

    def test_without_the_weeks_of_the_event(self):
        assert one([2, 1, 2, 1, 8, 3, 3, 3, 3], 4, with_event=False)["seen"] == 12

    def test_a_season_is_no_effect_where_earlier_years_have_it(self):
        year = np.full(52, 4)
        year[20:26] = 12  # every summer
        counts = np.tile(year, 3)
        late = one(counts, 104 + 20)
        assert (late["basis"], late["years"], late["verdict"]) == (BY_YEARS, 2, SAME)
        assert late["ratio"] == pytest.approx(1) and late["expected"] == late["seen"] == 60
        assert late["low"] < 1 < late["high"]
        assert one(counts[52:104], 20)["verdict"] == MORE  # one year alone cannot know

    def test_a_level_that_grew_is_no_effect_either(self):
        counts = np.concatenate([np.full(52, 4), np.full(52, 6), np.full(40, 12)])
        assert one(counts, 130)["ratio"] == pytest.approx(1)

    def test_too_few_say_how_many_would_be_needed(self):
        row = one([1, 0, 0, 0, 0, 0, 0, 1, 0], 4)
        assert row["verdict"] == TOO_FEW and math.isnan(row["ratio"]) and 3 <= row["needed"] <= 8

    def test_weeks_to_come_can_only_show_more(self):
        assert one([9, 9, 9, 9, 9, 9, 9, 0, 0], 4, complete=7)["verdict"] == EARLY
        assert one([9, 9, 9, 9, 0, 0, 0, 0, 0], 4, complete=9)["verdict"] == LESS
        assert one([2, 1, 2, 1, 18, 9, 9, 0, 0], 4, complete=7)["verdict"] == MORE

    def test_weeks_that_vary_widely_widen_the_range(self):
        base = [0, 12, 1, 11, 0, 12, 1, 11, 0, 12, 1, 11, 9, 9, 8, 9, 9]
        calm = [6] * 12 + [9, 9, 8, 9, 9]
        wild, even = one(base, 12), one(calm, 12)
        assert wild["ratio"] == even["ratio"] and wild["dispersion"] > 5 > even["dispersion"] == 1
        assert wild["low"] < even["low"] and wild["high"] > even["high"] and wild["p"] > even["p"]

    def test_dispersion_is_the_loop(self):
        weeks = [3, 9, 1, 8, 2, 7, 4, 6, 0, 11]
        squares = [(b - a) ** 2 for a, b in pairwise(weeks)]
        assert dispersion_of(np.array(weeks)) == pytest.approx(sum(squares) / 9 / 2 / (sum(weeks) / 10))
        assert dispersion_of(np.zeros(20)) == dispersion_of(np.array([1, 99])) == 1


class TestRatioOfRatios:
    @pytest.mark.parametrize(
        "table",
        [(7, 3, 5, 12), (40, 20, 61, 58), (1, 9, 8, 2), (0, 5, 4, 6), (90, 70, 95, 86)],
    )
    def test_scipy_says_the_same(self, table):
        a, b, c, d = table
        ratio, low, high, p = odds_ratio(a, b, c, d)
        theirs = scipys([[a, b], [c, d]], kind="conditional").confidence_interval(0.95)
        assert (low, high) == pytest.approx((theirs.low, theirs.high), rel=1e-6)
        one_sided = [fisher_exact([[a, b], [c, d]], alternative=side)[1] for side in ("less", "greater")]
        assert p == pytest.approx(min(1, 2 * min(one_sided))) and ratio == pytest.approx(a * d / (b * c))

    def test_a_margin_of_nothing_is_told(self):
        with pytest.raises(BadNumberError, match="longer windows"):
            odds_ratio(0, 0, 3, 4)


class TestManyEvents:
    def test_looking_at_many_is_allowed_for(self):
        counts = np.full(130, 4)
        counts[60:65] = 8
        alone = one(counts[:104], 60)
        many = event_windows(counts[:104], [spans_of(at, at, weeks=104) for at in range(5, 95, 5)])
        row = many.iloc[list(range(5, 95, 5)).index(60)]
        assert alone["verdict"] == MORE and row["p"] == alone["p"] and row["q"] > alone["q"]

    def test_their_order_does_not_matter(self):
        counts = np.random.default_rng(3).poisson(5, 120)
        spans = [spans_of(at, at + 1, weeks=120) for at in (9, 40, 70, 113, 118)]
        there, back = event_windows(counts, spans), event_windows(counts, spans[::-1])
        assert there.equals(back.iloc[::-1].reset_index(drop=True))

    @pytest.mark.parametrize("mean", [2, 12])
    def test_chance_is_seldom_called_more(self, mean):
        draw = np.random.default_rng(20)
        series = [draw.poisson(mean, 40) for _ in range(200)]
        verdicts = [one(each, 30)["verdict"] for each in series]
        assert verdicts.count(MORE) <= 10 and verdicts.count(LESS) <= 10

    def test_chance_with_a_season_is_seldom_called_more(self):
        draw = np.random.default_rng(21)
        season = 6 * (1 + 0.5 * np.sin(np.arange(160) * 2 * np.pi / 52))
        verdicts = [one(draw.poisson(season), 150)["verdict"] for _ in range(200)]
        assert verdicts.count(MORE) <= 10


class TestTogether:
    def test_the_means_are_the_loop(self):
        counts = np.random.default_rng(5).poisson(6, 160)
        at = [12, 50, 90, 130]
        found = superposed(counts, at, before=3, after=2, replicates=99)
        for row in found.weeks.to_dict("records"):
            assert row["mean"] == sum(counts[each + row["week"]] for each in at) / 4
        before = sum(counts[each + week] for each in at for week in (-3, -2, -1)) / 12
        after = sum(counts[each + week] for each in at for week in (0, 1, 2)) / 12
        assert found.ratio == pytest.approx(after / before) and found.events == 4

    def test_a_planted_rise_is_found_and_chance_is_not(self):
        draw = np.random.default_rng(6)
        counts = draw.poisson(6, 160)
        at = [12, 38, 60, 90, 120, 140]
        p = [superposed(draw.poisson(6, 160), at, replicates=99, seed=n).p for n in range(60)]
        assert sum(each <= 0.05 for each in p) <= 8 and min(p) >= 0.01
        for each in at:
            counts[each : each + 5] += 6
        assert superposed(counts, at).p <= 0.01

    def test_a_season_is_no_effect(self):
        season = np.tile(np.r_[np.full(26, 3), np.full(26, 12)], 4)
        counts = np.random.default_rng(7).poisson(season)
        assert superposed(counts, [27, 27 + 52, 27 + 104, 27 + 156]).p > 0.01

    def test_order_and_seed(self):
        counts = np.random.default_rng(8).poisson(6, 160)
        one_way, other = superposed(counts, [12, 50, 90]), superposed(counts, [90, 12, 50])
        assert one_way.weeks.equals(other.weeks) and one_way.p == other.p

    def test_too_few_events_or_dates_or_reports_are_told(self):
        with pytest.raises(NotEnoughError, match="3 are needed"):
            superposed([4] * 60, [10, 20])
        with pytest.raises(NotEnoughError, match="chance dates"):
            superposed([4] * 22, [5, 10, 15], before=5, after=5, season_weeks=1)
        with pytest.raises(NotEnoughError, match="No reports"):
            superposed([0] * 60, [10, 20, 30])


class TestWhatCannotBe:
    @pytest.mark.parametrize("bad", [[1, -1] * 10, [1.5] * 20, [math.nan] * 20, [math.inf] * 20, ["a"] * 20])
    def test_counts_that_are_none(self, bad):
        for ask in (lambda: one(bad, 6), lambda: superposed(bad, [6, 8, 10])):
            with pytest.raises(BadNumberError):
                ask()

    @pytest.mark.parametrize("how", [{"before": 0}, {"after": 27}, {"before": math.nan}, {"after": "four"}])
    def test_windows_that_are_none(self, how):
        with pytest.raises(SettingError, match="1 to 26"):
            spans_of(5, 5, weeks=20, **how)

    def test_days_the_wrong_way_round(self):
        with pytest.raises(SettingError, match="Mend its days"):
            spans_of(6, 5, weeks=20)

    def test_spans_of_another_series(self):
        with pytest.raises(BadNumberError, match="beyond the series"):
            event_windows([4] * 12, [spans_of(12, 12, weeks=40)])

    def test_nothing_at_all(self):
        assert event_windows([4] * 12, []).empty
        assert one([0] * 12, 6)["verdict"] == TOO_FEW
