"""Reach beside a naive distance matrix; whose door counts; and what is hidden of the reports beside it."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from boundaries.partnership import load_partnership
from dashboard.answers.reach import LIMITS_M, Reach, reach
from dashboard.answers.reach_doors import ReachQuestion, ReachQuestionError, doors
from dashboard.answers.reach_incidents import incidents_within
from dashboard.filters import Filters
from dashboard.shell import app
from dashboard.snapshot import Snapshot
from dashboard.survey import survey
from dashboard.viewer import ANALYST, PARTNER
from dashboard.walked_ground import WalkedGround
from dashboard.words.reach import doors_table, notes, sentence, wards_table
from ingest.centres.list import read_centres
from spatial.reach.walking import walking_m

TUESDAY, THURSDAY, SUNDAY = 1, 3, 6


def town(snapshot: Snapshot, *centres: dict) -> Snapshot:
    """The demo's ground with other centres; all at its middle, unless told otherwise."""
    usual = {
        "name": "Hall", "kind": "hall", "status": "open", "state": "open", "strands": "",
        "hours": "Mon-Fri 9-5", "step_free": True, "languages": "English; Polish", "listed": True,
        "checked": None, "postcode_ok": True, "x": 571_980.0, "y": 462_980.0, "lon": 0.62452, "lat": 54.03415,
    }  # fmt: skip
    rows = [{**usual, "name": f"Hall {number}", **said} for number, said in enumerate(centres)]
    return replace(snapshot, centres=pd.DataFrame(rows, columns=list(usual)))


def answers(snapshot: Snapshot, asked: ReachQuestion, *centres: dict) -> list[str]:
    return list(doors(town(snapshot, *centres), asked).centres["answer"])


class TestWhoseDoorCounts:
    def test_by_the_hour(self, snapshot):
        hours = [{"hours": text} for text in ("Tue 17:00-20:00", "Mon-Fri 9-5", "by appointment", "", "24/7")]
        at = ReachQuestion(weekday=TUESDAY, hour=17)
        assert answers(snapshot, at, *hours) == ["yes", "no", "unknown", "unknown", "yes"]
        assert answers(snapshot, ReachQuestion(), *hours) == ["yes"] * 5  # whatever the hour
        assert answers(snapshot, ReachQuestion(weekday=SUNDAY, hour=17), *hours)[0] == "no"

    def test_by_the_strand(self, snapshot):
        whose = [{"strands": ""}, {"strands": "disability"}, {"strands": "race;religion"}]
        assert answers(snapshot, ReachQuestion(), *whose) == ["yes", "no", "no"]
        assert answers(snapshot, ReachQuestion(strand="religion"), *whose) == ["yes", "no", "yes"]

    def test_what_is_unknown_is_not_yes(self, snapshot):
        told = [{"step_free": True}, {"step_free": False}, {"step_free": None}]
        assert answers(snapshot, ReachQuestion(step_free=True), *told) == ["yes", "no", "unknown"]
        spoken = [{"languages": text} for text in ("Polish, BSL", "English", "")]
        assert answers(snapshot, ReachQuestion(language="bsl"), *spoken) == ["yes", "no", "unknown"]
        found = reach(town(snapshot, *told), ReachQuestion(step_free=True), ANALYST)
        assert "Unknown is not yes" in notes(found)[0] and "Hall 2" in notes(found)[0]
        assert len(found.doors.counted) == 1

    def test_closed_paused_or_never_said(self, snapshot):
        status = [{"status": word, "state": word} for word in ("closed", "paused", "unknown")]
        assert answers(snapshot, ReachQuestion(), *status) == ["no", "no", "unknown"]
        known_no = {"status": "closed", "step_free": None}  # one known no is enough
        assert answers(snapshot, ReachQuestion(step_free=True), known_no) == ["no"]

    def test_one_that_asks_not_to_be_listed_is_nowhere(self, snapshot):
        hidden = town(snapshot, {"listed": False, "languages": "Farsi"}, {})
        found = reach(hidden, ReachQuestion(), ANALYST)
        assert list(found.doors.centres["name"]) == ["Hall 1"] and "Hall 0" not in str(notes(found))
        with pytest.raises(ReachQuestionError, match=r"Known: English, Polish\."):
            doors(hidden, ReachQuestion(language="Farsi"))

    def test_one_without_a_place_is_said(self, snapshot):
        nowhere = {"x": np.nan, "y": np.nan, "lon": np.nan, "lat": np.nan}
        found = reach(town(snapshot, nowhere), ReachQuestion(), ANALYST)
        assert found.state == "none" and found.area["share_20min"] == 0
        assert "without a place and so counted for nobody: Hall 0" in " ".join(notes(found))

    @pytest.mark.parametrize(
        ("asked", "words"),
        [
            (ReachQuestion(strand="faith"), "There is no such strand. Known: race"),
            (ReachQuestion(weekday=1), "give both, or neither"),
            (ReachQuestion(weekday=7, hour=1), "0 .Monday. to 6"),
            (ReachQuestion(weekday=0, hour=24), "An hour is 0 to 23"),
            (ReachQuestion(within="2km"), "Known: 400m, 1km, 20min"),
        ],
    )
    def test_a_question_that_cannot_be_asked(self, snapshot, asked, words):
        with pytest.raises(ReachQuestionError, match=words):
            doors(snapshot, asked)


