"""Whoever is turned away reads what is the matter, what to do next, and a number; never what was asked."""

import asyncio
import re
from typing import Any

import pytest
from starlette.types import Message, Scope

from dashboard.gate.asgi import Gate
from dashboard.gate.settings import GateSettings
from dashboard.gate.turning_away import TurnedAway, refused_words
from dashboard.viewer import ANALYST, Principal

ANNA = Principal("Anna", "Council", ANALYST)
BROWSER = (b"accept", b"text/html,application/xhtml+xml")
NUMBER = re.compile(r"<code>([0-9a-f]{8})</code>")


async def broken(scope: Scope, receive: Any, send: Any) -> None:
    raise RuntimeError("the name of a {}ary".format("can"))


def answer(path: str, *more: tuple[bytes, bytes], host: bytes = b"127.0.0.1") -> tuple[int, str, str]:
    said: list[Message] = []

    async def keep(message: Message) -> None:
        said.append(message)

    scope = {
        "type": "http", "method": "GET", "path": path, "query_string": b"q=canary", "scheme": "http",
        "headers": [(b"host", host), *more], "client": ("127.0.0.1", 9), "server": ("127.0.0.1", 80),
    }  # fmt: skip
    gate = Gate(broken, who=lambda cookies: ANNA, settings=GateSettings(), refusals=list)
    asyncio.run(gate(scope, None, keep))  # type: ignore[arg-type]
    kind = dict(said[0]["headers"])[b"content-type"].decode()
    return said[0]["status"], kind, said[1]["body"].decode()


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 413, 414, 421, 429, 500, 503, 418])
def test_every_refusal_is_a_page_with_the_next_step_and_a_number(status: int) -> None:
    page = refused_words(TurnedAway(status, "why"), "0a1b2c3d", as_page=True)
    assert page.startswith('<!doctype html>\n<html lang="en-GB">')
    assert "<code>0a1b2c3d</code>" in page and page.count("<h1>") == 1
    assert 'class="act" href="/' in page and "<script" not in page and "http" not in page
    assert refused_words(TurnedAway(status, "why"), "0a1b2c3d", as_page=False).count("\n") == 0
    assert refused_words(TurnedAway(status, "why", "/login"), "0a1b2c3d", as_page=True) == ""


def test_a_browser_reads_a_page_and_a_program_a_line(caplog: pytest.LogCaptureFixture) -> None:
    status, kind, page = answer("/over/_stcore/canary", BROWSER)
    assert (status, kind) == (404, "text/html; charset=utf-8")
    assert "There is nothing here" in page and NUMBER.search(page) and "canary" not in page
    assert answer("/over/_stcore/canary")[1:] == ("text/plain; charset=utf-8", "There is nothing here.")
    assert answer("/", BROWSER, host=b"evil.example")[0] == 421


def test_a_fault_of_ours_is_a_page_too_and_its_number_is_in_the_log(
    capsys: pytest.CaptureFixture[str],
) -> None:
    status, _, page = answer("/", BROWSER)
    found = NUMBER.search(page)
    assert status == 500 and found is not None and "This is our fault" in page
    logged = capsys.readouterr().err
    assert found[1] in logged and "canary" not in page + logged
