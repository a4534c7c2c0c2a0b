"""The pictures of the methods' pages, drawn from the invented demo: `python -m benchmarks.pictures`.

The demo is made in a temporary folder and every page is opened on it as an analyst sees it. What the page
draws is kept: its first map as the plain picture that the page itself would show, or its first chart.
"""

import os
import re
import tempfile
import time
from base64 import b64decode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any
from unittest.mock import patch

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.testing.v1 import AppTest

from dashboard.demo.making import make_demo
from dashboard.exporting.chart_picture import chart_picture

__all__ = ["LOOKS", "Look", "draw", "take_pictures"]

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures" / "methods"
MOST_BYTES = 150_000
PATIENCE_S = 90
STREETS = r'<path [^>]*stroke="#dcd9d2"[^>]*/>'
"""The small streets, half of a map's size and hardly seen at this one."""
DRAWN_AT = r' (?:d|transform)="[^"]*"'
"""Where a mark stands, of which a hundredth of a pixel is enough."""
SPOKEN = r' (?:aria-label|aria-roledescription|role|class|pointer-events|stroke-miterlimit)="[^"]*"'
"""What every mark of a chart says aloud and is called; a picture on a page has one text for all of it."""


@dataclass(frozen=True)
class Look:
    """What one picture is of.

    Attributes
    ----------
    name : str
        Of the methods' page, without its ending.
    page : str
        The page of the program that is opened.
    query : tuple of pairs
        What its address says.
    is_map : bool
        Its first map is kept, else a chart.
    which : int
        Which of its charts, from 0.
    """

    name: str
    page: str
    query: tuple[tuple[str, str], ...] = ()
    is_map: bool = False
    which: int = 0


LOOKS = (
    Look("hot-spots", "hot_spots", is_map=True),
    Look("clusters", "clusters", is_map=True),
    Look("over-time", "over_time"),
    Look("change", "change"),
    Look("unusual-weeks", "unusual_weeks"),
    Look("near-repeats", "near_repeat"),
    Look("other-areas", "other_areas", which=1),
    Look("tension", "tension_trends", which=1),
    Look("patrol", "patrol", (("day", "2026-11-23"),), is_map=True),
    Look("reach", "reach", is_map=True),
    Look("siting", "where_next", is_map=True),
    Look("evaluation", "did_it_work", (("action", "8"),), is_map=True),
    Look("releases", "released", (("view", "time"),)),
    Look("trust", "which_method"),
)
"""`possible-duplicates` has none: its page shows two records side by side, and no chart."""


def take_pictures(folder: Path, looks: Sequence[Look] = LOOKS) -> list[tuple[str, str, int]]:
    """Make the demo, draw every picture into a folder, and say name, words and size of each."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="pictures-") as name, _demo(Path(name)):
        return [_kept(folder, look) for look in looks]


def draw(look: Look) -> tuple[str, str]:
    """Open a page on the store of the environment; give the picture as SVG, and what the page says it is.

    Raises
    ------
    ValueError
        If the page fails or draws nothing of the kind.
    """
    charts: list[tuple[Any, str]] = []
    with _caught(charts), patch("dashboard.widgets.deck_drawn.are_maps_plain", lambda: True):
        page = AppTest.from_file(str(ROOT / "dashboard" / "main.py"), default_timeout=PATIENCE_S).run()
        page.switch_page(f"pages/{look.page}.py")
        for word, said in look.query:
            page.query_params[word] = said
        until = time.monotonic() + PATIENCE_S
        while True:  # a long calculation runs beside the page, which asks again how far it is
            charts.clear()
            page.run()
            maps = [one.proto.body for one in page.get("html") if "plain-map" in one.proto.body]
            is_drawn = bool(maps) if look.is_map else len(charts) > look.which
            if is_drawn or page.exception or time.monotonic() > until:
                break
    if page.exception or not is_drawn:
        raise ValueError(f"{look.page} draws no such picture {[one.value for one in page.exception]}")
    if look.is_map:
        ((words, held),) = re.findall(r'alt="([^"]*)".*base64,([\w+/=]+)', maps[0])
        return re.sub(STREETS, "", b64decode(held).decode()), unescape(words)
    made = chart_picture(*charts[look.which])
    return re.sub(
        DRAWN_AT, lambda at: re.sub(r"(\.\d\d)\d+", r"\1", at[0]), re.sub(SPOKEN, "", made.svg)
    ), made.alt


def _kept(folder: Path, look: Look) -> tuple[str, str, int]:
    svg, words = draw(look)
    size = len(svg.encode())
    if size >= MOST_BYTES:
        raise ValueError(f"{look.name} is too large: {size:,} bytes")
    (folder / f"{look.name}.svg").write_text(svg + "\n", "utf-8")
    return look.name, words, size


@contextmanager
def _demo(folder: Path) -> Iterator[None]:
    """Make the demo, and let the program open on it."""
    store = f"sqlite:///{folder}/common-ground.sqlite"
    make_demo(folder, store, formats=folder / "formats", tell=lambda word: None)
    words = {
        "COMMON_GROUND_STORE": store,
        "COMMON_GROUND_PARTNERSHIP": str(folder / "partnership.toml"),
        "COMMON_GROUND_FORMATS": str(folder / "formats"),
        "COMMON_GROUND_SIGN_IN": "demo",
    }
    with patch.dict(os.environ, words):
        yield


@contextmanager
def _caught(charts: list[tuple[Any, str]]) -> Iterator[None]:
    """Keep every chart that a page draws, with its words."""
    drawn = DeltaGenerator.altair_chart

    def keep(self: DeltaGenerator, chart: Any, *args: Any, **how: Any) -> Any:
        charts.append((chart, str(how.get("alt", ""))))
        return drawn(self, chart, *args, **how)

    def keep_main(chart: Any, *args: Any, **how: Any) -> Any:
        return keep(st._main, chart, *args, **how)

    with patch.object(DeltaGenerator, "altair_chart", keep), patch.object(st, "altair_chart", keep_main):
        yield


if __name__ == "__main__":
    for told in take_pictures(PICTURES):
        print(*told, sep="\t")
