"""A patrol in words: which place, when and why, and how the minutes are shared; never a count of reports."""

from collections.abc import Sequence
from string import ascii_uppercase

from dashboard.wording import listed

__all__ = [
    "fairness_words",
    "hot_spot_words",
    "problem_headings",
    "problem_why",
    "reason_words",
    "share_words",
    "when_words",
    "where_words",
    "why_words",
]

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
PART_WORDS = {
    "morning": "in the morning (6:00 to 12:00)",
    "afternoon": "in the afternoon (12:00 to 17:00)",
    "evening": "in the evening (17:00 to 22:00)",
    "night": "at night (22:00 to 6:00)",
}
SHARES = (
    (0.02, "hardly any"),
    (0.075, "about a twentieth"),
    (0.15, "about a tenth"),
    (0.225, "about a fifth"),
    (0.29, "about a quarter"),
    (0.42, "about a third"),
    (0.58, "about half"),
    (0.71, "about two thirds"),
    (0.85, "about three quarters"),
    (0.97, "most"),
)
NAMED_WARDS = 4
GRID_LETTERS = ascii_uppercase.replace("I", "")
LONG_RUN = 3
"""So many days in a row are named by the first and the last."""


def share_words(share: float) -> str:
    """Write a share roughly, so that no count can be worked out from it."""
    if share != share:
        return "not shown"
    if share <= 0:
        return "none"
    return next((words for below, words in SHARES if share < below), "nearly all")


def where_words(ward: str, roads: Sequence[str], x: float, y: float) -> str:
    """Say which place it is: by its streets, or by its square of 100 m on the National Grid."""
    return f"by {listed(roads)}, {ward}" if roads else f"in {ward} ({_grid_square(x, y)})"


def _grid_square(x: float, y: float) -> str:
    """Name the square of 100 m that holds a point, as on Ordnance Survey maps: NZ 446 190."""
    east, south = int(x // 100_000), 19 - int(y // 100_000)
    letters = (south - south % 5 + (east + 10) // 5, south * 5 % 25 + east % 5)
    named = "".join(GRID_LETTERS[at] for at in letters)
    return f"{named} {int(x % 100_000 // 100):03d} {int(y % 100_000 // 100):03d}"


def when_words(parts: Sequence[str], days: Sequence[int], *, known: bool) -> str:
    """Say when most of a place's reports lie.

    Parameters
    ----------
    parts, days : sequence
        As `spatial.patrol.rates.busiest` names them.
    known : bool
        Whether enough of its reports say their hours.
    """
    if not known:
        return "the hours of its reports are not known well enough to say"
    if not parts and not days:
        return "no hours and no days stand out"
    names = [DAYS[day] for day in days]
    run = listed(names) if len(names) < LONG_RUN else f"{names[0]} to {names[-1]}"
    if not parts:
        return f"most on {run}, at no hours more than at others"
    return f"most {' and '.join(PART_WORDS[part] for part in parts)}{f', mostly on {run}' if names else ''}"


def why_words(
    *, rank: int, spot_ward: str, categories: Sequence[str], several: bool, met: str, when: str, steady: bool
) -> str:
    """Say in one sentence why here and why then.

    Parameters
    ----------
    rank, spot_ward : int, str
        Of the hot spot that the place lies in.
    several : bool
        Whether several agencies told of it.
    met : str
        "parts" if the round comes in the part of the day that has most of the reports, "unknown" if their
        hours are, else "".
    """
    here = f"Reports of what a patrol could see{_told(categories, several)} concentrate here"
    then = {
        "parts": f"{when}, which is when the round comes",
        "unknown": f"{when}, so it is here for its place alone",
        "": f"{when}; at the hours of the round they are no fewer than usual",
    }[met]
    doubt = "" if steady else "; take the hot spot with caution: it does not stand on every grid"
    return f"{here}, in hot spot {rank} ({spot_ward}); {then}{doubt}."


def _told(categories: Sequence[str], several: bool) -> str:
    """Say of what the reports are, and whether several agencies hold them."""
    said = [f"mostly {listed(categories)}"] if categories else []
    said += ["told by several agencies"] if several else []
    return f" ({'; '.join(said)})" if said else ""


def hot_spot_words(number: int) -> str:
    """Say how many hot spots there are."""
    return "There is one hot spot" if number == 1 else f"There are {number} hot spots"


def reason_words(stops: int, rounds: int, dose: int) -> str:
    """Say what the plan is, in one sentence."""
    places = "one place" if stops == 1 else f"{stops} places"
    again = "once" if rounds == 1 else f"{rounds} times, about every two hours"
    return f"{places.capitalize()} where reports concentrate, {dose} minutes each, {again}."


def fairness_words(
    planned: Sequence[str], wards: int, *, by_ward: float, by_places: float, hidden: bool
) -> str:
    """Say how the minutes are shared over wards, and which share of all reports the places cover.

    Parameters
    ----------
    planned : sequence of str
        Wards with minutes, the most first.
    wards : int
        Wards that there are in the question.
    by_ward, by_places : float
        Shares of all reports on the map that those wards, and the places themselves, have.
    hidden : bool
        Whether the share of one of these wards may not be shown.
    """
    named = listed([*planned[:NAMED_WARDS], *(["others"] if len(planned) > NAMED_WARDS else [])])
    these = "This ward has" if len(planned) == 1 else "These wards have"
    theirs = "" if hidden else f"{these} {share_words(by_ward)} of all reports on the map; the"
    covered = f"{theirs or 'The'} places themselves have {share_words(by_places)} of them.".replace(
        "of them", "of all reports on the map" if hidden else "of them"
    )
    where = f"{len(planned)} of {wards} wards ({named})" if wards > 1 else named
    return (
        f"The minutes at places lie in {where}. {covered} "
        "Reports follow who reports, and a ward without minutes is not thereby calm."
    )


def problem_why(setting: str, categories: Sequence[str], *, several: bool) -> str:
    """Say why a place is one for solving a problem."""
    return f"Reports{_told(categories, several)} concentrate here that no patrol would see: {setting}."


def problem_headings(
    *, why: str, when: str, setting: str, partners: Sequence[str], centre: str
) -> dict[str, str]:
    """Fill in of SARA what is known, in words, and say what to ask."""
    return {
        "Scanning": f"{why} When: {when}.",
        "Analysis": (
            f"To ask: who is targeted and how often the same people; what links those who do it; what "
            f"happens {setting} before and after; who sees it and tells nobody. Nearest open reporting "
            f"centre: {centre}."
        ),
        "Response": (
            f"Begin with support of those targeted and with what the place itself can change. Ask to join: "
            f"{listed(partners)}."
        ),
        "Assessment": (
            "Agree before beginning what would show that it worked, by when, and beside which comparable "
            "places. More reports may be the aim: judge harm apart from reporting."
        ),
    }
