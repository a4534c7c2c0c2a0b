"""Who is there, asked anew on every run; and the one question before every answer: may they?"""

import threading
import time
from collections.abc import Mapping

import streamlit as st

from dashboard.desks.access import access
from dashboard.desks.sign_in import end_session
from dashboard.desks.sign_in import set_purpose as keep_purpose
from dashboard.gate.pages import FOR_ANYBODY
from dashboard.gate.refusal import NotAllowedError
from dashboard.gate.sessions import DEMO, principal_of_cookies, way
from dashboard.settings import Settings
from dashboard.viewer import NOBODY, Principal, viewer_of

__all__ = ["BEGAN", "DEMO_ROLE", "allow", "cookies", "may", "principal", "set_purpose", "sign_out"]

DEMO_ROLE = "view-as"
DEMO_PURPOSE = "demo-purpose"
BEGAN = "began-with"
LATELY_S = 0.25
"""So long an answer of the store holds within one run's thread, and for the same cookies."""
_lately = threading.local()


def cookies() -> Mapping[str, str]:
    """Give the cookies of the browser that is connected now."""
    return dict(st.context.cookies)


def principal() -> Principal:
    """Say who is there; `NOBODY` for somebody who has not signed in, or is signed in no more.

    What this browser session holds is proof of nothing: whoever knows its number can take it over.  So the
    cookies are asked, and what was held for somebody else is wiped.
    """
    said = st.session_state
    if way() == "demo":
        return Principal(
            said.get("said-name", DEMO.name),
            said.get("said-agency", ""),
            viewer_of(said.get(DEMO_ROLE, DEMO.viewer.role)),
            purpose=said.get(DEMO_PURPOSE, ""),
        )
    here = _of_cookies()
    mark = (here.login, here.session, here.name)
    began = said.get(BEGAN)
    if began is None:
        said[BEGAN] = mark
    elif began != mark:
        said.clear()
        return NOBODY
    return here


def _of_cookies() -> Principal:
    """Ask the store whose cookies these are, once for the many questions of one run."""
    shown, at = cookies(), time.monotonic()
    last: tuple[Mapping[str, str], float, Principal] | None = getattr(_lately, "asked", None)
    if last is not None and last[0] == shown and at - last[1] < LATELY_S:
        return last[2]
    here = principal_of_cookies(shown) or NOBODY
    _lately.asked = (shown, at, here)
    return here


def may(what: str) -> bool:
    """Say whether whoever is there may do something."""
    return what in FOR_ANYBODY or access().may(principal().viewer.role, what)


def allow(what: str) -> Principal:
    """Let whoever may do this pass, and say who it is.

    Raises
    ------
    NotAllowedError
        If they may not.
    """
    here = principal()
    if what not in FOR_ANYBODY and not access().may(here.viewer.role, what):
        raise NotAllowedError(f"This is not for you as {here.viewer.title.lower()}.")
    return here


def set_purpose(purpose: str) -> None:
    """Keep for what whoever is there reads rows in this session."""
    here = principal()
    if way() == "demo":
        st.session_state[DEMO_PURPOSE] = purpose
    else:
        keep_purpose(Settings().store, here, purpose)
        _lately.asked = None


def sign_out() -> None:
    """End the session of whoever is there, everywhere at once, and forget what was held for them."""
    end_session(Settings().store, principal())
    _lately.asked = None
    st.session_state.clear()
