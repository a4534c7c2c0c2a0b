"""Places by name: the wards, and the stations, parks and streets of the map, each with its ward."""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from boundaries.study_area import StudyArea

__all__ = ["NamedPlace", "named_places"]

KINDS = ("station", "park", "road", "water")
"""Kinds of the drawn map that people name a place by, the best known first."""
LONGEST = 70


@dataclass(frozen=True)
class NamedPlace:
    """A place that can be chosen: its ward (None where it lies in several), and its name in words.

    `place` is None where the ward itself is meant.
    """

    ward: str | None
    place: str | None


def named_places(study_area: StudyArea, context: Mapping[str, gpd.GeoDataFrame]) -> dict[str, NamedPlace]:
    """List what can be chosen, by the label that is shown: wards first, then places by name.

    A name that stands at several places, or across a border, has no ward of its own.
    """
    wards = study_area.wards[["ward", "name", "geometry"]].sort_values("name")
    known = {
        f"{name} (ward)": NamedPlace(str(code), None)
        for code, name in zip(wards["ward"], wards["name"], strict=True)
    }
    named = [context[kind][["name", "geometry"]] for kind in KINDS if kind in context and len(context[kind])]
    if not named:
        return known
    places = gpd.GeoDataFrame(pd.concat(named), geometry="geometry", crs=study_area.wards.crs)
    places = places[places["name"].fillna("").str.len().between(2, LONGEST)]
    found = gpd.sjoin(places, wards[["ward", "geometry"]], predicate="intersects")
    by_name = found.groupby("name")["ward"].agg(lambda codes: sorted(set(codes)))
    title = dict(zip(wards["ward"], wards["name"], strict=True))
    for name, codes in by_name.items():
        only = str(codes[0]) if len(codes) == 1 else None
        label = f"{name}, {title[only]}" if only else str(name)
        known.setdefault(label, NamedPlace(only, str(name)))
    return known
