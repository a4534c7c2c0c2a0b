"""A backup that leaks tells nothing without the key that lies elsewhere; what is erased is gone."""

# abuse 26
import ast
import json
import resource
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from dashboard.shell import app
from ingest.incident import INCIDENT
from ingest.outcome import Prepared
from ingest.records import Sent, Store, StoreError, open_store, sealed_file
from ingest.records.audit import note
from ingest.records.backup import back_up
from ingest.records.erasing import erase
from ingest.records.keys import keys_folder
from ingest.records.restore import restore
from ingest.records.sealed_file import is_sealed, make_pair, recipients_of
from ingest.table import no_set_aside
from tests.copying import past_sqlite

CANARIES = ("CanaryReference", "CanaryCategory")
RUN = CliRunner()
ROOT = Path(__file__).parents[2]


def filled(url: str, *, rows: int = 1) -> Store:
    """A store with a record whose every word is one that is found nowhere else."""
    one = {"row": 2, "agency": "Housing", "occurred_from": date(2026, 3, 1), "occurred_to": date(2026, 3, 2),
           "kind": "hate_incident", "category": "CanaryCategory", "strands": "race", "source": "housing",
           "noticed_by": "victim", "setting": "home", "outcome": "open", "x": 530_000.25, "y": 180_000.0,
           "lon": -0.1, "lat": 51.5, "precision": "exact"}  # fmt: skip
    numbered = [{**one, "reference": f"CanaryReference{number}"} for number in range(rows)]
    incidents = pl.DataFrame(numbered, schema=dict(INCIDENT))
    store = open_store(url)
    store.receive(
        Prepared(incidents, no_set_aside(), read=rows), Sent("a.csv", "a", agency="Housing", format="housing")
    )
    return store


def canaries_in(*paths: Path) -> list[str]:
    with past_sqlite():
        return [word for path in paths for word in CANARIES if word.encode() in path.read_bytes()]


def test_26_a_sealed_backup_tells_nothing_and_is_restored_by_key_only(
    store_url: str, new_store_url: Callable[..., str], tmp_path: Path, proof: Callable[[str], None]
) -> None:
    store = filled(store_url)
    keys = [make_pair(tmp_path / name) for name in ("ours", "theirs")]
    make_pair(tmp_path / "wrong")
    out = tmp_path / "out"
    out.mkdir()
    plain = back_up(store, tmp_path / "plain.sqlite", by="Ann")
    assert canaries_in(plain.path) == [*CANARIES]  # they would be found
    made = back_up(store, out, by="Ann", to=keys)
    assert made.path.name.endswith(".sqlite.age")
    assert [*out.iterdir()] == [made.path]
    assert made.path.stat().st_mode & 0o777 == 0o600
    assert is_sealed(made.path)
    assert canaries_in(made.path) == []
    there = new_store_url("sqlite")
    with pytest.raises(StoreError, match=r"is sealed\. Name the file of the secret key"):
        restore(there, made.path, by="Ben")
    with pytest.raises(StoreError, match="was not sealed to this key"):
        restore(there, made.path, by="Ben", identity=tmp_path / "wrong")
    with pytest.raises(StoreError, match="holds no secret key"):
        restore(there, made.path, by="Ben", identity=plain.path)
    for identity in ("ours", "theirs"):
        restore(there, made.path, by="Ben", identity=tmp_path / identity, over_newer=True)
        again = open_store(there)
        assert again.incidents(("reference",))["reference"].to_list() == ["CanaryReference0"]
        again.close()
    assert not [*tmp_path.rglob("*.part")]
    proof("sealed backup: 0 canaries in its bytes; opened by 2 of 2 keys it was sealed to, by 0 of 1 others")
    store.close()


def test_26_nothing_unsealed_is_left_behind_where_sealing_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = filled(f"sqlite:///{tmp_path}/store.sqlite", rows=2_000)
    keys = [make_pair(tmp_path / "ours")]
    out = tmp_path / "out"
    out.mkdir()
    before = back_up(store, out / "night.sqlite", by="Ann", to=keys).path.read_bytes()
    most, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    seal = sealed_file.pyrage.encrypt_file

    def with_little_room(*given: object) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, hard))
        try:
            seal(*given)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))

    monkeypatch.setattr(sealed_file.pyrage, "encrypt_file", with_little_room)
    with pytest.raises(StoreError, match=r"The disk of .* is full"):
        back_up(store, out / "night.sqlite", by="Ann", to=keys)
    assert [path.name for path in out.iterdir()] == ["night.sqlite.age"]
    assert (out / "night.sqlite.age").read_bytes() == before
    with pytest.raises(StoreError, match="something else than a backup"):
        back_up(store, tmp_path / "ours", by="Ann")
    store.close()


