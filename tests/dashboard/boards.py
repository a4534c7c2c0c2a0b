"""Boards made by hand: a few wards and strands, with every state that a cell can have."""

from datetime import date
from typing import Any

import pandas as pd

from dashboard.answers.tension.board import CELLS, LINES, MISSING, WARDS, Board, frame_of
from dashboard.filters import Window
from dashboard.viewer import ANALYST

SCALE = (
    (1, "Usual", "As it usually is."),
    (2, "Uneasy", "More worry than usual."),
    (3, "Raised", "Several sources worry."),
    (4, "High", "Incidents repeat."),
    (5, "Severe", "People have been hurt."),
    (6, "Disorder", "There is disorder."),
)
STRANDS = {"race": "Race", "religion": "Religion", "disability": "Disability"}
WARD_NAMES = {"E1": "Market", "E2": "Mill", "": "No one ward"}
KNOWN, ONE, UNKNOWN = "indicated", "one source only", "no recent information"


def cell(ward: str, strand: str, **more: Any) -> dict[str, Any]:
    """One cell; unknown unless a level is given."""
    level = more.get("level")
    return {
        "ward": ward,
        "name": WARD_NAMES.get(ward, ward),
        "strand": strand,
        "strand_name": STRANDS.get(strand, strand),
        "state": KNOWN if level is not None else UNKNOWN,
        "level": pd.NA,
        "previous_state": UNKNOWN,
        "previous_level": pd.NA,
        "direction": "unknown" if level is None else "newly known",
        "sources": 0,
        "trusted_sources": 0,
        "beyond": 0.0,
        "next_points": 2.0,
        "held": False,
        "reason": "Nobody has told anything of it lately.",
        "agreed_level": pd.NA,
        "agreed_by": None,
        "agreed_on": pd.NaT,
        "agreed_meeting": None,
        "agreed_why": None,
        "agreed_indicated": pd.NA,
        "previous_agreed": pd.NA,
        **more,
    }


def line(ward: str, strand: str, sentence: str, **more: Any) -> dict[str, Any]:
    """One signal, which counts unless said otherwise."""
    return {
        "ward": ward,
        "strand": strand,
        "kind": "report",
        "kind_words": "Community report",
        "sentence": sentence,
        "source_words": "Council, community worker",
        "grade": "2B",
        "day": pd.Timestamp(2026, 9, 22),
        "age_days": 5,
        "points": 1.5,
        "counted": True,
        "why_not_words": "",
        "condition": "",
        "regraded": "",
        "echo": pd.NA,
        **more,
    }


def ward_row(ward: str, **more: Any) -> dict[str, Any]:
    """What the map knows of a ward."""
    return {
        "ward": ward,
        "name": WARD_NAMES.get(ward, ward),
        "level": pd.NA,
        "level_strand": "",
        "known": 0,
        "unknown": 3,
        "one_source": 0,
        "agreed_highest": pd.NA,
        **more,
    }


def town_board(**more: Any) -> Board:
    """Two wards and three strands: one raised and agreed otherwise, one calm, one told by one source."""
    cells = [
        cell(
            "E1",
            "race",
            level=3,
            previous_state=KNOWN,
            previous_level=2,
            direction="up",
            sources=3,
            trusted_sources=2,
            beyond=2.5,
            next_points=4.0,
            held=True,
            reason="Two independent sources count.",
            agreed_level=4,
            agreed_by="J. Chair",
            agreed_on=pd.Timestamp(2026, 9, 28),
            agreed_meeting="Network meeting",
            agreed_why="A march is announced.",
            agreed_indicated=3,
        ),
        cell("E1", "religion", level=1, previous_state=KNOWN, previous_level=1, direction="same", sources=2),
        cell("E1", "disability", state=ONE, sources=1),
        cell("E2", "race", level=2, previous_state=KNOWN, previous_level=4, direction="down", agreed_level=2),
        cell("E2", "religion"),
        cell("E2", "disability", previous_state=KNOWN, previous_level=2, direction="no longer known"),
        *(cell("", strand) for strand in STRANDS),
    ]
    lines = [
        line("E1", "race", "A report of 22 September", condition="Not outside the meeting."),
        line("E1", "race", "More reports than usual", kind="alarm", kind_words="Unusual weeks", grade=""),
        line(
            "E1",
            "race",
            "A report of 20 September",
            counted=False,
            points=0.0,
            why_not_words="The source is anonymous.",
            regraded="2C to 1B on 12 October 2026",
        ),
    ]
    missing = [
        {
            "ward": "E1",
            "strand": "",
            "who": "Housing",
            "last_heard": pd.Timestamp(2026, 7, 1),
            "sentence": "Housing was last heard on 1 July 2026.",
        }
    ]
    wards = [
        ward_row("E1", level=3, level_strand="race", known=2, unknown=0, one_source=1, agreed_highest=4),
        ward_row("E2", level=2, level_strand="race", known=1, unknown=2, agreed_highest=2),
    ]
    made: dict[str, Any] = {
        "period": Window(date(2026, 9, 21), date(2026, 9, 27)),
        "previous": Window(date(2026, 9, 14), date(2026, 9, 20)),
        "span": "week",
        "scale": SCALE,
        "policy_version": "2026.2",
        "threshold": 3,
        "version": "one",
        "partnership": "Town",
        "latest": date(2026, 9, 29),
        "viewer": ANALYST,
        "recent_days": 56,
        "cells": frame_of(CELLS, cells),
        "lines": frame_of(LINES, lines),
        "missing": frame_of(MISSING, missing),
        "wards": frame_of(WARDS, wards),
    }
    return Board(**{**made, **more})
