"""The waist: one answer, suppressed once, the same on the map and in the tables."""

import json
import math
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import polars as pl
import pytest
from shapely.geometry import Point, box, shape

from dashboard import telling
from dashboard.answers.standing import agreeing, steadiness
from dashboard.choices import choices_for
from dashboard.deck import build_deck
from dashboard.filters import METHODS, Filters
from dashboard.situation import CannotAnswerError, Situation, assess
from dashboard.snapshot import EPOCH, Snapshot
from dashboard.survey import NoRecordsError, survey
from dashboard.tabulate import tabulate
from dashboard.viewer import ANALYST

QUESTIONS = {
    "usual": Filters(),
    "28 days": Filters(days=28),
    "one strand": Filters(days=90, strands=frozenset({"disability"})),
    "hate crime by residents": Filters(kinds=frozenset({"hate_crime"}), baseline="residents"),
    "housing": Filters(sources=frozenset({"housing"}), days=365),
    "density": Filters(method="kernel_density", bandwidth_m=300.0),
    "groups": Filters(method="dbscan", radius_m=150.0, resolution=9),
    "groups without a radius": Filters(method="hdbscan", min_reports=10),
    "relative risk": Filters(method="relative_risk", baseline="records", kinds=frozenset({"hate_crime"})),
    "chance maps": Filters(test="permutation", resolution=8),
    "coarse": Filters(resolution=8, officer=True),
    "own dates": Filters(days=None, first=date(2025, 3, 1), last=date(2025, 3, 31)),
}


@pytest.fixture(scope="module", params=list(QUESTIONS))
def situation(request: pytest.FixtureRequest, snapshot: Snapshot) -> Situation:
    return assess(snapshot, QUESTIONS[request.param], ANALYST)


def raw(snapshot: Snapshot, situation: Situation) -> np.ndarray:
    """Count the cells again from the records, without the waist."""
    lattice, position = snapshot.lattice(situation.resolution)
    return survey(snapshot, situation.filters).by_cell(lattice, position)


class TestEverythingAddsUp:
    def test_the_map_is_the_total(self, snapshot: Snapshot, situation: Situation) -> None:
        shown = situation.cells["incidents"].sum()
        assert situation.totals.hidden is not None
        assert shown + situation.totals.hidden == situation.totals.in_area == raw(snapshot, situation).sum()

    def test_the_wards_are_the_map(self, snapshot: Snapshot, situation: Situation) -> None:
        by_ward = tabulate(snapshot, situation.filters, ANALYST, by=["ward"])
        by_cell = tabulate(
            snapshot, situation.filters.with_(resolution=situation.resolution), ANALYST, by=["cell"]
        )
        for table in (by_ward, by_cell):
            shown = sum(row["incidents"] or 0 for row in table["records"])
            assert shown + table["totals"]["hidden"] == situation.totals.in_area

    def test_the_places_are_the_test_s_numbers(self, snapshot: Snapshot, situation: Situation) -> None:
        counts = dict(zip(situation.cells["cell"], raw(snapshot, situation), strict=True))
        for place in situation.places.itertuples():
            assert place.incidents == sum(counts[cell] for cell in place.cells)
            assert place.incidents >= 5 and place.dates >= 3

    def test_places_do_not_overlap(self, situation: Situation) -> None:
        cells = [cell for place in situation.places["cells"] for cell in place]
        assert len(cells) == len(set(cells))
        assert situation.places["rank"].tolist() == list(range(1, len(situation.places) + 1))


