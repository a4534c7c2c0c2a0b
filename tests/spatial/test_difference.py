"""Before and after against a control: the printed numbers are known answers; here is the rest."""

import numpy as np
import pytest

from spatial.comparing.difference import wdd, wdd_finding, wdd_harm
from spatial.comparing.motivations import motivations
from spatial.errors import BadNumberError, NotEnoughError, SettingError


class TestDifference:
    def test_displacement_is_counted_apart_and_together(self):
        found = wdd((20, 20), (20, 10), (20, 20), (20, 10))
        assert (found.local, found.displacement, found.total) == (-10, -10, -20)
        assert found.total_se == pytest.approx(np.hypot(found.local_se, found.displacement_se))

    def test_weights_of_one_kind_scale_everything_alike(self):
        one, two = wdd((30, 20), (40, 9)), wdd((30, 20), (40, 9), time_weights=(2, 2), area_weights=(3,) * 4)
        assert two.total == pytest.approx(one.total / 6) and two.z == pytest.approx(one.z)

    def test_under_chance_it_seldom_cries_out(self):
        dice = np.random.default_rng(4)
        p = [wdd(dice.poisson(60, 2), dice.poisson(60, 2)).p for _ in range(2000)]
        assert np.mean(np.array(p) < 0.05) == pytest.approx(0.05, abs=0.015)

    def test_the_sentence_says_whether_it_is_beyond_chance_and_warns(self):
        assert "fewer than the control" in wdd_finding((308, 318), (207, 110)).sentence
        doubtful = wdd_finding((4, 4), (40, 38))
        assert (
            doubtful.state == "none" and "rough" in doubtful.sentence and "similar size" in doubtful.sentence
        )
        assert wdd_finding((0, 0), (0, 0)).state == "not enough data"

    @pytest.mark.parametrize(
        ("given", "settings", "error"),
        [
            (((0, 0), (0, 0)), {}, NotEnoughError),
            (((1, 2, 3), (1, 2)), {}, BadNumberError),
            ((5, (1, 2)), {}, BadNumberError),
            ((((1, 2), (3, 4)), (1, 2)), {}, BadNumberError),
            (((1, np.nan), (1, 2)), {}, BadNumberError),
            (((1, 2), (1, 2)), {"time_weights": (0, 1)}, SettingError),
            (((1, 2), (1, 2)), {"area_weights": (1, 1)}, SettingError),
            (((1, 2), (1, 2)), {"confidence": 1.0}, SettingError),
        ],
    )
    def test_what_makes_no_sense_is_refused(self, given, settings, error):
        with pytest.raises(error):
            wdd(*given, **settings)

    def test_harm_needs_something_to_weigh(self):
        with pytest.raises(NotEnoughError):
            wdd_harm([], [], [])
        with pytest.raises(BadNumberError):
            wdd_harm([1.0], [1.0, 2.0], [1.0])


class TestMotivations:
    def test_the_strands_are_never_the_incidents(self):
        told = motivations({"race": 8, "religion": 4}, incidents=10)
        assert (told.incidents, told.motivations, told.beyond) == (10, 12, 2)
        assert "do not add up" in told.sentence

    def test_fewer_motivations_than_incidents_means_some_have_none(self):
        assert "at least 3 offences have no strand" in motivations({"race": 7}, incidents=10).sentence

    def test_an_empty_table_and_a_missing_count_are_refused(self):
        with pytest.raises(NotEnoughError):
            motivations({}, incidents=3)
        with pytest.raises(BadNumberError):
            motivations({"race": float("nan")}, incidents=3)  # type: ignore[dict-item]
