"""The real series of London: the referendum and June 2017 are seen, and quiet years as quiet as written."""

from datetime import date

import pytest

from benchmarks.validation.real_looks import look_back
from benchmarks.validation.real_page import kept_real, put_real
from benchmarks.validation.real_series import (
    EVENTS,
    QUIET,
    REAL,
    Series,
    read_boroughs,
    read_wards,
    whole_boroughs,
    windows,
)

RACE = "Racist and Religious Hate Crime"
there = pytest.mark.skipif(not REAL.is_dir(), reason="the real data are not here (../shared/data)")


@pytest.fixture(scope="module")
def london() -> dict[tuple[str, str], dict]:
    """What every method says of London by strand."""
    return {(row["method"], row["series"]): row for row in look_back("London", read_boroughs())}


@there
def test_the_summer_of_the_referendum_is_seen(london) -> None:
    assert "2016-07-01" in london["watch", RACE]["signals"]
    assert "2016-07-01" in london["Farrington", RACE]["signals"]
    seen, expected, limit, q = london["watch", RACE]["reads"]["2016-07-01"]
    assert seen > limit > expected and q < 0.001


@there
def test_june_2017_is_seen_in_two_strands_and_missed_in_the_largest(london) -> None:
    for strand in ("Islamophobic", "Faith Hate Crime"):
        assert "2017-06-01" in london["watch", strand]["signals"]
        assert "2017-06-01" in london["Farrington", strand]["signals"]
    assert "2017-06-01" not in london["watch", RACE]["signals"]


@there
def test_quiet_years_have_no_more_false_signals_than_are_written_down(london) -> None:
    watched = [row for (method, _), row in london.items() if method == "watch"]
    assert sum(row["quiet_signals"] for row in watched) <= 4
    assert sum(row["quiet_judged"] for row in watched) == 7 * 24
    assert london["watch", RACE]["quiet_signals"] == 0


@there
def test_incomplete_years_make_signals_until_the_change_is_told() -> None:
    both = whole_boroughs(read_wards())
    upto = Series(both.names, both.counts[:, :45], both.months[:45])  # to the end of 2013
    begun = both.months.index(date(2012, 5, 1))
    as_it_is, told = (
        [row for row in look_back("both", upto, start=start) if row["method"] == "watch"]
        for start in (0, begun)
    )
    assert sum(len(row["signals"]) for row in as_it_is) >= 10
    assert not any(row["signals"] for row in told)


def test_no_event_lies_in_a_quiet_year() -> None:
    assert len(windows()) == len(EVENTS)
    assert not {month.year for _, inside in windows() for month in inside} & set(QUIET)


def test_the_section_is_put_once_and_leaves_the_page() -> None:
    page = put_real(put_real("# Page\n\nKept.\n", "## One"), "## Two")
    assert page.startswith("# Page\n\nKept.\n") and "One" not in page
    assert kept_real(page) == "## Two" and kept_real("# Page") is None
    assert put_real("# New\n", kept_real(page)).endswith("-->\n")
