"""New stores for the tests, each a copy of one that was brought up to date once: all of them begin alike.

Every migration and seal is run for that one.  What is random in a store, its key of erasure, comes after.
"""

import atexit
import shutil
import sqlite3
import tempfile
from contextlib import closing
from functools import cache
from pathlib import Path

from sqlalchemy import Engine

from ingest.records import store
from ingest.records.engine import open_engine
from ingest.records.migrate import migrate

__all__ = ["begin_from_a_copy"]


@cache
def _model() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="model-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    made = open_engine(f"sqlite:///{folder}/store.sqlite")
    migrate(made)
    made.dispose()
    return folder / "store.sqlite"


def begin_from_a_copy() -> None:
    """Let `open_store` fill a new SQLite file from the model; whatever else it opens is migrated as ever."""

    def begin(engine: Engine) -> None:
        at = engine.url.database
        if engine.dialect.name == "sqlite" and at and not (Path(at).exists() and Path(at).stat().st_size):
            with closing(sqlite3.connect(_model())) as model, engine.connect() as connection:
                held = connection.connection.driver_connection
                assert isinstance(held, sqlite3.Connection)
                model.backup(held)
        migrate(engine)

    store.migrate = begin  # type: ignore[assignment]
