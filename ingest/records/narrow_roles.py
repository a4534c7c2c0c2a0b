"""PostgreSQL's roles for narrow connections: one that reads releases, one that reads nothing by itself."""

from psycopg import errors
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError
from tenacity import retry, retry_if_exception_type, stop_after_attempt, wait_random

from ingest.records import schema
from ingest.records.engine import WRITERS
from ingest.records.troubles import StoreError

__all__ = ["AGGREGATES", "RELEASED", "ROWS", "are_roles_there", "settle_roles"]

AGGREGATES = "common_ground_aggregates"
ROWS = "common_ground_rows"
RELEASED = (schema.releases.name, schema.reporting_cells.name, "alembic_version")
"""All that an aggregate reader may read."""
OF_ROWS = tuple(
    table.name
    for table in (
        schema.incidents,
        schema.history,
        schema.set_aside,
        schema.held,
        schema.aggregates,
        schema.community_reports,
        schema.submissions,
        schema.register_history,
    )
)
"""Tables of which no row is for either role, though somebody grants too much: no policy lets one through."""
MAKE = """do $$ begin
  create role {role} nologin;
exception when duplicate_object or unique_violation then null;
end $$"""
NOT_MADE = (
    "The database account may not make the roles that keep readers apart, so nothing is shown over it. Ask "
    "whoever keeps the server to run, as a superuser: create role {a} nologin; create role {r} nologin; "
    "grant {a}, {r} to the account of Common Ground."
)


class _InTheWayError(Exception):
    pass


def are_roles_there(connection: Connection) -> bool:
    """Say whether the roles are made, and the tables of rows closed to them."""
    if not all(_is_member(connection, role) for role in (AGGREGATES, ROWS)):
        return False
    may_read = text("select has_table_privilege(:role, :name, 'select')")
    closed = text("select relrowsecurity from pg_class where oid = to_regclass(:name)")
    return all(
        connection.execute(may_read, {"role": AGGREGATES, "name": name}).scalar() for name in RELEASED
    ) and all(connection.execute(closed, {"name": name}).scalar() for name in OF_ROWS)


@retry(retry=retry_if_exception_type(_InTheWayError), stop=stop_after_attempt(8), wait=wait_random(0, 0.2))
def settle_roles(engine: Engine) -> None:
    """Make the roles and close the tables of rows to them, where that is not done yet.

    Raises
    ------
    StoreError
        If the account may not: what whoever keeps the server would run.
    """
    try:
        with engine.begin() as connection:
            if are_roles_there(connection):
                return
            connection.exec_driver_sql(f"select pg_advisory_xact_lock({WRITERS})")
            for role in (AGGREGATES, ROWS):
                if not _is_member(connection, role):
                    connection.exec_driver_sql(MAKE.format(role=role))
                    connection.exec_driver_sql(f"grant {role} to current_user")
                connection.exec_driver_sql(f"grant usage on schema public to {role}")
            connection.exec_driver_sql(f"grant select on {', '.join(RELEASED)} to {AGGREGATES}")
            for name in OF_ROWS:
                connection.exec_driver_sql(f"alter table {name} enable row level security")
    except DBAPIError as error:
        if isinstance(error.orig, errors.InsufficientPrivilege):
            raise StoreError(NOT_MADE.format(a=AGGREGATES, r=ROWS)) from None
        if "concurrently" in str(error.orig):  # another database's store is making the same roles
            raise _InTheWayError from error
        raise


def _is_member(connection: Connection, role: str) -> bool:
    query = text("select pg_has_role(current_user, oid, 'member') from pg_roles where rolname = :role")
    return bool(connection.execute(query, {"role": role}).scalar())
