"""A release in words: what it is, how its numbers were made, and when the next one comes."""

from dashboard.answers.released.calendar import unit_of
from dashboard.answers.released.noise import most_off
from dashboard.released.release import Release
from dashboard.wording import day_words, listed

__all__ = [
    "NOTHING_YET",
    "NOT_TO_BE_ADDED",
    "PROFILE",
    "about_release",
    "example_of_noise",
    "few_words",
    "headline",
    "next_release",
    "rounded_words",
    "why_no_window",
]

PROFILE = {"partner": "for partners", "public": "for everybody"}
"""Whom a release of each profile is for."""


NOT_TO_BE_ADDED = (
    "The tables do not add up. Each number, the totals too, has noise of its own. Take the number that is "
    "given for what you ask; adding up others only adds up their noise."
)
NOTHING_YET = (
    "Figures are shown here once a release has been made, of whole months of records. An analyst, a "
    "coordinator or an administrator can make one."
)


def headline(release: Release) -> str:
    """Say in a sentence what lies before the reader."""
    first, last = f"{release.first:%B %Y}", f"{release.last:%B %Y}"
    return (
        f"Release {release.number} {PROFILE[release.profile]}: reports from {first} to {last}, made on "
        f"{day_words(release.made_at.date())}."
    )


def rounded_words(release: Release) -> str:
    """Say how every number of the page was made, in a line."""
    rounded = f", then rounded to the nearest {release.base}" if release.base > 1 else ""
    return (
        f"Every number carries a little noise (at most {most_off(release) - release.base // 2} either way)"
        f"{rounded}. Numbers below {release.threshold}, zero too, read “{release.few}”."
    )


def about_release(release: Release) -> dict[str, str]:
    """List what there is to know of a release, label by label."""
    return {
        "Release": f"number {release.number}, {PROFILE[release.profile]}",
        "Made": f"{day_words(release.made_at.date())}, {release.made_at:%H:%M} UTC",
        "Covers": f"{release.first:%B %Y} to {release.last:%B %Y}, whole months",
        "Fingerprint": f"{release.digest[:12]} (the first of {len(release.digest)} characters)",
        "Hidden": f"numbers below {release.threshold}; zero looks the same",
        "Noise": f"at most {most_off(release) - release.base // 2} either way"
        + (f"; then rounded to the nearest {release.base}" if release.base > 1 else ""),
        "Reporting cells": f"{len(release.cells)}, division {release.cells_version}, kept until "
        f"{day_words(release.cells_until)}"
        if release.cells
        else "none: too few reports to divide the area",
        "Periods": listed(sorted({unit_of(p) + "s" for p in release.values["period"].unique().to_list()})),
    }


def example_of_noise(release: Release) -> str:
    """Show with an example what a shown number may stand for."""
    off = most_off(release)
    number = 40
    return (
        f"A number shown as {'about ' if release.base > 1 else ''}{number} stands for a true number from "
        f"{number - off} to {number + off}, most often within {2 if release.base == 1 else 4} of it. The "
        "same reports always get the same noise, so asking again tells nothing new."
    )


def few_words(release: Release) -> str:
    """Say what a hidden number stands for."""
    return (
        f"“{release.few}” stands for every smaller number, and for none at all. Nobody can tell from this "
        "page which of them it is; that protects whoever is behind a single report."
    )


def why_no_window() -> str:
    """Say why no dates, areas or groups of one's own can be asked for."""
    return (
        "You can ask for calendar months, quarters and years, for wards and for reporting cells, and for "
        "nothing in between. Two windows that differ by one day, or two areas that differ by one street, "
        "would tell "
        "what happened on that day or in that street to whoever takes one from the other, however the single "
        "numbers are protected. So there is one fixed set of tables, made once."
    )


def next_release(release: Release) -> str:
    """Say by which rule the next one is made."""
    often = {"partner": "a week", "public": "a month"}[release.profile]
    return (
        f"The next release is made {often} after this one at the earliest, and only once at least 10 records "
        "have changed."
    )
