"""Clusters in words: what was found, what must be known beside it, and the tables."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard.answers.clusters import LEAST_CASES, LEAST_DAYS, Clusters
from dashboard.filters import Window
from dashboard.wording import count_words, distance_words, window_words

__all__ = [
    "answer_json",
    "chance_words",
    "headline",
    "how",
    "notes",
    "once_words",
    "sentence",
    "summary",
    "table_for_reading",
]

STATUS = {
    "new": "new since a week before",
    "ongoing": "already there a week before",
    "ended": "over",
    "reaches the last day": "reaches the last day",
}
YEAR_DAYS = 365.25


def headline(answer: Clusters) -> tuple[str, str]:
    """Say how many reports were looked at, and what came of it."""
    counted = (
        f"{count_words(answer.total, threshold=answer.threshold).capitalize()} on the map, "
        f"{window_words(answer.drawn)}."
    )
    number = len(answer.table)
    if answer.state == "not enough data":
        return counted, (
            f"Too few of them have a place and a {answer.unit} to look for clusters: 20 or more would do. "
            "Choose a longer window or fewer filters."
        )
    going = " that is still going on" if answer.going_on else ""
    if not number:
        said = f"No cluster{going} stands out from what chance brings."
    elif number == 1:
        said = f"1 cluster{going} stands out from what chance brings."
    else:
        going = " that are still going on" if answer.going_on else ""
        said = f"{number} clusters{going} stand out from what chance brings."
    if answer.left_out:
        said += f" Something as unlikely was left out: a cluster needs at least {_least(answer)} reports" + (
            f" on {LEAST_DAYS} different days." if answer.unit == "day" else "."
        )
    return counted, said


def sentence(row: Mapping[Any, Any], answer: Clusters) -> str:
    """Say one cluster in a sentence."""
    when = window_words(Window(row["first_day"], row["last_day"]))
    reports = _reports(row["reports"], answer)
    few = row["expected"] < 1
    expected = "less than one" if few else f"about {row['expected']:,.0f}"
    said = (
        f"{when}: {reports} within {distance_words(row['radius_m'])} of a point in {row['ward_name']}, where "
        f"{expected} would be expected if days had nothing to do with places. Chance alone brings one as "
        f"strong somewhere on this map {chance_words(row['p'])}."
    )
    if row["status"] in {"new", "ongoing"} and answer.unit == "day":
        said += f" It was {'not' if row['status'] == 'new' else 'already'} there a week before."
    if row["once_in_days"] == row["once_in_days"]:
        said += f" Asked every week, chance brings such a one {once_words(row['once_in_days'])}."
    return said


def chance_words(p: float) -> str:
    """Write a chance: 2 times in 1,000."""
    if p <= 0.001:
        return "1 time in 1,000 or less"
    of = 1000 if p < 0.01 else 100
    times = round(p * of)
    return f"{times} time{'' if times == 1 else 's'} in {of:,}"


def once_words(days: float) -> str:
    """Write how seldom something comes by chance."""
    if days < 60:
        return f"once in {days:.0f} days"
    if days < 2 * YEAR_DAYS:
        return f"once in {days / 30.4:.0f} months"
    years = days / YEAR_DAYS
    return "less than once in a hundred years" if years > 100 else f"once in {years:.0f} years"


def notes(answer: Clusters) -> list[str]:
    """Say what must be known beside the clusters, one or two sentences each."""
    told = [
        "A place that is always busy is no cluster, nor is a day that is busy everywhere. A cluster says "
        "that reports came together; it does not say why, nor what will happen."
    ]
    if answer.unit == "month":
        told.append("These records say only the month, so time is cut into months.")
    elif answer.undated != 0:
        few = count_words(answer.undated, threshold=answer.threshold).capitalize()
        told.append(f"{few} left out here: they say only the month.")
    if answer.going_on:
        told.append(
            "Late reports are still to come: what is going on may look weaker now than it will in some weeks."
        )
    if answer.table["reports"].isna().any():
        told.append(
            "Exact counts are hidden where what lies outside the clusters, or in a circle at other times, is "
            "a small count."
        )
    return told


def how(answer: Clusters) -> list[str]:
    """Say how it was worked out, in short paragraphs."""
    length = f"{answer.longest_days} days"
    return [
        "The space-time permutation scan (Kulldorff and others 2005). Circles of every size are laid around "
        f"every cell, up to {distance_words(answer.widest_m)}, and over every span of {answer.unit}s, up to "
        f"{length} or half the window. In each the reports are compared with what one would expect if the "
        f"{answer.unit}s of the reports had nothing to do with their places. No population is needed.",
        f"Then the {answer.unit}s of all reports are shuffled {answer.settings.get('chance maps', 999):,} "
        "times, and each time the strongest cluster anywhere is kept. A cluster is shown if at most 5 in 100 "
        "of these are as strong: looking everywhere is allowed for. Further clusters share no cell with a "
        "stronger one.",
        f"A cluster has at least {_least(answer)} reports"
        + (
            f" on at least {LEAST_DAYS} different days: one bad evening is none."
            if answer.unit == "day"
            else "."
        )
        + (
            " It is new if the same question, asked of the records up to a week earlier, finds no cluster "
            "that shares a cell and a day with it."
            if answer.going_on and answer.unit == "day"
            else ""
        ),
        "The reports of a cell count in its middle; the circle drawn reaches to the edge of its last cell. "
        "What is expected is told in whole numbers only, because it follows from how many reports a circle "
        "has at other times.",
        *[f"{name.capitalize()}: {value}." for name, value in answer.settings.items()],
    ]


def summary(answer: Clusters) -> str:
    """Say the map or the chart in a few words, for whoever does not see it."""
    rows = answer.table.to_dict("records")
    return " ".join([*headline(answer), *(f"{row['rank']}. {sentence(row, answer)}" for row in rows)])


def table_for_reading(answer: Clusters) -> pd.DataFrame:
    """Lay the clusters out for reading."""
    table = answer.table
    return pd.DataFrame(
        {
            "rank": table["rank"],
            "ward_name": table["ward_name"],
            "radius": [distance_words(metres) for metres in table["radius_m"]],
            "first_day": table["first_day"],
            "last_day": table["last_day"],
            "shown": [_reports(n, answer, noun="") for n in table["reports"]],
            "expected": ["less than 1" if n < 1 else f"about {n:,.0f}" for n in table["expected"]],
            "chance": [chance_words(p) for p in table["p"]],
            "status": [STATUS[status] for status in table["status"]],
        }
    )


def answer_json(answer: Clusters) -> dict[str, Any]:
    """Lay the answer out for another program."""
    counted, verdict = headline(answer)
    rows = [
        {
            **{name: (None if value != value else value) for name, value in row.items()},
            "hidden": bool(row["reports"] != row["reports"]),
            "sentence": sentence(row, answer),
        }
        for row in answer.table.to_dict("records")
    ]
    return {
        "state": answer.state,
        "said": f"{counted} {verdict}",
        "window": {"from": answer.drawn.first, "to": answer.drawn.last},
        "still_going_on": answer.going_on,
        "unit": answer.unit,
        "resolution": answer.resolution,
        "total": answer.total,
        "without_a_day": answer.undated,
        "clusters": rows,
        "settings": answer.settings,
        "notes": notes(answer),
        "duplicates": answer.filters.duplicates,
        "data_version": answer.version,
    }


def _least(answer: Clusters) -> int:
    return max(LEAST_CASES, answer.threshold)


def _reports(number: float, answer: Clusters, *, noun: str = "report") -> str:
    if number != number:
        return f"{_least(answer)} {noun}s or more" if noun else f"{_least(answer)} or more"
    return count_words(number, noun) if noun else f"{int(number):,}"
