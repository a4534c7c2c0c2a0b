"""A back-test in words: which method to trust here, what must be known beside it, and its rows as a table."""

from typing import Any

import pandas as pd

from dashboard.answers.backtest import PERIODS, BackTest
from dashboard.wording import count_words, listed, window_words

__all__ = ["label", "notes", "reading_table", "sentence", "summary"]

NO_FORECAST = (
    "This says whether reports came where they had concentrated before. It does not say where anything will "
    "happen."
)


def label(row: Any) -> str:
    """Name a rule with the months that it looks back."""
    return f"{row.title}, {_months(row.months)}" if row.months else str(row.title)


def sentence(answer: BackTest, share: float = 0.05) -> str:
    """Say in one sentence which method did best here, beside the plain rule; or what it would take to say."""
    period = PERIODS[answer.months]
    if answer.state == "not enough data":
        return _not_enough(answer)
    rows = answer.table[(answer.table["area_share"] == share) & ~answer.table["hidden"]]
    naive = rows[rows["rule"] == "naive"]
    tried = rows[rows["method"] != ""]
    if naive.empty or tried.empty:
        return (
            f"In {share:.0%} of the ground too few reports were found to show. Choose a larger share of the "
            "ground, or fewer filters."
        )
    plain: Any = next(naive.itertuples())
    candidates: list[Any] = list(tried.itertuples())
    best = max(candidates, key=lambda row: row.hits)
    said = (
        f"Here, in {share:.0%} of the ground, {_on_months(best)} found about {best.hits:,.0f} of "
        f"{best.incidents:,} reports of the {period} after"
    )
    same = f"the same places as last {period} about {plain.hits:,.0f}"
    if best.differs and best.more > 0:
        return f"{said}, and {same}: a difference that chance does not explain."
    if best.differs:
        return f"{said}, and {same}: no method does as well as that plain rule."
    return (
        f"{said}, and {same}: the difference cannot be told from chance, so nothing here speaks for a method "
        "rather than that plain rule."
    )


def notes(answer: BackTest) -> list[str]:
    """Say what must be known beside the table, one or two sentences each."""
    period = PERIODS[answer.months]
    told = [NO_FORECAST]
    if answer.periods:
        first, last = window_words(answer.periods[0]), window_words(answer.periods[-1])
        tried = f"from {first} to {last}" if len(answer.periods) > 1 else first
        told.append(
            f"Tried on {_periods(answer)}, {tried}."
            " Before each, a method saw only the reports of the 1, 3 or 12 months before."
        )
    if answer.left_out:
        told.append(
            f"Left out, with fewer than {answer.threshold} reports: "
            f"{listed([window_words(window) for window in answer.left_out])}."
        )
    if answer.state == "not enough data":
        return told
    told += [
        "Every method was given exactly the same ground: its highest cells, the last one in part. Kernel "
        "density is ranked by the density alone, groups by their reports, and no chance map is thrown, for "
        "none is needed to rank. Relative risk is not tried: it asks where there is more than expected, not "
        "where most will be reported.",
        "PAI is the share of reports found, divided by the share of the ground: 1 is what any ground of that "
        "size finds. PEI is that, divided by the best that could have been chosen afterwards. What is found "
        f"is rounded to {answer.rounded_to} reports, so that no cell's count can be worked out.",
        f"In brackets: where 95 of 100 answers lie when the {period}s and their reports are drawn again. A "
        "difference is named only if it stands after allowing for every method, look-back and share that was "
        "tried.",
        "Reports count by the day of what happened, so those that came late are in what a method saw, too.",
    ]
    if not answer.filters.officer:
        told.append("Reports that only officers came upon are left out: they follow patrols.")
    if len(answer.periods) < 4:
        told.append(
            f"With so few {period}s, little is known of how they differ: take the brackets as too narrow."
        )
    return told


def summary(answer: BackTest) -> str:
    """Say the chart in a few words, for whoever does not see it."""
    return (
        "The share of later reports that every method found in 1%, 5% and 10% of the ground, with its "
        f"interval. {sentence(answer)} The table has the same numbers."
    )


def reading_table(answer: BackTest, share: float) -> pd.DataFrame:
    """Lay out one share of the ground for reading, the most found first."""
    rows = answer.table[answer.table["area_share"] == share]
    rows = rows.sort_values("hits", ascending=False, kind="stable", na_position="last")
    few = f"fewer than {answer.threshold}, or hidden"
    listed_rows: list[Any] = list(rows.itertuples())
    lines = [
        {
            "title": row.title,
            "back": _months(row.months) if row.months else "",
            "found": _found(row, few),
            "share": _span(row.hit_rate, row.hit_rate_low, row.hit_rate_high, "{:.0%}"),
            "pai": _span(row.pai, row.pai_low, row.pai_high, "{:.1f}"),
            "pei": _span(row.pei, row.pei_low, row.pei_high, "{:.2f}"),
            "against": _against(row),
        }
        for row in listed_rows
    ]
    return pd.DataFrame(lines, columns=["title", "back", "found", "share", "pai", "pei", "against"])


def _not_enough(answer: BackTest) -> str:
    period = PERIODS[answer.months]
    periods = _periods(answer)
    reports = count_words(answer.incidents, threshold=answer.threshold)
    instead = " Months instead of quarters may do." if answer.months > 1 else ""
    return (
        f"Not enough data to say which method to trust here: {periods} with a year of records before, and "
        f"{reports} in them to try a method on. It takes {answer.needed_periods} such {period}s with at "
        f"least {answer.needed_incidents} reports together: ask with fewer filters, or wait for more "
        f"months.{instead}"
    )


def _periods(answer: BackTest) -> str:
    number = len(answer.periods)
    return f"{number} whole {PERIODS[answer.months]}{'' if number == 1 else 's'}"


def _found(row: Any, few: str) -> str:
    if row.rule == "ground":
        return f"{row.area_share:.0%} of {row.incidents:,}"
    return few if row.hidden else f"about {row.hits:,.0f} of {row.incidents:,}"


def _months(months: int) -> str:
    return "1 month" if months == 1 else f"{months} months"


def _on_months(row: Any) -> str:
    return f"{row.title} on the {'month' if row.months == 1 else f'{row.months} months'} before"


def _span(value: float, low: float, high: float, form: str) -> str:
    if value != value:
        return ""
    said = form.format(value)
    return said if low == high or low != low else f"{said} ({form.format(low)} to {form.format(high)})"


def _against(row: Any) -> str:
    if row.rule == "naive":
        return "the plain rule itself"
    if row.more != row.more:
        return ""
    if not row.differs:
        return "no difference that can be told from chance"
    return "finds more" if row.more > 0 else "finds less"
