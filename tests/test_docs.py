"""The documentation: built strictly, without a network, with no link that leads nowhere."""

import html.parser
import os
import re
import socket
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config

from benchmarks.dictionary import dictionary
from dashboard.gate.pages import CONTENTS
from dashboard.words.methods_told import METHODS_TOLD

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
LINK = re.compile(r"\]\(([^)\s]+)\)")
LOADED = {"img": "src", "script": "src", "iframe": "src", "link": "href", "source": "src"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Build the site; whoever asks another machine meanwhile fails."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the documentation asks another machine while it is built")

    folder = tmp_path_factory.mktemp("site")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(socket, "getaddrinfo", refuse)
        patched.setattr(socket.socket, "connect", refuse)
        patched.setitem(os.environ, "NO_MKDOCS_2_WARNING", "1")
        build(load_config(str(ROOT / "mkdocs.yml"), site_dir=str(folder), strict=True))
    yield folder


class Loaded(html.parser.HTMLParser):
    """What a page loads by itself, and what it says its parts are called."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.names: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        self.names.update(held[key] or "" for key in ("id", "name") if key in held)
        if tag in LOADED and held.get(LOADED[tag]):
            self.loads.append(str(held[LOADED[tag]]))


def test_the_site_loads_nothing_from_elsewhere(site: Path) -> None:
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > 80
    for page in pages:
        for loaded in Loaded(page.read_text("utf-8")).loads:
            assert not urllib.parse.urlsplit(loaded).netloc, f"{page.name} loads {loaded}"
    for sheet in site.rglob("*.css"):
        assert not re.search(r"url\(\s*[\"']?(https?:)?//", sheet.read_text("utf-8")), sheet.name


def test_the_site_can_be_searched(site: Path) -> None:
    assert "Where reports concentrate" in (site / "search" / "search_index.json").read_text("utf-8")


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_links_into_the_documentation_lead_somewhere(site: Path, name: str) -> None:
    for link in LINK.findall((ROOT / name).read_text("utf-8")):
        to = urllib.parse.urlsplit(link)
        if to.netloc:
            continue
        path = ROOT / to.path if to.path else ROOT / name
        assert path.exists(), f"{name} links to {link}, which is not there"
        if to.fragment:
            page = site / path.relative_to(DOCS).with_suffix(".html")
            assert to.fragment in Loaded(page.read_text("utf-8")).names, f"{name}: {link} has no such heading"


def test_every_page_of_the_documentation_is_led_to(site: Path) -> None:
    nav = (ROOT / "mkdocs.yml").read_text("utf-8")
    index = (DOCS / "decisions" / "index.md").read_text("utf-8")
    for page in DOCS.rglob("*.md"):
        name = page.relative_to(DOCS).as_posix()
        if page.parent.name == "decisions" and page.name != "index.md":
            assert f"]({page.name})" in index, f"list {page.name} in docs/decisions/index.md"
        else:
            assert f": {name}\n" in nav or f"- {name}\n" in nav, f"list {name} in mkdocs.yml"


def test_the_data_dictionary_is_that_of_the_tables() -> None:
    written = (DOCS / "data-dictionary.md").read_text("utf-8")
    assert written == dictionary(), "run `python -m benchmarks.dictionary`"


def test_guides_name_only_pages_that_are_there() -> None:
    titles = {(entry.section, entry.title) for entry in CONTENTS}
    sections = {section for section, _ in titles}
    named = [
        (page.name, section.strip(), title.strip())
        for page in sorted((DOCS / "guides").glob("*.md"))
        for section, title in re.findall(r"\*\*([A-Z][a-z ]+) › ([^*]+)\*\*", page.read_text("utf-8"))
    ]
    assert len(named) > 12
    for page, section, title in named:
        assert section in sections and (section, title) in titles, f"{page}: no page {section} › {title}"


def test_help_leads_to_pages_of_the_site(site: Path) -> None:
    for method in METHODS_TOLD.values():
        file, _, heading = method.page.partition("#")
        page = site / Path(file).with_suffix(".html")
        assert page.exists(), f"{method.title}: no page {file}"
        assert not heading or heading in Loaded(page.read_text("utf-8")).names, method.page
