"""Every page in a real browser under the policy of the gate: no foreign host, nothing that it shuts out."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from dashboard.gate.pages import CONTENTS, is_open
from dashboard.viewer import ANALYST
from tests.browser.conftest import PATIENCE_MS, Watch
from tests.browser.test_hot_spots_page import settle


def test_abuse_21_no_page_calls_anybody_else(
    page: Page, app: str, watch: Watch, proof: Callable[[str], None]
) -> None:
    requests = list[str]()
    page.on("request", lambda request: requests.append(request.url))
    opened = 0
    for entry in CONTENTS:
        if not (entry.path.is_file() and is_open(ANALYST, entry.file)):
            continue
        page.goto(f"{app}/{entry.address}")
        expect(page.locator("[data-testid=stMain] h1, [data-testid=stAlert]").first).to_be_visible(
            timeout=PATIENCE_MS
        )
        settle(page)
        opened += 1
    assert opened > 20
    assert watch.left_the_machine == []
    proof(f"third-party requests in a real browser: 0 of {len(requests):,} on {opened} pages")