@pytest.fixture(scope="module")
def evening(snapshot: Snapshot) -> Reach:
    return reach(
        snapshot, ReachQuestion(strand="religion", weekday=TUESDAY, hour=18), ANALYST, filters=Filters()
    )


class TestTheDemo:
    def test_the_same_as_a_naive_distance_matrix(self, snapshot, evening, proof):
        open_then = ["Ottergate Mosque Welfare Office", "Wrenmouth Central Library"]
        assert sorted(evening.doors.counted["name"]) == open_then
        demand, centres = snapshot.demand, evening.doors.counted
        metres = walking_m(demand.x, demand.y, centres["x"], centres["y"], streets=snapshot.streets)
        people = demand.people["religion"]
        for row in evening.wards.itertuples(index=False):
            here = snapshot.study_area.wards["ward"].to_numpy()[demand.ward] == row.ward
            assert row.people == pytest.approx(people[here].sum())
            for word, limit in LIMITS_M.items():
                reached = people[here & (metres.min(axis=1) <= limit)].sum()
                assert getattr(row, f"within_{word}") == pytest.approx(reached)
        beyond = evening.wards["unserved"]
        assert beyond.is_monotonic_decreasing and list(evening.wards["rank"]) == list(range(1, 22))
        assert evening.area["unserved"] == pytest.approx(people[metres.min(axis=1) > 1600].sum())
        proof(
            f"reach, the demo: {len(demand):,} places, every ward and distance as in the matrix of all walks"
        )

    def test_without_streets_it_is_measured_straight_and_said(self, snapshot):
        own = replace(snapshot.partnership, streets=())
        bare = replace(snapshot, _ground=WalkedGround(None, own, snapshot.study_area))
        found = reach(bare, ReachQuestion(), ANALYST)
        demand, centres = snapshot.demand, found.doors.counted
        apart = np.hypot(
            demand.x[:, None] - centres["x"].to_numpy(), demand.y[:, None] - centres["y"].to_numpy()
        )
        reached = demand.people["residents"][apart.min(axis=1) * 1.3 <= 1000].sum()
        assert found.area["within_1km"] == pytest.approx(reached)
        assert any("Measured straight, times 1.3" in note for note in notes(found))

    def test_a_strand_of_which_nobody_knows_how_many(self, snapshot):
        found = reach(snapshot, ReachQuestion(strand="age"), ANALYST)
        assert found.need == "residents" and any(
            "all residents stand for them" in note for note in notes(found)
        )

    def test_a_strand_of_nobody(self, snapshot):
        own = replace(snapshot.partnership, streets=())
        ground = WalkedGround(None, own, snapshot.study_area)
        ground.demand.people["age"] = np.zeros(len(ground.demand))
        found = reach(replace(snapshot, _ground=ground), ReachQuestion(strand="age"), ANALYST)
        assert found.state == "not enough data" and "nan" not in sentence(found)

    def test_nobody_knows_how_many_live_there(self, snapshot):
        wards = snapshot.study_area.wards.assign(residents=np.nan)
        area = replace(snapshot.study_area, wards=wards)
        own = replace(snapshot.partnership, strand_people={}, streets=())
        found = reach(replace(snapshot, _ground=WalkedGround(None, own, area)), ReachQuestion(), ANALYST)
        assert found.state == "not enough data" and "[population]" in sentence(found)
        assert (found.wards["rank"] == 0).all() and "not known" in set(wards_table(found)["People"])

    def test_in_words(self, evening):
        said = sentence(evening)
        assert said.startswith(
            "2 centres are open at 18:00 on Tuesdays, to people of the strand 'Religion or belief'"
        )
        assert "within 20 minutes' walk" in said
        table = doors_table(evening)
        assert list(table["Counts"].unique()) == ["yes", "no"]
        assert "shut at that hour" in set(table["Why not"])

    def test_the_network_is_kept_beside_the_store(self, snapshot, tmp_path):
        url = f"sqlite:///{tmp_path}/store.sqlite"
        made = WalkedGround(url, snapshot.partnership, snapshot.study_area).streets
        unread = replace(snapshot.partnership)
        object.__setattr__(unread, "street_network", None)  # would fail if it were asked
        taken_up = WalkedGround(url, unread, snapshot.study_area).streets
        assert (taken_up.graph != made.graph).nnz == 0 and taken_up.note == made.note
        assert (taken_up.x == made.x).all() and (taken_up.y == made.y).all()


