"""Bringing a store up to this program's tables: every migration in one transaction, or none of it."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, select, update

from ingest.records import schema
from ingest.records.engine import reading, writing
from ingest.records.seal import seal_of_batch
from ingest.records.sealing import seal_every_table
from ingest.records.troubles import StoreError

__all__ = ["knows", "latest_revision", "migrate", "revision_of"]

HOME = Path(__file__).parent / "migrations"
FIRST = "0001"
"""The revision of stores that were made before there were migrations."""


@cache
def _scripts() -> ScriptDirectory:
    """The migrations, read once: they do not change while the program runs."""
    return ScriptDirectory(str(HOME))


def latest_revision() -> str:
    """Name the revision that this program works with."""
    return str(_scripts().get_current_head())


def knows(revision: str) -> bool:
    """Say whether this program can bring tables of a revision up to date."""
    return revision in {script.revision for script in _scripts().walk_revisions()}


def revision_of(connection: Connection) -> str | None:
    """Name the revision of a store; None where there is nothing yet."""
    found = MigrationContext.configure(connection).get_current_revision()
    if found is None and inspect(connection).has_table("facts"):
        return FIRST
    return found


def migrate(engine: Engine) -> None:
    """Bring a store up to date; of several programs that open it at once, one does it and the rest wait.

    Raises
    ------
    StoreError
        If the store was made by a newer program; it is left as it is.
    """
    with reading(engine) as connection:
        found = revision_of(connection)
    if found == latest_revision():
        return
    if found is not None and not knows(found):
        raise StoreError(
            f"The record store is of version {found}; this program knows versions up to {latest_revision()}. "
            "Nothing was changed. Open it with the version that made it, or a newer one."
        )
    with writing(engine, rebuilds=True) as connection:
        found = revision_of(connection)  # another may have done it while we waited
        if found != latest_revision():
            _upgrade(connection, found)


def _upgrade(connection: Connection, found: str | None) -> None:
    config = Config()
    config.set_main_option("script_location", str(HOME))
    config.attributes["connection"] = connection
    if found == FIRST and MigrationContext.configure(connection).get_current_revision() is None:
        command.stamp(config, FIRST)
    scripts = _scripts()
    with EnvironmentContext(config, scripts, fn=lambda at, _: scripts._upgrade_revs("head", at)):
        scripts.run_env()  # as `alembic upgrade head` does, with the migrations that are read already
    if found == FIRST:
        _seal_batches(connection)
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("pragma foreign_key_check").first()
        if broken is not None:
            raise AssertionError(f"the migration broke a reference of table {broken[0]}")
    seal_every_table(connection)


def _seal_batches(connection: Connection) -> None:
    """Seal what was taken in before there were seals, as it is found."""
    known = schema.batches
    for batch in connection.execute(select(known.c.id)).scalars().all():
        seal = seal_of_batch(connection, batch)
        connection.execute(update(known).where(known.c.id == batch).values(seal=seal))
