"""Actions: what was agreed, where, who leads, how it goes, and who owns it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import streamlit as st

from dashboard.answers.actions import ActionPlan, action_plan
from dashboard.answers.measures import Kpi, read_reports
from dashboard.desks.action_entry import FIELDS, plan_action
from dashboard.desks.actions import list_actions
from dashboard.desks.importing import Desk
from dashboard.desks.measures import Measure
from dashboard.desks.reports import MendFirst
from dashboard.filters import Filters, read_query, write_query
from dashboard.frozen_place import FrozenPlace, Standing, freeze, question_today, standing
from dashboard.gate.principal import allow, may
from dashboard.joint_action import WHOLE_AREA, Action
from dashboard.loading.maps import load_situation
from dashboard.loading.opened import load_data, load_desk, viewer
from dashboard.loading.places import load_ground
from dashboard.situation import CannotAnswerError, Situation
from dashboard.survey import NoRecordsError
from dashboard.widgets.action_detail import KEEPING, show_action
from dashboard.widgets.action_files import show_files
from dashboard.widgets.action_form import ask_plan, organisations_of
from dashboard.widgets.action_measures import show_measures
from dashboard.widgets.action_views import show_board, show_list, show_map, show_owners
from dashboard.widgets.address import keep_query
from dashboard.widgets.kindly import kindly
from dashboard.widgets.problems import show_problems
from dashboard.widgets.what_is_this import titled
from dashboard.widgets.working_as import working_as
from dashboard.wording import escaped

VIEWS = {"board": "Board", "list": "List", "map": "Map", "owners": "Who owns what", "plan": "Plan one",
         "files": "As a file"}  # fmt: skip
AT, TOLD, DRAFT, ADDRESS = "actions-at", "actions-told", "actions-draft", "actions-address"
EXACT = "explore"
PLACES = {"spot": "A hot spot", "wards": "Wards", "area": WHOLE_AREA}


def page() -> None:
    """Draw the page."""
    titled("Actions", "actions")
    by = working_as()
    desk, today = load_desk("see actions"), date.today()
    if told := st.session_state.pop(TOLD, None):
        st.success(escaped(told), icon=":material/task_alt:")
    names = dict(zip(desk.study_area.wards["ward"], desk.study_area.wards["name"], strict=True))
    actions = list_actions(desk, today, done=True)
    plan = action_plan(actions, today, wards=names, organisations=organisations_of(desk))
    at = asked_for(actions)
    if at["action"] is not None:
        draw_one(desk, plan, at["action"], by, today)
        return
    st.markdown(f"{escaped(plan.said)} Only people write here; the program proposes nothing by itself.")
    offered = {name: title for name, title in VIEWS.items() if name != "plan" or may(KEEPING)}
    chosen = at["view"] if at["view"] in offered else "board"
    st.session_state["actions-view"] = chosen
    st.segmented_control(
        "View", list(offered), format_func=offered.__getitem__, key="actions-view", required=True,
        label_visibility="collapsed", on_change=lambda: go(view=st.session_state["actions-view"]),
    )  # fmt: skip
    draw_view(desk, plan, chosen, by, today)


def asked_for(actions: Sequence[Action]) -> dict[str, Any]:
    """Say what is on the screen, from the address bar where somebody typed or followed a link."""
    said = dict(st.query_params.items())
    if AT not in st.session_state or said != st.session_state.get(ADDRESS):
        number = said.get("action", "")
        known = {str(one.number): one.number for one in actions}
        if number and number not in known:
            st.warning("There is no such action on the list.", icon=":material/search_off:")
        view = said.get("view", "plan" if {"cell", "ward"} & set(said) else "board")
        st.session_state[AT] = {"view": view if view in VIEWS else "board", "action": known.get(number),
                                "question": read_query(said)[0], "ward": said.get("ward", "")}  # fmt: skip
    at: dict[str, Any] = st.session_state[AT]
    if at["action"] not in {None, *(one.number for one in actions)}:
        at |= {"action": None}
    query = {"action": str(at["action"])} if at["action"] is not None else {}
    if not query and at["view"] != "board":
        query = {"view": at["view"]} | (_planned_for(at) if at["view"] == "plan" else {})
    keep_query(query)
    st.session_state[ADDRESS] = dict(st.query_params.items())
    return at


def _planned_for(at: Mapping[str, Any]) -> dict[str, str]:
    """Give the words of the place for which an action is planned."""
    ward = {"ward": at["ward"]} if at["ward"] and at["ward"].isalnum() else {}
    return write_query(at["question"]) | ward


def go(view: str = "", action: int | None = None) -> None:
    """Show another view, or one action, on the next run."""
    before = st.session_state[AT]
    st.session_state[AT] = before | {"view": view or before["view"], "action": action}


def open_one(number: int) -> None:
    """Open an action."""
    go(action=number)


def tell(words: str) -> None:
    """Say on the next run what was done."""
    st.session_state[TOLD] = words
    st.rerun()


def draw_view(desk: Desk, plan: ActionPlan, view: str, by: str, today: date) -> None:
    """Draw the view that was chosen."""
    if view == "plan":
        draw_plan(desk, plan, by, today)
    elif view == "files":
        show_files(desk, [line.action for line in plan.lines], by=by, today=today)
    elif not plan.lines:
        st.info(
            "Nothing stands here until people plan an action, here or in a meeting.", icon=":material/inbox:"
        )
    elif view == "list":
        show_list(plan, standings([line.action for line in plan.lines]), open_one=open_one)
    elif view == "map":
        show_map(plan, load_ground("see actions"), desk.partnership.attribution)
    elif view == "owners":
        show_owners(plan)
    else:
        show_board(plan, open_one=open_one)


def draw_one(desk: Desk, plan: ActionPlan, number: int, by: str, today: date) -> None:
    """One action, whole."""
    st.button("Back to all actions", icon=":material/arrow_back:", on_click=go, key="actions-back")
    line = next(line for line in plan.lines if line.action.number == number)
    show_action(
        desk,
        line,
        standings([line.action]).get(number),
        by=by,
        today=today,
        tell=tell,
        measures=lambda: show_measures(
            desk, line.action, by=by, today=today, tell=tell,
            read_reports=reader(line.action) if may(EXACT) else None,
        ),
    )  # fmt: skip


def reader(action: Action) -> Any:
    """Give what counts the reports of a measure in an action's place."""

    def read(measure: Measure) -> Kpi:
        return read_reports(load_data(), viewer(), action, measure)

    return read


