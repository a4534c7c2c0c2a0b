"""A hot-spot sheet: the place's own numbers, the small ones hidden, and on paper none at all."""

import io
import json
import re
from datetime import UTC, datetime

import h3
import numpy as np
import pandas as pd
import polars as pl
import pypdf
import pytest
from typer.testing import CliRunner

from dashboard.answers.nearest_help import measured_how, nearest_help
from dashboard.answers.sheet import sheet
from dashboard.answers.week_parts import week_parts
from dashboard.exporting.document import Document
from dashboard.exporting.export import export
from dashboard.exporting.leaflet import Heading, Lines, Para, Picture, Points, Table, each
from dashboard.exporting.sheet_leaflet import sheet_document
from dashboard.exporting.sheet_map import sheet_picture
from dashboard.filters import Filters
from dashboard.place_sheet import APART, LITTLE, OUT, SEES, PlaceSheet
from dashboard.shell import app
from dashboard.situation import Situation, assess
from dashboard.snapshot import Snapshot
from dashboard.survey import survey
from dashboard.viewer import ANALYST
from dashboard.words import sheet as words
from tests.conftest import Demo

THURSDAY, SATURDAY = 0, 2
"""Days since 1 January 1970."""
NOON = datetime(2026, 11, 4, 12, tzinfo=UTC)
TOWN = pd.DataFrame(
    {
        "name": ["Library", "Hall", "Advice", "Far hub", "Nowhere", "Shut"],
        "reporting": [True, True, False, True, True, True],
        "x": [0.0, 800.0, 100.0, 5000.0, np.nan, 10.0],
        "y": [800.0, 0.0, 0.0, 0.0, np.nan, 0.0],
        "status": ["open", "open", "open", "open", "open", "paused"],
        "for_whom": ["everybody"] * 6,
        "hours": [""] * 6,
    }
)


@pytest.fixture(scope="module")
def situation(snapshot: Snapshot) -> Situation:
    return assess(snapshot, Filters(), ANALYST)


@pytest.fixture(scope="module")
def made(snapshot: Snapshot, situation: Situation) -> list[PlaceSheet]:
    cells = [sheet(snapshot, situation, cell=cell) for cell in situation.places["cell"]]
    return cells + [sheet(snapshot, situation, ward=ward) for ward in situation.wards["ward"]]


def records_of(snapshot: Snapshot, filters: Filters, one: PlaceSheet, resolution: int) -> pl.DataFrame:
    """Take the place's records again, the slow way."""
    rows = survey(snapshot, filters).inside
    if not one.cells:
        return rows.filter(pl.col("ward") == list(snapshot.study_area.wards["ward"]).index(one.ward))
    places = snapshot.places
    at = rows["place"].to_list()
    mine = [h3.latlng_to_cell(places.lat[p], places.lon[p], resolution) in one.cells for p in at]
    return rows.filter(pl.Series(mine))


def document(one: PlaceSheet, picture: Picture | None = None) -> Document:
    near = nearest_help(TOWN, 0.0, 0.0)
    return sheet_document(
        one, near=near, tried=(), measured=measured_how(None), picture=picture, purpose="A meeting",
        made_by="Analyst", made_at=NOON,
    )  # fmt: skip


class TestItsNumbers:
    def test_they_are_the_place_s_own(
        self, snapshot: Snapshot, situation: Situation, made: list[PlaceSheet]
    ) -> None:
        one = made[0]
        mine = records_of(snapshot, situation.filters, one, situation.resolution)
        assert one.reports == mine.height
        words_of = snapshot.words["category"]
        shown = one.tables["category"][~one.tables["category"]["hidden"]]
        for row in shown.itertuples():
            assert row.incidents == mine.filter(pl.col("category") == words_of.index(row.code)).height

    def test_no_small_one_is_shown_nor_a_small_rest_of_the_map(
        self, snapshot: Snapshot, situation: Situation, made: list[PlaceSheet]
    ) -> None:
        everything = survey(snapshot, situation.filters).inside
        for one in made:
            for name, table in one.tables.items():
                shown = table[~table["hidden"]]
                assert not shown["incidents"].between(1, one.threshold - 1).any()
                assert table["hidden"].sum() != 1
                if name == "strand":
                    continue
                for code, many in zip(shown["code"], shown["incidents"], strict=True):
                    at = snapshot.words[name].index(code)
                    rest = everything.filter(pl.col(name) == at).height - many
                    assert not 0 < int(rest) < one.threshold

    def test_an_agency_sees_it_from_the_threshold_on(
        self, snapshot: Snapshot, situation: Situation, made: list[PlaceSheet]
    ) -> None:
        one = made[0]
        every = records_of(
            snapshot, situation.filters.with_(duplicates="distinct"), one, situation.resolution
        )
        for row in one.agencies.itertuples():
            many = every.filter(pl.col("agency") == snapshot.words["agency"].index(row.agency)).height
            assert row.word == APART or (row.word == SEES) == (many >= one.threshold)
        assert {SEES, LITTLE, APART} <= set(one.agencies["word"])
        apart = one.agencies.set_index("word").loc[[APART], "agency"].tolist()
        assert apart == ["Wrenmouth Schools Partnership"]  # it shares with two agencies only
        assert "Schools" not in words.seen_by(one)

    def test_what_an_agency_has_not_sent_is_not_known(self, snapshot: Snapshot, situation: Situation) -> None:
        late = assess(snapshot, Filters(days=28), ANALYST)
        one = sheet(snapshot, late, ward=str(situation.wards["ward"].iat[0]))
        curlew = one.agencies.set_index("agency").loc["Curlew Homes"]
        assert curlew["word"] == OUT
        assert "Not known" in words.agency_words(*curlew[["word", "reaches", "whole"]])

    def test_of_a_hidden_ward_nothing_is_told(self, snapshot: Snapshot) -> None:
        few = assess(snapshot, Filters(days=2), ANALYST)
        wards = few.wards[few.wards["hidden"]]
        assert len(wards)
        one = sheet(snapshot, few, ward=str(wards["ward"].iat[0]))
        assert all(table["hidden"].all() for table in one.tables.values())
        assert one.times is None and "Too few" in words.what_said(one)
        assert [each.partner for each in one.partners] == ["Victim support"]

    def test_a_place_that_is_none_is_refused_in_words(self, snapshot: Snapshot, situation: Situation) -> None:
        with pytest.raises(ValueError, match="no hot spot here"):
            sheet(snapshot, situation, cell="8900000000fffff")
        with pytest.raises(ValueError, match="no such ward"):
            sheet(snapshot, situation, ward="E99")


