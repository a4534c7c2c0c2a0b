"""Every cell of the matrix of authorisation, asked of rows that are really in a store of each kind."""

import statistics
import time
from collections.abc import Callable, Iterator
from datetime import date

import geopandas as gpd
import pytest
import shapely
from sqlalchemy import select

from boundaries.agency import Agency
from boundaries.study_area import StudyArea, make_study_area
from boundaries.wards import WardFile
from ingest.access.asker import Asker
from ingest.access.policy import load_access
from ingest.records import Store, open_store, schema
from ingest.records.audit import lines
from ingest.records.consulting import REFUSED
from ingest.records.narrow import RefusedError
from ingest.records.row_changes import erase_row, share_all, share_row
from ingest.records.row_rights import NoSuchRowError, Row, Rules, list_rows, only_rows, read_rows, rights_to
from ingest.records.row_wards import wards_of
from ingest.records.sharing import Shared, Sharing, set_sharing, sharing_of
from ingest.records.troubles import StoreError
from tests.trust.rows_town import incident, put
from tests.trust.test_access_policy import cells

MINE, THEIRS, THIRD = "Housing", "Police", "Schools"
DAYS = {"first": date(2026, 3, 1), "last": date(2026, 3, 31)}
SAID = {
    "own": Shared("own"),
    "partnership": Shared("partnership"),
    "condition": Shared("condition", condition="Ask us before anybody is visited."),
}
RULES = Rules(load_access())


@pytest.fixture(scope="module")
def wren() -> StudyArea:
    shapes = [
        shapely.box(570_000, 460_000, 575_000, 465_000),
        shapely.box(575_000, 460_000, 580_000, 465_000),
    ]
    columns = {"ward": ["E1", "E2"], "name": ["Quayside", "Hilltop"], "authority": ["E99", "E99"]}
    frame = gpd.GeoDataFrame(columns, geometry=shapes, crs=27700)
    return make_study_area(WardFile(frame, "2024", ()), name="Wren")


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    opened = open_store(store_url)
    yield opened
    opened.close()


def person(role: str = "analyst", **other: object) -> Asker:
    return Asker(**{"name": f"The {role}", "agency": MINE, "role": role, "purpose": "prevention", **other})  # type: ignore[arg-type]


def shared_as(level: str, agency: str) -> Shared:
    """Put a level as Housing sees it into the words that are kept."""
    others = [one for one in (MINE, THEIRS, THIRD) if one != agency]
    if level == "named_me":
        return Shared("named", (others[0],)) if agency != MINE else Shared("named", (THEIRS,))
    return Shared("named", (THIRD,)) if level == "named_others" else SAID[level]


def peopled(store: Store) -> dict[str, int]:
    """Put a record of each level in, own and of another agency; give their numbers as `own partnership`."""
    levels = ("own", "named_me", "named_others", "partnership", "condition")
    agencies = {"own": MINE, "other": THEIRS}
    kept = [incident(f"{whose} {level}", agencies[whose]) for whose in agencies for level in levels]
    numbers = put(store, *kept)
    with store.writing() as connection:
        for whose, agency in agencies.items():
            for level in levels:
                reference = f"{whose} {level}"
                set_sharing(connection, agency, reference, shared=shared_as(level, agency), by="x")
    return numbers


def asked(
    store: Store,
    wren: StudyArea,
    who: Asker,
    number: int,
    action: str,
    listed: dict[int, Row],
    sharing: Sharing,
) -> bool:
    """Really do it, and say whether that went."""
    if action == "list":
        return number in listed
    held = schema.incidents.c
    with store.reading() as connection:
        found = connection.execute(select(held.agency, held.reference).where(held.id == number)).one()
    shared = sharing.of(*found)
    try:
        if action in ("read", "locate"):
            (row,) = read_rows(store, who, RULES, [number], study_area=wren)
            return row.values["kind"] == "hate_incident" if action == "read" else row.point is not None
        if action == "share":
            share_row(store, who, RULES, number, shared=shared)
        elif action == "erase":
            erase_row(store, who, RULES, number, why="test")
        else:
            return action in rights_to(RULES.access, who, found.agency, shared)[1]
    except NoSuchRowError:
        return False
    return True


