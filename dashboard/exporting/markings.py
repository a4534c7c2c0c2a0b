"""The markings that go with what leaves: by whose release it is, or by what list."""

from collections.abc import Mapping
from datetime import date, timedelta

from dashboard.exporting.document import LEVELS, Level, Marking

__all__ = [
    "AUDIENCES",
    "USUAL_DAYS",
    "joint_work_marking",
    "least_level",
    "marking_for",
    "own_marking",
    "public_marking",
]

USUAL_DAYS = 365
AUDIENCES: Mapping[str, str] = {"partner": "members of the partnership", "public": "everybody"}
"""The profile of a release -> for whom it is."""
HANDLING: Mapping[tuple[str, Level], str] = {
    ("partner", "OFFICIAL-SENSITIVE"): "Members of the partnership only. Do not publish or forward.",
    ("public", "OFFICIAL-SENSITIVE"): "Not to be published before the partnership has agreed.",
    ("public", "OFFICIAL"): "May be published.",
}


def least_level(profile: str) -> Level:
    """Say how a release of a profile is marked at least: what is for partners only is sensitive."""
    return "OFFICIAL" if profile == "public" else "OFFICIAL-SENSITIVE"


def marking_for(
    profile: str, *, today: date, level: Level | None = None, expires: date | None = None
) -> Marking:
    """Mark a release of a profile; the marking may be raised, not lowered.

    Raises
    ------
    ValueError
        If it is marked lower than its profile allows, or expires before it is made.
    """
    least = least_level(profile)
    level = level or least
    if level not in LEVELS:
        raise ValueError(f"There is no such marking. There are: {', '.join(LEVELS)}.")
    if LEVELS.index(level) < LEVELS.index(least):
        raise ValueError(f"A {profile} release is marked {least} at least.")
    expires = expires or today + timedelta(USUAL_DAYS)
    if expires <= today:
        raise ValueError("It would expire before it is made. Give a later day.")
    return Marking(level, HANDLING[profile, level], AUDIENCES[profile], expires)


def own_marking(agency: str, *, today: date, days: int = 30) -> Marking:
    """Mark what goes back to whoever sent it."""
    return Marking(
        "OFFICIAL-SENSITIVE", "For the sender only. Put right, send again, throw away.",
        f"the sender, {agency}" if agency else "the sender", today + timedelta(days),
    )  # fmt: skip


def public_marking() -> Marking:
    """Mark what tells of nobody and may be shown to anybody."""
    return Marking("OFFICIAL", "May be published.", AUDIENCES["public"], None)


def joint_work_marking(audience: str, *, until: date) -> Marking:
    """Mark what agencies work with together: places, times and tasks, and no figures."""
    handling = "For joint work in the partnership only. Do not publish or forward."
    return Marking("OFFICIAL-SENSITIVE", handling, audience, until)
