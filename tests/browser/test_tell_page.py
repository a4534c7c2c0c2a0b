"""A report written on a phone: kept with few touches, and still there after a reload and a restart."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from dashboard.desks.sign_in import mark_as_demo
from ingest.records import open_store
from tests.browser.conftest import PATIENCE_MS, POLICY, ROOT, _wait_for
from tests.browser.moving import choose as pick
from tests.conftest import Demo

expect.set_options(timeout=PATIENCE_MS)
TEXT = "Stickers against newcomers at the bus stop, taken down and up again within the week."
DRAFT = "common-ground-draft-tell"
CAREFUL_S = 6
"""What reading a question, thinking and finding the place to touch may take, each time."""


class Server:
    """The app on a port and a store of its own, which can be stopped and started."""

    def __init__(self, folder: Path, demo: Demo) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.environment = {
            **os.environ,
            "COMMON_GROUND_STORE": f"sqlite:///{folder}/common-ground.sqlite",
            "COMMON_GROUND_PARTNERSHIP": str(demo.partnership),
            "COMMON_GROUND_FORMATS": str(folder / "formats"),
        }
        store = open_store(self.environment["COMMON_GROUND_STORE"])
        mark_as_demo(store)
        store.close()
        self.address = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py"]
        options = ["--server.port", str(self.port), "--server.headless", "true"]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen([*command, *options], cwd=ROOT, env=self.environment, **quiet)
        _wait_for(f"{self.address}/_stcore/health")

    def stop(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait(10)


@pytest.fixture(scope="module")
def server(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    made = Server(tmp_path_factory.mktemp("phone"), demo)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def phone(browser: Browser, server: Server) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    left: list[str] = []
    shut_out: list[str] = []
    page.on("request", lambda request: left.append(request.url))
    page.on("console", lambda said: shut_out.append(said.text) if POLICY in said.text else None)
    page.goto(f"{server.address}/tell")
    settle(page)
    yield page
    local = (server.address, f"ws://127.0.0.1:{server.port}", "data:", "blob:")
    assert [url for url in left if not url.startswith(local)] == []
    assert shut_out == []
    context.close()


def settle(page: Page) -> None:
    expect(page.get_by_role("button", name="Throw this away")).to_be_visible()
    page.wait_for_timeout(150)
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()


def box(page: Page):
    return page.get_by_role("textbox", name="What was seen or heard?")


def choose(page: Page, label: str, wanted: str) -> None:
    pick(page, page.get_by_role("combobox", name=label), wanted)
    settle(page)


def wait_until_no_draft(page: Page) -> None:
    """Look again and again: the gate's policy shuts out a script that would wait in the page itself."""
    for _ in range(100):
        if page.evaluate("key => sessionStorage.getItem(key)", DRAFT) is None:
            return
        page.wait_for_timeout(100)
    raise AssertionError("the draft is still kept")


def test_a_report_takes_few_touches_and_its_draft_outlives_a_reload_and_a_restart(
    phone: Page, server: Server
) -> None:
    page, touches = phone, 0
    assert page.evaluate("document.documentElement.scrollWidth") == 390, "nothing to push sideways"
    box(page).fill(TEXT)
    expect(page.get_by_text(f"{len(TEXT)} of 600 characters")).to_be_visible()
    page.keyboard.press("Tab")
    settle(page)
    choose(page, "Where was it?", "Osier Bank")
    touches += 3
    for words in ("Race or ethnicity", "Evidenced:", "2 Moderate", "They saw or heard it", "Yes, as the law"):
        page.get_by_text(words).first.click()
        settle(page)
        touches += 1

    page.reload()
    settle(page)
    expect(page.get_by_text("This is what you had written.")).to_be_visible()
    expect(box(page)).to_have_value(TEXT)
    box(page).focus()
    page.keyboard.press("End")
    page.keyboard.press("Control+End")
    page.keyboard.type(" Again.")  # not sent to the server: the box is not left
    server.stop()
    server.start()
    page.reload()
    settle(page)
    expect(box(page)).to_have_value(f"{TEXT} Again.")
    assert "Stickers" not in page.url and "Osier" not in page.url

    page.keyboard.press("Tab")
    settle(page)
    choose(page, "Who tells it?", "Front-line staff")
    page.get_by_role("button", name="Keep this report").click()
    expect(page.get_by_test_id("stAlert").get_by_text("The report is kept.")).to_be_visible()
    touches += 3
    settle(page)
    assert touches <= 11 and touches * CAREFUL_S + 12 < 90, f"{touches} touches"
    wait_until_no_draft(page)
    page.reload()
    settle(page)
    expect(box(page)).to_have_value("")


def test_a_text_of_any_length_stays_in_the_box_and_can_be_thrown_away(phone: Page) -> None:
    page, long = phone, "They shout at people. " * 460
    box(page).fill(long)
    expect(page.get_by_text("9,519 too many. Nothing is cut")).to_be_visible()
    page.get_by_role("button", name="Keep this report").click()
    settle(page)
    expect(page.get_by_text("nothing that you wrote is lost")).to_be_visible()
    expect(box(page)).to_have_value(long)
    page.get_by_role("button", name="Throw this away").click()
    page.get_by_role("button", name="Yes, throw it away").click()
    expect(box(page)).to_have_value("")
    wait_until_no_draft(page)
