"""An answer over time in words: the headline, what must be known beside it, and its tables for reading."""

from collections.abc import Hashable, Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from dashboard.answers.over_time import NOT_SHOWN, OverTime
from dashboard.wording import BASELINE, count_words, km2_words, listed, window_words

__all__ = [
    "answer_json",
    "drawable",
    "headline",
    "how",
    "notes",
    "span_words",
    "step_words",
    "strip_alt",
    "strips_table",
    "trend_alt",
    "trends_table",
]

MARKS = {"hot": "H", "cold": "C", "neither": "\N{MIDDLE DOT}"}
STANDS = {
    "found": "yes",
    "none": "no",
    "not enough data": "not enough data",
    "hidden": "not shown",
}


def headline(answer: OverTime) -> tuple[str, str]:
    """Say what is counted, and what the cells show."""
    if answer.window is None:
        return "", answer.sentence
    counted = count_words(answer.total, threshold=answer.threshold).capitalize()
    cut = f"{len(answer.steps)} {answer.step}s" if len(answer.steps) > 1 else f"1 {answer.step}"
    return f"{counted} on the map in {cut}, {window_words(answer.window)}.", answer.sentence


def notes(answer: OverTime) -> list[str]:
    """Say what must be known beside the patterns, a sentence or two each."""
    told = []
    if answer.window is not None:
        told.append(
            f"Steps are whole {answer.step}s and end with the last whole month on record. A length of days "
            "in the side bar does not shorten them; dates of your own do."
        )
    if answer.widened:
        told.append(
            f"Each step needs more reports than that would give, so this shows {listed(answer.widened)}."
        )
    told += [f"{change} Compare the steps on either side with care." for change in answer.changes]
    hidden = answer.patterns.loc[answer.patterns["pattern"] == NOT_SHOWN, "cells"]
    if len(hidden) and answer.total is not None:
        cells = "1 cell is" if hidden.iloc[0] == 1 else f"{hidden.iloc[0]:,} cells are"
        told.append(
            f"{cells} not shown, because a count of fewer than {answer.threshold} could be worked out."
        )
    told.append(
        "Hot means more reports than one would expect there of the whole map's in the same step, cold fewer. "
        "More reports can be good news, and a cold cell is not a calm one."
    )
    return told


def how(answer: OverTime) -> list[str]:
    """Say how it was worked out, for whoever has to defend it."""
    chosen = answer.settings
    if not chosen:
        return []
    dates = f" on {chosen['fewest_dates']} different dates" if chosen["fewest_dates"] else ""
    return [
        f"{chosen['places']:,} cells of {km2_words(answer.cell_km2)}, {chosen['steps']} steps of "
        f"{answer.months} {'month' if answer.months == 1 else 'months'}. What is expected: as many "
        f"as there would be {BASELINE[chosen['baseline']]}.",
        "Each cell with those that touch it, in a step and the one before, is tested against the total of "
        "the map in these steps (exact binomial chance), so that neither the length of a month nor a rise "
        "everywhere matters. A step counts only if the cell, and the step, lie on that side themselves.",
        f"False finds are held to {chosen['alpha']:.0%} of all that is called hot or cold in any cell and "
        "step (Benjamini-Hochberg over all of them together). Hot takes at least "
        f"{chosen['fewest_reports']} reports{dates}.",
        f"About {chosen['mean_expected']:.1f} reports are expected around a cell in a step; "
        f"{chosen['enough_expected']:g} are needed, and {chosen['enough_steps']} steps. The trend of a cell "
        "that is hot or cold nearly always is Mann and Kendall's test of how many times the expected it "
        "holds, step by step.",
        f"Trends of wards and strands: {answer.trends.test}; chance is allowed for by the number of series "
        "in each table (Benjamini-Hochberg). The slope is the median of all slopes between two steps (Theil "
        "and Sen), of reports for each day, so that short months do not count as few.",
    ]


def step_words(step: tuple[date, date]) -> str:
    """Write a step briefly: Nov 2025 to Jan 2026."""
    first, last = step
    if (first.year, first.month) == (last.year, last.month):
        return f"{first:%b %Y}"
    start = f"{first:%b}" if first.year == last.year else f"{first:%b %Y}"
    return f"{start} to {last:%b %Y}"


def span_words(answer: OverTime) -> str:
    """Write the first and the last step."""
    return f"{step_words(answer.steps[0])} first, {step_words(answer.steps[-1])} last" if answer.steps else ""


