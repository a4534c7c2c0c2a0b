"""Did it work: the published difference in words, and chance alone seldom looks like success."""

from collections.abc import Callable

import numpy as np
import pytest
from scipy.stats import chi2_contingency, norm

from spatial.errors import NotEnoughError, SettingError
from spatial.evaluation.controls import choose_apart, compare_areas, patches
from spatial.evaluation.dispersion import dispersion
from spatial.evaluation.power import power_of
from spatial.evaluation.pre_trend import ALIKE, APART, TOO_FEW, pre_trend
from spatial.evaluation.rings import ring_of, touching
from spatial.evaluation.verdict import (
    CHANCE,
    FEWER,
    MORE,
    OFFSET,
    OFFSET_FALL,
    Counts,
    judge,
)
from spatial.evaluation.verdict import TOO_FEW as TOO_FEW_TO_SAY
from tests.spatial.hex_town import cell_at, town

PAPER = Counts(control=(308, 318), treated=(207, 110), control_ring=(150, 140), ring=(178, 157))
"""Wheeler and Ratcliffe (2018)."""


class TestTheVerdict:
    def test_of_the_published_case_is_fewer_than_expected(self) -> None:
        found = judge(PAPER)
        assert found.verdict == FEWER
        assert found.difference is not None
        assert found.difference.total == -118
        assert found.difference.total_se == pytest.approx(39.59797975, abs=1e-8)
        assert round(found.difference.z, 2) == -2.98
        assert (round(found.difference.low), round(found.difference.high)) == (-196, -40)
        assert found.expected == 217

    @pytest.mark.parametrize(
        ("counts", "said"),
        [
            (Counts((20, 20), (20, 10)), TOO_FEW_TO_SAY),  # the paper's simple case: z is -1.2
            (Counts((300, 300), (300, 290)), CHANCE),
            (Counts((100, 100), (100, 160)), MORE),
            (Counts((200, 200), (200, 120), (200, 200), (200, 270)), OFFSET),
            (Counts((200, 200), (200, 110), (200, 200), (200, 205)), FEWER),
            (Counts((0, 0), (0, 0)), TOO_FEW_TO_SAY),
            (Counts((40, 40), (4, 4)), TOO_FEW_TO_SAY),
        ],
    )
    def test_has_plain_words(self, counts: Counts, said: str) -> None:
        assert judge(counts).verdict == said

    def test_of_a_campaign_for_reporting_looks_for_more(self) -> None:
        assert judge(Counts((200, 200), (200, 290)), rise=True).verdict == MORE
        moved = Counts((200, 200), (200, 290), (200, 200), (200, 120))
        assert judge(moved, rise=True).verdict == OFFSET_FALL

    def test_counts_three_controls_as_their_mean(self) -> None:
        one, three = judge(Counts((100, 90), (100, 60))), judge(Counts((300, 270), (100, 60)), controls=3)
        assert one.difference is not None and three.difference is not None
        assert one.difference.total == pytest.approx(three.difference.total) == -30
        assert three.difference.total_se == pytest.approx(np.sqrt(160 + 570 / 9))

    def test_says_how_many_would_do(self) -> None:
        found = judge(Counts((20, 20), (20, 10)))
        q2 = (norm.ppf(0.975) + norm.ppf(0.8)) ** 2
        assert found.needed == np.ceil(q2 * (4 - 0.5) / 0.25) == 110

    @pytest.mark.parametrize("mean", [6.0, 30.0])
    def test_of_chance_alone_is_seldom_clear(self, mean: float) -> None:
        rng = np.random.default_rng(1)
        drawn = rng.poisson(mean, size=(1500, 2, 2))
        said = [judge(Counts(tuple(c), tuple(t))).verdict for c, t in drawn.tolist()]
        assert sum(each in (FEWER, MORE) for each in said) / len(said) < 0.06


