"""Rules tried on periods that they knew nothing of: by hand, by loop, by chance, and in the town."""

from datetime import date
from itertools import pairwise

import numpy as np
import pytest

from spatial.errors import BadNumberError, Cancelled, NoDenominatorError, SettingError
from spatial.trust.backtest import Origin, Trial, back_test, months_later, rolling_origins
from spatial.trust.ranking_rules import RULES, expected_density, ground_km2, same_places
from tests.spatial.hex_town import cell_at, evidence, scatter, town

pytestmark = pytest.mark.filterwarnings("error")


def trial(observed, *, area=None, name="a quarter", **scores) -> Trial:
    return Trial(name, np.ones(len(observed)) if area is None else area, observed, scores)


class TestOrigins:
    def test_quarters_are_calendar_ones_with_a_whole_year_before(self):
        found = rolling_origins(date(2024, 11, 1), date(2026, 10, 31))
        assert found[0] == Origin(date(2026, 1, 1), date(2026, 3, 31))
        assert found[-1] == Origin(date(2026, 7, 1), date(2026, 9, 30))
        assert len(found) == 3

    def test_records_that_begin_within_a_month_count_from_the_next(self):
        found = rolling_origins(date(2026, 1, 2), date(2026, 6, 30), months=1, history_months=3)
        assert [one.start for one in found] == [date(2026, 5, 1), date(2026, 6, 1)]

    def test_a_period_that_is_not_whole_is_not_tried(self):
        assert rolling_origins(date(2024, 1, 1), date(2025, 3, 30)) == ()
        assert len(rolling_origins(date(2024, 1, 1), date(2025, 3, 31))) == 1

    def test_the_latest_are_kept_and_none_overlaps(self):
        found = rolling_origins(date(2010, 1, 1), date(2026, 1, 1), months=1, history_months=1, most=5)
        assert [one.start.month for one in found] == [8, 9, 10, 11, 12]
        assert all(one.end < after.start for one, after in pairwise(found))

    def test_months_run_over_the_year(self):
        assert months_later(date(2026, 1, 31), -1) == date(2025, 12, 1)
        assert months_later(date(2025, 11, 5), 14) == date(2027, 1, 1)

    def test_a_period_that_does_not_fill_a_year_is_refused(self):
        with pytest.raises(SettingError, match="5 months"):
            rolling_origins(date(2020, 1, 1), date(2026, 1, 1), months=5)


class TestByHand:
    def test_hits_are_added_up_over_the_periods(self):
        trials = [
            trial([10, 5, 3, 2], good=[4, 3, 2, 1], naive=[1, 2, 3, 4]),
            trial([8, 0, 1, 11], good=[4, 3, 2, 1], naive=[4, 3, 2, 1]),
        ]
        found = back_test(trials, naive="naive", area_shares=[0.25], resamples=199)
        rows = found.table.set_index("rule")
        assert rows.loc["good", "hits"] == 18 and rows.loc["naive", "hits"] == 10
        assert rows.loc["good", "incidents"] == 40 and rows.loc["good", "hit_rate"] == 0.45
        assert rows.loc["good", "pai"] == pytest.approx(1.8)
        assert rows.loc["good", "pei"] == pytest.approx(18 / 21)
        assert rows.loc["good", "more"] == 8 and rows.loc["naive", "more"] == 0

    def test_intervals_against_a_loop_that_draws_incidents_one_by_one(self):
        first, second = [10, 5, 3, 12], [8, 0, 1, 11]
        trials = [trial(seen, good=[4, 3, 2, 1], naive=[1, 2, 4, 3]) for seen in (first, second)]
        row = back_test(trials, naive="naive", area_shares=[0.5], resamples=4000).table.iloc[0]
        dice = np.random.default_rng(4)
        incidents = [np.repeat(np.arange(4), seen) for seen in (first, second)]
        rates, more = [], []
        for _ in range(4000):
            drawn = np.concatenate(
                [dice.choice(incidents[k], size=len(incidents[k])) for k in dice.integers(0, 2, 2)]
            )
            rates.append(np.isin(drawn, [0, 1]).mean())
            more.append((rates[-1] - np.isin(drawn, [2, 3]).mean()) * 50)
        assert [row["hit_rate_low"], row["hit_rate_high"]] == pytest.approx(
            np.quantile(rates, [0.025, 0.975]), abs=0.02
        )
        assert [row["more_low"], row["more_high"]] == pytest.approx(np.quantile(more, [0.025, 0.975]), abs=2)

    def test_a_rule_that_is_plainly_better_differs(self):
        dice = np.random.default_rng(1)
        trials = [
            trial([*dice.poisson(30, 2), *dice.poisson(2, 18)], good=range(20, 0, -1), naive=range(20))
            for _ in range(4)
        ]
        found = back_test(trials, naive="naive", area_shares=[0.1])
        assert found.state == "found" and "can be told from chance" in found.sentence

    def test_the_order_of_rows_and_of_rules_does_not_matter(self):
        dice = np.random.default_rng(6)
        seen, area = dice.poisson(2, 30), dice.random(30) + 0.2
        scores = {"one": dice.random(30), "naive": dice.integers(0, 3, 30)}
        turned = dice.permutation(30)
        asked = {"naive": "naive", "resamples": 299}
        here = back_test([trial(seen, area=area, **scores)] * 2, **asked).table
        there = {name: score[turned] for name, score in scores.items()}
        other = back_test([trial(seen[turned], area=area[turned], **there)] * 2, **asked).table
        assert here.drop(columns="rule").round(9).equals(other.drop(columns="rule").round(9))


