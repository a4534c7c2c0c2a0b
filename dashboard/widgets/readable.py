"""What Streamlit's own parts lack for every reader: contrast, a seen focus, targets, reflow, stillness."""

import streamlit as st

from dashboard.palette import css, palette
from dashboard.widgets.map import is_dark

__all__ = ["readable", "readable_style"]

STYLE = """
<style>
/* Streamlit fades captions to 4.1 to 1 and shortcuts in buttons to 3.4; 4.5 is the least (WCAG 1.4.3). */
[data-testid="stCaptionContainer"], blockquote { color: QUIET !important; opacity: 1 !important; }
[data-testid^="stBaseButton-primary"]:not(:disabled) { color: FILLED !important; }
[data-tag], [data-tag] * { color: FILLED !important; }
[data-testid="stMultiSelect"] input { min-width: 24px; }
button kbd { color: inherit !important; opacity: 1 !important; }
::placeholder { color: QUIET !important; opacity: 1 !important; }
/* The focus is seen everywhere, not only by a colour that changes a little (2.4.7, 2.4.13). */
:is(a, button, summary, [tabindex], [role="menuitem"], [role="option"], [role="slider"]):focus-visible {
  outline: 3px solid FOCUS !important; outline-offset: 1px !important;
}
/* Within what cuts off what stands out. */
:is(main, canvas, input, textarea, [role="tab"], [role="spinbutton"]):focus-visible,
[data-testid="stHeader"] button:focus-visible {
  outline: 3px solid FOCUS !important; outline-offset: -3px !important;
}
label:has(input:focus-visible) { outline: 3px solid FOCUS !important; outline-offset: 2px; }
label:has(input:focus-visible) input:focus-visible { outline: 0 !important; }
/* The day and the month of a date are targets of their own: 24 px is the least (2.5.8). */
[role="spinbutton"] {
  display: inline-flex; align-items: center; justify-content: center; min-width: 24px; min-height: 24px;
}
/* A choice grows with its words where a reader sets them further apart (1.4.12). */
[data-testid="stButtonGroup"] button { height: auto !important; overflow: visible !important; }
[data-testid="stButtonGroup"] button :is(div, span, p) {
  height: auto; overflow: visible !important; text-overflow: clip !important;
}
/* At 400 % zoom a page is 320 px wide: a row of choices goes on in a second line (1.4.10). */
@media (max-width: 640px) {
  [data-testid="stButtonGroup"] [role="radiogroup"], [data-testid="stButtonGroup"] [role="group"],
  [data-testid="stButtonGroup"] [role="toolbar"], [role="tablist"] {
    flex-wrap: wrap !important; overflow: visible !important; mask: none !important;
  }
}
@media (prefers-reduced-motion: reduce) {
  *, ::before, ::after {
    animation-duration: 1ms !important; animation-iteration-count: 1 !important;
    transition-duration: 1ms !important; scroll-behavior: auto !important;
  }
}
</style>
"""


def readable_style(*, dark: bool) -> str:
    """Write the style in the colours of one screen."""
    ink = palette(dark=dark)
    words = {"QUIET": ink.text_quiet, "FOCUS": ink.selected, "FILLED": ink.on_symbol}
    style = STYLE
    for word, colour in words.items():
        style = style.replace(word, css(colour))
    return style


def readable() -> None:
    """Make every page readable for everybody."""
    st.html(readable_style(dark=is_dark()))
