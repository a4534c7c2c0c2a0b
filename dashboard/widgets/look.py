"""How every page sits on the screen, so that the map has the room, and how it lies on paper."""

import streamlit as st

__all__ = ["look"]

STYLE = """
<style>
[data-testid="stMainBlockContainer"] { padding: 4.4rem 2rem 4rem; max-width: 1760px; }
[data-testid="stSidebarContent"] [data-testid="stSidebarUserContent"] { padding-top: .5rem; }
[data-testid="stSidebarUserContent"] h2 { font-size: 1.15rem; padding: .6rem 0 .1rem; }
h1 { padding: 0 0 .2rem; font-size: 1.9rem; }
@media print {
  [data-testid="stSidebar"], [data-testid="stHeader"], [data-testid="stToolbar"], [data-testid="stButton"],
  [data-testid="stDownloadButton"], [data-testid="stPopover"], [data-testid="stPageLink"],
  [data-testid="stFileUploader"], [data-testid="stElementToolbar"], [data-testid="stCheckbox"] {
    display: none !important;
  }
  [data-testid="stApp"], [data-testid="stAppViewContainer"], [data-testid="stMain"] {
    position: static !important; height: auto !important; overflow: visible !important;
  }
  [data-testid="stMainBlockContainer"] { padding: 0; max-width: none; }
  h1, h2, h3, summary { break-after: avoid; }
  table, img, figure, [data-testid="stDataFrame"], [data-testid="stVegaLiteChart"], [data-testid="stAlert"],
  [data-testid="stDeckGlJsonChart"], [role="group"][aria-label="Legend"] { break-inside: avoid; }
  .plain-map { width: auto !important; max-width: 100%; max-height: 150mm; }
  tr { break-inside: avoid; }
  thead { display: table-header-group; }
  [data-testid="stMainBlockContainer"]::after {
    content: "Printed from the screen of Common Ground: without a marking, and not recorded. To pass "
      "figures on, take them out, so that they are marked. A map prints best as a plain picture.";
    display: block; border-top: 1px solid; margin-top: 1rem; padding-top: .3rem; font-size: .875rem;
  }
  @page { margin: 15mm; }
}
</style>
"""


def look() -> None:
    """Set the page's margins, and how it lies on paper."""
    st.html(STYLE)