class TestSmallCountsStayHidden:
    def test_no_small_count_is_shown_anywhere(self, situation: Situation) -> None:
        shown = [
            situation.cells["incidents"],
            situation.wards["incidents"],
            situation.wards["ward_only"],
            *(table["incidents"] for table in situation.breakdowns.values()),
        ]
        for numbers in shown:
            assert not numbers.between(1, situation.threshold - 1).any()

    def test_a_small_cell_gives_nothing_away(self, snapshot: Snapshot, situation: Situation) -> None:
        counts = raw(snapshot, situation)
        small = situation.cells[(counts > 0) & (counts < situation.threshold)]
        assert small["hidden"].all()
        assert not small["is_hotspot"].any()
        assert (small["level"] == -1).all()
        assert small["tip"].str.contains("Fewer than 3 reports").all()

    def test_zero_is_shown_as_zero_unless_it_hides_another(
        self, snapshot: Snapshot, situation: Situation
    ) -> None:
        counts = raw(snapshot, situation)
        empty = situation.cells[counts == 0]
        shown = empty[~empty["hidden"]]
        assert (shown["incidents"] == 0).all() and len(shown) > 0
        small = int(((counts > 0) & (counts < situation.threshold)).sum())
        assert empty["hidden"].sum() <= small

    def test_the_page_s_payload_holds_no_hidden_number(self, situation: Situation) -> None:
        hidden = set(situation.cells.loc[situation.cells["hidden"], "cell"])
        deck = json.loads(build_deck(situation).to_json())
        seen = 0
        for row in _dictionaries(deck):
            if row.get("cell") in hidden:
                numbers = {k: v for k, v in row.items() if isinstance(v, (int, float)) and v is not None}
                assert set(numbers) <= {"level", "lon", "lat", "rank", "radius_m", "top", "first"}, numbers
                assert not set(row) & {"p", "q", "score", "observed"}
                seen += 1
        assert seen == 0 or hidden

    def test_one_hidden_cell_cannot_be_had_from_a_ring(self, situation: Situation) -> None:
        hidden = set(situation.cells.loc[situation.cells["hidden"], "cell"])
        for place in situation.places.itertuples():
            assert len(hidden & set(place.cells)) != 1

    def test_a_table_by_month_hides_its_small_counts(self, snapshot: Snapshot, situation: Situation) -> None:
        answer = tabulate(snapshot, situation.filters, ANALYST, by=["ward", "month"])
        assert all(row["incidents"] is None or row["incidents"] >= 3 for row in answer["records"])
        assert all((row["incidents"] is None) == row["hidden"] for row in answer["records"])


