"""A release and the bare group-by count the same, and a difference is noticed."""

import polars as pl
import pytest

from benchmarks.parts import PARTS
from benchmarks.releasing import bare, divided, invent, ours, same
from spatial.release.profiles import PARTNER


def test_the_lattice_is_within_its_noise_of_the_group_by() -> None:
    borough = invent(3_000, years=2)
    cells = divided(borough, PARTNER)
    frame, counted = ours(borough, cells), bare(borough, cells)
    same(frame, counted)
    with pytest.raises(AssertionError, match="not count the same"):
        same(frame.with_columns(pl.col("value") + 5), counted)
    with pytest.raises(AssertionError, match="has not"):
        same(frame.filter(pl.col("table") != "T3"), counted)


def test_its_part_of_the_page_has_a_place() -> None:
    assert "release" in PARTS
