"""Which wards of a file are taken: by the authority that each belongs to, or by their own codes."""

from collections.abc import Collection
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from boundaries import lookup as lookups
from boundaries.errors import BoundaryError
from boundaries.plain_table import column_like

__all__ = ["chosen", "doubtful_neighbours", "find_authorities"]


def find_authorities(
    raw: pd.DataFrame,
    wards: pd.Series,
    *,
    lookup: Path | str | None,
    wanted: Collection[str] | None,
    shown: str,
) -> pd.Series:
    """Each ward's authority: from the file itself, else from the lookup, else unknown ("")."""
    column = column_like(raw.columns, lookups.AUTHORITY_COLUMN)
    if column is not None:
        return raw[column].fillna("").str.strip().reset_index(drop=True)
    if lookup is None:
        if wanted:
            raise BoundaryError(
                f"{shown} does not say which authority a ward belongs to. Name a ward-to-authority lookup (a "
                f"CSV with columns such as WD24CD and LAD24CD) under [boundaries] lookup, or list "
                f"the ward codes."
            )
        return pd.Series("", index=wards.index)
    table = lookups.read_lookup(lookup)
    if not table.authority_of:
        raise BoundaryError(f"{Path(lookup).name} has no column of authority codes such as LAD24CD.")
    return wards.map(table.authority_of).fillna("")


def chosen(
    frame: gpd.GeoDataFrame,
    *,
    authorities: Collection[str] | None,
    codes: Collection[str] | None,
    shown: str,
) -> gpd.GeoDataFrame:
    """Take the wards of some authorities, and some by their own codes; all if neither is named."""
    if authorities is None and codes is None:
        return frame
    for what, wanted, column in (("authority", authorities, "authority"), ("ward", codes, "ward")):
        absent = sorted(set(wanted or ()) - set(frame[column]))
        if absent:
            raise BoundaryError(
                f"{shown} has no {what} {', '.join(absent[:5])}. Check the code, and that the file (and its "
                f"lookup) are of the right year: codes change when boundaries do."
            )
    keep = frame["authority"].isin(set(authorities or ())) | frame["ward"].isin(set(codes or ()))
    return frame[keep]


def doubtful_neighbours(everything: gpd.GeoDataFrame, taken: gpd.GeoDataFrame, *, shown: str) -> list[str]:
    """Name wards of no known authority next to those taken: a lookup that misses them leaves a hole."""
    unknown = everything[everything["authority"] == ""]
    if not 0 < len(unknown) < len(everything):
        return []
    tree = shapely.STRtree(taken.geometry.to_numpy())
    touching = tree.query(unknown.geometry.to_numpy(), predicate="touches")
    names = unknown["name"].to_numpy()[np.unique(touching[0])]
    return [
        f"Ward {name} in {shown} lies next to the area and is in no authority of the lookup; left out."
        for name in names
    ]
