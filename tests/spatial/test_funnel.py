"""Funnel plots: limits against sums written out, chance, over-dispersion against an oracle, bad input."""

import math

import numpy as np
import pytest
from statsmodels.stats.meta_analysis import combine_effects

from spatial.comparing import funnel as room
from spatial.comparing.funnel import binomial_limits, drawn_limits, funnel, poisson_limits, rate_limits
from spatial.comparing.overdispersion import (
    between_variance,
    dispersion,
    standard_error,
    widened_limits,
    winsorised,
    z_scores,
)
from spatial.errors import BadNumberError, NoDenominatorError, NotEnoughError, SettingError

pytestmark = pytest.mark.filterwarnings("error")


def poisson_chances(mean: float, most: int) -> list[float]:
    return [math.exp(-mean + r * math.log(mean) - math.lgamma(r + 1)) for r in range(most)]


def binomial_chances(n: int, share: float) -> list[float]:
    return [math.comb(n, r) * share**r * (1 - share) ** (n - r) for r in range(n + 1)]


def first_reaching(chances: list[float], p: float) -> tuple[int, float]:
    """The smallest count with that much chance up to it, and Spiegelhalter's point below it."""
    total = 0.0
    for r, chance in enumerate(chances):
        if total + chance >= p:
            return r, r - (total + chance - p) / chance
        total += chance
    raise AssertionError("more counts are needed")


class TestLimits:
    @pytest.mark.parametrize("mean", [0.3, 1.0, 4.4, 17.0, 60.2])
    def test_poisson_limits_are_a_loop_s(self, mean: float) -> None:
        chances = poisson_chances(mean, 200)
        loop = [first_reaching(chances, p) for p in (0.025, 0.975, 0.001, 0.999)]
        assert poisson_limits([mean])[0].tolist() == [whole for whole, _ in loop]
        smooth = [max(between, 0) for _, between in loop]
        assert poisson_limits([mean], interpolated=True)[0] == pytest.approx(smooth)

    @pytest.mark.parametrize(("n", "share"), [(1, 0.5), (12, 0.1), (60, 0.35), (200, 0.97)])
    def test_binomial_limits_are_a_loop_s(self, n: int, share: float) -> None:
        chances = binomial_chances(n, share)
        loop = [first_reaching(chances, p) for p in (0.025, 0.975, 0.001, 0.999)]
        assert binomial_limits([n], proportion=share)[0].tolist() == [whole for whole, _ in loop]
        smooth = [max(between, 0) for _, between in loop]
        assert binomial_limits([n], proportion=share, interpolated=True)[0] == pytest.approx(smooth)

    def test_few_of_many_are_as_poisson(self) -> None:
        many = binomial_limits([10_000_000], proportion=2e-6)
        assert many.tolist() == poisson_limits([20]).tolist()

    def test_of_nothing_nothing_is_expected(self) -> None:
        assert poisson_limits([0.0]).tolist() == [[0, 0, 0, 0]]
        assert binomial_limits([0], proportion=0.3).tolist() == [[0, 0, 0, 0]]
        assert binomial_limits([5], proportion=1.0).tolist() == [[5, 5, 5, 5]]
        assert poisson_limits([]).shape == (0, 4)

    def test_smooth_limits_lie_at_most_one_below_the_whole_ones(self) -> None:
        mean = np.linspace(0.1, 80, 400)
        gap = poisson_limits(mean) - poisson_limits(mean, interpolated=True)
        assert gap.min() >= 0 and gap.max() <= 1

    def test_limits_of_rates_narrow_with_people(self) -> None:
        limits = rate_limits([10_000, 100_000, 1_000_000], rate=2.0)
        assert (np.diff(limits[:, 0]) > 0).all() and (np.diff(limits[:, 1]) < 0).all()
        assert limits[1, 1] == pytest.approx(poisson_limits([200], interpolated=True)[0, 1] / 100)

    def test_an_area_without_people_has_no_limits(self) -> None:
        with pytest.raises(NoDenominatorError, match="area 2 is 0"):
            rate_limits([10, 0], rate=2.0)

    @pytest.mark.parametrize("bad", [np.nan, np.inf, -1.0])
    def test_bad_means_are_named(self, bad: float) -> None:
        with pytest.raises(BadNumberError, match="expected"):
            poisson_limits([3.0, bad])

    def test_a_share_above_one_is_refused(self) -> None:
        with pytest.raises(SettingError, match="proportion"):
            binomial_limits([3], proportion=1.2)

    def test_a_level_that_is_none_is_refused(self) -> None:
        with pytest.raises(SettingError, match="level"):
            poisson_limits([3.0], levels=(1.0,))

    def test_areas_that_differ_by_chance_alone_are_seldom_outside(self) -> None:
        dice = np.random.default_rng(20)
        mean = dice.uniform(1, 60, 20_000)
        low, high, far_low, far_high = poisson_limits(mean).T
        got = dice.poisson(mean)
        assert ((got < low) | (got > high)).mean() < 0.05
        assert ((got < far_low) | (got > far_high)).mean() < 0.002


