"""Records laid out for comparing: coded columns, and how common each value is with its agency."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from ingest.linkage.weights import FAMILIES, MatchSettings

__all__ = ["NEEDED", "Columns", "lay_out"]

NEEDED = (
    *("id", "agency", "occurred_from", "occurred_to", "hour", "category", "strands", "setting"),
    *("x", "y", "precision", "ward"),
)
LONG = 7
"""A record whose days span this many or more is compared by fortnights, not by days."""
AROUND_M = 200
NOTHING = {"category": ("other",), "setting": ("unknown", "other")}
"""Words that say nothing, so that neither agreeing nor differing counts."""
HOME = {"near_home": "home"}
RAREST = 0.01
"""No value is taken for rarer than this, however few records have it."""
BORROWED = 25
"""An agency's own shares are worked out as if it had so many more records that are like everyone's."""
LEAST_DAYS = 90
"""An agency that has sent less than this is taken to have sent its records in so many days."""


@dataclass(frozen=True)
class Columns:
    """The columns of all records, as arrays of one length.

    `agency`, `category`, `family`, `strands`, `setting` and `ward` are codes, -1 where nothing is said;
    `often_*` is the share of the own agency's records that say the same; `often_point` and `often_around`
    of those with a point, how many share it and how many lie within a square of 600 m around it;
    `rate` is the own agency's records a day.
    """

    frame: pl.DataFrame
    overlap: np.ndarray

    def __getitem__(self, name: str) -> np.ndarray:
        return self.frame[name].to_numpy()

    def arrays(self) -> dict[str, np.ndarray]:
        """Give every column as an array."""
        return {name: self.frame[name].to_numpy() for name in self.frame.columns}


def lay_out(incidents: pl.DataFrame, settings: MatchSettings) -> Columns:
    """Code the columns that are compared, and count how common each value is."""
    family = {code: name for name, codes in FAMILIES.items() for code in codes}
    tolerance = settings.tolerances()
    has_point = pl.col("x").is_not_null() & pl.col("y").is_not_null()
    plain = incidents.select(
        "id",
        "agency",
        "x",
        "y",
        "ward",
        first=pl.col("occurred_from").to_physical(),
        last=pl.col("occurred_to").to_physical(),
        hour=pl.col("hour").cast(pl.Int16).fill_null(-1),
        category=_said("category"),
        strands=pl.col("strands").replace("", None),
        setting=_said("setting").replace(HOME),
        tolerance=pl.when(has_point).then(
            pl.col("precision").replace_strict(tolerance, default=max(tolerance.values()))
        ),
    ).with_columns(family=pl.col("category").replace_strict(family, default=pl.col("category")))
    shares = plain.with_columns(
        rate=pl.len().over("agency") / _span().clip(lower_bound=LEAST_DAYS),
        long=(pl.col("last") - pl.col("first") + 1) >= LONG,
        often_category=_often("category"),
        often_strands=_often("strands"),
        often_setting=_often("setting"),
        often_ward=_often("ward"),
        often_point=_share(pl.len().over("agency", "x", "y"), pl.len().over("x", "y"), pl.col("x")),
        often_around=_around(plain),
    )
    sets = shares["strands"].drop_nulls().unique().sort()
    coded = shares.with_columns(
        *(_coded(shares[name]) for name in ("agency", "category", "family", "strands", "setting", "ward")),
        pl.col("tolerance").fill_null(-1.0),
        pl.col("x", "y").fill_null(0.0),
    )
    return Columns(coded, _overlap(sets.to_list()))


def _said(name: str) -> pl.Expr:
    return pl.when(~pl.col(name).is_in(NOTHING[name])).then(pl.col(name)).alias(name)


def _span() -> pl.Expr:
    """Count the days from an agency's first record to its last."""
    return pl.col("last").max().over("agency") - pl.col("first").min().over("agency") + 1


def _often(name: str) -> pl.Expr:
    """Say how common a value is among the agency's records that have one."""
    share = _share(pl.len().over("agency", name), pl.len().over(name), pl.col(name))
    return pl.when(pl.col(name).is_not_null()).then(share.clip(lower_bound=RAREST)).otherwise(1.0)


def _share(own: pl.Expr, everyone: pl.Expr, column: pl.Expr) -> pl.Expr:
    """Say what share of an agency's records has a value; an agency with few leans on everyone's."""
    return (own + BORROWED * everyone / column.count()) / (column.count().over("agency") + BORROWED)


def _around(plain: pl.DataFrame) -> pl.Series:
    """Say what share of the agency's records lies in the nine squares about each point."""
    cell = plain.select(
        "agency",
        cx=(pl.col("x") // AROUND_M).cast(pl.Int64),
        cy=(pl.col("y") // AROUND_M).cast(pl.Int64),
    )
    spread = {
        name: _spread(cell.drop_nulls(), keys) for name, keys in (("own", ["agency"]), ("everyone", []))
    }
    joined = cell.join(spread["own"], on=["agency", "cx", "cy"], how="left", maintain_order="left").join(
        spread["everyone"], on=["cx", "cy"], how="left", maintain_order="left", suffix="_everyone"
    )
    share = _share(pl.col("n"), pl.col("n_everyone"), pl.col("cx"))
    return joined.select(share.fill_null(1.0).alias("often_around")).to_series()


def _spread(cell: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """Count the records of a square and of the eight around it."""
    counts = cell.group_by(*keys, "cx", "cy").agg(pl.len().alias("n"))
    steps = pl.DataFrame({"dx": [-1, 0, 1]}).join(pl.DataFrame({"dy": [-1, 0, 1]}), how="cross")
    shifted = [(pl.col(c) + pl.col(d)).alias(c) for c, d in (("cx", "dx"), ("cy", "dy"))]
    return counts.join(steps, how="cross").group_by(*keys, *shifted).agg(pl.col("n").sum())


def _coded(values: pl.Series) -> pl.Series:
    known = values.drop_nulls().unique().sort()
    codes = values.replace_strict(known, range(len(known)), default=-1, return_dtype=pl.Int32)
    return codes.fill_null(-1).alias(values.name)


def _overlap(sets: list[str]) -> np.ndarray:
    """Say which sets of strands share one."""
    members = [set(text.split(";")) for text in sets]
    shared = [[bool(one & other) for other in members] for one in members]
    return np.array(shared, dtype=bool).reshape(len(sets), len(sets))
