"""Signals of tension as they stood on a day: reports, alarms, repeats, serious incidents, events."""

from datetime import date, timedelta
from itertools import chain
from typing import Any, Literal

import numpy as np
import pandas as pd
import polars as pl

from dashboard.answers.tension.board import NO_WARD, columns_of
from dashboard.answers.tension.incidents import Recent, speakers
from dashboard.snapshot import Snapshot
from spatial.tension import report_strengths

__all__ = ["CALENDAR", "RECORDS", "signals_until"]

RECORDS = "records/"
"""What the source of a signal from incidents begins with; alone where no agency has enough to be named."""
CALENDAR = "calendar"
COLUMNS = {
    **dict.fromkeys(("id", "ward", "strand", "kind", "source", "sender"), "object"),
    "strength": "float64",
    "first_day": "object",
    "last_day": "object",
    "trusted": "bool",
    "echo": "int64",
    "excluded": "object",
}
Columns = dict[str, list[Any]]
Recorded = Literal["alarm", "repeats", "serious"]


def signals_until(
    snapshot: Snapshot, recent: Recent, reports: pl.DataFrame, alarms: pd.DataFrame, on: date
) -> pd.DataFrame:
    """List every signal of every ward and strand.

    A signal from incidents has one strength, however many they are: so nothing here, and nothing worked out
    from it, tells a count. It is there only where there are enough of them to be seen.

    Parameters
    ----------
    reports : polars.DataFrame
        Of `reports_until` this day.
    alarms : pandas.DataFrame
        Of `tension_alarms.alarms`; those of other days are passed over.

    Returns
    -------
    pandas.DataFrame
        What `spatial.tension.indicate` asks for; and sender, and first_day of what the signal tells of.
    """
    policy = snapshot.policy.tension
    least = max(policy.repeat_least, snapshot.partnership.threshold)
    lately, again = recent.within(on, policy.recent_days), recent.within(on, policy.repeat_days)
    serious = recent.counts(lately & recent.serious(policy.serious_categories))
    repeats = recent.repeats(again, metres=policy.repeat_metres, least=least)
    parts = (
        _reports(snapshot, reports),
        _alarms(snapshot, recent, alarms[alarms["on"] == on]),
        _of_incidents(snapshot, "repeats", repeats, on - timedelta(days=policy.repeat_days - 1), on),
        _of_incidents(snapshot, "serious", serious, on - timedelta(days=policy.recent_days - 1), on),
        _events(snapshot, on),
    )
    return columns_of(COLUMNS, {name: [*chain(*(part[name] for part in parts if part))] for name in COLUMNS})


def _reports(snapshot: Snapshot, reports: pl.DataFrame) -> Columns:
    policy = snapshot.policy.tension
    told = reports.filter(pl.col("strand") != "")
    verified = (
        ~pl.col("is_anonymous")
        & ~pl.col("source_grade").cast(pl.String).is_in(policy.unverified_source_grades)
        & ~pl.col("information_grade").is_in(policy.unverified_information_grades)
    )
    strength = report_strengths(
        told["severity"].clip(1, len(snapshot.policy.severity_scale)).to_numpy(),
        told["experience"].to_numpy(),
        told["source_grade"].to_numpy(),
        told["information_grade"].to_numpy(),
        **policy.report_weights(),
    )
    found = told.select(
        pl.format("report/{}", "id").alias("id"),
        "ward",
        "strand",
        pl.lit("report").alias("kind"),
        "source",
        pl.col("agency").alias("sender"),
        pl.Series("strength", strength),
        pl.col("observed_from").alias("first_day"),
        pl.col("observed_to").alias("last_day"),
        verified.alias("trusted"),
        pl.col("echo").fill_null(-1),
        "excluded",
    )
    return found.to_dict(as_series=False)


def _alarms(snapshot: Snapshot, recent: Recent, alarms: pd.DataFrame) -> Columns:
    """Lay out the alarms, each for the agencies that recorded enough of its four weeks."""
    if alarms.empty:
        return {}
    first: date = alarms["first"].tolist()[0]
    last: date = alarms["last"].tolist()[0]
    counts = recent.counts(recent.within(last, (last - first).days + 1))
    wards = {str(code): at for at, code in enumerate(snapshot.study_area.wards["ward"])}
    strands = {code: at for at, code in enumerate(snapshot.policy.strands)}
    held = np.zeros_like(counts)
    for ward, strand in zip(alarms["ward"], alarms["strand"], strict=True):
        held[wards[ward], strands[strand]] = counts[wards[ward], strands[strand]]
    return _of_incidents(snapshot, "alarm", held, first, last)


def _of_incidents(snapshot: Snapshot, kind: Recorded, counts: np.ndarray, first: date, last: date) -> Columns:
    """Lay out a kind of signal from incidents by ward, strand and agency; only where there are enough."""
    agencies = snapshot.words["agency"]
    wards = [*(str(code) for code in snapshot.study_area.wards["ward"]), NO_WARD]
    strands = list(snapshot.policy.strands)
    named = np.argwhere(speakers(counts, snapshot.partnership.threshold))
    ward_at, strand_at, agency_at = named.T.tolist()
    who = [agencies[agency] for agency in agency_at]
    return _repeated(
        {
            "id": [f"{kind}/{name}" for name in who],
            "ward": [wards[ward] for ward in ward_at],
            "strand": [strands[strand] for strand in strand_at],
            "source": [f"{RECORDS}{name}" for name in who],
            "sender": who,
            "first_day": [first] * len(who),
            "last_day": [last] * len(who),
        },
        kind=kind,
        strength=snapshot.policy.tension.kinds[kind].strength,
    )


def _events(snapshot: Snapshot, on: date) -> Columns:
    """Lay out the events that lie ahead or just behind, for every ward and strand that they concern."""
    kind = snapshot.policy.tension.kinds["event"]
    behind = int(kind.half_life_days * snapshot.policy.tension.fade_half_lives)
    near = snapshot.calendar.filter(
        (pl.col("first_day") <= on + timedelta(days=kind.ahead_days))
        & (pl.col("last_day") >= on - timedelta(days=behind))
    )
    area = [str(code) for code in snapshot.study_area.wards["ward"]]
    every = list(snapshot.policy.strands)
    rows = []
    for event in near.sort("id").iter_rows(named=True):
        wards = area if event["ward"] is None else [event["ward"]] if event["ward_at"] >= 0 else []
        named = [code for code in event["strands"].split(";") if code in every] or every
        day = min(max(on, event["first_day"]), event["last_day"])
        rows += [(f"event/{event['id']}", w, s, event["first_day"], day) for w in wards for s in named]
    return _repeated(
        {
            **{name: [row[at] for row in rows] for at, name in enumerate(("id", "ward", "strand"))},
            "source": [CALENDAR] * len(rows),
            "sender": [CALENDAR] * len(rows),
            "first_day": [row[3] for row in rows],
            "last_day": [row[4] for row in rows],
        },
        kind="event",
        strength=kind.strength,
    )


def _repeated(own: Columns, **same: Any) -> Columns:
    """Give the lines of one kind what all of them have."""
    same |= {"trusted": True, "echo": -1, "excluded": ""}
    return own | {name: [value] * len(own["id"]) for name, value in same.items()}
