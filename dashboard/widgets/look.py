"""How every page sits on the screen: less white at the top and the sides, so that the map has the room."""

import streamlit as st

__all__ = ["look"]

STYLE = """
<style>
[data-testid="stMainBlockContainer"] { padding: 3.4rem 2rem 4rem; max-width: 1760px; }
[data-testid="stSidebarContent"] [data-testid="stSidebarUserContent"] { padding-top: .5rem; }
[data-testid="stSidebarUserContent"] h2 { font-size: 1.15rem; padding: .6rem 0 .1rem; }
h1 { padding: 0 0 .2rem; font-size: 1.9rem; }
@media print {
  [data-testid="stSidebar"], [data-testid="stHeader"], button { display: none !important; }
}
</style>
"""


def look() -> None:
    """Set the page's margins."""
    st.html(STYLE)
