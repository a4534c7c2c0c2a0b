"""GeoPackage: one layer of points, read from a copy in memory in which nothing of the sender's can run.

A GeoPackage is a database, so it may bring views, triggers and expressions of its own. It is opened from
bytes, never from a path; an authorizer lets through plain reading of ordinary tables and nothing else.
"""

import contextlib
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.errors import ChoiceNeeded, FileRefused
from ingest.limits import LIMITS, Limits
from ingest.readers.features import Features, Unfit, plain_number, too_many_features
from ingest.readers.well_known import point_of
from ingest.readers.zipped import listed, shown
from ingest.table import Table

__all__ = ["read"]

MARKS = (b"GPKG", b"GP10", b"GP11")
WAL = b"\x02\x02"
OWN_TABLES = ("gpkg_contents", "gpkg_geometry_columns", "gpkg_spatial_ref_sys")
OWN_VIEWS = ("spatial_ref_sys", "st_spatial_ref_sys", "geometry_columns", "st_geometry_columns")
OWN_TRIGGERS = re.compile(r"(rtree_|gpkg_|trigger_(insert|delete|update)_feature_count_|fid_)")
READING = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ)
PRAGMAS = ("table_xinfo", "quick_check")
STEPS, MOST_STEPS = 100_000, 20_000
DAMAGED = "The file is damaged. Save the layer again as GeoPackage, or as CSV, and send that."
NO_SHAPES = "No shapes in this file. Send a layer of points, or the table as CSV."
POINTS = ("POINT", "MULTIPOINT", "GEOMETRY", "GEOMETRYCOLLECTION")


@dataclass(frozen=True)
class _Layer:
    name: str
    column: str
    kind: str
    crs: int


def read(data: bytes, *, sheet: str | None = None, limits: Limits = LIMITS) -> Table:
    """Read the points of one layer; row numbers are feature numbers, the first being 1.

    Parameters
    ----------
    data : bytes
        The GeoPackage.
    sheet : str, optional
        The layer to read; needed only where several hold points.

    Returns
    -------
    Table
        The attributes as text, and `easting`, `northing` or `longitude`, `latitude`.

    Raises
    ------
    FileRefused
        If it is damaged, no GeoPackage, holds views, or its CRS is neither National Grid nor WGS 84.
    ChoiceNeeded
        If several layers hold points.
    """
    notes = []
    if data[18:20] == WAL:  # it would look for a file beside it; what was in that one is not here
        data = data[:18] + b"\x01\x01" + data[20:]
        notes.append("The file was open when copied; the last edits may be missing.")
    try:
        with contextlib.closing(_opened(data)) as base:
            return _read(base, data[68:72] in MARKS, notes, sheet, limits)
    except (sqlite3.Error, UnicodeDecodeError):  # names and messages of a broken file need not be text
        raise FileRefused(DAMAGED) from None


def _opened(data: bytes) -> sqlite3.Connection:
    """Open the bytes in memory, for plain reading only, and check that no page is broken."""
    base = sqlite3.connect(":memory:", isolation_level=None)
    base.text_factory = lambda text: text.decode("utf-8", "replace")
    base.deserialize(data)
    base.execute("PRAGMA trusted_schema = OFF")
    base.execute("PRAGMA query_only = ON")
    steps = iter(range(MOST_STEPS))
    base.set_progress_handler(lambda: next(steps, None) is None, STEPS)
    base.set_authorizer(_allowed)
    if base.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
        base.close()
        raise FileRefused(DAMAGED)
    return base


def _allowed(action: int, first: str | None, *_: str | None) -> int:
    fine = action in READING or (action == sqlite3.SQLITE_PRAGMA and first in PRAGMAS)
    return sqlite3.SQLITE_OK if fine else sqlite3.SQLITE_DENY


def _read(
    base: sqlite3.Connection, marked: bool, notes: list[str], sheet: str | None, limits: Limits
) -> Table:
    things = list(base.execute("SELECT type, name, sql FROM sqlite_master"))
    tables = {name for kind, name, sql in things if kind == "table" and not _is_virtual(sql)}
    views = [name for kind, name, _ in things if kind == "view" and name not in OWN_VIEWS]
    if views:
        raise FileRefused(
            f"Only ordinary tables are read; '{shown(views[0])}' is a view. "
            "Save the layer on its own as a new GeoPackage."
        )
    if "gpkg_contents" not in tables:
        raise FileRefused(
            "This is a database (SQLite), not a GeoPackage. Send the incidents as CSV or as a GeoPackage."
        )
    if not marked:
        notes.append("The file is not marked as a GeoPackage, but is laid out as one; read as that.")
    triggers = [name for kind, name, _ in things if kind == "trigger" and not OWN_TRIGGERS.match(name)]
    if triggers:
        many = "1 trigger" if len(triggers) == 1 else f"{len(triggers)} triggers"
        notes.append(f"{many} in the file not run; triggers never are.")
    layers = _layers(base, tables, {name for _, name, _ in things})
    layer, said = _chosen(base, layers, sheet)
    features = Features(_in_metres(base, tables, layer))
    names, left_out = _columns(base, layer, limits)
    for number, (blob, *values) in enumerate(_rows(base, layer, names), start=1):
        if number > limits.rows:
            raise too_many_features(limits.rows, limits, more=True)
        try:
            place = point_of(blob)
            features.flattened |= place.has_height
            features.add(number, dict(zip(names, map(_text, values), strict=True)), place.x, place.y)
        except Unfit as reason:
            features.unfit[number] = reason
        left_out.update(name for name, value in zip(names, values, strict=True) if type(value) is bytes)
    notes += said
    notes += [
        f"Column '{shown(name)}' holds bytes or is worked out by the file; left out."
        for name in sorted(left_out)
    ]
    return features.table(names=names, sheet=layer.name, notes=notes, limits=limits)


