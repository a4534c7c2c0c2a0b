"""GeoPackages looked at as databases before anything else opens them: ordinary tables only, and undamaged."""

import contextlib
import re
import sqlite3
from pathlib import Path

from boundaries.errors import BoundaryError

__all__ = ["check_geopackage"]

HARMLESS_VIEWS = {"st_spatial_ref_sys", "spatial_ref_sys", "st_geometry_columns", "geometry_columns"}
IN_WAL_MODE = b"\x02\x02"
MOST_TEXT = 100_000_000


def check_geopackage(file: Path, *, shown: str) -> tuple[dict[str, list[str]], list[str]]:
    """Refuse a database that is damaged, is no GeoPackage, or is more than ordinary tables.

    Parameters
    ----------
    file : pathlib.Path
        A copy of our own, with its write-ahead log beside it if it had one; it is put in order.
    shown : str

    Returns
    -------
    layers : dict of str to list of str
        The columns of every table of shapes.
    notes : list of str
    """
    with file.open("rb") as stream:
        head = stream.read(100)
    notes = []
    if head[18:20] == IN_WAL_MODE and not file.with_name(f"{file.name}-wal").exists():
        notes.append(f"{shown}: The file was open when copied; the last edits may be missing.")
    try:
        with contextlib.closing(sqlite3.connect(file)) as store:
            store.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MOST_TEXT)
            store.execute("PRAGMA trusted_schema = OFF")
            store.execute("PRAGMA cell_size_check = ON")
            store.execute("PRAGMA journal_mode = DELETE").fetchall()
            _only_tables(store, shown=shown)
            if store.execute("PRAGMA quick_check(1)").fetchall() != [("ok",)]:
                raise _damaged(shown)
            layers = _layers(store, shown=shown)
            _only_columns(store, layers, shown=shown)
    except (sqlite3.Error, UnicodeDecodeError):
        raise _damaged(shown) from None
    return layers, notes


def _only_tables(store: sqlite3.Connection, *, shown: str) -> None:
    """Refuse views and virtual tables; drop the standard's own views, which nothing reads."""
    for kind, name, sql in store.execute("SELECT type, name, sql FROM sqlite_master").fetchall():
        virtual = re.match(r"\s*CREATE\s+VIRTUAL\s+TABLE\b.*?\bUSING\s+(\w+)", sql or "", re.I | re.S)
        if kind == "view" and name.lower() in HARMLESS_VIEWS:
            store.execute(f'DROP VIEW "{name}"')
        elif kind == "view" or (virtual and virtual[1].lower() != "rtree"):
            what = "view" if kind == "view" else "virtual table"
            raise BoundaryError(
                f"{shown}: Only ordinary tables are read; {_shown(name)} is a {what}. "
                f"Save the wards as a table of their own."
            )
    store.commit()


def _layers(store: sqlite3.Connection, *, shown: str) -> dict[str, list[str]]:
    tables = {
        name.lower() for (name,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    }
    if "gpkg_contents" not in tables:
        raise BoundaryError(
            f"{shown} is a database, but not a GeoPackage. It is not a file of shapes that can be opened."
        )
    if "gpkg_geometry_columns" not in tables:
        return {}
    listed = store.execute(
        "SELECT c.table_name FROM gpkg_contents c JOIN gpkg_geometry_columns g "
        "ON lower(c.table_name) = lower(g.table_name) WHERE c.data_type = 'features' ORDER BY c.rowid"
    ).fetchall()
    found = dict.fromkeys(name for (name,) in listed if isinstance(name, str))
    if any(name.lower() not in tables for name in found):
        raise _damaged(shown)
    return {name: [row[0] for row in _columns(store, name)] for name in found}


def _only_columns(store: sqlite3.Connection, layers: dict[str, list[str]], *, shown: str) -> None:
    """Refuse columns that are worked out when they are read: that work could be endless."""
    for layer in layers:
        for name, hidden in _columns(store, layer):
            if hidden:
                raise BoundaryError(
                    f"{shown}: Only ordinary columns are read; {_shown(name)} is worked out from others. "
                    f"Save the wards with plain columns."
                )


def _columns(store: sqlite3.Connection, table: str) -> list[tuple[str, int]]:
    return store.execute("SELECT name, hidden FROM pragma_table_xinfo(?)", (table,)).fetchall()


def _shown(name: str) -> str:
    plain = "".join(letter if letter.isprintable() else " " for letter in name)
    return f"'{plain[:20]}'"


def _damaged(shown: str) -> BoundaryError:
    return BoundaryError(f"{shown} cannot be read: The file is damaged or stops part way. Download it again.")