def test_every_cell_with_real_rows(
    store: Store, store_kind: str, wren: StudyArea, proof: Callable[[str], None]
) -> None:
    numbers, right = peopled(store), 0
    with store.reading() as connection:
        sharing = sharing_of(connection)
    every = cells()
    roles = dict.fromkeys(cell["role"] for cell in every)
    listed = {
        role: {row.number: row for row in list_rows(store, person(role), RULES, study_area=wren, **DAYS)}
        for role in roles
    }
    erased_last = sorted(every, key=lambda cell: (cell["action"] == "erase") * (1 + (cell["may"] == "yes")))
    for cell in erased_last:
        number = numbers[f"{cell['record_of']} {cell['level']}"]
        who = person(cell["role"])
        said = asked(store, wren, who, number, cell["action"], listed[cell["role"]], sharing)
        assert said == (cell["may"] == "yes"), cell
        right += 1
    assert right == 480
    left = set(store.incidents(("reference",))["reference"])
    assert left == {name for name in numbers if name.startswith("other")}
    proof(f"authorisation: {right} of 480 cells as written, on {store_kind}")


def test_a_thousand_guesses_find_nothing_and_take_as_long(store: Store, wren: StudyArea) -> None:
    put(store, *(incident(f"P{n}", THEIRS) for n in range(1_000)))
    officer = person("officer")
    with pytest.raises(NoSuchRowError) as forbidden:
        read_rows(store, officer, RULES, list(range(1, 1_001)), study_area=wren)
    with pytest.raises(NoSuchRowError) as unknown:
        read_rows(store, officer, RULES, list(range(5_001, 6_001)), study_area=wren)
    assert str(forbidden.value) == str(unknown.value) == "There is no such record for you."
    took: dict[int, list[float]] = {0: [], 5_000: []}
    for guess in range(1, 31):
        for above, times in took.items():
            began = time.thread_time()
            with pytest.raises(NoSuchRowError):
                read_rows(store, officer, RULES, [above + guess], study_area=wren)
            times.append(time.thread_time() - began)
    there, not_there = (statistics.median(times) for times in took.values())
    assert abs(there - not_there) < 0.5 * max(there, not_there)
    with store.reading() as connection:
        assert sum(line["action"] == REFUSED for line in lines(connection)) == 62


def test_the_line_stands_before_the_row_is_read(store: Store, wren: StudyArea) -> None:
    number = peopled(store)["other condition"]
    (row,) = read_rows(store, person(session=7), RULES, [number], study_area=wren)
    assert (row.level, row.condition, row.ward) == ("condition", SAID["condition"].condition, "E1")
    with store.reading() as connection:
        line = list(lines(connection))[-1]
    assert (line["who"], line["action"], line["subject"]) == ("The analyst", "read rows", "incidents")
    assert (line["kind"], line["purpose"]) == ("consultation", "prevention")
    assert f'"rows": [{number}]' in line["detail"] and '"session": 7' in line["detail"]
    read_rows(store, person(session=7), RULES, [number], study_area=wren)
    with store.reading() as connection:
        assert list(lines(connection))[-1]["id"] == line["id"]  # drawn again: nothing new to say
    read_rows(store, person(session=8), RULES, [number], study_area=wren)
    with store.reading() as connection:
        assert list(lines(connection))[-1]["id"] == line["id"] + 1


def test_no_log_no_data(store: Store, wren: StudyArea, monkeypatch: pytest.MonkeyPatch) -> None:
    number = peopled(store)["own own"]
    read: list[object] = []
    monkeypatch.setattr("ingest.records.row_rights.only_rows", lambda *what: read.append(what))
    with store.engine.begin() as connection:
        connection.exec_driver_sql("alter table audit rename to audit_gone")
    for look in (
        lambda: read_rows(store, person(), RULES, [number], study_area=wren),
        lambda: list_rows(store, person(), RULES, study_area=wren, **DAYS),
    ):
        with pytest.raises(Exception, match="audit"):
            look()
    assert read == []


def test_a_purpose_comes_first(store: Store, wren: StudyArea) -> None:
    number = peopled(store)["own own"]
    for purpose in ("", "curiosity"):
        with pytest.raises(StoreError, match="Say first for what"):
            read_rows(store, person(purpose=purpose), RULES, [number], study_area=wren)
        with pytest.raises(StoreError, match="Say first for what"):
            list_rows(store, person(purpose=purpose), RULES, study_area=wren, **DAYS)


