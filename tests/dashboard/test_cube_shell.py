"""A cube from the shell: of files, or of the store; told on both streams, refused in one plain line."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dashboard.shell import app
from dashboard.snapshot import Snapshot
from ingest.cube.manifest import read_manifest
from ingest.records import open_store
from tests.conftest import Demo
from tests.ingest.cube_archives import lay, street_files

RUN = CliRunner()


@pytest.fixture
def source(tmp_path: Path, snapshot: Snapshot) -> Path:
    files = street_files(snapshot.study_area)
    files["2025-02-north-street.csv"] = files["2025-02-north-street.csv"][:-9_000]
    return lay(tmp_path / "source", {**files, "2025-03-north-stop-and-search.csv": b"x"})


def run(demo: Demo, *words: str, code: int = 0) -> tuple[str, str]:
    said = RUN.invoke(app, ["cube", *words, "--partnership", str(demo.partnership), "--store", demo.store])
    assert said.exit_code == code, said.output
    return " ".join(said.stdout.split()), " ".join(said.stderr.split())


def test_files_are_counted_and_what_is_missing_is_told(demo: Demo, source: Path, tmp_path: Path) -> None:
    dest = tmp_path / "cube"
    out, err = run(demo, str(source), str(dest))
    manifest = read_manifest(dest)
    totals = manifest.totals
    assert f"{totals.rows:,} rows = {totals.counted:,} counted + {totals.duplicates:,} duplicates" in out
    assert "from 3 of 4 files" in out
    assert "1 file of another kind was not looked at." in out
    assert "keep it as strictly as the store" in out
    assert "2025-02-north-street.csv: truncated, not counted. It stopped part way" in err
    assert "north: 1 month missing between its first and its last: 2025-02." in err
    said, _ = run(demo, str(source), str(dest), "--replace", "--resolution", "9", "--json")
    assert json.loads(said)["resolution"] == 9
    assert json.loads(said)["totals"]["counted"] == totals.counted


def test_the_store_is_counted_and_its_audit_says_so(demo: Demo, tmp_path: Path) -> None:
    run(demo, str(tmp_path / "cube"), "--by", "Ann Example")
    manifest = read_manifest(tmp_path / "cube")
    store = open_store(demo.store)
    assert manifest.incidents == store.incidents(("id",)).height
    assert [file.path for file in manifest.files] == ["record store"]
    last = json.loads(RUN.invoke(app, ["audit", "list", "--json", "--store", demo.store]).stdout)
    (line,) = [each for each in last["lines"] if each["subject"] == "cube"][:1]
    assert (line["action"], line["who"]) == ("export", "Ann Example")
    store.close()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["a", "b", "c"], "3 places are named."),
        (["{tmp}/none", "{tmp}/cube"], "There is nothing at"),
        (["{tmp}/none", "{tmp}/cube", "--replace"], "There is nothing at"),
        (["{tmp}/other", "{tmp}"], "There is something at"),
        (["{tmp}/other", "{tmp}/cube", "--resolution", "4"], "a cube is made at 9 to 13."),
        (
            ["{tmp}/other", "{tmp}/cube", "--engine", "abacus"],
            "There is no engine 'abacus'. Known: polars, spark.",
        ),
        (["{tmp}/other", "{tmp}/cube", "--partitions", "0"], "--partitions is 0"),
        (["{tmp}/cube", "--engine", "spark"], "leave out --engine"),
        (["s3://ann:secret@bucket", "{tmp}/cube", "--as", "citizen"], ""),
    ],
)
def test_mistakes_are_told_in_one_line(demo: Demo, tmp_path: Path, words: list[str], said: str) -> None:
    _, err = run(demo, *(word.replace("{tmp}", str(tmp_path)) for word in words), code=2)
    assert said in err
    assert "secret" not in err
    assert "Traceback" not in err
    assert not (tmp_path / "cube").exists()
