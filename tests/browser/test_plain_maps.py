"""A browser without WebGL: the map becomes a picture by itself, says so, and nothing is lost."""

from playwright.sync_api import Browser, expect

from tests.browser.conftest import PATIENCE_MS

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
