"""Every list of rows is in the audit before the desk gives it; rows set aside are for their sender alone."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from dashboard.desks.files import changes_of, rows_set_aside
from dashboard.desks.importing import Desk, open_desk
from dashboard.desks.report_history import steps_of
from dashboard.desks.report_lists import Asked, Reader, find_report, list_reports
from dashboard.desks.reports import enter_report
from dashboard.desks.side_by_side import review_for
from dashboard.desks.submissions import find_submission, hand_in, list_queue
from dashboard.settings import Settings
from dashboard.viewer import viewer_of
from ingest.incident import INCIDENT
from ingest.outcome import Prepared
from ingest.records import Sent
from ingest.records.audit import lines
from ingest.table import no_set_aside
from tests.trust.rows_town import incident

TODAY = date(2026, 9, 21)
COUNCIL, HOMES = "Wrenmouth Borough Council", "Curlew Homes"
TOLD = {
    "observed_from": TODAY,
    "observed_to": TODAY,
    "ward": "Capstan",
    "seen": "Passengers say that they are stared at and talked about after school.",
    "strands": ["religion"],
}
SAID = {**TOLD, "experience": "experienced", "severity": "2", "grading": "2B", "source_type": "ward_panel"}
OFFICER = Reader("Ann", COUNCIL, viewer_of("officer"), "prevention", 3)


@pytest.fixture
def desk(borough: Path, tmp_path: Path, store_url: str) -> Iterator[Desk]:
    partnership = borough / "partnership.toml"
    opened = open_desk(Settings(store=store_url, partnership=partnership, formats=tmp_path))
    said = {**SAID, "handling": "C", "condition": "For the council and the police."}
    enter_report(opened, said, reader=OFFICER, today=TODAY)
    hand_in(opened, TOLD, channel="staff", reader=OFFICER, today=TODAY)
    aside = pl.DataFrame(
        {"row": [7], "column": ["date"], "value": ["somebody's words"], "reason": ["Not a date."]},
        schema=no_set_aside().schema,
    )
    for outcome in ("open", "closed"):
        kept = pl.DataFrame([incident("C1", COUNCIL, outcome=outcome)], schema=dict(INCIDENT))
        prepared = Prepared(kept, aside, read=2)
        opened.store.receive(prepared, Sent(file="a", digest=outcome, agency=COUNCIL, format="x"))
    yield opened
    opened.store.close()


def looks(desk: Desk) -> dict[str, Callable[[], object]]:
    """Everything at the desks that gives rows."""
    store, batch = desk.store, {"id": 2, "agency": COUNCIL}
    return {
        "list rows community_reports": lambda: list_reports(desk, Asked(), OFFICER, TODAY),
        "read rows community_reports": lambda: find_report(desk, 1, OFFICER),
        "read rows community_reports again": lambda: steps_of(desk, 1, OFFICER),
        "list rows submissions": lambda: list_queue(desk, OFFICER, today=TODAY),
        "read rows submissions": lambda: find_submission(desk, 1, OFFICER),
        "read rows rows set aside of batch 2": lambda: rows_set_aside(store, batch, OFFICER),
        "read rows changes of batch 2": lambda: changes_of(store, batch, OFFICER),
    }


def test_every_look_has_its_line_with_purpose_and_session(desk: Desk) -> None:
    for look in looks(desk).values():
        assert look()
    with desk.store.reading() as connection:
        told = [line for line in lines(connection) if line["action"] in ("list rows", "read rows")]
    said = [f"{line['action']} {line['subject']}" for line in told]
    assert sorted(said) == sorted(name for name in looks(desk) if not name.endswith("again"))
    assert {(line["who"], line["kind"], line["purpose"]) for line in told} == {
        ("Ann", "consultation", "prevention")
    }
    assert all('"session": 3' in line["detail"] and "words" not in line["detail"] for line in told)


def test_no_log_no_data_at_any_desk(desk: Desk, proof: Callable[[str], None]) -> None:
    with desk.store.engine.begin() as connection:
        connection.exec_driver_sql("alter table audit rename to audit_gone")
    refused = 0
    for look in looks(desk).values():
        with pytest.raises(Exception, match="audit"):
            look()
        refused += 1
    proof(
        f"no log, no data: {refused} of {len(looks(desk))} looks at the desks gave nothing without the audit"
    )


def test_rows_set_aside_and_changes_are_for_their_sender(desk: Desk) -> None:
    batch = {"id": 2, "agency": COUNCIL}
    assert rows_set_aside(desk.store, batch, OFFICER)[0]["value"] == "somebody's words"
    changes, count = changes_of(desk.store, batch, OFFICER)
    assert count == changes.height == 1
    for other in (
        Reader("Cal", HOMES, viewer_of("officer")),
        Reader("Nobody", "", viewer_of("analyst")),
        Reader("Pat", COUNCIL, viewer_of("partner")),
        Reader("Ada", COUNCIL, viewer_of("administrator")),
    ):
        assert rows_set_aside(desk.store, batch, other) is None
        assert changes_of(desk.store, batch, other) is None


def test_who_sees_releases_only_sees_no_report(desk: Desk) -> None:
    for role in ("public", "partner", "administrator"):
        nobody = Reader("Pat", COUNCIL, viewer_of(role))
        assert list_reports(desk, Asked(), nobody, TODAY) == []
        assert find_report(desk, 1, nobody) is None is find_report(desk, 99, OFFICER)
        assert steps_of(desk, 1, nobody) == []
        assert review_for(desk, nobody).pairs == []
