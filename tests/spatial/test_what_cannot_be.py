"""Bad input that once gave a warning or an error of another kind: each is named."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from spatial.comparing.bursts import bursts, scan_conditional, scan_poisson
from spatial.comparing.overdispersion import widened_limits
from spatial.comparing.rates import as_populations, rates
from spatial.errors import BadNumberError, NoDenominatorError, SettingError, TooLargeError
from spatial.near_distances import farthest_from_chord, k_distances
from spatial.over_time.persistence import chainey_classes
from spatial.repeats.knox import knox
from spatial.scan.likelihood import expectation_llr, poisson_llr, relative_risk
from spatial.scan.scans import permutation_scan, spatial_scan
from spatial.shuffling import permutation_p
from spatial.surveillance.delay import chain_ladder
from spatial.surveillance.ears import ears
from spatial.surveillance.ewma import ewma
from spatial.surveillance.false_signals import false_signals
from spatial.trust.prediction_accuracy import accuracy_at, best_possible, prediction_accuracy, taken_part
from spatial.trust.rank_stability import rank_stability, resampled_ranks
from spatial.trust.source_agreement import source_agreement

pytestmark = pytest.mark.filterwarnings("error")


@pytest.mark.parametrize("setting", [{"tau2": -1}, {"tau2": np.nan}, {"phi": "x"}, {"deviations": 1e300}])
def test_limits_cannot_be_widened_by_less_than_nothing(setting):
    with pytest.raises(SettingError):
        widened_limits([3.0], **{"deviations": 2.0, **setting})


@pytest.mark.parametrize("triangle", ["x", [["x", 1], [2, 3]], [[1, 2], [3]], {1: 2}])
def test_a_triangle_is_of_numbers(triangle):
    with pytest.raises(BadNumberError, match="Give counts"):
        chain_ladder(triangle)


def test_an_average_follows_one_series():
    with pytest.raises(BadNumberError, match="one value for each period"):
        ewma([[1, 2], [3, 4]], mean=1, sd=1)


@pytest.mark.parametrize("days", [None, [0, 0, 1, 5]])
def test_a_scan_takes_five_million_cases_and_no_more(days):
    x, cases = [0.0, 500, 1000, 2000], [10**7, 1, 1, 1]
    with pytest.raises(TooLargeError, match="Take a shorter window"):
        if days is None:
            spatial_scan(x, x, cases, [1, 1, 1, 1])
        else:
            permutation_scan(x, x, days, count=cases)


@pytest.mark.parametrize("people", [[[1, 2], [3, 4]], [1j, 2], [[1, 2], [3]], np.array([1j, 2])])
def test_populations_are_a_list_of_numbers(people):
    with pytest.raises((BadNumberError, NoDenominatorError), match="Give"):
        as_populations(people)
    with pytest.raises((BadNumberError, NoDenominatorError), match="Give"):
        rates([1, 2], people)


@pytest.mark.parametrize(
    "setting", [{"first": None}, {"last": "x"}, {"window_days": None}, {"least": "x"}, {"alpha": None}]
)
def test_settings_of_a_burst_are_numbers(setting):
    with pytest.raises(SettingError, match="not a number"):
        bursts([[1, 2, 3]], **{"first": 0, "last": 100, **setting})


@pytest.mark.parametrize("share", [None, "x", 1j, np.nan])
def test_shares_are_numbers(share):
    with pytest.raises(SettingError):
        scan_conditional(3, incidents=9, share=share)
    with pytest.raises(SettingError):
        accuracy_at([1, 2], [1, 2], [1, 1], area_share=share)


def test_a_mean_of_a_window_is_one_that_can_be():
    with pytest.raises(SettingError, match="the mean of a window"):
        scan_poisson(5, mean_per_window=1e300, windows=26)
    assert scan_poisson(5, mean_per_window=1e5, windows=26) == 1


@pytest.mark.parametrize("rows", [[[True, False], [True]], [[1j, 0], [0, 0]], [["x", "y"], ["x", "y"]]])
def test_every_place_has_every_step(rows):
    with pytest.raises(BadNumberError, match="Give"):
        chainey_classes(rows)


@pytest.mark.parametrize("enough", [[[True], [True, False]], [None, "x"], True])
def test_enough_is_one_for_every_place(enough):
    with pytest.raises(SettingError, match="each of 2 places"):
        chainey_classes([[1, 0], [0, 1]], enough=enough)


@pytest.mark.parametrize("total", [1e300, "x", 12.5, np.inf, -1])
def test_a_total_of_incidents_is_one_that_can_be(total):
    with pytest.raises(SettingError, match="the number of all"):
        source_agreement([3, 4], [0.5, 0.5], [1, 2], [0.5, 0.5], [1, 1], total_incidents=total)


@pytest.mark.parametrize("counts", [[1e300, 1], [6e8, 6e8], [1j, 1], [[1, 2], [3, 4]]])
def test_incidents_of_areas_are_counts(counts):
    with pytest.raises(BadNumberError):
        source_agreement(counts, [0.5, 0.5], [1, 2], [0.5, 0.5], [1, 1])


def test_windows_of_a_scan_have_one_number_each():
    for weigh in (
        lambda: poisson_llr([1, 2], [1, 2, 3], total=9),
        lambda: relative_risk([1, 2], [1, 2, 3], total=9),
        lambda: expectation_llr([1, 2], [1, 2, 3]),
    ):
        with pytest.raises(BadNumberError, match="for every window"):
            weigh()
    with pytest.raises(SettingError, match="total"):
        poisson_llr([1], [1], total=None)
    with pytest.raises(NoDenominatorError, match="Leave that window out"):
        relative_risk([0], [0], total=9)
    assert relative_risk([9], [3], total=9) == [np.inf]


@pytest.mark.parametrize("edges", [[0, 1j], np.array([0, 1j])])
def test_bands_end_at_real_numbers(edges):
    with pytest.raises(SettingError, match="not a number"):
        knox([0, 1], [0, 1], [0, 1], space_edges_m=edges, time_edges_days=(0, 7))


def test_a_list_is_no_table():
    table, one = [[1.0, 2], [3, 4]], [1.0, 2]
    for ask in (
        lambda: prediction_accuracy(table, table, table),
        lambda: prediction_accuracy(one, table, one),
        lambda: taken_part(table, one, area_share=0.5),
        lambda: best_possible(table, one, area_share=0.5),
        lambda: permutation_p(table, csr_array(np.ones((2, 2))), permutations=9),
        lambda: rank_stability(table, table, csr_array(np.eye(2)), [0], resamples=20),
        lambda: resampled_ranks(np.ones((2, 2)), lambda drawn: drawn),
        lambda: k_distances(table, table, table, k=2),
        lambda: farthest_from_chord(table, table),
    ):
        with pytest.raises(BadNumberError, match="one value for every row"):
            ask()


def test_false_signals_are_counted_over_the_weeks_that_are_judged():
    counts = np.random.default_rng(0).poisson(5, 52)
    judged = ears(counts, method="C2", least_cases=0)
    assert len(judged) == 43 and judged["alarm"].any()
    found = false_signals(5, years=1, least_cases=0, seed=0)
    assert found == pytest.approx(judged["alarm"].sum() / (43 / 52))
    with pytest.raises(SettingError, match="whole number"):
        false_signals(5, years=1.5)
