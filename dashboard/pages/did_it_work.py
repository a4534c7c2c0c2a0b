"""Did it work: what an action's place is compared with, laid down before looking, and what can be said."""

from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from dashboard.answers.evaluation import Evaluation
from dashboard.answers.evaluation_design import Proposal
from dashboard.answers.evaluation_meanwhile import places_of_others
from dashboard.charts.evaluation import actions_rows, differences_chart, parts_rows
from dashboard.charts.evaluation_map import build_plan_map, plan_legend, ward_of
from dashboard.desks.evaluation import MendFirst, judged_actions, lay_down, plans
from dashboard.desks.importing import Desk
from dashboard.evaluation_plan import EvaluationPlan, NoFairPlanError
from dashboard.filters import Filters, read_query
from dashboard.geography import geography
from dashboard.joint_action import INTENDS, Action
from dashboard.legend import entries_html
from dashboard.loading.actions import load_evaluations, load_proposal
from dashboard.loading.opened import load_data, load_desk
from dashboard.snapshot import Snapshot
from dashboard.widgets.address import keep_query
from dashboard.widgets.deck_drawn import show_deck
from dashboard.widgets.kindly import kindly
from dashboard.widgets.map import is_dark
from dashboard.widgets.problems import show_problems
from dashboard.widgets.tables import show_pickable, show_plain
from dashboard.widgets.taken_out import say_taken_out
from dashboard.widgets.way_to import way_to
from dashboard.widgets.what_is_this import titled
from dashboard.widgets.working_as import working_as
from dashboard.wording import day_words, escaped
from dashboard.words.evaluation import (
    benchmark_table,
    caveats,
    grounds_table,
    parts_table,
    plan_words,
    power_words,
    trend_words,
    verdict_sentence,
)
from dashboard.words.map_summary import plan_says

EVALUATE = "evaluate"
WORD, PICKED, TOLD = "action", "did-it-work-action", "did-it-work-told"
LENGTHS = {91: "3 months", 182: "6 months", 365: "12 months"}
COUNTED = {
    "all": "All on the map",
    "strands": "Those of its strands",
    "found": "Those by which it was found",
}
MAP_PX = (430, 460)
column = st.column_config
BENCHMARK: dict[str, Any] = {
    "action": column.TextColumn("Action", width=190),
    "meant": column.TextColumn("Meant", width=70),
    "verdict": column.TextColumn("Verdict", width=135),
    "difference": column.TextColumn("Difference", width=86),
    "interval": column.TextColumn("95 % interval", width=108),
    "after": column.TextColumn("Time after", width=124),
    "beforehand": column.TextColumn(
        "Planned first", width=90, help="Whether the plan was laid down before what happened could be seen."
    ),
    "trend": column.TextColumn("Before", width=108, help="How the place and its controls went before."),
}
GROUNDS: dict[str, Any] = {
    "where": column.TextColumn("Where"),
    "before": column.TextColumn("Reports before"),
    "after": column.TextColumn("Reports after"),
}
PARTS: dict[str, Any] = {
    "where": column.TextColumn("Where"),
    "difference": column.TextColumn("Difference"),
    "se": column.TextColumn("Standard error"),
    "interval": column.TextColumn("95 % interval"),
}
CONTROLS: dict[str, Any] = {
    "label": column.TextColumn("Control", width=85),
    "ward_name": column.TextColumn("Mostly in", width=120),
    "level_words": column.TextColumn("Level before", width=180),
    "trend_words": column.TextColumn("Trend before", width=150),
    "place_words": column.TextColumn("Where reports happen", width=190),
    "day_words": column.TextColumn("By day", width=160),
}
SIGNS = {True: ":material/check_circle:", False: ":material/report:", None: ":material/balance:"}