def _dictionaries(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        return [value, *(inner for one in value.values() for inner in _dictionaries(one))]
    if isinstance(value, list):
        return [inner for one in value for inner in _dictionaries(one)]
    return []


class TestWindows:
    def test_the_window_ends_on_the_latest_record_and_says_so(self, snapshot: Snapshot) -> None:
        ninety = assess(snapshot, Filters(days=90), ANALYST)
        assert ninety.window.last == ninety.latest == date(2026, 10, 31)
        assert ninety.window.days == 90
        assert "the latest record is of 31 October 2026" in telling.about(ninety)

    def test_a_record_that_says_only_the_month_widens_the_window(self, snapshot: Snapshot) -> None:
        month = (date(2026, 10, 1) - EPOCH).days
        vague = snapshot.records.with_columns(
            first=pl.when(pl.col("first") >= month).then(month).otherwise(pl.col("first")).cast(pl.Int32),
            last=pl.when(pl.col("first") >= month).then(month + 30).otherwise(pl.col("last")).cast(pl.Int32),
        )
        fields = {name: getattr(snapshot, name) for name in ("partnership", "study_area", "policy", "places")}
        rest = {name: getattr(snapshot, name) for name in ("words", "centres", "context")}
        monthly = Snapshot(version="monthly", records=vague, **fields, **rest)
        found = survey(monthly, Filters(days=28))
        assert (found.window.first, found.window.last) == (date(2026, 10, 1), date(2026, 10, 31))
        assert found.widened

    def test_nothing_in_the_store_is_said_kindly(self, snapshot: Snapshot) -> None:
        fields = {name: getattr(snapshot, name) for name in ("partnership", "study_area", "policy", "places")}
        rest = {name: getattr(snapshot, name) for name in ("words", "centres", "context")}
        empty = Snapshot(version="empty", records=snapshot.records.clear(), **fields, **rest)
        with pytest.raises(NoRecordsError, match="Import an agency's file"):
            assess(empty, Filters(), ANALYST)

    def test_too_few_reports_is_an_answer(self, snapshot: Snapshot) -> None:
        few = assess(snapshot, Filters(days=3, resolution=9), ANALYST)
        assert few.state == "not enough data"
        assert few.places.empty
        assert telling.headline(few)[1] == "no hot spot is shown."


class TestColours:
    def test_the_scale_stays_put_while_filtering(self, snapshot: Snapshot) -> None:
        scales = {
            assess(snapshot, filters.with_(resolution=9), ANALYST).breaks for filters in QUESTIONS.values()
        }
        assert len(scales) == 1

    def test_rescaling_is_asked_for_and_kept(self, snapshot: Snapshot) -> None:
        disability = Filters(strands=frozenset({"disability"}), resolution=9)
        fitted = assess(snapshot, disability, ANALYST).fitted
        again = assess(snapshot, disability.with_(scale=fitted), ANALYST)
        assert again.breaks == fitted != assess(snapshot, disability, ANALYST).breaks


class TestPlantedTruths:
    @pytest.fixture
    def truths(self, demo: Any) -> dict[str, dict[str, Any]]:
        return {truth["kind"]: truth for truth in demo.truths["truths"]}

    def found(self, snapshot: Snapshot, truth: dict[str, Any], filters: Filters) -> bool:
        situation = assess(snapshot, filters, ANALYST)
        lattice, _ = snapshot.lattice(situation.resolution)
        for place in situation.places.itertuples():
            at = situation.cells.index[situation.cells["cell"] == place.cell][0]
            away = math.hypot(lattice.x[at] - truth["x"], lattice.y[at] - truth["y"])
            if away <= place.radius_m:
                return True
        return False

    @pytest.mark.parametrize("method", list(METHODS))
    def test_the_persistent_one_is_found(self, snapshot: Snapshot, truths: Any, method: str) -> None:
        truth = truths["persistent hot spot"]
        assert self.found(
            snapshot, truth, Filters(days=365, method=method, strands=frozenset(truth["strands"]))
        )

    def test_the_emerging_one_is_found_now_and_not_a_year_ago(self, snapshot: Snapshot, truths: Any) -> None:
        truth = truths["emerging hot spot"]
        assert self.found(snapshot, truth, Filters(days=90, resolution=9))
        before = Filters(days=None, first=date(2025, 8, 4), last=date(2025, 10, 31), resolution=9)
        assert not self.found(snapshot, truth, before)

    def test_the_one_of_a_strand_is_seen_when_the_strand_is_chosen(
        self, snapshot: Snapshot, truths: Any
    ) -> None:
        truth = truths["hot spot of one strand"]
        years = {"days": 1095, "resolution": 9}
        assert self.found(snapshot, truth, Filters(strands=frozenset({"disability"}), **years))
        assert not self.found(snapshot, truth, Filters(strands=frozenset({"religion"}), **years))

    def test_the_busy_place_is_not_hot_among_all_records(self, snapshot: Snapshot, truths: Any) -> None:
        truth = truths["busy place"]
        hate = Filters(days=1095, kinds=frozenset({"hate_crime", "hate_incident"}), resolution=9)
        assert self.found(snapshot, truth, hate)
        assert not self.found(snapshot, truth, hate.with_(baseline="records"))

    def test_the_busy_place_is_not_hot_where_many_are_about_by_day(
        self, snapshot: Snapshot, truths: Any
    ) -> None:
        truth = truths["busy place"]
        wards = snapshot.study_area.wards
        ward = snapshot.study_area.index.locate(np.array([truth["x"]]), np.array([truth["y"]]))[0]
        people = wards["residents"].to_numpy().copy()
        people[ward] += 30 * people.sum()
        busy = by_day(snapshot, people)
        hate = Filters(days=1095, kinds=frozenset({"hate_crime", "hate_incident"}), resolution=9)
        assert self.found(busy, truth, hate)
        assert not self.found(busy, truth, hate.with_(baseline="workday"))

    def test_the_agency_that_stopped_is_seen_to_have_stopped(self, snapshot: Snapshot, truths: Any) -> None:
        situation = assess(snapshot, Filters(), ANALYST)
        sources = situation.breakdowns["source"].set_index("code")
        assert sources.loc["housing", "latest"] <= date.fromisoformat(
            truths["an agency that stops reporting"]["last_reported"]
        )
        assert sources.loc["police", "latest"] > date(2026, 10, 1)

    def test_every_row_of_every_demo_file_is_accounted_for(self, demo: Any) -> None:
        for receipt in (one for one in demo.receipts if one.file in demo.truths["files"]):
            truth = demo.truths["files"][receipt.file]
            assert receipt.read == truth["rows"]
            left_out = truth["set_aside"] + truth.get("duplicate", 0) + truth.get("blank", 0)
            assert receipt.accepted == truth["rows"] - left_out
            assert receipt.set_aside == truth["set_aside"]
            assert receipt.duplicates == truth.get("duplicate", 0)
            assert receipt.outside_area == truth.get("outside_the_area", 0)


def by_day(snapshot: Snapshot, people: np.ndarray) -> Snapshot:
    """The same place, with so many people there by day."""
    area = snapshot.study_area
    known = replace(area, wards=area.wards.assign(workday=people))
    fields = {name: getattr(snapshot, name) for name in ("partnership", "records", "policy", "places")}
    rest = {name: getattr(snapshot, name) for name in ("words", "centres", "context", "events", "undecided")}
    return Snapshot(version="by day", study_area=known, **fields, **rest)


class TestPeopleByDay:
    def test_they_can_be_asked_for_where_every_ward_is_known(self, snapshot: Snapshot) -> None:
        known = by_day(snapshot, np.full(len(snapshot.study_area.wards), 100.0))
        assert "workday" in choices_for(known).baselines
        situation = assess(known, Filters(baseline="workday"), ANALYST)
        assert situation.cells["expected"].sum() == pytest.approx(situation.totals.in_area)
        assert "where people are by day" in situation.places["sentence"].iloc[0]

    @pytest.mark.parametrize("people", [np.nan, 0.0])
    def test_unknown_or_nobody_is_said_and_not_offered(self, snapshot: Snapshot, people: float) -> None:
        unknown = by_day(snapshot, np.full(len(snapshot.study_area.wards), people))
        assert "workday" not in choices_for(unknown).baselines
        filters, words = choices_for(unknown).known(Filters(baseline="workday"))
        assert (filters.baseline, words) == ("area", ("baseline",))
        with pytest.raises(CannotAnswerError, match="people there by day"):
            assess(unknown, Filters(baseline="workday"), ANALYST)


class TestHowSteady:
    def test_a_planted_place_is_found_again(self, snapshot: Snapshot) -> None:
        situation = assess(snapshot, Filters(), ANALYST)
        steady = steadiness(snapshot, situation)
        others = agreeing(snapshot, situation)
        table = telling.badged(situation, steady, others)
        assert table["steady"].iloc[0] == "steady"
        assert set(table["steady"]) <= {"steady", "fairly steady", "hangs on the grid"}
        first = situation.places["cell"].iloc[0]
        assert set(steady[first].sizes) == {"larger", "smaller"}
        said = telling.why(situation, first, steady, others)
        assert "of eight grids" in said and "of 5 methods point here (Gi*" in said

    def test_nothing_is_told_of_a_hidden_ward(self, snapshot: Snapshot) -> None:
        situation = assess(snapshot, Filters(), ANALYST)
        hidden = replace(situation, wards=situation.wards.assign(hidden=True))
        assert {one.ward for one in steadiness(snapshot, hidden).values()} == {None}

    def test_few_reports_cannot_be_asked_with_smaller_cells(self, snapshot: Snapshot) -> None:
        situation = assess(snapshot, Filters(days=90, resolution=9), ANALYST)
        assert not any("smaller" in one.sizes for one in steadiness(snapshot, situation).values())


class TestContours:
    def test_a_contour_holds_the_best_place_and_lies_within_what_is_painted(self, snapshot: Snapshot) -> None:
        risky = assess(snapshot, Filters(method="relative_risk"), ANALYST)
        assert risky.surface is not None
        region = shape(risky.surface.beyond_chance)
        first = risky.places.iloc[0]
        assert region.contains(Point(first["lon"], first["lat"]))
        corners = np.array(risky.surface.bounds)
        assert box(*corners.min(axis=0), *corners.max(axis=0)).contains(region)
        assert 0 < region.area < 0.5 * shape(risky.outline["features"][0]["geometry"]).area

    def test_a_surface_that_is_not_tested_point_by_point_has_none(self, snapshot: Snapshot) -> None:
        plain = assess(snapshot, Filters(method="kernel_density"), ANALYST)
        assert plain.surface is not None
        assert plain.surface.beyond_chance is None

    def test_too_few_reports_have_none(self, snapshot: Snapshot) -> None:
        few = Filters(method="relative_risk", days=1, strands=frozenset({"disability"}))
        surface = assess(snapshot, few, ANALYST).surface
        assert surface is None or not (surface.beyond_chance or {}).get("coordinates")


class TestTests:
    def test_how_many_reports_lie_in_groups_is_not_told_where_few_do(self, snapshot: Snapshot) -> None:
        for least in (2, 5, 40, 400):
            groups = assess(snapshot, Filters(method="hdbscan", min_reports=least, days=90), ANALYST)
            told = groups.settings["reports_in_groups"]
            assert told is None or told == 0 or groups.threshold <= told <= groups.totals.in_area - 3

    def test_the_bell_curve_says_that_it_must_not_be_asked(self, snapshot: Snapshot) -> None:
        situation = assess(snapshot, Filters(test="normal"), ANALYST)
        assert situation.state == "not enough data"
        assert "use the exact test" in situation.reason

    def test_too_many_chance_maps_are_refused(
        self, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("spatial.thrown.MOST_CELLS", 1000)
        with pytest.raises(CannotAnswerError, match="Choose larger cells, or the exact test"):
            assess(snapshot, Filters(test="permutation", resolution=8), ANALYST)

    def test_progress_is_told_and_can_be_ended(self, snapshot: Snapshot) -> None:
        heard: list[float] = []
        assess(snapshot, Filters(days=91, test="permutation", resolution=8), ANALYST, told=heard.append)
        assert heard and heard == sorted(heard) and heard[-1] <= 1

    def test_a_setting_below_a_cell_s_side_is_said(self, snapshot: Snapshot) -> None:
        narrow = assess(snapshot, Filters(method="dbscan", radius_m=60.0, resolution=9), ANALYST)
        (said,) = telling.cautions(narrow)
        assert said.startswith("The radius of 60 m is less than a side of a cell")
        assert said in telling.method_notes(narrow)[0][1]
        assert not telling.cautions(assess(snapshot, Filters(), ANALYST))


def test_officer_discovered_reports_are_left_out_and_counted(snapshot: Snapshot) -> None:
    without = assess(snapshot, Filters(), ANALYST)
    with_them = assess(snapshot, Filters(officer=True), ANALYST)
    left = without.totals.officer_left_out
    assert left > 0 and with_them.totals.officer_left_out == 0
    gained = (with_them.totals.in_area or 0) - (without.totals.in_area or 0)
    assert 0 < gained <= left


def test_strands_are_motivations_and_do_not_add_up(snapshot: Snapshot) -> None:
    situation = assess(snapshot, Filters(days=1095), ANALYST)
    strands = situation.breakdowns["strand"]
    assert strands["incidents"].sum() > (situation.totals.in_area or 0)


def test_a_code_that_the_policy_does_not_have_is_left_out_and_named(snapshot: Snapshot) -> None:
    situation = assess(snapshot, Filters(strands=frozenset({"martian"})), ANALYST)
    assert situation.ignored == ("strands",)
    assert situation.totals.in_area == assess(snapshot, Filters(), ANALYST).totals.in_area


def test_the_summary_names_the_top_places(snapshot: Snapshot) -> None:
    situation = assess(snapshot, Filters(), ANALYST)
    words = telling.summary(situation)
    assert words.count("expected") == min(5, len(situation.places))
