"""A partner takes figures out: what is for, marked, and a file of the release alone."""

import json

from playwright.sync_api import Page, expect

from tests.browser.conftest import PATIENCE_MS
from tests.browser.test_centres_page import choose
from tests.browser.test_hot_spots_page import open_map, settle


def test_figures_are_taken_out_for_a_purpose(page: Page, app: str) -> None:
    page.goto(f"{app}/take_out")
    expect(page.get_by_role("heading", name="Take figures out")).to_be_visible(timeout=PATIENCE_MS)
    settle(page)
    expect(page.get_by_role("button", name="Take it out")).not_to_be_visible()
    expect(page.get_by_role("img", name="Map: Wards by year and strand, 2025")).to_be_visible()
    choose(page, "What for", "A meeting of the partnership")
    choose(page, "Format", "GeoJSON")
    with page.expect_download() as download:
        page.get_by_role("button", name="Take it out").click()
    name = download.value.suggested_filename
    assert name.endswith("-partner-release-1-official-sensitive.geojson"), name
    told = json.loads(download.value.path().read_text("utf-8"))
    assert told["marking"] == "OFFICIAL-SENSITIVE" and told["purpose"] == "A meeting of the partnership"
    assert told["features"][0]["properties"]["ward"]


def test_a_page_of_free_windows_leads_there(page: Page, app: str) -> None:
    open_map(page, app)
    expect(page.get_by_text("figures leave as a release")).to_be_visible(timeout=PATIENCE_MS)
    assert page.get_by_role("button", name="Download").count() == 0
    page.get_by_test_id("stPageLink").get_by_text("Take figures out").click()
    expect(page.get_by_role("heading", name="Take figures out")).to_be_visible(timeout=PATIENCE_MS)
