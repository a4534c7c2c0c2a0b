"""A backup is one file, whole or not there; restored, it is the store as it was, less what was erased."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from sqlalchemy import create_engine, select, text
from sqlalchemy.exc import DatabaseError

from ingest.incident import INCIDENT
from ingest.outcome import Prepared, Receipt
from ingest.records import Sent, Store, StoreError, open_store, schema
from ingest.records.audit import broken_line, note
from ingest.records.backup import Backup, back_up
from ingest.records.backup_file import verify_file
from ingest.records.erasing import erase, erase_entry
from ingest.records.registers import amend, enter
from ingest.records.restore import restore
from ingest.records.verify import verify
from ingest.table import no_set_aside


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    opened = open_store(store_url)
    yield opened
    opened.close()


def reports(*references: str, outcome: str = "open") -> pl.DataFrame:
    one = {
        "row": 2,
        "agency": "Housing",
        "occurred_from": date(2026, 3, 1),
        "occurred_to": date(2026, 3, 2),
        "kind": "hate_incident",
        "category": "graffiti",
        "strands": "race;religion",
        "source": "housing",
        "noticed_by": "victim",
        "setting": "home",
        "outcome": outcome,
        "x": 530_000.25,
        "y": 180_000.0,
        "lon": -0.1,
        "lat": 51.5,
        "precision": "exact",
    }
    return pl.DataFrame([{**one, "reference": name} for name in references], schema=dict(INCIDENT))


def send(store: Store, incidents: pl.DataFrame, digest: str, *, hold: str = "") -> Receipt:
    prepared = Prepared(incidents, no_set_aside(), read=incidents.height)
    return store.receive(
        prepared, Sent(file=f"{digest}.csv", digest=digest, agency="Housing", format="housing", hold=hold)
    )


def action(store: Store, title: str) -> int:
    """Enter an action, amend it, and plan a visit for it."""
    values = {
        "agency": "Council",
        "reference": title,
        "title": title,
        "strands": "race",
        "lead": "Council",
        "starts_on": date(2026, 4, 1),
        "status": "open",
    }
    with store.writing() as connection:
        number = enter(connection, schema.actions, values, by="Ann")
        amend(connection, schema.actions, number, {"progress": "Lights are ordered."}, by="Ann")
        visit = {
            "agency": "Council",
            "reference": title,
            "kind": "patrol",
            "team": "Wardens",
            "action": number,
        }
        enter(connection, schema.visits, visit, by="Ann")
    return number


def fill(store: Store) -> None:
    """Two files, of which the second changes a record of the first; one that waits; an action."""
    send(store, reports("A1", "A2"), "one")
    send(store, reports("A2", "A3", outcome="closed"), "two")
    send(store, reports("H1", "H2"), "three", hold="Ten times the usual.")
    action(store, "Light the underpass")


def everything(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """All lines of all tables, but for what a restore may change."""
    with store.reading() as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(select(table)).fetchall()), key=repr)
            for table in schema.metadata.sorted_tables
            if table.name not in {"facts", "audit"}
        }


def audit_of(store: Store) -> list[str]:
    with store.reading() as connection:
        assert broken_line(connection) is None
        return list(connection.execute(select(schema.audit.c.action).order_by(schema.audit.c.id)).scalars())


def is_whole(store: Store) -> bool:
    with store.reading() as connection:
        return verify(connection).is_whole


def backed(store: Store, folder: Path) -> Backup:
    return back_up(store, folder / "backup.sqlite", by="Ann")


def test_a_backup_restored_is_the_store_as_it_was(store: Store, tmp_path: Path) -> None:
    fill(store)
    before = everything(store)
    made = backed(store, tmp_path)
    assert made.manifest.data_version == store.data_version()
    assert made.counts["incidents"] == 3
    send(store, reports("B1"), "four")
    version = store.data_version()
    with pytest.raises(StoreError, match="1 changes were made to it since"):
        restore(store.url, made.path, by="Ben")
    restored = restore(store.url, made.path, by="Ben", over_newer=True)
    assert everything(store) == before
    assert store.data_version() == restored.data_version > version
    assert audit_of(store)[-3:] == ["backup", "import", "restore"]
    assert is_whole(store)
    with pytest.raises(DatabaseError, match="only added to"), store.writing() as connection:
        connection.execute(text("delete from audit"))
    assert send(store, reports("B1"), "four").accepted == 1


@pytest.mark.parametrize("to", ["sqlite", "postgresql"])
def test_a_backup_is_the_way_to_another_database(
    store: Store, to: str, new_store_url: Callable[..., str], tmp_path: Path
) -> None:
    fill(store)
    made = backed(store, tmp_path)
    url = new_store_url(to)
    restore(url, made.path, by="Ben")
    there = open_store(url)
    assert everything(there) == everything(store)
    assert is_whole(there)
    assert audit_of(there)[-1] == "restore"
    assert send(there, reports("A2", "N1", outcome="closed"), "five").duplicates == 1
    assert action(there, "Mend the fence") == 2
    assert there.withdraw(2, by="Ben", why="a test") == (1, 1)
    assert is_whole(there)
    there.close()


def test_what_was_erased_stays_erased(store: Store, tmp_path: Path) -> None:
    fill(store)
    number = action(store, "Clean the wall")
    made = backed(store, tmp_path)
    with store.writing() as connection:
        erase(connection, [("Housing", "A2"), ("Housing", "H1")], by="Ann", why="request")
        erase_entry(connection, "actions", number, by="Ann", why="request")
    after = everything(store)
    restored = restore(store.url, made.path, by="Ben", over_newer=True)
    assert restored.erased_again == 3
    assert everything(store) == after
    assert is_whole(store)
    store.approve(3, by="Ben")
    assert store.incidents(("reference",))["reference"].to_list() == ["A1", "A3", "H2"]


def test_an_older_backup_keeps_what_a_newer_store_wrote_in_the_audit(store: Store, tmp_path: Path) -> None:
    fill(store)
    made = backed(store, tmp_path)
    with store.writing() as connection:
        note(connection, who="Eve", action="read audit", subject="batch 1")
    restore(store.url, made.path, by="Ben")
    assert audit_of(store)[-3:] == ["backup", "read audit", "restore"]


def test_a_backup_of_another_store_does_not_take_the_list_of_erasures_away(
    store: Store, new_store_url: Callable[..., str], tmp_path: Path
) -> None:
    fill(store)
    made = backed(store, tmp_path)
    other = open_store(new_store_url("sqlite"))
    send(other, reports("Z1"), "nine")
    with pytest.raises(StoreError, match="holds what this backup"):
        restore(other.url, made.path, by="Ben")
    restore(other.url, made.path, by="Ben", over_newer=True)
    assert audit_of(other)[-1] == "restore"
    assert is_whole(other)
    third = open_store(new_store_url("sqlite"))
    send(third, reports("Z1"), "nine")
    with third.writing() as connection:
        erase(connection, [("Housing", "Z1")], by="Ann", why="request")
    with pytest.raises(StoreError, match="a list of 1 erasures that would be lost"):
        restore(third.url, made.path, by="Ben", over_newer=True)
    other.close()
    third.close()


def test_a_damaged_backup_is_refused_and_nothing_changes(store: Store, tmp_path: Path) -> None:
    fill(store)
    made = backed(store, tmp_path)
    before = everything(store)
    engine = create_engine(f"sqlite:///{made.path}")
    with engine.begin() as connection:
        connection.execute(text("update incidents set outcome = 'closed' where reference = 'A1'"))
    engine.dispose()
    with pytest.raises(StoreError, match=r"damaged and was not used. Batch 1 \(one.csv, from Housing"):
        restore(store.url, made.path, by="Ben")
    made.path.write_bytes(made.path.read_bytes()[:10_000])
    with pytest.raises(StoreError, match="damaged"):
        restore(store.url, made.path, by="Ben")
    (tmp_path / "letter.sqlite").write_text("Dear Sir")
    with pytest.raises(StoreError, match="no backup"):
        restore(store.url, tmp_path / "letter.sqlite", by="Ben")
    with pytest.raises(StoreError, match="There is no file"):
        restore(store.url, tmp_path / "none.sqlite", by="Ben")
    assert everything(store) == before


def test_a_backup_of_a_newer_program_is_refused(store: Store, tmp_path: Path) -> None:
    made = backed(store, tmp_path)
    engine = create_engine(f"sqlite:///{made.path}")
    with engine.begin() as connection:
        connection.execute(
            text("update facts set value = replace(value, :now, '9999') where name = 'backup'"),
            {"now": made.manifest.revision},
        )
    engine.dispose()
    with pytest.raises(StoreError, match="newer version of this program"):
        restore(store.url, made.path, by="Ben")


def test_an_older_backup_of_the_name_is_replaced_and_nothing_else_is(store: Store, tmp_path: Path) -> None:
    fill(store)
    first = backed(store, tmp_path)
    send(store, reports("B1"), "four")
    second = backed(store, tmp_path)
    assert second.manifest.data_version == first.manifest.data_version + 1
    assert verify_file(second.path)[0] == second.manifest
    (tmp_path / "letter.txt").write_text("Dear Sir")
    with pytest.raises(StoreError, match="something else than a backup"):
        back_up(store, tmp_path / "letter.txt", by="Ann")
    if store.url.startswith("sqlite"):
        with pytest.raises(StoreError, match="is the record store itself"):
            back_up(store, Path(store.url.removeprefix("sqlite:///")), by="Ann")
    folder = tmp_path / "nightly"
    folder.mkdir()
    named = back_up(store, folder, by="Ann").path
    assert named.name.startswith("common-ground-2")
    assert [path.name for path in folder.iterdir()] == [named.name]


def test_a_damaged_store_is_not_backed_up_over_a_good_backup(store: Store, tmp_path: Path) -> None:
    fill(store)
    made = backed(store, tmp_path)
    held = made.path.read_bytes()
    damage(store, "update incidents set outcome = 'closed' where reference = 'A1'")
    with pytest.raises(StoreError, match=r"the record store is damaged. Batch 1"):
        backed(store, tmp_path)
    assert made.path.read_bytes() == held
    assert not list(tmp_path.glob(".common-ground*"))


def damage(store: Store, statement: str) -> None:
    """Change something behind the program's back."""
    engine = create_engine(store.url)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


