"""Trends in words: what the weeks and those around events show, and what must be known beside them."""

from typing import Any

import pandas as pd

from dashboard.answers.event_effect import (
    BREAK,
    BY_YEARS,
    EARLY,
    HIDDEN,
    LESS,
    MORE,
    OFF,
    SAME,
    TOO_FEW,
    EventEffect,
    Together,
)
from dashboard.answers.trends import Trends
from dashboard.desks.events import KINDS, SCALES
from dashboard.filters import Window
from dashboard.wording import count_words, day_words, listed, window_words
from dashboard.words.unusual_weeks import course_notes, course_sentence

__all__ = [
    "VERDICTS",
    "effect_notes",
    "effect_sentence",
    "effect_summary",
    "effect_table",
    "event_table",
    "heard_sentence",
    "heard_table",
    "span_words",
    "together_notes",
    "together_sentence",
    "together_table",
    "trends_notes",
    "trends_sentence",
    "trends_silent",
]

VERDICTS = {
    MORE: "more than expected",
    LESS: "fewer than expected",
    SAME: "not distinguishable from chance",
    TOO_FEW: "too few reports to say",
    OFF: "not all its weeks are on record",
    BREAK: "recording changed in its weeks",
    EARLY: "too early to tell",
    HIDDEN: "not shown",
}
LONGEST_LIST = 6


def trends_sentence(answer: Trends) -> str:
    """Say what the weeks of the line show."""
    named = "" if answer.source == "all" else f" Source: {answer.source_name.lower()}."
    return course_sentence(answer.course) + named


def trends_silent(answer: Trends) -> str:
    """Name the agencies whose weeks are not known; empty where there are none."""
    parts = [f"{name} has sent nothing after {day_words(day)}" for name, day in answer.silent]
    if not parts:
        return ""
    return f"{listed(parts)}: what happened since is unknown, not calm, however low the weeks stand."


def trends_notes(answer: Trends) -> list[str]:
    """Say what must be known beside the weeks."""
    told = course_notes(answer.course)
    if answer.state == "shown" and len(answer.events):
        told.append(
            "Pale bands are events, named above the weeks and in the table Events; the chosen one is darker."
        )
    if answer.weeks is not None:
        told.append(
            f"Weeks begin on Monday; they end with the latest record, {window_words(answer.weeks)}. A rise "
            "in "
            "reports can mean that more happens, or that more people tell it."
        )
    return told


def heard_sentence(answer: Trends) -> str:
    """Say how many community reports there are, by whom; never beside a count of incidents."""
    if answer.weeks is None:
        return "No weeks to look at."
    if answer.heard.empty:
        return (
            f"No graded community report to show, {window_words(answer.weeks)}. That does not mean that "
            "nothing happened."
        )
    parts = [
        f"{name} {answer.heard.loc[answer.heard['source'] == code, 'reports'].sum():,}"
        for code, name in answer.heard_sources.items()
    ]
    total = int(answer.heard["reports"].sum())
    said = f"{count_words(total, 'graded community report')}: {'; '.join(parts)}."
    out = []
    if answer.suspected:
        out.append(f"{answer.suspected:,} suspected to be false (grade E)")
    if answer.unchecked:
        out.append(f"{answer.unchecked:,} that a person must look at again")
    return said + (f" Left out: {listed(out)}." if out else "")


def heard_table(answer: Trends) -> pd.DataFrame:
    """Lay the community reports out for reading, the latest first: monday, source, reports."""
    table = answer.heard.sort_values(["monday", "source_name"], ascending=[False, True], kind="stable")
    return table[["monday", "source_name", "reports"]].reset_index(drop=True)


def span_words(first: Any, last: Any) -> str:
    """Write the days of an event."""
    return window_words(Window(first, last))


def event_table(answer: Trends) -> pd.DataFrame:
    """Lay the events out for reading: title, days, kind, scale, ward."""
    rows = [
        {
            "first_day": one["first_day"],
            "title": one["title"],
            "days": span_words(one["first_day"], one["last_day"]),
            "kind": KINDS.get(one["kind"], one["kind"]),
            "scale": SCALES.get(one["scale"], one["scale"]),
            "ward": one["ward_name"],
        }
        for one in answer.events.to_dict("records")
    ]
    return pd.DataFrame(rows, columns=["first_day", "title", "days", "kind", "scale", "ward"])


