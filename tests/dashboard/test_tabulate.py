"""A table of counts gives no small count away, not even by its total."""

import polars as pl
import pytest

from dashboard.tabulate import hide_groups


def table(*counts: int) -> pl.DataFrame:
    months = [f"2026-{month:02d}" for month in range(1, len(counts) + 1)]
    rows = [(month, strand, 9) for month in months for strand in ("age", "race")]
    counted = pl.DataFrame(rows, schema=["month", "strand", "incidents"], orient="row")
    small = dict(zip(months, counts, strict=True))
    wanted = pl.when(pl.col("strand") == "age").then(pl.col("month").replace_strict(small)).otherwise(9)
    return counted.with_columns(incidents=wanted).filter(pl.col("incidents") > 0)


@pytest.mark.parametrize("counts", [(1, 1, 1, 0), (2, 2, 2, 0), (2, 2, 2, 2, 0)])
def test_small_counts_that_are_all_the_same_are_hidden_with_an_empty_group(counts: tuple[int, ...]) -> None:
    counted, hidden = hide_groups(table(*counts), ["month", "strand"], 3)
    values = counted["incidents"].to_numpy()[hidden]
    assert (values == 0).sum() == 1
    assert len(values) == len(counts)


def test_where_nothing_else_could_be_hidden_everything_is() -> None:
    _, hidden = hide_groups(table(2, 2, 2), ["month", "strand"], 3)
    assert hidden.all()


def test_small_counts_that_differ_need_no_more() -> None:
    counted, hidden = hide_groups(table(1, 2, 1), ["month", "strand"], 3)
    assert sorted(counted["incidents"].to_numpy()[hidden]) == [1, 1, 2]
