"""What somebody waits for in a browser: first words and map with nothing kept, and a change of filter."""

import os
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.machine import commit, describe
from benchmarks.report import table
from benchmarks.serving import Served, serve
from benchmarks.telling import KEPT
from dashboard.demo.making import make_demo

__all__ = ["hold_browser", "visit"]

VISITS, WARM_MS, QUIET_MS, PATIENCE_MS = 5, 15_000, 2_500, 60_000
FIRST_AIM_S, FILTER_AIM_S = 3.0, 1.0
FLAGS = ("--no-sandbox", "--enable-unsafe-swiftshader", "--disable-background-networking", "--no-first-run")
NOTE = """
(() => {
  const seen = window.__seen = {draws: 0};
  const note = name => { if (!(name in seen)) seen[name] = performance.now(); };
  let waits = false;
  const finish = card => {
    if (waits || !card.fenceSync) return;
    waits = true;
    setTimeout(() => {
      waits = false;
      const fence = card.fenceSync(card.SYNC_GPU_COMMANDS_COMPLETE, 0);
      card.flush();
      const look = () => {
        if (card.getSyncParameter(fence, card.SYNC_STATUS) === card.SIGNALED) {
          note("map");
          seen.drawn = performance.now();
        } else setTimeout(look, 10);
      };
      look();
    });
  };
  for (const kind of ["WebGL2RenderingContext", "WebGLRenderingContext"])
    for (const name of ["drawElementsInstanced", "drawArraysInstanced"]) {
      const proto = window[kind]?.prototype, own = proto?.[name];
      if (own) proto[name] = function (...given) {
        note("asked_to_draw"); seen.draws++; finish(this); return own.apply(this, given); };
    }
  const headline = () => document.body?.innerText.match(/[^\\n]*reports? in Wrenmouth[^\\n]*/)?.[0];
  new MutationObserver(() => {
    const said = headline();
    if (said) note("words");
    if (said && seen.before && said !== seen.before && !seen.changed) seen.changed = performance.now();
    if (document.querySelector("img.plain-map")) note("picture");
  }).observe(document, {childList: true, subtree: true, characterData: true});
  window.__ask = () => { seen.before = headline(); delete seen.changed; seen.asked = performance.now(); };
})();
"""
"""Notes when the first words stand, when hexagons are first asked for and when the graphics card, or what
stands for it, has finished them; and when a change shows."""
HEADER = ("what", "map", "in the middle of the visits", "least to most", "aimed at")


def visit(browser: Browser, server: Served, *, plain: bool, trace: Path | None = None) -> dict[str, float]:
    """Open the first page with an empty cache, then ask for 90 days.

    Parameters
    ----------
    plain : bool
        Whether the map is left to become a plain picture, as it does where there is no graphics card; else
        the address asks for the map that moves.
    trace : pathlib.Path, optional
        Where Playwright's own trace of the visit goes; to make it takes time, so none of the visits that
        are told has one.

    Returns
    -------
    dict
        Seconds to the first words, to what the first map is drawn from and to that map, and after the
        change to its words and the drawn map;
        megabytes and requests of the first visit; seconds of the server's processors for the change.
    """
    with browser.new_context(viewport={"width": 1280, "height": 1000}) as context:
        if trace:
            context.tracing.start(screenshots=True)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.add_init_script(NOTE)
        fetched = _count_bytes(page)
        page.goto(f"http://{server.host}/{'' if plain else '?map=moving'}", wait_until="commit")
        first_map = "picture" if plain else "map"
        _until(page, f"!!(window.__seen && window.__seen.words && window.__seen.{first_map})")
        page.wait_for_timeout(QUIET_MS)
        first: dict[str, float] = page.evaluate("window.__seen")
        loaded, used = dict(fetched), server.processor_s
        page.get_by_text("90 days", exact=True).first.hover()
        page.evaluate("window.__ask()")
        page.get_by_text("90 days", exact=True).first.click()
        _until(page, "!!window.__seen.changed")
        page.wait_for_timeout(QUIET_MS)
        then: dict[str, float] = page.evaluate("window.__seen")
        if trace:
            context.tracing.stop(path=trace)
        last = then["changed"] if plain else max(then["drawn"], then["changed"])
        return {
            "words": first["words"] / 1000,
            "asked": first.get("asked_to_draw", 0) / 1000,
            "map": first[first_map] / 1000,
            "changed": (then["changed"] - then["asked"]) / 1000,
            "redrawn": (last - then["asked"]) / 1000,
            "megabytes": loaded["bytes"] / 1e6,
            "requests": loaded["requests"],
            "processor": server.processor_s - used,
        }


