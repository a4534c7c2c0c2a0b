"""Graded community reports as signals of tension: one line a report and strand, never what was said."""

from datetime import date, timedelta

import polars as pl

from dashboard.snapshot import Snapshot
from dashboard.viewer import ANALYST, Viewer

__all__ = ["SUSPECTED_FALSE", "faded_before", "last_told", "reports_until"]

SUSPECTED_FALSE = "E"
NO_CONDITION = "No condition was given. Ask the sender before passing this on."
NOT_CHECKED = "Waits for a second look. Not to be passed on until then."


def faded_before(snapshot: Snapshot, on: date) -> date:
    """Give the day before which what a report tells of has faded altogether, and is listed no more."""
    policy = snapshot.policy.tension
    return on - timedelta(days=int(policy.kinds["report"].half_life_days * policy.fade_half_lives))


def reports_until(snapshot: Snapshot, on: date, viewer: Viewer) -> pl.DataFrame:
    """Take the reports of what was seen by a day and has not faded, one row a strand of each.

    Parameters
    ----------
    viewer : Viewer
        Information that is suspected to be false is for analysts only.

    Returns
    -------
    polars.DataFrame
        The columns of `Snapshot.community`, and: strand ("" for none of the policy), ward (code, "" for none
        of this area), source ("agency/source type"), excluded (why it cannot count, "" if it can), condition
        (what must travel with it, ""), sorted by number.
    """
    seen = pl.col("observed_to").is_between(faded_before(snapshot, on), on)
    false = pl.col("information_grade") == SUSPECTED_FALSE
    known = snapshot.community.filter(seen if viewer == ANALYST else seen & ~false)
    strands = list(snapshot.policy.strands)
    named = pl.col("strands").str.split(";").list.set_intersection(strands)
    return (
        known.sort("id")
        .with_columns(
            strand=pl.when(named.list.len() > 0).then(named).otherwise(pl.lit([""])),
            ward=pl.when(pl.col("ward_at") >= 0).then(pl.col("ward")).otherwise(pl.lit("")),
            source=pl.concat_str("agency", "source_type", separator="/"),
            excluded=pl.when(false)
            .then(pl.lit("grade_e"))
            .when(pl.col("needs_check"))
            .then(pl.lit("needs_check"))
            .when(~pl.col("severity").is_between(1, len(snapshot.policy.severity_scale)))
            .then(pl.lit("other_scale"))
            .when(pl.col("review_by") < on)
            .then(pl.lit("expired"))
            .otherwise(pl.lit("")),
            condition=pl.when(pl.col("needs_check"))
            .then(pl.lit(NOT_CHECKED))
            .when(pl.col("handling") == "C")
            .then(pl.col("condition").replace("", None).fill_null(NO_CONDITION))
            .otherwise(pl.lit("")),
            regraded=_regraded(viewer),
        )
        .explode("strand")
    )


def _regraded(viewer: Viewer) -> pl.Expr:
    """Tell the last change of the grade: from what to what, when, and for analysts by whom."""
    told = pl.col("regraded").fill_null("")
    if viewer != ANALYST:
        return pl.when(told.str.contains(f"[123]{SUSPECTED_FALSE}")).then(pl.lit("")).otherwise(told)
    by = pl.format("{} by {}", "regraded", "regraded_by")
    return pl.when(told == "").then(told).otherwise(by)


def last_told(snapshot: Snapshot, on: date) -> dict[tuple[str, str], date]:
    """Give the last day that a report which can count tells of, by ward and strand, however long ago."""
    good = snapshot.community.filter(
        (pl.col("observed_to") <= on)
        & (pl.col("information_grade") != SUSPECTED_FALSE)
        & ~pl.col("needs_check")
    )
    found = (
        good.with_columns(
            ward=pl.when(pl.col("ward_at") >= 0).then(pl.col("ward")).otherwise(pl.lit("")),
            strand=pl.col("strands").str.split(";"),
        )
        .explode("strand")
        .group_by("ward", "strand")
        .agg(pl.col("observed_to").max())
    )
    return {(ward, strand): day for ward, strand, day in found.iter_rows()}
