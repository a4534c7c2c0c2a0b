"""Ward tension: the level that a meeting agreed, why, and what was agreed before; bands beside it."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard.agenda import WHOLE, level_words
from dashboard.answers.released.calendar import days_of, period_words, unit_of
from dashboard.answers.released.tension import bands, quarters_of_bands
from dashboard.answers.tension.board import NO_WARD_NAME
from dashboard.desks.agreed_levels import ALL, agreed_frame
from dashboard.exporting.document import Sheet
from dashboard.exporting.leaflet import Block, Heading, Para
from dashboard.exporting.lists import list_sheet
from dashboard.exporting.report import Figures, Part
from dashboard.filters import Window
from dashboard.report.section import Ground, Section
from dashboard.report.sections.hot_spots import quarter_of
from dashboard.report.side_by_side import column_of
from dashboard.tension_periods import period_words as window_period_words
from dashboard.wording import day_words
from dashboard.words.released_places import bands_sentence

__all__ = ["TENSION", "agreed_in", "band_quarters"]

TITLE = "Tension by ward"
AGREED = {
    "ward": "Ward", "strand": "Strand", "agreed": "Agreed", "period": "For", "reason": "Reason",
    "before": "Agreed before", "meeting": "Meeting", "on": "On",
}  # fmt: skip
PAPER = ("ward", "strand", "agreed", "period", "reason", "before")
NO_REASON = "No reason was written."
PEOPLE = (
    "Levels are decided by people in a meeting; the program only proposes. What nobody decided is left "
    "empty: it is unknown, not calm."
)


def make_tension(ground: Ground) -> Part:
    """Tell what was agreed and what the release's bands say."""
    agreed = agreed_in(ground)
    ground.told(0.5)
    return Part("tension", TITLE, (Para(PEOPLE), *_agreed_blocks(ground, agreed), *_band_blocks(ground)))


def agreed_in(ground: Ground) -> pd.DataFrame:
    """List what was agreed for weeks and months of the period, or since, with what was agreed before.

    Returns
    -------
    pandas.DataFrame
        The columns of `AGREED`, all in words, and since (whether it is for days after the period); in the
        order of the area, the latest first within a ward and strand.
    """
    frame = agreed_frame(ground.desk)
    scale = {level.number: level.name for level in ground.desk.policy.tension_scale}
    order = {ward: at for at, ward in enumerate(ground.outlines)}
    rows = []
    for one in frame.to_dict("records"):
        if one["period_to"] < ground.period.first:
            continue
        rows.append(
            {
                "ward": _ward(ground, one["ward"]),
                "strand": WHOLE
                if one["strand"] == ALL
                else ground.desk.policy.strands.get(one["strand"], one["strand"]),
                "agreed": level_words(int(one["agreed_level"]), scale),
                "period": _days(one),
                "reason": one["reason"] or NO_REASON,
                "before": _before(frame, one, scale),
                "meeting": one["meeting"],
                "on": day_words(one["agreed_on"]),
                "since": one["period_from"] > ground.period.last,
                "at": (order.get(one["ward"], len(order)), one["strand"] != ALL, one["strand"]),
                "first": one["period_from"],
            }
        )
    rows.sort(key=lambda row: row["first"], reverse=True)
    rows.sort(key=lambda row: row["at"])
    return pd.DataFrame(rows, columns=[*AGREED, "since"])


def _ward(ground: Ground, code: str) -> str:
    names = dict(zip(ground.desk.study_area.wards["ward"], ground.desk.study_area.wards["name"], strict=True))
    return str(names.get(code, code)) or NO_WARD_NAME


def _days(one: Mapping[Any, Any]) -> str:
    days = Window(one["period_from"], one["period_to"])
    return window_period_words(days, "month" if _is_month(days) else "week")


def _is_month(days: Window) -> bool:
    return (days.first, days.last) == days_of(f"{days.first:%Y-%m}")


def _before(frame: pd.DataFrame, one: Mapping[Any, Any], scale: Mapping[int, str]) -> str:
    """Name the level agreed last before, for the same ward, strand and length of time."""
    days = Window(one["period_from"], one["period_to"])
    held = [
        other
        for other in frame.to_dict("records")
        if (other["ward"], other["strand"]) == (one["ward"], one["strand"])
        and other["period_to"] < days.first
        and _is_month(Window(other["period_from"], other["period_to"])) == _is_month(days)
    ]
    if not held:
        return "nothing agreed before"
    last = max(held, key=lambda other: other["period_to"])
    return f"{level_words(int(last['agreed_level']), scale)} ({_days(last)})"


def _agreed_blocks(ground: Ground, agreed: pd.DataFrame) -> list[Block | Figures]:
    within, since = agreed[~agreed["since"].astype(bool)], agreed[agreed["since"].astype(bool)]
    blocks: list[Block | Figures] = [Heading("What was agreed")]
    if within.empty:
        blocks.append(
            Para(f"No meeting agreed on a level for {ground.period.words}. That is unknown, not calm.")
        )
    else:
        blocks.append(Figures(_agreed_sheet(f"Levels agreed for {ground.period.words}", within), PAPER))
    if not since.empty:
        blocks += [Heading("Agreed since"), Figures(_agreed_sheet("Levels agreed since", since), PAPER)]
    return blocks


def _agreed_sheet(name: str, rows: pd.DataFrame) -> Sheet:
    return list_sheet(name, AGREED, rows.to_dict("records"))


def band_quarters(ground: Ground) -> list[str]:
    """Name the quarters of the period of which the release has bands."""
    parts, known = ground.period.parts, list(quarters_of_bands(ground.release))
    if unit_of(parts[0]) == "month":
        parts = (quarter_of(ground.period, known),)
    if unit_of(parts[0]) == "year":
        parts = tuple(f"{parts[0]}-Q{number}" for number in range(1, 5))
    return [one for one in parts if one in known]


def _band_blocks(ground: Ground) -> list[Block | Figures]:
    quarters = band_quarters(ground)
    heading = Heading("Bands of the release")
    if not quarters:
        nothing = f"The release has no bands of tension for {ground.period.words}: unknown, not calm."
        return [heading, Para(nothing)]
    known = list(quarters_of_bands(ground.release))
    before = known[known.index(quarters[0]) - 1 : known.index(quarters[0])] if quarters[0] != known[0] else []
    told = {one: bands(ground.release, one) for one in [*quarters, *before]}
    words = {
        one: dict(zip(answer.table["code"], answer.table["words"], strict=True))
        for one, answer in told.items()
    }
    columns = {"ward": "Ward"} | {column_of(one): period_words(one) for one in told}
    rows = [
        {"ward": title, **{column_of(one): words[one][code] for one in words}}
        for code, title in ground.release.wards.items()
    ]
    note = (
        "A band rests on what several sources told in the quarter. Where only one did, or too few, the ward "
        "is unknown."
    )
    notes = (note, "The last column is the quarter before.") if before else (note,)
    said = [Para(bands_sentence(told[one])) for one in quarters]
    return [heading, *said, Figures(list_sheet("Bands of tension by ward", columns, rows, notes=notes))]


TENSION = Section(
    "tension",
    TITLE,
    "Levels that meetings agreed, with reason and the level before; the release's bands beside them.",
    make_tension,
)