def _until(page: Page, holds: str) -> None:
    """Ask again and again: the page's own policy forbids what Playwright would leave there to wait."""
    end = time.monotonic() + PATIENCE_MS / 1000
    while not page.evaluate(holds):
        if time.monotonic() > end:
            raise TimeoutError(holds)
        page.wait_for_timeout(50)


def _count_bytes(page: Page) -> dict[str, float]:
    told: dict[str, float] = {"bytes": 0, "requests": 0}

    def finished(event: dict[str, Any]) -> None:
        told["bytes"] += event["encodedDataLength"]
        told["requests"] += 1

    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.on("Network.loadingFinished", finished)
    return told


def hold_browser(told: Callable[[str], None], *, visits: int = VISITS) -> str:
    """Visit the demo again and again, the map that moves and the picture in turn."""
    seen: dict[bool, list[dict[str, float]]] = {False: [], True: []}
    with tempfile.TemporaryDirectory(prefix="browser-") as name:
        folder = Path(name)
        store = f"sqlite:///{folder}/common-ground.sqlite"
        make_demo(folder, store, formats=folder / "formats", tell=lambda _: None)
        environment = {
            "COMMON_GROUND_SIGN_IN": "demo",
            "COMMON_GROUND_STORE": store,
            "COMMON_GROUND_PARTNERSHIP": str(folder / "partnership.toml"),
        }
        with (
            serve("streamlit_app.py", folder / "log", environment) as server,
            sync_playwright() as playwright,
        ):
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(FLAGS))
            browser.new_page().wait_for_timeout(WARM_MS)  # the server has itself to warm up, as after a start
            load = os.getloadavg()[0]
            for _ in range(visits):
                for plain, visited in seen.items():
                    visited.append(visit(browser, server, plain=plain))
            KEPT.mkdir(parents=True, exist_ok=True)
            visit(browser, server, plain=False, trace=KEPT / "browser-trace.zip")
            browser.close()
    lines = [
        line for plain, visited in seen.items() for line in _lines(visited, "picture" if plain else "moving")
    ]
    machine = describe()
    text = "\n".join(
        [
            "## In the browser\n",
            f"The demo, {visits} visits each in turn, every one with an empty cache: no page, script or map "
            "kept. There is no graphics card: Chromium's software (SwiftShader) draws on the cores that the "
            "server runs on, and compiles the map's drawing programs anew for every page. There the program "
            "shows a picture by itself; the map that moves is what the address asks for. The server had "
            "warmed up, as it does by itself after a start. The times are the page's own clock: when the "
            "words stood, and when a fence of WebGL told that all that was asked for is drawn. One visit "
            "more, which is not told here, is kept as Playwright's trace, with its pictures: "
            "`.venv/bin/playwright show-trace var/benchmarks/browser-trace.zip`. That the map keeps its "
            "place and never goes blank meanwhile is a test: `tests/browser/test_map_stays.py`.\n",
            table(HEADER, lines),
            "",
            f"{machine['processor']}, {machine['cores']} cores, {machine['memory']}; commit {commit()}; "
            f"average load at the start {load:.1f}. Again: `python -m benchmarks browser`.\n",
        ]
    )
    told(text)
    return text


def _lines(visited: list[dict[str, float]], kind: str) -> list[tuple[str, ...]]:
    """Give the lines of one kind of map."""
    asked = (
        ("words", "first words of the answer", "{:.1f} s", FIRST_AIM_S),
        ("asked", "first map: the page has what to draw", "{:.1f} s", None),
        ("map", "first map: it stands", "{:.1f} s", FIRST_AIM_S),
        ("changed", "a change of filter: its words", "{:.2f} s", FILTER_AIM_S),
        ("redrawn", "a change of filter: the map is drawn", "{:.2f} s", FILTER_AIM_S),
        ("processor", "a change of filter: the server's processor time", "{:.2f} s", None),
        ("megabytes", "fetched for the first page, not squeezed", "{:.1f} MB", None),
        ("requests", "requests for the first page", "{:.0f}", None),
    )
    lines = []
    for name, what, write, aim in asked:
        if kind == "picture" and name in ("asked", "redrawn"):  # the server draws it
            continue
        took = [one[name] for one in visited]
        met = "" if aim is None else f"{aim:g} s: {'met' if median(took) <= aim else '**not met**'}"
        lines.append(
            (
                what,
                kind,
                write.format(median(took)),
                f"{write.format(min(took))} to {write.format(max(took))}",
                met,
            )
        )
    return lines
