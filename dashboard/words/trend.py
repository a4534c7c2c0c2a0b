"""A Trend in words: what the chart shows, what must be known beside it, and its weeks as a table."""

from collections.abc import Sequence

import pandas as pd

from dashboard.weeks import SHORTEST_DAYS, Break, Trend, Usual, Week
from dashboard.wording import count_words, day_words, window_words

__all__ = ["notes", "remarks", "sentence", "summary", "weeks_table"]

NOT_COMPLETE = "not complete yet: more reports are still to come"


def sentence(answer: Trend) -> str:
    """Say what the weeks show, or why there are none."""
    few = answer.threshold
    if answer.state == "too short":
        return (
            f"A window of {answer.window.days} days is too short to show a course over time. "
            f"Choose {SHORTEST_DAYS} days or more."
        )
    if answer.state == "only months":
        return "These records say only the month, so there is nothing to show by week."
    said = f"{count_words(answer.total, threshold=few).capitalize()} on the map, {window_words(answer.drawn)}"
    if answer.state == "too few":
        return f"{said}: no week has enough of them to be shown."
    said += "."
    settled = [week for week in answer.weeks if week.settled and week.reports]
    if settled and not answer.breaks:
        top = max(settled, key=lambda week: week.reports or 0)
        said += f" The fullest week is that of {day_words(top.monday)}, with {count_words(top.reports)}."
    if len(answer.usual) == 1:
        said += f" {_first_up(_half(answer.usual[0], few))}."
    elif answer.usual:
        halves = [f"from {day_words(each.first)} {_half(each, few)}" for each in answer.usual]
        said += f" {_first_up('; '.join(halves))}."
    return said


def notes(answer: Trend) -> list[str]:
    """Say what must be known beside the chart, one or two sentences each."""
    if answer.state != "shown":
        return []
    told = [each.sentence for each in answer.breaks]
    if answer.incomplete_from is not None:
        one = answer.weeks[-1].monday == answer.incomplete_from
        since = (
            f"The week of {day_words(answer.incomplete_from)} is"
            if one
            else (f"The weeks from {day_words(answer.incomplete_from)} are")
        )
        told.append(f"{since} {NOT_COMPLETE}.")
    told += [
        f"What {agency} has sent reaches to {day_words(day)}: the weeks after lack its reports."
        for agency, day in answer.silent
    ]
    if any(each.reports for each in answer.usual):
        told.append("The line across the bars is what half of the whole weeks reach.")
    if any(week.reports is None for week in answer.weeks):
        told.append(
            f"A hatched week has fewer than {answer.threshold} reports, or is hidden so that such a count "
            "stays hidden."
        )
    if answer.rest != 0:
        rest = count_words(answer.rest, threshold=answer.threshold).capitalize()
        told.append(f"{rest} on the map are in no week: they say only the month, or are over ten years old.")
    if answer.drawn.first > answer.window.first and answer.rest == 0:
        told.append(f"Records begin on {day_words(answer.drawn.first)}.")
    return told


def summary(answer: Trend) -> str:
    """Say the chart in a few words, for whoever does not see it."""
    hidden = sum(week.reports is None for week in answer.weeks)
    weeks = "1 week" if len(answer.weeks) == 1 else f"{len(answer.weeks):,} weeks"
    few = f" {hidden} of them hidden." if hidden else ""
    return f"Reports in each of {weeks}.{few} {sentence(answer)} The table below has the same numbers."


def weeks_table(answer: Trend) -> pd.DataFrame:
    """Lay the weeks out for reading, the latest first: monday, shown, note."""
    few = f"fewer than {answer.threshold}, or hidden"
    rows = [
        {
            "monday": week.monday,
            "shown": few if week.reports is None else f"{week.reports:,}",
            "note": "; ".join(remarks(week, answer.breaks)),
        }
        for week in reversed(answer.weeks)
    ]
    return pd.DataFrame(rows, columns=["monday", "shown", "note"])


def remarks(week: Week, breaks: Sequence[Break]) -> list[str]:
    """Say in a few words what is special about a week."""
    told = [] if week.complete else ["not complete yet"]
    if week.days < 7:
        told.append(f"{week.days} of 7 days")
    return told + [
        f"recording changed on {day_words(each.day)}"
        for each in breaks
        if week.monday <= each.day <= week.sunday
    ]


def _half(usual: Usual, threshold: int) -> str:
    if usual.reports is None:
        return f"half of the whole weeks have fewer than {threshold}"
    if usual.reports == 0:
        return "more than half of the whole weeks have no reports"
    return f"half of the whole weeks have {usual.reports:,} or more"


def _first_up(text: str) -> str:
    return text[:1].upper() + text[1:]
