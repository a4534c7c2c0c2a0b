"""Actions: agency by agency with their colour, what is overdue, and who owns too little of it."""

from collections.abc import Sequence
from itertools import groupby

from dashboard.answers.actions import ActionPlan, Line, action_plan
from dashboard.desks.actions import list_actions
from dashboard.exporting.leaflet import Block, Heading, Para, Points
from dashboard.exporting.lists import list_sheet
from dashboard.exporting.report import Figures, Part
from dashboard.rag import RULE
from dashboard.report.section import Ground, Section
from dashboard.wording import day_words, listed

__all__ = ["ACTIONS", "plan_of"]

TITLE = "Actions"
COLUMNS = {
    "lead": "Leads", "action": "Action", "place": "Where", "partners": "With", "due": "Target date",
    "rag": "RAG", "why": "Why", "progress": "How it goes",
}  # fmt: skip
PAPER = ("lead", "action", "due", "rag", "why")
OWNERS = {
    "organisation": "Organisation", "leads": "Leads (of open)", "takes_part": "Takes part",
    "overdue": "Overdue", "silent": "Silent", "limited": "Limited ownership",
}  # fmt: skip
OWNING = (
    "Limited ownership: an organisation that is named in no open action, has not spoken for 60 days of "
    "one that it leads, or was named as a partner for 30 days and has noted nothing."
)


def make_actions(ground: Ground) -> Part:
    """Tell what is under way, what is late, what was finished in the period, and who owns what."""
    plan = plan_of(ground)
    if not plan.lines:
        return Part("actions", TITLE, (Para(plan.said), Para(OWNING), *_owners(plan)))
    still = [one for one in plan.lines if one.action.is_open]
    done = [one for one in plan.lines if _ended_within(one, ground)]
    blocks: list[Block | Figures] = [Para(plan.said, strong=True), *_overdue(still)]
    if still:
        by_lead = sorted(still, key=lambda one: one.action.lead.casefold())
        blocks += [Heading("By agency"), Points(tuple(_agencies(by_lead)))]
        rows = [_row(one) for one in by_lead]
        blocks.append(Figures(list_sheet("Open actions by agency", COLUMNS, rows, notes=(RULE,)), PAPER))
    blocks.append(Heading("Finished in the period, or since"))
    if done:
        blocks.append(Points(tuple(_done_words(one) for one in done)))
    else:
        blocks.append(Para(f"No action was finished in {ground.period.words} or since."))
    return Part("actions", TITLE, (*blocks, Heading("Who owns what"), Para(OWNING), *_owners(plan)))


def plan_of(ground: Ground) -> ActionPlan:
    """Lay every action side by side, as the page of actions does."""
    desk = ground.desk
    return action_plan(
        list_actions(desk, ground.today, done=True),
        ground.today,
        wards=dict(zip(desk.study_area.wards["ward"], desk.study_area.wards["name"], strict=True)),
        organisations=[agency.name for agency in desk.partnership.agencies],
    )


def _ended_within(line: Line, ground: Ground) -> bool:
    ended = line.action.done_on
    return not line.action.is_open and ended is not None and ended >= ground.period.first


def _overdue(still: Sequence[Line]) -> list[Block | Figures]:
    late = [one for one in still if one.action.overdue]
    if not late:
        return [Para("Nothing is past its target date.")]
    told = tuple(
        f"{one.action.title} ({one.action.lead}): was due on {day_words(one.action.due_on)}."
        for one in late
        if one.action.due_on is not None
    )
    return [Heading("Overdue"), Points(told)]


def _agencies(by_lead: Sequence[Line]) -> list[str]:
    told = []
    for lead, group in groupby(by_lead, key=lambda one: one.action.lead):
        own = [one.rag.words.lower() for one in group]
        counts = [f"{own.count(words)} {words}" for words in dict.fromkeys(own)]
        told.append(f"{lead} leads {len(own)}: {listed(counts)}.")
    return told


def _row(line: Line) -> dict[str, str]:
    one = line.action
    return {
        "lead": one.lead,
        "action": one.title,
        "place": line.place,
        "partners": "; ".join(one.with_whom),
        "due": day_words(one.due_on) if one.due_on else "Ongoing",
        "rag": line.rag.words,
        "why": line.rag.why,
        "progress": one.progress,
    }


def _done_words(line: Line) -> str:
    one = line.action
    when = f", done on {day_words(one.done_on)}" if one.done_on else ""
    came = f": {one.outcome}" if one.outcome else ". Nobody has said what came of it."
    return f"{one.title} ({one.lead}{when}){came}"


def _owners(plan: ActionPlan) -> list[Block | Figures]:
    rows = plan.owners.to_dict("records")
    return [Figures(list_sheet("Who owns what", OWNERS, rows))] if rows else []


ACTIONS = Section(
    "actions",
    TITLE,
    "Open actions by agency with red, amber, green; what is overdue; who owns too little.",
    make_actions,
)
