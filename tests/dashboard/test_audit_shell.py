"""The audit from the shell: verified, listed, its head sent on; and what each finds of themselves."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from typer.testing import CliRunner

from dashboard.desks.audit import last_verified
from dashboard.desks.own_record import Day, own_days, own_words
from dashboard.shell import app
from dashboard.viewer import ANALYST, Principal
from ingest.records import Store, open_store
from ingest.records.audit import note, now

RUN = CliRunner()
ANN = Principal("Ann Example", "Housing", ANALYST, login="ann")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    opened = open_store(f"sqlite:///{tmp_path}/store.sqlite")
    with opened.writing() as connection:
        note(connection, who="ann", action="sign in", subject="session 1")
        note(connection, who="Ann Example", action="read rows", subject="incidents", purpose="prevention",
             rows=[4, 5, 9])  # fmt: skip
        note(connection, who="Ben", action="read rows", subject="incidents", purpose="safeguarding", count=7)
        note(connection, who="Ann Example", action="export", subject="partner release 1", purpose="meeting")
    return opened


def run(store: Store, *words: str, code: int = 0) -> str:
    said = RUN.invoke(app, ["audit", *words, "--store", store.url])
    assert said.exit_code == code, said.output
    return said.output


def test_a_whole_audit_is_told_to_be_whole(store: Store) -> None:
    assert last_verified(store) is None
    said = run(store, "verify")
    assert "Nothing was changed, moved or cut off." in said
    assert "4 lines; from line 1 on they bear the key's seal." in said
    verified = last_verified(store)
    assert verified is not None
    assert verified[1]
    assert json.loads(run(store, "verify", "--json"))["sealed_from"] == 1


def test_a_changed_line_and_a_cut_end_are_named(store: Store) -> None:
    sent = run(store, "head").strip()
    engine = create_engine(store.url)
    with engine.begin() as connection:
        connection.execute(text("drop trigger audit_no_update"))
        connection.execute(text("drop trigger audit_no_delete"))
        connection.execute(text("update audit set purpose = 'other' where id = 2"))
    assert "Line 2 is the first that was changed" in run(store, "verify", code=2)
    with engine.begin() as connection:
        connection.execute(text("update audit set purpose = 'prevention' where id = 2"))
        connection.execute(text("delete from audit where id = 4"))
    assert "there was a line 4, and now the last is line 3" in run(store, "verify", code=2)
    assert not (last_verified(store) or (None, True))[1]
    for path in (Path(str(engine.url.database)).parent / "keys").glob("audit.heads"):
        path.unlink()
    assert "there was a line 4" in run(store, "verify", "--head", sent, code=2)
    assert "no head of an audit" in run(store, "verify", "--head", "x", code=2)
    engine.dispose()


def test_lines_are_listed_and_that_is_a_line(store: Store) -> None:
    said = json.loads(run(store, "list", "--who", "Ann Example", "--by", "Eve", "--json"))
    assert [line["action"] for line in said["lines"]] == ["export", "read rows"]
    assert "Ben" not in str(said)
    newest = json.loads(run(store, "list", "--kind", "consultation", "--by", "Eve", "--json"))["lines"][0]
    assert (newest["who"], newest["action"]) == ("Eve", "read audit")
    assert "There is no such kind" in run(store, "list", "--kind", "gossip", code=2)


def test_a_lost_key_is_told_and_another_goes_on(store: Store, tmp_path: Path) -> None:
    (tmp_path / "keys" / "audit.key").unlink()
    assert "The key of the audit is not here" in run(store, "verify", code=2)
    assert "The key of the audit is not in" in run(store, "list", "--by", "Eve", code=2)
    run(store, "new-key", "--why", "disk lost", "--by", "Eve")
    said = run(store, "verify")
    assert "from line 1 on they bear a seal, before line 5 that of a key that is lost" in said


def test_each_person_finds_their_own_looks(store: Store) -> None:
    days = own_days(store, ANN)
    assert days == [Day(now().date(), 3, 1, ("meeting", "prevention"))]
    said = own_words(days, today=now().date(), purposes={"prevention": "Prevention", "meeting": "A meeting"})
    assert said == (
        "Today you opened 3 records, for a meeting, prevention; yesterday none. Today you took out 1 file."
    )
    later = now().date() + timedelta(days=1)
    assert own_words(days, today=later, purposes={}).startswith("Today you opened no records; yesterday 3.")
    assert own_words([], today=date(2026, 3, 1), purposes={}).endswith("Today you took out no files.")