class TestPower:
    def test_is_what_simulation_finds(self) -> None:
        found = power_of((180.0, 60.0, 0.0, 0.0), controls=3)
        rng = np.random.default_rng(2)
        before = rng.poisson([180, 60], size=(1500, 2))
        after = rng.poisson([180, 60 - found.least], size=(1500, 2))
        pairs = zip(before.tolist(), after.tolist(), strict=True)
        clear = [judge(Counts((b[0], a[0]), (b[1], a[1])), controls=3).verdict == FEWER for b, a in pairs]
        assert np.mean(clear) == pytest.approx(0.8, abs=0.04)

    def test_is_enough_just_where_it_says(self) -> None:
        few = power_of((20.0, 20.0, 20.0, 20.0))
        scaled = few.needed / 20
        enough = power_of((20 * scaled, 20 * scaled, 20 * scaled, 20 * scaled))
        assert not few.sees_worth and enough.sees_worth
        less = power_of(tuple((few.needed - 1.0,) * 4))  # type: ignore[arg-type]
        assert not less.sees_worth

    def test_of_a_fall_below_nothing_is_none(self) -> None:
        assert not power_of((10.0, 10.0, 0.0, 0.0)).is_possible
        assert power_of((10.0, 10.0, 0.0, 0.0), rise=True).is_possible

    def test_counts_a_longer_time_before_for_more(self) -> None:
        short, long = power_of((50.0, 50.0, 0.0, 0.0)), power_of((100.0, 100.0, 0.0, 0.0), time_weight=2)
        assert long.expected == short.expected and long.least < short.least

    def test_says_what_is_missing_or_wrong(self) -> None:
        with pytest.raises(NotEnoughError, match="treated area had no report"):
            power_of((10.0, 0.0, 0.0, 0.0))
        with pytest.raises(SettingError, match="cannot be"):
            power_of((10.0, 10.0, 0.0, 0.0), worth=2.0)
        with pytest.raises(SettingError, match="above zero"):
            power_of((10.0, 10.0, 0.0, 0.0), time_weight=0)


class TestPlacesThatVaryMoreThanChance:
    def test_are_found_out_and_seldom_called_changed(self) -> None:
        rng = np.random.default_rng(6)
        mean = np.full((300, 3), 40.0) * rng.gamma(12, 1 / 12, size=(300, 3))  # bursts: each time its own
        drawn = rng.poisson(mean)
        found = dispersion(drawn[:, 0], drawn[:, 1])
        assert found is not None and 3 < found < 6
        narrow = wide = 0
        for at in range(0, 300, 2):
            counts = Counts(tuple(drawn[at, 1:].tolist()), tuple(drawn[at + 1, 1:].tolist()))
            narrow += judge(counts).verdict in (FEWER, MORE)
            wide += judge(counts, dispersion=found).verdict in (FEWER, MORE)
        assert wide / 150 <= 0.08 and narrow / 150 > 0.2

    def test_is_the_chi_squared_of_their_table(self) -> None:
        rng = np.random.default_rng(7)
        table = rng.poisson(20, size=(30, 2)) * 2
        by_hand = chi2_contingency(table, correction=False)
        assert dispersion(table[:, 0], table[:, 1]) == pytest.approx(by_hand.statistic / 29)

    def test_is_one_for_chance_and_unknown_of_a_few(self) -> None:
        rng = np.random.default_rng(8)
        assert dispersion(*rng.poisson(30, size=(2, 400))) == pytest.approx(1.0, abs=0.2)
        assert dispersion([3, 4], [4, 3]) is None

    def test_needs_so_many_times_more(self) -> None:
        plain, spread = (power_of((50.0, 50.0, 0.0, 0.0), dispersion=d) for d in (1.0, 3.0))
        assert spread.needed == pytest.approx(3 * plain.needed, abs=3) and spread.least > plain.least


class TestTheTimeBefore:
    def test_is_measured_as_its_formula_says(self) -> None:
        control, treated = [12, 9, 11, 10, 8], [3, 4, 6, 7, 9]
        when = [t for t, n in enumerate(control) for _ in range(n)] + [
            t for t, n in enumerate(treated) for _ in range(n)
        ]
        is_treated = [0] * sum(control) + [1] * sum(treated)
        n = len(when)
        covered = sum(
            (t - np.mean(when)) * (i - np.mean(is_treated)) for t, i in zip(when, is_treated, strict=True)
        )
        by_hand = covered / np.sqrt(np.var(when) * np.var(is_treated) * n * n / (n - 1))
        assert pre_trend(control, treated).z == pytest.approx(by_hand)

    def test_gives_shuffling_right(self) -> None:
        control, treated = [12, 9, 11, 10, 8], [3, 4, 6, 7, 9]
        when = np.repeat(np.tile(np.arange(5), 2), control + treated)
        rng, many = np.random.default_rng(3), sum(treated)
        seen = when[-many:].sum() - many * when.mean()
        drawn = np.array([rng.permutation(when)[:many].sum() for _ in range(3000)]) - many * when.mean()
        assert pre_trend(control, treated).p == pytest.approx((abs(drawn) >= abs(seen)).mean(), abs=0.02)

    def test_went_another_way_alike_or_nobody_can_say(self) -> None:
        assert pre_trend([20, 20, 20, 20], [10, 20, 30, 40]).verdict == APART
        assert pre_trend([20, 22, 19, 20], [10, 11, 10, 9]).verdict == ALIKE
        assert pre_trend([20, 22, 19, 20], [1, 2, 1, 2]).verdict == TOO_FEW
        assert pre_trend([20, 22], [20, 22]).verdict == TOO_FEW


