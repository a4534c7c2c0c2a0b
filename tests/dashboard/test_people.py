"""Accounts, from the shell and on the page of administrators; and whose eyes the shell looks with."""

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from dashboard.desks.importing import open_records
from dashboard.desks.people import everybody
from dashboard.shell import app
from ingest.access.passwords import is_right
from ingest.records import people
from tests.conftest import Demo

PAGE = Path(__file__).parents[2] / "dashboard" / "pages" / "people.py"
PASSWORD = "heron lantern ferry"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{tmp_path}/store.sqlite"
    monkeypatch.setenv("COMMON_GROUND_STORE", url)
    monkeypatch.setenv("COMMON_GROUND_PARTNERSHIP", str(tmp_path / "none.toml"))
    return url


def run(*said: str) -> Result:
    return CliRunner().invoke(app, list(said))


def add(login: str, role: str, *more: str, password: str = PASSWORD) -> Result:
    reading, writing = os.pipe()
    os.write(writing, f"{password}\n".encode())
    os.close(writing)
    return run(
        "user", "add", login, "--name", login.title(), "--role", role, "--password-fd", str(reading), *more
    )


class TestTheShell:
    def test_an_account_from_beginning_to_end(self, store: str) -> None:
        assert "Nobody has an account" in run("user", "list").stdout
        assert add("Ada", "administrator").exit_code == 0
        assert add("olu", "officer", "--agency", "council").exit_code == 0
        listed = json.loads(run("user", "list", "--json").stdout)["people"]
        assert [(one["login"], one["role"], one["agency"]) for one in listed] == [
            ("ada", "administrator", ""),
            ("olu", "officer", "council"),
        ]
        records = open_records(store)
        with records.reading() as connection:
            _, secret = people.secret_of(connection, "ada")
        assert secret is not None and secret.startswith("$argon2id$") and is_right(secret, PASSWORD)
        assert PASSWORD not in "".join(map(str, listed))
        assert run("user", "role", "olu", "--role", "analyst").exit_code == 0
        assert run("user", "disable", "olu").exit_code == 0
        assert [(one.role, one.is_disabled) for one in everybody(records)][1] == ("analyst", True)
        assert run("user", "enable", "olu").exit_code == 0
        assert run("user", "end", "olu").exit_code == 0
        assert "Nobody is signed in" in run("user", "sessions").stdout
        records.close()

    @pytest.mark.usefixtures("store")
    def test_what_cannot_be_is_said_plainly(self) -> None:
        assert add("ada", "administrator").exit_code == 0
        for said, words in (
            (add("olu", "emperor"), "no such role"),
            (add("olu", "officer"), "say which"),
            (add("olu", "analyst", password="short"), "12 to 256 signs"),
            (run("user", "disable", "ada"), "last administrator"),
            (run("user", "role", "ada", "--role", "public"), "last administrator"),
            (run("user", "disable", "nobody"), "no account of that name"),
            (run("user", "password", "ada"), "no terminal"),
            (run("user", "password", "ada", "--password-fd", "999"), "file descriptor 999"),
            (run("--as", "partner", "user", "list"), "not for you as partner"),
        ):
            assert said.exit_code == 2
            assert words in said.stderr and len(said.stderr.splitlines()) == 1

    @pytest.mark.parametrize("role", ["public", "partner", "administrator"])
    @pytest.mark.usefixtures("store")
    def test_an_aggregate_role_has_no_exact_figure_from_the_shell(self, role: str) -> None:
        for command in ("hotspots", "counts", "trends", "tension", "files", "queue", "agreed", "signals"):
            said = run("--as", role, command)
            assert (said.exit_code, said.stdout) == (2, ""), command
            assert f"not for you as {role if role != 'public' else 'member'}" in said.stderr


class TestThePage:
    @pytest.fixture
    def page(self, demo: Demo, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[AppTest]:
        """The page, over an empty store of its own, as an administrator sees it."""
        monkeypatch.setenv("COMMON_GROUND_STORE", f"sqlite:///{tmp_path}/own/store.sqlite")
        monkeypatch.setenv("COMMON_GROUND_PARTNERSHIP", str(demo.partnership))
        opened = AppTest.from_file(str(PAGE), default_timeout=60)
        opened.session_state["view-as"] = "administrator"
        yield opened.run()
        shutil.rmtree(tmp_path / "own", ignore_errors=True)

    def press(self, page: AppTest, label: str) -> None:
        next(one for one in page.button if one.label == label).click().run()
        assert not page.exception

    def fill(self, page: AppTest, **said: str) -> None:
        for one in (*page.text_input, *page.selectbox):
            if one.label in said:
                one.set_value(said[one.label])

    def test_an_administrator_adds_changes_and_shuts(self, page: AppTest) -> None:
        assert not page.exception
        self.fill(page, Login="ada", Name="Ada", Role="administrator", Password=PASSWORD)
        self.press(page, "Add this account")
        assert "Ada may sign in as administrator" in page.success[0].value
        self.fill(page, Login="olu", Name="Olu", Role="analyst", Password="short")
        self.press(page, "Add this account")
        assert "12 to 256 signs" in page.error[0].value
        page.selectbox(key="people-open").set_value("ada").run()
        self.press(page, "Shut this account")
        assert "last administrator" in page.error[0].value
        assert page.dataframe[0].value["state"].tolist() == ["yes"]

    @pytest.mark.parametrize("role", ["public", "partner", "officer", "analyst", "coordinator"])
    def test_nobody_else_sees_it(self, page: AppTest, role: str) -> None:
        page.session_state["view-as"] = role
        page.run()
        assert [one.value for one in page.error] == ["There is no page here for you."]
        assert not page.title and not page.dataframe and not page.text_input
