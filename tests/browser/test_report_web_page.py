"""A report as a web page, in a browser: no fault that axe finds, narrow, dark, by keyboard and printed."""

import io

import pypdf
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from dashboard.exporting.document import marking_line
from dashboard.exporting.export import export
from tests.dashboard.handmade_report import handmade_report

WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def test_everybody_can_read_it(page: Page) -> None:
    document = handmade_report()
    page.set_content(export(document, "html").data.decode())
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found = Axe().run(page).response["violations"]
        assert [(one["id"], one["nodes"][0]["target"]) for one in found] == []
    page.set_viewport_size({"width": 320, "height": 800})  # 1280 at 400 %
    assert page.evaluate(WIDER) == 0
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the pack"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    printed = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    assert all(one.extract_text().count(marking_line(document)) >= 2 for one in printed)
    assert f"Page 1 of {len(printed)}" in printed[0].extract_text()
