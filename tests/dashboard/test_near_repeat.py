"""Near repeats on the page and in the shell: the map's reports, small numbers hidden, an order said."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from dashboard.answers import near_repeat as module
from dashboard.answers.near_repeat import cross_repeats, groups, near_repeats
from dashboard.answers.near_repeats import BANDS
from dashboard.charts.bands import bands_chart
from dashboard.filters import Filters
from dashboard.shell import app
from dashboard.situation import assess
from dashboard.snapshot import Snapshot
from dashboard.survey import survey
from dashboard.viewer import ANALYST
from dashboard.words.near_repeat import notes
from spatial.repeats.near_repeat import cross_near_repeat, near_repeat
from tests.conftest import Demo

ROOT = Path(__file__).parents[2]
RARE = Filters(days=365, strands=frozenset({"disability"}))


class TestTheSameReports:
    def test_reports_used_and_left_out_are_those_of_the_map(self, snapshot: Snapshot) -> None:
        found = near_repeats(snapshot, Filters(), ANALYST)
        total = assess(snapshot, Filters(), ANALYST).totals.in_area
        assert (found.reports or 0) + (found.left_out or 0) == total

    def test_pairs_are_counted_by_hand(self, snapshot: Snapshot) -> None:
        found = near_repeats(snapshot, Filters(days=90), ANALYST, bands="wide")
        rows = survey(snapshot, Filters(days=90)).inside
        rows = rows.filter((rows["last"] - rows["first"]) <= 1)
        place = rows["place"].to_numpy()
        x, y, t = snapshot.places.x[place], snapshot.places.y[place], rows["first"].to_numpy().astype(float)
        i, j = np.triu_indices(len(t), 1)
        apart, later = np.hypot(x[i] - x[j], y[i] - y[j]), np.abs(t[i] - t[j])
        for row in found.table.to_dict("records"):
            here = (apart >= row["from_m"]) & (apart < row["to_m"])
            pairs = int((here & (later >= row["from_days"]) & (later < row["to_days"])).sum())
            assert row["pairs"] == pairs or (row["hidden"] and 0 < pairs < found.threshold)


class TestDisclosure:
    def test_nothing_rests_on_a_small_number_of_pairs(self, snapshot: Snapshot) -> None:
        found = near_repeats(snapshot, RARE, ANALYST, bands="near")
        hidden = found.table[found.table["hidden"]]
        assert len(hidden)
        assert hidden[["pairs", "expected", "ratio", "q"]].isna().all(axis=None)
        assert (hidden[["chance", "times", "q_shown"]] == "").all(axis=None) and not hidden["flagged"].any()
        assert not found.table["pairs"].between(1, found.threshold - 1).any()
        drawn = bands_chart(found.table, dark=False).to_dict()["data"]["values"]
        told = {row["words"] for row in drawn if row["tip"].split(": ")[1].startswith("fewer")}
        assert told == {"not shown"}

    def test_what_stands_out_but_may_not_be_shown_is_no_finding(self) -> None:
        x = np.r_[np.arange(60) * 500.0, 0, 500]
        days = np.r_[np.arange(60) * 11.0, 0, 11]
        test = near_repeat(x, x * 0, days, space_edges_m=(0, 1, 100), time_edges_days=(0, 2, 9))
        assert test.state == "found"
        table = module._shown(test, 3)
        assert module._verdict(test, table) == ("none", module.CANNOT_SHOW)
        assert module._verdict(test, module._shown(test, 2))[0] == "found"

    def test_what_chance_expects_does_not_tell_how_few_lie_beyond_the_last_band(self) -> None:
        x, days = np.zeros(12), np.arange(12.0) * 2
        x[6:] = np.arange(6) * 900.0 + 900
        days[5] = 300
        test = near_repeat(x, x * 0, days, space_edges_m=(0, 1, 100), time_edges_days=(0, 5, 9, 299))
        table = module._shown(test, 6)
        same = table[table["from_m"] == 0]
        assert same["expected"].isna().all() and (same.loc[~same["hidden"], "pairs"] >= 6).all()

    def test_what_chance_expects_does_not_tell_a_hidden_band_where_none_lie_beyond(self) -> None:
        x, days = np.zeros(12), np.arange(12.0)
        x[5:] = np.arange(7) * 900.0 + 900
        test = near_repeat(x, x * 0, days, space_edges_m=(0, 1, 100), time_edges_days=(0, 2, 4, 20))
        same = module._shown(test, 4).query("from_m == 0")
        assert same["hidden"].sum() == 1 and (same["pairs"].sum(), test.table["close_in_space"][0]) == (9, 10)
        assert same["expected"].isna().all() and same["ratio"].isna().all()

    def test_one_report_left_out_is_not_told(self) -> None:
        assert module._told_counts(99, 100, 3) == (None, None)
        assert module._told_counts(95, 100, 3) == (95, 5) and module._told_counts(100, 100, 3) == (100, 0)

    def test_too_few_reports_are_not_enough(self, snapshot: Snapshot) -> None:
        few = (RARE.with_(days=days, strands=frozenset({"transgender"})) for days in range(1, 90))
        found = next(
            f for f in (near_repeats(snapshot, each, ANALYST) for each in few) if "Fewer" in f.sentence
        )
        assert found.state == "not enough data" and found.table.empty and found.reports is None


class TestOneAfterAnother:
    def kinds(self, seed: int, both: bool) -> tuple[Any, list[pd.DataFrame]]:
        dice = np.random.default_rng(seed)
        x, y, t = dice.random(120) * 3000, dice.random(120) * 3000, dice.integers(0, 700, 120).astype(float)
        lag = dice.integers(1, 8, 120) * (dice.choice([-1, 1], 120) if both else 1)
        asked: dict[str, Any] = {"space_edges_m": (0, 1, 100), "time_edges_days": (0, 1, 8, 15)}
        tests = (
            cross_near_repeat(x, y, t, x + 20, y, t + lag, **asked),
            cross_near_repeat(x + 20, y, t + lag, x, y, t, **asked),
        )
        return tests, [module._shown(each, 3) for each in tests]

    def test_the_order_is_said_either_way_and_both_ways(self) -> None:
        tests, tables = self.kinds(1, both=False)
        assert module._order("A", "B", tests, tables)[1].startswith("A is followed near by by B")
        back = module._order("B", "A", tests[::-1], tables[::-1])[1]
        assert back.startswith("Not in this order. A is followed near by by B")
        tests, tables = self.kinds(2, both=True)
        assert "neither leads" in module._order("A", "B", tests, tables)[1]

    def test_a_report_of_both_kinds_is_not_paired_with_itself(
        self, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        given: list[int] = []

        def listening(*arrays: Any, **asked: Any) -> Any:
            given.extend(len(each) for each in arrays)
            return cross_near_repeat(*arrays, **asked)

        monkeypatch.setattr(module, "cross_near_repeat", listening)
        found = cross_repeats(snapshot, Filters(), ANALYST, first="strand:any", later="strand:race")
        rows = survey(snapshot, Filters()).inside
        rows = rows.filter((rows["last"] - rows["first"]) <= 1)
        race = module._of(snapshot, rows, "strand:race")
        others = int((module._of(snapshot, rows, "strand:any") & ~race).sum())
        assert given == [others] * 3 + [race.sum()] * 6 + [others] * 3
        assert "pairs" not in found.settings

    def test_the_kinds_are_those_of_the_records(self, snapshot: Snapshot) -> None:
        labels = groups(snapshot).labels
        assert labels["strand:any"] and "category:graffiti" in labels and "kind:hate_crime" in labels

    @pytest.mark.parametrize(("first", "later"), [("kind:zzz", "strand:any"), ("strand:any", "strand:any")])
    def test_kinds_that_are_none_or_the_same_are_refused(
        self, snapshot: Snapshot, first: str, later: str
    ) -> None:
        with pytest.raises(ValueError, match=r"nothing called|two different"):
            cross_repeats(snapshot, Filters(), ANALYST, first=first, later=later)

    def test_too_few_of_one_kind_are_named(self, snapshot: Snapshot) -> None:
        found = cross_repeats(
            snapshot, Filters(days=1), ANALYST, first="category:robbery", later="strand:any"
        )
        assert found.state == "not enough data" and "Too few reports of" in found.sentence


def test_undecided_duplicates_are_warned_of(snapshot: Snapshot) -> None:
    assert "look like a near repeat" in " ".join(notes(near_repeats(snapshot, Filters(), ANALYST)))
    linked = near_repeats(snapshot, Filters(duplicates="linked"), ANALYST)
    assert "look like a near repeat" not in " ".join(notes(linked))


@pytest.fixture
def environment(demo: Demo, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COMMON_GROUND_STORE", demo.store)
    monkeypatch.setenv("COMMON_GROUND_PARTNERSHIP", str(demo.partnership))
    monkeypatch.setenv("COMMON_GROUND_FORMATS", str(tmp_path / "formats"))
    monkeypatch.chdir(ROOT)


def opened(query: dict[str, str]) -> AppTest:
    page = AppTest.from_file(str(ROOT / "dashboard" / "pages" / "near_repeat.py"), default_timeout=60)
    for word, value in query.items():
        page.query_params[word] = value
    return page.run()


@pytest.mark.usefixtures("environment")
class TestPage:
    @pytest.mark.parametrize(
        "query",
        [
            {"days": "90"},
            {"days": "1", "strand": "transgender"},
            {"days": "365", "bands": "near", "first": "kind:asb", "later": "kind:hate_crime"},
            {"bands": "nonsense", "first": "nonsense", "later": "strand:any"},
        ],
    )
    def test_it_says_what_it_can(self, query: dict[str, str]) -> None:
        page = opened(query)
        assert not page.exception
        assert page.title[0].value == "Near repeats"
        assert page.query_params["later"]

    def test_two_kinds_that_are_one_are_said_to_be(self) -> None:
        page = opened({"days": "90", "first": "strand:any", "later": "strand:any"})
        assert not page.exception and "two different kinds" in page.info[-1].value


def test_an_empty_store_is_said_kindly(demo: Demo, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COMMON_GROUND_STORE", f"sqlite:///{tmp_path}/none.sqlite")
    monkeypatch.setenv("COMMON_GROUND_PARTNERSHIP", str(demo.partnership))
    monkeypatch.setenv("COMMON_GROUND_FORMATS", str(tmp_path / "formats"))
    monkeypatch.chdir(ROOT)
    page = opened({})
    assert not page.exception
    assert "There are no records yet" in page.info[0].value


class TestShell:
    def run(self, demo: Demo, *words: str) -> Any:
        where = ("--store", demo.store, "--partnership", str(demo.partnership))
        return CliRunner().invoke(app, ["near-repeat", *words, *where])

    def test_it_is_the_page_s_answer(self, demo: Demo, snapshot: Snapshot) -> None:
        said = json.loads(self.run(demo, "--last", "90d", "--json").stdout)
        found = near_repeats(snapshot, Filters(days=90), ANALYST)
        assert said["state"] == found.state and said["reports"] == found.reports
        pairs = found.table["pairs"].astype(object).where(found.table["pairs"].notna(), None)
        assert [row["pairs"] for row in said["bands"]] == pairs.tolist()

    def test_one_kind_after_another(self, demo: Demo) -> None:
        words = ("--first", "category:graffiti", "--later", "strand:any", "--json")
        said = json.loads(self.run(demo, *words).stdout)
        assert len(said["bands"]) == len(said["other_way_round"]) == 25
        assert all(row["pairs"] is None for row in said["bands"] if row["hidden"])

    @pytest.mark.parametrize(
        "words",
        [("--bands", "huge"), ("--first", "kind:asb"), ("--first", "kind:zzz", "--later", "kind:asb")],
    )
    def test_a_user_s_error_is_2(self, demo: Demo, words: tuple[str, ...]) -> None:
        assert self.run(demo, *words).exit_code == 2


def test_every_set_of_bands_begins_with_the_same_place() -> None:
    assert all(space[:2] == (0.0, 1.0) and time[0] == 0 for space, time in BANDS.values())