class TestOverDispersion:
    def test_tau_squared_is_dersimonian_and_laird_s(self) -> None:
        dice = np.random.default_rng(3)
        s = dice.uniform(0.05, 0.4, 12)
        y = dice.normal(0.3, np.sqrt(0.04 + s**2))
        oracle = combine_effects(y, s**2, method_re="dl")
        centre = np.average(y, weights=s**-2.0)  # DerSimonian and Laird's target is the weighted mean
        phi = dispersion((y - centre) / s, winsorise=0)
        assert between_variance(phi, s) == pytest.approx(oracle.tau2)

    def test_by_chance_phi_is_about_one_and_tau_nought(self) -> None:
        dice = np.random.default_rng(8)
        mean = dice.uniform(20, 200, 4000)
        assert dispersion(z_scores(dice.poisson(mean), mean), winsorise=0) == pytest.approx(1, abs=0.08)
        assert between_variance(0.5, standard_error(mean)) == 0

    def test_by_chance_phi_is_about_two_thirds_where_the_ends_are_drawn_in(self) -> None:
        dice = np.random.default_rng(12)
        mean = np.full(200, 100.0)
        found = [dispersion(z_scores(dice.poisson(mean), mean)) for _ in range(400)]
        assert np.mean(found) == pytest.approx(0.68, abs=0.02)

    def test_winsorising_draws_the_ends_in(self) -> None:
        z = [-50, -1, -0.5, 0, 0, 0.5, 0.8, 1, 1.2, 90]
        drawn = winsorised(z, share=0.1)
        assert drawn.min() == pytest.approx(-1 - 49 * 0.1) and drawn.max() == pytest.approx(1.2 + 88.8 * 0.1)
        assert winsorised(z, share=0.2).max() < drawn.max() < 90
        assert winsorised(z, share=0).tolist() == z
        assert winsorised([], share=0.1).size == 0

    @pytest.mark.parametrize("scale", ["square root", "log", "plain"])
    def test_limits_without_more_than_chance_are_near_the_exact_ones(self, scale: str) -> None:
        low, high = widened_limits([400.0], deviations=1.96, scale=scale)
        assert [low[0], high[0]] == pytest.approx(poisson_limits([400.0])[0, :2], rel=0.01)

    def test_both_ways_of_widening_agree_where_all_areas_are_alike(self) -> None:
        phi, mean = 4.0, np.full(9, 50.0)
        tau2 = between_variance(phi * 9 / 9, standard_error(mean))
        by_factor = widened_limits(mean, deviations=1.96, phi=phi)[1][0]
        by_variance = widened_limits(mean, deviations=1.96, tau2=tau2)[1][0]
        assert by_variance == pytest.approx(by_factor, rel=0.03)

    def test_what_has_no_logarithm_is_said(self) -> None:
        with pytest.raises(NotEnoughError, match="no logarithm"):
            z_scores([0, 3], [1, 2], scale="log")

    @pytest.mark.parametrize("share", [-0.1, 0.5, np.nan])
    def test_a_share_out_of_reach_is_refused(self, share: float) -> None:
        with pytest.raises(SettingError, match="winsorised share"):
            winsorised([1, 2], share=share)

    def test_an_unknown_scale_is_refused(self) -> None:
        with pytest.raises(SettingError, match="no scale"):
            standard_error([3.0], scale="cube")

    def test_nothing_expected_is_said(self) -> None:
        with pytest.raises(NoDenominatorError, match="position 1"):
            z_scores([1, 2], [3, 0])

    def test_no_areas_have_no_phi(self) -> None:
        with pytest.raises(NotEnoughError, match="Give two or more"):
            dispersion([])


