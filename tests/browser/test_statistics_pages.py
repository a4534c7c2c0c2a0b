"""The analyst opens each page of Explore and Trust: it answers, and asks nobody outside this machine."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import PATIENCE_MS
from tests.browser.moving import go_to
from tests.browser.test_hot_spots_page import open_map, settle

PAGES = (
    ("Explore", "Clusters in time", "chance"),
    ("Explore", "Over time", "have a pattern over"),
    ("Explore", "Change", "more than chance usually makes"),
    ("Explore", "Unusual weeks", "Unusually many reports"),
    ("Explore", "Near repeats", "pairs"),
    ("Explore", "Other areas", "This is no league table"),
    ("Trust", "Which method to trust here", "of the ground"),
    ("Trust", "Known answers", "come out as printed"),
)


def test_every_page_opens_from_the_menu_and_answers(page: Page, app: str) -> None:
    open_map(page, f"{app}/?days=365")
    for section, name, said in PAGES:
        go_to(page, section, name)
        expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible(timeout=PATIENCE_MS)
        expect(page.get_by_text(said).first).to_be_visible(timeout=PATIENCE_MS * 2)
        settle(page)
        expect(page.locator("[data-testid=stException]")).to_have_count(0)


def test_a_long_calculation_tells_how_far_it_is_and_can_be_stopped(page: Page, app: str) -> None:
    open_map(page, f"{app}/?days=365&officer=yes")
    go_to(page, "Explore", "Clusters in time")
    stop = page.get_by_role("button", name="Stop working this out")
    expect(stop).to_be_visible(timeout=PATIENCE_MS)
    stop.click()
    expect(page.get_by_text("was stopped")).to_be_visible(timeout=PATIENCE_MS)
    settle(page)
    page.get_by_role("button", name="Work it out").click()
    expect(stop).to_be_visible(timeout=PATIENCE_MS)
    stop.click()
    expect(page.get_by_text("was stopped")).to_be_visible(timeout=PATIENCE_MS)
