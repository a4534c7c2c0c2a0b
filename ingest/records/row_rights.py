"""Reading records one by one: the audit's line first, then the rows, over a connection that holds no others.

What a person may do with a record follows from the access policy and from how the record is shared.  The rows
that they may see are laid into a table of their own, with what they may not see of each left empty; the
connection that reads it out may read that table, and the database refuses it every other.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Column, Connection, MetaData, Select, Table, case, null, select

from boundaries.agency import Agency
from boundaries.study_area import StudyArea
from ingest.access.asker import Asker
from ingest.access.policy import Access
from ingest.access.rows import ACTIONS, level_for, may_row
from ingest.records import schema
from ingest.records.consulting import consulted, refused
from ingest.records.narrow import fence_sqlite, only_asks, plainly, sqlite_engine
from ingest.records.narrow_roles import ROWS, settle_roles
from ingest.records.row_wards import numbers_in, wards_of
from ingest.records.sharing import Shared, sharing_of
from ingest.records.store import Store
from ingest.records.troubles import StoreError

__all__ = [
    "MOST",
    "NoSuchRowError",
    "Row",
    "Rules",
    "list_rows",
    "only_rows",
    "read_rows",
    "rights_by_number",
    "rights_to",
]

MOST = 100
"""So many rows are listed at once."""
AT_ONCE = 500
WHAT = schema.incidents.name
TABLE = "my_rows"
SEEN = ("id", "agency", "occurred_from", "occurred_to", "area")
"""What is seen of a record by whoever may know that it is there."""
READ = (
    "reference",
    "hour",
    "hour_to",
    "reported_on",
    "kind",
    "category",
    "strands",
    "source",
    "noticed_by",
    "setting",
    "outcome",
    "precision",
)
POINT = ("x", "y", "lon", "lat")
PURPOSE = "Say first for what you look at records one by one. Nothing was shown."


class NoSuchRowError(StoreError):
    """There is no such record, or none for whoever asks: nobody is told which."""

    def __init__(self) -> None:
        super().__init__("There is no such record for you.")


@dataclass(frozen=True)
class Rules:
    """By what it is decided who sees a row: the access policy, and how the partnership file shares."""

    access: Access
    agencies: tuple[Agency, ...] = ()


@dataclass(frozen=True)
class Row:
    """A record, as far as whoever asks may see it.

    Attributes
    ----------
    number : int
    agency : str
    first_day, last_day : datetime.date
    ward : str
        The ward's code; empty where nobody knows it or it lies outside.
    level : str
        How it is shared, one of `ingest.access.rows.LEVELS`.
    condition : str
        What goes with it.
    may : frozenset of str
        What whoever asks may do with it.
    values : dict of str to Any
        What else it says; empty for one that may be listed and not read.
    point : tuple of float or None
        x, y in metres; None for whoever may not see it, or where there is none.
    """

    number: int
    agency: str
    first_day: date
    last_day: date
    ward: str
    level: str
    condition: str
    may: frozenset[str]
    values: dict[str, Any]
    point: tuple[float, float] | None = None


def rights_to(access: Access, asker: Asker, agency: str, shared: Shared) -> tuple[str, frozenset[str]]:
    """Say how a record of an agency is shared, as the asker sees it, and what they may do with it."""
    own = bool(asker.agency) and asker.agency == agency
    level = level_for(asker.agency, level=shared.level, named=shared.named)
    may = (one for one in ACTIONS if may_row(access, asker.role, own=own, level=level, action=one))
    return level, frozenset(may)


def list_rows(
    store: Store,
    asker: Asker,
    rules: Rules,
    *,
    study_area: StudyArea,
    first: date,
    last: date,
    ward: str | None = None,
) -> list[Row]:
    """List the records of some days that the asker may know of, the latest first; `MOST` at most.

    Raises
    ------
    StoreError
        If they have not said for what, or the audit's line cannot be written.
    """
    _check_purpose(asker, rules)
    with store.reading() as connection:
        near = numbers_in(connection, study_area, ward=ward, first=first, last=last)
        may: dict[int, Rights] = {}
        for start in range(0, len(near), AT_ONCE):
            if len(may) < MOST:
                may |= rights_by_number(connection, asker, rules, near[start : start + AT_ONCE])
    return _shown(store, asker, dict(list(may.items())[:MOST]), study_area)


def read_rows(
    store: Store, asker: Asker, rules: Rules, numbers: Sequence[int], *, study_area: StudyArea
) -> list[Row]:
    """Read records by their numbers: those of them that the asker may read.

    Raises
    ------
    NoSuchRowError
        If there is none for them.
    StoreError
        If they have not said for what, or the audit's line cannot be written.
    """
    _check_purpose(asker, rules)
    with store.reading() as connection:
        may = rights_by_number(connection, asker, rules, numbers)
    may = {number: rights for number, rights in may.items() if "read" in rights[2]}
    if not may:
        refused(store, asker, WHAT, asked=len(numbers))
        raise NoSuchRowError
    return _shown(store, asker, may, study_area)


Rights = tuple[str, str, frozenset[str]]
"""Level, condition, and what may be done."""


def _check_purpose(asker: Asker, rules: Rules) -> None:
    if asker.purpose not in rules.access.purposes:
        raise StoreError(PURPOSE)


def rights_by_number(
    connection: Connection, asker: Asker, rules: Rules, numbers: Sequence[int]
) -> dict[int, Rights]:
    """Find what may be done with records, in their order; those that may not be listed are left out."""
    held, found = schema.incidents.c, dict[int, Rights]()
    sharing = sharing_of(connection, rules.agencies)
    for start in range(0, len(numbers), AT_ONCE):
        part = numbers[start : start + AT_ONCE]
        query = select(held.id, held.agency, held.reference).where(held.id.in_(part))
        names = {number: (agency, reference) for number, agency, reference in connection.execute(query)}
        for number in (number for number in part if number in names):
            agency, reference = names[number]
            shared = sharing.of(agency, reference)
            level, may = rights_to(rules.access, asker, agency, shared)
            if "list" in may:
                found[number] = (level, shared.condition if level == "condition" else "", may)
    return found


def _shown(store: Store, asker: Asker, rights: Mapping[int, Rights], study_area: StudyArea) -> list[Row]:
    """Write the audit's line, then read the rows and nothing else."""
    if not rights:
        return []
    consulted(store, asker, WHAT, rights)
    may = {number: of[2] for number, of in rights.items()}
    with only_rows(store, may) as (connection, table):
        held = {row["id"]: dict(row) for row in connection.execute(select(table)).mappings()}
    with store.reading() as connection:
        wards = wards_of(connection, study_area, list(held))
    return [_row(held[number], of, wards.get(number, "")) for number, of in rights.items() if number in held]


