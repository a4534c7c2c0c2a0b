"""Unusual weeks in words: what stands out, what must be known beside it, and its tables."""

from typing import Any

import pandas as pd

from dashboard.answers.unusual_weeks import ALL, FEW, OVER, UNKNOWN, USUAL, UnusualWeeks
from dashboard.answers.week_course import Course, CourseWeek
from dashboard.wording import count_words, day_words, listed, window_words

__all__ = [
    "course_notes",
    "course_sentence",
    "course_table",
    "lines_table",
    "notes",
    "sentence",
    "spoken",
    "summary",
    "week_words",
]

NEEDS = "A line needs 5 reports in four weeks, and 15 weeks on record under one way of recording."
LARGER = "All reports of the whole area, or fewer filters, may have enough."


def sentence(answer: UnusualWeeks) -> str:
    """Say what stands out, or why nothing can be said."""
    if answer.state == "only months":
        return "These records say only the month, so there are no weeks to look at."
    if answer.counts[UNKNOWN]:
        return (
            "Not known: what has come in does not reach four complete weeks of the last three months. Import "
            "what the agencies have sent since. That nothing came does not mean that nothing happened."
        )
    if answer.state == "not enough data" or answer.four is None:
        return f"Not enough data to say whether anything is unusual. {NEEDS} {LARGER}"
    looked, when = len(answer.lines), window_words(answer.four)
    over = answer.lines[answer.lines["state"] == OVER]
    rest = (
        f"{answer.counts[USUAL]:,} are as usual, and of {answer.counts[FEW]:,} there are too few reports or "
        "weeks to say."
    )
    if over.empty:
        return f"No ward or strand has unusually many reports, {when}. Of {looked:,} lines looked at, {rest}"
    named = [_called(row) for row in over.head(4).to_dict("records")]
    more = f" and {len(over) - 4} more" if len(over) > 4 else ""
    return f"Unusually many reports, {when}: {listed(named)}{more}. Of {looked:,} lines looked at, {rest}"


def notes(answer: UnusualWeeks) -> list[str]:
    """Say what must be known beside the table."""
    told = []
    if answer.four is not None:
        told.append(
            "Unusually many reports are not bad by themselves: people may report more, a centre may have "
            "opened, or an agency may have begun to send. As usual is said of reports, not of what is "
            "never reported."
        )
        alone = answer.settings.get("alone_false_a_year", 0)
        told.append(
            f"{len(answer.lines):,} lines were looked at. If nothing had changed anywhere, about one look in "
            f"twenty would name one of them. One test a week of each by itself would give some {alone:,.0f} "
            "false signals a year."
        )
    if answer.incomplete_from is not None and answer.four is not None:
        told.append(
            f"Weeks from {day_words(answer.incomplete_from)} on are not complete yet: they neither make a "
            "line unusual nor as usual."
        )
    told += [
        f"What {agency} has sent reaches to {day_words(day)}: the weeks after lack its reports."
        for agency, day in answer.silent
    ]
    told += [f"{each.sentence} Lines that it concerns begin anew." for each in answer.breaks]
    if answer.monthly != 0:
        many = count_words(answer.monthly, threshold=answer.threshold).capitalize()
        told.append(f"{many} on the map say only the month and are in no week.")
    told.append(
        "Strands do not add up: a report with several counts in each. "
        f"Sums below {answer.threshold} are hidden, and some others so that these stay hidden."
    )
    return told


def summary(answer: UnusualWeeks) -> str:
    """Say the table in a few words, for whoever does not see it."""
    return f"One row a ward and strand. {sentence(answer)}"


def spoken(row: Any, answer: UnusualWeeks) -> str:
    """Say one line in a sentence."""
    name = f"{row['ward_name']}, {row['strand_name'].lower()}"
    early = " A week that is not complete is above its limit already." if row["early"] else ""
    if row["state"] == UNKNOWN:
        return f"{name}: not known; nothing complete has come in lately."
    if row["state"] == FEW:
        return f"{name}: {_too_few(row, answer)}"
    many = count_words(row["reports"])
    usual = (
        "" if pd.isna(row["low"]) else f", where {row['low']:,.0f} to {row['high']:,.0f} would be as usual"
    )
    if row["state"] == OVER:
        since = f" High since the week of {day_words(row['since'])}." if row["since"] else ""
        return f"{name}: unusually many, {many} in the four weeks{usual}.{since}{early}"
    if not pd.isna(row["high"]) and row["reports"] > row["high"]:
        return f"{name}: {many} in the four weeks{usual}; of so many lines some are above by chance.{early}"
    return f"{name}: as usual, {many} in the four weeks{usual}.{early}"


def _too_few(row: Any, answer: UnusualWeeks) -> str:
    """Say why there is not enough to say, and what would do."""
    if row["why"] == "short":
        return f"{row['weeks']} weeks on record under one way of recording; 15 are needed."
    if row["why"] == "recording changed":
        return "recording changed in these weeks; 15 weeks after the change are needed."
    if pd.isna(row["reports"]):
        return f"fewer than {answer.threshold} reports, or hidden so that such a count stays hidden."
    many = count_words(row["reports"])
    return f"{many} in the four weeks; fewer than 5 are too few to say anything."


