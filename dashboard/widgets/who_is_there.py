"""Who is there, in the side bar: an account with its way out; in the demo, the choice of a role."""

import streamlit as st

from dashboard.gate.principal import DEMO_ROLE, sign_out
from dashboard.gate.sessions import way
from dashboard.viewer import ROLES, Principal
from dashboard.wording import escaped

__all__ = ["say_signed_out", "who_is_there"]

LINK = '<p><a href="/login" target="_self">Sign in</a></p>'


def who_is_there(here: Principal, *, is_own_demo: bool) -> None:
    """Say who is there; in the demo, let anybody look as any role."""
    with st.sidebar:
        if way() == "demo":
            st.selectbox(
                "View as…",
                list(ROLES),
                index=list(ROLES).index(here.viewer.role),
                format_func=lambda role: ROLES[role].title,
                key=DEMO_ROLE,
                help="The demo asks nobody to sign in. Choose a role to see what it is offered.",
            )
            if not is_own_demo:
                st.warning(
                    "Nobody is asked to sign in, and these are not the demo's records: whoever sits at this "
                    "machine sees them. Leave COMMON_GROUND_SIGN_IN out to ask.",
                    icon=":material/lock_open:",
                )
            return
        st.caption(f"{escaped(here.name)} · {here.viewer.title}")
        if st.button("Sign out", icon=":material/logout:"):
            sign_out()
            st.rerun()


def say_signed_out() -> None:
    """Say to somebody who is not signed in, or no more, where to sign in; nothing else."""
    st.title("Common Ground", anchor=False)
    st.info("You are not signed in, or your session has ended.", icon=":material/lock:")
    if way() == "oidc":
        if st.button("Sign in with your organisation", type="primary", icon=":material/login:"):
            st.login()
        return
    st.html(LINK)