def strips_table(answer: OverTime) -> pd.DataFrame:
    """Lay out the cells that were ever hot or cold: ward_name, pattern, strip, hot, cold, shown, cell."""
    cells = answer.cells
    ever = cells[(cells["hot_steps"].fillna(0) + cells["cold_steps"].fillna(0)) > 0]
    steps = len(answer.steps)
    return pd.DataFrame(
        {
            "cell": ever["cell"],
            "ward_name": ever["ward_name"],
            "pattern": ever["pattern"].str.capitalize(),
            "strip": ["".join(MARKS[mark] for mark in strip) for strip in ever["strip"]],
            "hot": [f"{int(n)} of {steps}" for n in ever["hot_steps"]],
            "cold": [f"{int(n)} of {steps}" for n in ever["cold_steps"]],
            "shown": _counts(ever["incidents"], answer.threshold),
        }
    ).reset_index(drop=True)


def trends_table(answer: OverTime, groups: Sequence[str]) -> pd.DataFrame:
    """Lay the trends of some groups out for reading."""
    table = answer.trends.table
    table = table[table["group"].isin(list(groups))].reset_index(drop=True)
    return pd.DataFrame(
        {
            "name": table["name"],
            "trend": table["state"].map(STANDS),
            "years": [
                f"{a:,.0f}, then {b:,.0f}" if a == a else ""
                for a, b in zip(table["first_year"], table["last_year"], strict=True)
            ],
            "slope": [
                f"{_signed(s)} ({_signed(low)} to {_signed(high)})" if s == s else ""
                for s, low, high in zip(table["slope"], table["slope_low"], table["slope_high"], strict=True)
            ],
            "p": [_chance(p) for p in table["p"]],
            "sentence": table["sentence"],
        }
    )


def drawable(answer: OverTime) -> dict[tuple[str, str], tuple[str, str]]:
    """List the series that can be drawn, by group and code: name and sentence."""
    shown = answer.trends.table[answer.trends.table["shown"] & bool(answer.steps)]
    return {(row["group"], row["code"]): (row["name"], row["sentence"]) for row in shown.to_dict("records")}


def strip_alt(answer: OverTime, drawn: int) -> str:
    """Say the chart of strips in a few words, for whoever does not see it."""
    return (
        f"Strips of {drawn} {'cell' if drawn == 1 else 'cells'}, one square a {answer.step}, H for hot and C "
        f"for cold: {span_words(answer)}. {answer.sentence} The table below has the same strips."
    )


def trend_alt(answer: OverTime, name: str, sentence: str) -> str:
    """Say the chart of one series in a few words."""
    return f"Reports in each {answer.step}, {name}. {sentence} The table below has the same numbers."


def answer_json(answer: OverTime) -> dict[str, Any]:
    """Put an answer into plain values for the shell."""
    table = answer.trends.table.drop(columns="shown")
    cells = answer.cells[answer.cells["side"] != ""]
    return {
        "state": answer.state,
        "sentence": answer.sentence,
        "window": [answer.window.first, answer.window.last] if answer.window else None,
        "step": answer.step,
        "steps": [list(step) for step in answer.steps],
        "resolution": answer.resolution,
        "total": answer.total,
        "threshold": answer.threshold,
        "patterns": answer.patterns.to_dict("records"),
        "cells": [
            _plain(row) for row in cells.drop(columns=["lon", "lat", "ward", "side"]).to_dict("records")
        ],
        "wards": answer.wards.to_dict("records"),
        "trends": [_plain(row) for row in table.to_dict("records")],
        "notes": notes(answer),
        "settings": answer.settings,
        "version": answer.version,
    }


def _plain(row: Mapping[Hashable, Any]) -> dict[str, Any]:
    return {
        str(key): None if isinstance(value, float) and value != value else value for key, value in row.items()
    }


def _counts(incidents: pd.Series, threshold: int) -> list[str]:
    few = f"fewer than {threshold}, or hidden"
    return [few if n != n else f"{int(n):,}" for n in incidents]


def _signed(number: float) -> str:
    sign = "+" if number > 0 else "\N{MINUS SIGN}"
    size = f"{abs(number):,.0f}" if abs(number) >= 9.95 else f"{abs(number):.2g}"
    return f"{sign}{size}" if abs(number) >= 0.005 else "0"


def _chance(p: float) -> str:
    if p != p:
        return ""
    return "< 0.001" if p < 0.001 else f"{p:.2g}"