def _is_virtual(sql: str | None) -> bool:
    return bool(re.match(r"\s*CREATE\s+VIRTUAL", sql or "", re.IGNORECASE))


def _layers(base: sqlite3.Connection, tables: set[str], things: set[str]) -> list[_Layer]:
    """List the layers with shapes; refuse one that is no ordinary table."""
    if "gpkg_geometry_columns" not in tables:
        raise FileRefused(NO_SHAPES)
    shapes = {
        str(table): _Layer(str(table), str(column), str(kind).upper(), int(crs))
        for table, column, kind, crs in base.execute(
            "SELECT table_name, column_name, geometry_type_name, srs_id FROM gpkg_geometry_columns"
        )
        if isinstance(crs, int)
    }
    listed_ones = [str(name) for (name,) in base.execute("SELECT table_name FROM gpkg_contents")]
    layers = [shapes[name] for name in dict.fromkeys(listed_ones) if name in shapes and name in things]
    for layer in layers:
        if layer.name not in tables:
            raise FileRefused(f"Only ordinary tables are read; '{shown(layer.name)}' is not one.")
    if not layers:
        raise FileRefused(NO_SHAPES)
    return layers


def _chosen(
    base: sqlite3.Connection, layers: list[_Layer], wanted: str | None
) -> tuple[_Layer, tuple[str, ...]]:
    """Choose the layer asked for, or the only one that has points."""
    names = [layer.name for layer in layers]
    if wanted is not None:
        if wanted not in names:
            raise ChoiceNeeded(f"There is no such layer. Choose one of: {listed(names)}.", names)
        layers = [layers[names.index(wanted)]]
    if len(names) == 1:
        return layers[0], ()
    points = [layer for layer in layers if layer.kind in POINTS]
    filled = [layer for layer in points if _has_rows(base, layer)]
    left = filled or points or layers
    if len(left) > 1:
        alike = [layer.name for layer in left]
        raise ChoiceNeeded(f"{len(names)} layers: {listed(alike)}. Choose one.", alike)
    return left[0], (f"{len(names)} layers: '{shown(left[0].name)}' used.",)


def _in_metres(base: sqlite3.Connection, tables: set[str], layer: _Layer) -> bool:
    found = None
    if "gpkg_spatial_ref_sys" in tables:
        found = base.execute(
            "SELECT organization, organization_coordsys_id FROM gpkg_spatial_ref_sys WHERE srs_id = ?",
            [layer.crs],
        ).fetchone()
    if layer.crs in (-1, 0) or found is None:
        raise FileRefused(
            "The layer does not say its CRS. Set one, British National Grid (EPSG:27700) or WGS 84, and save "
            "the layer again."
        )
    code = found[1] if str(found[0]).upper() == "EPSG" else None
    if code not in (27700, 4326, 4258):
        what = f"EPSG:{code}" if isinstance(code, int) else "one that is not known here"
        raise FileRefused(
            f"The file's CRS is {what}. Save it in WGS 84 (EPSG:4326) or British National Grid (27700)."
        )
    return code == 27700


def _columns(base: sqlite3.Connection, layer: _Layer, limits: Limits) -> tuple[list[str], set[str]]:
    """Name the stored columns beside the shape; and those that the file would have to work out."""
    facts = base.execute(f"PRAGMA table_xinfo({_quoted(layer.name)})").fetchall()
    stored = [name for _, name, *_, hidden in facts if hidden == 0]
    if layer.column not in stored:
        raise FileRefused(NO_SHAPES)
    if len(stored) - 1 > limits.columns:
        raise FileRefused(
            f"{len(stored) - 1:,} columns; the limit is {limits.columns}. Send only the columns needed."
        )
    names = [name for name in stored if name != layer.column]
    return names, {name for _, name, *_, hidden in facts if hidden}


def _has_rows(base: sqlite3.Connection, layer: _Layer) -> bool:
    query = f"SELECT 1 FROM {_quoted(layer.name)}"  # noqa: S608 # nosec B608 - quoted
    return base.execute(query).fetchone() is not None


def _rows(base: sqlite3.Connection, layer: _Layer, names: list[str]) -> Iterator[tuple[object, ...]]:
    columns = ", ".join(map(_quoted, [layer.column, *names]))
    yield from base.execute(f"SELECT {columns} FROM {_quoted(layer.name)}")  # noqa: S608 # nosec B608 - quoted


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(value: object) -> str | None:
    if isinstance(value, float):
        return plain_number(value)
    return None if value is None or isinstance(value, bytes) else str(value)
