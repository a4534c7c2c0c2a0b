"""Tension: what is indicated of every ward and strand for a week or month, and why."""

from collections.abc import Hashable, MutableMapping
from datetime import date, timedelta

import pandas as pd
import polars as pl

from dashboard.answers.tension.agreed import agreed_of
from dashboard.answers.tension.alarms import alarms_on
from dashboard.answers.tension.board import NO_WARD, NO_WARD_NAME, Board
from dashboard.answers.tension.cells import cells_of_board, wards_of_board
from dashboard.answers.tension.heard import heard_until, missing_until
from dashboard.answers.tension.incidents import Recent, recent_incidents
from dashboard.answers.tension.lines import lines_of_board
from dashboard.answers.tension.periods import SPANS, period_before, period_of
from dashboard.answers.tension.reports import reports_until
from dashboard.answers.tension.signals import signals_until
from dashboard.filters import Window
from dashboard.snapshot import Snapshot
from dashboard.survey import NoRecordsError
from dashboard.viewer import Viewer
from dashboard.words.tension import board_notes
from spatial.progress import Progress, silent
from spatial.tension import Indicated, TensionRule, indicate

__all__ = ["NO_WARD", "NO_WARD_NAME", "SPANS", "Board", "latest_day", "periods_of", "tension"]

YEAR = 365


def tension(
    snapshot: Snapshot,
    viewer: Viewer,
    *,
    span: str = "week",
    last: date | None = None,
    agreed: pd.DataFrame | None = None,
    alarms: pd.DataFrame | None = None,
    seen: MutableMapping[Hashable, pd.DataFrame] | None = None,
    told: Progress = silent,
) -> Board:
    """Make the board of a period: the last whole week or month that is over by a day.

    Parameters
    ----------
    span : str
        "week" or "month".
    last : datetime.date or None
        The day; None, or one after the latest record, for the latest record.
    agreed : pandas.DataFrame or None
        As `dashboard.desks.agreed_levels.agreed_frame` gives it.
    alarms : pandas.DataFrame or None
        `tension_alarms.alarms_on` the last days of the two periods, where they are looked up already; else
        they are looked for here, which takes most of the time.
    seen : mutable mapping, optional
        Keeps the alarms of a day for the next board that needs them.

    Raises
    ------
    dashboard.survey.NoRecordsError
        If the store holds neither records nor community reports.
    ValueError
        If there is no such span.
    """
    period, previous = periods_of(snapshot, span=span, last=last)
    if alarms is None:
        alarms = alarms_on(snapshot, viewer, [previous.last, period.last], seen=seen, told=told)
    policy = snapshot.policy
    rule = TensionRule.of(policy.tension.rule())
    recent = recent_incidents(snapshot, Window(previous.last - timedelta(days=YEAR), period.last))
    then, _, _ = _indicated(snapshot, viewer, recent, alarms, previous.last, rule)
    now, reports, heard = _indicated(snapshot, viewer, recent, alarms, period.last, rule)
    decided, before = agreed_of(agreed, period), agreed_of(agreed, previous)
    cells = cells_of_board(snapshot, now, then, reports, heard, decided, before, rule=rule, on=period.last)
    return Board(
        period=period,
        previous=previous,
        span=span,
        scale=tuple((level.number, level.name, level.meaning) for level in policy.tension_scale),
        policy_version=policy.version,
        threshold=snapshot.partnership.threshold,
        version=snapshot.version,
        partnership=snapshot.partnership.name,
        latest=latest_day(snapshot),
        viewer=viewer,
        recent_days=rule.recent_days,
        cells=cells,
        lines=lines_of_board(snapshot, now.lines, reports),
        missing=missing_until(snapshot, recent, period, recent_days=rule.recent_days),
        wards=wards_of_board(snapshot, cells, decided),
        notes=board_notes(snapshot, period),
    )


def latest_day(snapshot: Snapshot) -> date:
    """Give the latest day that a record or community report tells of.

    Raises
    ------
    dashboard.survey.NoRecordsError
        If there is neither.
    """
    known = [day for day in (snapshot.latest, snapshot.community["observed_to"].max()) if day is not None]
    if not known:
        raise NoRecordsError("There are no records yet. Import an agency's file to begin.")
    return max(known)  # type: ignore[return-value]


def periods_of(snapshot: Snapshot, *, span: str, last: date | None = None) -> tuple[Window, Window]:
    """Give the period that a board is for, and the one before it."""
    latest = latest_day(snapshot)
    period = period_of(span, latest if last is None else min(last, latest))
    return period, period_before(span, period)


def _indicated(
    snapshot: Snapshot, viewer: Viewer, recent: Recent, alarms: pd.DataFrame, on: date, rule: TensionRule
) -> tuple[Indicated, pl.DataFrame, pd.DataFrame]:
    """Say what was indicated on a day, with today's grades; from which reports, and who was heard."""
    reports = reports_until(snapshot, on, viewer)
    heard = heard_until(recent, on, recent_days=rule.recent_days)
    found = indicate(
        signals_until(snapshot, recent, reports, alarms, on),
        heard,
        rule=rule,
        on=on,
        wards=[*(str(code) for code in snapshot.study_area.wards["ward"]), NO_WARD],
        strands=list(snapshot.policy.strands),
    )
    return found, reports, heard
