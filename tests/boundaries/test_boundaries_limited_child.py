"""A child behind walls: it answers, and whatever else it tries ends only the child."""

import socket
from pathlib import Path
from typing import Any

import pytest

from boundaries.limited_child import ChildLimits, ChildStopped, run_in_child

PRYING = "tests.boundaries.prying_child"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "own").mkdir()
    return tmp_path / "own"


def tried(folder: Path, deed: str, *, files: tuple[int, ...] = (), **more: Any) -> dict[str, Any]:
    limits = more.pop("limits", ChildLimits())
    return run_in_child(PRYING, {"deed": deed, **more}, folder=folder, files=files, limits=limits)


def stopped(folder: Path, deed: str, **limits: int) -> str:
    with pytest.raises(ChildStopped) as end:
        tried(folder, deed, limits=ChildLimits(**limits))
    return end.value.why


def test_it_answers(folder):
    assert tried(folder, "answer", word="Tŷ Gwyn") == {"did": "Tŷ Gwyn"}


def test_it_reads_what_is_handed_over(folder, tmp_path):
    (tmp_path / "wards").write_text("Abbey")
    with (tmp_path / "wards").open("rb") as file:
        said = tried(folder, "handed over", files=(file.fileno(),), descriptor=file.fileno())
    assert said == {"did": "Abbey"}


def test_it_writes_in_its_own_folder_only(folder, tmp_path):
    assert tried(folder, "write", path=str(folder / "note")) == {"did": 7}
    (tmp_path / "records").write_text("canary")
    for deed in ("read", "write"):
        assert tried(folder, deed, path=str(tmp_path / "records")) == {"could not": "PermissionError"}
    assert tried(folder, "list", path=str(tmp_path)) == {"could not": "PermissionError"}
    assert (tmp_path / "records").read_text() == "canary"


def test_nobody_answers_its_calls(folder):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        said = tried(folder, "call", port=listener.getsockname()[1])
        assert "could not" in said
        with pytest.raises(TimeoutError):
            listener.accept()


def test_it_knows_none_of_our_secrets(folder, monkeypatch):
    monkeypatch.setenv("COMMON_GROUND_STORE", "postgresql://canary")
    environment = tried(folder, "environment")["did"]
    assert "canary" not in str(environment) and environment["https_proxy"] == "http://127.0.0.1:9"


@pytest.mark.parametrize(
    ("deed", "limits", "why"),
    [
        ("grab memory", {}, "memory"),
        ("crash", {}, "memory"),
        ("compute without end", {"cpu_s": 1}, "computing"),
        ("wait without end", {"wall_s": 1}, "time"),
        ("leave", {}, "silent"),
        ("long answer", {}, "silent"),
    ],
)
def test_its_end_is_told(folder, deed, limits, why):
    assert stopped(folder, deed, **limits) == why


def test_it_cannot_fill_the_disk(folder):
    assert tried(folder, "fill the disk", limits=ChildLimits(written_bytes=1_000_000)) == {
        "could not": "OSError"
    }


def test_a_fault_is_told_by_its_place_and_not_by_its_words(folder):
    assert tried(folder, "fail")["fault"].startswith("KeyError, prying_child.py:")
