"""The canonical incident: one row an incident, whoever sent it."""

from types import MappingProxyType

import polars as pl

__all__ = ["INCIDENT", "PRECISIONS", "SET_ASIDE"]

PRECISIONS = ("exact", "street", "postcode", "area", "none")
"""How well a place is known, best first; `area` has a ward but no point."""

INCIDENT = MappingProxyType(
    {
        "row": pl.Int64,  # row of the file, header = 1
        "agency": pl.String,
        "reference": pl.String,  # the agency's own; unique with `agency`
        "occurred_from": pl.Date,
        "occurred_to": pl.Date,  # the same day unless only an interval is known
        "hour": pl.Int8,  # local hour of the start; null where nobody said
        "hour_to": pl.Int8,
        "reported_on": pl.Date,
        "kind": pl.String,
        "category": pl.String,
        "strands": pl.String,  # codes joined with ';' in the policy's order, '' for none
        "source": pl.String,
        "noticed_by": pl.String,
        "setting": pl.String,
        "outcome": pl.String,
        "x": pl.Float64,  # EPSG:27700, whole metres
        "y": pl.Float64,
        "lon": pl.Float64,  # WGS 84, five decimals
        "lat": pl.Float64,
        "precision": pl.String,
        "area": pl.String,  # ward code, where the sender gave a ward and no point
    }
)

SET_ASIDE = MappingProxyType({"row": pl.Int64, "column": pl.String, "value": pl.String, "reason": pl.String})
"""One line a row that could not be kept; `value` is null unless the column's vocabulary is closed."""
