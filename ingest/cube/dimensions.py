"""What the cube counts by, and the facts it is counted from."""

from types import MappingProxyType

import polars as pl
import pyarrow as pa

__all__ = ["COUNTS", "DIMENSIONS", "FACTS", "FACT_SCHEMA", "MEASURE", "NO_AREA", "NO_CELL", "RESOLUTIONS"]

NO_CELL = 0
"""The cell of an incident that has no point."""
NO_AREA = "none"
"""Where counts lie that belong to no ward: outside the area, or without any place."""
RESOLUTIONS = range(9, 14)

DIMENSIONS = MappingProxyType(
    {
        "cell": pl.Int64,  # H3 cell of the point at the cube's resolution; NO_CELL where there is no point
        "ward": pl.String,  # code by the exact point; else the ward the sender named; "" in neither
        "first": pl.Date,  # a record that says only the month has the month's first and last day
        "last": pl.Date,
        "strands": pl.String,  # codes joined with ';' in the policy's order, "" for none
        "kind": pl.String,
        "source": pl.String,
        "category": pl.String,
        "noticed_by": pl.String,
        "agency": pl.String,
    }
)
MEASURE = "incidents"
COUNTS = MappingProxyType({**DIMENSIONS, MEASURE: pl.Int64})
"""One row of a cube."""

FACTS = MappingProxyType(
    {
        "reference_high": pl.Int64,  # two halves of a hash of agency and reference; null where there is none
        "reference_low": pl.Int64,
        "precedence": pl.Int64,  # of the facts of one reference the smallest counts
        "file": pl.Int32,  # number of the file in the manifest
        **DIMENSIONS,
    }
)
"""One row of a source, as the workers hand it on."""

_ARROW = {pl.Int64: pa.int64(), pl.Int32: pa.int32(), pl.String: pa.string(), pl.Date: pa.date32()}
FACT_SCHEMA = pa.schema([(name, _ARROW[kind]) for name, kind in FACTS.items()])
