"""Where released reports concentrate, and the bands of tension, in words."""

from collections.abc import Callable, Mapping
from typing import Any

from dashboard.answers.released.calendar import period_words
from dashboard.answers.released.concentrations import AGAINST, LEAST_PLACES, LEAST_REPORTS, Concentrations
from dashboard.answers.released.tension import BANDS, Bands
from dashboard.wording import day_words, km2_words, listed
from dashboard.words.released import ONE, of_strand

__all__ = ["bands_sentence", "concentration_notes", "concentration_sentence", "place_sentence", "times_words"]


def concentration_sentence(answer: Concentrations) -> str:
    """Say whether reports concentrate anywhere, or why that cannot be said."""
    release, (one, many) = answer.release, ONE[answer.by]
    what, when = of_strand(release, answer.strand), period_words(answer.period)
    if answer.reason == "residents":
        return "Not enough is known to say: this release has no residents to set the wards against."
    if answer.reason == "places":
        return (
            f"There is not enough data to say where {what} concentrate in {when}: only {len(answer.table)} "
            f"{one if len(answer.table) == 1 else many} can be shown, and {LEAST_PLACES} are needed. "
            "A longer period, or all strands together, may do."
        )
    if answer.reason == "reports":
        return (
            f"There is not enough data to say where {what} concentrate in {when}: the numbers shown come to "
            f"fewer than {LEAST_REPORTS}. A longer period, or all strands together, may do."
        )
    spread = "over the ground" if answer.by == "cell" else "as residents are"
    if answer.found.empty:
        return (
            f"In {when} no {one} stands out: {what} are spread {spread}, as far as chance and noise let see."
        )
    number = len(answer.found)
    of = len(answer.table) + answer.hidden
    said = (
        f"In {when} **{number} of {of} {many}** {'stands' if number == 1 else 'stand'} out, with more {what} "
        f"than an even spread {spread}, chance and noise would give."
    )
    places, held, share = answer.half
    if not places:
        return said
    of_all = f"{share:.0%} of the {'ground' if answer.by == 'cell' else 'residents'}"
    on = f"{km2_words(held)}, {of_all}" if answer.by == "cell" else of_all
    return f"{said} Half of the reports were made in {places} {one if places == 1 else many} with {on}."


def place_sentence(answer: Concentrations, row: Mapping[Any, Any], name: Callable[[str, str], str]) -> str:
    """Say one place that stands out, with its number and what an even spread would give it."""
    size = float(row["size"])
    on = f"{km2_words(size)} of ground" if answer.by == "cell" else f"{size:,.0f} residents"
    label = name(str(row["code"]), str(row["label"]))
    return (
        f"{label}: {row['shown']} reports on {on}, {times_words(float(row['times']))} as many as an even "
        f"spread would give (about {_rough(float(row['expected']))})."
    )


def concentration_notes(answer: Concentrations) -> list[str]:
    """Say how places are compared, and what that cannot tell."""
    release, (one, many) = answer.release, ONE[answer.by]
    against = {"km2": "area", "residents": "residents"}[AGAINST[answer.by]]
    notes = [
        f"Each {one}'s number is set against its share of the {against}, by an exact sum over chance and the "
        f"release's noise, corrected for having looked at all {many}. Named is only what has half as many "
        "again as expected, or more."
    ]
    if answer.hidden:
        notes.append(
            f"{answer.hidden} hidden {one if answer.hidden == 1 else many} counted as "
            f"{release.threshold - 1} each, so that nothing stands out for want of what is hidden. "
            "Of them nothing is said."
        )
    if answer.by == "cell":
        notes.append(
            "Reporting cells are small where many reports were made and large elsewhere. Fields and water "
            "are ground too: a cell in a town centre stands out partly because people are there."
        )
    if answer.drawn_to is not None:
        notes.append(
            f"The cells were drawn by the reports of the year to {day_words(answer.drawn_to)}, which are "
            "counted here too, so they look a little more concentrated than they are."
        )
    notes.append("Reports are where they were made, not where people are unsafe.")
    return notes


def times_words(number: float) -> str:
    """Write a ratio as roughly as noisy numbers allow."""
    return f"{number:.1f} times" if number < 10 else f"{number:,.0f} times"


def _rough(number: float) -> str:
    return f"{number:.1f}" if number < 10 else f"{number:,.0f}"


def bands_sentence(answer: Bands) -> str:
    """Say how many wards are in each band."""
    counts = answer.table["band"].value_counts()
    said = [
        f"{int(counts[band])} {BANDS[band].lower()}" for band in sorted(BANDS, reverse=True) if band in counts
    ]
    said += [f"{answer.unknown} unknown"] if answer.unknown else []
    return (
        f"Wards in {period_words(answer.quarter)}: {listed(said)}. Unknown means that nothing was told, "
        "or too little to be shown. It does not mean calm."
    )
