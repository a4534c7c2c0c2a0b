"""The form of an action: what, where, who leads, with whom, by when, and what it is to bring about."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import streamlit as st

from dashboard.desks.action_entry import FIELDS, Plan
from dashboard.desks.importing import Desk
from dashboard.frozen_place import FrozenPlace
from dashboard.joint_action import INTENDS, Action

__all__ = ["ask_plan", "organisations_of"]

DUE = timedelta(days=90)
MORE = ("aim", "objective", "resources", "triggers", "step_changes")


def organisations_of(desk: Desk) -> list[str]:
    """Name the partnership's organisations."""
    return [agency.name for agency in desk.partnership.agencies]


def ask_plan(
    desk: Desk,
    key: str,
    place: FrozenPlace,
    *,
    today: date,
    themes: Sequence[str] = (),
    start: Action | None = None,
    button: str = "Keep this action",
) -> Plan | None:
    """Ask for an action; give what was said once the button is pressed.

    Parameters
    ----------
    key : str
        Names this form; another key is an empty form.
    place : FrozenPlace
        Where it is; asked elsewhere, and never changed afterwards.
    start : Action, optional
        What the action says now.
    """
    names = organisations_of(desk)
    with st.form(key, border=False):
        title = _text("title", key, start, example="In a few words: no names, no addresses")
        left, middle, right = st.columns([3, 3, 3])
        lead = left.selectbox(
            "Who leads", _with(names, [start.lead] if start else []),
            index=_with(names, [start.lead]).index(start.lead) if start else None,
            placeholder="An organisation", accept_new_options=True, key=f"{key}-lead",
        )  # fmt: skip
        partners = middle.multiselect(
            "With whom", _with(names, start.with_whom if start else ()),
            default=list(start.with_whom) if start else [], accept_new_options=True,
            placeholder="Other organisations", key=f"{key}-partners",
        )  # fmt: skip
        responsible = right.text_input(
            "Responsible, as roles", value=start.responsible if start else "", max_chars=200,
            placeholder="Community Safety Manager; Ward Sergeant", key=f"{key}-responsible",
            help="Roles, never names: people change, and a name has no place here.",
        )  # fmt: skip
        left, middle, right, last = st.columns([2, 2, 3, 2])
        begins = left.date_input("Begins", value=(start.starts_on if start else None) or today,
                                 format="DD/MM/YYYY", key=f"{key}-begins")  # fmt: skip
        due = middle.date_input("Target date", value=start.due_on if start else today + DUE,
                                format="DD/MM/YYYY", key=f"{key}-due")  # fmt: skip
        theme = right.selectbox(
            "Theme", _with(list(themes), [start.theme] if start and start.theme else []),
            index=_with(list(themes), [start.theme]).index(start.theme) if start and start.theme else None,
            placeholder="None, or a new one", accept_new_options=True, key=f"{key}-theme",
        )  # fmt: skip
        strands = last.multiselect(
            "Strands", list(desk.policy.strands), default=list(start.strands) if start else [],
            format_func=lambda code: desk.policy.strands[code], placeholder="All", key=f"{key}-strands",
        )  # fmt: skip
        intends = st.radio(
            "What it is for", list(INTENDS), format_func=INTENDS.__getitem__, horizontal=True,
            index=list(INTENDS).index(start.intends) if start and start.intends in INTENDS else None,
            key=f"{key}-intends",
            help="It decides how a rise is read: where more reports are meant, a rise is no failure.",
        )  # fmt: skip
        expected = st.text_area(FIELDS["expected"][0], value=start.expected if start else "", height=70,
                                max_chars=FIELDS["expected"][1], key=f"{key}-expected")  # fmt: skip
        with st.expander("More, where your action plan has it"):
            more = {name: _text(name, key, start) for name in MORE}
        pressed = st.form_submit_button(button, type="primary", icon=":material/check:")
    if not pressed:
        return None
    return Plan(
        title=title,
        lead=lead or "",
        due_on=due if isinstance(due, date) else None,
        place=place,
        partners=tuple(partners),
        responsible=responsible.replace(",", ";"),
        theme=theme or "",
        starts_on=begins if isinstance(begins, date) else None,
        intends=intends or "",
        strands=strands,
        expected=expected,
        **more,
    )


def _with(known: Sequence[str], also: Sequence[str]) -> list[str]:
    return list(dict.fromkeys([*known, *also]))


def _text(name: str, key: str, start: Action | None, *, example: str = "") -> str:
    title, most = FIELDS[name]
    value: Any = getattr(start, name) if start else ""
    said = st.text_input(title, value=value, max_chars=most, placeholder=example, key=f"{key}-{name}")
    return str(said or "")
