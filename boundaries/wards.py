"""Wards as ONS publishes them, of any year and in any declared coordinate system, onto the National Grid."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd

from boundaries import lookup as lookups
from boundaries.crs import BNG
from boundaries.errors import BoundaryError
from boundaries.geo_file import GeoFile, GeoRequest, read_geo_file
from boundaries.plain_table import column_like
from boundaries.reproject import check_numbers, onto_the_grid
from boundaries.ward_choice import chosen, doubtful_neighbours, find_authorities
from boundaries.ward_columns import NAME_COLUMN, WANTED, code_column, find_vintage, nameless_note, text_of
from boundaries.ward_shapes import check_spans, tidy_shapes

__all__ = ["WardFile", "make_wards", "merge_ward_files", "read_wards", "ward_request"]

CODE_LIKE_ONS = r"[ewsn]\d{8}"


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
    layer: str | None = None,
    crs: str | None = None,
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
    layer, crs : str, optional
        The layer, where the file has several, and the coordinate system, where it does not say its own.

    Raises
    ------
    BoundaryError
        If the file cannot be opened, lacks a code column, disagrees with its declared coordinate system,
        holds a code twice, needs a repair of more than 1 % of a ward, or an authority or code asked for is
        not in it.
    """
    file = read_geo_file(ward_request(path, layer=layer, crs=crs))
    return make_wards(file, authorities=authorities, codes=codes, lookup=lookup)


def ward_request(path: Path | str, *, layer: str | None = None, crs: str | None = None) -> GeoRequest:
    """Say what is wanted of a ward file, so that several can be read together."""
    return GeoRequest(
        Path(path), columns=WANTED, having=lookups.CODE_COLUMN, like=r"ward|wd\d\d", layer=layer, crs=crs
    )


def make_wards(
    file: GeoFile,
    *,
    authorities: Collection[str] | None = None,
    codes: Collection[str] | None = None,
    lookup: Path | str | None = None,
) -> WardFile:
    """Make wards of an opened ward file; see `read_wards`."""
    raw, shown = file.frame, file.shown
    if raw.empty:
        raise BoundaryError(f"{shown}: No shapes in this file. Use another file.")
    code, notes = code_column(file)
    name = column_like(raw.columns, NAME_COLUMN)
    wards = text_of(raw[code])
    wards = wards.where(~wards.str.fullmatch(CODE_LIKE_ONS), wards.str.upper())
    frame = gpd.GeoDataFrame(
        {"ward": wards, "name": text_of(raw[name or code]), "feature": raw["feature"]},
        geometry=raw.geometry.to_numpy(),
        crs=raw.crs,
    )
    if not wards.str.fullmatch(CODE_LIKE_ONS, case=False).any():
        notes.append(
            f"No code in {shown} is like ONS's (such as E05011095); population and lookups must use the same."
        )
    frame["authority"] = find_authorities(raw, frame["ward"], lookup=lookup, wanted=authorities, shown=shown)
    everything = frame
    frame = chosen(frame, authorities=authorities, codes=codes, shown=shown)
    notes += nameless_note(frame, name)
    frame = frame.assign(name=frame["name"].where(frame["name"] != "", frame["ward"]))
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
    vintage, doubt = find_vintage(raw, code, shown)
    notes = [*file.notes, *notes, *doubt, *doubtful_neighbours(everything, frame, shown=shown), *more]
    shapes = shapes.sort_values("ward", ignore_index=True)[["ward", "name", "authority", "geometry"]]
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
