"""What a meeting decided: with who and why, the old one kept, and nobody's decision lost."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from dashboard.desks.agreed_levels import (
    ALL,
    AlreadyDecided,
    Decision,
    MendFirst,
    agree,
    agreed_frame,
    amend_agreed,
    steps_of_level,
    withdraw_agreed,
)
from dashboard.desks.importing import Desk, open_desk, open_records
from dashboard.filters import Window
from dashboard.settings import Settings
from ingest.records.audit import broken_line, lines
from tests.conftest import Demo
from tests.copying import copy_store

OCTOBER = Window(date(2026, 10, 1), date(2026, 10, 31))
SEPTEMBER = Window(date(2026, 9, 1), date(2026, 9, 30))


@pytest.fixture(scope="session")
def empty_desk(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A desk whose store holds nothing yet; its file is copied for each test."""
    folder = tmp_path_factory.mktemp("empty")
    store = f"sqlite:///{folder}/store.sqlite"
    opened = open_desk(Settings(store=store, partnership=demo.partnership, formats=folder))
    opened.store.close()
    return opened


@pytest.fixture
def desk(empty_desk: Desk, tmp_path: Path) -> Iterator[Desk]:
    copy_store(empty_desk.formats_folder / "store.sqlite", tmp_path / "store.sqlite")
    opened = replace(empty_desk, store=open_records(f"sqlite:///{tmp_path}/store.sqlite"))
    yield opened
    opened.store.close()


def decision(desk: Desk, **changed: object) -> Decision:
    said = Decision(
        ward=desk.study_area.wards["ward"].iloc[0],
        strand="race",
        period=OCTOBER,
        agreed_level=3,
        indicated_level=2,
        meeting="Network meeting, November",
        reason="Two schools and the bus operator tell the same.",
    )
    return replace(said, **changed)  # type: ignore[arg-type]


def fields_refused(desk: Desk, **changed: object) -> list[str]:
    with pytest.raises(MendFirst) as refused:
        agree(desk, decision(desk, **changed), by="Ann")
    return [problem.field for problem in refused.value.problems]


def test_a_decision_is_kept_with_what_was_indicated_and_by_which_policy(desk: Desk) -> None:
    before = desk.store.data_version()
    number = agree(desk, decision(desk), by=" Ann ")
    (row,) = agreed_frame(desk).to_dict("records")
    assert (row["agreed_level"], row["indicated_level"], row["agreed_by"]) == (3, 2, "Ann")
    assert (row["period_from"], row["period_to"], row["number"]) == (OCTOBER.first, OCTOBER.last, number)
    assert (row["policy_version"], row["meeting"]) == (desk.policy.version, "Network meeting, November")
    assert desk.store.data_version() == before


def test_an_empty_register_has_the_same_columns(desk: Desk) -> None:
    empty = agreed_frame(desk)
    agree(desk, decision(desk, ward="", strand=ALL, indicated_level=None), by="Ann")
    one = agreed_frame(desk)
    assert list(empty.columns) == list(one.columns) and (empty.dtypes == one.dtypes).all()
    assert one["indicated_level"].isna().all() and one["ward"].tolist() == [""]


def test_a_reason_is_asked_for_when_it_is_the_first_or_differs(desk: Desk) -> None:
    assert fields_refused(desk, reason=" ") == ["reason"]
    assert fields_refused(desk, reason="", agreed_level=2) == ["reason"]
    agree(desk, decision(desk, period=SEPTEMBER), by="Ann")
    assert fields_refused(desk, reason="") == ["reason"]
    assert fields_refused(desk, reason="", indicated_level=None) == ["reason"]
    agree(desk, decision(desk, reason="", agreed_level=2), by="Ann")
    assert agreed_frame(desk)["reason"].tolist()[1] == ""


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"agreed_level": 7}, "agreed_level"),
        ({"agreed_level": 0}, "agreed_level"),
        ({"agreed_level": None}, "agreed_level"),
        ({"indicated_level": 9}, "indicated_level"),
        ({"ward": "E99999999"}, "ward"),
        ({"strand": "zzz"}, "strand"),
        ({"period": Window(OCTOBER.last, OCTOBER.first)}, "period"),
        ({"meeting": "  "}, "meeting"),
        ({"meeting": "m" * 81}, "meeting"),
        ({"meeting": "With Mr John Smith"}, "meeting"),
        ({"reason": "Ring 07700 900123 about it."}, "reason"),
        ({"reason": "A man called John Smith is behind it."}, "reason"),
        ({"reason": "r" * 201}, "reason"),
        ({"reason": "x" * 10_000}, "reason"),
    ],
)
def test_what_cannot_be_kept_is_said_of_its_own_field(
    desk: Desk, changed: dict[str, object], field: str
) -> None:
    assert fields_refused(desk, **changed) == [field]
    assert agreed_frame(desk).empty


