"""The question survives the address bar, and nothing strange gets in by it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.filters import (
    BANDWIDTHS,
    BASELINES,
    DEFAULT,
    EDGES,
    KERNELS,
    METHODS,
    TESTS,
    WORDS,
    Filters,
    Window,
    last_quarter,
    read_query,
    write_query,
)

codes = st.frozensets(st.from_regex(r"[a-z][a-z0-9_]{0,12}", fullmatch=True), max_size=4)
bandwidths = st.none() | st.integers(50, 5000).map(float)
radii = st.none() | st.integers(25, 2000).map(float)
windows = st.one_of(
    st.integers(1, 3000).map(lambda days: {"days": days}),
    st.tuples(st.dates(date(2000, 1, 1), date(2040, 1, 1)), st.integers(0, 900)).map(
        lambda pair: {
            "days": None,
            "first": pair[0],
            "last": date.fromordinal(pair[0].toordinal() + pair[1]),
        }
    ),
)
questions = st.builds(
    lambda window, **rest: Filters(**window, **rest),
    windows,
    strands=codes,
    kinds=codes,
    sources=codes,
    categories=codes,
    officer=st.booleans(),
    resolution=st.none() | st.integers(6, 11),
    method=st.sampled_from(METHODS),
    baseline=st.sampled_from(BASELINES),
    test=st.sampled_from(TESTS),
    bandwidth_kind=st.sampled_from(BANDWIDTHS),
    edge=st.sampled_from(EDGES),
    bandwidth_m=bandwidths,
    kernel=st.sampled_from(KERNELS),
    radius_m=radii,
    min_reports=st.integers(2, 1000),
    scale=st.sets(st.integers(1, 500), max_size=6).map(lambda s: tuple(sorted(s))),
    cell=st.none() | st.from_regex(r"8[0-9a-f]{14}", fullmatch=True),
)


@given(questions)
def test_a_link_brings_back_the_question(filters: Filters) -> None:
    assert read_query(write_query(filters)) == (filters, ())


def test_the_usual_question_needs_no_words() -> None:
    assert write_query(DEFAULT) == {}
    assert read_query({}) == (DEFAULT, ())


@given(st.dictionaries(st.sampled_from(list(WORDS)), st.text(max_size=60)))
def test_any_text_in_the_address_gives_a_question_and_never_an_error(query: dict[str, str]) -> None:
    filters, ignored = read_query(query)
    assert isinstance(filters, Filters)
    assert set(ignored) <= set(WORDS)


def test_a_word_that_makes_no_sense_is_named_and_left_out() -> None:
    filters, ignored = read_query({"days": "-3", "method": "<script>", "strand": "race", "other": "x"})
    assert filters == Filters(strands=frozenset({"race"}))
    assert set(ignored) == {"days", "method"}


def test_one_end_of_a_window_is_not_a_window() -> None:
    assert read_query({"from": "2026-01-01"}) == (DEFAULT, ("from",))


def test_a_window_counts_back_from_the_latest_record_and_counts_both_ends() -> None:
    assert Filters(days=28).window(date(2026, 10, 31)) == Window(date(2026, 10, 4), date(2026, 10, 31))
    assert Window(date(2026, 10, 4), date(2026, 10, 31)).days == 28


@pytest.mark.parametrize(
    "wrong",
    [
        {"days": 0},
        {"days": None},
        {"days": None, "first": date(2026, 2, 1), "last": date(2026, 1, 1)},
        {"resolution": 12},
        {"bandwidth_m": 5.0},
        {"method": "guess"},
        {"min_reports": 1},
        {"test": "guess"},
        {"bandwidth_kind": "wide"},
        {"edge": "sharp"},
        {"baseline": "moon"},
    ],
)
def test_a_question_that_makes_no_sense_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        Filters(**wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("latest", "first", "last"),
    [
        (date(2026, 11, 22), date(2026, 7, 1), date(2026, 9, 30)),
        (date(2026, 9, 30), date(2026, 7, 1), date(2026, 9, 30)),
        (date(2026, 9, 29), date(2026, 4, 1), date(2026, 6, 30)),
        (date(2026, 1, 1), date(2025, 10, 1), date(2025, 12, 31)),
    ],
)
def test_the_last_quarter_is_one_that_the_records_reach_to_the_end_of(latest, first, last):
    assert last_quarter(latest) == Window(first, last)
