"""What is asked of a patrol, checked: a shift that can be walked, in wards that are here."""

from dashboard.patrol_plan import PatrolQuestion
from dashboard.snapshot import Snapshot
from spatial.patrol.rounds import DOSE

__all__ = ["CannotPlanError", "check_question"]

DAY = 24 * 60
MOST_PEOPLE = 50


class CannotPlanError(ValueError):
    """A question for a patrol that nobody can walk; says what is wrong and what would do."""


def check_question(snapshot: Snapshot, question: PatrolQuestion) -> None:
    """See that a patrol can be walked as it is asked for.

    Raises
    ------
    CannotPlanError
        If it cannot.
    """
    if question.starts.tzinfo is not None or question.ends.tzinfo is not None:
        raise CannotPlanError("The shift has a time zone. Give London's time without one.")
    length = (question.ends - question.starts).total_seconds() / 60
    if length < 0:
        raise CannotPlanError(
            "The shift ends before it starts. If it goes past midnight, give the next day for its end."
        )
    if length == 0:
        raise CannotPlanError("The shift has no minutes: it ends when it starts. Give a later end.")
    if length > DAY:
        raise CannotPlanError(f"The shift lasts {length / 60:,.0f} hours. Give 24 hours or less.")
    if question.people < 1:
        raise CannotPlanError("Nobody goes. Give at least one person; two are usual.")
    if question.people > MOST_PEOPLE:
        raise CannotPlanError(f"{question.people:,} people in one patrol. Give {MOST_PEOPLE} or fewer.")
    if question.minutes < DOSE[0]:
        raise CannotPlanError(
            f"{question.minutes:,} minutes on foot are fewer than one stop. Give at least {DOSE[0]}."
        )
    if question.minutes > length:
        raise CannotPlanError(
            f"{question.minutes:,} minutes on foot do not fit into a shift of {length:,.0f}. Give fewer "
            "minutes or a longer shift."
        )
    known = {str(code) for code in snapshot.study_area.wards["ward"]}
    unknown = len(question.wards - known)
    if unknown:
        said = "One of the wards asked for is" if unknown == 1 else f"{unknown} of the wards asked for are"
        raise CannotPlanError(f"{said} not in this area. Give codes of its wards, such as {min(known)}.")
