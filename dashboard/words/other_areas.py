"""Other areas and own wards in words: what is compared, what was found, and what it does not say."""

import math

import pandas as pd

from dashboard.answers.areas_compared import AreasCompared, Funnel, Pooled
from dashboard.wording import day_words, listed

__all__ = [
    "ADJUSTED",
    "CAUTION",
    "HOW_TO_ADD",
    "NOT_MIXED",
    "SAMPLE",
    "WARDS_CAUTION",
    "funnel_notes",
    "funnel_summary",
    "months_summary",
    "months_table",
    "notes",
    "sentence",
    "source_words",
    "time_words",
]

CAUTION = (
    "This is no league table. Areas differ in what they record, in how many people report, and in how many "
    "pass through who do not live there. A higher rate can mean that people trust that they will be heard."
)
NOT_MIXED = (
    "The figures are those of the published tables, for your area too. Your own records, and what the side "
    "bar asks of them, play no part here."
)
WARDS_CAUTION = (
    "Residents are those who live in a ward, not those who pass through it: a ward with a town centre or a "
    "station lies above the limits for that reason alone. Few reports are not the same as calm."
)
ADJUSTED = {
    "none": "Chance alone (exact)",
    "multiplicative": "Chance, and that areas differ anyway (factor)",
    "additive": "Chance, and that areas differ anyway (variance)",
}
SAMPLE = """\
Area,Month,Strand,Count
Ourborough,2026-01,Race,41
Ourborough,2026-02,Race,38
Nextborough,2026-01,Race,29
Nextborough,2026-02,Race,<5
"""
HOW_TO_ADD = """\
[comparison]
files = ["published/hate_crime_by_area.csv"]   # area, month, strand, count; or months as columns
own = "Ourborough"                             # what your area is called there
most_similar = ["Nextborough", "Farborough"]   # your most similar group
population = "published/residents.csv"         # area, residents
source = "County Police, hate crime tables"
licence = "Open Government Licence v3.0"
published = 2026-03-05
"""


def sentence(answer: AreasCompared) -> str:
    """Say how the own area compares, with counts and rates; or why nothing can be said."""
    if answer.state != "found" or answer.own is None:
        return answer.reason
    said = f"{answer.area}, {time_words(answer)}: {_counted(answer.own)}."
    if answer.together is None:
        return f"{said} None of the areas to compare with has figures for all of this time."
    said += f" {_group(answer)} together: {_counted(answer.together)}."
    ratio = answer.ratio
    if ratio is None:
        return said
    span = f"{_figure(ratio.low)} to {_figure(ratio.high)}"
    if ratio.low <= 1 <= ratio.high:
        return f"{said} That is about the same rate: {_figure(ratio.ratio)} times the group's ({span})."
    which = "above" if ratio.ratio > 1 else "below"
    return (
        f"{said} That is {_figure(ratio.ratio)} times the group's rate ({span}), {which} it by more than "
        "chance in the counting; the caution below says what else it can be."
    )


def notes(answer: AreasCompared) -> list[str]:
    """Say what must be known beside the figures."""
    told = []
    if not answer.named and answer.group:
        told.append(
            "The partnership file names no most similar group (most_similar under [comparison]), so all "
            "other areas of the tables stand for it."
        )
    if answer.not_in_table:
        told.append(f"Of the most similar group, not in the tables: {listed(answer.not_in_table)}.")
    if answer.missing:
        first = ", ".join(f"{day:%B %Y}" for day in answer.missing[:6])
        more = f" and {len(answer.missing) - 6:,} more" if len(answer.missing) > 6 else ""
        told.append(f"The tables give nothing for {answer.area} for {first}{more}; left out for every area.")
    if answer.state == "found" and answer.months["own_shown"].str.contains("hidden").any():
        told.append(
            f"A question mark stands for a month with fewer than {answer.threshold} in your area, or hidden "
            "so that such a count stays hidden. A month without a bar has one in the group."
        )
    if answer.state == "found" and (answer.table["shown"] == "not known").any():
        told.append("An area without figures for all of this time is not compared; it is not taken for 0.")
    return told