def test_keys_that_are_none_are_refused_in_words(tmp_path: Path) -> None:
    public = make_pair(tmp_path / "ours")
    assert recipients_of(f" {public} , ") == [public]
    assert recipients_of("") == []
    with pytest.raises(StoreError, match="Key 2 of COMMON_GROUND_BACKUP_TO is no age public key"):
        recipients_of(f"{public},age1nonsense")
    secret = (tmp_path / "ours").read_text().splitlines()[-1]
    with pytest.raises(StoreError, match="is a secret key") as refused:
        recipients_of(secret)
    assert secret not in str(refused.value)
    with pytest.raises(StoreError, match="is there already"):
        make_pair(tmp_path / "ours")
    assert (tmp_path / "ours").stat().st_mode & 0o777 == 0o600


def test_the_shell_seals_and_restores(tmp_path: Path) -> None:
    filled(f"sqlite:///{tmp_path}/store.sqlite").close()
    url, key = f"sqlite:///{tmp_path}/store.sqlite", tmp_path / "elsewhere.key"
    public = json.loads(RUN.invoke(app, ["backup-key", str(key), "--json"]).output)["public"]
    bare = RUN.invoke(app, ["backup", str(tmp_path / "bare.sqlite"), "--store", url])
    assert "This backup is not sealed" in bare.output
    made = RUN.invoke(
        app,
        ["backup", str(tmp_path / "night.sqlite"), "--store", url, "--json"],
        env={"COMMON_GROUND_BACKUP_TO": public},
    )
    said = json.loads(made.output)
    assert (said["sealed_to"], said["notes"]) == (1, [])
    there = ["--store", f"sqlite:///{tmp_path}/there.sqlite"]
    done = RUN.invoke(app, ["restore", said["file"], "--identity", str(key), *there])
    assert "1 records" in done.output, done.output


def test_a_backup_restored_where_the_key_of_its_audit_is_not_is_told(tmp_path: Path) -> None:
    store = filled(f"sqlite:///{tmp_path}/store.sqlite")
    made = back_up(store, tmp_path / "backup.sqlite", by="Ann")
    store.close()
    there = f"sqlite:///{tmp_path}/elsewhere/store.sqlite"
    with pytest.raises(StoreError, match=r"The key of the audit is not in .*elsewhere/keys.*--new-audit-key"):
        restore(there, made.path, by="Ben")
    restore(there, made.path, by="Ben", new_audit_key=True)
    again = open_store(there)
    with again.writing() as connection:
        note(connection, who="Ben", action="read audit", subject="audit")
    again.close()
    said = RUN.invoke(app, ["audit", "verify", "--store", there])
    assert said.exit_code == 0, said.output
    assert "that of a key that is lost" in said.output


def test_a_restore_is_no_cut_end(tmp_path: Path) -> None:
    store = filled(f"sqlite:///{tmp_path}/store.sqlite")
    made = back_up(store, tmp_path / "backup.sqlite", by="Ann")
    with store.writing() as connection:
        for number in range(120):
            note(connection, who="Ann", action="read rows", subject="incidents", rows=[number])
    restore(store.url, made.path, by="Ben", over_newer=True)
    said = RUN.invoke(app, ["audit", "verify", "--store", store.url])
    assert said.exit_code == 0, said.output
    assert "Nothing was changed" in said.output
    store.close()


def test_27_what_is_erased_is_in_no_file_of_the_store(tmp_path: Path, proof: Callable[[str], None]) -> None:
    """abuse 27: rows, index, log beside the file, keys and heads."""
    store = filled(f"sqlite:///{tmp_path}/store.sqlite")
    files = [*tmp_path.glob("store.sqlite*"), *keys_folder(store.url).iterdir()]
    assert canaries_in(*files)
    with store.writing() as connection:
        erase(connection, [("Housing", "CanaryReference0")], by="Ann", why="request")
    store.tidy()
    files = [*tmp_path.glob("store.sqlite*"), *keys_folder(store.url).iterdir()]
    assert canaries_in(*files) == []
    made = back_up(store, tmp_path / "after.sqlite", by="Ann")
    assert canaries_in(made.path) == []
    proof("erasure: 0 canaries in the store's files, its log, its keys' folder and the next backup")
    store.close()


def test_27_whoever_erases_also_empties_the_log_beside_the_file() -> None:
    erasing = {"erase", "erase_entry", "forget_versions", "forget_set_aside"}
    found = 0
    for folder in ("ingest", "dashboard"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.parse(path.read_text("utf-8")).body:
                if isinstance(node, ast.FunctionDef) and node.name not in erasing:
                    called = [ast.unparse(one.func) for one in ast.walk(node) if isinstance(one, ast.Call)]
                    if erasing & {*called}:
                        found += 1
                        assert any(name.endswith(".tidy") for name in called), f"{path}: {node.name}"
    assert found >= 4
