"""What only other roles see, looked at on a dark screen and by the Tab key: it is for every reader too."""

from collections.abc import Callable

from playwright.sync_api import Browser, Page, expect

from tests.browser.accessible import serious_findings
from tests.browser.conftest import PATIENCE_MS
from tests.browser.moving import go_to, view_as
from tests.browser.test_hot_spots_page import settle

OF_OTHERS = (
    ("Public", "Figures", "Released figures"),
    ("Coordinator", "Tension", "Meeting"),
    ("Coordinator", "Records", "Retention"),
    ("Administrator", "Trust", "Audit"),
    ("Administrator", "Trust", "People"),
)
WHERE = """() => {
  const at = document.activeElement, box = at.closest('label') ?? at, look = getComputedStyle(box);
  const size = parseFloat(look.outlineWidth);
  return [at.tagName, at.dataset.testid ?? at.getAttribute('aria-label') ?? '',
          look.outlineStyle !== 'none' && size >= 2 || at.tagName === 'INPUT' && at.type === 'file'];
}"""


def stops(page: Page, *, most: int = 150) -> list[tuple[str, str, bool]]:
    """Go through a page by the Tab key until it begins anew; each stop, and whether it is seen."""
    page.evaluate("document.activeElement.blur()")
    found: list[tuple[str, str, bool]] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        tag, name, is_seen = page.evaluate(WHERE)
        if tag == "BODY":
            return found
        found.append((tag, name, is_seen))
    raise AssertionError(f"the Tab key never left the page: {found[-3:]}")


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
                view_as(page, role)
                settle(page)
            before = role
            go_to(page, section, name)
            expect(page).to_have_title(f"{name} · Common Ground", timeout=PATIENCE_MS)
            settle(page)
            wrong += [f"{role}, {name}: {said}" for said in serious_findings(page)]
        assert wrong == []

        reached = stops(page)
        assert reached[0][1] == "stSkipToContent"
        assert [stop for stop in reached if not stop[2]] == []
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")  # the first stop leads past the menu
        expect(page.locator("main")).to_be_focused()
        proof(f"focus seen at {len(reached)} of {len(reached)} stops of the Tab key on a page")
