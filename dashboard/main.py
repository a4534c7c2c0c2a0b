"""What runs before every page: who is there, and which pages are theirs."""

import streamlit as st

from dashboard.desks.importing import ERRORS
from dashboard.desks.sign_in import is_demo
from dashboard.gate.pages import Entry, front_of, offered
from dashboard.gate.principal import principal
from dashboard.gate.sessions import way
from dashboard.loading.opened import is_community_form_open
from dashboard.settings import Settings
from dashboard.viewer import NOBODY, Principal
from dashboard.widgets.first_steps import first_steps
from dashboard.widgets.look import look
from dashboard.widgets.no_page import address_asked, no_page
from dashboard.widgets.readable import readable
from dashboard.widgets.webgl import ask_browser
from dashboard.widgets.who_is_there import say_signed_out, who_is_there
from dashboard.wording import escaped

st.set_page_config(page_title="Common Ground", page_icon="static/icon.png", layout="wide")


def contents(here: Principal) -> dict[str, list[st.Page]]:
    """Lay out the pages that are open to somebody; of the others nothing is said."""
    entries = offered(here.viewer)
    front = None if here.viewer == NOBODY.viewer else front_of(entries)
    pages: dict[str, list[st.Page]] = {}
    if front is None:
        pages["Explore"] = [st.Page(say_signed_out, title="Sign in", url_path="signed-out", default=True)]
    for entry in entries:
        section = pages.setdefault(entry.section, [])
        if entry is front:
            section.append(_page(entry, default=True))
        else:
            section.append(_page(entry))
    asked = address_asked()
    if front is not None and asked not in {"front", *(entry.address for entry in entries)} and asked:
        beside = st.Page(no_page, title="Nothing here", url_path=asked, visibility="hidden")
        pages[front.section].append(beside)  # else Streamlit opens the front and says so in words of its own
    if front is not None:
        pages[front.section].append(_page(front, hidden=True))  # a link that names it opens it as well
    return pages


def file_of(address: str, here: Principal) -> str:
    """Name the file of the page at an address; the front has none, and where there is no page it is empty."""
    entries = offered(here.viewer)
    if not address:
        return front_of(entries).file
    return next((entry.file for entry in entries if entry.address == address), "")


def _page(entry: Entry, *, default: bool = False, hidden: bool = False) -> st.Page:
    hidden |= not entry.is_listed or (entry.file == "tell_us" and not is_community_form_open())
    return st.Page(
        entry.path,
        title=entry.title,
        icon=f":material/{entry.icon}:",
        url_path="front" if default else entry.address,
        default=default,
        visibility="hidden" if hidden else "visible",
    )


here = principal()
is_nobody = here.viewer == NOBODY.viewer
try:
    pages = contents(here)
except ERRORS as error:  # a policy of the partnership's own that is not right opens nothing
    st.error(escaped(str(error)), icon=":material/build:")
    st.stop()
page = st.navigation(pages, position="hidden" if is_nobody else "top")
st.set_page_config(page_title=f"{page.title} · Common Ground")
look()
readable()
ask_browser()
if not is_nobody:
    who_is_there(here, is_own_demo=way() != "demo" or is_demo(Settings().store))
    first_steps(file_of(page.url_path, here))
page.run()
