"""`common-ground reports`: the same care from the shell, as text and as JSON."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from dashboard.shell import app

RUN = CliRunner()
GOOD = {
    "--agency": "Curlew Homes",
    "--seen": "People say that the park is empty by four now.",
    "--from": "2026-10-01",
    "--grading": "2BP",
    "--experience": "potential",
    "--severity": "1",
    "--source": "school",
    "--ward": "Capstan",
    "--strand": "race",
    "--by": "Ann",
}


@pytest.fixture
def shell(borough: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("COMMON_GROUND_STORE", f"sqlite:///{tmp_path}/records.sqlite")
    monkeypatch.setenv("COMMON_GROUND_PARTNERSHIP", str(borough / "partnership.toml"))
    monkeypatch.setenv("COMMON_GROUND_FORMATS", str(tmp_path / "formats"))

    def run(*words: str, input: str | None = None) -> Any:
        return RUN.invoke(app, list(words), input=input)

    return run


def add(shell: Any, *more: str, input: str | None = None, **changed: str) -> Any:
    said = {**GOOD, **{f"--{name}": value for name, value in changed.items()}}
    return shell("reports", "add", *(word for pair in said.items() for word in pair), *more, input=input)


def listed(shell: Any, *words: str) -> list[dict[str, Any]]:
    answer = shell("reports", "list", *words, "--json")
    assert answer.exit_code == 0, answer.stderr
    reports: list[dict[str, Any]] = json.loads(answer.stdout)["reports"]
    return reports


def test_a_report_is_written_down_and_listed(shell: Any) -> None:
    assert add(shell).exit_code == 0
    (report,) = listed(shell, "--ward", "capstan", "--strand", "race", "--information-grade", "B")
    assert (report["ward"], report["grade"], report["seen"]) == ("Capstan", "2B", GOOD["--seen"])
    told = shell("reports", "list").stdout
    assert "COM-00001  Current  1 October 2026  Capstan" in told
    assert "1 report. They are never added to counts of incidents." in told


def test_what_is_wrong_is_said_and_nothing_is_kept(shell: Any) -> None:
    answer = add(shell, seen="Ring 07700 900123 about it", severity="7")
    assert answer.exit_code == 2
    assert "A telephone number at characters 6 to 17." in answer.stderr
    assert "Level 7; the scale is 1 to 4." in answer.stderr
    assert "900123" not in answer.stderr
    assert listed(shell) == []


def test_a_name_is_confirmed_and_hidden_from_other_agencies(shell: Any) -> None:
    named = "A man called John Smith shouted at people."
    assert add(shell, seen="-", input=named).exit_code == 2
    assert add(shell, "--confirm", seen="-", input=named).exit_code == 0
    assert listed(shell, "--agency", "Curlew Homes")[0]["seen"] == named
    assert "Hidden until" in listed(shell)[0]["seen"]
    due = shell("reports", "due", "--json").stdout
    assert json.loads(due)["reports"][0]["state"] == "Needs a second look"
    assert "Smith" not in due


def test_a_sample_is_written_and_taken_in_by_either_door(shell: Any, tmp_path: Path) -> None:
    path = tmp_path / "reports.csv"
    assert shell("reports", "sample", str(path)).exit_code == 0
    assert shell("reports", "sample", str(path)).exit_code == 2
    first = shell("reports", "import", str(path), "--agency", "Curlew Homes", "--json")
    assert json.loads(first.stdout)["accepted"] == 3
    second = shell("import", str(path), "--agency", "Curlew Homes", "--json")
    assert json.loads(second.stdout)["files"][0]["duplicates"] == 3
    assert "rows_set_aside" in json.loads(first.stdout)


def test_what_is_no_file_of_reports_is_refused(shell: Any, tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    assert shell("reports", "import", str(path), "--agency", "X").exit_code == 2
    assert shell("reports", "import", str(tmp_path / "none.csv"), "--agency", "X").exit_code == 2


@pytest.mark.parametrize(
    ("option", "word"), [("--ward", "Nowhere"), ("--state", "open"), ("--strand", "purple")]
)
def test_an_unknown_word_is_refused(shell: Any, option: str, word: str) -> None:
    answer = shell("reports", "list", option, word)
    assert answer.exit_code == 2
    assert "There is no such" in answer.stderr
    assert word not in answer.stderr


def test_what_is_suspected_to_be_false_is_listed_for_analysts(shell: Any) -> None:
    add(shell, grading="3EP")
    assert len(listed(shell, "--as", "analyst")) == 1
