"""A browser without WebGL, or one whose software draws: the map becomes a picture by itself and says so."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import NAMES_ITS_CARD, PATIENCE_MS

NO_WEBGL = """
const own = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
  return /webgl/.test(kind) ? null : own.call(this, kind, ...rest);
};
"""


def test_without_webgl_the_map_is_a_picture_from_the_server(browser: Browser, app: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    page = context.new_page()
    page.add_init_script(NO_WEBGL)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(app)
    picture = page.locator("img.plain-map")
    expect(picture).to_be_visible(timeout=PATIENCE_MS)
    assert picture.evaluate("one => one.complete && one.naturalWidth > 100")
    expect(page.get_by_text("This browser cannot draw maps that move")).to_be_visible()
    expect(page.get_by_text("1: Corngate").first).to_be_visible()
    expect(page.get_by_test_id("stDeckGlJsonChart")).to_have_count(0)
    assert "map=plain" in page.url
    here = (app, app.replace("http", "ws"), "data:", "blob:")
    assert [url for url in asked if not url.startswith(here)] == []
    context.close()


@pytest.mark.parametrize(
    "named", ["ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero)))", "Microsoft Basic Render Driver"]
)
def test_where_software_draws_the_map_is_a_picture_until_somebody_wants_the_map(
    page: Page, app: str, named: str
) -> None:
    page.add_init_script(NAMES_ITS_CARD.replace("CARD", named))
    page.goto(app)
    expect(page.locator("img.plain-map")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_text("This browser draws without a graphics card")).to_be_visible()
    page.get_by_text("Plain picture", exact=True).first.click()
    expect(page.get_by_test_id("stDeckGlJsonChart")).to_be_visible(timeout=PATIENCE_MS)
    page.reload()  # the address keeps what was chosen
    expect(page.get_by_test_id("stDeckGlJsonChart")).to_be_visible(timeout=PATIENCE_MS)
    page.wait_for_timeout(2_000)
    expect(page.locator("img.plain-map")).to_have_count(0)
    assert "map=moving" in page.url
