"""The data dictionary, written from the tables themselves: `python -m benchmarks.dictionary`."""

import ast
import importlib
import pkgutil
from pathlib import Path
from types import ModuleType

from sqlalchemy import Column, Table

from ingest.records import schema
from spatial.release.tables import COLUMNS, TABLES

__all__ = ["dictionary"]

PAGE = Path(__file__).parent.parent / "docs" / "data-dictionary.md"
AREAS = {"area": "the whole area", "ward": "each ward", "cell": "each reporting cell"}
HEAD = """<!-- written by `python -m benchmarks.dictionary`; a test holds it to the tables -->
# Data dictionary

Every table of the record store and every column, as the program makes them, and every table of a release.
Times are UTC without a zone; what may be empty is marked. What people may see of it:
[who sees what](who-sees-what.md).
"""
RELEASES = """
## What a release has

A release is one table with the columns {columns}; `value` is empty where it is hidden. No other figure
leaves: [exports](user-guide.md#take-figures-out) and packs are made of these. How they are made:
[releases](methods/releases.md).

| table | of | by | by strand | by source |
|---|---|---|---|---|
"""


def dictionary() -> str:
    """Write the page."""
    told = [HEAD]
    for name in sorted(one.name for one in pkgutil.iter_modules(schema.__path__)):
        module = importlib.import_module(f"{schema.__name__}.{name}")
        said = _said(module)
        tables = [(key, one) for key in said if isinstance(one := getattr(module, key, None), Table)]
        if tables:
            told.append(f"\n## {(module.__doc__ or '').strip().splitlines()[0]}".rstrip("."))
            told.extend(_table(one, said[key]) for key, one in tables)
    told.append(RELEASES.format(columns=", ".join(f"`{column}`" for column in COLUMNS)).rstrip("\n"))
    told.extend(
        f"| {one.name} | {AREAS[one.areas]} | {', '.join(one.periods)} "
        f"| {_yes(one.strands)} | {_yes(one.sources)} |"
        for one in TABLES
    )
    return "\n".join(told) + "\n"


def _said(module: ModuleType) -> dict[str, str]:
    """Give what stands under each name that a module binds, in its order; nothing where nothing stands."""
    body = ast.parse(Path(str(module.__file__)).read_text("utf-8")).body
    said = {}
    for one, after in zip(body, [*body[1:], None], strict=True):
        if isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Name):
            is_said = isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant)
            said[one.targets[0].id] = str(after.value.value) if is_said else ""
    return said


def _table(table: Table, said: str) -> str:
    """Write one table."""
    rows = [f"\n### {table.name}\n"]
    if said:
        rows.append(" ".join(said.split()) + "\n")
    rows.append("| column | kind | |\n|---|---|---|")
    rows.extend(f"| `{one.name}` | {one.type!s} | {_of(one)} |" for one in table.columns)
    return "\n".join(rows)


def _of(column: Column) -> str:
    """Say what is particular of a column."""
    words = ["key"] if column.primary_key else []
    words.extend(f"of [{key.column.table.name}](#{key.column.table.name})" for key in column.foreign_keys)
    if column.unique:
        words.append("unlike any other")
    if column.nullable:
        words.append("may be empty")
    return ", ".join(words)


def _yes(is_so: bool) -> str:
    return "yes" if is_so else "no"


if __name__ == "__main__":
    PAGE.write_text(dictionary(), "utf-8")
