"""Every page in a real browser, opened once as the analyst opens it, and everything asked of it there.

What must hold of a page, whatever it shows, is a function of `ON_EVERY_PAGE`: it is given the page as it
stands open, with the name of its file, and lists what is wrong.
"""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from dashboard.gate.pages import CONTENTS, Entry, is_open
from dashboard.viewer import ANALYST
from tests.browser.accessible import (
    fits_at_400_percent,
    has_no_serious_findings,
    keeps_its_words_when_spaced,
)
from tests.browser.conftest import PATIENCE_MS, Watch
from tests.browser.moving import go_to
from tests.browser.test_hot_spots_page import settle

SAYS = {
    "clusters": "chance",
    "over_time": "have a pattern over",
    "change": "more than chance usually makes",
    "unusual_weeks": "Unusually many reports",
    "near_repeat": "pairs",
    "other_areas": "This is no league table",
    "which_method": "of the ground",
    "known_answers": "come out as printed",
}
"""What a page of figures says when it has answered."""
IN_NO_MENU = {"confirm": "a link leads there", "tell_us": "the partnership has not opened its form"}
ANSWER = "[data-testid=stMain] h1, [data-testid=stAlert]"


def does_not_break(page: Page, _: str) -> list[str]:
    return ["it shows a fault"] * page.locator("[data-testid=stException]").count()


def has_a_title_of_its_own(page: Page, _: str) -> list[str]:
    return [] if page.title().endswith(" · Common Ground") else [f"the window is called {page.title()!r}"]


ON_EVERY_PAGE: list[Callable[[Page, str], list[str]]] = [
    does_not_break,
    has_a_title_of_its_own,
    has_no_serious_findings,
    fits_at_400_percent,
    keeps_its_words_when_spaced,
]


def open_as_people_do(page: Page, app: str, entry: Entry) -> None:
    """Open a page from the menu; one that does not stand there has only its address."""
    if entry.file in IN_NO_MENU:
        page.goto(f"{app}/{entry.address}")
    elif entry.file != "hot_spots":  # the front, which is open already
        go_to(page, entry.section, entry.title)
        page.wait_for_url(re.compile(rf"/{entry.address}(\?|$)"))
    settle(page)
    expect(page.locator("[data-testid=stApp][data-test-script-state=notRunning]")).to_be_visible(
        timeout=PATIENCE_MS * 2
    )
    expect(page.locator(ANSWER).first).to_be_visible(timeout=PATIENCE_MS)
    if entry.file in SAYS:
        expect(page.get_by_role("heading", name=entry.title, exact=True)).to_be_visible()
        expect(page.get_by_text(SAYS[entry.file]).first).to_be_visible(timeout=PATIENCE_MS * 2)
        settle(page)


def test_abuse_21_every_page_answers_and_calls_nobody_else(
    page: Page, app: str, watch: Watch, proof: Callable[[str], None]
) -> None:
    requests, wrong, opened = list[str](), list[str](), set[str]()
    page.on("request", lambda request: requests.append(request.url))
    page.goto(app)
    for entry in sorted(CONTENTS, key=lambda entry: entry.file in IN_NO_MENU):  # they have no menu either
        if not (entry.path.is_file() and is_open(ANALYST, entry.file)):
            continue
        open_as_people_do(page, app, entry)
        opened.add(entry.file)
        wrong += [f"{entry.file}: {said}" for look in ON_EVERY_PAGE for said in look(page, entry.file)]
        wrong += [f"{entry.file}: {said}" for said in (*watch.left_the_machine, *watch.errors)]
        watch.left_the_machine.clear()
        watch.errors.clear()
    assert wrong == []
    assert opened >= set(SAYS) and len(opened) > 20
    proof(f"third-party requests in a real browser: 0 of {len(requests):,} on {len(opened)} pages")