class TestTheReportsBeside:
    def test_only_for_who_sees_exact_figures(self, snapshot, evening):
        assert evening.has_incidents and "incidents" in evening.wards
        partner = reach(snapshot, evening.asked, PARTNER, filters=Filters())
        assert not partner.has_incidents and not [c for c in partner.wards if c.startswith("incidents")]
        assert "dormant" not in set(partner.doors.centres["state"])

    @pytest.mark.parametrize("days", [7, 14, 30, 90, 365])
    def test_no_small_count_and_none_that_gives_one_back(self, snapshot, days):
        filters = Filters(days=days)
        centres = doors(snapshot, ReachQuestion()).counted
        found = incidents_within(snapshot, filters, centres, limit_m=1600)
        total = np.bincount(survey(snapshot, filters).inside["ward"].to_numpy(), minlength=len(found))
        for row, count in zip(found.itertuples(index=False), total, strict=True):
            for shown in (row.incidents, row.incidents_within, row.incidents - row.incidents_within):
                assert np.isnan(shown) or shown == 0 or shown >= 3
            assert np.isnan(row.incidents) or row.incidents == count
            assert (row.incidents_within_shown == "hidden") == np.isnan(row.incidents_within)


class TestTheShell:
    def ask(self, demo, *words: str):
        return CliRunner().invoke(
            app, ["reach", "--store", demo.store, "--partnership", str(demo.partnership), *words]
        )

    def test_in_json(self, demo, evening):
        said = self.ask(demo, "--for", "religion", "--day", "Tuesday", "--hour", "18", "--json")
        told = json.loads(said.stdout)
        assert told["said"] == sentence(evening) and told["need"] == "religion"
        assert told["wards"][0]["name"] == evening.wards["name"][0]

    def test_refused_in_one_line(self, demo):
        assert "Known: mon, tue" in self.ask(demo, "--day", "x").stderr
        wrong = self.ask(demo, "--hour", "9")
        assert wrong.exit_code == 2 and wrong.stderr.count("\n") == 1
        assert self.ask(demo, "--as", "public").exit_code == 2


def test_essex_and_its_five_published_centres(snapshot, proof, monkeypatch):
    """Nobody says of any that it is open; one has a broken postcode, two have none, two lie far away."""
    root = Path(__file__).parents[2]
    data = root.parent / "shared" / "data"
    if not data.is_dir():
        pytest.skip(f"the real data is not at {data}")
    monkeypatch.setenv("COMMON_GROUND_DATA", str(data))
    own = load_partnership(root / "docs" / "partnerships" / "essex.toml")
    area = own.study_area()
    published = data / "reporting_centres" / "hirc_essex" / "hirc_essex_excerpt.csv"
    centres, _ = read_centres(published, gazetteer=own.gazetteer(), policy=snapshot.policy)
    essex = replace(snapshot, partnership=own, study_area=area, _ground=WalkedGround(None, own, area))
    found = reach(replace(essex, centres=centres), ReachQuestion(), ANALYST)
    assert found.state == "none" and "Of 5 centres too little is known" in sentence(found)
    confirmed = centres.assign(status="open", state="open")
    found = reach(replace(essex, centres=confirmed), ReachQuestion(), ANALYST)
    assert len(found.doors.counted) == 2 and len(found.doors.placeless) == 3
    assert found.area["people"] == pytest.approx(544_252) and found.area["within_20min"] == 0
    assert "Marisco Hall" in " ".join(notes(found))
    proof(
        "reach, South Essex: of five published centres two have a place, 25 km and more away; 544,252 "
        f"residents at {len(essex.demand):,} places, none within 20 minutes' walk"
    )