def lines_table(answer: UnusualWeeks) -> pd.DataFrame:
    """Lay the lines out for reading: ward, strand, state, reports, usual, since, method, sentence."""
    few = f"fewer than {answer.threshold}, or hidden"
    rows = [
        {
            "ward": row["ward_name"],
            "strand": row["strand_name"],
            "state": f"{row['state']}: nothing received" if row["state"] == UNKNOWN else row["state"],
            "reports": _reports(row, answer, few),
            "usual": "" if pd.isna(row["low"]) else f"{row['low']:,.0f} to {row['high']:,.0f}",
            "since": row["since"],
            "method": row["method"],
            "sentence": spoken(row, answer),
        }
        for row in answer.lines.to_dict("records")
    ]
    columns = ["ward", "strand", "state", "reports", "usual", "since", "method", "sentence"]
    return pd.DataFrame(rows, columns=columns)


def _reports(row: Any, answer: UnusualWeeks, few: str) -> str:
    if row["state"] == UNKNOWN or answer.four is None:
        return "not known"
    return few if pd.isna(row["reports"]) else f"{row['reports']:,.0f}"


def course_sentence(answer: Course) -> str:
    """Say what the weeks of one line show, or why there are none."""
    name = f"{answer.line.ward_name}, {answer.line.strand_name.lower()}"
    if answer.state == "no weeks":
        return f"{name}: no whole week lies in this window. Choose a longer one."
    if answer.state == "only months":
        return f"{name}: the records say only the month, so there are no weeks to look at."
    if answer.state == "too few":
        return f"{name}: no week has enough reports to be shown. A larger area or all reports may have."
    n, hidden = len(answer.weeks), sum(week.reports is None for week in answer.weeks)
    known = f"; {hidden} of them hidden" if hidden else ""
    return f"{name}: reports in each of {n} weeks{known}."


def course_notes(answer: Course) -> list[str]:
    """Say what must be known beside the chart."""
    if answer.state != "shown":
        return []
    told = [each.sentence for each in answer.breaks]
    if any(week.limit is not None for week in answer.weeks):
        told.append("The stepped line is the limit of each week: only one week in 200 passes it by chance.")
    if answer.stand_in is not None:
        told.append(
            f"Hidden weeks count as {count_words(answer.stand_in)} in the limits, so that no limit tells "
            "what "
            "they had."
        )
    if answer.limits_hidden:
        told.append("Limits are left out where too many of the weeks that they rest on are hidden.")
    if any(week.awaited is not None for week in answer.weeks):
        told.append(
            "Hollow weeks are not complete. The dashed line shows how many reports they are likely to have "
            "in the end (95 % interval), going by how late reports usually come."
        )
    elif any(not week.complete for week in answer.weeks):
        told.append("Hollow weeks are not complete: more reports are still to come.")
    if any(week.reports is None for week in answer.weeks):
        told.append(
            f"A hatched week has fewer than {answer.threshold} reports, or is hidden so that such a count "
            "stays hidden."
        )
    return told


def course_table(answer: Course) -> pd.DataFrame:
    """Lay the weeks out for reading, the latest first: monday, reports, limit, note."""
    rows = [
        {
            "monday": week.monday,
            "reports": f"fewer than {answer.threshold}, or hidden"
            if week.reports is None
            else f"{week.reports:,}",
            "limit": "" if week.limit is None else f"{week.limit:,.0f}",
            "note": "; ".join(_remarks(week, answer)),
        }
        for week in reversed(answer.weeks)
    ]
    return pd.DataFrame(rows, columns=["monday", "reports", "limit", "note"])


def week_words(week: CourseWeek, answer: Course) -> str:
    """Say one week in a few words."""
    many = f"fewer than {answer.threshold}, or hidden" if week.reports is None else count_words(week.reports)
    extra = _remarks(week, answer)
    if week.limit is not None:
        extra.insert(0, f"limit {week.limit:,.0f}")
    return f"Week of {day_words(week.monday)}: {many}" + (f" ({'; '.join(extra)})" if extra else "")


def _remarks(week: CourseWeek, answer: Course) -> list[str]:
    told = []
    if answer.four and answer.four.first <= week.monday <= answer.four.last:
        told.append("one of the four weeks")
    if not week.complete:
        told.append("not complete yet")
    if week.awaited is not None:
        told.append(f"likely {week.awaited:,.0f} in the end, {week.low:,.0f} to {week.high:,.0f}")
    if week.limit is not None and week.reports is not None and week.reports > week.limit:
        told.append("above its limit")
    return told + [
        f"recording changed on {day_words(each.day)}"
        for each in answer.breaks
        if week.monday <= each.day <= week.sunday
    ]


def _called(row: Any) -> str:
    usual = "" if pd.isna(row["low"]) else f", {row['low']:,.0f} to {row['high']:,.0f} usual"
    place = "the whole area" if row["ward"] == ALL else row["ward_name"]
    return f"{place}, {row['strand_name'].lower()} ({row['reports']:,.0f}{usual})"
