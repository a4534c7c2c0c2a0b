"""The demo's possible duplicates: looked for, and a few of them decided, so that every state can be seen."""

from boundaries.study_area import StudyArea
from dashboard.desks.duplicates import Store, decide, find, review

__all__ = ["decide_some"]

ANALYST = "Demo analyst"
DECIDED = (
    (0.0, "same", "The form says that the police were told."),
    (0.05, "same", ""),
    (0.1, "same", "Asked the housing officer: one event."),
    (0.2, "same", ""),
    (0.5, "later", "Wait for the officer's reply."),
    (0.8, "later", ""),
    (0.96, "different", "Two complaints about two neighbours."),
    (0.99, "different", ""),
)
"""How far down the queue, what was decided, and why."""


def decide_some(store: Store, study_area: StudyArea) -> None:
    """Look for possible duplicates and decide a few of them, from the likeliest down."""
    find(store, study_area, by=ANALYST)
    pairs = review(store).pairs
    places = set(study_area.wards["name"])
    for depth, decision, note in DECIDED:
        pair = pairs[int(depth * len(pairs))]["pair"]
        decide(store, pair, decision, by=ANALYST, note=note, places=places)