def effect_sentence(row: Any, answer: EventEffect) -> str:
    """Say in one sentence what the weeks around an event had."""
    name = f"{row['title']}, {span_words(row['first_day'], row['last_day'])}"
    verdict = row["verdict"]
    if verdict in (HIDDEN, OFF, BREAK):
        return f"{name}: {_untold(verdict, answer)}"
    expected = f"{_number(row['expected'])} would be expected {_basis(row, answer)}"
    had = f"{name}: {count_words(row['seen'])} {_seen_words(answer)}; {expected}"
    if verdict == TOO_FEW:
        least = f"{row['needed']:,.0f} in both windows together would be the least"
        return f"{had}. Too few reports to say: {least}."
    coming = "too early to tell, reports of these weeks are still to come."
    if pd.isna(row["ratio"]):
        return f"{had}. {coming.capitalize()}"
    if verdict == EARLY:
        return f"{had}. So far {_ratio(row)}: {coming}"
    size = f"{_ratio(row)}: {VERDICTS[verdict]}"
    return f"{had}. {size[0].upper()}{size[1:]}."


def _untold(verdict: str, answer: EventEffect) -> str:
    return {
        HIDDEN: f"not shown. A week around it has fewer than {answer.threshold} reports, or is hidden so "
        "that such a count stays hidden. A larger area, all strands or other lengths may do.",
        OFF: "not all of its weeks are on record, so there is nothing to compare yet.",
        BREAK: "recording changed in these weeks, so they cannot be compared.",
    }[verdict]


def _seen_words(answer: EventEffect) -> str:
    after = _weeks(answer.after)
    return (
        f"in the event's weeks and the {after} after"
        if answer.with_event
        else f"in the {after} after its weeks"
    )


def _weeks(number: int) -> str:
    return "week" if number == 1 else f"{number} weeks"


def _basis(row: Any, answer: EventEffect) -> str:
    before = f"from the {_weeks(answer.before)} before ({row['before']:,.0f})"
    if row["basis"] == BY_YEARS:
        return f"{before} and how the same weeks of {row['years']:.0f} earlier years went"
    return before


def _number(value: float) -> str:
    return f"{value:,.1f}".removesuffix(".0")


def _times(value: float) -> str:
    return f"{value:.2f}" if value < 10 else f"{value:,.0f}"


def _ratio(row: Any) -> str:
    if row["high"] == float("inf"):
        return f"at least {_times(row['low'])} times as many"
    return (
        f"{_times(row['ratio'])} times as many, between {_times(row['low'])} and {_times(row['high'])} times"
    )


def effect_summary(answer: EventEffect) -> str:
    """Say what all events together come to."""
    name = f"{answer.line.ward_name}, {answer.line.strand_name.lower()}"
    if answer.state == "no weeks":
        return f"{name}: no whole week lies in this window."
    if answer.state == "only months":
        return f"{name}: the records say only the month, so there are no weeks around events to compare."
    if answer.state == "no reports":
        return f"{name}: no such reports, so there are no weeks around events to compare."
    if answer.state == "no events":
        return (
            f"{name}: no event of these kinds and scales lies in these weeks. Enter events under Community."
        )
    many = len(answer.events)
    said = answer.events["verdict"].value_counts()
    parts = [f"{VERDICTS[verdict]}: {said[verdict]}" for verdict in VERDICTS if verdict in said]
    return f"{name}: {many} event{'' if many == 1 else 's'}. {'; '.join(parts).capitalize()}."


