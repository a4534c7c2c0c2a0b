"""Residents of other areas, by name or by code, from a census or estimate table."""

import polars as pl

from boundaries.plain_table import column_like
from boundaries.population import NUMBER_COLUMNS
from ingest.errors import FileRefused
from ingest.published_columns import AREAS
from ingest.table import Table
from ingest.words import clean, fold, numbered

__all__ = ["read_residents"]

_CODES = r"(lad|utla|ltla|wd|ctyua)\d*cd|(geography|area|gss|la|authority|borough)[ _]?code|code"
_NAMES = r"(lad|utla|ltla|wd|ctyua)\d*nm|name"


def read_residents(
    table: Table, *, area: str | None = None, column: str | None = None
) -> tuple[dict[str, float], tuple[str, ...]]:
    """Read how many people live in each area.

    Parameters
    ----------
    table : Table
    area, column : str, optional
        Heads of the columns of areas and of residents, where they are not among the known ones.

    Returns
    -------
    residents : dict of str to float
        By the folded name, and by the folded code where the table has one.
    notes : tuple of str
        What was left out, and why: a name with two numbers is for no area.

    Raises
    ------
    FileRefused
        If there is no column of areas or of residents.
    """
    heads = {fold(head): head for head in reversed(table.frame.columns)}
    for said in (area, column):
        if said is not None and fold(said) not in heads:
            raise FileRefused(f"There is no column {said!r}, which [comparison] names. {_seen(table)}")
    by = _columns_of_areas(table, heads, area)
    number = heads[fold(column)] if column is not None else _numbers(table)
    text = clean(table.frame[number]).str.replace_all("[, ]", "")
    people = text.cast(pl.Float64, strict=False)
    good = (people.is_finite() & (people > 0)).fill_null(False)
    found: dict[str, float] = {}
    twice: set[str] = set()
    for head in by:
        named = pl.DataFrame({"name": clean(table.frame[head]), "people": people}).filter(good).drop_nulls()
        for name, many in named.iter_rows():
            if found.setdefault(fold(name), many) != many:
                twice.add(fold(name))
    left = good.len() - int(good.sum()) + table.set_aside.height
    notes = []
    if left:
        notes.append(f"{numbered(left, 'row', 'rows')} of the residents without a number above 0 left out.")
    if twice:
        one, many_names = "name stands", "names stand"
        notes.append(f"{numbered(len(twice), one, many_names)} twice among the residents, so for no area.")
    return {name: many for name, many in found.items() if name not in twice}, tuple(notes)


def _columns_of_areas(table: Table, heads: dict[str, str], area: str | None) -> list[str]:
    if area is not None:
        return [heads[fold(area)]]
    columns = list(table.frame.columns)
    name = next((heads[known] for known in AREAS if known in heads), None) or column_like(columns, _NAMES)
    found = [head for head in (name, column_like(columns, _CODES)) if head is not None]
    if not found:
        raise FileRefused(
            f"No column of the table of residents names the area. {_seen(table)} "
            "Say which one under [comparison] population_area."
        )
    return found


def _numbers(table: Table) -> str:
    columns = list(table.frame.columns)
    number = next(
        (head for pattern in NUMBER_COLUMNS["residents"] if (head := column_like(columns, pattern))), None
    )
    if number is None:
        raise FileRefused(
            f"No column of the table of residents says how many live there. {_seen(table)} "
            "Say which one under [comparison] population_column."
        )
    return number


def _seen(table: Table) -> str:
    return f"Columns seen: {', '.join(table.frame.columns[:12])}."
