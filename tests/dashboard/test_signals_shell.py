"""Early notice from the shell: as a nightly schedule runs it, and as a script reads it."""

import json
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from dashboard.answers import signals as answer
from dashboard.answers.tension.board import no_cells
from dashboard.desks import signals as desk
from dashboard.desks.importing import open_records
from dashboard.filters import Window
from dashboard.mail import Posted
from dashboard.shell import sending
from dashboard.snapshot import Snapshot
from ingest.records import audit
from tests.conftest import Demo
from tests.dashboard.test_digest import RUN
from tests.dashboard.test_early_notice import as_the_data_are, own
from tests.dashboard.test_shell import run
from tests.dashboard.test_signals_kept import CIRCLE, DAY, LINE

__all__ = ["own"]
SETTINGS = {
    **RUN.settings, "once_in_days": 365.2, "weekly_lines": 198, "weekly_lines_judged": 18, "weeks_from": None,
    "weeks_to": None, "scan_replicates": 999, "scan_widest_m": 1000, "scan_longest_days": 60,
}  # fmt: skip


@pytest.fixture
def found() -> answer.LookOut:
    """What a look found."""
    return answer.LookOut("1-a", DAY, (LINE, CIRCLE), "found", {"all": "found"}, SETTINGS)


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch, snapshot: Snapshot) -> None:
    """Take the records as they are read already, and no board of tension."""
    week = Window(snapshot.latest, snapshot.latest) if snapshot.latest else None
    board = SimpleNamespace(cells=no_cells(), span="week", period=week)
    monkeypatch.setattr(sending, "tension", lambda *_, **__: board)
    for command in ("signals", "digest"):
        module = import_module(f"dashboard.shell.commands.{command}")
        monkeypatch.setattr(module, "own_snapshot", lambda _: snapshot)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch, found: answer.LookOut) -> None:
    """Find at once what the look at the demo found."""
    monkeypatch.setattr(desk, "signals", lambda snapshot, *_, **__: replace(found, version=snapshot.version))


@pytest.fixture
def posted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[tuple[str, ...]]:
    """Set mail up, with a server that only counts."""
    (tmp_path / "to.toml").write_text('analyst = ["a@wren.example"]\npartner = ["p@x.example"]\n', "utf-8")
    for name, said in {"HOST": "mail.wren.example", "FROM": "n@wren.example",
                       "RECIPIENTS": str(tmp_path / "to.toml")}.items():  # fmt: skip
        monkeypatch.setenv(f"COMMON_GROUND_SMTP_{name}", said)
    sent: list[tuple[str, ...]] = []

    def post(text: str, *, subject: str, to: Any, settings: Any) -> Posted:
        sent.append((text, subject, *to))
        return Posted(len(to))

    monkeypatch.setattr(sending, "post", post)
    return sent


def lines(own: Demo) -> list[tuple[str, str]]:
    with open_records(own.store).reading() as connection:
        return [(line["action"], line["subject"] + line["detail"]) for line in audit.lines(connection)]


def test_before_the_first_look_it_says_how(own: Demo) -> None:
    said = run(own, "signals")
    assert said.exit_code == 0 and "Nobody has looked yet." in said.output
    assert "signals --run" in said.output
    assert json.loads(run(own, "signals", "--json").stdout)["run"] is None


@pytest.mark.usefixtures("quick")
def test_a_night_and_the_same_night_again(own: Demo) -> None:
    first = run(own, "signals", "--run", "--by", "Night")
    assert first.exit_code == 0 and "Look 1 was kept" in first.output and "Mill" in first.output
    again = run(own, "signals", "--run", "--by", "Night")
    assert again.exit_code == 0 and "Nothing was changed." in again.output
    said = json.loads(run(own, "signals", "--json").stdout)
    assert said["up_to_date"] and said["run"]["made_by"] == "Night"
    assert all(one["state"] == "new" and one["sentence"] for one in said["signals"])


