"""Somebody asks where next, and tries a place of their own by a click on the map."""

import re
import time
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import PATIENCE_MS
from tests.browser.test_hot_spots_page import click_until, settle


def test_a_click_on_the_map_tries_a_place(page: Page, app: str, proof: Callable[[str], None]) -> None:
    page.goto(f"{app}/where_next")
    expect(page.get_by_text("new centres would bring about")).to_be_visible(timeout=PATIENCE_MS)
    settle(page)
    chart = page.get_by_test_id("stDeckGlJsonChart")
    click_until(page, chart, "pin")
    said = page.get_by_text(re.compile("^A centre here"))
    expect(said).to_be_visible(timeout=PATIENCE_MS)
    settle(page)
    before, box = said.inner_text(), chart.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.66)
    expect(page.get_by_text("Click to try a centre here")).to_be_visible(timeout=PATIENCE_MS)
    begun = time.perf_counter()
    page.mouse.click(box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.66)
    expect(said).not_to_have_text(before, timeout=PATIENCE_MS)
    took = time.perf_counter() - begun
    proof(f"where next: a trial pin answered in the browser after {took:.2f} s")
    settle(page)
    page.get_by_role("button", name="Take the pin away").click()
    expect(said).to_have_count(0, timeout=PATIENCE_MS)
