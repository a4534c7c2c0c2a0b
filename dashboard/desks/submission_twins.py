"""Reports that a submission may repeat: about the same place, people and time, and alike in words."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from dashboard.desks.importing import Desk
from dashboard.desks.report_lists import REPORTS, Reader, is_hidden, may_see
from dashboard.desks.report_wording import span_words, ward_name
from dashboard.desks.submission_decisions import bears_out
from dashboard.desks.submissions import find_submission, received_on
from ingest.records.registers import entries
from ingest.reports.echoes import likeness

__all__ = ["likely_same"]

NEAR = timedelta(21)
"""So far apart the days of two tellings of one thing may be."""
MOST = 5


def likely_same(desk: Desk, number: int, reader: Reader) -> list[dict[str, Any]]:
    """List the reports that may tell the same, the most alike in words first.

    A report must not be closed, must be for this reader to see, and must not differ in ward, or in strand, or
    by more than three weeks; where one of the two says nothing of it, that does not tell them apart.

    Returns
    -------
    list of dict
        number, reference, ward, seen_on, seen, grade, agency, alike (0 to 100), bears_out.
    """
    told = find_submission(desk, number, reader)
    if told["seen"] is None:
        return []
    with desk.store.reading() as connection:
        held = entries(connection, REPORTS)
    found = [
        {
            "number": one["id"],
            "reference": one["reference"],
            "ward": ward_name(desk, one["ward"]),
            "seen_on": span_words(one["observed_from"], one["observed_to"]),
            "seen": one["seen"],
            "grade": f"{one['source_grade']}{one['information_grade']}",
            "agency": one["agency"],
            "alike": round(100 * likeness(told["seen"], one["seen"])),
            "bears_out": bears_out(told, one),
        }
        for one in held
        if may_see(one, reader) and not is_hidden(one, reader) and _may_be(told, one)
    ]
    found.sort(key=lambda one: (-one["alike"], -one["number"]))
    return found[:MOST]


def _may_be(told: Mapping[str, Any], report: Mapping[str, Any]) -> bool:
    wards = {told["ward"], report["ward"]} - {None}
    mine, theirs = set(told["strands"].split(";")) - {""}, set(report["strands"].split(";")) - {""}
    first, last = _days(told)
    near = report["observed_from"] - NEAR <= last and first <= report["observed_to"] + NEAR
    return len(wards) < 2 and (not mine or not theirs or bool(mine & theirs)) and near


def _days(told: Mapping[str, Any]) -> tuple[date, date]:
    came = received_on(told)
    return told["observed_from"] or came, told["observed_to"] or came
