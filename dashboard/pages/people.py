"""People: who may sign in, and as what.  For administrators."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from dashboard.desks import people
from dashboard.desks.importing import ERRORS, Desk
from dashboard.gate.principal import allow
from dashboard.loading.opened import load_desk
from dashboard.viewer import ROLES
from dashboard.widgets.kindly import kindly
from dashboard.wording import escaped

column = st.column_config
COLUMNS: dict[str, Any] = {
    "login": column.TextColumn("Login", width=155),
    "name": column.TextColumn("Name", width=135),
    "role": column.TextColumn("Role", width=135),
    "agency": column.TextColumn("Agency", width=175),
    "state": column.TextColumn("May sign in", width=90),
    "way": column.TextColumn("With", width=80),
    "seen": column.TextColumn("Signed in, last seen", width=144),
}
TOLD, DRAFT = "told-of-people", "people-draft"
NONE = "No agency"


def page() -> None:
    """Draw the page."""
    st.title("People", anchor=False)
    st.markdown(
        "Who may sign in, and as what. A change of role or password, and shutting an account, ends whatever "
        "its person is signed in to, at once. An account is never deleted: the audit names it."
    )
    if told := st.session_state.pop(TOLD, None):
        st.success(escaped(told), icon=":material/task_alt:")
    desk = load_desk("administer")
    known = people.everybody(desk.store)
    listing, adding = st.tabs(["Accounts", "Add one"])
    with listing:
        show(desk, known)
    with adding:
        add(desk)


def show(desk: Desk, known: list[people.Person]) -> None:
    """List the accounts, and open one."""
    if not known:
        st.info(
            "Nobody has an account yet. Add yourself as an administrator first: from the first account on, "
            "everybody has to sign in.",
            icon=":material/badge:",
        )
        return
    here = {one.login: one for one in people.signed_in(desk.store)}
    st.dataframe(
        [_row(one, here.get(one.login)) for one in known],
        column_config=COLUMNS,
        column_order=list(COLUMNS),
        hide_index=True,
        placeholder="",
        alt="Accounts by login, with role, agency and whether they are signed in",
    )
    titles = {one.login: f"{one.name} ({one.login})" for one in known}
    chosen = st.selectbox(
        "Change an account",
        list(titles),
        index=None,
        format_func=lambda login: titles[login],
        placeholder="Choose one",
        key="people-open",
    )
    if chosen is not None:
        change(desk, next(one for one in known if one.login == chosen))


def _row(one: people.Person, session: people.Session | None) -> dict[str, str]:
    return {
        "login": one.login,
        "name": one.name,
        "role": ROLES[one.role].title,
        "agency": one.agency,
        "state": "no" if one.is_disabled else "yes",
        "way": "password" if one.has_password else "provider",
        "seen": f"{session.seen_at:%-d %b, %H:%M} UTC" if session else "no",
    }


def change(desk: Desk, one: people.Person) -> None:
    """Ask what to change of an account."""
    store, by = desk.store, allow("administer").name
    role_box, password_box, rest = st.columns(3, gap="large")
    with role_box, st.form(f"role-{one.login}", border=False):
        role = st.selectbox(
            "Role", list(ROLES), index=list(ROLES).index(one.role), format_func=lambda code: ROLES[code].title
        )
        if st.form_submit_button("Change the role"):
            done(lambda: people.set_role(store, one.login, role, by=by), f"{one.name}: {ROLES[role].title}.")
    with password_box, st.form(f"password-{one.login}", border=False, clear_on_submit=True):
        password = st.text_input("New password", type="password", max_chars=256, autocomplete="new-password")
        if st.form_submit_button("Change the password"):
            done(
                lambda: people.set_password(store, one.login, password, by=by),
                f"{one.name} has another password.",
            )
    with rest:
        if one.is_disabled and st.button("Let them sign in again", icon=":material/lock_open:"):
            done(lambda: people.unshut(store, one.login, by=by), f"{one.name} may sign in again.")
        if not one.is_disabled and st.button("Shut this account", icon=":material/block:"):
            done(lambda: people.shut(store, one.login, by=by), f"{one.name} may not sign in any more.")
        if st.button("Sign them out everywhere", icon=":material/logout:"):
            done(lambda: people.end_sessions(store, one.login, by=by), f"{one.name} is signed out.")


def add(desk: Desk) -> None:
    """Ask for a new account."""
    by = allow("administer").name
    agencies = {agency.name: agency.title for agency in desk.partnership.agencies}
    with st.form(f"add-{st.session_state.get(DRAFT, 0)}"):
        left, right = st.columns(2)
        login = left.text_input("Login", max_chars=64, help="An e-mail address, for an identity provider.")
        name = right.text_input("Name", max_chars=60, help="How pages and the audit name the person.")
        role = left.selectbox("Role", list(ROLES), index=1, format_func=lambda code: ROLES[code].title)
        agency = right.selectbox(
            "Agency", ["", *agencies], format_func=lambda code: agencies.get(code, NONE), help="For officers."
        )
        password = left.text_input(
            "Password",
            type="password",
            max_chars=256,
            autocomplete="new-password",
            help="Leave it empty for somebody who signs in with the organisation's identity provider.",
        )
        pressed = st.form_submit_button("Add this account", type="primary", icon=":material/person_add:")
    if pressed:
        done(
            lambda: people.add(
                desk.store,
                login=login,
                name=name,
                agency=agency,
                role=role,
                by=by,
                password=password or None,
                agencies=agencies,
            ),
            f"{name.strip()} may sign in as {ROLES[role].title.lower()}.",
        )


def done(what: Callable[[], object], words: str) -> None:
    """Do it, and say so on the next run; say why where it cannot be done."""
    try:
        what()
    except ERRORS as error:
        st.error(escaped(str(error)), icon=":material/block:")
        return
    st.session_state[TOLD] = words
    st.session_state[DRAFT] = st.session_state.get(DRAFT, 0) + 1
    st.rerun()


kindly(page)
