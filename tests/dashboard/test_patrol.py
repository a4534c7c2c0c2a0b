"""A patrol's plan: seen from the street, inside tested hot spots, no counts, refusals in words."""

import json
import re
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import h3
import numpy as np
import polars as pl
import pytest
from typer.testing import CliRunner

from boundaries.cells import assign_cells
from dashboard.answers.patrol import CannotPlanError, plan_patrol
from dashboard.answers.patrol_ground import patrol_ground
from dashboard.answers.report_pattern import could_be_seen
from dashboard.filters import Filters
from dashboard.patrol_plan import PatrolPlan, PatrolQuestion
from dashboard.shell import app
from dashboard.situation import assess
from dashboard.snapshot import Snapshot
from dashboard.survey import survey
from dashboard.viewer import ANALYST
from dashboard.words.patrol import share_words, where_words
from tests.conftest import Demo

FRIDAY = datetime(2026, 11, 20, 17)
EVENING = PatrolQuestion(frozenset(), FRIDAY, FRIDAY + timedelta(hours=8), 2, 120)


@pytest.fixture(scope="module")
def plan(snapshot: Snapshot) -> PatrolPlan:
    return plan_patrol(snapshot, Filters(), EVENING, ANALYST)


def words_of(plan: PatrolPlan) -> list[str]:
    """All sentences of a plan that may leave on paper."""
    stops = [text for stop in plan.stops for text in (stop.where, stop.when, stop.why)]
    problems = [text for each in plan.problems for text in (each.where, each.why, *each.headings.values())]
    return [plan.reason, plan.fairness_said, *stops, *problems, *plan.fairness["shown"]]


class TestWhere:
    def test_every_place_has_five_visible_reports_on_three_days_inside_a_hot_spot(
        self, snapshot: Snapshot, plan: PatrolPlan
    ) -> None:
        rows = survey(snapshot, Filters()).inside
        seen = rows.filter(pl.Series(could_be_seen(snapshot, rows)))
        at = seen["place"].to_numpy()
        cell = assign_cells(snapshot.places.lon[at], snapshot.places.lat[at], resolution=10)
        spots = assess(snapshot, Filters(), ANALYST)
        hot = {one for cells in spots.places["cells"] for one in cells}
        assert plan.state == "found" and len(plan.stops) >= 3
        for stop in plan.stops:
            here = cell == h3.str_to_int(stop.cell)
            assert here.sum() >= 5 and len(np.unique(seen["first"].to_numpy()[here])) >= 3
            assert h3.latlng_to_cell(stop.lat, stop.lon, spots.resolution) in hot

    def test_places_are_of_one_size_and_apart(self, plan: PatrolPlan) -> None:
        assert {h3.get_resolution(stop.cell) for stop in plan.stops} == {10}
        for one in plan.stops:
            for other in plan.stops:
                assert one is other or np.hypot(one.x - other.x, one.y - other.y) >= 150

    def test_what_officers_came_upon_does_not_count(self, snapshot: Snapshot, plan: PatrolPlan) -> None:
        officer = snapshot.words["noticed_by"].index("officer")
        noticed = snapshot.records["noticed_by"]
        place = int(snapshot.records["place"].mode()[0])
        many = snapshot.records.filter(pl.col("place") == place).head(1)
        more = pl.concat([many.with_columns(pl.lit(officer, noticed.dtype).alias("noticed_by"))] * 300)
        numbers = pl.concat([snapshot.numbers, pl.Series([-1] * 300, dtype=pl.Int64)])
        fed = replace(snapshot, records=pl.concat([snapshot.records, more]), numbers=numbers, _counted={})
        again = plan_patrol(fed, Filters(officer=True), EVENING, ANALYST)
        assert [stop.cell for stop in again.stops] == [stop.cell for stop in plan.stops]
        assert again.fairness.equals(plan.fairness)

    def test_wards_asked_for_have_all_the_stops(self, snapshot: Snapshot, plan: PatrolPlan) -> None:
        elsewhere = frozenset(plan.fairness.loc[plan.fairness["minutes"] == 0, "ward"])
        own = plan_patrol(snapshot, Filters(), replace(EVENING, wards=elsewhere), ANALYST)
        assert own.stops and {stop.ward for stop in own.stops} <= elsewhere
        assert {each.ward for each in own.problems} <= elsewhere
        assert set(own.fairness["ward"]) == set(elsewhere)

    def test_nothing_at_home_is_a_stop_and_homes_are_for_solving_problems(self, plan: PatrolPlan) -> None:
        assert plan.problems
        for each in plan.problems:
            assert set(each.headings) == {"Scanning", "Analysis", "Response", "Assessment"}
            assert each.partners and each.setting in each.why and each.cell in each.cells


