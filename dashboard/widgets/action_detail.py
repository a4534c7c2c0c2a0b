"""One action: where, who, by when, how it goes, what it is judged by, and what it said before."""

from collections.abc import Callable
from datetime import date
from typing import Any

import streamlit as st

from dashboard.answers.actions import Line
from dashboard.desks.action_entry import FIELDS, amend_action, history_of, say_colour, take_off
from dashboard.desks.actions import mark_done, note_progress
from dashboard.desks.importing import Desk
from dashboard.desks.reports import MendFirst
from dashboard.frozen_place import FrozenPlace, Standing
from dashboard.gate.principal import may, principal
from dashboard.joint_action import INTENDS
from dashboard.rag import COLOURS, RULE
from dashboard.widgets.action_form import ask_plan
from dashboard.widgets.problems import show_problems
from dashboard.widgets.way_to import way_to
from dashboard.wording import day_words, escaped, listed

__all__ = ["KEEPING", "NOTING", "show_action"]

NOTING, KEEPING = "note progress", "keep actions"
SAID = ("expected", "progress", "outcome", "aim", "objective", "resources", "triggers", "step_changes")
SAYS = {"": "As the rule says", "red": "Red", "amber": "Amber", "green": "Green"}


def show_action(
    desk: Desk,
    line: Line,
    standing: Standing | None,
    *,
    by: str,
    today: date,
    tell: Callable[[str], None],
    measures: Callable[[], None],
) -> None:
    """Draw an action, with what whoever looks may do about it.

    Parameters
    ----------
    standing : Standing or None
        Whether a hot spot of today lies there, for those who may know.
    tell : callable
        Says on the next run what was done.
    measures : callable
        Draws what it is judged by.
    """
    one = line.action
    st.subheader(f"{one.number}. {escaped(one.title)}", anchor=False)
    st.markdown(f"**{escaped(line.rag.words)}.** {escaped(line.rag.why)}")
    if not line.rag.by_rule:
        st.caption(escaped(f"The rule says {COLOURS[line.rag.rule].lower()}: {line.rag.rule_why}"))
    left, right = st.columns([11, 9], gap="medium")
    with left:
        _facts(desk, line, standing)
    with right:
        if one.is_open and may(NOTING):
            _ask_note(desk, line, by, today, tell)
    measures()
    if may(KEEPING):
        _keeping(desk, line, by, today, tell)
    _history(desk, line)


def _facts(desk: Desk, line: Line, standing: Standing | None) -> None:
    one = line.action
    strands = listed([desk.policy.strands.get(code, code) for code in one.strands]) or "all"
    facts = {
        "Where": line.place,
        "Found in": _found(line),
        "Leads": one.lead,
        "With": one.partners,
        "Responsible": one.responsible,
        "Theme": one.theme,
        "Strands": strands,
        "What it is for": INTENDS.get(one.intends, ""),
        "Begins": day_words(one.starts_on) if one.starts_on else "",
        "Target date": day_words(one.due_on) if one.due_on else "Ongoing",
        **{FIELDS[name][0]: getattr(one, name) for name in SAID},
        "Last spoken of": day_words(one.noted_on) if one.noted_on else "never",
    }
    st.markdown("  \n".join(f"**{name}:** {escaped(str(told))}" for name, told in facts.items() if told))
    if standing is not None and standing.state != "not asked":
        icon = {"stands": "location_on", "not enough data": "hourglass_empty"}.get(
            standing.state, "wrong_location"
        )
        st.info(escaped(standing.words), icon=f":material/{icon}:")
    with st.container(horizontal=True):
        if one.cells:
            way_to("hot_spot_sheet", label="Make a sheet", query={"cell": one.cells[0]})
        way_to("did_it_work", label="Did it work?", query={"action": str(one.number)})


def _found(line: Line) -> str:
    one = line.action
    if not one.selected_from or not one.selected_to:
        return ""
    return f"{day_words(one.selected_from)} to {day_words(one.selected_to)}, frozen since"


