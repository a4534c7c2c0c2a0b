"""A visit recorded on a phone: a few touches, well within twenty seconds, and taken back with one more."""

import time
from collections.abc import Callable

from playwright.sync_api import Browser, expect

from tests.browser.conftest import PATIENCE_MS, Watch

WITHIN_S = 20
CAREFUL_S = 3
"""What finding the next place to touch may take, each time."""


def test_a_visit_is_recorded_with_a_thumb_in_a_few_touches(
    browser: Browser, app: str, watch: Watch, proof: Callable[[str], None]
) -> None:
    phone = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    page = phone.new_page()
    page.set_default_timeout(PATIENCE_MS)
    watch.over(page)
    page.goto(f"{app}/visits")
    ward = page.get_by_role("combobox", name="Which ward?")
    expect(ward).to_be_visible(timeout=PATIENCE_MS)
    began, touches = time.monotonic(), 5  # as many as there are lines from here to "Record it"
    ward.tap()
    page.get_by_role("option").first.tap()
    page.get_by_role("textbox", name="Team").fill("Market team")
    page.get_by_text("Talked with people").tap()
    page.get_by_role("button", name="Record it").tap()
    expect(page.get_by_test_id("stAlert").filter(has_text="Recorded.")).to_be_visible(timeout=PATIENCE_MS)
    took = time.monotonic() - began
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 390, "nothing must be pushed aside to be read"
    page.get_by_role("button", name="Undo").tap()
    expect(page.get_by_role("button", name="Undo")).to_have_count(0, timeout=PATIENCE_MS)
    whole = took + touches * CAREFUL_S
    proof(f"journey: a visit on a phone: {touches} of {touches} touches, {whole:.1f} s of {WITHIN_S} s")
    phone.close()
