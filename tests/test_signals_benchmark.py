"""The benchmark and the quiet years of early notice: small, and they count what they say."""

from datetime import date

import pytest

from benchmarks.signals import night
from benchmarks.validation import quiet_nights
from benchmarks.validation.quiet_nights import Quiet, _circle, _line, _new, quiet_weeks
from dashboard.signal import Signal
from dashboard.snapshot import Snapshot


def test_a_signal_that_goes_on_is_counted_once() -> None:
    known: dict[int, Signal] = {}
    first, later = _line(3, date(2021, 1, 10)), _line(3, date(2021, 1, 17))
    assert _new([first], known) == 1
    assert _new([later, _line(4, date(2021, 1, 17))], known) == 1
    there = {"x": 0.0, "y": 0.0, "radius_m": 500.0, "first_day": 1, "last_day": 9}
    assert _new([_circle(there)], known) == 1
    assert _new([_circle({**there, "x": 400.0, "last_day": 10})], known) == 0
    assert _new([_circle({**there, "x": 1000.0, "last_day": 11})], known) == 1


def test_a_quiet_year_of_weekly_lines_makes_no_more_signals_than_allowed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(quiet_nights, "WARDS", 1)
    said: list[str] = []
    seen = quiet_weeks(2, years=1, seed=3, told=said.append)
    assert isinstance(seen, Quiet) and seen.allowed == 1 and seen.a_year <= 1 and len(said) == 1


def test_a_night_tells_how_far_it_is(snapshot: Snapshot) -> None:
    found, took = night(snapshot, maps=19)
    assert found.settings["scan_replicates"] == 19
    assert len(took.told) > 20 and 0 < took.silence < took.clock
