"""The retention desk: what is due for review, keeping it on, or erasing it; nothing goes by itself."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from dashboard.kept_columns import forget_columns
from ingest.policy import Policy
from ingest.records import Store, schema
from ingest.records.erasing import erase, erase_entry
from ingest.records.registers import entries
from ingest.records.reviewing import (
    due_incidents,
    due_submissions,
    due_versions,
    forget_set_aside,
    forget_versions,
    keep_on,
)

__all__ = [
    "Due",
    "erase_lot",
    "erase_reports",
    "erase_submissions",
    "forget_old",
    "keep_lot",
    "look",
    "reports_due",
    "rules_in_words",
    "submissions_due",
]

NO_RULE = "no rule: never due"


@dataclass(frozen=True)
class Due:
    """What is due on a day.

    Attributes
    ----------
    records : polars.DataFrame
        agency, reference, kind, counted, due, lot.
    lots : polars.DataFrame
        lot, kind, agency, month (of the day that it is counted from), due since, records.
    versions : int
        Old versions of records whose time is up.
    """

    records: pl.DataFrame
    lots: pl.DataFrame
    versions: int


def look(store: Store, policy: Policy, *, today: date) -> Due:
    """List what is due, in lots of one kind, agency and month."""
    with store.reading() as connection:
        records = due_incidents(connection, policy.retention, today=today)
        rule = policy.retention.get("history")
        versions = due_versions(connection, rule, today=today) if rule else 0
    month = pl.col("counted").dt.strftime("%Y-%m")
    records = records.with_columns(month=month, lot=pl.concat_str("kind", "agency", month, separator="|"))
    lots = (
        records.group_by("lot", "kind", "agency", "month")
        .agg(pl.col("due").min().alias("since"), pl.len().alias("records"))
        .sort("since", "agency", "kind")
    )
    titles = {code: policy.labels("kind").get(code, code) for code in lots["kind"].unique()}
    lots = lots.with_columns(pl.col("kind").replace(titles))
    return Due(records=records, lots=lots, versions=versions)


def reports_due(store: Store, *, today: date) -> int:
    """Count the community reports that are past their day of review."""
    with store.reading() as connection:
        held = entries(connection, schema.community_reports, retired=True)
    return sum(entry["review_by"] < today for entry in held)


def erase_reports(store: Store, *, today: date, by: str) -> int:
    """Erase the community reports that are past their day of review, with what they said before."""
    with store.writing() as connection:
        held = entries(connection, schema.community_reports, retired=True)
        past = [entry["id"] for entry in held if entry["review_by"] < today]
        for number in past:
            erase_entry(connection, schema.community_reports.name, number, by=by, why="retention")
    store.tidy()
    return len(past)


def submissions_due(store: Store, policy: Policy, *, today: date) -> tuple[int, int]:
    """Count what was told as long ago as the policy keeps it, and how much of it still awaits grading."""
    rule = policy.retention.get("submission")
    with store.reading() as connection:
        due = due_submissions(connection, rule, today=today) if rule else []
    return len(due), sum(waits for _, waits in due)


def erase_submissions(store: Store, policy: Policy, *, today: date, by: str) -> int:
    """Erase what was told as long ago as the policy keeps it; the reports that it became stay."""
    rule = policy.retention.get("submission")
    with store.writing() as connection:
        due = due_submissions(connection, rule, today=today) if rule else []
        for number, _ in due:
            erase_entry(connection, schema.submissions.name, number, by=by, why="retention")
    store.tidy()
    return len(due)


def _named(due: Due, lots: list[str]) -> list[tuple[str, str]]:
    chosen = due.records.filter(pl.col("lot").is_in(lots))
    return list(chosen.select("agency", "reference").iter_rows())


def keep_lot(store: Store, due: Due, lots: list[str], *, until: date, by: str, why: str) -> int:
    """Keep lots on until a day; say how many records."""
    named = _named(due, lots)
    with store.writing() as connection:
        keep_on(connection, named, until=until, by=by, why=why)
    return len(named)


def erase_lot(store: Store, due: Due, lots: list[str], *, by: str) -> int:
    """Erase lots for good; say how many records."""
    named = _named(due, lots)
    with store.writing() as connection:
        erased = erase(connection, named, by=by, why="retention")
    store.tidy()
    forget_columns(store)
    return erased


def forget_old(store: Store, policy: Policy, *, today: date, by: str) -> tuple[int, int]:
    """Let go of old versions and of rows set aside whose time is up; say how many of each."""
    history, aside = policy.retention.get("history"), policy.retention.get("set_aside")
    with store.writing() as connection:
        versions = forget_versions(connection, history, today=today, by=by) if history else 0
        rows = forget_set_aside(connection, aside, today=today, by=by) if aside else 0
    store.tidy()
    return versions, rows


def rules_in_words(policy: Policy) -> list[dict[str, str]]:
    """List how long each kind is kept, from when, and on what that rests."""
    kinds = dict(policy.labels("kind")) | {
        "community_report": "Community reports",
        "submission": "What was told and not yet graded",
        "history": "What records said before",
        "set_aside": "Rows set aside",
        "audit": "The audit (is only added to)",
    }
    lines = []
    for code, title in kinds.items():
        rule = policy.retention.get(code)
        lines.append(
            {
                "Kind": title,
                "Kept": rule.length if rule else NO_RULE,
                "From the day it was": rule.counted_from if rule else "",
                "Basis": rule.basis if rule else "",
            }
        )
    return lines
