"""The coverage desk: who was expected to report, who did, how late, how full, and how well placed."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd
import polars as pl

from boundaries.agency import Agency
from dashboard.snapshot import EPOCH, Snapshot
from dashboard.wording import day_words
from ingest.coverage import GEOCODED, HIT_RATE, STATES, completeness, cover_periods, located
from ingest.records import Store

__all__ = ["Coverage", "assess_coverage"]

LEAST = 20
"""Fewer records than this say nothing about a share."""
WINDOW_DAYS = 365
LOOKED_BACK_DAYS = 400
SILENT_AFTER_DAYS = 122
"""Once the latest record of all is older than this, the panel looks from a month after it."""
NO_WARD = "No ward known"
BELOW, REACHED, FEW = f"below {HIT_RATE:.0%}", f"{HIT_RATE:.0%} or more", "too few to say"
COUNTED = ("incidents", "aggregates")
"""Kinds of files that say what happened."""
WAITED = ("missing", "due", "waiting")


@dataclass(frozen=True)
class Coverage:
    """What is known of how the records came about.

    Attributes
    ----------
    as_of : datetime.date
        The day from which the panel looks; `said` tells why where it is not today.
    first, last : datetime.date
        The window of lag, completeness and location: the year up to the latest record.
    agencies : pandas.DataFrame
        One row an agency: what was expected, what came, how late.
    periods : pandas.DataFrame
        One row an agency, one column a period: what came, in words.
    missing : tuple of str
        A sentence for each agency of which something is missing.
    completeness : pandas.DataFrame
        One row an agency, one column a question: the share that is answered, in words.
    wards, strands : pandas.DataFrame
        Records, and the share with a point against the 85 % rule, in words.
    """

    as_of: date
    said: str
    first: date
    last: date
    agencies: pd.DataFrame
    periods: pd.DataFrame
    missing: tuple[str, ...]
    completeness: pd.DataFrame
    wards: pd.DataFrame
    strands: pd.DataFrame


def assess_coverage(snapshot: Snapshot, store: Store, *, today: date) -> Coverage:
    """Work out the coverage panel from the same snapshot as the map.

    Parameters
    ----------
    snapshot : Snapshot
    store : ingest.records.Store
        For the batches, nil returns among them.
    today : datetime.date
        What was due is due by the calendar.
    """
    latest = snapshot.latest or today
    as_of = today if (today - latest).days <= SILENT_AFTER_DAYS else latest + timedelta(31)
    said = (
        ""
        if as_of == today
        else f"The latest record is of {day_words(latest)}; the panel looks from {day_words(as_of)}."
    )
    first = latest - timedelta(WINDOW_DAYS - 1)
    threshold = snapshot.partnership.threshold
    records = _records(snapshot, first)
    batches = [batch for batch in store.batches() if batch["what"] in COUNTED]
    known = _agencies(snapshot, batches)
    covers = {agency.name: _covers(agency, batches, as_of) for agency in known}
    return Coverage(
        as_of=as_of,
        said=said,
        first=first,
        last=latest,
        agencies=pd.DataFrame([_agency_row(a, batches, covers[a.name], snapshot) for a in known]),
        periods=_period_table(known, covers),
        missing=tuple(
            _missing(agency, covers[agency.name]) for agency in known if _owes(covers[agency.name])
        ),
        completeness=_completeness(records, threshold),
        wards=_located(_by_ward(records, snapshot), "ward", threshold),
        strands=_located(_by_strand(records, snapshot), "strand", threshold),
    )


def _records(snapshot: Snapshot, first: date) -> pl.DataFrame:
    """The year's records of the area, or without a place, with words for the codes that are asked about."""
    wanted = snapshot.records.filter(
        ((pl.col("ward") >= 0) | (pl.col("place") < 0)) & (pl.col("first") >= (first - EPOCH).days)
    )
    words = {
        name: pl.Series(name, snapshot.words[name], dtype=pl.String)
        for name in ("agency", "precision", "noticed_by", "setting", "category", "kind")
    }
    named = [series.gather(wanted[name]) for name, series in words.items()]
    return wanted.with_columns(named).with_columns(is_placed=pl.col("precision").is_in(GEOCODED))


def _agencies(snapshot: Snapshot, batches: list[dict[str, Any]]) -> list[Agency]:
    """Those that the partnership file lists, in its order, then whoever else has sent anything."""
    listed = list(snapshot.partnership.agencies)
    names = {agency.name for agency in listed}
    others = sorted({batch["agency"] for batch in batches} - names)
    return [*listed, *(Agency(name=name, title=name) for name in others)]


def _covers(agency: Agency, batches: list[dict[str, Any]], as_of: date) -> list[Any]:
    if agency.expects == "none":
        return []
    own = [batch for batch in batches if batch["agency"] == agency.name]
    first = max(agency.since or date.min, as_of - timedelta(LOOKED_BACK_DAYS))
    last = min(agency.until or date.max, as_of)
    return cover_periods(agency.expects, own, first=first, today=last)


def _owes(covers: list[Any]) -> bool:
    return any(cover.state == "missing" for cover in covers)


