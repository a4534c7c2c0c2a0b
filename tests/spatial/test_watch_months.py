"""Months watched: the last month of many series, its guard, its false looks, and months that cannot be."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from scipy.stats import binomtest

from spatial.errors import BadNumberError, SettingError
from spatial.surveillance.farrington import farrington
from spatial.surveillance.limit import prediction_limit
from spatial.surveillance.monthly import MONTHLY, watch_months
from spatial.surveillance.watch import FEW, OVER, USUAL

SEVEN_YEARS = [date(2010 + month // 12, month % 12 + 1, 1) for month in range(84)]


def quiet(series: int, *, mean: float = 20.0, seed: int = 1) -> np.ndarray:
    season = 1 + 0.3 * np.sin(2 * np.pi * np.arange(84) / 12)
    return np.random.default_rng(seed).poisson(mean * season, size=(series, 84))


def test_a_month_far_above_its_past_stands_out_and_the_others_do_not() -> None:
    counts = quiet(6)
    counts[2, -1] = 70
    found = watch_months(counts, SEVEN_YEARS, names=list("abcdef"))
    assert found.state == "found"
    assert list(found.table.loc[found.table["state"] == OVER, "series"]) == ["c"]
    assert found.sentence.startswith("1 of 6 series has unusually many reports in December 2016; 5 as usual")


def test_it_is_farringtons_method_in_months() -> None:
    counts = quiet(1)
    seen = watch_months(counts, SEVEN_YEARS).table.iloc[0]
    settings = replace(MONTHLY, years_back=5)
    whole = farrington(counts[0], SEVEN_YEARS, settings=settings, at=[83]).iloc[0]
    for name in ("expected", "lower", "upper", "p"):
        assert seen[name] == pytest.approx(whole[name], rel=1e-12)
    given = {name: whole[name] for name in ("expected", "error", "dispersion")}
    assert seen["reach"] == prediction_limit(5, method="predictive", **given).p


def test_the_order_of_the_series_does_not_matter() -> None:
    counts = quiet(5)
    counts[1, -1] = 60
    one = watch_months(counts, SEVEN_YEARS, names=range(5)).table
    other = watch_months(counts[::-1], SEVEN_YEARS, names=range(4, -1, -1)).table
    assert (
        one.sort_values("series")
        .reset_index(drop=True)
        .equals(other.sort_values("series").reset_index(drop=True))
    )


def test_four_reports_are_never_many_and_two_years_are_needed() -> None:
    counts = np.zeros((2, 84), dtype=int)
    counts[0, -1], counts[1, -1] = 4, 5
    table = watch_months(counts, SEVEN_YEARS).table
    assert list(table["state"]) == [FEW, OVER]
    assert table["why"].iloc[0] == "few"
    short = watch_months(quiet(1)[:, :24], SEVEN_YEARS[:24])
    assert short.state == "not enough data" and short.table["why"].iloc[0] == "short"
    assert "2 earlier years" in short.sentence


def test_months_before_a_change_of_recording_are_not_looked_back_at() -> None:
    counts = quiet(1)
    counts[0, :36] //= 10  # not all was recorded
    seen = watch_months(counts, SEVEN_YEARS, starts=[36]).table.iloc[0]
    alone = watch_months(counts[:, 36:], SEVEN_YEARS[36:]).table.iloc[0]
    assert (seen["years"], seen["p"]) == (alone["years"], alone["p"])
    assert watch_months(counts, SEVEN_YEARS, starts=[62]).table["why"].iloc[0] == "short"


def test_where_nothing_has_changed_a_look_in_twenty_at_most_is_false() -> None:
    looks = [watch_months(quiet(8, mean=6.0, seed=seed), SEVEN_YEARS) for seed in range(120)]
    false = sum(look.state == "found" for look in looks)
    assert all({OVER, USUAL, FEW} >= set(look.table["state"]) for look in looks)
    assert binomtest(false, 120, 0.05, alternative="greater").pvalue > 0.01


@pytest.mark.parametrize(
    ("counts", "months", "error", "said"),
    [
        (np.zeros(84), SEVEN_YEARS, BadNumberError, "a row for each series"),
        (np.zeros((0, 84)), SEVEN_YEARS, BadNumberError, "at least one of both"),
        (np.full((1, 84), -1), SEVEN_YEARS, BadNumberError, "below 0"),
        (np.full((1, 84), np.nan), SEVEN_YEARS, BadNumberError, "finite"),
        (np.zeros((1, 83)), SEVEN_YEARS[:40] + SEVEN_YEARS[41:], SettingError, "one after the other"),
        (np.zeros((1, 84)), [day.replace(day=2) for day in SEVEN_YEARS], SettingError, "first days"),
    ],
)
def test_what_cannot_be_is_refused(counts, months, error, said) -> None:
    with pytest.raises(error, match=said):
        watch_months(counts, months)
