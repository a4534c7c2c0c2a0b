"""Going from page to page as people do: open a menu of the navigation, choose a page."""

from playwright.sync_api import Page

__all__ = ["go_to"]


def go_to(page: Page, section: str, name: str) -> None:
    page.get_by_test_id("stTopNavSection").filter(has_text=section).click()
    page.get_by_role("menuitem", name=name, exact=True).click()
