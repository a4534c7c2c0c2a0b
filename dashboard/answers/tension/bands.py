"""Tension in three bands by ward and quarter, for releases: no text, no source, no strand."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from math import ceil

import pandas as pd

from dashboard.answers.tension.alarms import no_alarms
from dashboard.answers.tension.board import NO_WARD
from dashboard.answers.tension.heard import heard_until
from dashboard.answers.tension.incidents import recent_incidents
from dashboard.answers.tension.reports import reports_until
from dashboard.answers.tension.signals import CALENDAR, signals_until
from dashboard.filters import Window
from dashboard.snapshot import Snapshot
from dashboard.viewer import ANALYST
from spatial.tension import KNOWN, Indicated, TensionRule, indicate
from spatial.tension.lines import sender_of

__all__ = ["bands_on"]

YEAR = 365
FEWEST_SENDERS = 2


def bands_on(snapshot: Snapshot, days: Mapping[str, date]) -> dict[tuple[str, str], int]:
    """Give the band of each ward at the end of some periods, where it may be told.

    A ward's is that of its strand with the highest level: 1 for the first level of the scale, 3 for those of
    its upper half, 2 for those between.  There is none where nobody was heard, where what was heard or what
    counts is of fewer than two agencies, or where a person must look first.  Alarms of unusual weeks are left
    out: they follow from exact counts of weeks, which no release has.

    Parameters
    ----------
    days : mapping of period to datetime.date
        The last day of each.

    Returns
    -------
    dict of (ward, period) to int
    """
    if not days:
        return {}
    rule = TensionRule.of(snapshot.policy.tension.rule())
    window = Window(min(days.values()) - timedelta(days=YEAR), max(days.values()))
    recent, told = recent_incidents(snapshot, window), {}
    wards = [*(str(code) for code in snapshot.study_area.wards["ward"]), NO_WARD]
    for period, on in days.items():
        reports = reports_until(snapshot, on, ANALYST)
        heard = heard_until(recent, on, recent_days=rule.recent_days)
        signals = signals_until(snapshot, recent, reports, no_alarms(), on)
        strands = list(snapshot.policy.strands)
        found = indicate(signals, heard, rule=rule, on=on, wards=wards, strands=strands)
        for ward, level in _levels(found, heard).items():
            top = ceil(len(snapshot.policy.tension_scale) / 2)
            told[ward, period] = 1 if level <= 1 else 3 if level > top else 2
    return told


def _levels(found: Indicated, heard: pd.DataFrame) -> dict[str, int]:
    """Give the highest level of each ward among those of its strands that two agencies speak of."""
    names = ["ward", "strand", "source"]
    counted = found.lines[found.lines["counted"]]
    who = {
        True: _senders(pd.concat([heard[names], counted[names]]).itertuples(index=False)),
        False: _senders(counted[names].itertuples(index=False)),
    }
    levels: dict[str, int] = {}
    known = found.levels[(found.levels["state"] == KNOWN) & ~found.levels["held"]]
    for ward, strand, level in known[["ward", "strand", "level"]].itertuples(index=False):
        speakers = who[level <= 1].get((ward, strand), set())
        if ward != NO_WARD and len(speakers) >= FEWEST_SENDERS:
            levels[ward] = max(int(level), levels.get(ward, 0))
    return levels


def _senders(said: Iterable[tuple[str, str, str]]) -> dict[tuple[str, str], set[str]]:
    """Name the agencies behind the sources of each ward and strand."""
    senders: dict[tuple[str, str], set[str]] = {}
    for ward, strand, source in said:
        if source != CALENDAR:
            senders.setdefault((ward, strand), set()).add(sender_of(source))
    return senders
