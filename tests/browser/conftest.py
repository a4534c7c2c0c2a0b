"""A real browser on the real app: Debian's Chromium, software WebGL, nothing outside this machine."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.conftest import Demo
from tests.copying import copy_demo

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = (
    "--no-sandbox",
    "--enable-unsafe-swiftshader",
    "--webgl-antialiasing-mode=none",  # edges unsmoothed: half the work of a map without a graphics card
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
PATIENCE_MS = 60_000
NAMES_ITS_CARD = """
{
  const own = WebGL2RenderingContext.prototype.getParameter;
  WebGL2RenderingContext.prototype.getParameter = function (what) {
    return [this.RENDERER, 0x9246].includes(what) ? "CARD" : own.call(this, what);
  };
}
"""
"""As if a card drew, or what is written in its place: the program shows a picture where software draws."""
POLICY = "Content Security Policy"
PROBE = re.compile(r"/\w+/_stcore/(health|host-config)$")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        reason = "no Chromium on this machine: install Debian's package 'chromium' to run the browser tests"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        as_it_is = opened.new_context

        def with_card(**given: Any) -> BrowserContext:
            context = as_it_is(**given)
            context.add_init_script(NAMES_ITS_CARD.replace("CARD", "A graphics card"))
            return context

        opened.new_context = with_card  # type: ignore[method-assign]
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def app(browser: Browser, demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a copy of the demo, as the README says, and give its address."""
    with served(demo, tmp_path_factory.mktemp("served") / "demo") as address:
        yield address


@contextmanager
def served(demo: Demo, folder: Path) -> Iterator[str]:
    """Serve a copy of the demo that is made in a folder."""
    copy_demo(demo.folder, folder)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "COMMON_GROUND_STORE": f"sqlite:///{folder}/common-ground.sqlite",
        "COMMON_GROUND_PARTNERSHIP": str(folder / "partnership.toml"),
        "COMMON_GROUND_FORMATS": str(folder / "formats"),
    }
    command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py"]
    options = ["--server.port", str(port), "--server.headless", "true"]
    log = (folder / "app.log").open("w")
    server = subprocess.Popen([*command, *options], cwd=ROOT, env=environment, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}/_stcore/health")
        yield address
    finally:
        server.terminate()
        server.wait(10)
        log.close()


def _wait_for(address: str) -> None:
    for _ in range(120):
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.5)
    raise TimeoutError(f"{address} did not answer within a minute")


@dataclass
class Watch:
    """What a page did that it should not have done."""

    left_the_machine: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def over(self, page: Page) -> None:
        page.on("request", lambda request: self._request(request.url))
        page.on("console", lambda said: self._console(said.type, said.text, said.location["url"]))
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _request(self, url: str) -> None:
        if not url.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:")):
            self.left_the_machine.append(url)

    def _console(self, kind: str, text: str, about: str) -> None:
        if PROBE.search(about):  # Streamlit asks below the page's own address first, then above it
            return
        if kind == "error" or POLICY in text:  # the policy's refusals, however told
            self.errors.append(text)


@pytest.fixture
def watch() -> Iterator[Watch]:
    watching = Watch()
    yield watching
    assert watching.left_the_machine == []
    assert watching.errors == []


@pytest.fixture
def page(browser: Browser, watch: Watch) -> Iterator[Page]:
    """Give a fresh browser: no cookies, no storage, nothing remembered."""
    context = browser.new_context(viewport={"width": 1280, "height": 1000}, accept_downloads=True)
    opened = context.new_page()
    opened.set_default_timeout(PATIENCE_MS)
    watch.over(opened)
    yield opened
    context.close()


@pytest.fixture
def own_app(page: Page, demo: Demo, tmp_path: Path) -> Iterator[str]:
    """Serve a demo that no other test looks at, for a test that changes what every page shows."""
    with served(demo, tmp_path / "own") as address:
        yield address
        page.goto("about:blank")  # or it would ask for a server that has ended