def page() -> None:
    """Draw the page."""
    titled("Did it work?", "did_it_work")
    st.markdown(
        "Whether an action's place changed more than places like it did, where nothing was done. What is "
        "compared is laid down first, from the time before alone; then it is not changed any more."
    )
    snapshot, desk, by = load_data(), load_desk(EVALUATE), working_as()
    if told := st.session_state.pop(TOLD, None):
        st.success(escaped(told), icon=":material/task_alt:")
    actions, held = judged_actions(desk, date.today()), plans(desk)
    if not actions:
        st.info("There is no action yet. Plan one under **Actions**.", icon=":material/inbox:")
        way_to("actions", label="Plan an action", icon=":material/add_task:", query={"view": "plan"})
        return
    answers = load_evaluations(snapshot, held, actions)
    read_address(actions)
    draw_all(answers)
    chosen = ask_action(actions, {plan.action for plan in held})
    if chosen is None:
        return
    answer = next((one for one in answers if one.plan.action == chosen.number), None)
    if answer is not None:
        draw_verdict(snapshot, answer)
        with st.expander("Lay down another plan instead"):
            draw_proposal(snapshot, desk, chosen, actions, by, again=True)
    else:
        draw_proposal(snapshot, desk, chosen, actions, by, again=False)


def draw_all(answers: list[Evaluation]) -> None:
    """What was tried, and what can be said of it."""
    st.subheader("What was tried", anchor=False)
    if not answers:
        st.info(
            "No action has a plan by which it is judged yet. Choose one below.", icon=":material/balance:"
        )
        return
    numbers = [one.plan.action for one in answers]
    in_hand = st.session_state.get(PICKED)
    show_pickable(
        benchmark_table(answers),
        key="tried",
        columns=BENCHMARK,
        alt="Every action that has a plan, and its verdict",
        row=numbers.index(in_hand) if in_hand in numbers else None,
        pick=lambda row: st.session_state.update({PICKED: None if row is None else numbers[row]}),
        wrap=True,
    )
    st.caption("Pick a row to see its verdict in full, below.")
    say_taken_out()
    rows = actions_rows(answers)
    if rows:
        st.altair_chart(
            differences_chart(rows, dark=is_dark()),
            theme=None,
            width="stretch",
            alt="Differences of all actions with their intervals, the same as in the table above",
        )


def read_address(actions: dict[int, Action]) -> None:
    """Begin with the action that the address names."""
    said = str(st.query_params.get(WORD, ""))
    if said and (not said.isdigit() or int(said) not in actions):
        st.warning("The address names an action that is not there. Choose one.", icon=":material/link_off:")
        said = ""
    if PICKED not in st.session_state:
        st.session_state[PICKED] = int(said) if said else None


def ask_action(actions: dict[int, Action], planned: set[int]) -> Action | None:
    """Ask for one action; its number stands in the address bar."""
    order = sorted(actions, key=lambda number: (number not in planned, number))
    number = st.selectbox(
        "Choose an action",
        order,
        format_func=lambda one: actions[one].title + ("" if one in planned else " (no plan yet)"),
        placeholder="Choose an action",
        key=PICKED,
    )
    query = {} if number is None else {WORD: str(number)}
    keep_query(query)
    return None if number is None else actions[number]


def draw_verdict(snapshot: Snapshot, answer: Evaluation) -> None:
    """One action: the verdict, what it rests on, and what must be known beside it."""
    st.subheader(escaped(answer.title), anchor=False)
    with st.container(border=True):
        verdict, _, rest = verdict_sentence(answer).partition(". ")
        st.markdown(f"{SIGNS[answer.is_good]} **{escaped(verdict.removesuffix('.'))}.** {escaped(rest)}")
        for said in caveats(answer):
            st.markdown(f"- {escaped(said)}")
    left, right = st.columns([1, 1], gap="medium")
    with left:
        show_map(snapshot, answer.plan, key="judged-map")
    with right:
        for said in plan_words(answer.plan):
            st.markdown(escaped(said))
        st.markdown(escaped(trend_words(answer.trend.verdict if answer.trend else None)))
        laid = answer.plan.laid_on
        if laid is not None:
            st.caption(escaped(f"Laid down by {answer.plan.laid_by} on {day_words(laid)}."))
        if not answer.grounds.empty:
            show_plain(grounds_table(answer), columns=GROUNDS, alt="Reports before and after in each ground")
            st.caption("Controls are counted together; in the difference they count as their mean.")
    if not answer.parts.empty:
        st.altair_chart(
            differences_chart(parts_rows(answer), dark=is_dark()),
            theme=None,
            width="stretch",
            alt="The difference here, next door and together, the same as in the table below",
        )
        show_plain(parts_table(answer), columns=PARTS, alt="The difference here, next door and together")