class TestWhen:
    def test_a_range_is_spread_over_its_hours(self) -> None:
        """Nine on Thursday at 20:00; one from Saturday 22:00 to Sunday 01:00, two hours each side."""
        records = pl.DataFrame(
            {
                "first": [THURSDAY] * 9 + [SATURDAY],
                "last": [THURSDAY] * 9 + [SATURDAY + 1],
                "hour": [20] * 9 + [22],
                "hour_to": [None] * 9 + [1],
            }
        )
        found = week_parts(records)
        assert found is not None
        assert found.day == pytest.approx({"night": 0.05, "morning": 0.0, "afternoon": 0.0, "evening": 0.95})
        assert found.weekend == pytest.approx(0.1)
        assert found.marks == ("evening",)

    def test_too_few_hours_say_nothing(self) -> None:
        known = pl.DataFrame({"first": [0] * 9, "last": [0] * 9, "hour": [20] * 9, "hour_to": [21] * 9})
        assert week_parts(known) is None
        month = pl.DataFrame({"first": [0] * 50, "last": [30] * 50, "hour": [0] * 50, "hour_to": [23] * 50})
        assert week_parts(month) is None


class TestNear:
    def test_the_open_ones_come_by_the_way_on_foot(self) -> None:
        near = nearest_help(TOWN, 0.0, 0.0, most=2)
        assert near["name"].tolist() == ["Hall", "Library", "Advice"]
        assert near["away"].iat[0] == "1.0 km, 13 min"

    def test_none_is_an_answer(self) -> None:
        assert nearest_help(TOWN.iloc[:0], 0.0, 0.0).empty


class TestPaper:
    def test_it_has_no_count_of_any_table(self, made: list[PlaceSheet]) -> None:
        for one in made:
            told = re.sub(
                r"\d{1,2} [A-Z][a-z]+ \d{4}|\d{1,2} [A-Z][a-z]+ to|1 .*? to", "", said(document(one))
            )
            told = re.sub(r"[\d.]+ (km|m|min|am|pm)\b|times 1\.3|4\.8 km", "", told)
            assert not re.findall(r"\d+", told.replace("Fewer than 10 reports", "")), told

    def test_it_is_one_side_with_a_map_and_the_four_headings(
        self, snapshot: Snapshot, made: list[PlaceSheet]
    ) -> None:
        one = made[0]
        near = nearest_help(TOWN.assign(x=TOWN["x"] + one.x, y=TOWN["y"] + one.y), one.x, one.y)
        picture = sheet_picture(one, near=near, wards=snapshot.study_area.wards, context=snapshot.context)
        assert picture.alt.startswith("Map of the hot spot in") and "A, B, D of the list" in picture.alt
        pdf = pypdf.PdfReader(io.BytesIO(export(document(one, picture), "pdf").data))
        assert len(pdf.pages) == 1
        text = pdf.pages[0].extract_text()
        for heading, _ in words.SARA:
            assert heading in text
        assert "OFFICIAL-SENSITIVE" in text


class TestTheShell:
    def test_it_says_what_the_answer_says(self, demo: Demo, made: list[PlaceSheet]) -> None:
        where = ("--store", demo.store, "--partnership", str(demo.partnership))
        ran = CliRunner().invoke(app, ["sheet", "--cell", made[0].cell, "--json", *where])
        assert ran.exit_code == 0, ran.output
        told = json.loads(ran.stdout)
        assert told["reports"] == made[0].reports
        assert told["said"]["when"] == words.when_said(made[0])
        assert all(row["incidents"] is None for row in told["tables"]["strand"] if row["hidden"])

    def test_what_cannot_be_asked_is_said_in_a_line(self, demo: Demo) -> None:
        where = ("--store", demo.store, "--partnership", str(demo.partnership))
        for asked, why in ((["--ward", "E99"], "no such ward"), ([], "Give either --cell")):
            ran = CliRunner().invoke(app, ["sheet", *asked, *where])
            assert ran.exit_code == 2 and why in ran.stderr


def said(made: Document) -> str:
    """Everything that stands on it."""
    assert made.leaflet is not None
    parts: list[str] = [made.title]
    for block in each(made.leaflet.blocks):
        if isinstance(block, Heading | Para):
            parts.append(block.words)
        elif isinstance(block, Points):
            parts += block.words
        elif isinstance(block, Lines):
            parts.append(block.label)
        elif isinstance(block, Table):
            parts += [cell for row in (block.head, *block.rows) for cell in row]
    return "\n".join(parts)
