"""What the demo's people told and nobody has graded yet, handed in by the ordinary door."""

from datetime import timedelta

from dashboard.desks.importing import Desk
from dashboard.desks.report_lists import Reader
from dashboard.desks.submissions import hand_in, received_on
from ingest.invented.submissions import read_submissions
from ingest.records.audit import now

__all__ = ["tell_some"]


def tell_some(desk: Desk) -> None:
    """Hand in what the demo has for the queue, each as long ago as it says, counted from today."""
    for told in read_submissions():
        came_in = now() - timedelta(told.days_ago)
        arrived = received_on({"entered_at": came_in})
        seen_on = arrived - timedelta(told.seen_days_before)
        said = {
            "seen": told.seen,
            "ward": told.ward or None,
            "place": told.place or None,
            "strands": list(told.strands),
            "observed_from": seen_on,
            "observed_to": seen_on,
        }
        hand_in(
            desk,
            said,
            channel="staff" if told.agency else "public",
            reader=Reader("Demo clerk", told.agency) if told.agency else None,
            today=arrived,
            confirmed=told.is_confirmed,
            came_in=came_in,
        )