def test_a_sqlite_store_that_cannot_even_be_opened_is_put_aside(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    store = open_store(f"sqlite:///{path}")
    fill(store)
    made = backed(store, tmp_path)
    before = everything(store)
    store.close()
    path.write_bytes(b"\x00" * 100 + path.read_bytes()[100:])
    restored = restore(store.url, made.path, by="Ben")
    assert restored.aside == tmp_path / "store.sqlite.damaged"
    assert restored.aside.exists()
    again = open_store(store.url)
    assert everything(again) == before
    assert is_whole(again)
    again.close()


DAMAGES = {
    "update incidents set x = x + 0.0001 where reference = 'A3'": ("batch", 2),
    "update history set reference = 'A9'": ("batch", 1),
    "update batches set accepted = 7 where id = 1": ("table", None),
    "update batches set seal = null where id = 1": ("batch", 1),
    "update history set ended_at = '2020-01-01 00:00:00'": ("table", None),
    "update actions set progress = 'none'": ("entry", 1),
    "update actions set entered_by = 'Eve'": ("table", None),
    "update held set why = 'no reason'": ("table", None),
    "update facts set value = '99' where name = 'data_version'": ("table", None),
    "delete from register_history": ("table", None),
    "insert into erasures (what, key, erased_at, erased_by, why) "
    "values ('incidents', 'k', '2020-01-01 00:00:00', 'Eve', 'none')": ("table", None),
}  # fmt: skip


@pytest.mark.parametrize("statement", DAMAGES)
def test_whatever_is_changed_behind_the_programs_back_is_named(store: Store, statement: str) -> None:
    fill(store)
    assert is_whole(store)
    damage(store, statement)
    with store.reading() as connection:
        found = verify(connection).damage
    assert DAMAGES[statement] in [(one.where, one.number) for one in found]


@pytest.mark.parametrize(
    "statement", ["update audit set who = 'Eve' where id = 2", "delete from audit where id > 2"]
)
def test_a_changed_or_shortened_audit_is_seen(store: Store, statement: str) -> None:
    fill(store)
    if store.engine.dialect.name == "sqlite":
        damage(store, "drop trigger audit_no_update")
        damage(store, "drop trigger audit_no_delete")
    else:
        damage(store, "alter table audit disable trigger audit_sealed")
    damage(store, statement)
    with store.reading() as connection:
        words = " ".join(one.words for one in verify(connection).damage)
    assert "audit" in words
    assert ("Line 2 of the audit" in words) == statement.startswith("update")


def test_writers_go_on_while_a_backup_is_made(store: Store, tmp_path: Path) -> None:
    send(store, reports(*(f"A{n}" for n in range(2_000))), "one")
    with store.reading() as connection:
        connection.execute(select(schema.facts)).all()
        send(store, reports("B1"), "two")
        made = backed(store, tmp_path)
    assert made.counts["incidents"] == 2_001
