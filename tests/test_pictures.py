"""The pictures of the methods' pages: one for each; nothing in them runs or asks another machine."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from benchmarks.pictures import LOOKS, MOST_BYTES, PICTURES

METHODS = Path(__file__).parent.parent / "docs" / "methods"
WITHOUT = {"possible-duplicates"}
"""The page of the program shows two records side by side and draws no chart."""
SHOWN = re.compile(r"!\[([^\]]{20,})\]\(\.\./pictures/methods/([\w-]+)\.svg\)\n\nDrawn by the program from")
OWN_NAMES = (
    "http://www.w3.org/2000/svg",
    "http://www.w3.org/1999/xlink",
    "http://www.w3.org/XML/1998/namespace",
)


def test_every_method_has_its_picture_in_words_too() -> None:
    pages = {page.stem: page.read_text("utf-8") for page in METHODS.glob("*.md")}
    shown = {name: SHOWN.search(text) for name, text in pages.items()}
    assert {name for name, found in shown.items() if not found} == WITHOUT
    assert all(found.group(2) == name for name, found in shown.items() if found)
    assert (
        {look.name for look in LOOKS} == {one.stem for one in PICTURES.glob("*.svg")} == set(pages) - WITHOUT
    )


@pytest.mark.parametrize("name", [look.name for look in LOOKS])
def test_a_picture_runs_nothing_and_asks_nobody(name: str) -> None:
    text = (PICTURES / f"{name}.svg").read_text("utf-8")
    assert len(text.encode()) < MOST_BYTES
    root = ElementTree.fromstring(text)
    for one in root.iter():
        assert not one.tag.endswith(("script", "foreignObject")), one.tag
        assert not any(word.rpartition("}")[2].startswith("on") for word in one.attrib)
    for own in OWN_NAMES:
        text = text.replace(own, "")
    assert not re.search(r"(?i)https?:|javascript:|[\"'(]//|@import", text)
