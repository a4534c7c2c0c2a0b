"""What a team takes along: the plan kept for the record of visits, the page, the files for devices."""

from datetime import UTC, datetime

import streamlit as st

from dashboard.desks.importing import Desk
from dashboard.desks.reports import MendFirst
from dashboard.desks.visits import TEAM_MOST, keep_plan, team_problems
from dashboard.exporting.export import FORMATS
from dashboard.exporting.patrol_paper import patrol_document, problem_document
from dashboard.gate.principal import principal
from dashboard.patrol_plan import PatrolPlan, ProblemPlace
from dashboard.snapshot import Snapshot
from dashboard.widgets.hand_over import offer_file
from dashboard.widgets.problems import show_problems
from dashboard.widgets.way_to import way_to
from dashboard.words.patrol_plan import shift_words

__all__ = ["offer_plan", "offer_problem"]

DEVICES = ("gpx", "ics", "docx", "geojson", "csv")
FIELDS = {"team": ("Team",), "plan": ("Plan",), "by": ("By",)}


def offer_plan(snapshot: Snapshot, plan: PatrolPlan, desk: Desk) -> None:
    """Offer the page and the files, and keep the plan."""
    team = st.text_input(
        "Team", max_chars=TEAM_MOST, placeholder="Docks neighbourhood team", key="patrol-team",
        help="The team's name, for the page and the record of visits. Nobody's own name.",
    )  # fmt: skip
    named = " ".join(str(team).split())
    if named and (wrong := team_problems(desk, named)):
        show_problems(wrong, FIELDS)
        named = ""
    document = patrol_document(
        plan,
        team=named,
        partnership=snapshot.partnership.name,
        made_by=principal().viewer.title,
        made_at=datetime.now(UTC),
        wards=dict(zip(snapshot.study_area.wards["name"], snapshot.study_area.wards.geometry, strict=True)),
        context=snapshot.context,
    )
    subject = f"patrol {plan.asked.starts:%Y-%m-%d %H:%M}"
    offer_file(
        "A4 page to print", document, "pdf", product="patrol", purpose="planning", subject=subject,
        key="patrol-pdf", primary=True,
    )  # fmt: skip
    with st.popover("For a device or another program", icon=":material/devices:"):
        fmt = st.selectbox(
            "Format", DEVICES, format_func=lambda name: FORMATS[name].title, key="patrol-format"
        )
        offer_file(
            "Take it along", document, fmt, product="patrol", purpose="planning", subject=subject,
            key=f"patrol-{fmt}",
        )  # fmt: skip
        st.caption("Places, times and reasons; no number of reports is in any of them.")
    if not named:
        st.caption("Name the team; then the plan can be kept, and its visits be recorded.")
    _keep(desk, plan, named)


def offer_problem(snapshot: Snapshot, place: ProblemPlace, number: int) -> None:
    """Offer the sheet of a place for problem solving."""
    document = problem_document(
        place,
        partnership=snapshot.partnership.name,
        made_by=principal().viewer.title,
        made_at=datetime.now(UTC),
        wards=dict(zip(snapshot.study_area.wards["name"], snapshot.study_area.wards.geometry, strict=True)),
        context=snapshot.context,
    )
    offer_file(
        "Sheet to fill in", document, "pdf", product="problem_sheet", purpose="planning",
        subject=f"place {place.cell}", key=f"patrol-problem-{number}",
    )  # fmt: skip


def _keep(desk: Desk, plan: PatrolPlan, named: str) -> None:
    """Keep the plan, so that its visits can be recorded."""
    if st.button(
        "Keep this plan", icon=":material/bookmark_add:", key="patrol-keep", disabled=not named,
        help="Then each visit is recorded with a few taps, and planned is set against done.",
    ):  # fmt: skip
        try:
            number = keep_plan(desk, plan, team=named, by=principal().name)
        except MendFirst as first:
            show_problems(first.problems, FIELDS)
            return
        st.success(f"Kept as plan {number}: {shift_words(plan.asked)}.", icon=":material/bookmark_added:")
        way_to(
            "visits",
            label="Record its visits",
            icon=":material/where_to_vote:",
            query={"plan": str(number)},
        )
