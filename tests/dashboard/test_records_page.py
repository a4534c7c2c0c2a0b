"""Records one by one, without a browser: a purpose first, and only what is for whoever looks."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.desks.access import access
from dashboard.desks.importing import Desk, open_desk
from dashboard.desks.rows import NoSuchRowError, list_records, open_record, purposes, share
from dashboard.settings import Settings
from dashboard.viewer import Principal, viewer_of
from ingest.errors import IngestError
from ingest.records.audit import lines
from tests.trust.rows_town import incident, put

ROOT = Path(__file__).parents[2]
POLICE, HOMES, SCHOOLS = "Wrenshire Police", "Curlew Homes", "Wrenmouth Schools Partnership"
DAYS = {"first": date(2026, 3, 1), "last": date(2026, 3, 31)}


@pytest.fixture
def desk(borough: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setenv("COMMON_GROUND_STORE", f"sqlite:///{tmp_path}/common-ground.sqlite")
    monkeypatch.setenv("COMMON_GROUND_PARTNERSHIP", str(borough / "partnership.toml"))
    monkeypatch.setenv("COMMON_GROUND_FORMATS", str(tmp_path / "formats"))
    monkeypatch.chdir(ROOT)
    opened = open_desk(Settings())
    nowhere: dict[str, Any] = {**dict.fromkeys(("x", "y", "lon", "lat")), "precision": "area"}
    nowhere["area"] = opened.study_area.wards["ward"][0]
    put(
        opened.store,
        incident("P1", POLICE, **nowhere),
        incident("H1", HOMES, **nowhere),
        incident("S1", SCHOOLS, **nowhere),
    )
    yield opened
    opened.store.close()


def person(role: str = "officer", agency: str = HOMES, purpose: str = "prevention") -> Principal:
    return Principal(f"An {role}", agency, viewer_of(role), purpose=purpose)


def opened() -> AppTest:
    page = AppTest.from_file(str(ROOT / "dashboard/pages/records.py"), default_timeout=120)
    return page.run()


def words(page: AppTest) -> str:
    parts = (*page.markdown, *page.info, *page.warning, *page.error, *page.caption)
    return " ".join(str(one.value) for one in parts)


def test_nothing_is_shown_before_a_purpose_is_said(desk: Desk) -> None:
    page = opened()
    assert not page.exception
    assert not page.dataframe
    page.radio[0].set_value("problem_solving").run()
    next(one for one in page.button if one.label == "Go on").click().run()
    assert not page.exception
    assert "Problem solving with partners" in words(page)
    (listed,) = (one.value for one in page.dataframe)
    assert set(listed["agency"]) == {POLICE, HOMES, SCHOOLS}
    kept = listed[listed["agency"] == SCHOOLS].iloc[0]
    assert (kept["what"], kept["strands"]) == ("Kept by its agency: ask them.", "")
    assert "Ask the police before anybody" in " ".join(listed["condition"])
    with desk.store.reading() as connection:
        told = [line for line in lines(connection) if line["action"] == "read rows"]
    assert [(line["purpose"], line["kind"]) for line in told] == [("problem_solving", "consultation")]
    page.run()
    with desk.store.reading() as connection:
        assert sum(line["action"] == "read rows" for line in lines(connection)) == 1


def test_one_record_is_opened_with_what_goes_with_it(desk: Desk) -> None:
    listed = list_records(desk, person(), **DAYS)
    police = next(line for line in listed.lines if line.agency == POLICE)
    one = open_record(desk, person(), police.number)
    assert one.condition.startswith("Ask the police") and not one.may_share
    facts = dict(one.facts)
    assert facts["Reference"] == "P1" and facts["Point"] == "not for you: its ward only"
    own = next(line for line in listed.lines if line.agency == HOMES)
    assert open_record(desk, person(), own.number).may_share


def test_what_is_not_there_and_what_is_not_yours_sound_alike(desk: Desk) -> None:
    school = desk.store.incidents(("id", "agency")).row(2)[0]
    said = set()
    for number in (school, 999):
        with pytest.raises(NoSuchRowError) as refused:
            open_record(desk, person(), number)
        said.add(str(refused.value))
    assert said == {"There is no such record for you."}


@pytest.mark.parametrize("role", ["public", "partner", "administrator"])
def test_the_page_is_closed_to_those_who_see_releases(desk: Desk, role: str) -> None:
    page = AppTest.from_file(str(ROOT / "dashboard/pages/records.py"), default_timeout=120)
    page.session_state["view-as"] = role
    page.run()
    assert not page.exception and not page.dataframe and not page.selectbox
    assert len(page.error) == 1
    with pytest.raises(IngestError):
        list_records(desk, person(role, purpose=""), **DAYS)
    assert list_records(desk, person(role), **DAYS).lines == ()


def test_sharing_one_record_takes_it_from_the_others(desk: Desk) -> None:
    other = person(agency=SCHOOLS)
    number = next(line.number for line in list_records(desk, other, **DAYS).lines if line.agency == HOMES)
    share(desk, person(), number, level="named", named=(POLICE,))
    assert all(line.agency != HOMES for line in list_records(desk, other, **DAYS).lines)
    share(desk, person(), number, level="")
    assert any(line.agency == HOMES for line in list_records(desk, other, **DAYS).lines)
    with pytest.raises(IngestError, match="The condition"):
        share(desk, person(), number, level="condition", condition="Ring Mr John Smith on 07700 900123.")


def test_too_many_days_are_refused(desk: Desk) -> None:
    with pytest.raises(IngestError, match="Choose at most 92 days"):
        list_records(desk, person(), first=date(2026, 1, 1), last=date(2026, 12, 31))


def test_a_partnership_names_a_stricter_policy(desk: Desk, tmp_path: Path) -> None:
    assert access().may("officer", "read rows") and purposes()
    file = tmp_path / "partnership.toml"
    file.write_text('[access]\nfile = "access.toml"\n', "utf-8")
    with pytest.raises(IngestError, match="cannot be read"):
        access(file)
    (tmp_path / "access.toml").write_text('version = "1"\n[roles]\nanalyst = ["read rows"]\n', "utf-8")
    assert access(file).may("analyst", "read rows") and not access(file).may("officer", "read rows")
    assert access(tmp_path / "none.toml").may("officer", "read rows")
