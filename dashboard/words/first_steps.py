"""First steps: what somebody new looks at, page after page, and what to see there."""

from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["MOST", "STEPS", "Step", "steps_for"]


@dataclass(frozen=True)
class Step:
    """One step: a page, by the name of its file, what one does there and what there is to see."""

    page: str
    does: str
    see: str


STEPS = (
    Step(
        "hot_spots",
        "See where reports concentrate",
        "The numbered rings on the map are the rows of the table beside it. Pick one to read why.",
    ),
    Step(
        "change",
        "Ask whether a rise is real",
        "One sentence says whether there are more reports than before, or whether it is chance.",
    ),
    Step(
        "tension",
        "See how tense it is, and what is not known",
        "A ward of which nobody tells is unknown, never calm. Open one to see the signals behind its level.",
    ),
    Step(
        "released",
        "See what may leave the room",
        "Figures made safe for partners and the public: they come as releases that never change.",
    ),
    Step(
        "actions",
        "See what was agreed",
        "Who leads, by when, and how it goes. Open one to see its place as it was on the day.",
    ),
    Step(
        "centres",
        "Find where people can report and get help",
        "Open now, near a place, in a language: what nobody has said is marked as unknown.",
    ),
    Step(
        "events",
        "See what is coming up",
        "Events on the calendar stand beside the figures, so that a week can be read for what it was.",
    ),
    Step(
        "help",
        "Know where to turn",
        "Who does what, every method in two sentences, the words, and what to do when something fails.",
    ),
)
"""All steps in order; somebody takes the first few whose page is open to them, and Help."""
MOST = 6


def steps_for(is_open: Callable[[str], bool]) -> list[Step]:
    """Give the steps of somebody, by what is open to them; the last is Help."""
    *open_, last = (step for step in STEPS if is_open(step.page))
    return [*open_[: MOST - 1], last]
