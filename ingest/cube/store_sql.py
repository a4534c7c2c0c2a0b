"""The same cube made of the record store, by SQL: on SQLite and on PostgreSQL."""

import polars as pl
from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Float,
    Integer,
    MetaData,
    String,
    Table,
    and_,
    case,
    func,
    literal,
    select,
)

from ingest.cube.dimensions import COUNTS, MEASURE, NO_CELL
from ingest.cube.ground import CubeGround, place_batch
from ingest.records import schema
from ingest.records.bulk import add_rows, read_frame

__all__ = ["count_store"]

_points = Table(
    "cube_points",
    MetaData(),
    Column("x", Float),
    Column("y", Float),
    Column("lon", Float),
    Column("lat", Float),
    Column("cell", BigInteger),
    Column("ward", String),
    prefixes=["TEMPORARY"],
)
"""The distinct points of the records with their cell and ward, for as long as they are counted."""

_wards = Table("cube_wards", MetaData(), Column("code", String, primary_key=True), prefixes=["TEMPORARY"])
"""The wards that a sender may have named."""


def count_store(connection: Connection, ground: CubeGround) -> pl.DataFrame:
    """Count the records that are held, in the shape of `COUNTS`, in no order.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        From `Store.reading`: nothing of the store is changed, two tables of the connection's own come and go.
    ground : CubeGround
    """
    _lay_points(connection, ground)
    known, points = schema.incidents.c, _points.c
    there = and_(*(points[name] == known[name] for name in ("x", "y", "lon", "lat")))
    named = case((known.x.is_(None), func.coalesce(_wards.c.code, "")), else_=points.ward)
    dimensions = {
        "cell": func.coalesce(points.cell, literal(NO_CELL, Integer)),
        "ward": func.coalesce(named, ""),
        "first": known.occurred_from,
        "last": known.occurred_to,
        **{name: known[name] for name in ("strands", "kind", "source", "category", "noticed_by", "agency")},
    }
    joined = schema.incidents.outerjoin(_points, there).outerjoin(_wards, _wards.c.code == known.area)
    labelled = [value.label(name) for name, value in dimensions.items()]
    rows = select(*labelled).select_from(joined).subquery()
    query = select(*rows.c, func.count().label(MEASURE)).group_by(*rows.c)
    frame = read_frame(connection, query, **COUNTS)
    for table in (_points, _wards):
        table.drop(connection)
    return frame.select(pl.col(name).cast(kind) for name, kind in COUNTS.items())


def _lay_points(connection: Connection, ground: CubeGround) -> None:
    """Place every distinct point, and lay them beside the records."""
    known = schema.incidents.c
    asked = select(known.x, known.y, known.lon, known.lat).where(known.x.is_not(None)).distinct()
    points = read_frame(connection, asked)
    placed = []
    unnamed = points.with_columns(area=pl.lit(None, pl.String), row=pl.int_range(pl.len()))
    for batch in unnamed.to_arrow(compat_level=pl.CompatLevel.oldest()).to_batches():
        placed.append(pl.DataFrame(pl.from_arrow(place_batch(batch, ground))))
    found = pl.concat(placed).sort("row") if placed else pl.DataFrame({"cell": [], "ward": []})
    for table in (_points, _wards):
        table.create(connection)
    laid = points.with_columns(found["cell"].cast(pl.Int64), found["ward"].cast(pl.String))
    add_rows(connection, _points, laid)
    add_rows(connection, _wards, pl.DataFrame({"code": list(ground.wards)}))
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("analyze cube_points")
    else:
        connection.exec_driver_sql("create index temp.ix_cube_points on cube_points (x, y)")
