"""The disk garbles: damage is said and the batch is named; what is not said has changed nothing."""

import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from ingest.errors import IngestError
from ingest.incident import INCIDENT
from ingest.records import open_store, schema
from ingest.records.bulk import read_frame
from ingest.records.registers import enter
from ingest.records.sound import UNREADABLE
from ingest.records.store import open_as_it_is
from ingest.records.verify import Verified, verify
from tests.faults.conftest import Tally
from tests.faults.town import send

Rows = dict[str, Any]


@dataclass
class Found:
    """What a damaged file gives: refused in words, or verified, with everything that can be read of it."""

    refused: str
    verified: Verified | None
    rows: Rows


def rows_of(connection: Any) -> Rows:
    """Everything that the program reads of a store, by table; None where it cannot be read."""
    rows: Rows = {}
    for table in schema.metadata.sorted_tables:
        try:
            if table.name in {"incidents", "history"}:
                query = select(table.c.id, table.c.batch, *(table.c[name] for name in INCIDENT))
                rows[table.name] = sorted(read_frame(connection, query).rows(), key=repr)
            else:
                rows[table.name] = sorted(map(tuple, connection.execute(select(table))), key=repr)
        except UNREADABLE:
            rows[table.name] = None
    return rows


def look(path: Path) -> Found:
    """Verify a file and read all of it."""
    store = open_as_it_is(f"sqlite:///{path}")
    try:
        with store.reading() as connection:
            return Found("", verify(connection), rows_of(connection))
    except IngestError as error:
        return Found(str(error), None, {})
    finally:
        store.close()


@pytest.fixture(scope="module")
def store_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("damaged") / "store.sqlite"
    store = open_store(f"sqlite:///{path}")
    for number in range(6):
        send(store, number, rows=60)
    own = {"agency": "Council", "title": "Light the underpass", "strands": "race", "lead": "Council"}
    with store.writing() as connection:
        for _ in range(20):
            enter(connection, schema.actions, {**own, "status": "open"}, by="Ann")
    store.close()
    return path


def somewhere(content: bytearray, chance: random.Random) -> int:
    """A place where something is written: a new store is mostly empty pages."""
    return next(at for at in iter(lambda: chance.randrange(len(content) - 64), None) if content[at])


def flip_a_bit(content: bytearray, chance: random.Random) -> None:
    content[somewhere(content, chance)] ^= 1 << chance.randrange(8)


def overwrite(content: bytearray, chance: random.Random) -> None:
    at = somewhere(content, chance)
    content[at : at + 64] = chance.randbytes(64)


def wrong(found: Found, before: Rows) -> str:
    """Say what was not said: changed rows of a store that is called whole, or a batch that is not named."""
    if found.verified is None:
        return "" if "restore" in found.refused else f"refused with {found.refused}"
    changed = [name for name, rows in before.items() if found.rows[name] != rows]
    if found.verified.is_whole:
        return f"called whole, but changed: {changed}" if changed else ""
    named = {one.number for one in found.verified.damage if one.where == "batch"}
    if found.rows["incidents"] is None or found.rows["history"] is None:
        return "" if named else "no batch is named"
    gone = {*before["incidents"], *before["history"]} - {*found.rows["incidents"], *found.rows["history"]}
    touched = {
        row[1] for row in gone if (row[1], row[2:]) not in {(r[1], r[2:]) for r in found.rows["incidents"]}
    }
    return "" if touched <= named else f"batches {touched - named} are not named"


@pytest.mark.parametrize(
    ("befalls", "times"),
    [
        pytest.param(overwrite, (300, 15), marks=pytest.mark.fault(11, "64 bytes overwritten")),
        pytest.param(flip_a_bit, (2_000, 40), marks=pytest.mark.fault(12, "one bit flipped")),
    ],
)
def test_damage_is_said_and_named(
    store_file: Path,
    tmp_path: Path,
    befalls: Callable[[bytearray, random.Random], None],
    times: tuple[int, int],
    full: bool,
    tally: Tally,
) -> None:
    whole, before = store_file.read_bytes(), look(store_file).rows
    chance, path = random.Random(11), tmp_path / "store.sqlite"
    seen = 0
    for trial in range(times[0] if full else times[1]):
        content = bytearray(whole)
        befalls(content, chance)
        path.write_bytes(content)
        found = look(path)
        seen += found.verified is None or not found.verified.is_whole
        said = wrong(found, before)
        tally.count(not said, f"trial {trial}: {said}")
    assert seen > tally.tried / 3, "hardly anything was damaged"


@pytest.mark.fault(11, "64 bytes overwritten")
def test_a_damaged_header_points_to_the_backup(store_file: Path, tmp_path: Path, tally: Tally) -> None:
    path = tmp_path / "store.sqlite"
    shutil.copyfile(store_file, path)
    with path.open("r+b") as file:
        file.write(bytes(64))
    with pytest.raises(IngestError) as caught:
        open_store(f"sqlite:///{path}")
    tally.count("is damaged" in str(caught.value) and "restore" in str(caught.value), str(caught.value))
