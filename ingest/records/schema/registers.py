"""Tables of what people enter: community reports, centres and services, events, and joint work."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    Table,
    Text,
)

from ingest.records.schema.base import Number, entered, metadata

__all__ = [
    "IN_EVERY_ANSWER",
    "REGISTERS",
    "actions",
    "agreed_levels",
    "centres",
    "community_reports",
    "evaluation_plans",
    "events",
    "found_on_patrol",
    "measures",
    "patrol_plans",
    "readings",
    "register_history",
    "submissions",
    "visits",
]


def _register(name: str, *columns: Column) -> Table:
    return Table(
        name,
        metadata,
        *entered(),
        *columns,
        Index(f"one_entry_a_reference_{name}", "agency", "reference", unique=True),
    )


community_reports = _register(
    "community_reports",
    Column("observed_from", Date, nullable=False),
    Column("observed_to", Date, nullable=False),
    Column("ward", String),
    Column("place", String),
    Column("seen", Text, nullable=False),
    Column("strands", String, nullable=False),
    Column("community", String),
    Column("experience", String, nullable=False),
    Column("severity", SmallInteger, nullable=False),
    Column("allport", SmallInteger),
    Column("source_grade", SmallInteger, nullable=False),
    Column("information_grade", String(1), nullable=False),
    Column("handling", String(1), nullable=False),
    Column("condition", String),
    Column("source_type", String, nullable=False),
    Column("is_anonymous", Boolean, nullable=False),
    Column("review_by", Date, nullable=False),
    Column("needs_check", Boolean, nullable=False),
    Column("checked_at", DateTime),
    Column("checked_by", String),
    Column("closed_why", String),
)
"""Graded community intelligence, `ingest.reports.report.REPORT`: never a point, never a name."""

centres = _register(
    "centres",
    Column("is_reporting", Boolean, nullable=False),
    Column("is_support", Boolean, nullable=False),
    Column("name", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("address", String),
    Column("postcode", String),
    Column("x", Float),
    Column("y", Float),
    Column("lon", Float),
    Column("lat", Float),
    Column("hours", String),
    Column("strands", String, nullable=False),
    Column("areas", String),
    Column("languages", String),
    Column("step_free", Boolean),
    Column("accessibility", String),
    Column("helps_with", String),
    Column("contact", String),
    Column("is_contact_public", Boolean, nullable=False),
    Column("owner", String),
    Column("known_as", String),
    Column("trained_until", Date),
    Column("checked_on", Date),
    Column("status", String, nullable=False),
    Column("open_since", Date),
    Column("paused_since", Date),
    Column("paused_until", Date),
    Column("closed_since", Date),
    Column("status_why", String),
    Column("last_report_on", Date),
    Column("is_listed", Boolean, nullable=False),
)
"""Reporting centres and support services, `ingest.centres.centre.FIELDS`: one register, many are both."""

events = _register(
    "events",
    Column("title", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("scale", String, nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("ward", String),
    Column("strands", String, nullable=False),
    Column("source", String),
    Column("note", String),
)
"""What happens that may move feelings: festivals, matches, demonstrations, anniversaries, news."""

actions = _register(
    "actions",
    Column("title", String, nullable=False),
    Column("theme", String),
    Column("ward", String),
    Column("cell", Number),
    Column("strands", String, nullable=False),
    Column("lead", String, nullable=False),
    Column("partners", String),
    Column("starts_on", Date),
    Column("due_on", Date),
    Column("done_on", Date),
    Column("status", String, nullable=False),
    Column("outcome", Text),
    Column("progress", Text),
    Column("intends", String),
    Column("cells", Text),
    Column("wards", Text),
    Column("place_name", String),
    Column("found_by", Text),
    Column("selected_from", Date),
    Column("selected_to", Date),
    Column("responsible", String),
    Column("expected", Text),
    Column("rag", String),
    Column("rag_why", String),
    Column("aim", String),
    Column("objective", String),
    Column("resources", String),
    Column("triggers", String),
    Column("step_changes", String),
)
"""Joint work that a meeting agreed: where, who leads, by when, and how it goes.

`cells` (H3 indexes as hexadecimal) and `wards` (codes) are joined with `;` and stay as they were when the
action was agreed; `found_by` is the question that found the place, as JSON, and `selected_from` to
`selected_to` are the days it was found in.  `intends` is fewer (less harm), more (more reporting) or other.
`rag` is what people say (red, amber, green) where they do not leave it to the rule, `rag_why` their reason.
"""

measures = _register(
    "measures",
    Column("action", ForeignKey("actions.id"), nullable=False),
    Column("title", String, nullable=False),
    Column("counts", String, nullable=False),
    Column("question", Text),
    Column("better", String, nullable=False),
    Column("baseline_from", Date),
    Column("baseline_to", Date),
    Column("baseline", Float),
    Column("target", Float),
    Column("target_on", Date),
)
"""What an action is judged by beside its baseline.