def effect_table(answer: EventEffect) -> pd.DataFrame:
    """Lay the events out for reading, the latest first, with every number as text."""

    def said(row: Any, name: str, form: str) -> str:
        return "" if pd.isna(row[name]) else format(row[name], form)

    rows = [
        {
            "first_day": row["first_day"],
            "title": row["title"],
            "days": span_words(row["first_day"], row["last_day"]),
            "kind": KINDS.get(row["kind"], row["kind"]),
            "before": said(row, "before", ",.0f"),
            "during": said(row, "during", ",.0f"),
            "after": said(row, "after", ",.0f"),
            "expected": said(row, "expected", ",.1f"),
            "ratio": "" if pd.isna(row["ratio"]) else f"{_times(row['ratio'])} ({_range(row)})",
            "q": "" if pd.isna(row["q"]) else "below 0.001" if row["q"] < 0.001 else f"{row['q']:.3f}",
            "verdict": VERDICTS[row["verdict"]],
            "sentence": effect_sentence(row, answer),
        }
        for row in answer.events.to_dict("records")[::-1]
    ]
    columns = [
        "first_day", "title", "days", "kind", "before", "during", "after", "expected", "ratio", "q",
        "verdict", "sentence",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def _range(row: Any) -> str:
    high = "no upper end" if row["high"] == float("inf") else _times(row["high"])
    return f"{_times(row['low'])} to {high}"


def effect_notes(row: Any, answer: EventEffect) -> list[str]:
    """Say what must be known beside the weeks around one event."""
    told = [
        "Windows are whole weeks from Monday. The weeks of the event "
        + ("count with those after." if answer.with_event else "count neither before nor after.")
    ]
    if row["basis"] == BY_YEARS:
        told.append(
            "Earlier years stand for the season. Where the event comes back every year, they hold it too: "
            "then "
            "this says whether this year was unlike the others. With more weeks before, smaller differences "
            "show."
        )
    elif row["basis"]:
        told.append(
            "There are not two earlier years on record under one way of recording, so a season that rises "
            "anyway "
            "looks like an effect."
        )
    if row["overlapping"]:
        names = list(row["overlapping"])
        more = f" and {len(names) - LONGEST_LIST} more" if len(names) > LONGEST_LIST else ""
        shown = ", ".join(names[:LONGEST_LIST]) if more else listed(names)
        told.append(
            f"Other events in these weeks: {shown}{more}. Which of them a change belongs to cannot be told."
        )
    if row["late"]:
        told.append("Some of these weeks are not complete: more reports are still to come.")
    told.append(
        "The range is exact for counts that vary by chance alone, and widened where weeks here vary more. "
        f"{len(answer.events)} events were looked at, and the verdict allows for that (q, Benjamini and "
        "Hochberg). "
        "A difference can have other causes: more trust, another campaign, another way of recording."
    )
    return told


def together_sentence(one: Together, answer: EventEffect) -> str:
    """Say what all events of one kind come to when laid over one another."""
    kind = KINDS.get(one.kind, one.kind)
    if one.state == "not enough data":
        return f"{kind}: not enough data to say. {one.reason}"
    chance = "below 0.01" if one.p < 0.01 else f"{one.p:.2f}"
    verdict = (
        "more than chance dates of the same season usually have"
        if one.state == "found"
        else "not distinguishable from chance dates of the same season"
    )
    return (
        f"{kind}, {one.events} events together: {_times(one.ratio)} times as many reports in the week of "
        "the event "
        f"and the {_weeks(answer.after)} after as in the {_weeks(answer.before)} before; chance dates have "
        f"{_times(one.low)} to {_times(one.high)} times (p {chance}): {verdict}."
    )


def together_notes(answer: EventEffect) -> list[str]:
    """Say what must be known beside events laid together."""
    told = [
        f"Each event was moved {answer.settings['replicates']:,} times to another week at its time of the "
        "year "
        "(up to six weeks away, in any year on record). The grey band holds 95 % of the means of such "
        "chance dates, "
        "each week by itself. Kinds are looked at one by one: of twenty, one stands out by chance. Events "
        "close to "
        "each other share weeks, which makes p somewhat too small."
    ]
    if any(one.stand_ins for one in answer.together):
        told.append(f"Hidden weeks count with {answer.stand_in} here, so that nothing tells what they had.")
    return told


def together_table(one: Together) -> pd.DataFrame:
    """Lay the weeks around events out for reading: week, mean, low, high."""
    return one.weeks.round(2) if len(one.weeks) else pd.DataFrame(columns=["week", "mean", "low", "high"])