class TestWhen:
    def test_stops_lie_in_the_shift_in_order_and_in_budget(self, plan: PatrolPlan) -> None:
        rounds = plan.settings["rounds"]
        spent = sum(stop.minutes for stop in plan.stops) * rounds + rounds * plan.route_m / 80
        assert spent <= EVENING.minutes + 1e-6
        assert [stop.number for stop in plan.stops] == list(range(1, len(plan.stops) + 1))
        assert sorted(stop.rank for stop in plan.stops) == sorted({stop.rank for stop in plan.stops})
        for before, stop in zip((None, *plan.stops), plan.stops, strict=False):
            assert EVENING.starts <= stop.from_ and stop.to == stop.from_ + timedelta(minutes=stop.minutes)
            assert 10 <= stop.minutes <= 16 and len(stop.again) == rounds - 1
            assert before is None or before.to <= stop.from_
            for moment in (stop.from_, *stop.again):
                assert moment + timedelta(minutes=stop.minutes) <= EVENING.ends

    def test_the_seed_draws_it_again(self, snapshot: Snapshot, plan: PatrolPlan) -> None:
        assert plan_patrol(snapshot, Filters(), EVENING, ANALYST).stops == plan.stops
        later = replace(EVENING, starts=FRIDAY + timedelta(days=7), ends=EVENING.ends + timedelta(days=7))
        assert plan_patrol(snapshot, Filters(), later, ANALYST).seed != plan.seed

    def test_one_person_ten_minutes(self, snapshot: Snapshot) -> None:
        least = PatrolQuestion(frozenset(), FRIDAY, FRIDAY + timedelta(minutes=10), 1, 10)
        (stop,) = plan_patrol(snapshot, Filters(), least, ANALYST).stops
        assert (stop.from_, stop.minutes, stop.walk_m) == (FRIDAY, 10, 0)

    def test_hours_that_nobody_said_are_not_made_up(self, snapshot: Snapshot) -> None:
        none = pl.lit(None, pl.Int8)
        month = pl.col("first") // 30 * 30
        vague = snapshot.records.with_columns(hour=none, hour_to=none, first=month, last=month + 29)
        bare = replace(snapshot, version="months", records=vague, _counted={})
        got = plan_patrol(bare, Filters(), EVENING, ANALYST)
        assert got.stops and all("not known" in stop.when and stop.when in stop.why for stop in got.stops)
        assert all("not known" in each.headings["Scanning"] for each in got.problems)


