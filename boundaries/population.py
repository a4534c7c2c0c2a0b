"""Residents by ward, or people there by day, from a table by ward or, with a lookup, by LSOA."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import polars as pl

from boundaries.errors import BoundaryError
from boundaries.lookup import CODE_COLUMN, LSOA_COLUMN, read_lookup
from boundaries.plain_table import column_like, read_plain_table

__all__ = ["read_population"]

ANY = (
    r"population(_?\d{4})?|pop_?\d{4}",
    r"(age: )?total(: .*)?|all usual residents|all ages|.*: total(: .*)?",
    r"obs_value|observation|count",
)
NUMBER_COLUMNS = {
    "residents": (r"usual_?residents(_?\d{4})?", r"residents(_?\d{4})?", *ANY),
    "workday": (r"(workday|workplace|daytime)([_ ]?population)?(_?\d{4})?", *ANY),
}
WARD_CODE = r"^(E05|W05|S13|N08)\d{6}$"


def read_population(
    path: Path | str,
    *,
    lookup: Path | str | None = None,
    of: Literal["residents", "workday"] = "residents",
    columns: Sequence[str] = (),
) -> dict[str, float]:
    """Read how many people live in each ward, or are there by day.

    Parameters
    ----------
    path : path-like
        CSV (also gzipped) with a column of ward codes (WD25CD, ward_code ...) or LSOA codes (LSOA21CD, or the
        census's "geography code"), and a column of residents (usual_residents_2021, population, Total ...).
    lookup : path-like, optional
        LSOA-to-ward lookup, needed for a table by LSOA.
    of : str
        Whom to read: "residents", or "workday" (from a column workday_population or the like).
    columns : sequence of str
        The columns to add up, where they are named: those of a religion, say.

    Returns
    -------
    dict of str to float
        Ward code to residents.

    Raises
    ------
    BoundaryError
        If a column is missing, a number is not one, a ward is listed twice, or the lookup is needed and
        absent.
    """
    frame, shown = read_plain_table(path), Path(path).name
    ward = column_like(frame.columns, CODE_COLUMN)
    area = column_like(frame.columns, LSOA_COLUMN)
    if ward is None and area is not None and frame[area].drop_nulls().str.contains(WARD_CODE).all():
        ward, area = area, None
    numbers = _named(frame, columns, shown=shown) if columns else _numbers(frame, of=of, shown=shown)
    if ward is None and area is None:
        raise BoundaryError(
            f"{shown} has no column of ward codes such as WD25CD, nor of census areas such as LSOA21CD."
        )
    if ward is not None:
        table = pl.DataFrame({"ward": frame[ward], "residents": numbers}).drop_nulls("ward")
        twice = table.filter(pl.col("ward").is_duplicated())["ward"]
        if area is None and len(twice):
            raise BoundaryError(
                f"{shown}: ward {twice[0]} is listed twice. Each ward must be one row with all its residents."
            )
    else:
        assert area is not None
        table = _by_ward(frame[area], numbers, lookup=lookup, shown=shown)
    summed = table.group_by("ward", maintain_order=True).agg(pl.col("residents").sum())
    return dict(zip(summed["ward"].to_list(), summed["residents"].to_list(), strict=True))


def _numbers(frame: pl.DataFrame, *, of: str, shown: str) -> pl.Series:
    column = next((c for pattern in NUMBER_COLUMNS[of] if (c := column_like(frame.columns, pattern))), None)
    if column is None:
        named = "usual_residents, residents" if of == "residents" else "workday_population, workday"
        raise BoundaryError(
            f"{shown} has no column of {_people(of)}. Name it {named} or population. "
            f"Found: {', '.join(frame.columns[:12])}."
        )
    return _read(frame, column, people=_people(of), shown=shown)


def _named(frame: pl.DataFrame, columns: Sequence[str], *, shown: str) -> pl.Series:
    """Add up the columns that the partnership file names."""
    found = []
    for name in columns:
        column = column_like(frame.columns, re.escape(name.strip()))
        if column is None:
            raise BoundaryError(
                f"{shown} has no column {name!r}, which [population] strands names. "
                f"Found: {', '.join(frame.columns[:12])}."
            )
        found.append(_read(frame, column, people="people", shown=shown))
    return pl.Series(sum(found[1:], found[0]))


def _read(frame: pl.DataFrame, column: str, *, people: str, shown: str) -> pl.Series:
    numbers = frame[column].str.replace_all(",", "").cast(pl.Float64, strict=False)
    wrong = (numbers.is_null() | ~numbers.is_finite() | (numbers < 0)).fill_null(True).arg_true()
    if len(wrong):
        raise BoundaryError(
            f"{shown}, row {int(wrong[0]) + 2}, column {column!r}: not a number of {people}. "
            f"Right would be a number from 0 up in every row."
        )
    return numbers


def _people(of: str) -> str:
    return "residents" if of == "residents" else "people by day"


def _by_ward(areas: pl.Series, numbers: pl.Series, *, lookup: Path | str | None, shown: str) -> pl.DataFrame:
    if lookup is None:
        raise BoundaryError(
            f"{shown} is by census area. Name an LSOA-to-ward lookup under [population] lookup to add "
            f"it up by ward."
        )
    ward_of_lsoa = read_lookup(lookup).ward_of_lsoa
    if not ward_of_lsoa:
        raise BoundaryError(f"{Path(lookup).name} has no column of census areas such as LSOA21CD.")
    wards = areas.replace_strict(ward_of_lsoa, default=None, return_dtype=pl.String)
    if wards.is_null().all():
        raise BoundaryError(
            f"No census area of {shown} is in {Path(lookup).name}. The two must be of the same census "
            f"(2011 or 2021)."
        )
    return pl.DataFrame({"ward": wards, "residents": numbers}).drop_nulls("ward")