class TestFunnel:
    EXPECTED = (20.0, 20.0, 20.0, 20.0, 20.0)

    def test_each_area_is_placed_by_hand(self) -> None:
        found = funnel([29, 30, 36, 11, 7], self.EXPECTED, names=list("abcde"))
        where = [room.WITHIN, room.ABOVE, room.FAR_ABOVE, room.BELOW, room.FAR_BELOW]
        assert found.table["position"].tolist() == where
        assert found.state == "found" and found.sentence.startswith(
            "Of 5 areas, 1 lies above the 99.8 % limit"
        )

    def test_all_within_is_an_answer(self) -> None:
        found = funnel([20, 21, 19, 25, 15], self.EXPECTED)
        assert found.state == "none"
        assert found.sentence == "All 5 areas are within what chance allows."

    @pytest.mark.parametrize("adjust", ["multiplicative", "additive"])
    def test_limits_that_allow_for_more_are_never_narrower(self, adjust: str) -> None:
        dice = np.random.default_rng(1)
        mean = dice.uniform(2, 300, 40)
        got = dice.poisson(mean * dice.gamma(20, 1 / 20, 40))
        plain, wide = funnel(got, mean), funnel(got, mean, adjust=adjust)
        columns = ["low_95", "low_998"]
        assert (wide.table[columns] <= plain.table[columns]).all().all()
        columns = ["high_95", "high_998"]
        assert (wide.table[columns] >= plain.table[columns]).all().all()
        assert wide.settings["phi"] == plain.settings["phi"] > 1.5
        assert "look at the limits that allow for it" in plain.sentence
        outside = [(found.table["position"] != room.WITHIN).sum() for found in (wide, plain)]
        assert outside[0] < outside[1]

    def test_areas_keep_their_order_and_are_not_ranked(self) -> None:
        got, names = [36, 7, 20, 25, 11], list("ecabd")
        one = funnel(got, self.EXPECTED, names=names)
        assert one.table["name"].tolist() == names and "rank" not in " ".join(one.table.columns)
        turned = funnel(got[::-1], self.EXPECTED, names=names[::-1])
        assert turned.table["position"].tolist() == one.table["position"].tolist()[::-1]
        assert turned.settings["phi"] == pytest.approx(one.settings["phi"])

    @pytest.mark.parametrize("many", [0, 1, 2])
    def test_too_few_areas_is_an_answer(self, many: int) -> None:
        found = funnel([3] * many, [4.0] * many)
        assert found.state == "not enough data" and "It takes 3" in found.sentence and found.table.empty

    def test_too_little_expected_is_an_answer(self) -> None:
        found = funnel([0, 1, 0], [0.2, 0.3, 0.1])
        assert found.state == "not enough data" and "longer time" in found.sentence

    def test_a_scale_that_takes_no_nought_is_an_answer(self) -> None:
        found = funnel([0, 4, 5], [3.0, 4.0, 5.0], scale="log")
        assert found.state == "not enough data" and "square root" in found.sentence

    def test_an_area_of_which_nothing_is_expected_is_named(self) -> None:
        with pytest.raises(NoDenominatorError, match="expected of Quay"):
            funnel([1, 2, 3], [1, 0, 3], names=["Mill", "Quay", "Market"])

    @pytest.mark.parametrize("bad", [np.nan, np.inf, -2, 1.5])
    def test_what_is_no_count_is_named(self, bad: float) -> None:
        with pytest.raises(BadNumberError, match="observed"):
            funnel([1, 2, bad], [1, 2, 3])

    def test_an_unknown_adjustment_is_refused(self) -> None:
        with pytest.raises(SettingError, match="no adjustment"):
            funnel([1, 2, 3], [1, 2, 3], adjust="hope")

    def test_lengths_that_differ_are_refused(self) -> None:
        with pytest.raises(BadNumberError, match="lengths differ"):
            funnel([1, 2, 3], [1.0, 2.0])


class TestDrawnLimits:
    def test_they_are_the_smooth_exact_ones_or_wider(self) -> None:
        people = [5_000, 20_000, 90_000]
        plain = drawn_limits(people, rate=3.0)
        assert plain == pytest.approx(rate_limits(people, rate=3.0))
        for more in ({"adjust": "multiplicative", "phi": 4.0}, {"adjust": "additive", "tau2": 0.02}):
            wide = drawn_limits(people, rate=3.0, **more)
            assert (wide[:, [0, 2]] <= plain[:, [0, 2]]).all() and (wide[:, [1, 3]] >= plain[:, [1, 3]]).all()

    def test_of_nothing_nothing_is_drawn_above(self) -> None:
        assert drawn_limits([5_000], rate=0.0, adjust="additive", tau2=0.1).tolist() == [[0, 0, 0, 0]]
