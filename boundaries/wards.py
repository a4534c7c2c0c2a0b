"""Wards as ONS publishes them, of any year and in any declared coordinate system, onto the National Grid."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from boundaries import lookup as lookups
from boundaries.crs import BNG
from boundaries.errors import BoundaryError
from boundaries.geo_file import read_geo_file
from boundaries.plain_table import column_like
from boundaries.reproject import check_numbers, onto_the_grid
from boundaries.ward_shapes import check_spans, tidy_shapes

__all__ = ["WardFile", "merge_ward_files", "read_wards"]

NAME_COLUMN = r"(WD\d\dNM|ward_?name|NAME)"


@dataclass(frozen=True, eq=False)
class WardFile:
    """Wards ready for use.

    Attributes
    ----------
    frame : geopandas.GeoDataFrame, EPSG:27700
        Columns ward (code), name, authority (code, "" if unknown), geometry; sorted by ward.
    vintage : str
        Year of the boundaries, or "unknown".
    notes : tuple of str
        What was mended or left out, in plain sentences.
    """

    frame: gpd.GeoDataFrame
    vintage: str
    notes: tuple[str, ...]


def read_wards(
    path: Path | str,
    *,
    authorities: Collection[str] | None = None,
    codes: Collection[str] | None = None,
    lookup: Path | str | None = None,
) -> WardFile:
    """Read the wards of some authorities out of a ward file.

    Parameters
    ----------
    path : path-like
        GeoJSON, GeoPackage, shapefile (plain or zipped) or MapInfo, with columns such as WD24CD and WD24NM,
        ward_code and ward_name, or GSS_CODE and NAME.
    authorities : collection of str, optional
        Authority codes, such as E09000028; all wards of the file if neither these nor `codes` are given.
    codes : collection of str, optional
        Ward codes to take; together with `authorities`, wards named by either are taken.
    lookup : path-like, optional
        Ward-to-authority lookup; needed where `authorities` are given and the file has no authority column.

    Raises
    ------
    BoundaryError
        If the file cannot be opened, lacks a code column, disagrees with its declared coordinate system,
        holds a
        code twice, needs a repair of more than 1 % of a ward, or an authority or code asked for is not in it.
    """
    raw, shown = read_geo_file(path), Path(path).name
    code = column_like(raw.columns, lookups.CODE_COLUMN)
    if code is None:
        raise BoundaryError(
            f"{shown} has no column of ward codes. Right would be a column named WD and the year, such "
            f"as WD24CD, or "
            f"ward_code. Found: {', '.join(map(str, raw.columns[:12]))}."
        )
    name = column_like(raw.columns, NAME_COLUMN)
    frame = gpd.GeoDataFrame(
        {
            "ward": _text(raw[code]),
            "name": _text(raw[name if name else code]),
            "feature": range(1, len(raw) + 1),
        },
        geometry=raw.geometry.to_numpy(),
        crs=raw.crs,
    )
    frame["name"] = frame["name"].where(frame["name"] != "", frame["ward"])
    frame["authority"] = _authorities(raw, frame["ward"], lookup=lookup, wanted=authorities, shown=shown)
    everything = frame
    frame = _chosen(frame, authorities=authorities, codes=codes, shown=shown)
    twice = frame.loc[frame["ward"].duplicated() & (frame["ward"] != ""), "ward"]
    if len(twice):
        raise BoundaryError(
            f"{shown}: two wards have code {twice.iloc[0]}. Each ward must be one row: join its parts, "
            f"or remove one."
        )
    check_numbers(frame, shown=shown)
    check_spans(frame, shown=shown)
    shapes, more = tidy_shapes(onto_the_grid(frame, shown=shown))
    if shapes.empty:
        raise BoundaryError(f"{shown} holds no ward with a code and an area. Use another file.")
    notes = [*_doubtful_neighbours(everything, frame, shown=shown), *more]
    shapes = shapes.sort_values("ward", ignore_index=True)[["ward", "name", "authority", "geometry"]]
    vintage = lookups.year_in(code) or _stated_year(raw, shown)
    return WardFile(frame=gpd.GeoDataFrame(shapes, crs=BNG), vintage=vintage, notes=tuple(notes))


def merge_ward_files(files: Sequence[WardFile]) -> WardFile:
    """Put several files' wards together; a code may be in one of them only."""
    if not files:
        raise BoundaryError("No ward file is named. Name at least one under [boundaries] wards.")
    frame = pd.concat([file.frame for file in files], ignore_index=True)
    twice = frame.loc[frame["ward"].duplicated(), "ward"]
    if len(twice):
        raise BoundaryError(
            f"Ward {twice.iloc[0]} is in two of the ward files. Name the authorities so that each comes "
            f"from one file."
        )
    vintages = sorted({file.vintage for file in files})
    notes = [note for file in files for note in file.notes]
    if len(vintages) > 1:
        notes.append(f"Wards of different years stand side by side: {', '.join(vintages)}.")
    frame = frame.sort_values("ward", ignore_index=True)
    return WardFile(
        frame=gpd.GeoDataFrame(frame, geometry="geometry", crs=BNG),
        vintage=" and ".join(vintages),
        notes=tuple(dict.fromkeys(notes)),
    )


