"""A text that somebody wrote, safe and whole: what may point at a person is marked, and it stands apart."""

from collections.abc import Sequence
from html import escape

import streamlit as st

__all__ = ["isolated", "marked_html", "show_marked"]

STYLE = (
    "white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: isolate; margin: 0; font-size: 1.05rem; "
    "line-height: 1.5;"
)


def isolated(text: str) -> str:
    """Set a text apart in a line, so that its direction of writing does not turn the words around it."""
    return f"\u2068{text}\u2069" if text and not text.isascii() else text


def show_marked(text: str, marks: Sequence[tuple[int, int, str]]) -> None:
    """Show a text in a frame of its own, in the direction of its own writing."""
    with st.container(border=True):
        st.html(marked_html(text, marks))
        if marks:
            kinds = ", ".join(dict.fromkeys(what for _, _, what in marks))
            st.caption(f"Marked: what may be {kinds}. Take it out, or make sure that it is none.")


def marked_html(text: str, marks: Sequence[tuple[int, int, str]]) -> str:
    """Write it as HTML; every sign of it is escaped."""
    parts, at = [], 0
    for start, end, what in marks:
        parts += [escape(text[at:start]), f'<mark title="{escape(what)}">{escape(text[start:end])}</mark>']
        at = end
    return f'<p dir="auto" style="{STYLE}">{"".join(parts)}{escape(text[at:])}</p>'