def _ask_note(desk: Desk, line: Line, by: str, today: date, tell: Callable[[str], None]) -> None:
    one = line.action
    key = f"action-note-{one.number}-{one.seal[:8]}"
    with st.form(key, border=True):
        said = st.text_area("How it goes, or what came of it", height=90, max_chars=200, key=f"{key}-said",
                            placeholder="In a few words: no names, no addresses")  # fmt: skip
        names = [name for name in (one.lead, *one.with_whom) if may(KEEPING) or name == principal().agency]
        speaks = st.selectbox("For which organisation", names, index=None, disabled=not names,
                              placeholder="Nobody in particular", key=f"{key}-for")  # fmt: skip
        with st.container(horizontal=True):
            note = st.form_submit_button("Note how it goes", type="primary", icon=":material/edit_note:")
            done = st.form_submit_button("It is done", icon=":material/check:")
    if not (note or done):
        return
    try:
        if done:
            mark_done(desk, one.number, outcome=said, on=today, by=by, seal=one.seal, speaks_for=speaks or "")
        else:
            note_progress(desk, one.number, said, by=by, seal=one.seal, speaks_for=speaks or "")
    except MendFirst as first:
        show_problems(first.problems, {})
        return
    tell("The action is done." if done else "How the action goes is noted.")


def _keeping(desk: Desk, line: Line, by: str, today: date, tell: Callable[[str], None]) -> None:
    one = line.action
    key = f"action-{one.number}-{one.seal[:8]}"
    if one.is_open:
        with st.expander("Say another colour than the rule", icon=":material/palette:"):
            st.caption(escaped(RULE))
            _ask_colour(desk, line, key, by, tell)
    with st.expander("Change this action", icon=":material/edit:"):
        st.caption("Its place stays as it was frozen. For another place, plan another action.")
        place = FrozenPlace(one.cells, one.wards or ((one.ward,) if one.ward else ()), one.place_name)
        place = place if one.has_place else FrozenPlace(name="No place said")
        plan = ask_plan(desk, f"{key}-change", place, today=today, start=one, button="Keep the change")
        if plan is not None:
            _try(
                lambda: amend_action(desk, one.number, plan, by=by, seal=one.seal),
                "The change is kept.",
                tell,
            )
        why = st.text_input("Why it should be taken off the list", max_chars=200, key=f"{key}-off-why")
        if st.button("Take it off the list", icon=":material/delete:", key=f"{key}-off"):
            _try(lambda: take_off(desk, one.number, why=why, by=by, seal=one.seal),
                 "The action is off the list; it stays in the history.", tell)  # fmt: skip


def _ask_colour(desk: Desk, line: Line, key: str, by: str, tell: Callable[[str], None]) -> None:
    one = line.action
    with st.form(f"{key}-colour", border=False):
        colour = st.radio("Colour", list(SAYS), format_func=SAYS.__getitem__, horizontal=True,
                          index=list(SAYS).index(one.rag_said), key=f"{key}-colour-said")  # fmt: skip
        why = st.text_input("Why", value=one.rag_why, max_chars=200, key=f"{key}-colour-why")
        if st.form_submit_button("Keep this colour", icon=":material/check:"):
            kept = f"The colour is {SAYS[colour].lower()}."
            _try(lambda: say_colour(desk, one.number, colour, why, by=by, seal=one.seal), kept, tell)


def _try(work: Callable[[], Any], kept: str, tell: Callable[[str], None]) -> None:
    try:
        work()
    except MendFirst as first:
        show_problems(first.problems, FIELDS)
        return
    tell(kept)


def _history(desk: Desk, line: Line) -> None:
    """What it said before; who changed it is for those who keep the actions."""
    steps = history_of(desk, line.action.number)
    if not steps:
        return
    with st.expander(f"What it said before ({len(steps)})", icon=":material/history:"):
        for step in reversed(steps):
            who = f", {step['by']}" if may(KEEPING) else ""
            st.markdown(f"**{escaped(day_words(step['on'].date()))}**{escaped(who)} ({escaped(step['why'])})")
            for name, (before, after) in step["changed"].items():
                st.caption(escaped(f"{name}: {before or 'nothing'} → {after or 'nothing'}"))
