"""Three units, two fields, a loop written out, chance: how much of what came was in the ground chosen."""

from itertools import product

import numpy as np
import pytest

from spatial.errors import BadNumberError, NoDenominatorError, NotEnoughError, SettingError
from spatial.trust.prediction_accuracy import (
    accuracy_at,
    accuracy_interval,
    best_possible,
    prediction_accuracy,
    taken_part,
)

pytestmark = pytest.mark.filterwarnings("error")
OBSERVED, PREDICTED = [6, 3, 0], [3, 2, 1]


def by_loop(observed, predicted, area):
    """PAI, PEI and RRI of units of one size, one unit at a time."""
    order = sorted(range(len(observed)), key=lambda i: (-predicted[i], observed[i], i))
    best = sorted(observed, reverse=True)
    rows = []
    for k in range(1, len(order) + 1):
        caught = sum(observed[i] for i in order[:k])
        pai = (caught / sum(observed)) / (k * area / (len(observed) * area))
        most = (sum(best[:k]) / sum(observed)) / (k / len(observed))
        rows.append((pai, pai / most, sum(predicted[i] for i in order[:k]) / caught if caught else np.inf))
    return np.array(rows)


class TestPublished:
    def test_three_units_of_ptools(self):
        table = prediction_accuracy(OBSERVED, PREDICTED, [1, 1, 1])
        assert table["pai"].tolist() == pytest.approx([2, 1.5, 1])
        assert table["pei"].tolist() == pytest.approx([1, 1, 1])
        assert table["rri"].tolist() == pytest.approx([3 / 6, 5 / 9, 6 / 9])

    def test_six_units_of_ptools_with_two_promised_alike(self):
        table = prediction_accuracy([6, 7, 3, 2, 1, 0], [8, 4, 4, 2, 1, 0], [1] * 6)
        assert table["unit"].tolist() == [0, 2, 1, 3, 4, 5]
        assert table["pai"].tolist()[:3] == pytest.approx([6 * 6 / 19, 9 * 3 / 19, 16 * 2 / 19])
        assert table["pei"].tolist()[:3] == pytest.approx([6 / 7, 9 / 13, 1])

    def test_the_chosen_units_are_the_dense_ones(self):
        table = prediction_accuracy([5, 5], [10, 9], [10, 1])
        assert table["unit"].tolist() == [1, 0]
        assert table["area_share"].tolist() == pytest.approx([1 / 11, 1])

    def test_of_units_promised_alike_the_poorest_comes_first(self):
        assert prediction_accuracy([4, 0, 2], [1, 1, 1], [1, 1, 1])["unit"].tolist() == [1, 2, 0]

    def test_against_a_loop(self):
        dice = np.random.default_rng(5)
        for _ in range(20):
            observed, predicted = dice.poisson(1.5, 12).tolist(), dice.integers(1, 6, 12).tolist()
            table = prediction_accuracy(observed, predicted, [2.5] * 12)
            found = table[["pai", "pei", "rri"]].to_numpy()
            np.testing.assert_allclose(found, by_loop(observed, predicted, 2.5))


class TestSameGround:
    def test_whole_units_where_they_fit(self):
        assert taken_part([3, 1, 2, 0], [1, 1, 1, 1], area_share=0.5).tolist() == [1, 0, 1, 0]

    def test_the_last_unit_in_part(self):
        assert taken_part([3, 1, 2], [1, 1, 2], area_share=0.5).tolist() == [1, 0, 0.5]

    def test_units_scored_alike_in_the_same_part(self):
        part = taken_part([0, 0, 9, 0], [1, 2, 1, 1], area_share=0.6)
        assert part.tolist() == pytest.approx([0.5, 0.5, 1, 0.5])

    def test_every_rule_has_exactly_the_same_ground(self):
        dice = np.random.default_rng(2)
        area = dice.random(50) + 0.01
        for share in (0.01, 0.37, 1.0):
            part = taken_part(dice.integers(0, 5, 50), area, area_share=share)
            assert part @ area == pytest.approx(share * area.sum())

    def test_a_rule_that_says_nothing_has_a_pai_of_one(self):
        found = accuracy_at([6, 0, 3, 1], [7, 7, 7, 7], [1, 2, 3, 4], area_share=0.25)
        assert found.pai == pytest.approx(1) and found.hits == pytest.approx(2.5)

    def test_the_order_of_the_units_does_not_matter(self):
        dice = np.random.default_rng(3)
        observed, score, area = dice.poisson(1, 40), dice.integers(0, 6, 40), dice.random(40) + 0.1
        turned = dice.permutation(40)
        one = accuracy_at(observed, score, area, area_share=0.2)
        other = accuracy_at(observed[turned], score[turned], area[turned], area_share=0.2)
        assert one.hits == pytest.approx(other.hits) and one.pei == pytest.approx(other.pei)
        intervals = [
            accuracy_interval(*(values[rows] for values in (observed, score, area)), resamples=199)
            for rows in (slice(None), turned)
        ]
        assert intervals[0]["pei"] == pytest.approx(intervals[1]["pei"])


