"""What only other roles see, looked at on a dark screen: it is for every reader too."""

from collections.abc import Callable

from playwright.sync_api import Browser, Page, expect

from dashboard.viewer import ROLES
from tests.browser.accessible import serious_findings
from tests.browser.conftest import PATIENCE_MS
from tests.browser.moving import go_to
from tests.browser.test_hot_spots_page import settle

OF_OTHERS = (
    ("public", "Figures", "Released figures"),
    ("coordinator", "Tension", "Meeting"),
    ("coordinator", "Records", "Retention"),
    ("administrator", "Trust", "Audit"),
    ("administrator", "Trust", "People"),
)


def look_as(page: Page, role: str) -> None:
    """Look at the demo in another role; the list folds up where the page still moves: open it again."""
    box = page.get_by_role("combobox", name="View as…")
    option = page.get_by_role("option", name=role, exact=True)
    for _ in range(5):
        box.click()
        page.wait_for_timeout(400)
        if option.is_visible():
            break
    option.click()
    expect(box).to_have_value(role)
    settle(page)


def test_what_others_see_is_for_every_reader_too(
    browser: Browser, app: str, proof: Callable[[str], None]
) -> None:
    with browser.new_context(viewport={"width": 1280, "height": 1000}, color_scheme="dark") as own:
        page = own.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.goto(f"{app}/centres")
        settle(page)
        wrong, before = list[str](), ""
        for role, section, name in OF_OTHERS:
            if role != before:
                look_as(page, ROLES[role].title)
            before = role
            go_to(page, section, name)
            expect(page).to_have_title(f"{name} · Common Ground", timeout=PATIENCE_MS)
            settle(page)
            wrong += [f"{role}, {name}: {said}" for said in serious_findings(page)]
        for state in ("?days=1&strand=transgender", "no_such_page"):  # too few to say, and nothing there
            page.goto(f"{app}/{state}")
            settle(page)
            wrong += [f"{state}: {said}" for said in serious_findings(page)]
        assert wrong == []
        proof(f"serious findings on a dark screen: 0 on {len(OF_OTHERS)} pages of other roles")
