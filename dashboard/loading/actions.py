"""What is done together: the next patrol, and what an action is judged by."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

import streamlit as st

from dashboard.answers.evaluation import Evaluation, evaluate_all
from dashboard.answers.evaluation_design import Proposal, propose
from dashboard.answers.patrol import plan_patrol
from dashboard.evaluation_plan import EvaluationPlan
from dashboard.filters import Filters
from dashboard.joint_action import Action
from dashboard.loading.opened import exact
from dashboard.patrol_plan import PatrolPlan, PatrolQuestion
from dashboard.snapshot import Snapshot
from dashboard.viewer import Viewer

__all__ = [
    "ask_patrol",
    "load_evaluations",
    "load_proposal",
]


def ask_patrol(
    snapshot: Snapshot, filters: Filters, question: PatrolQuestion
) -> tuple[Hashable, Callable[[Callable[[float], None]], PatrolPlan]]:
    """Name a question for a patrol, and say how it is planned; how the map looks does not count."""
    asked = filters.without_selection().with_(method="gi_star", baseline="area", test="exact", scale=())
    looking = exact("plan patrols")
    key = ("patrol", snapshot.version, asked, looking, question)
    return key, lambda told: plan_patrol(snapshot, asked, question, looking, told=told)


@st.cache_resource(max_entries=64, show_spinner=False)
def _proposal(
    version: str,
    looking: Viewer,
    seal: str,
    filters: Filters,
    how: tuple[Any, ...],
    _snapshot: Snapshot,
    _action: Action,
) -> Proposal:
    return propose(_snapshot, _action, filters, looking, **dict(how))


def load_proposal(snapshot: Snapshot, action: Action, *, filters: Filters, **how: Any) -> Proposal:
    """Propose what an action is judged by; `how` are the settings of the answer."""
    key = (snapshot.version, exact("evaluate"), f"{action.number}-{action.seal}", filters)
    return _proposal(*key, tuple(sorted(how.items())), snapshot, action)


@st.cache_resource(max_entries=16, show_spinner="Comparing the actions with their controls …")
def _evaluations(
    version: str,
    looking: Viewer,
    known: tuple[Any, ...],
    _snapshot: Snapshot,
    _plans: Sequence[EvaluationPlan],
    _actions: Mapping[int, Action],
) -> list[Evaluation]:
    return evaluate_all(_snapshot, _plans, _actions, looking)


def load_evaluations(
    snapshot: Snapshot, plans: Sequence[EvaluationPlan], actions: Mapping[int, Action]
) -> list[Evaluation]:
    """Judge every action that has a plan."""
    looking = exact("evaluate")
    known = tuple(plan.number for plan in plans), tuple(one.seal for one in actions.values())
    return _evaluations(snapshot.version, looking, known, snapshot, plans, actions)