class TestBestPossible:
    def test_of_units_of_one_size_it_is_the_top(self):
        assert best_possible([1, 7, 3, 5], [2, 2, 2, 2], area_share=0.5) == 12

    def test_of_unequal_units_no_choice_of_whole_ones_beats_it(self):
        dice = np.random.default_rng(8)
        for _ in range(15):
            observed, area = dice.poisson(2, 8), dice.integers(1, 6, 8)
            if not observed.sum():
                continue
            for share in (0.2, 0.5):
                most = max(
                    observed[np.array(choice, bool)].sum()
                    for choice in product((0, 1), repeat=8)
                    if area[np.array(choice, bool)].sum() <= share * area.sum() + 1e-9
                )
                assert most <= best_possible(observed, area, area_share=share) + 1e-9

    def test_pei_never_exceeds_one(self):
        dice = np.random.default_rng(9)
        for _ in range(30):
            observed, score, area = dice.poisson(1, 20) + 1, dice.random(20), dice.random(20) + 0.01
            assert (prediction_accuracy(observed, score, area)["pei"] <= 1 + 1e-9).all()
            assert accuracy_at(observed, score, area, area_share=0.1).pei <= 1 + 1e-9


class TestInterval:
    def test_it_holds_the_rate_and_is_as_wide_as_a_binomial_s(self):
        observed, score, area = [80, 120], [1, 0], [1, 1]
        low, high = accuracy_interval(observed, score, area, area_share=0.5)["hit_rate"]
        assert low < 0.4 < high
        assert (high - low) / 2 == pytest.approx(1.96 * np.sqrt(0.4 * 0.6 / 200), rel=0.1)

    def test_it_covers_the_truth_about_as_often_as_it_says(self):
        dice = np.random.default_rng(12)
        covered = 0
        for number in range(200):
            inside = dice.binomial(100, 0.3)
            low, high = accuracy_interval(
                [inside, 100 - inside], [1, 0], [1, 1], area_share=0.5, resamples=299, seed=number
            )["hit_rate"]
            covered += low <= 0.3 <= high
        assert 0.90 <= covered / 200 <= 0.99

    def test_the_three_are_one_interval_in_three_units(self):
        found = accuracy_interval([9, 4, 1, 6], [4, 3, 2, 1], [1, 1, 1, 1], area_share=0.5, resamples=499)
        assert found["pai"][0] == pytest.approx(2 * found["hit_rate"][0])
        assert found["pei"][0] == pytest.approx(found["hit_rate"][0] * 20 / 15)


@pytest.mark.parametrize(
    ("observed", "predicted", "area", "error"),
    [
        ([], [], [], NotEnoughError),
        ([0, 0], [1, 2], [1, 1], NotEnoughError),
        ([1, np.nan], [1, 2], [1, 1], BadNumberError),
        ([1, 1.5], [1, 2], [1, 1], BadNumberError),
        ([1, -1], [1, 2], [1, 1], BadNumberError),
        ([1, 1], [1, np.inf], [1, 1], BadNumberError),
        ([1, 1], ["a", "b"], [1, 1], BadNumberError),
        ([1, 1], [1], [1, 1], BadNumberError),
        ([1, 1], [1, 2], [1], BadNumberError),
        ([1, 1], [1, 2], [1, 0], NoDenominatorError),
    ],
)
def test_what_cannot_be_judged_is_said(observed, predicted, area, error):
    with pytest.raises(error):
        prediction_accuracy(observed, predicted, area)


def test_settings_that_make_no_sense_are_refused():
    for share in (0, -1, 1.1, float("nan")):
        with pytest.raises(SettingError):
            accuracy_at([1, 2], [1, 2], [1, 1], area_share=share)
    with pytest.raises(SettingError):
        accuracy_interval([1, 2], [1, 2], [1, 1], area_share=0.5, resamples=3)


def test_one_incident_and_one_unit_are_enough_for_the_indices():
    assert prediction_accuracy([1], [0], [3])["pai"].tolist() == [1]
    assert accuracy_at([0, 1], [0, 1], [1, 1], area_share=0.5).pei == 1
