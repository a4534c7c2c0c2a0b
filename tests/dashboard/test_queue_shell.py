"""`common-ground queue`: how many wait, without their texts; and each decision from the shell."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from dashboard.desks.demo_queue import tell_some
from dashboard.desks.importing import open_desk
from dashboard.desks.submissions import hand_in
from dashboard.settings import Settings
from dashboard.shell import app

RUN = CliRunner()
BY = ("--agency", "Wrenmouth Borough Council", "--by", "Bea")
GRADE = ("--grading", "2BP", "--experience", "evidenced", "--severity", "1", "--source", "front_line_staff")


@pytest.fixture
def shell(borough: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("COMMON_GROUND_STORE", f"sqlite:///{tmp_path}/records.sqlite")
    monkeypatch.setenv("COMMON_GROUND_PARTNERSHIP", str(borough / "partnership.toml"))
    monkeypatch.setenv("COMMON_GROUND_FORMATS", str(tmp_path / "formats"))

    def run(*words: str) -> Any:
        done = RUN.invoke(app, ["queue", *words])
        return json.loads(done.stdout) if "--json" in words and done.exit_code == 0 else done

    return run


def test_an_empty_queue_and_a_wrong_number_are_said_plainly(shell: Any) -> None:
    assert shell("--json") == {"waiting": 0, "oldest_days": None, "second_look": 0, "reports": []}
    assert "No report awaits grading." in shell().stdout
    wrong = shell("reject", "7", *BY, "--why", "It is not about this area.")
    assert wrong.exit_code == 2 and "There is no entry 7" in wrong.stderr


def test_the_demos_queue_is_worked_through(shell: Any) -> None:
    desk = open_desk(Settings())
    tell_some(desk)
    desk.store.close()
    told = shell("--json")
    assert (told["waiting"], told["oldest_days"], told["second_look"]) == (6, 9, 1)
    assert [line["times"] for line in told["reports"]] == [1, 1, 2, 2, 1, 1]
    assert "leaflets" not in json.dumps(told) and "Smith" not in shell().stdout
    assert shell("--json", "--today", str(date.today() + timedelta(3)))["oldest_days"] == 12
    assert "6 reports await grading, oldest 9 days." in shell().stdout
    first = shell("grade", "1", *BY, *GRADE, "--json")
    assert first["state"] == "graded"
    merged = shell("merge", "4", str(first["report"]), *BY, "--json")
    assert merged["other_source"] is True
    assert shell("reject", "3", *BY, "--why", "It says too little to be graded.", "--json")["number"] == 3
    again = shell("grade", "1", *BY, *GRADE)
    assert again.exit_code == 2 and "Bea decided on this" in again.stderr
    hidden = shell("grade", "5", *BY, *GRADE, "--confirm")
    assert hidden.exit_code == 2 and "Only Wrenmouth Schools Partnership" in hidden.stderr
    assert shell("--json")["waiting"] == 3


def test_a_community_in_somebodys_words_is_text_too(shell: Any) -> None:
    desk = open_desk(Settings())
    said = {
        "seen": "Leaflets were pushed through doors.",
        "place": "The market",
        "strands": ["race"],
        "community": "A family circle",
    }
    hand_in(desk, said, channel="public", reader=None, today=date.today())
    desk.store.close()
    (line,) = shell("--json")["reports"]
    assert line["affected"] == "Race or ethnicity" and "circle" not in json.dumps(line)
