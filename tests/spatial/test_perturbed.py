"""Counts with known noise: the noise as published, and tests that keep their size."""

import numpy as np
import pytest
from scipy.stats import poisson

from spatial.comparing.change import e_test
from spatial.comparing.perturbed import Noise, noise_of, perturbed_tail, perturbed_test
from spatial.errors import SettingError
from spatial.release.ptable import make_ptable

PARTNER, PUBLIC = noise_of(4, 1.8), noise_of(4, 1.8, 5)


def test_the_noise_is_the_published_one_of_the_european_statistical_system() -> None:
    assert np.round(noise_of(2, 1.08).chances, 4).tolist() == [0.0739, 0.2442, 0.3637, 0.2442, 0.0739]


def test_the_noise_is_what_cell_keys_add_to_a_count_that_is_not_small() -> None:
    added = make_ptable(4, 1.8, 1).perturb(np.full(4096, 100), np.arange(4096)) - 100
    shares = [(added == error).mean() for error in range(-4, 5)]
    assert np.abs(np.array(shares) - PARTNER.chances).max() < 0.001


@pytest.mark.parametrize(("noise", "variance"), [(PARTNER, 1.8), (PUBLIC, 1.8 + 2.0)])
def test_the_noise_has_mean_nought_and_its_variance(noise: Noise, variance: float) -> None:
    assert sum(noise.chances) == pytest.approx(1)
    assert noise.errors @ np.array(noise.chances) == pytest.approx(0, abs=1e-9)
    assert noise.variance == pytest.approx(variance, abs=1e-6)


def test_the_tail_is_the_sum_over_the_errors() -> None:
    by_hand = sum(p * poisson.sf(12 - e - 1, 6.0) for p, e in zip(PARTNER.chances, range(-4, 5), strict=True))
    assert perturbed_tail([12], [6.0], PARTNER)[0] == pytest.approx(by_hand)
    rounded = sum(p * poisson.sf(8 - e - 1, 6.0) for p, e in zip(PARTNER.chances, range(-4, 5), strict=True))
    assert perturbed_tail([10], [6.0], PUBLIC)[0] == pytest.approx(rounded)  # 8 and more were rounded to 10
    assert perturbed_tail([12], [6.0], PARTNER)[0] > poisson.sf(11, 6.0)  # noise makes it less surprising


def test_a_difference_that_noise_can_make_is_less_surprising_than_without_noise() -> None:
    assert perturbed_test(14, 5, noise=PARTNER) > e_test(14, 5)
    assert perturbed_test(14, 5, noise=PUBLIC) > perturbed_test(14, 5, noise=PARTNER)
    assert perturbed_test(40, 40, noise=PARTNER) == pytest.approx(1)
    assert perturbed_test(90, 40, noise=PARTNER) < 0.001
    assert perturbed_test(90, 40, noise=PARTNER) == pytest.approx(perturbed_test(40, 90, noise=PARTNER))


def test_large_counts_go_over_into_the_normal_sum_without_a_step() -> None:
    below, above = (perturbed_test(n, n - 150, noise=PARTNER) for n in (2_070, 2_080))
    assert below == pytest.approx(above, rel=0.05)


@pytest.mark.parametrize("mean", [8, 25, 120])
@pytest.mark.parametrize(("noise", "base"), [(PARTNER, 1), (PUBLIC, 5)])
def test_false_alarms_are_as_rare_as_they_are_said_to_be(noise: Noise, base: int, mean: int) -> None:
    rng = np.random.default_rng(mean)
    noisy = rng.poisson(mean, (400, 2)) + rng.choice(np.arange(-4, 5), size=(400, 2), p=PARTNER.chances)
    shown = np.maximum(0, (noisy + base // 2) // base * base)
    p = [perturbed_test(int(a), int(b), noise=noise) if a + b else 1.0 for a, b in shown]
    assert np.mean(np.array(p) <= 0.05) <= 0.075
    assert np.mean(perturbed_tail(shown[:, 0], np.full(400, float(mean)), noise) <= 0.05) <= 0.075


@pytest.mark.parametrize(("most", "variance", "base"), [(0, 1.0, 1), (4, 7.0, 1), (4, 1.8, 4), (4, 0.0, 1)])
def test_noise_that_cannot_be_is_refused(most: int, variance: float, base: int) -> None:
    with pytest.raises(SettingError):
        noise_of(most, variance, base)


def test_nothing_expected_and_no_time_are_refused() -> None:
    with pytest.raises(SettingError):
        perturbed_tail([5], [0.0], PARTNER)
    with pytest.raises(SettingError):
        perturbed_test(5, 6, exposure_now=0.0, noise=PARTNER)
