"""Red, amber, green of an action: what the rule says and why, and what people say instead."""

from dataclasses import dataclass
from datetime import date, timedelta

from dashboard.joint_action import Action
from dashboard.wording import day_words

__all__ = ["COLOURS", "RULE", "SILENT_DAYS", "SOON_DAYS", "Rag", "days_silent", "rag_of"]

SILENT_DAYS, SOON_DAYS = 60, 14
COLOURS = {"red": "Red", "amber": "Amber", "green": "Green", "done": "Complete"}
RULE = (
    "Red: its target date is over and it is not done. "
    f"Amber: nobody has said for {SILENT_DAYS} days how it goes, or it falls due within {SOON_DAYS} days and "
    "nobody has said anything yet. Green: neither. Complete: it is marked as done. "
    "People may say another colour, with their reason; both are shown."
)
"""The rule in words; it stands wherever colours are shown."""


@dataclass(frozen=True)
class Rag:
    """The colour of an action.

    Attributes
    ----------
    colour, why : str
        A key of `COLOURS`, and the reason: the rule's, or the people's.
    by_rule : bool
        Whether nobody said otherwise.
    rule, rule_why : str
        What the rule says, whatever people say.
    """

    colour: str
    why: str
    by_rule: bool
    rule: str
    rule_why: str

    @property
    def words(self) -> str:
        """Name the colour, and who says it."""
        named = COLOURS[self.colour]
        return named if self.colour == "done" else f"{named} ({'by rule' if self.by_rule else 'by people'})"


def rag_of(action: Action, today: date) -> Rag:
    """Say how an action stands."""
    rule, why = _by_rule(action, today)
    if rule != "done" and action.rag_said in COLOURS:
        return Rag(action.rag_said, action.rag_why, False, rule, why)
    return Rag(rule, why, True, rule, why)


def _by_rule(action: Action, today: date) -> tuple[str, str]:
    if not action.is_open:
        return "done", f"Done on {day_words(action.done_on)}." if action.done_on else "Marked as done."
    due = action.due_on
    if due is not None and due < today:
        return "red", f"Its target date, {day_words(due)}, is over and it is not done."
    if action.starts_on is not None and action.starts_on > today:
        return "green", f"It begins on {day_words(action.starts_on)}."
    if worry := _worry(action, today):
        return "amber", worry
    return "green", f"It falls due on {day_words(due)}." if due else "It goes on without a target date."


def _worry(action: Action, today: date) -> str:
    silent, due = days_silent(action, today), action.due_on
    if silent is not None and silent >= SILENT_DAYS:
        return f"Nobody has said for {silent:,} days how it goes."
    if due is not None and due - today <= timedelta(SOON_DAYS) and action.noted_on is None:
        return f"It falls due on {day_words(due)} and nobody has said yet how it goes."
    return ""


def days_silent(action: Action, today: date) -> int | None:
    """Count the days since anybody spoke of an action, or since it began; None where neither is known."""
    began = max((day for day in (action.starts_on, action.entered_on) if day and day <= today), default=None)
    last = action.noted_on or action.starts_on or began
    return None if last is None else max((today - last).days, 0)