class TestTheGround:
    def test_around_a_cell_is_six_and_touches_it(self) -> None:
        lattice, _ = town()
        area = np.zeros(400, dtype=bool)
        area[cell_at(10, 10)] = True
        ring = ring_of(area, lattice.neighbours)
        assert ring.sum() == 6 and not ring[cell_at(10, 10)]
        assert ring_of(area, lattice.neighbours, steps=2).sum() == 18
        assert touching(area, ring, lattice.neighbours)
        assert not touching(area, ~(area | ring), lattice.neighbours)

    def test_of_a_patch_is_a_cell_with_those_nearest(self) -> None:
        lattice, _ = town()
        found = patches(lattice.x, lattice.y, np.ones(400, dtype=bool), size=7)
        area = np.zeros(400, dtype=bool)
        area[cell_at(10, 10)] = True
        disk = area | ring_of(area, lattice.neighbours)
        assert sum((row.astype(bool) == disk).all() for row in found.toarray()) == 1
        assert not patches(lattice.x, lattice.y, np.zeros(400, dtype=bool), size=7).shape[0]

    def test_of_controls_is_alike_and_apart(self) -> None:
        lattice, _ = town()
        x, y = lattice.x, lattice.y
        areas = patches(x, y, np.ones(400, dtype=bool), size=7)
        masks = areas.toarray().astype(bool)
        treated = masks[0]
        steps = np.ones((400, 4), dtype=np.int64) * 3
        level = np.where(x > np.median(x), 40, 12)
        level[treated] = 12
        mix = np.zeros((400, 2), dtype=np.int64)
        mix[:, 0] = 10
        mix[y > np.median(y)] = [0, 10]
        table = compare_areas(areas, treated, level=level, steps=steps, mix=mix)
        best = table[table["is_suitable"]]
        assert (best["times"].between(0.5, 2)).all() and best["mix_apart"].iloc[0] < 0.5
        taken = treated | ring_of(treated, lattice.neighbours)
        chosen = choose_apart(best["area"].to_numpy(), areas, taken, lattice.neighbours, most=3)
        assert len(chosen) == 3
        wide = [masks[at] | ring_of(masks[at], lattice.neighbours) for at in chosen]
        assert not any((one & taken).any() for one in wide)
        assert np.sum(wide, axis=0).max() == 1


def test_a_place_chosen_for_its_peak_does_not_seem_cured(proof: Callable[[str], None]) -> None:
    """Nothing is done: the worst of many like areas falls by itself, unless its peak is left out."""
    rng = np.random.default_rng(4)
    left_in, left_out = 0, 0
    for _ in range(400):
        rates = rng.gamma(6.0, 4.0, size=60)
        peak, before, after = rng.poisson(rates, size=(3, 60))
        at = int(peak.argmax())
        others = np.setdiff1d(np.arange(60), [at])
        alike = others[np.argsort(np.abs(peak[others] - peak[at]), kind="stable")[:3]]
        for_all = rng.choice(others, 3, replace=False)
        naive = Counts((int(peak[for_all].sum()), int(after[for_all].sum())), (int(peak[at]), int(after[at])))
        fair = Counts((int(before[alike].sum()), int(after[alike].sum())), (int(before[at]), int(after[at])))
        left_in += judge(naive, controls=3).verdict == FEWER
        left_out += judge(fair, controls=3).verdict == FEWER
    proof(
        f"nothing done, 400 worst places: 'fewer' said of {left_in} with the peak counted, {left_out} without"
    )
    assert left_out / 400 <= 0.05 < left_in / 400
