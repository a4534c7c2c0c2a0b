"""The hot-spot sheet on paper: one side for a table of agencies, in words, with room to write."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pandas as pd

from dashboard.exporting.document import About, Document, Marking
from dashboard.exporting.leaflet import Beside, Block, Heading, Leaflet, Lines, Para, Picture, Points, Table
from dashboard.exporting.markings import marking_for
from dashboard.joint_action import Action
from dashboard.place_sheet import PlaceSheet
from dashboard.wording import window_words
from dashboard.words import sheet as words

__all__ = ["KEPT_DAYS", "sheet_document"]

KEPT_DAYS = 90
"""A sheet is of its day: after so long it should be thrown away."""
MOST_TRIED = 4
NEAR_WIDTHS = (0.06, 0.42, 0.24, 0.28)


def sheet_document(
    sheet: PlaceSheet,
    *,
    near: pd.DataFrame,
    tried: Sequence[Action],
    measured: str,
    picture: Picture | None,
    purpose: str,
    made_by: str,
    made_at: datetime,
) -> Document:
    """Lay a sheet out for print and Word; nothing on it is a count.

    Parameters
    ----------
    near : pandas.DataFrame
        As `dashboard.answers.nearest_help.nearest_help` gives it.
    tried : sequence of Action
        The last first.
    measured : str
        How the way on foot was measured.
    picture : Picture or None
        Where it is.
    purpose, made_by : str
        In words; a role, never a name.
    """
    about = About(
        partnership=sheet.partnership,
        period=window_words(sheet.window),
        method="Exact figures of a free window, told in words only.",
        purpose=purpose,
        made_at=made_at,
        made_by=made_by,
    )
    blocks = (
        Para(words.caution(sheet)),
        _known(sheet, picture),
        _agencies_and_near(sheet, near, measured),
        *_tried(tried),
        Heading("For the table"),
        *(Lines(f"{heading}. {asks}", 2) for heading, asks in words.SARA),
    )
    title = f"{words.title(sheet)}: sheet for working together"
    return Document(title, (), _marking(made_at.date()), about, leaflet=Leaflet(blocks))


def _marking(today: date) -> Marking:
    return marking_for("partner", today=today, expires=today + timedelta(KEPT_DAYS))


def _known(sheet: PlaceSheet, picture: Picture | None) -> Block:
    """What, where, when and who, beside the map."""
    said = (words.what_said, words.where_said, words.when_said, words.who_said)
    told: tuple[Block, ...] = (
        Heading("What is known"),
        Points(tuple(one(sheet) for one in said)),
        Heading("Who could be asked to join"),
        Points(tuple(f"{one.partner}: {one.why}" for one in sheet.partners)),
    )
    return Beside(told, (picture,), 0.5) if picture else Beside(told[:2], told[2:], 0.55)


def _agencies_and_near(sheet: PlaceSheet, near: pd.DataFrame, measured: str) -> Block:
    sees = words.agencies_table(sheet)
    seen = Table(
        ("Agency", "Does it see this?"),
        tuple(zip(sees["agency"], sees["said"], strict=True)),
        (0.5, 0.5),
    )
    listed = words.near_table(near)[["mark", "name", "does", "away"]]
    rows = tuple(tuple(map(str, row)) for row in listed.to_numpy())
    nearest: tuple[Block, ...] = (Para("No open centre or service is listed with a place."),)
    if rows:
        nearest = (Table(("", "Nearest open", "Does", "On foot"), rows, NEAR_WIDTHS), Para(measured))
    return Beside((seen,), nearest, 0.48)


def _tried(tried: Sequence[Action]) -> tuple[Block, ...]:
    if not tried:
        return (Para("No joint action is written down for this place."),)
    table = words.tried_table(list(tried[:MOST_TRIED]))
    rows = tuple(
        (row["title"], row["lead"], ", ".join(part for part in (row["state"], row["when"]) if part))
        for row in table.to_dict("records")
    )
    return (Table(("What was tried", "Who leads", "How it stands"), rows, (0.5, 0.25, 0.25)),)