def test_the_connection_holds_no_other_row_and_no_hidden_value(store: Store) -> None:
    numbers = put(store, incident("H1"), incident("P1", THEIRS), incident("P2", THEIRS))
    may = {
        numbers["P1"]: frozenset(("list", "read")),
        numbers["P2"]: frozenset(("list",)),
        numbers["H1"]: frozenset(("read", "locate")),
    }
    with only_rows(store, may) as (connection, table):
        held = {row["id"]: row for row in connection.execute(select(table)).mappings()}
        assert set(held) == {numbers["P1"], numbers["P2"]}
        assert held[numbers["P1"]]["reference"] == "P1" and held[numbers["P1"]]["x"] is None
        assert held[numbers["P2"]]["reference"] is None and held[numbers["P2"]]["kind"] is None
    tricks = [
        "select * from incidents",
        "with my_rows as (select * from incidents) select * from my_rows",
        "select id from my_rows union select id from incidents",
        "select * from audit",
        "select count(*) from incidents",
        "create view more as select * from incidents",
        "delete from incidents",
        "insert into my_rows (id) values (1)",
        "vacuum",
        "reset role" if store.engine.dialect.name == "postgresql" else "select * from main.incidents",
    ]
    for trick in tricks:
        with pytest.raises(RefusedError), only_rows(store, may) as (connection, _table):
            connection.exec_driver_sql(trick).all()
    assert store.incidents(("reference",)).height == 3


def test_a_ward_narrows_the_list_and_the_point_stays_behind(store: Store, wren: StudyArea) -> None:
    numbers = put(
        store,
        incident("P1", THEIRS),
        incident("P2", THEIRS, x=577_000.0),
        incident("P3", THEIRS, x=None, y=None, lon=None, lat=None, precision="area", area="E2"),
        incident("P4", THEIRS, occurred_from=date(2026, 5, 1), occurred_to=date(2026, 5, 1)),
    )
    rules = Rules(RULES.access, (Agency(THEIRS, THEIRS, shares="partnership"),))
    rows = list_rows(store, person("officer"), rules, study_area=wren, ward="E2", **DAYS)
    assert [(row.number, row.ward, row.point) for row in rows] == [
        (numbers["P3"], "E2", None),
        (numbers["P2"], "E2", None),
    ]
    with store.reading() as connection:
        assert wards_of(connection, wren, [numbers["P1"]]) == {numbers["P1"]: "E1"}


def test_sharing_is_said_by_record_then_by_agency_then_by_the_file(store: Store, wren: StudyArea) -> None:
    numbers = put(store, incident("P1", THEIRS), incident("P2", THEIRS))
    rules = Rules(RULES.access, (Agency(THEIRS, THEIRS, shares="partnership"),))
    officer, theirs = person("officer"), person("officer", agency=THEIRS, name="Theirs")

    def seen() -> set[str]:
        rows = list_rows(store, officer, rules, study_area=wren, **DAYS)
        return {row.values["reference"] for row in rows}

    assert seen() == {"P1", "P2"}
    share_row(store, theirs, rules, numbers["P1"], shared=Shared("own"))
    assert seen() == {"P2"}
    share_all(store, theirs, rules, shared=Shared("named", (THIRD,)))
    assert seen() == set()
    share_row(store, theirs, rules, numbers["P1"], shared=Shared("named", (MINE,)))
    assert seen() == {"P1"}
    share_all(store, theirs, rules, shared=None)
    share_row(store, theirs, rules, numbers["P1"], shared=None)
    assert seen() == {"P1", "P2"}
    with pytest.raises(NoSuchRowError):
        share_row(store, officer, rules, numbers["P1"], shared=Shared("partnership"))
    with pytest.raises(NoSuchRowError):
        share_all(store, person("analyst"), rules, shared=Shared("partnership"))
    with store.reading() as connection:
        told = [line for line in lines(connection) if line["action"] == "share"]
        assert len(told) == 5 and not any("P1" in line["subject"] + line["detail"] for line in told)


@pytest.mark.parametrize(
    "shared",
    [
        Shared("anybody"),
        Shared("named"),
        Shared("partnership", ("Housing",)),
        Shared("named", ("Police",)),
        Shared("named", ("A;B",)),
        Shared("condition"),
        Shared("own", condition="x"),
        Shared("condition", condition="x" * 201),
    ],
)
def test_a_sharing_that_is_not_right_is_refused(store: Store, shared: Shared) -> None:
    with pytest.raises(StoreError), store.writing() as connection:
        set_sharing(connection, THEIRS, "P1", shared=shared, by="x")