class TestChance:
    def test_a_rule_no_better_than_the_naive_one_is_seldom_said_to_differ(self):
        dice, said = np.random.default_rng(7), 0
        for number in range(100):
            even = np.full(200, 0.8)
            trials = [
                trial(dice.poisson(even), one=dice.random(200), two=dice.random(200), naive=dice.random(200))
                for _ in range(6)
            ]
            found = back_test(trials, naive="naive", area_shares=[0.05, 0.1], resamples=999, seed=number)
            said += found.state == "found"
        assert said <= 12

    def test_yardsticks_do_not_count_among_what_was_tried(self):
        dice = np.random.default_rng(3)
        trials = [
            trial(
                np.sort(dice.poisson(3, 100))[::-1],
                naive=-np.arange(100.0),
                ground=np.zeros(100),
                rule=np.roll(-np.arange(100.0), 1),
            )
            for _ in range(3)
        ]
        found = back_test(trials, naive="naive", yardsticks=["ground"], area_shares=[0.1])
        rows = found.table.set_index("rule")
        assert rows.loc["ground", "differs"] and rows.loc["ground", "pai"] == pytest.approx(1)
        assert rows.loc["rule", "q"] == rows.loc["rule", "p"]


class TestNotEnough:
    @pytest.mark.parametrize(
        "trials",
        [
            [],
            [trial([40, 10], naive=[1, 0])],
            [trial([1, 0], naive=[1, 0]), trial([0, 2], naive=[1, 0])],
            [trial([40, 10], naive=[1, 0]), trial([0, 0], naive=[1, 0])],
        ],
        ids=["none", "one period", "few incidents", "one empty"],
    )
    def test_it_is_said_with_what_would_do(self, trials):
        found = back_test(trials, naive="naive")
        assert found.state == "not enough data" and found.table.empty
        assert "2 periods with 30 together" in found.sentence

    def test_a_period_without_incidents_is_left_out(self):
        trials = [trial([20, 0, 10], naive=[3, 2, 1], name=name) for name in ("spring", "summer")]
        found = back_test([*trials, trial([0, 0, 0], naive=[1, 1, 1], name="autumn")], naive="naive")
        assert found.settings["trials"] == ["spring", "summer"]
        assert found.settings["without_incidents"] == ["autumn"]


def test_what_does_not_fit_together_is_refused():
    good = trial([20, 20], naive=[1, 0], rule=[0, 1])
    for trials, error in (
        ([good, trial([20, 20], naive=[1, 0])], SettingError),
        ([trial([20, 20], rule=[1, 0])] * 2, SettingError),
        ([trial([20, 20, 1], area=np.ones(2), naive=[1, 0])] * 2, BadNumberError),
        ([trial([20, np.nan], naive=[1, 0])] * 2, BadNumberError),
        ([trial([20, 20], naive=[np.nan, 0])] * 2, BadNumberError),
        ([trial([20, 20], area=[1, 0], naive=[1, 0])] * 2, NoDenominatorError),
    ):
        with pytest.raises(error):
            back_test(trials, naive="naive")
    for shares in ([], [0], [2]):
        with pytest.raises(SettingError):
            back_test([good, good], naive="naive", area_shares=shares)


def test_it_tells_how_far_it_is_and_can_be_stopped():
    trials = [trial([20, 20], naive=[1, 0], rule=[0, 1])] * 3
    heard = []
    back_test(trials, naive="naive", told=heard.append)
    assert heard == sorted(heard) and heard[-1] == 1

    def stop(done):
        raise Cancelled

    with pytest.raises(Cancelled):
        back_test(trials, naive="naive", told=stop)


@pytest.mark.parametrize("rule", [*RULES.values(), same_places, expected_density])
class TestEveryRule:
    def test_it_looks_first_where_most_was(self, rule):
        dice = np.random.default_rng(11)
        x, y = scatter(dice, 300)
        lattice, _ = town()
        at = cell_at(10, 10)
        share = np.full(400, 0.99 / 399)
        share[at] = 0.01
        seen = evidence(
            np.append(x, np.full(60, lattice.x[at])), np.append(y, np.full(60, lattice.y[at])), share=share
        )
        score = rule(seen)
        assert score.shape == (400,) and np.isfinite(score).all()
        best = int(np.argmax(score))
        assert np.hypot(lattice.x[best] - lattice.x[at], lattice.y[best] - lattice.y[at]) < 800

    def test_nothing_known_before_is_no_reason_to_fail(self, rule):
        score = rule(evidence([], []))
        assert np.isfinite(score).all() and np.ptp(score) == pytest.approx(0)


def test_ground_is_never_none():
    lattice, _ = town()
    assert (ground_km2(lattice) > 0).all()
