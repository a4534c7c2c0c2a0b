"""You said, we did: the actions that somebody picked for the public, by title and outcome alone."""

from dashboard.desks.actions import list_actions
from dashboard.exporting.leaflet import Para
from dashboard.exporting.lists import list_sheet
from dashboard.exporting.report import Figures, Part
from dashboard.joint_action import Action
from dashboard.report.section import Ground, Section

__all__ = ["YOU_SAID_WE_DID"]

TITLE = "You said, we did"
COLUMNS = {"did": "What we did", "outcome": "What came of it"}
GOES_ON = "Still under way."
NOT_SAID = "Done."
NOTHING = "No action was picked for this pack."
LEAD = "You said: what was told to us stands in the other parts. We did: these actions."
GONE = "{number} of the actions that were picked {verb} not in the register any more and {verb} left out."


def make_you_said(ground: Ground) -> Part:
    """List what was picked, and nothing else of the register."""
    known = {one.number: one for one in list_actions(ground.desk, ground.today, done=True)}
    picked = [known[number] for number in dict.fromkeys(ground.chosen) if number in known]
    gone = len(set(ground.chosen)) - len(picked)
    left_out = [Para(GONE.format(number=gone, verb="is" if gone == 1 else "are"))] if gone else []
    if not picked:
        return Part("you_said_we_did", TITLE, (Para(NOTHING), *left_out))
    rows = [{"did": one.title, "outcome": _outcome(one)} for one in picked]
    return Part("you_said_we_did", TITLE, (Para(LEAD), Figures(list_sheet(TITLE, COLUMNS, rows)), *left_out))


def _outcome(one: Action) -> str:
    return GOES_ON if one.is_open else one.outcome or NOT_SAID


YOU_SAID_WE_DID = Section(
    "you_said_we_did",
    TITLE,
    "Actions that were picked one by one: title and outcome, nothing else.",
    make_you_said,
    frozenset({"public", "partner"}),
)