def time_words(answer: AreasCompared) -> str:
    """Say which months: June 2020 to May 2021."""
    first, last = answer.periods[0][0], answer.periods[-1][1]
    return (
        f"{first:%B %Y} to {last:%B %Y}"
        if (first.year, first.month) != (last.year, last.month)
        else f"{first:%B %Y}"
    )


def source_words(answer: AreasCompared) -> str:
    """Say where the figures come from, when, and under which licence."""
    said = answer.comparison
    if said is None:
        return ""
    parts = [f"Source: {said.source or ', '.join(path.name for path in said.files)}."]
    if said.published is not None:
        parts.append(f"Published or fetched on {day_words(said.published)}.")
    if answer.periods:
        parts.append(f"Latest month used: {answer.periods[-1][1]:%B %Y}.")
    parts += [text if text.endswith(".") else f"{text}." for text in (said.licence, said.note) if text]
    return " ".join(parts)


def funnel_notes(funnel: Funnel, *, noun: str) -> list[str]:
    """Say what the funnel is, and who is not on it."""
    told = []
    if funnel.state != "not enough data":
        what = (
            "exact limits of chance" if funnel.settings["adjust"] == "none" else "limits that allow for more"
        )
        told.append(
            f"The line is the rate of all {noun} drawn, {_figure(funnel.per_1000)} for every 1,000 "
            f"residents. The curves are {what}: of {noun} like all others, about 95 in 100 lie between the "
            "inner ones and 998 in 1,000 between the outer ones. The fewer residents, the wider they are. "
            f"The {noun} are not ranked."
        )
        if funnel.settings["adjust"] == "none":
            told.append(
                "The curves are drawn smoothly between the limits of whole counts (Spiegelhalter 2005); what "
                "lies outside is judged by the whole counts themselves."
            )
        told.append(
            f"How much they differ: {_figure(funnel.settings['phi'])} times the variance that chance makes "
            "(phi, the most extreme tenth at either end drawn in; chance alone makes about 0.7 of it so)."
        )
    if funnel.undrawn:
        told.append(
            f"Not drawn, because the count is hidden or not known, or the residents are not known: "
            f"{listed(funnel.undrawn)}."
        )
    return told


def funnel_summary(funnel: Funnel, *, noun: str) -> str:
    """Say the funnel in a few words, for whoever does not see it."""
    return (
        f"Funnel of {len(funnel.table):,} {noun}: residents across, rate for every 1,000 up. "
        f"{funnel.sentence} The table below has the same numbers."
    )


def months_summary(answer: AreasCompared) -> str:
    """Say the run chart in a few words."""
    return (
        f"{answer.area} beside the range of {len(answer.group):,} other areas, {time_words(answer)}: "
        f"{answer.line}, for every 1,000 residents. The table below has the same numbers."
    )


def months_table(answer: AreasCompared) -> pd.DataFrame:
    """Lay the months out for reading, the latest first."""
    months = answer.months.iloc[::-1].reset_index(drop=True)
    few = "hidden or not known"
    return pd.DataFrame(
        {
            "first": months["first"],
            "own_shown": months["own_shown"],
            **{
                name: [_told(value, few) for value in months[name]]
                for name in ("own", "least", "middle", "most")
            },
        }
    )


def _group(answer: AreasCompared) -> str:
    whole = answer.table[(answer.table["part"] == "group") & (answer.table["shown"] != "not known")]
    names = listed(whole["area"].tolist()) if len(whole) <= 12 else f"{len(whole):,} areas"
    return f"Its most similar group ({names})" if answer.named else f"The other areas ({names})"


def _counted(pooled: Pooled) -> str:
    if pooled.count is None:
        return "too few to be shown"
    said = f"{pooled.count:,} recorded"
    if pooled.per_1000 is None or pooled.low is None or pooled.high is None:
        return f"{said} (no number of residents, so no rate)"
    span = f"{_figure(pooled.low)} to {_figure(pooled.high)}"
    return f"{said}, {_figure(pooled.per_1000)} for every 1,000 residents ({span})"


def _told(value: float, few: str) -> str:
    return few if math.isnan(value) else _figure(value)


def _figure(value: float) -> str:
    """Write a figure with three digits that count."""
    if value == 0 or value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:#.3g}"