def test_no_refusal_repeats_what_was_written(desk: Desk) -> None:
    with pytest.raises(MendFirst) as refused:
        agree(desk, decision(desk, reason="A man called John Smith did it."), by="")
    assert "Smith" not in str(refused.value) and "say who" in str(refused.value).lower()


@pytest.mark.parametrize(
    "reason", ["يقول الناس إنهم قلقون.", "🙂 People are calmer than the reports say.", "=1+1"]
)
def test_any_writing_is_kept_as_it_is(desk: Desk, reason: str) -> None:
    agree(desk, decision(desk, reason=reason), by="Ann")
    assert agreed_frame(desk)["reason"].tolist() == [reason]


def test_the_second_of_two_is_told_and_shown_the_first(desk: Desk) -> None:
    agree(desk, decision(desk), by="Ann")
    with pytest.raises(AlreadyDecided) as told:
        agree(desk, decision(desk, agreed_level=5, reason="It is worse."), by="Bea")
    assert (told.value.now["agreed_level"], told.value.now["agreed_by"]) == (3, "Ann")
    assert agreed_frame(desk)["agreed_level"].tolist() == [3]
    amend_agreed(
        desk,
        told.value.now["number"],
        decision(desk, agreed_level=4, reason="After hearing both."),
        by="Bea",
        seal=told.value.now["seal"],
    )
    assert agreed_frame(desk)[["agreed_level", "agreed_by"]].to_numpy().tolist() == [[4, "Bea"]]


def test_of_many_at_the_same_moment_one_decides_and_the_others_are_told(desk: Desk) -> None:
    def try_it(number: int) -> str:
        try:
            agree(desk, decision(desk, agreed_level=number), by=f"Writer {number}")
        except AlreadyDecided as told:
            return str(told.now["agreed_by"])
        return f"Writer {number}"

    with ThreadPoolExecutor(4) as room:
        said = set(room.map(try_it, (1, 2, 3, 4)))
    assert said == set(agreed_frame(desk)["agreed_by"]) and len(said) == 1


def test_two_who_change_it_at_once_lose_nothing(desk: Desk) -> None:
    number = agree(desk, decision(desk), by="Ann")
    seal = agreed_frame(desk)["seal"].iloc[0]
    amend_agreed(desk, number, decision(desk, agreed_level=4), by="Bea", seal=seal)
    with pytest.raises(AlreadyDecided) as told:
        amend_agreed(desk, number, decision(desk, agreed_level=1), by="Cal", seal=seal)
    assert told.value.now["agreed_by"] == "Bea"
    with pytest.raises(AlreadyDecided):
        withdraw_agreed(desk, number, reason="A slip.", by="Cal", seal=seal)
    (step,) = steps_of_level(desk, number)
    assert (step["agreed_level"], step["by"], step["why"]) == (3, "Bea", "amended")


def test_a_change_says_why_and_stays_with_its_ward(desk: Desk) -> None:
    number = agree(desk, decision(desk), by="Ann")
    seal = agreed_frame(desk)["seal"].iloc[0]
    with pytest.raises(MendFirst):
        amend_agreed(desk, number, decision(desk, agreed_level=2, reason=""), by="Ann", seal=seal)
    amend_agreed(desk, number, decision(desk, strand="age", agreed_level=4), by="Ann", seal=seal)
    assert agreed_frame(desk)["strand"].tolist() == ["race"]


def test_taken_back_it_can_be_decided_again(desk: Desk) -> None:
    number = agree(desk, decision(desk), by="Ann")
    seal = agreed_frame(desk)["seal"].iloc[0]
    with pytest.raises(MendFirst):
        withdraw_agreed(desk, number, reason="", by="Ann", seal=seal)
    withdraw_agreed(desk, number, reason="The wrong ward.", by="Ann", seal=seal)
    assert agreed_frame(desk).empty
    with pytest.raises(AlreadyDecided):
        amend_agreed(desk, number, decision(desk), by="Ann", seal=seal)
    agree(desk, decision(desk, agreed_level=2), by="Ann")
    assert agreed_frame(desk)["agreed_level"].tolist() == [2]


def test_strands_and_periods_are_decided_apart(desk: Desk) -> None:
    for changed in ({}, {"strand": ALL}, {"strand": "age"}, {"period": SEPTEMBER}):
        agree(desk, decision(desk, **changed), by="Ann")
    assert len(agreed_frame(desk)) == 4


def test_the_audit_tells_who_and_nothing_of_the_reason(desk: Desk) -> None:
    number = agree(desk, decision(desk), by="Ann")
    withdraw_agreed(desk, number, reason="The wrong ward.", by="Bea", seal=agreed_frame(desk)["seal"].iloc[0])
    with desk.store.reading() as connection:
        told = list(lines(connection))
        assert broken_line(connection) is None
    assert [(line["who"], line["action"]) for line in told] == [
        ("Ann", "enter"), ("Bea", "amend"), ("Bea", "retire"),
    ]  # fmt: skip
    assert "schools" not in str(told) and "wrong ward" not in str(told)
