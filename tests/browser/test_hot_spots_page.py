"""A safety officer explores the map; what she asks is in the link that she sends on."""

import re
from urllib.parse import parse_qs, urlparse

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import PATIENCE_MS, Watch

MAP = "[data-testid=stDeckGlJsonChart]"
HEADLINE = re.compile(r"reports? in Wrenmouth")
MARK = """(chart) => {
    window.mapHad = chart.querySelector("canvas");
    window.mapGone = 0;
    new MutationObserver(() => { window.mapGone += !window.mapHad.isConnected; })
        .observe(document, { childList: true, subtree: true });
}"""
"""Remembers the map's own drawing surface, and counts how often it was taken off the page."""
SAME_MAP = "(chart) => chart.querySelector('canvas') === window.mapHad && window.mapGone === 0"


def open_map(page: Page, address: str) -> Locator:
    page.goto(address)
    chart = page.locator(MAP)
    expect(chart.locator("canvas").first).to_be_visible(timeout=PATIENCE_MS)
    settle(page)
    return chart


def settle(page: Page) -> None:
    """Wait until the app has stopped running."""
    page.wait_for_timeout(400)
    expect(page.locator("[data-testid=stStatusWidget]")).to_have_count(0, timeout=PATIENCE_MS)
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for(timeout=PATIENCE_MS)


def headline(page: Page) -> str:
    return page.get_by_text(HEADLINE).first.inner_text()


def asked(page: Page) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlparse(page.url).query).items()}


def click_until(page: Page, chart: Locator, word: str) -> None:
    """Click near the middle of the map until the link names a cell: software drawing can lose a click."""
    for attempt in range(12):
        box = chart.bounding_box()
        assert box is not None
        shift = 14 * (attempt % 4)
        page.mouse.click(box["x"] + box["width"] / 2 + shift, box["y"] + box["height"] * 0.42 + shift / 2)
        page.wait_for_timeout(1_500)
        if word in asked(page):
            return
    raise AssertionError("no click on the map arrived")


def test_the_demo_opens_on_a_map_that_says_something(page: Page, app: str) -> None:
    open_map(page, app)
    assert re.search(r"\d+ places stand out", headline(page))
    expect(page.get_by_text("Not on the map:").first).to_be_visible()
    expect(page.get_by_text("fewer than 3", exact=False).first).to_be_visible()


def test_a_clicked_cell_is_explained_and_kept_in_the_link(page: Page, app: str, browser: Browser) -> None:
    chart = open_map(page, app)
    click_until(page, chart, "cell")
    settle(page)
    said = page.get_by_text(re.compile(r"would be expected")).first.inner_text()
    link = page.url
    with browser.new_context(viewport={"width": 1280, "height": 1000}) as fresh:
        again = fresh.new_page()
        open_map(again, link)
        expect(again.get_by_text(said)).to_be_visible(timeout=PATIENCE_MS)


def test_a_filter_changes_the_map_and_survives_in_a_fresh_browser(
    page: Page, app: str, browser: Browser, watch: Watch
) -> None:
    chart = open_map(page, app)
    chart.evaluate(MARK)
    before = headline(page)
    page.get_by_role("radio", name="90 days").or_(page.get_by_text("90 days", exact=True)).first.click()
    settle(page)
    expect(page.get_by_text(HEADLINE).first).not_to_have_text(before, timeout=PATIENCE_MS)
    assert chart.evaluate(SAME_MAP)  # drawn anew on the surface that was there, which never left the page
    page.get_by_text("Kernel density", exact=True).first.click()
    settle(page)
    page.wait_for_timeout(1_500)
    assert asked(page) == {"days": "90", "method": "kernel_density"}
    with browser.new_context(viewport={"width": 1920, "height": 1080}) as fresh:
        again = fresh.new_page()
        watch.over(again)
        open_map(again, page.url)
        assert headline(again) == headline(page)
        assert asked(again) == asked(page)


def test_a_row_of_the_table_is_the_ring_on_the_map(page: Page, app: str) -> None:
    open_map(page, app)
    table = page.locator("[data-testid=stDataFrame]").first
    box = table.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 16, box["y"] + 36 + 35 + 17)  # the box beside the second row
    settle(page)
    expect(page.get_by_text(re.compile(r"^Why .* ranks 2$"))).to_be_visible(timeout=PATIENCE_MS)
    assert "cell" in asked(page)


def test_a_link_with_nonsense_still_opens_and_says_so(page: Page, app: str) -> None:
    open_map(page, f"{app}/?days=nonsense&method=%3Cscript%3E&strand=race")
    expect(page.get_by_text("Part of the link was not understood")).to_be_visible()
    assert asked(page) == {"strand": "race"}
