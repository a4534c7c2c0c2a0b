"""Near repeats in words: what was counted, and what must be known before it is believed."""

from dashboard.answers.near_repeats import NearRepeats
from dashboard.wording import count_words, window_words

__all__ = ["BAND_TITLES", "notes", "summary"]

BAND_TITLES = {
    "usual": "Up to 400 m and 4 weeks",
    "near": "Up to 200 m and 2 weeks",
    "wide": "Up to 1 km and 3 months",
}


def notes(answer: NearRepeats) -> list[str]:
    """Say what must be known beside the table, one or two sentences each."""
    told = []
    if answer.reports is not None and not answer.first:
        told.append(
            f"{count_words(answer.reports).capitalize()} on the map with a known day, "
            f"{window_words(answer.window)}."
        )
    if answer.left_out:
        told.append(
            f"{count_words(answer.left_out).capitalize()} left out, because their day is not known to within "
            "a day and a night."
        )
    if answer.undecided:
        told.append(
            "Some possible duplicates are not decided. Two records of one event look like a near repeat: "
            "count them once wherever possible (side bar) and see whether it stands."
        )
    if not answer.table.empty:
        shuffles = answer.settings["permutations"]
        told.append(
            f"Times are shuffled {shuffles:,} times over the same places. A band is flagged where q, which "
            f"allows for all {answer.settings['bands_tested']} bands (Benjamini and Hochberg), is below 0.05 "
            "and there are at least 1.2 times as many pairs as chance makes. Each band holds its lower end "
            "and not its upper one."
        )
    if not answer.table.empty and answer.table["hidden"].any():
        told.append(f"Under {answer.threshold} pairs are not shown, nor is anything that rests on them.")
    if answer.first:
        told.append(
            f"A pair is {answer.first} and later, near by, {answer.later}; a report of both counts as later. "
            "Two on one day have no order. That one follows the other does not say that it causes it."
        )
    return told


def summary(answer: NearRepeats) -> str:
    """Say the chart in a few words, for whoever does not see it."""
    return f"How many times as many pairs as chance makes, by distance and time apart. {answer.sentence}"
