"""An Evaluation: whether an action's place changed beyond its controls, already suppressed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from dashboard.answers.arrivals import arrived
from dashboard.answers.evaluation_ground import Ground, ground_at
from dashboard.answers.evaluation_meanwhile import meanwhile
from dashboard.answers.evaluation_months import says_months, whole_months
from dashboard.answers.evaluation_times import before_steps, question_of
from dashboard.evaluation_plan import EvaluationPlan
from dashboard.filters import Filters, Window
from dashboard.joint_action import Action
from dashboard.snapshot import Snapshot
from dashboard.survey import NoRecordsError
from dashboard.viewer import Viewer
from spatial.evaluation.pre_trend import PreTrend, pre_trend
from spatial.evaluation.verdict import (
    CHANCE,
    FEWER,
    MORE,
    OFFSET,
    OFFSET_FALL,
    TOO_FEW,
    Counts,
    Judgement,
    judge,
)

__all__ = [
    "CHANCE",
    "FEWER",
    "GRAVE",
    "LEAST_AFTER",
    "MORE",
    "OFFSET",
    "OFFSET_FALL",
    "TOO_EARLY",
    "TOO_FEW",
    "Evaluation",
    "evaluate",
    "evaluate_all",
]

TOO_EARLY = "too early to say"
LEAST_AFTER = 28
COMPLETE = 0.9
"""The time after ends, for now, on the last day of which so many reports have usually arrived."""
GRAVE = frozenset({"violence", "threats", "robbery", "weapons", "sexual_offence", "arson", "criminal_damage"})
"""Categories that stand for harm where an action is to bring more reports."""
GROUNDS = ("controls", "treated", "controls' ring", "ring")


@dataclass(frozen=True)
class Evaluation:
    """Whether an action worked, as far as numbers can say.

    Attributes
    ----------
    plan : EvaluationPlan
    intends : str
        "fewer", "more" or "other".
    state : str
        "judged", or "not yet" where too little of the time after is over.
    verdict : str
        One of `spatial.evaluation.verdict`, or `TOO_EARLY`.
    before, after : Window
        The days that were counted: whole months where records say no more.
    is_complete : bool
        Whether the time after that was laid down is over and has come in.
    grounds : pandas.DataFrame
        ground (of `GROUNDS`), before, after (NaN hidden), hidden.
    parts : pandas.DataFrame
        part ("here", "next door", "both"), estimate, se, low, high: in reports of the time after; empty where
        it rests on a hidden count.
    judgement : Judgement or None
        None where it rests on a hidden count.
    ring_counts : bool
        Whether the ground next door counts; not where it holds too few.
    trend : PreTrend or None
    harm : Judgement or None
        The same for grave reports alone, where more reports are meant.
    harm_verdict : str
        Its verdict; "" where none is asked for.
    meanwhile : tuple of pairs of str
        "here" or a control's number, and the title of another action that went on there.
    """

    plan: EvaluationPlan
    title: str
    intends: str
    viewer: Viewer
    version: str
    threshold: int
    state: str
    verdict: str
    before: Window
    after: Window
    is_complete: bool = False
    in_months: bool = False
    grounds: pd.DataFrame = field(default_factory=pd.DataFrame)
    parts: pd.DataFrame = field(default_factory=pd.DataFrame)
    judgement: Judgement | None = None
    ring_counts: bool = True
    trend: PreTrend | None = None
    harm: Judgement | None = None
    harm_verdict: str = ""
    meanwhile: tuple[tuple[str, str], ...] = ()

    @property
    def is_good(self) -> bool | None:
        """Whether this is what the action was for; None where nobody can say, or it was for other things."""
        wanted = {"fewer": FEWER, "more": MORE}.get(self.intends)
        return None if wanted is None or self.verdict not in (FEWER, MORE) else self.verdict == wanted


def evaluate(
    snapshot: Snapshot,
    plan: EvaluationPlan,
    action: Action,
    viewer: Viewer,
    *,
    others: Iterable[Action] = (),
) -> Evaluation:
    """Compare an action's place with its controls, as its plan says.

    Parameters
    ----------
    others : iterable of Action
        What else was tried, and may have worked in the place or in a control.

    Raises
    ------
    dashboard.survey.NoRecordsError
        If the store holds no records.
    """
    if snapshot.latest is None:
        raise NoRecordsError("There are no records yet. Import an agency's file to begin.")
    asked = question_of(plan)
    last = _come_in(snapshot, asked, plan.after)
    ground = ground_at(snapshot, int(plan.settings["resolution"]))
    intends = action.intends or "fewer"
    about: dict[str, Any] = {
        "plan": plan, "title": action.title, "intends": intends, "viewer": viewer,
        "version": snapshot.version, "threshold": snapshot.partnership.threshold,
        "meanwhile": meanwhile(ground, plan, others),
    }  # fmt: skip
    if last is None or (last - plan.after.first).days + 1 < min(LEAST_AFTER, plan.after.days):
        return Evaluation(state="not yet", verdict=TOO_EARLY, before=plan.before, after=plan.after, **about)
    counted = plan.before, Window(plan.after.first, last)
    months = says_months(snapshot, asked, Window(plan.before.first, last))
    before, after = map(whole_months, counted) if months else counted
    if before is None or after is None:
        return Evaluation(state="not yet", verdict=TOO_EARLY, before=plan.before, after=plan.after, **about)
    about |= {"is_complete": last == plan.after.last, "in_months": months}
    masks = _masks(ground, plan)
    found = _judged(ground, asked, masks, before, after, plan, snapshot.partnership.threshold)
    series = np.column_stack([ground.counts(asked, part) for part in before_steps(before, months=months)])
    trend = pre_trend(series[masks["controls"]].sum(axis=0), series[masks["treated"]].sum(axis=0))
    answer = Evaluation(state="judged", before=before, after=after, trend=trend, **found, **about)
    if intends != "more":
        return answer
    grave = asked.with_(categories=GRAVE & set(snapshot.words["category"]))
    harm = _judged(ground, grave, masks, before, after, plan, snapshot.partnership.threshold, rise=False)
    return replace(answer, harm=harm["judgement"], harm_verdict=harm["verdict"])


def evaluate_all(
    snapshot: Snapshot, plans: Sequence[EvaluationPlan], actions: Mapping[int, Action], viewer: Viewer
) -> list[Evaluation]:
    """Evaluate every plan, the first beginning first: what was tried, and what can be said of it."""
    known = [plan for plan in plans if plan.action in actions]
    ordered = sorted(known, key=lambda plan: (plan.after.first, plan.number or 0))
    return [
        evaluate(snapshot, plan, actions[plan.action], viewer, others=actions.values()) for plan in ordered
    ]


def _come_in(snapshot: Snapshot, asked: Filters, after: Window) -> date | None:
    """Give the last day of the time after that is over and has mostly come in."""
    assert snapshot.latest is not None
    over = min(after.last, snapshot.latest)
    if over < after.first:
        return None
    come = arrived(snapshot, asked, Window(after.first, over))
    whole = np.flatnonzero(come >= COMPLETE)
    return after.first + timedelta(days=int(whole[-1])) if whole.size else None


def _masks(ground: Ground, plan: EvaluationPlan) -> dict[str, np.ndarray]:
    cells = ([cell for area in plan.controls for cell in area], plan.treated, plan.control_ring, plan.ring)
    return {name: ground.mask(part) for name, part in zip(GROUNDS, cells, strict=True)}


def _judged(
    ground: Ground,
    asked: Filters,
    masks: Mapping[str, np.ndarray],
    before: Window,
    after: Window,
    plan: EvaluationPlan,
    threshold: int,
    *,
    rise: bool | None = None,
) -> dict[str, Any]:
    """Count the four grounds before and after and judge them; nothing that rests on a hidden count."""
    early, late = ground.counts(asked, before), ground.counts(asked, after)
    sums = {name: (int(early[mask].sum()), int(late[mask].sum())) for name, mask in masks.items()}
    small = {name: [0 < n < threshold for n in pair] for name, pair in sums.items()}
    rows = [
        {"ground": name, "before": np.nan if hide[0] else pair[0], "after": np.nan if hide[1] else pair[1],
         "hidden": any(hide)}
        for (name, pair), hide in zip(sums.items(), small.values(), strict=True)
    ]  # fmt: skip
    told: dict[str, Any] = {"grounds": pd.DataFrame(rows), "ring_counts": True}
    if any(small["controls"]) or any(small["treated"]):
        return told | {"verdict": TOO_FEW, "judgement": None}
    if any(small["controls' ring"]) or any(small["ring"]):
        told["ring_counts"] = False
        sums |= {"controls' ring": (0, 0), "ring": (0, 0)}
    counts = Counts(*(sums[name] for name in GROUNDS))
    meant = bool(plan.settings.get("rise")) if rise is None else rise
    weight = before.days / after.days
    spread = float(plan.settings.get("dispersion") or 1.0)
    found = judge(counts, controls=len(plan.controls), time_weight=weight, rise=meant, dispersion=spread)
    return told | {"verdict": found.verdict, "judgement": found, "parts": _parts(found)}


def _parts(found: Judgement) -> pd.DataFrame:
    """Lay out the difference: here, next door, and both."""
    one = found.difference
    if one is None:
        return pd.DataFrame()
    width = (one.high - one.low) / 2 / one.total_se
    rows = (
        ("here", one.local, one.local_se),
        ("next door", one.displacement, one.displacement_se),
        ("both", one.total, one.total_se),
    )
    return pd.DataFrame(
        [
            {"part": part, "estimate": at, "se": se, "low": at - width * se, "high": at + width * se}
            for part, at, se in rows
            if se > 0
        ]
    )
