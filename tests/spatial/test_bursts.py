"""Bursts: against chance thrown again and again, exact cases, and what makes no sense."""

import numpy as np
import pytest

from spatial.comparing.bursts import (
    burst_finding,
    bursts,
    fullest_window,
    scan_conditional,
    scan_poisson,
)
from spatial.errors import BadNumberError, Cancelled, NotEnoughError, SettingError


def thrown(k: int, n: int, share: float, throws: int = 20_000) -> float:
    at = np.sort(np.random.default_rng(8).random((throws, n)), axis=1)
    return float(((at[:, k - 1 :] - at[:, : n - k + 1]).min(axis=1) <= share).mean())


class TestPoisson:
    @pytest.mark.parametrize(("k", "mean", "windows"), [(2, 0.6, 2), (3, 0.6, 3), (3, 0.6, 10), (6, 1.0, 52)])
    def test_it_is_what_chance_makes(self, k, mean, windows):
        dice, hits = np.random.default_rng(1), 0
        for _ in range(4000):
            at = np.sort(dice.random(dice.poisson(mean * windows)) * windows)
            hits += len(at) >= k and bool((at[k - 1 :] - at[: len(at) - k + 1]).min() <= 1)
        assert scan_poisson(k, mean_per_window=mean, windows=windows) == pytest.approx(hits / 4000, abs=0.025)

    def test_more_is_rarer_and_longer_is_likelier(self):
        assert scan_poisson(7, mean_per_window=1, windows=26) < scan_poisson(6, mean_per_window=1, windows=26)
        assert scan_poisson(6, mean_per_window=1, windows=26) < scan_poisson(6, mean_per_window=1, windows=52)

    def test_the_ends_of_what_can_be(self):
        assert scan_poisson(5, mean_per_window=0, windows=26) == 0
        assert scan_poisson(2, mean_per_window=60, windows=26) == pytest.approx(1)

    @pytest.mark.parametrize("asked", [{"windows": 1}, {"windows": float("nan")}])
    def test_settings_that_make_no_sense(self, asked):
        with pytest.raises(SettingError):
            scan_poisson(5, mean_per_window=1, **asked)
        with pytest.raises(BadNumberError):
            scan_poisson(5, mean_per_window=float("nan"), windows=26)


class TestConditional:
    def test_all_in_one_window_is_the_closed_formula(self):
        for n, share in ((2, 0.1), (4, 0.2), (9, 0.4)):
            exact = n * share ** (n - 1) - (n - 1) * share**n
            assert scan_conditional(n, incidents=n, share=share) == pytest.approx(exact)

    @pytest.mark.parametrize(
        ("k", "n", "share"), [(3, 4, 0.2), (5, 8, 0.1), (4, 8, 0.1), (5, 20, 1 / 26), (3, 30, 0.1)]
    )
    def test_it_is_what_chance_makes(self, k, n, share):
        assert scan_conditional(k, incidents=n, share=share) == pytest.approx(thrown(k, n, share), abs=0.015)

    def test_one_incident_is_always_in_some_window(self):
        assert scan_conditional(1, incidents=5, share=0.1) == 1.0

    def test_what_cannot_be(self):
        with pytest.raises(BadNumberError, match="cannot hold more"):
            scan_conditional(6, incidents=5, share=0.1)
        for share in (0.0, 1.0, float("nan")):
            with pytest.raises(SettingError):
                scan_conditional(3, incidents=5, share=share)


class TestSeries:
    def test_a_fortnight_is_fourteen_days_and_not_fifteen(self):
        assert fullest_window([0, 13]).incidents == 2
        assert fullest_window([0, 14]).incidents == 1
        assert fullest_window([40, 3, 41, 45]).first == 40

    def test_six_in_a_fortnight_of_a_quiet_year_is_a_burst(self):
        days = [5, 60, 130, 200, 201, 203, 204, 206, 209, 300]
        found = burst_finding(days, first=0, last=364)
        assert found.state == "found"
        assert found.sentence.startswith("6 of 10 reports in one fortnight: more than chance usually makes")
        assert found.table["begins"].item() == 200

    def test_a_busy_ward_is_not_a_burst(self):
        found = burst_finding(np.random.default_rng(2).integers(0, 365, 200), first=0, last=364)
        assert found.state == "none" and "not distinguishable from chance" in found.sentence

    def test_too_few_is_an_answer(self):
        assert burst_finding([], first=0, last=364).state == "not enough data"
        assert "No window of 14 days holds 5" in burst_finding([1, 2, 3, 4], first=0, last=364).sentence

    def test_wards_of_pure_chance_are_seldom_called_bursts(self):
        dice = np.random.default_rng(3)
        cried = [
            bursts([dice.integers(0, 365, 25) for _ in range(12)], first=0, last=364, throws=999)[
                "burst"
            ].any()
            for _ in range(60)
        ]
        assert np.mean(cried) <= 0.09

    def test_neither_order_nor_calendar_matters(self):
        days = np.array([5, 60, 200, 201, 203, 204, 206])
        one = bursts([days], first=0, last=364)
        other = bursts([days[::-1] + 19_000], first=19_000, last=19_364)
        assert one["p"].item() == other["p"].item()

    def test_days_outside_and_windows_too_long_are_refused(self):
        with pytest.raises(BadNumberError, match="outside the time"):
            bursts([[400]], first=0, last=364)
        with pytest.raises(SettingError, match="shorter than that"):
            bursts([[4]], first=0, last=13)
        with pytest.raises(NotEnoughError):
            fullest_window([])

    def test_it_can_be_stopped(self):
        def enough(done: float) -> None:
            raise Cancelled

        with pytest.raises(Cancelled):
            bursts([[1, 2]], first=0, last=99, told=enough)
