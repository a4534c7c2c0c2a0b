"""A word is written down beside a row only if it is a word of a list, and not somebody's name."""

import polars as pl
import pytest

from ingest.policy import load_policy
from ingest.words import may_be_kept

KNOWN = load_policy().words_of("strands")


@pytest.mark.parametrize("slip", ["Racsit", "Religon", "Homophobc", "Disabilty"])
def test_a_slip_of_the_pen_is_kept(slip: str) -> None:
    assert may_be_kept(pl.Series("word", [slip]), KNOWN).to_list() == [True]


@pytest.mark.parametrize(
    "text",
    ["Aisha Khan", "Mrs Aisha Khan, 12 High St", "Ring 07700 900123 first", "12 High Street", "WM1 2AB"],
)
def test_a_name_or_an_address_is_not(text: str) -> None:
    assert may_be_kept(pl.Series("word", [text]), KNOWN).to_list() == [False]


def test_a_word_that_repeats_is_a_word_of_a_list() -> None:
    words = pl.Series("word", ["Martian", "Martian", "Martian", "Aisha Khan", None])
    assert may_be_kept(words, KNOWN).to_list() == [True, True, True, False, False]


def test_an_address_that_repeats_is_still_an_address() -> None:
    assert may_be_kept(pl.Series("word", ["12 High St"] * 5), KNOWN).to_list() == [False] * 5
