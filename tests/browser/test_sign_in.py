"""Signing in to the real app in a browser, and what a role is not offered."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from websockets.exceptions import InvalidStatus

from benchmarks.visitor import Visitor
from dashboard.desks.importing import open_records
from dashboard.desks.people import add
from tests.browser.conftest import PATIENCE_MS, ROOT, _wait_for
from tests.browser.test_hot_spots_page import settle
from tests.conftest import Demo
from tests.copying import copy_demo

expect.set_options(timeout=PATIENCE_MS)
PASSWORD = "heron lantern ferry"


@pytest.fixture
def address(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app over a copy of the demo's records, with two accounts."""
    folder = tmp_path_factory.mktemp("signing-in") / "demo"
    copy_demo(demo.folder, folder)
    store = f"sqlite:///{folder}/common-ground.sqlite"
    records = open_records(store)
    for login, role in (("ana", "analyst"), ("pat", "partner")):
        add(records, login=login, name=login.title(), agency="", role=role, by="test", password=PASSWORD)
    records.close()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "COMMON_GROUND_STORE": store,
        "COMMON_GROUND_PARTNERSHIP": str(folder / "partnership.toml"),
        "COMMON_GROUND_SIGN_IN": "",  # there are accounts, so it is asked for
    }
    command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py", "--server.headless", "true"]
    with (folder / "app.log").open("w") as log:
        server = subprocess.Popen(
            [*command, "--server.port", str(port)], cwd=ROOT, env=environment, stdout=log, stderr=log
        )
        try:
            _wait_for(f"http://127.0.0.1:{port}/_stcore/health")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(10)


def sign_in(page: Page, login: str, password: str = PASSWORD) -> None:
    page.get_by_label("Login").fill(login)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def not_found(page: Page) -> str:
    """What is said of an address that leads nowhere."""
    expect(page.get_by_role("heading", name="Nothing here")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_text("Help: where to find what")).to_be_visible(timeout=PATIENCE_MS)
    return re.sub(r"\b[0-9a-f]{8}\b", "NUMBER", page.locator("[data-testid=stMain]").inner_text())


def test_a_person_signs_in_and_out_and_sees_what_is_theirs(
    browser: Browser, address: str, proof: Callable[[str], None]
) -> None:
    with browser.new_context(viewport={"width": 1280, "height": 1000}) as own:
        one = own.new_page()
        one.set_default_timeout(PATIENCE_MS)
        one.goto(f"{address}/tension_trends?days=90")
        expect(one.get_by_role("heading", name="Sign in")).to_be_visible()
        expect(one.get_by_label("Login")).to_be_focused()
        sign_in(one, "ana", "wrong and long")
        expect(one.get_by_role("alert")).to_have_text("That is not right. Check the login and the password.")
        sign_in(one, "ana")
        expect(one.get_by_role("heading", level=1)).to_be_visible()
        assert "/tension_trends?" in one.url and "days=90" in one.url
        expect(one.get_by_text("Ana · Analyst")).to_be_visible()
        expect(one.get_by_text("View as…")).to_have_count(0)
        settle(one)

        other = own.new_page()
        other.goto(f"{address}/centres")
        expect(other.get_by_text("Ana · Analyst")).to_be_visible(timeout=PATIENCE_MS)
        settle(other)
        cookies = {cookie["name"]: cookie["value"] for cookie in own.cookies()}
        with Visitor(address.removeprefix("http://"), cookies) as seen:
            seen.rerun()
        one.get_by_role("button", name="Sign out").click()
        expect(one.get_by_text("You are not signed in, or your session has ended.")).to_be_visible()
        other.get_by_text("Open now").click()
        expect(other.get_by_text("You are not signed in, or your session has ended.")).to_be_visible(
            timeout=PATIENCE_MS
        )
        assert "Southgate" not in other.locator("body").inner_text()
        other.get_by_role("link", name="Sign in").click()
        expect(other.get_by_label("Login")).to_be_visible(timeout=PATIENCE_MS)
        refused = 0
        for thief in (cookies, {}):
            with (
                pytest.raises(InvalidStatus) as away,
                Visitor(address.removeprefix("http://"), thief, session=seen.session),
            ):
                pass
            refused += away.value.response.status_code == 401
        assert refused == 2
        proof("after log-out: the old cookie and the session's id open 0 of 2 connections")

    with browser.new_context(viewport={"width": 1280, "height": 1000}) as own:
        page = own.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.goto(address)
        sign_in(page, "pat")
        expect(page.get_by_text("Pat · Partner")).to_be_visible()
        said = set()
        for name in ("hot_spots", "records", "people", "nowhere_at_all"):
            page.goto(f"{address}/{name}")
            said.add(not_found(page).replace(name, "PAGE"))
        assert len(said) == 1
