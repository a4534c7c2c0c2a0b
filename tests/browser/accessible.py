"""What must hold of a page for every reader, looked up on the page as it stands: each gives what is wrong."""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

__all__ = [
    "fits_at_400_percent",
    "has_no_serious_findings",
    "keeps_its_words_when_spaced",
    "serious_findings",
]

GRAVE = {"serious", "critical"}
ASKED = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
    "iframes": False,
    "preload": False,
}
ZOOMED = {"width": 320, "height": 800}
"""A screen 1,280 pixels wide at 400 %: WCAG 2.2, 1.4.10."""
OWN_WAYS = ", ".join(
    f"[data-testid={name}]" for name in ("stDataFrame", "stTable", "stDeckGlJsonChart", "stVegaLiteChart")
)
"""Tables, maps and charts may be scrolled in two directions."""
TOO_WIDE = """(ownWays) => {
  const main = document.querySelector('[data-testid=stMain]') ?? document.body, wide = [];
  if (main.scrollWidth > main.clientWidth + 1) wide.push(`the page is ${main.scrollWidth} px wide`);
  for (const one of main.querySelectorAll('*')) {
    const box = one.getBoundingClientRect();
    const isSeen = box.width > 1 && one.checkVisibility({visibilityProperty: true, opacityProperty: true});
    if (isSeen && box.right > innerWidth + 1 && !one.closest(ownWays) && !scrolls(one))
      wide.push(`${one.tagName} ${one.innerText?.slice(0, 40)} ends at ${Math.round(box.right)} px`);
  }
  return wide.slice(0, 3);
  function scrolls(one) {  // a table within a frame of its own
    const frame = one.closest('[role=region], [tabindex="0"]:not(main)');
    return frame !== null && frame.querySelector('table') !== null;
  }
}"""
SPACED = """
* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-bottom: 2em !important; }"""
"""WCAG 2.2, 1.4.12."""
CUT = """(ownWays) => [...document.querySelectorAll('main :is(p, li, label, button, h1, h2, h3)')]
  .filter(one => one.innerText?.trim() && !one.closest(ownWays) && one.checkVisibility())
  .filter(one => { const look = getComputedStyle(one);
    return look.overflow !== 'visible' && look.overflow !== 'auto' && one.clientWidth > 1
      && (one.scrollHeight > one.clientHeight + 3 || one.scrollWidth > one.clientWidth + 3); })
  .map(one => one.innerText.slice(0, 40)).slice(0, 3)"""


def serious_findings(page: Page) -> list[str]:
    """What axe calls serious or critical, by rule, place and what it says of it."""
    if not page.evaluate("typeof axe !== 'undefined'"):
        page.evaluate(AXE_SCRIPT)
    found: list[dict[str, Any]] = page.evaluate("asked => axe.run(document, asked)", ASKED)["violations"]
    return [
        f"{rule['id']} ({rule['impact']}): {node['html'][:120]} {node['failureSummary'][:200]!r}"
        for rule in found
        if rule["impact"] in GRAVE
        for node in rule["nodes"]
    ]


def has_no_serious_findings(page: Page, _: str) -> list[str]:
    return serious_findings(page)


def fits_at_400_percent(page: Page, _: str) -> list[str]:
    """Nothing is lost, and nothing but a table, a map or a chart is scrolled sideways."""
    before = page.viewport_size
    assert before is not None
    page.set_viewport_size(ZOOMED)
    wide: list[str] = []
    for wait_ms in (250, 1_000, 2_000):  # maps and charts take the new width a little later
        page.wait_for_timeout(wait_ms)
        wide = page.evaluate(TOO_WIDE, OWN_WAYS)
        if not wide:
            break
    page.set_viewport_size(before)
    return [f"at 320 px: {one}" for one in wide]


def keeps_its_words_when_spaced(page: Page, _: str) -> list[str]:
    """No words are cut off where a reader sets lines, letters and words further apart."""
    style = page.add_style_tag(content=SPACED)
    cut: list[str] = page.evaluate(CUT, OWN_WAYS)
    style.evaluate("one => one.remove()")
    return [f"spaced, this is cut off: {one}" for one in cut]
