"""Confirm: the owner of an entry says that it is still right, or what has changed.  Nothing else is here."""

from datetime import date
from typing import Any

import streamlit as st

from dashboard.desks.centres import FIELDS, STATUSES
from dashboard.desks.confirming import look_up, say_changed, say_right
from dashboard.loading.opened import load_desk
from dashboard.widgets.kindly import kindly
from dashboard.widgets.problems import show_problems
from dashboard.wording import escaped

ALONE = """
<style>
[data-testid="stSidebar"], [data-testid="stExpandSidebarButton"], [data-testid="stSidebarCollapsedControl"],
[data-testid="stTopNav"] {
  display: none !important;
}
[data-testid="stMainBlockContainer"] { max-width: 760px !important; }
</style>
"""
KEY, WRONG, DONE = "confirm-key", "confirm-wrong", "confirm-done"
TRIES = 5
"""So many keys that are not good may be tried in one visit."""
NOT_GOOD = (
    "This link does not open anything. It may have been used, it may have run out, or it may not be whole. "
    "Ask the partnership for a new one."
)
YES_NO = {True: "Yes", False: "No", None: "Not known"}


def page() -> None:
    """Draw the page."""
    st.html(ALONE)
    st.title("Is this still right?", anchor=False)
    if done := st.session_state.get(DONE):
        st.success(done, icon=":material/task_alt:")
        return
    desk, today, key = load_desk("confirm own entry"), date.today(), taken_key()
    entry = None
    if st.session_state.get(WRONG, 0) < TRIES:
        entry = look_up(desk, key, today=today)
    if entry is None:
        st.session_state[WRONG] = st.session_state.get(WRONG, 0) + 1
        st.info(NOT_GOOD, icon=":material/link_off:")
        return
    st.markdown(
        f"**{escaped(desk.partnership.name)}** keeps a directory of where hate incidents can be reported and "
        "of who helps. This is what it says of you. Please say whether it is right: it takes a minute."
    )
    show(entry)
    if st.button("All still right", type="primary", icon=":material/task_alt:"):
        finish(say_right(desk, key, today=today), "Thank you. Noted as right today. You can close this page.")
    with st.expander("Something has changed", icon=":material/edit:"):
        said = ask(entry)
        if said is not None:
            kept, problems = say_changed(desk, key, said, today=today)
            if problems:
                show_problems(problems, FIELDS)
            else:
                finish(
                    kept, "Thank you. The partnership has it and will look at it. You can close this page."
                )
    st.caption("The link works once. Nothing about anybody who reported or was helped is kept here.")


def taken_key() -> str:
    """Take the key out of the address, so that it does not stay on the screen."""
    if "key" in st.query_params:
        st.session_state[KEY] = st.query_params["key"]
        del st.query_params["key"]
    return str(st.session_state.get(KEY, ""))


def finish(kept: bool, words: str) -> None:
    """Say thank you, once."""
    st.session_state.pop(KEY, None)
    st.session_state[DONE] = words if kept else NOT_GOOD
    st.rerun()


def show(entry: dict[str, Any]) -> None:
    """What the public may read of the entry."""
    told = ((FIELDS[name][0], _words(name, value)) for name, value in entry.items() if name != "id")
    with st.container(border=True):
        st.markdown("\n".join(f"- **{title}:** {escaped(words)}" for title, words in told))


def _words(name: str, value: Any) -> str:
    if name == "status":
        return STATUSES.get(value, "")
    return YES_NO[value] if name == "step_free" else str(value or "nothing")


def ask(entry: dict[str, Any]) -> dict[str, Any] | None:
    """Ask what has changed; give the answers once the button is pressed."""
    with st.form("confirm-form", border=False):
        said: dict[str, Any] = {}
        for name, value in entry.items():
            title, longest = FIELDS.get(name, ("", 0))
            if longest:
                said[name] = st.text_input(title, value=value or "", max_chars=longest)
        answers = list(YES_NO)
        said["step_free"] = st.selectbox(
            "Step-free", answers, index=answers.index(entry["step_free"]), format_func=lambda one: YES_NO[one]
        )
        codes = [code for code in STATUSES if code != "unknown" or entry["status"] == "unknown"]
        said["status"] = st.selectbox(
            "Status", codes, index=codes.index(entry["status"]), format_func=lambda code: STATUSES[code]
        )
        pressed = st.form_submit_button("Send the changes", icon=":material/send:")
    return said if pressed else None


kindly(page)
