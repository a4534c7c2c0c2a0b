"""Who was heard lately, by ward and strand, and who of those one would hear from was not."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import polars as pl

from dashboard.answers.tension.board import MISSING, NO_WARD, frame_of
from dashboard.answers.tension.incidents import Recent, speakers
from dashboard.answers.tension.reports import SUSPECTED_FALSE
from dashboard.answers.tension.signals import RECORDS
from dashboard.filters import Window
from dashboard.snapshot import Snapshot
from dashboard.wording import count_words, day_words
from dashboard.words.tension import agency_title, network_words

__all__ = ["HEARD", "heard_until", "missing_until"]

HEARD = ("ward", "strand", "source", "last_day")
YEAR = 365


def heard_until(recent: Recent, on: date, *, recent_days: int) -> pd.DataFrame:
    """List the agencies whose records were heard of a ward and strand lately.

    That is where one has enough of them that they may be seen. The day is that of the answer: the day of a
    single incident would tell too much.

    Returns
    -------
    pandas.DataFrame
        `HEARD`.
    """
    snapshot = recent.snapshot
    wards = [*(str(code) for code in snapshot.study_area.wards["ward"]), NO_WARD]
    strands = list(snapshot.policy.strands)
    enough = speakers(recent.counts(recent.within(on, recent_days)), snapshot.partnership.threshold)
    at = np.argwhere(enough).tolist()
    return pd.DataFrame(
        {
            "ward": [wards[ward] for ward, _, _ in at],
            "strand": [strands[strand] for _, strand, _ in at],
            "source": [f"{RECORDS}{snapshot.words['agency'][agency]}" for _, _, agency in at],
            "last_day": [on] * len(at),
        },
        columns=list(HEARD),
    )


def missing_until(snapshot: Snapshot, recent: Recent, period: Window, *, recent_days: int) -> pd.DataFrame:
    """List who has not been heard lately: agencies of the partnership, networks that have told before.

    Returns
    -------
    pandas.DataFrame
        `MISSING`.
    """
    rows = [
        *_agencies(snapshot, period),
        *_silent_records(snapshot, recent, period.last, recent_days),
        *_networks(snapshot, period.last, recent_days),
    ]
    order = {code: at for at, code in enumerate([NO_WARD, *snapshot.study_area.wards["ward"]])}
    return frame_of(MISSING, sorted(rows, key=lambda row: (order[row["ward"]], row["who"])))


def _agencies(snapshot: Snapshot, period: Window) -> list[dict[str, Any]]:
    """List the agencies whose records end before the period begins, or that sent nothing at all."""
    late = snapshot.lateness
    covered = {} if late is None else late.covered
    known = {agency.name: agency for agency in snapshot.partnership.agencies}
    told = dict(
        snapshot.community.filter(pl.col("observed_to") <= period.last)
        .group_by("agency")
        .agg(pl.col("observed_to").max())
        .iter_rows()
    )
    rows = []
    for name in sorted({*known, *covered}):
        agency = known.get(name)
        if agency is not None and (
            (agency.until and agency.until < period.first) or (agency.since and agency.since > period.last)
        ):
            continue
        reach = covered.get(name)
        if reach is None and (agency is None or agency.expects == "none" or name in told):
            continue
        if reach is not None and reach >= period.first:
            continue
        title = agency_title(snapshot, name)
        said = "has sent no records" if reach is None else f"what it has sent reaches to {day_words(reach)}"
        rows.append(
            {
                "ward": NO_WARD,
                "strand": "",
                "who": title,
                "last_heard": reach,
                "sentence": f"{title}: {said}.",
            }
        )
    return rows


def _silent_records(snapshot: Snapshot, recent: Recent, on: date, recent_days: int) -> list[dict[str, Any]]:
    """List the agencies that recorded enough of a ward in a year, and too little of it lately."""
    threshold = snapshot.partnership.threshold
    usual = recent.by_ward(recent.within(on, YEAR))[:-1] >= threshold
    lately = speakers(recent.by_ward(recent.within(on, recent_days))[:-1], threshold)
    codes = [str(code) for code in snapshot.study_area.wards["ward"]]
    names = [str(name) for name in snapshot.study_area.wards["name"]]
    titles = [agency_title(snapshot, name) for name in snapshot.words["agency"]]
    few = count_words(None, "record", threshold=threshold)
    return [
        {
            "ward": codes[ward],
            "strand": "",
            "who": titles[agency],
            "last_heard": None,
            "sentence": f"{titles[agency]}: {few} of {names[ward]} in the {recent_days} days to "
            f"{day_words(on)}.",
        }
        for ward, agency in np.argwhere(usual & ~lately)
    ]


def _networks(snapshot: Snapshot, on: date, recent_days: int) -> list[dict[str, Any]]:
    """List the networks that have told of the area, and of this ward not lately or never."""
    told = snapshot.community.filter(
        (pl.col("observed_to") <= on) & (pl.col("information_grade") != SUSPECTED_FALSE)
    )
    last = {
        (agency, kind, ward): day
        for agency, kind, ward, day in told.group_by("agency", "source_type", "ward_at")
        .agg(pl.col("observed_to").max())
        .iter_rows()
    }
    networks = sorted({(agency, kind) for agency, kind, _ in last})
    since = on - timedelta(days=recent_days)
    rows: list[dict[str, Any]] = []
    wards = snapshot.study_area.wards
    for at, (code, name) in enumerate(zip(wards["ward"], wards["name"], strict=True)):
        for agency, kind in networks:
            day = last.get((agency, kind, at))
            if day is not None and day > since:
                continue
            who = network_words(snapshot, agency, kind)
            said = (
                f"has told nothing of {name}" if day is None else f"nothing of {name} since {day_words(day)}"
            )
            rows.append(
                {
                    "ward": str(code),
                    "strand": "",
                    "who": who,
                    "last_heard": day,
                    "sentence": f"{who}: {said}.",
                }
            )
    heard = {kind for _, kind in networks}
    rows += [
        {
            "ward": NO_WARD,
            "strand": "",
            "who": label,
            "last_heard": None,
            "sentence": f"{label}: nobody has sent any report.",
        }
        for kind, label in snapshot.policy.report_sources.items()
        if kind not in heard
    ]
    return rows
