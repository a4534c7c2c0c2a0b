"""Sections of a pack that rest on the registers: words and people's decisions, never a count of reports."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from dashboard.answers.evaluation import evaluate_all
from dashboard.answers.reach import reach
from dashboard.answers.reach_doors import ReachQuestion
from dashboard.answers.released.tension import bands
from dashboard.desks.actions import list_actions
from dashboard.desks.agreed_levels import agreed_frame
from dashboard.desks.centres import directory
from dashboard.desks.coverage import assess_coverage
from dashboard.desks.evaluation import judged_actions, plans
from dashboard.desks.importing import Desk, open_desk
from dashboard.exporting.document import Hidden
from dashboard.exporting.leaflet import Heading, Para, Points, Table
from dashboard.exporting.report import Figures, Part
from dashboard.rag import rag_of
from dashboard.report.section import Ground
from dashboard.report.sections import SECTIONS
from dashboard.report.sections.reach import ACTIVITY
from dashboard.report.sections.tension import NO_REASON
from dashboard.settings import Settings
from dashboard.snapshot import Snapshot
from dashboard.viewer import ANALYST, PARTNER
from dashboard.words.evaluation import verdict_sentence
from dashboard.words.reach import wards_table
from tests.conftest import Demo
from tests.dashboard.pack_ground import demo_ground, town_ground, usual_template

IN_WORDS = ("tension", "quiet_wards", "actions", "evaluations", "coverage")
PUBLIC = {"trends", "hot_spots", "wards", "you_said_we_did", "method", "glossary"}


@pytest.fixture(scope="module")
def desk(demo: Demo) -> Desk:
    return open_desk(Settings(store=demo.store, partnership=demo.partnership))


@pytest.fixture(scope="module")
def ground(desk: Desk, snapshot: Snapshot) -> Ground:
    return demo_ground(desk, snapshot)


@pytest.fixture(scope="module")
def made(ground: Ground) -> dict[str, Part]:
    return {key: section.make(ground) for key, section in SECTIONS.items()}


def texts(part: Part) -> Iterator[str]:
    for one in part.blocks:
        if isinstance(one, Heading | Para):
            yield one.words
        elif isinstance(one, Points):
            yield from one.words
        elif isinstance(one, Table):
            yield from (cell for row in one.rows for cell in row)
        elif isinstance(one, Figures):
            yield from (
                value.words if isinstance(value, Hidden) else str(value)
                for row in one.sheet.rows
                for value in row
            )
            yield from one.sheet.notes


def test_every_section_says_something(made: dict[str, Part]) -> None:
    assert set(made) == set(SECTIONS)
    for key, part in made.items():
        assert part.key == key
        assert part.title == SECTIONS[key].title
        assert any(isinstance(one, Para | Points | Table) for one in part.blocks), key


def test_words_from_free_windows_have_no_count(
    made: dict[str, Part], ground: Ground, proof: Callable[[str], None]
) -> None:
    held, actions = plans(ground.desk), judged_actions(ground.desk, ground.today)
    said = [verdict_sentence(one) for one in evaluate_all(ground.snapshot, held, actions, ANALYST)]
    exact = {count for one in said for count in re.findall(r"[\d,]+ reports", one)}
    assert exact
    looked = 0
    for key in IN_WORDS:
        whole = " ".join(texts(made[key]))
        assert not re.search(r"\d[\d,]* (reports|records|incidents)\b", whole.replace("fewer than 5", "")), (
            key
        )
        assert not any(count in whole for count in exact)
        looked += len(whole)
    proof(f"pack: {len(IN_WORDS)} sections in words, {looked:,} characters, 0 counts of reports")


def test_coverage_tells_files_and_months_not_days_or_shares(made: dict[str, Part], ground: Ground) -> None:
    screen = assess_coverage(ground.snapshot, ground.desk.store, today=ground.today)
    sheet = next(one.sheet for one in made["coverage"].blocks if isinstance(one, Figures))
    assert [row[0] for row in sheet.rows] == list(screen.agencies["agency"])
    assert [row[2] for row in sheet.rows] == list(screen.agencies["came"])
    for row, day in zip(sheet.rows, screen.agencies["reaches"], strict=True):
        assert row[4] == f"{day:%B %Y}"
    whole = list(texts(made["coverage"]))
    for sentence in screen.missing:
        assert sentence in whole


def test_agreed_levels_stand_with_reason_and_the_level_before(made: dict[str, Part], ground: Ground) -> None:
    frame = agreed_frame(ground.desk)
    wanted = frame[[day >= ground.period.first for day in frame["period_to"]]]
    rows = [
        row
        for one in made["tension"].blocks
        if isinstance(one, Figures) and one.sheet.name.startswith("Levels agreed")
        for row in one.sheet.rows
    ]
    assert len(rows) == len(wanted)
    assert sorted(str(row[4]) for row in rows) == sorted(one or NO_REASON for one in wanted["reason"])
    again = [row for row in rows if row[5] != "nothing agreed before"]
    assert again
    for row in again:
        level = re.match(r"(\d) ", str(row[5]))
        assert level is not None
        assert int(level[1]) in set(frame["agreed_level"])


def test_bands_are_those_of_the_release(made: dict[str, Part], ground: Ground) -> None:

    sheet = next(
        one.sheet
        for one in made["tension"].blocks
        if isinstance(one, Figures) and one.sheet.name.startswith("Bands")
    )
    screen = bands(ground.release, ground.period.parts[0]).table
    told = {row[0]: row[1] for row in sheet.rows}
    assert told == dict(zip(screen["label"], screen["words"], strict=True))


def test_quiet_wards_have_neither_number_nor_band(made: dict[str, Part], ground: Ground) -> None:
    rows = [row for one in made["quiet_wards"].blocks if isinstance(one, Figures) for row in one.sheet.rows]
    quarter = ground.period.parts[0]
    band = bands(ground.release, quarter).table.set_index("code")["words"]
    assert [row[0] for row in rows] == [
        title
        for code, title in ground.release.wards.items()
        if ground.release.value("T2", code, quarter) is None and band[code] == "Unknown"
    ]
    assert all("fewer than 5" in str(row[1]) and row[2] == "Unknown" for row in rows)


def test_reach_is_the_pages_and_names_no_hidden_centre(
    made: dict[str, Part], ground: Ground, snapshot: Snapshot
) -> None:
    sheet = next(one.sheet for one in made["reach"].blocks if isinstance(one, Figures))
    screen = wards_table(reach(snapshot, ReachQuestion(), PARTNER))
    assert [row[1:] for row in sheet.rows] == [
        tuple(row) for row in screen.drop(columns="Rank").itertuples(index=False, name=None)
    ]
    lines = directory(ground.desk, moment=ground.made_at)
    whole = " ".join(texts(made["reach"]))
    assert not any(line.name in whole for line in lines if not line.listed)
    rows = [" ".join(map(str, row)) for one in made["reach"].blocks if isinstance(one, Figures)
            for row in one.sheet.rows if one.sheet.name == "Centres to look after"]  # fmt: skip
    assert rows
    assert ACTIVITY
    assert not any("half a year" in row or "never sent" in row.lower() or "forms" in row for row in rows)


def test_actions_stand_by_agency_with_colour(made: dict[str, Part], ground: Ground) -> None:
    still = [one for one in list_actions(ground.desk, ground.today) if one.is_open]
    sheet = next(one.sheet for one in made["actions"].blocks if isinstance(one, Figures))
    assert {(row[1], row[5]) for row in sheet.rows} == {
        (one.title, rag_of(one, ground.today).words) for one in still
    }
    whole = " ".join(texts(made["actions"]))
    for one in still:
        assert one.overdue == (f"{one.title} ({one.lead}): was due on" in whole)
    assert "Limited ownership" in whole


def test_the_public_reads_picked_actions_by_title_and_outcome_alone(desk: Desk, snapshot: Snapshot) -> None:
    every = list_actions(desk, demo_ground(desk, snapshot).today, done=True)
    make = SECTIONS["you_said_we_did"].make
    nothing = make(demo_ground(desk, snapshot, "public"))
    assert not any(one.title in " ".join(texts(nothing)) for one in every)
    picked = next(one for one in every if not one.is_open and one.outcome)
    told = list(texts(make(demo_ground(desk, snapshot, "public", chosen=(picked.number, 999_999)))))
    assert picked.title in told
    assert picked.outcome in told
    whole = " ".join(told)
    assert not any(one.title in whole for one in every if one.number != picked.number)
    assert picked.lead not in whole
    assert "left out" in whole


def test_the_publics_sections_touch_neither_registers_nor_records() -> None:
    assert {key for key, one in SECTIONS.items() if "public" in one.profiles} - {"summary"} == PUBLIC
    bare = town_ground("public", template=usual_template("public"))
    assert bare.desk is None
    assert bare.snapshot is None
    for key in PUBLIC - {"you_said_we_did"}:
        whole = " ".join(texts(SECTIONS[key].make(bare)))
        assert not re.search("tension|for partners|coordinator|police record", whole.lower()), key


def test_a_pack_can_be_stopped_in_any_longer_section(ground: Ground) -> None:
    class Stopped(Exception):
        pass

    def stop(share: float) -> None:
        assert 0 < share <= 1
        raise Stopped

    for key in ("trends", "hot_spots", "wards", "quiet_wards", "reach", "evaluations", "coverage", "tension"):
        with pytest.raises(Stopped):
            SECTIONS[key].make(replace(ground, told=stop))
