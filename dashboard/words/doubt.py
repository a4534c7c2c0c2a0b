"""Doubt in words: how firmly the places stand, and what two sources say of the wards."""

from typing import Any

import pandas as pd

from dashboard.answers.doubt import Doubt
from dashboard.answers.ward_agreement import NOTHING_TOLD, WardAgreement
from dashboard.situation import Situation
from dashboard.wording import STEADY, count_words, day_words, listed

__all__ = [
    "NUMBERS",
    "agreement_notes",
    "agreement_sentence",
    "doubt_notes",
    "doubt_sentence",
    "place_sentence",
    "places_table",
    "wards_table",
]

NUMBERS = {5: "five"}
MEANING = {
    "agree hot": "Agree: both stand out",
    "only reports": "Only recorded reports stand out",
    "only intelligence": "Only community reports stand out",
    "quiet": "Quiet: enough is known, nothing stands out",
    "unknown": "Unknown: too little is known",
}


def doubt_sentence(answer: Doubt, situation: Situation) -> str:
    """Say in a sentence or two how firm the ranking is."""
    if answer.places.empty:
        return f"There is no ranked place to be sure or unsure of. {situation.reason}"
    places, firm = len(answer.places), int((answer.places["in_top"] >= STEADY).sum())
    top = NUMBERS.get(answer.top, str(answer.top))
    all_agree = int((answer.places["methods"].map(len) == len(answer.titles)).sum())
    standing = answer.places["steady"].dropna()
    said = []
    if answer.reason:
        said.append(f"The reports could not be drawn again: {answer.reason}")
    else:
        said.append(
            f"Of {_places(places)}, {firm} {'is' if firm == 1 else 'are'} in the top {top} in at least "
            f"{STEADY:.0%} of {answer.resamples} redraws of the reports."
        )
    if len(standing):
        steady = int((standing >= STEADY).sum())
        said.append(f"{_of_them(steady, len(standing))} on at least {STEADY:.0%} of moved grids.")
    said.append(f"All {len(answer.titles)} methods point to {all_agree} of them.")
    return " ".join(said)


def place_sentence(row: Any, answer: Doubt) -> str:
    """Say of one place how firmly it stands."""
    parts = []
    if row.in_top == row.in_top:
        top = NUMBERS.get(answer.top, str(answer.top))
        parts.append(f"top {top} in {row.in_top:.0%} of resamples")
        parts.append(f"within {answer.moves} of its rank in {row.keeps_rank:.0%}")
    if row.steady == row.steady:
        parts.append(f"on {row.steady:.0%} of moved grids")
    parts.append(f"{row.agree} methods")
    return f"{row.rank}. {row.ward_name}: {'; '.join(parts)}."


def doubt_notes(answer: Doubt) -> list[str]:
    """Say what the columns mean."""
    if answer.places.empty:
        return []
    top = NUMBERS.get(answer.top, str(answer.top))
    return [
        f"Top {top}, and rank kept: had chance dealt the reports a little differently? As many reports as "
        f"there are were drawn from them {answer.resamples} times, and all places ranked anew each time. "
        "Places whose ranks are often exchanged cannot be told apart by rank.",
        "Moved grids: the share of eight grids, laid a little differently, on which the place still stands "
        "out. Larger cells, smaller cells, ward: whether it does with those; empty where there are too few "
        "reports to say, or where that is not told.",
        "A tick under a method: it marks some cell of the place. Methods share the same reports, so their "
        "agreement is no independent proof.",
    ]


def places_table(answer: Doubt) -> pd.DataFrame:
    """Lay the places out for reading: a column a question, a column a method."""
    places: list[Any] = list(answer.places.itertuples())
    rows = [
        {
            "rank": int(row.rank),
            "ward_name": row.ward_name,
            "in_top": _percent(row.in_top),
            "keeps_rank": _percent(row.keeps_rank),
            "steady": _percent(row.steady),
            **{name: _mark(getattr(row, name)) for name in ("larger", "smaller", "ward_stands")},
            **{title: "✓" if title in row.methods else "–" for title in answer.titles},
        }
        for row in places
    ]
    asked = ["in_top", "keeps_rank", "steady", "larger", "smaller", "ward_stands"]
    columns = ["rank", "ward_name", *asked, *answer.titles]
    return pd.DataFrame(rows, columns=columns)


def agreement_sentence(answer: WardAgreement) -> str:
    """Say in a sentence whether incidents and community intelligence agree, or what it would take to say."""
    on = day_words(answer.live_on)
    if answer.state == NOTHING_TOLD:
        return (
            f"No community report that can be counted was live on {on}, so there is nothing that recorded "
            "reports could agree with. Silence is not calm: enter what communities tell under Community "
            "reports."
        )
    reports = count_words(answer.counted, "community report", threshold=answer.threshold)
    number = answer.wards["word"].value_counts().to_dict()
    if answer.state == "not enough data":
        return (
            f"Not enough data to say: with {reports} live on {on}, too little is known of every ward. A "
            "longer window, or more community reports from at least two sources, would do."
        )
    parts = [
        f"both stand out in {number.get('agree hot', 0)}",
        f"only recorded reports in {number.get('only reports', 0)}",
        f"only community reports in {number.get('only intelligence', 0)}",
    ]
    return (
        f"Of {len(answer.wards)} wards, {listed(parts)}; {number.get('quiet', 0)} are quiet, and of "
        f"{number.get('unknown', 0)} too little is known. {reports.capitalize()} counted, live on {on}."
    )


def agreement_notes(answer: WardAgreement) -> list[str]:
    """Say how the two were set side by side, and what was not counted."""
    least = answer.settings["fewest_intelligence"]
    spread = "where people live" if answer.expected_by == "residents" else "the size of the wards"
    told = [
        f"Each source is tested by itself against {spread}, with the exact test, corrected for looking at "
        f"every ward; the two are never added up. Community reports stand out only with {least} or more from "
        f"at least {answer.settings['fewest_sources']} sources: one voice is not a signal.",
        "Quiet is said only where enough reports would be expected for a raised level to be noticed. A ward "
        "with few or hidden numbers is unknown, never calm.",
        "Counted are live community reports whose source is reliable or untested (1, 2) and whose "
        "information is known or corroborated (A to C).",
    ]
    names = {
        "grade": "graded lower",
        "check": "waiting for a second look",
        "ward": "without a ward",
        "handling": "shared with conditions that leave them out here",
    }
    parts = [
        f"{count_words(number, threshold=answer.threshold)} {names[name]}"
        for name, number in answer.left_out.items()
        if number != 0
    ]
    if parts:
        told.append(f"Not counted: {listed(parts)}.")
    if answer.conditional != 0:
        some = count_words(answer.conditional, threshold=answer.threshold).capitalize()
        told.append(
            f"{some} counted here may be shared only with conditions: heed them before passing this on."
        )
    return told


def wards_table(answer: WardAgreement) -> pd.DataFrame:
    """Lay the wards out for reading: name, both numbers, and what they say together."""
    shown = answer.wards[["name", "incidents_shown", "reports_shown"]]
    return shown.assign(together=answer.wards["word"].map(MEANING), word=answer.wards["word"])


def _percent(share: float) -> str:
    return "" if share != share else f"{share:.0%}"


def _mark(holds: bool | None) -> str:
    return "" if holds is None or holds != holds else "✓" if holds else "–"


def _places(number: int) -> str:
    return "1 place" if number == 1 else f"{number} places"


def _of_them(number: int, places: int) -> str:
    if number == places:
        return "It stands" if places == 1 else "All stand"
    return f"{number} {'stands' if number == 1 else 'stand'}"
