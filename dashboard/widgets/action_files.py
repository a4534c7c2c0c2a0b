"""The action plan as a file: in the tables that partnerships keep, out and in."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from dashboard.desks.action_files import LAYOUTS, plan_sheet, preview_actions, take_in_actions
from dashboard.desks.importing import Desk
from dashboard.desks.taking_out import PURPOSES
from dashboard.exporting.markings import marking_for
from dashboard.gate.principal import may
from dashboard.joint_action import Action
from dashboard.widgets.hand_over import offer_list
from dashboard.widgets.register_upload import ask_register_file

__all__ = ["show_files"]

KEEPING, TAKING = "keep actions", "take out released"
PAPER = ("docx", "pdf")
FORMATS = {"xlsx": "Excel", "csv": "CSV", "docx": "Word", "pdf": "PDF"}
SMALL = "What people write into an action goes with it. The program adds no count of reports to this table."
BACK = (
    "A file that is filled in elsewhere can be sent back below: its Reference says which action each row is."
)


def show_files(desk: Desk, actions: Sequence[Action], *, by: str, today: date) -> None:
    """Offer the plan in the layout that people use, and take one in."""
    if may(TAKING) and actions:
        _offer(desk, actions, today)
    if not may(KEEPING):
        return
    st.markdown("**Send an action plan**")
    st.markdown(
        "Columns are found by their usual names: *Action, Lead Organisation, Target Date, Outcome, Progress, "
        "RAG* under themes; *Strategic Aim, Objective, Lead/who else, Resources, Completed by, Triggers, "
        "Step changes*; or *Priority, Objective, Action by date, Responsibility*. Dates may be March 2018, "
        "Q2 2017/18 or Ongoing. Who is responsible is a role: rows with a person's name are set aside."
    )
    ask_register_file(
        desk,
        key="actions-file",
        noun="actions",
        preview=lambda table: preview_actions(desk, table),
        take_in=lambda upload: take_in_actions(desk, upload.table, path=upload.path, name=upload.name, by=by),
    )


def _offer(desk: Desk, actions: Sequence[Action], today: date) -> None:
    st.markdown("**Take the plan out**")
    left, right, third = st.columns([3, 2, 2], vertical_alignment="bottom")
    layout = left.selectbox("Table", list(LAYOUTS), format_func=lambda code: LAYOUTS[code][0],
                            key="actions-layout")  # fmt: skip
    fmt = right.selectbox("As", list(FORMATS), format_func=FORMATS.__getitem__, key="actions-format")
    with third:
        offer_list(
            "Download the plan",
            "Action plan",
            [plan_sheet(desk, actions, today, layout=layout, on_paper=fmt in PAPER)],
            fmt,
            marking=marking_for("partner", today=today),
            product="action_plan",
            purpose="planning",
            why=PURPOSES["planning"],
        )
    st.caption(f"{SMALL} {BACK}")