class TestWords:
    def test_no_sentence_has_a_count_of_reports(self, plan: PatrolPlan) -> None:
        for text in words_of(plan):
            assert not re.search(r"\d+ (report|incident)", text), text

    def test_shares_are_said_roughly(self) -> None:
        assert [share_words(one) for one in (0, 0.01, 0.1, 0.5, 0.99, float("nan"))] == [
            "none", "hardly any", "about a tenth", "about half", "nearly all", "not shown",
        ]  # fmt: skip

    def test_a_place_without_streets_has_its_square_of_the_grid(self) -> None:
        assert where_words("Docks", ("Sea Road", "Quay"), 0, 0) == "by Sea Road and Quay, Docks"
        assert where_words("Docks", (), 444_567, 519_099) == "in Docks (NZ 445 190)"
        assert where_words("Docks", (), 532_650, 179_990) == "in Docks (TQ 326 799)"

    def test_fairness_adds_up_and_hides_what_the_map_hides(
        self, snapshot: Snapshot, plan: PatrolPlan
    ) -> None:
        assert plan.fairness["minutes_share"].sum() == pytest.approx(1)
        total = sum(stop.minutes for stop in plan.stops) * plan.settings["rounds"]
        assert plan.fairness["minutes"].sum() == total
        wards = assess(snapshot, Filters(days=28), ANALYST).wards.set_index("ward")
        few = plan_patrol(snapshot, Filters(days=28), EVENING, ANALYST).fairness.set_index("ward")
        assert wards["hidden"].any()
        assert (few["reports_share"].isna() == wards["hidden"].reindex(few.index)).all()


class TestWhatCannotBeWalked:
    @pytest.mark.parametrize(
        ("changed", "said"),
        [
            ({"ends": FRIDAY}, "no minutes"),
            ({"ends": FRIDAY - timedelta(hours=1)}, "ends before it starts"),
            ({"ends": FRIDAY + timedelta(days=2)}, "24 hours"),
            ({"minutes": 9}, "fewer than one stop"),
            ({"minutes": -5}, "fewer than one stop"),
            ({"minutes": 481}, "do not fit"),
            ({"people": 0}, "Nobody goes"),
            ({"people": 5000}, "50 or fewer"),
            ({"wards": frozenset({"<b>Docks</b>"})}, "not in this area"),
            ({"starts": FRIDAY.astimezone()}, "time zone"),
        ],
    )
    def test_is_refused_in_a_sentence(self, snapshot: Snapshot, changed: dict[str, Any], said: str) -> None:
        with pytest.raises(CannotPlanError, match=said) as refused:
            plan_patrol(snapshot, Filters(), replace(EVENING, **changed), ANALYST)
        assert str(refused.value).endswith(".") and "<b>" not in str(refused.value)

    def test_too_few_reports_are_not_enough(self, snapshot: Snapshot) -> None:
        one_day = Filters(days=None, first=date(2026, 10, 30), last=date(2026, 10, 30))
        got = plan_patrol(snapshot, one_day, EVENING, ANALYST)
        assert got.state in ("not enough data", "none") and not got.stops and len(got.reason) > 20


class TestShell:
    def test_it_answers_in_words_and_in_json(self, demo: Demo, plan: PatrolPlan) -> None:
        given = ["--store", demo.store, "--partnership", str(demo.partnership)]
        asked = ["patrol", *given, "--starts", "2026-11-20T17:00", "--ends", "2026-11-21T01:00"]
        done = CliRunner().invoke(app, [*asked, "--minutes", "120", "--json"])
        answer = json.loads(done.stdout)
        assert [stop["cell"] for stop in answer["stops"]] == [stop.cell for stop in plan.stops]
        refused = CliRunner().invoke(app, [*asked, "--people", "0"])
        assert refused.exit_code == 2 and "Nobody goes" in refused.output
        assert CliRunner().invoke(app, [*asked[:-1], "soon"]).exit_code == 2
        assert CliRunner().invoke(app, [*asked, "--as", "partner"]).exit_code == 2


def test_a_plan_takes_less_than_a_second(snapshot: Snapshot, proof: Callable[[str], None]) -> None:
    took = []
    for _ in range(3):
        patrol_ground.cache_clear()
        begun = time.process_time()
        plan_patrol(snapshot, Filters(), EVENING, ANALYST)
        took.append(time.process_time() - begun)
    proof(f"patrol: a plan of the demo's year in {1000 * min(took):.0f} ms of processor time")
    assert min(took) < 1