`counts` is reports (counted in the action's place, `question` being the words of the address bar), visits, or
told (people say the number, see `readings`); `better` is lower or higher.
"""

readings = _register(
    "readings",
    Column("measure", ForeignKey("measures.id"), nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("value", Float, nullable=False),
    Column("out_of", Float),
)
"""Numbers that people tell of a measure; `out_of` where it is a share."""

evaluation_plans = _register(
    "evaluation_plans",
    Column("action", ForeignKey("actions.id"), nullable=False),
    Column("treated", Text, nullable=False),
    Column("controls", Text, nullable=False),
    Column("ring", Text, nullable=False),
    Column("control_ring", Text, nullable=False),
    Column("before_from", Date, nullable=False),
    Column("before_to", Date, nullable=False),
    Column("after_from", Date, nullable=False),
    Column("after_to", Date),
    Column("question", Text, nullable=False),
    Column("settings", Text, nullable=False),
    Column("seen_before", Boolean, nullable=False),
)
"""How it will be judged whether an action worked, laid down before anybody looks at what happened.

Areas are H3 indexes joined with `;`; `question` is the words of the address bar, `settings` JSON.
`seen_before` says that outcomes were already there to be seen when it was laid down.
"""

patrol_plans = _register(
    "patrol_plans",
    Column("team", String, nullable=False),
    Column("wards", Text, nullable=False),
    Column("shift_from", DateTime, nullable=False),
    Column("shift_to", DateTime, nullable=False),
    Column("people", SmallInteger, nullable=False),
    Column("minutes", SmallInteger, nullable=False),
    Column("body", Text, nullable=False),
)
"""Patrols as they were planned: `body` is the plan as JSON, with places and times and without any count.

Times are London's, without a zone.
"""

visits = _register(
    "visits",
    Column("kind", String, nullable=False),
    Column("team", String, nullable=False),
    Column("ward", String),
    Column("cell", Number),
    Column("centre", ForeignKey("centres.id")),
    Column("action", ForeignKey("actions.id")),
    Column("planned_from", DateTime),
    Column("planned_to", DateTime),
    Column("started_at", DateTime),
    Column("ended_at", DateTime),
    Column("outcome", Text),
    Column("plan", ForeignKey("patrol_plans.id")),
    Column("stop", SmallInteger),
    Column("people", SmallInteger),
    Column("state", String),
)
"""Patrols and visits, planned and made.

Times are London's, without a zone.  `stop` is the place's number in the plan; `state` is planned, done or
missed.
"""

agreed_levels = _register(
    "agreed_levels",
    Column("ward", String),
    Column("strand", String, nullable=False),
    Column("period_from", Date, nullable=False),
    Column("period_to", Date, nullable=False),
    Column("policy_version", String, nullable=False),
    Column("indicated_level", SmallInteger),
    Column("agreed_level", SmallInteger, nullable=False),
    Column("meeting", String, nullable=False),
    Column("reason", Text, nullable=False),
)
"""What a meeting decided: only people write here."""

submissions = _register(
    "submissions",
    Column("channel", String, nullable=False),
    Column("observed_from", Date),
    Column("observed_to", Date),
    Column("ward", String),
    Column("place", String),
    Column("seen", Text, nullable=False),
    Column("strands", String, nullable=False),
    Column("community", String),
    Column("is_anonymous", Boolean, nullable=False),
    Column("needs_check", Boolean, nullable=False),
    Column("state", String, nullable=False),
    Column("decided_at", DateTime),
    Column("decided_by", String),
    Column("decided_why", String),
    Column("report", ForeignKey("community_reports.id")),
)
"""What people told and nobody has graded yet: on no map and in no count until somebody decides.

`channel` is public (the form for everybody) or staff; `state` is waiting, graded, merged or rejected;
`report` is the community report that it became, or was merged with.
"""

REGISTERS = {
    table.name: table
    for table in (
        community_reports,
        centres,
        events,
        actions,
        measures,
        readings,
        evaluation_plans,
        patrol_plans,
        visits,
        agreed_levels,
        submissions,
    )
}
"""The registers by name."""

IN_EVERY_ANSWER = frozenset(("community_reports", "centres", "events"))
"""Registers that a snapshot reads: a change of one puts every answer out of date."""

register_history = Table(
    "register_history",
    metadata,
    Column("id", Number, primary_key=True),
    Column("register", String, nullable=False),
    Column("entry", Number, nullable=False),
    Column("values", Text, nullable=False),
    Column("batch", Number),
    Column("ended_at", DateTime, nullable=False),
    Column("ended_by", String, nullable=False),
    Column("ended_why", String, nullable=False),
    Column("ended_by_batch", Number),
    Index("ix_register_history_entry", "register", "entry"),
)
"""What an entry of a register said before, as JSON; who changed it, and why.

`batch` is the file that had said so, `ended_by_batch` the one that says otherwise; both are empty where a
person wrote it.
"""

found_on_patrol = Table(
    "found_on_patrol",
    metadata,
    Column("id", Number, primary_key=True),
    Column("agency", String, nullable=False),
    Column("reference", String, nullable=False),
    Column("visit", ForeignKey("visits.id")),
    Column("why", String, nullable=False),
    Column("said_at", DateTime, nullable=False),
    Column("said_by", String, nullable=False),
    Column("ended_at", DateTime),
    Column("ended_by", String),
    Index("ix_found_on_patrol_record", "agency", "reference"),
)
"""Incidents that a patrol came upon, by the agency's own reference: they follow the patrol, not the place.

`why` is named (somebody said so) or met (an officer's record of the time and place of a visit).  A mark holds
until `ended_at`, whatever a later file says of the incident.
"""
