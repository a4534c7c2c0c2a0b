"""Visits: a plan becomes visits to make; each is made, missed or not told of; what is recorded, once."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta

import h3
import pytest

from dashboard.desks.importing import Desk
from dashboard.desks.reports import MendFirst
from dashboard.desks.visit_entry import Made, miss_visit, record_visit, take_back_visit
from dashboard.desks.visits import drop_plan, keep_plan, list_plans, list_visits
from dashboard.patrol_plan import PatrolPlan, PatrolQuestion, Stop
from dashboard.visit import KeptPlan, Visit
from ingest.records import schema
from ingest.records.found_on_patrol import marks
from ingest.records.registers import entries
from tests.dashboard.test_agreed_levels import desk, empty_desk

__all__ = ["desk", "empty_desk"]

STARTS, ENDS = datetime(2026, 11, 6, 20), datetime(2026, 11, 7, 2)
NOW = datetime(2026, 11, 6, 20, 30)
DAY = STARTS.date()


def stop(number: int, ward: str, *, again: tuple[datetime, ...] = ()) -> Stop:
    cell = h3.latlng_to_cell(51.5 + number / 100, -0.1, 10)
    lat, lon = h3.cell_to_latlng(cell)
    from_ = STARTS + timedelta(minutes=30 * number)
    return Stop(
        number=number, rank=number, cell=cell, lon=lon, lat=lat, x=0.0, y=0.0, ward=ward, ward_name="Market",
        where=f"by Street {number}", when="evenings", from_=from_, to=from_ + timedelta(minutes=15),
        minutes=15, again=again, walk_m=200.0, walk_minutes=2.5, why="Reports concentrate here.",
    )  # fmt: skip


def plan(desk: Desk, **changed: object) -> PatrolPlan:
    ward = desk.study_area.wards["ward"].iloc[0]
    asked = PatrolQuestion(frozenset((ward,)), STARTS, ENDS, 2, 120)
    stops = (stop(1, ward, again=(STARTS + timedelta(hours=3),)), stop(2, ward))
    made = PatrolPlan(asked, "7-abc", "found", "Two places.", stops, fairness_said="SECRET 12", seed="s")
    return replace(made, **changed)  # type: ignore[arg-type]


def kept(desk: Desk, *, now: datetime = NOW) -> KeptPlan:
    keep_plan(desk, plan(desk), team="Market team", by="Ann")
    (one,) = list_plans(desk, DAY, DAY, now=now)
    return one


def states(desk: Desk, *, now: datetime = NOW) -> list[str]:
    return [one.state for one in list_visits(desk, DAY, DAY, now=now)]


def made(visit: Visit | None = None, **changed: object) -> Made:
    said = Made(NOW, 15, "quiet", planned=visit.number if visit else None, team="Market team")
    return replace(said, **changed)  # type: ignore[arg-type]


def refused(desk: Desk, said: Made, **how: object) -> list[str]:
    with pytest.raises(MendFirst) as error:
        record_visit(desk, said, **({"by": "Ann", "now": NOW} | how))  # type: ignore[arg-type]
    return [problem.field for problem in error.value.problems]


def test_a_plan_becomes_a_visit_for_every_time_at_a_stop_and_holds_no_count(desk: Desk) -> None:
    before = desk.store.data_version()
    one = kept(desk)
    assert [(visit.stop, visit.where, visit.planned_minutes) for visit in one.visits] == [
        (1, "by Street 1", 15), (2, "by Street 2", 15), (1, "by Street 1", 15),
    ]  # fmt: skip
    with desk.store.reading() as c:
        (held,) = entries(c, schema.patrol_plans)
    assert "SECRET" not in held["body"]
    assert json.loads(held["body"])["asked"]["minutes"] == 120
    assert desk.store.data_version() == before


def test_the_same_plan_twice_is_one_plan_and_taken_off_it_can_be_kept_again(desk: Desk) -> None:
    first = keep_plan(desk, plan(desk), team="Market team", by="Ann")
    assert keep_plan(desk, plan(desk), team="Market team", by="Bea") == first
    assert len(states(desk)) == 3
    drop_plan(desk, first, by="Ann")
    assert states(desk) == []
    assert keep_plan(desk, plan(desk), team="Market team", by="Ann") != first


def test_a_plan_without_a_stop_or_with_a_person_for_a_team_is_refused(desk: Desk) -> None:
    for changed, team in (({"stops": ()}, "Market team"), ({}, "PC John Smith, 07700 900123"), ({}, " ")):
        with pytest.raises(MendFirst):
            keep_plan(desk, plan(desk, **changed), team=team, by="Ann")
    assert list_plans(desk, DAY, DAY, now=NOW) == []


def test_a_visit_is_made_missed_or_nobody_has_said(desk: Desk) -> None:
    one = kept(desk)
    first, second, third = one.visits
    assert one.next_of(NOW) == first
    record_visit(desk, made(first, note="Spoke to two shop keepers."), by="Ann", now=NOW)
    miss_visit(desk, second.number, why="called", by="Ann")
    assert states(desk) == ["done", "missed", "planned"]
    assert states(desk, now=ENDS + timedelta(hours=1)) == ["done", "missed", "unsaid"]
    read = list_visits(desk, DAY, DAY, now=NOW)[0]
    assert (read.minutes, read.outcome, read.note) == (15, "quiet", "Spoke to two shop keepers.")
    record_visit(desk, made(third, ended_at=ENDS), by="Ann", now=ENDS + timedelta(hours=1))
    assert states(desk)[2] == "done"


def test_what_two_taps_record_is_recorded_once(desk: Desk) -> None:
    first = kept(desk).visits[0]
    record_visit(desk, made(first), by="Ann", now=NOW)
    assert refused(desk, made(first), by="Bea") == ["planned"]
    ward = desk.study_area.wards["ward"].iloc[0]
    elsewhere = made(ward=ward, token="t1")
    record_visit(desk, elsewhere, by="Ann", now=NOW)
    assert refused(desk, elsewhere) == ["token"]
    assert states(desk).count("done") == 2


def test_what_was_recorded_can_be_taken_back(desk: Desk) -> None:
    first = kept(desk).visits[0]
    record_visit(desk, made(first), by="Ann", now=NOW)
    record_visit(desk, made(ward=first.ward), by="Ann", now=NOW)
    with pytest.raises(MendFirst):
        take_back_visit(desk, first.number, by="Ann", seal=first.seal)
    for visit in list_visits(desk, DAY, DAY, now=NOW):
        if visit.state == "done":
            take_back_visit(desk, visit.number, by="Ann", seal=visit.seal)
    assert states(desk) == ["planned"] * 3


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"minutes": 0}, "minutes"),
        ({"minutes": 481}, "minutes"),
        ({"ended_at": NOW + timedelta(hours=1)}, "ended_at"),
        ({"ended_at": NOW - timedelta(days=15)}, "ended_at"),
        ({"outcome": "shut"}, "outcome"),
        ({"note": "Ring 07700 900123"}, "note"),
        ({"note": "n" * 201}, "note"),
        ({"found": (("Nobody's agency", "A1"),)}, "found"),
        ({"found": (("Wrenshire Police", "the man in the blue coat"),)}, "found"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(
    desk: Desk, changed: dict[str, object], field: str
) -> None:
    first = kept(desk).visits[0]
    assert refused(desk, made(first, **changed)) == [field]
    assert states(desk) == ["planned"] * 3
    with desk.store.reading() as c:
        assert marks(c) == []


def test_a_visit_that_was_not_planned_says_where(desk: Desk) -> None:
    assert refused(desk, made()) == ["ward"]
    assert refused(desk, made(ward="E99")) == ["ward"]
    assert refused(desk, made(cell="nonsense")) == ["cell"]
    assert refused(desk, made(kind="centre", outcome="met", centre=999)) == ["centre"]
    record_visit(desk, made(cell=h3.latlng_to_cell(51.5, -0.1, 10)), by="Ann", now=NOW)
    assert states(desk) == ["done"]


def test_what_was_found_is_marked_with_the_visit(desk: Desk) -> None:
    first = kept(desk).visits[0]
    before = desk.store.data_version()
    record_visit(desk, made(first, found=(("wrenshire police", " AB/12 "),)), by="Ann", now=NOW)
    with desk.store.reading() as c:
        (mark,) = marks(c)
    assert (mark["agency"], mark["reference"], mark["visit"], mark["why"]) == (
        "Wrenshire Police", "AB/12", first.number, "named",
    )  # fmt: skip
    assert desk.store.data_version() == before + 1
    (said,) = (visit for visit in list_visits(desk, DAY, DAY, now=NOW) if visit.state == "done")
    take_back_visit(desk, said.number, by="Ann", seal=said.seal)
    with desk.store.reading() as c:
        assert marks(c) == []


def test_days_without_a_plan_have_none(desk: Desk) -> None:
    kept(desk)
    assert list_plans(desk, date(2026, 11, 9), date(2026, 11, 10), now=NOW) == []