def _missing(agency: Agency, covers: list[Any]) -> str:
    gone = [cover for cover in covers if cover.state == "missing"]
    since = gone[0]
    for cover in reversed(covers):  # the beginning of the silence that lasts until now
        if cover.state not in WAITED:
            break
        since = cover
    if covers[-1].state not in WAITED:
        owed = f"{len(gone)} of the last {len(covers)} {agency.expects} returns"
        return f"{agency.title}: nothing came for {owed}."
    return (
        f"{agency.title} has sent nothing for {day_words(since.first)} or later, "
        f"and no nil return: what happened there is unknown, not calm."
    )


def _agency_row(
    agency: Agency, batches: list[dict[str, Any]], covers: list[Any], snapshot: Snapshot
) -> dict[str, Any]:
    own = [batch for batch in batches if batch["agency"] == agency.name and batch["state"] == "landed"]
    days = [batch["last_day"] for batch in own if batch["last_day"]]
    lag = snapshot.lateness.lags.get(agency.name) if snapshot.lateness else None
    came = sum(cover.state in {"file", "nil"} for cover in covers)
    return {
        "agency": agency.title + (" (suspended)" if agency.suspended else ""),
        "expected": "no rhythm set" if agency.expects == "none" else agency.expects,
        "came": f"{came} of {len(covers)}" if covers else "–",
        "nil": sum(cover.state == "nil" for cover in covers),
        "files": len(own),
        "received": max((batch["received_at"] for batch in own), default=None),
        "reaches": max(days, default=None),
        "half": lag.quantile(0.5) if lag else None,
        "most": lag.quantile(0.9) if lag else None,
    }


def _period_table(agencies: list[Agency], covers: dict[str, list[Any]]) -> pd.DataFrame:
    """Lay out the last periods of the agencies that owe any: the latest first, so that it is seen."""
    rows = []
    for agency in agencies:
        for cover in covers[agency.name]:
            rows.append(
                {
                    "agency": agency.title,
                    "period": cover.period,
                    "first": cover.first,
                    "last": cover.last,
                    "state": STATES[cover.state],
                }
            )
    return pd.DataFrame(rows, columns=["agency", "period", "first", "last", "state"])


def _completeness(records: pl.DataFrame, threshold: int) -> pd.DataFrame:
    is_hate = pl.col("kind").is_in(["hate_crime", "hate_incident"])
    filled = {
        "Time of day": pl.col("hour").is_not_null(),
        "Day reported": pl.col("reported_on").is_not_null(),
        "Strand": pl.when(is_hate).then(pl.col("strands") > 0),
        "What happened": pl.col("category") != "other",
        "Kind of place": pl.col("setting") != "unknown",
        "How it came to notice": pl.col("noticed_by") != "unknown",
        "A point": pl.col("is_placed"),
    }
    counted = completeness(records, filled)
    said = counted.with_columns(
        share=pl.Series(
            [
                share_words(part, whole, threshold)
                for part, whole in counted.select("filled", "asked").iter_rows()
            ],
            dtype=pl.String,
        )
    )
    wide = said.pivot(on="column", index="agency", values="share")
    return wide.select("agency", *filled).to_pandas() if wide.height else pd.DataFrame()


def share_words(part: int, whole: int, threshold: int) -> str:
    """Write a share, but none from which a small count could be worked out."""
    if whole < LEAST:
        return FEW if whole else "does not apply"
    rest = whole - part
    if 0 < rest < threshold:
        return f"over {(whole - threshold) / whole:.0%}"
    if 0 < part < threshold:
        return f"under {threshold / whole:.0%}"
    return f"{100 * part // whole}%"  # rounded down: 84.6 % does not reach the rule


def _by_ward(records: pl.DataFrame, snapshot: Snapshot) -> pl.DataFrame:
    """The ward by point, or as the sender named it; records without either are in no ward."""
    names = pl.Series("ward", [*snapshot.study_area.wards["name"], NO_WARD], dtype=pl.String)
    at = records.select(pl.max_horizontal("ward", "area")).to_series()
    position = pl.select(pl.when(at < 0).then(len(names) - 1).otherwise(at)).to_series()
    return records.with_columns(names.gather(position).alias("ward"))


def _by_strand(records: pl.DataFrame, snapshot: Snapshot) -> pl.DataFrame:
    """One row a strand of a record: strands do not add up to records."""
    titles = list(snapshot.policy.strands.values())
    parts = [
        records.filter((pl.col("strands") // (1 << bit)) % 2 == 1).select(
            pl.lit(title).alias("strand"), "is_placed"
        )
        for bit, title in enumerate(titles)
    ]
    return pl.concat(parts)


def _located(records: pl.DataFrame, by: str, threshold: int) -> pd.DataFrame:
    counted = located(records, by)
    rows = []
    for name, placed, number in counted.iter_rows():
        rule = FEW if number < LEAST else REACHED if placed >= HIT_RATE * number else BELOW
        rows.append(
            {
                by: name,
                "records": f"{number:,}" if number >= threshold else f"fewer than {threshold}",
                "share": share_words(placed, number, threshold),
                "rule": rule,
            }
        )
    return pd.DataFrame(rows, columns=[by, "records", "share", "rule"])