def standings(actions: Sequence[Action]) -> Mapping[int, Standing]:
    """Say of each open action whether a hot spot of today lies in its place, to those who may know."""
    if not may(EXACT):
        return {}
    found: dict[int, Standing] = {}
    answers: dict[Filters, Situation | None] = {}
    for one in actions:
        asked = question_today(one)
        if not one.is_open or asked is None or asked.takes_long:
            continue
        if asked not in answers:
            answers[asked] = situation_of(asked)
        found[one.number] = standing(one, answers[asked])
    return found


def situation_of(asked: Filters) -> Situation | None:
    """Answer a question as it is today; None where it cannot be answered now."""
    try:
        return load_situation(load_data(), asked)
    except (CannotAnswerError, NoRecordsError):
        return None


def draw_plan(desk: Desk, plan: ActionPlan, by: str, today: date) -> None:
    """Ask where, then what; keep it whole."""
    allow(KEEPING)
    place = ask_place(desk)
    themes = sorted({line.action.theme for line in plan.lines if line.action.theme})
    key = f"action-new-{st.session_state.get(DRAFT, 0)}"
    said = ask_plan(desk, key, place, today=today, themes=themes)
    if said is None:
        return
    try:
        number = plan_action(desk, said, by=by, today=today)
    except MendFirst as first:
        show_problems(first.problems, FIELDS)
        return
    st.session_state[DRAFT] = st.session_state.get(DRAFT, 0) + 1
    go(view="board", action=number)
    tell("The action is kept, and its place is frozen as it is now.")


def ask_place(desk: Desk) -> FrozenPlace:
    """Ask where the action is: a hot spot of today, wards, or the whole area."""
    question = st.session_state[AT]["question"]
    situation = situation_of(question.without_selection()) if may(EXACT) else None
    spots = [] if situation is None else situation.places.to_dict("records")
    ways = {name: title for name, title in PLACES.items() if name != "spot" or spots}
    linked_ward = st.session_state[AT]["ward"] in set(desk.study_area.wards["ward"]) and not question.cell
    way = st.radio("Where", list(ways), format_func=ways.__getitem__, horizontal=True, key="actions-place",
                   index=list(ways).index("wards") if linked_ward else 0)  # fmt: skip
    if way == "area":
        return FrozenPlace(name=WHOLE_AREA)
    if way == "wards" or situation is None:
        return ask_wards(desk)
    ranks = {str(spot["cell"]): f"{spot['rank']}. {spot['name']}" for spot in spots}
    linked = freeze(situation, question.cell) if question.cell else None
    first = next((at for at, cell in enumerate(ranks) if linked and cell in linked.cells), 0)
    cell = st.selectbox("Which hot spot", list(ranks), index=first, format_func=ranks.__getitem__,
                        key="actions-spot")  # fmt: skip
    if question.cell and linked is None:
        st.caption("The cell of the link belongs to no hot spot now. Choose one, or name the wards.")
    st.caption(
        "Its cells are kept as they are now. If the hot spot moves or vanishes later, the action says so."
    )
    return freeze(situation, cell) or FrozenPlace()


def ask_wards(desk: Desk) -> FrozenPlace:
    """Ask for wards, and how the place is called."""
    names = dict(zip(desk.study_area.wards["ward"], desk.study_area.wards["name"], strict=True))
    left, right = st.columns(2)
    linked = st.session_state[AT]["ward"]
    wards = left.multiselect("Which wards", list(names), format_func=names.__getitem__, key="actions-wards",
                             default=[linked] if linked in names else [],
                             placeholder="One or more")  # fmt: skip
    called = right.text_input("What the place is called", max_chars=FIELDS["place_name"][1],
                              key="actions-place-name", placeholder="The market; may stay empty")  # fmt: skip
    return FrozenPlace(wards=tuple(wards), name=called if wards else "")


kindly(page)
