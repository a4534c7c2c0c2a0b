"""The columns of a ward file: which has the codes and the names, and of which year they are."""

import re

import geopandas as gpd
import pandas as pd

from boundaries import lookup as lookups
from boundaries.errors import BoundaryError
from boundaries.geo_answer import GeoFile
from boundaries.plain_table import column_like

__all__ = ["NAME_COLUMN", "WANTED", "code_column", "find_vintage", "nameless_note", "text_of"]

NAME_COLUMN = r"(WD\d\dNM|ward_?name|NAME)"
YEAR_COLUMN = r"(vintage|year)"
WANTED = f"{lookups.CODE_COLUMN}|{NAME_COLUMN}|{lookups.AUTHORITY_COLUMN}|{YEAR_COLUMN}"


def text_of(column: pd.Series) -> pd.Series:
    """The words of a column, trimmed; "" where there is none."""
    return column.fillna("").astype(str).str.strip().reset_index(drop=True)


def code_column(file: GeoFile) -> tuple[str, list[str]]:
    """The column of ward codes; of several the one of the latest year, with a note."""
    found = [name for name in file.frame.columns if re.fullmatch(lookups.CODE_COLUMN, name, re.IGNORECASE)]
    if not found:
        raise BoundaryError(
            f"{file.shown} has no column of ward codes. Right would be a column named WD and the year, such "
            f"as WD24CD, or ward_code. Found: {', '.join(file.columns[:12])}."
        )
    newest = max(found, key=lambda name: lookups.year_in(name) or "")
    if len(found) == 1:
        return newest, []
    return newest, [f"{file.shown} has {len(found)} columns of ward codes: {newest} used."]


def nameless_note(frame: gpd.GeoDataFrame, column: str | None) -> list[str]:
    """Say where wards are called by their code."""
    if column is None:
        return ["There is no column of ward names (such as WD24NM); wards are called by their code."]
    number = int(((frame["name"] == "") & (frame["ward"] != "")).sum())
    return [f"{number} of {len(frame)} wards have no name and are called by their code."] if number else []


def find_vintage(raw: gpd.GeoDataFrame, code: str, shown: str) -> tuple[str, list[str]]:
    """Year by the code column's name, else a `vintage` column that says one thing, else the file's name."""
    year = lookups.year_in(code)
    column = column_like(raw.columns, YEAR_COLUMN)
    stated = sorted(set(text_of(raw[column])) - {""}) if column else []
    notes = [f"{shown} mixes wards of different years: {', '.join(stated[:5])}."] if len(stated) > 1 else []
    if year is None:
        found = re.search(r"(?<!\d)(20\d\d)(?!\d)", stated[0] if len(stated) == 1 else shown)
        year = found[1] if found else "unknown"
    return year, notes
