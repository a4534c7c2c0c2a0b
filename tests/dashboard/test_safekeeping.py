"""Backups, restores and verification from the shell: an answer for people, and one for programs."""

import json
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from typer.testing import CliRunner

from dashboard.shell import app
from ingest.records import open_store
from tests.faults.town import send


@pytest.fixture
def store(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path}/store.sqlite"
    opened = open_store(url)
    send(opened, 0)
    opened.close()
    return url


def ask(*words: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, list(words))
    return done.exit_code, " ".join(done.stdout.split()), " ".join(done.stderr.split())


def test_a_backup_is_made_verified_and_restored(store: str, tmp_path: Path) -> None:
    file = str(tmp_path / "backup.sqlite")
    code, said, _ = ask("backup", file, "--store", store, "--by", "Ann")
    assert code == 0
    assert "1 files taken in, 13 records. Everything in it is whole." in said
    other = f"sqlite:///{tmp_path}/other.sqlite"
    code, said, _ = ask("restore", file, "--store", other, "--json")
    answer = json.loads(said)
    assert (code, answer["lines"]["incidents"], answer["erased_again"], answer["notes"]) == (0, 13, 0, [])
    code, said, _ = ask("verify", "--store", other)
    assert code == 0
    assert said.startswith("Everything is whole: 1 files taken in, 13 records")


def test_a_restore_over_something_newer_is_asked_for_twice(store: str, tmp_path: Path) -> None:
    file = str(tmp_path / "backup.sqlite")
    ask("backup", file, "--store", store)
    opened = open_store(store)
    send(opened, 1)
    code, _, said = ask("restore", file, "--store", store)
    assert code == 2
    assert "say so with --over-newer" in said
    assert ask("restore", file, "--store", store, "--over-newer")[0] == 0
    assert len(opened.batches()) == 1
    opened.close()


def test_a_damaged_batch_is_named_and_the_command_ends_with_2(store: str, tmp_path: Path) -> None:
    engine = create_engine(store)
    with engine.begin() as connection:
        connection.execute(text("update incidents set outcome = 'closed' where id = 3"))
    engine.dispose()
    code, said, _ = ask("verify", "--store", store)
    assert code == 2
    assert said.startswith("Batch 1 (0.csv, from Housing, taken in on ")
    code, said, _ = ask("verify", "--store", store, "--json")
    assert (code, json.loads(said)["damage"][0]["number"]) == (2, 1)
    code, _, said = ask("backup", str(tmp_path / "backup.sqlite"), "--store", store)
    assert (code, "the record store is damaged" in said) == (2, True)


def test_verifying_a_store_that_is_not_there_makes_none(tmp_path: Path) -> None:
    code, _, said = ask("verify", "--store", f"sqlite:///{tmp_path}/none.sqlite")
    assert (code, "There is no record store at" in said) == (2, True)
    assert not (tmp_path / "none.sqlite").exists()
