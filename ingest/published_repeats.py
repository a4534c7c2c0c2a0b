"""Counts that a published table gives more than once: again, otherwise, or within a longer time."""

import polars as pl

from ingest.words import fold

__all__ = ["of_one_length", "without_repeats"]


def without_repeats(long: pl.DataFrame) -> tuple[pl.DataFrame, set[int], pl.DataFrame]:
    """Drop rows that say again what another has said; name those that contradict another."""
    given = long.filter(pl.col("count").is_not_null() | pl.col("fewer_than").is_not_null())
    key = ["area_key", "line_key", "first", "last"]
    folded = {word: fold(word) for name in ("area", "line") for word in given[name].unique().to_list()}
    keyed = given.with_columns(
        pl.col(name).replace_strict(folded, return_dtype=pl.String).alias(f"{name}_key")
        for name in ("area", "line")
    )
    one = keyed.unique(key, keep="first", maintain_order=True)
    pairs = keyed.join(
        one.select(*key, "row", "count", "fewer_than"), on=key, nulls_equal=True, how="left", suffix="_one"
    )
    again = pl.col("row") != pl.col("row_one")
    same = pl.col("count").eq_missing(pl.col("count_one")) & pl.col("fewer_than").eq_missing(
        pl.col("fewer_than_one")
    )
    judged = pairs.group_by("row", maintain_order=True).agg(
        differs=(again & ~same).any() | (again.any() & ~again.all()),
        whole=again.all(),
        other=pl.col("row_one").filter(again).first(),
    )
    clash = judged.filter(pl.col("differs"))
    both = pl.concat([clash.select("row", "other"), clash.select(row="other", other="row")])
    follow = judged.filter(pl.col("whole") & pl.col("other").is_in(both["row"].implode()))
    wrong = pl.concat([both, follow.select("row", "other")]).unique("row", maintain_order=True)
    differing = wrong.select(
        "row",
        text=pl.format("rows {} and {} are for the same area, time and line, and differ.", "row", "other"),
    )
    repeats = set(judged.filter(pl.col("whole"))["row"].to_list()) - set(differing["row"].to_list())
    gone = [*repeats, *differing["row"].to_list()]
    return given.filter(~pl.col("row").is_in(gone)), repeats, differing


def of_one_length(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Keep the periods of the usual length: a year's total beside its months would count everything twice.

    Returns
    -------
    kept : polars.DataFrame
    left_out : int
        Counts for a longer or shorter time.
    """
    if frame.is_empty():
        return frame, 0
    days = (pl.col("last") - pl.col("first")).dt.total_days() + 1
    alike = pl.when(days.is_between(28, 31)).then(30).when(days.is_between(89, 92)).then(91)
    alike = alike.when(days.is_between(181, 184)).then(182).when(days.is_between(365, 366)).then(365)
    lengths = frame.with_columns(length=alike.otherwise(days))
    usual = lengths["length"].value_counts().sort(["count", "length"], descending=[True, False])["length"][0]
    kept = lengths.filter(pl.col("length") == usual).drop("length")
    return kept, frame.height - kept.height