def test_somebody_acknowledges_and_takes_it_back(own: Demo, found: answer.LookOut) -> None:
    as_the_data_are(own, found)
    asked = ("signals", "--acknowledge", "1", "--by", "Demo analyst")
    wrong = run(own, *asked)
    assert wrong.exit_code == 2 and "Nothing was kept." in wrong.output
    wrong = run(own, *asked, "--note", "Ring 07700 900123")
    assert wrong.exit_code == 2 and "07700" not in wrong.output
    assert run(own, *asked, "--note", "Raised [at] the briefing").exit_code == 0
    assert "Acknowledged by Demo analyst" in run(own, "signals").output
    twice = run(own, *asked, "--note", "Seen")
    assert twice.exit_code == 2 and "acknowledged already" in twice.output
    assert run(own, "signals", "--take-back", "1", "--note", "A slip").exit_code == 0
    none = run(own, "signals", "--acknowledge", "99", "--note", "Seen")
    assert none.exit_code == 2 and "no signal 99" in none.output


class TestDigests:
    def test_as_text_and_as_a_file(self, own: Demo, found: answer.LookOut, tmp_path: Path) -> None:
        as_the_data_are(own, found)
        said = run(own, "digest", "--role", "analyst")
        assert said.exit_code == 0 and "OFFICIAL" in said.stdout and "Mill" in said.stdout
        path = tmp_path / "digest.txt"
        assert run(own, "digest", "--role", "partner", "--to", str(path)).exit_code == 0
        assert "For the partners" in path.read_text("utf-8")
        away = run(own, "digest", "--role", "partner", "--to", str(tmp_path / "no" / "digest.txt"))
        assert away.exit_code == 2 and "cannot be written" in away.output

    @pytest.mark.parametrize("words", [("digest",), ("digest", "--role", "public"), ("signals", "--digest")])
    def test_what_cannot_be_asked_is_said(self, own: Demo, words: tuple[str, ...]) -> None:
        said = run(own, *words)
        assert said.exit_code == 2 and len(said.output.strip().splitlines()) == 1

    def test_off_unless_set_up(self, own: Demo) -> None:
        said = run(own, "digest", "--send")
        assert said.exit_code == 2 and "COMMON_GROUND_SMTP_RECIPIENTS" in said.output

    def test_a_dry_run_sends_nothing(self, own: Demo, posted: list[Any]) -> None:
        said = run(own, "digest", "--send", "--dry-run")
        assert said.exit_code == 0 and "would go to 1" in said.output and not posted
        assert "wren.example" not in said.output

    def test_sending_is_in_the_audit_without_an_address(self, own: Demo, posted: list[Any]) -> None:
        said = run(own, "digest", "--send", "--role", "partner", "--by", "Night")
        assert said.exit_code == 0 and "partners was sent to 1" in said.output
        assert len(posted) == 1 and posted[0][2] == "p@x.example" and "For the partners" in posted[0][0]
        action, what = lines(own)[-1]
        assert action == "send" and what.startswith("digest partner") and '"sent": 1' in what
        assert "@" not in what and "@" not in said.output

    @pytest.mark.usefixtures("quick")
    def test_a_night_sends_only_where_something_was_looked_at(self, own: Demo, posted: list[Any]) -> None:
        assert run(own, "signals", "--run", "--digest").exit_code == 0
        assert [each[2] for each in posted] == ["a@wren.example", "p@x.example"]
        assert run(own, "signals", "--run", "--digest").exit_code == 0 and len(posted) == 2

    @pytest.mark.usefixtures("quick")
    def test_a_night_without_mail_keeps_its_look_and_says_so(self, own: Demo) -> None:
        said = run(own, "signals", "--run", "--digest")
        assert said.exit_code == 2 and "COMMON_GROUND_SMTP_RECIPIENTS" in said.output
        assert json.loads(run(own, "signals", "--json").stdout)["run"]["number"] == 1