def draw_proposal(
    snapshot: Snapshot, desk: Desk, action: Action, actions: dict[int, Action], by: str, *, again: bool
) -> None:
    """Propose controls from the time before alone, say what could be seen, and lay it down."""
    if not again:
        st.subheader(escaped(action.title), anchor=False)
    st.markdown(f"What was meant: {escaped(INTENDS.get(action.intends, INTENDS['fewer']))}.")
    how = ask_how(desk, action)
    try:
        proposal = load_proposal(snapshot, action, without=places_of_others(action, actions.values()), **how)
    except NoFairPlanError as wrong:
        st.error(escaped(str(wrong)), icon=":material/error:")
        return
    if proposal.plan is None:
        st.info(f"**Not enough data to say.** {escaped(proposal.reason)}", icon=":material/hourglass_empty:")
        return
    draw_design(snapshot, proposal)
    reason = ""
    if again:
        reason = st.text_input("Why is the plan that stands replaced?", max_chars=200, key="again-why")
    if proposal.plan.seen_before:
        st.caption("What happened can already be seen, and the plan will say so.")
    if st.button("Lay down this plan", type="primary", key="lay-down", icon=":material/lock:"):
        keep(desk, proposal.plan, by, reason)


def ask_how(desk: Desk, action: Action) -> dict[str, Any]:
    """Ask which reports count, for how long, and with which controls."""
    wards = desk.study_area.wards
    names = dict(zip(wards["ward"], wards["name"], strict=True))
    reports, length, own = st.columns([1, 1, 1.4])
    with reports:
        which = st.selectbox(
            "Reports that count",
            ["all", *(["strands"] if action.strands else []), *(["found"] if action.found_by else [])],
            format_func=COUNTED.__getitem__,
            key="count-which",
        )
    with length:
        days = st.selectbox("Time after", list(LENGTHS), index=1, format_func=LENGTHS.__getitem__, key="days")
    with own:
        chosen = st.multiselect(
            "Controls of your own choice",
            list(names),
            format_func=lambda code: names[code],
            max_selections=5,
            placeholder="Leave empty to have them proposed",
            key="own-controls",
        )
    filters = Filters(strands=frozenset(action.strands)) if which == "strands" else Filters()
    if which == "found":
        filters = read_query(dict(action.found_by))[0]
    return {"filters": filters, "after_days": days, "own_wards": tuple(chosen)}


def draw_design(snapshot: Snapshot, proposal: Proposal) -> None:
    """Where it would look, what could be seen, and how like the controls are."""
    plan = proposal.plan
    assert plan is not None
    left, right = st.columns([1, 1], gap="medium")
    with left:
        show_map(snapshot, plan, key="proposed-map")
    with right:
        for said in plan_words(plan):
            st.markdown(escaped(said))
        st.markdown(f"**What it could show.** {escaped(power_words(proposal))}")
        st.markdown(escaped(trend_words(proposal.trend.verdict if proposal.trend else None)))
    shown = {name: how for name, how in CONTROLS.items() if name in proposal.controls}
    show_plain(proposal.controls, columns=shown, alt="How like the place each control was before")


def show_map(snapshot: Snapshot, plan: EvaluationPlan, *, key: str) -> None:
    """The areas of a plan."""
    dark, base = is_dark(), geography(snapshot)
    show_deck(
        build_plan_map(plan, base, dark=dark, frame_px=MAP_PX),
        key=key,
        frame=MAP_PX,
        alt="Map of the place, its controls and the ground next door",
        says=plan_says(plan, partial(ward_of, base=base)),
    )
    st.html(entries_html(*plan_legend(dark=dark)))


def keep(desk: Desk, plan: EvaluationPlan, by: str, reason: str) -> None:
    """Lay a plan down, or say what must be mended first."""
    try:
        lay_down(desk, plan, by=by, reason=reason)
    except NoFairPlanError as wrong:
        st.error(escaped(str(wrong)), icon=":material/error:")
        return
    except MendFirst as mend:
        show_problems(mend.problems, {})
        return
    st.session_state[TOLD] = "The plan is laid down. What it compares will not be changed any more."
    st.rerun()


kindly(page)
