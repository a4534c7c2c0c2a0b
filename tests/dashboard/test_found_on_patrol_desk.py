"""What a patrol may have come upon is proposed by time and place; a person decides, and it counts no more."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import h3
import pytest

from boundaries.crs import to_wgs84
from dashboard.answers.met import records_met
from dashboard.desks.found_on_patrol import Proposed, decide_found, decided, found_lines, proposed, unmark
from dashboard.desks.importing import Desk
from dashboard.filters import Filters
from dashboard.snapshot import load_snapshot
from dashboard.survey import survey
from dashboard.viewer import Principal, viewer_of
from ingest.errors import IngestError
from tests.dashboard.test_agreed_levels import desk, empty_desk
from tests.dashboard.test_visit_weeks import visit
from tests.trust.rows_town import incident, put

__all__ = ["desk", "empty_desk"]

DAY = date(2026, 3, 1)
POLICE, SCHOOLS = "Wrenshire Police", "Wrenmouth Schools Partnership"
ANN = Principal("Ann", POLICE, viewer_of("officer"), purpose="problem_solving")


def place(desk: Desk, east_m: float = 0.0) -> dict[str, float]:
    middle = desk.study_area.wards.geometry.iloc[0].representative_point()
    lon, lat = to_wgs84([middle.x + east_m], [middle.y])
    return {
        "x": float(round(middle.x + east_m)), "y": float(round(middle.y)), "lon": round(float(lon[0]), 5),
        "lat": round(float(lat[0]), 5),
    }  # fmt: skip


@pytest.fixture
def town(desk: Desk) -> Iterator[Desk]:
    """One record at a place at nine in the evening, and others that differ from it in one thing each."""

    def same(reference: str, agency: str = POLICE, **other: Any) -> dict[str, object]:
        common = {"source": "police", "noticed_by": "unknown", "setting": "street", "occurred_to": DAY}
        return incident(reference, agency, **{**common, **place(desk), **other})

    before = DAY - timedelta(1)
    put(
        desk.store,
        same("met"),
        same("another hour", hour=12),
        same("no hour", hour=None),
        same("another day", occurred_from=before, occurred_to=before),
        same("two days", occurred_to=DAY + timedelta(1)),
        same("a victim told", noticed_by="victim"),
        same("told to a charity", source="charity"),
        same("at the postcode", precision="postcode"),
        same("400 m away", **place(desk, 400)),
        same("kept from others", SCHOOLS),
    )
    yield desk


def met(desk: Desk) -> list[tuple[int, int]]:
    spot = place(desk)
    at = replace(visit(datetime(2026, 3, 1, 20, 55), "done"), number=7)
    made = replace(at, cell=h3.latlng_to_cell(spot["lat"], spot["lon"], 10))
    snapshot = load_snapshot(desk.store, desk.partnership)
    return records_met(snapshot, [made, replace(made, cell="")], but=decided(desk))


def names(desk: Desk, found: list[tuple[int, int]]) -> set[str]:
    known = dict(desk.store.incidents(("id", "reference")).iter_rows())
    return {known[number] for number, _ in found}


def offered(desk: Desk) -> list[Proposed]:
    """Propose what was met; the visit itself is none of the store's."""
    return [replace(one, visit=None) for one in proposed(desk, ANN, met(desk))]  # type: ignore[arg-type]


def counted(desk: Desk, **how: Any) -> tuple[int, int]:
    asked = Filters(days=None, first=DAY - timedelta(9), last=DAY + timedelta(9), **how)
    found = survey(load_snapshot(desk.store, desk.partnership), asked)
    return len(found.inside), found.officer_left_out


def test_only_an_officers_record_of_the_hour_and_place_is_proposed_and_only_to_who_may_read_it(
    town: Desk,
) -> None:
    assert names(town, met(town)) == {"met", "kept from others"}
    (one,) = offered(town)
    assert one.agency == POLICE and "21:00" in one.words and "met" not in one.words
    with pytest.raises(IngestError):
        proposed(town, replace(ANN, purpose=""), met(town))


def test_said_to_be_found_it_counts_no_more_and_taken_back_it_counts_again(town: Desk) -> None:
    before = counted(town)
    (one,) = offered(town)
    decide_found(town, ANN, one, found=True)
    assert counted(town) == (before[0] - 1, before[1] + 1)
    assert counted(town, officer=True)[0] == before[0]
    assert offered(town) == []
    (line,) = found_lines(town, ANN)
    assert (line.agency, line.reference, line.said.split(",")[0]) == (POLICE, "met", "Ann")
    (other,) = found_lines(town, replace(ANN, agency="Curlew Homes"))
    assert other.reference == ""
    stranger = replace(ANN, name="Bea", agency="Curlew Homes")
    assert found_lines(town, stranger) == []
    with pytest.raises(IngestError, match="Only its agency"):
        unmark(town, line.mark, stranger)
    assert unmark(town, line.mark, replace(ANN, name="Bea"))
    assert counted(town) == before


def test_said_not_to_be_found_it_counts_and_is_not_asked_again(town: Desk) -> None:
    before = counted(town)
    (one,) = offered(town)
    decide_found(town, ANN, one, found=False)
    assert (counted(town), offered(town), found_lines(town, ANN)) == (before, [], [])


def test_who_may_read_a_record_but_not_see_where_it_is_is_proposed_nothing(town: Desk) -> None:
    (one,) = offered(town)
    other = replace(ANN, name="Bea", agency="Curlew Homes")
    assert proposed(town, other, met(town)) == []
    with pytest.raises(IngestError):
        decide_found(town, other, one, found=True)
    assert decided(town) == frozenset()


def test_nobody_decides_of_a_record_that_they_may_not_read(town: Desk) -> None:
    number = next(number for number, _ in met(town) if names(town, [(number, 0)]) == {"kept from others"})
    with pytest.raises(IngestError):
        decide_found(town, ANN, Proposed(number, 0, "", ""), found=True)
    assert decided(town) == frozenset()