def _text(column: pd.Series) -> pd.Series:
    return column.fillna("").astype(str).str.strip().reset_index(drop=True)


def _authorities(
    raw: gpd.GeoDataFrame,
    wards: pd.Series,
    *,
    lookup: Path | str | None,
    wanted: Collection[str] | None,
    shown: str,
) -> pd.Series:
    """Each ward's authority: from the file itself, else from the lookup, else unknown."""
    column = column_like(raw.columns, lookups.AUTHORITY_COLUMN)
    if column is not None:
        return _text(raw[column])
    if lookup is None:
        if wanted:
            raise BoundaryError(
                f"{shown} does not say which authority a ward belongs to. Name a ward-to-authority "
                f"lookup (a CSV with "
                f"columns such as WD24CD and LAD24CD) under [boundaries] lookup, or list the ward codes."
            )
        return pd.Series("", index=wards.index)
    table = lookups.read_lookup(lookup)
    if not table.authority_of:
        raise BoundaryError(f"{Path(lookup).name} has no column of authority codes such as LAD24CD.")
    return wards.map(table.authority_of).fillna("")


def _doubtful_neighbours(everything: gpd.GeoDataFrame, chosen: gpd.GeoDataFrame, *, shown: str) -> list[str]:
    """Name wards of no known authority next to the chosen ones: a lookup that misses them leaves a hole."""
    unknown = everything[everything["authority"] == ""]
    if not 0 < len(unknown) < len(everything):
        return []
    touching = shapely.STRtree(chosen.geometry.to_numpy()).query(
        unknown.geometry.to_numpy(), predicate="touches"
    )
    names = unknown["name"].to_numpy()[np.unique(touching[0])]
    return [
        f"Ward {name} in {shown} lies next to the area and is in no authority of the lookup; left out."
        for name in names
    ]


def _chosen(
    frame: gpd.GeoDataFrame,
    *,
    authorities: Collection[str] | None,
    codes: Collection[str] | None,
    shown: str,
) -> gpd.GeoDataFrame:
    if authorities is None and codes is None:
        return frame
    for what, wanted, column in (("authority", authorities, "authority"), ("ward", codes, "ward")):
        absent = sorted(set(wanted or ()) - set(frame[column]))
        if absent:
            raise BoundaryError(
                f"{shown} has no {what} {', '.join(absent[:5])}. Check the code, and that the file (and "
                f"its lookup) are "
                f"of the right year: codes change when boundaries do."
            )
    keep = frame["authority"].isin(set(authorities or ())) | frame["ward"].isin(set(codes or ()))
    return frame[keep]


def _stated_year(raw: gpd.GeoDataFrame, shown: str) -> str:
    """Year from a `vintage` column that says one thing, else from the file's name, else unknown."""
    column = column_like(raw.columns, r"(vintage|year)")
    values = set(_text(raw[column])) if column else set()
    found = re.search(r"(?<!\d)(20\d\d)(?!\d)", values.pop() if len(values) == 1 else shown)
    return found[1] if found else "unknown"