def _row(held: Mapping[str, Any], of: Rights, ward: str) -> Row:
    level, condition, may = of
    return Row(
        number=held["id"],
        agency=held["agency"],
        first_day=held["occurred_from"],
        last_day=held["occurred_to"],
        ward=ward,
        level=level,
        condition=condition,
        may=may,
        values={name: held[name] for name in READ} if "read" in may else {},
        point=None if held["x"] is None else (held["x"], held["y"]),
    )


@contextmanager
def only_rows(store: Store, may: Mapping[int, frozenset[str]]) -> Iterator[tuple[Connection, Table]]:
    """Give a connection that can read some rows and no others, and the table in which they lie.

    Parameters
    ----------
    may : mapping of int to frozenset of str
        What may be done with each record, by number; those that may not be listed are not in the table.
    """
    laid = _laid(may)
    table = Table(TABLE, MetaData(), *(Column(c.name, c.type) for c in laid.selected_columns))
    query = laid.compile(dialect=store.engine.dialect, compile_kwargs={"literal_binds": True})
    if store.engine.dialect.name == "sqlite":
        engine = sqlite_engine(store.url)
        with plainly(), engine.connect() as connection:
            connection.exec_driver_sql(f"create temporary table {TABLE} as {query}")
            bare = connection.connection.driver_connection
            assert bare is not None
            fence_sqlite(bare, (TABLE,), database="temp")
            yield connection, table
        return
    settle_roles(store.engine)
    with plainly(), store.engine.connect() as connection:
        connection.exec_driver_sql(f"create temporary table {TABLE} on commit drop as {query}")
        connection.exec_driver_sql(f"grant select on {TABLE} to {ROWS}")
        connection.exec_driver_sql("set transaction read only")
        connection.exec_driver_sql(f"set local role {ROWS}")
        only_asks(connection)
        yield connection, table


def _laid(may: Mapping[int, frozenset[str]]) -> Select[Any]:
    """Ask for the rows that may be listed, with what may not be seen of each left out."""
    held = schema.incidents.c

    def where(action: str) -> Collection[int]:
        return sorted(number for number, actions in may.items() if {"list", action} <= actions) or [-1]

    def only(action: str, names: Iterable[str]) -> list[Any]:
        there = held.id.in_(where(action))
        return [case((there, held[name]), else_=null()).label(name) for name in names]

    return select(*(held[name] for name in SEEN), *only("read", READ), *only("locate", POINT)).where(
        held.id.in_(where("list"))
    )
