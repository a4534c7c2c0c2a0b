"""Which authority a ward belongs to, and which ward a census area (LSOA) falls in, as ONS lists them."""

import re
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from boundaries.errors import BoundaryError
from boundaries.plain_table import column_like, read_plain_table

__all__ = ["AUTHORITY_COLUMN", "CODE_COLUMN", "LSOA_COLUMN", "Lookup", "read_lookup", "year_in"]

CODE_COLUMN = r"(WD\d\dCD|ward_?code|GSS_CODE)"
AUTHORITY_COLUMN = r"(LAD\d\dCD|LTLA\d\dCD|lad_?code|LAGSSCODE|authority_?code)"
LSOA_COLUMN = r"(LSOA\d\dCD|lsoa\d*_?code|geography code)"


@dataclass(frozen=True)
class Lookup:
    """What a lookup file says.

    Attributes
    ----------
    authority_of : dict of str to str
        Ward code to authority code; empty if the file names no authorities.
    ward_of_lsoa : dict of str to str
        LSOA code to ward code; empty if the file names no LSOAs.
    vintage : str
        Year of the wards, or "unknown".
    """

    authority_of: dict[str, str]
    ward_of_lsoa: dict[str, str]
    vintage: str


def read_lookup(path: Path | str) -> Lookup:
    """Read a ward-to-authority or LSOA-to-ward-to-authority lookup (CSV, also gzipped, any year)."""
    frame = read_plain_table(path)
    ward = column_like(frame.columns, CODE_COLUMN)
    authority = column_like(frame.columns, AUTHORITY_COLUMN)
    lsoa = column_like(frame.columns, LSOA_COLUMN)
    if ward is None or (authority is None and lsoa is None):
        raise BoundaryError(
            f"{Path(path).name} is not a lookup we can use. Needed: a column of ward codes such as "
            f"WD24CD, and a column "
            f"of authority codes such as LAD24CD or of census areas such as LSOA21CD. "
            f"ONS publishes such lookups on its Open Geography portal."
        )
    return Lookup(
        authority_of=_pairs(frame, ward, authority),
        ward_of_lsoa=_pairs(frame, lsoa, ward),
        vintage=year_in(ward) or "unknown",
    )


def year_in(column: str) -> str | None:
    """Read the year out of an ONS column name: WD24CD is 2024."""
    found = re.fullmatch(r"[A-Z]+(\d\d)(CD|NM)", column, re.IGNORECASE)
    return f"20{found[1]}" if found else None


def _pairs(frame: pl.DataFrame, key: str | None, value: str | None) -> dict[str, str]:
    if key is None or value is None:
        return {}
    both = frame.select(key, value).drop_nulls()
    return dict(zip(both[key].to_list(), both[value].to_list(), strict=True))
