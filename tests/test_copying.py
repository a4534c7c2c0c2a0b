"""A store in use is copied by SQLite, whole, and by nothing else."""

import shutil
from pathlib import Path

import pytest

from ingest.records import open_store
from ingest.records.audit import lines, note
from tests.copying import copy_demo, copy_store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "town"
    (made / "keys").mkdir(parents=True)
    (made / "wards.csv").write_text("ward\n", "utf-8")
    return made


def test_a_copy_has_what_stands_in_the_log_only(folder: Path, tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{folder}/common-ground.sqlite")
    with store.writing() as connection:
        note(connection, who="Ann", action="sign out", subject="the last line")
    copied = open_store(f"sqlite:///{copy_demo(folder, tmp_path / 'copy')}")
    with copied.reading() as connection:
        assert [line["subject"] for line in lines(connection)][-1:] == ["the last line"]
    copied.close()
    store.close()
    assert {path.name for path in (tmp_path / "copy").iterdir()} >= {"keys", "wards.csv"}


def test_a_file_is_not_opened_while_its_store_is_in_use(folder: Path, tmp_path: Path) -> None:
    file = folder / "common-ground.sqlite"
    store = open_store(f"sqlite:///{file}")
    for careless in (lambda: shutil.copyfile(file, tmp_path / "x"), file.read_bytes, file.open):
        with pytest.raises(AssertionError, match="is in use"):
            careless()
    copy_store(file, tmp_path / "x.sqlite")
    store.close()
    assert file.read_bytes().startswith(b"SQLite format 3")
