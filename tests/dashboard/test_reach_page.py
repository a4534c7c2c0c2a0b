"""The page of reach: each role its own, who is told ward by ward, and what the register wants."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.answers.channel_mix import HIDDEN, HIGHER, SAME, channel_mix
from dashboard.answers.reach import reach
from dashboard.answers.reach_doors import ReachQuestion
from dashboard.answers.register_health import register_health
from dashboard.charts.channel_mix import mix_chart
from dashboard.charts.reach_map import build_reach_map, reach_legend
from dashboard.directory import Line
from dashboard.filters import Filters
from dashboard.geography import geography
from dashboard.snapshot import Snapshot
from dashboard.survey import survey
from dashboard.viewer import ANALYST
from dashboard.words.channel_mix import mix_sentence, mix_table
from spatial.comparing.exact_shares import exact_shares
from spatial.errors import BadNumberError
from tests.conftest import Demo

ROOT = Path(__file__).parents[2]
LINE = Line(
    number=1, name="Library", reporting=True, support=False, kind="library", state="open", ward="Market",
    address="", postcode="", hours="Mon 9-5", week="open 8 hours a week", open_now=None, strands=(),
    strand_words="everybody", areas="", languages="", step_free=None, accessibility="", helps_with="",
    contact="", last_report="", reports="", trained_until=date(2027, 1, 1), checked_on=date(2026, 1, 1),
    flags=(), listed=True,
)  # fmt: skip


class TestWhoIsTold:
    def test_the_shares_are_those_of_the_records(self, snapshot: Snapshot) -> None:
        answer = channel_mix(snapshot, Filters(), ANALYST)
        rows = survey(snapshot, Filters(duplicates="distinct")).inside
        codes, wards = snapshot.words["source"], list(snapshot.study_area.wards["ward"])
        for row in answer.wards[answer.wards["verdict"] != HIDDEN].to_dict("records"):
            mine = rows.filter(pl.col("ward") == wards.index(row["ward"]))
            for name, group in (
                ("police", ("police", "police_non_crime")),
                ("third", ("third_party", "charity")),
            ):
                many = mine.filter(pl.col("source").is_in([codes.index(code) for code in group])).height
                assert row[name] == many

    def test_nothing_small_is_shown_and_no_ward_is_hidden_alone(self, snapshot: Snapshot) -> None:
        for days in (28, 90, 365):
            wards = channel_mix(snapshot, Filters(days=days), ANALYST).wards
            hidden = wards["verdict"] == HIDDEN
            assert hidden.sum() != 1
            assert wards.loc[hidden, ["police", "third", "share", "low", "high"]].isna().all(axis=None)
            for name in ("police", "third"):
                assert not wards.loc[~hidden, name].between(1, 2).any()

    def test_a_planted_difference_is_found_and_the_rest_is_chance(self, snapshot: Snapshot) -> None:
        """Make nearly every record of Corngate a third party's; elsewhere all stays as it is."""
        corngate = list(snapshot.study_area.wards["name"]).index("Corngate")
        third = snapshot.words["source"].index("third_party")
        every_other = (pl.col("ward") == corngate) & (pl.int_range(pl.len()) % 5 > 0)
        moved = snapshot.records.with_columns(
            source=pl.when(every_other).then(third).otherwise(pl.col("source")).cast(pl.UInt8)
        )
        planted = replace(snapshot, version="planted", records=moved, _counted={})
        answer = channel_mix(planted, Filters(), ANALYST)
        assert answer.wards["name"].iat[0] == "Corngate" and answer.wards["verdict"].iat[0] == HIGHER
        assert "larger share than in the other wards in Corngate" in mix_sentence(answer)
        assert SAME in set(channel_mix(snapshot, Filters(), ANALYST).wards["verdict"])

    def test_where_no_third_party_was_told_nothing_is_compared(self, snapshot: Snapshot) -> None:
        words = list(snapshot.words["source"])
        third = [n for n, word in enumerate(words) if word in {"third_party", "charity"}]
        police = pl.lit(words.index("police"))
        source = pl.when(pl.col("source").is_in(third)).then(police).otherwise(pl.col("source"))
        moved = snapshot.records.with_columns(source=source.cast(pl.UInt8))
        told = channel_mix(
            replace(snapshot, version="police", records=moved, _counted={}), Filters(), ANALYST
        )
        assert told.share == 0 and mix_chart(told, dark=False) is None
        assert mix_sentence(told).startswith("None of the reports") and "nothing to compare" in mix_sentence(
            told
        )

    def test_too_few_is_an_answer(self, snapshot: Snapshot) -> None:
        answer = channel_mix(snapshot, Filters(days=1), ANALYST)
        assert not set(answer.wards["verdict"]) & {HIGHER, SAME}
        assert len(mix_table(answer)) == len(snapshot.study_area.wards)

    def test_the_range_is_exact(self) -> None:
        """Clopper and Pearson by hand: none of ten is at most 1 - 0.025^(1/10)."""
        found = exact_shares([0, 10, 0], [10, 10, 0])
        assert found["high"].iat[0] == pytest.approx(1 - 0.025**0.1)
        assert found["low"].iat[1] == pytest.approx(0.025**0.1)
        assert np.isnan(found.iloc[2]).all()
        with pytest.raises(BadNumberError):
            exact_shares([3], [2])


class TestTheRegister:
    def test_the_most_pressing_comes_first(self) -> None:
        shut = replace(LINE, number=2, name="Hall", state="closed", flags=("still_sending",))
        old = replace(LINE, number=3, name="Hub", week="hours not known", flags=("check_due",))
        support = replace(LINE, number=4, name="Clinic", reporting=False, flags=("never_checked",))
        health = register_health([LINE, old, support, shut])
        assert (health.centres, health.well) == (3, 1)
        assert health.table["name"].tolist() == ["Hall", "Hub"]
        assert health.table["problems"].tolist() == [
            "Closed, yet still listed; Closed, yet still named on forms",
            "Not checked for a year; Opening hours not understood",
        ]
        assert health.counts.set_index("problem")["centres"].to_dict()["check_due"] == 1

    def test_a_closed_centre_that_is_not_listed_wants_nothing(self) -> None:
        assert register_health([replace(LINE, state="closed", listed=False)]).well == 1


@pytest.fixture
def environment(demo: Demo, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COMMON_GROUND_STORE", demo.store)
    monkeypatch.setenv("COMMON_GROUND_PARTNERSHIP", str(demo.partnership))
    monkeypatch.setenv("COMMON_GROUND_FORMATS", str(tmp_path / "formats"))
    monkeypatch.chdir(ROOT)


def opened(page: str, *, role: str = "analyst", **query: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "dashboard" / "pages" / f"{page}.py"), default_timeout=60)
    app.session_state["view-as"] = role
    for word, value in query.items():
        app.query_params[word] = value
    return app.run()


def words(app: AppTest) -> str:
    said = (*app.markdown, *app.caption, *app.warning, *app.info, *app.error, *app.subheader)
    return " ".join(str(one.value) for one in said).replace("\\", "")


class TestTheMap:
    def test_wards_carry_their_rank_and_a_register_without_centres_is_borne(self, snapshot: Snapshot) -> None:
        none = replace(snapshot, version="no centres", centres=pd.DataFrame())
        empty, some = (reach(one, ReachQuestion(), ANALYST) for one in (none, snapshot))
        assert empty.state == "none" and some.state == "found"
        for answer in (empty, some):
            layers = {one["id"]: one for one in build_reach_map(answer, geography(snapshot)).layers[0]}
            assert {row["text"] for row in layers["marks"]["data"]} <= {"1", "2", "3", "4", "5"}
            assert ("centres" in layers) == (answer is some)
            assert reach_legend(answer, dark=False)[0]


@pytest.mark.usefixtures("environment")
class TestThePages:
    def test_an_analyst_sees_reports_beside_the_people(self) -> None:
        app = opened("reach", day="2", hour="11")
        assert not app.exception
        assert "live within 20 minutes' walk" in words(app) and "Police or third party?" in words(app)
        assert "Reports within reach" in app.dataframe[0].value.columns

    def test_a_partner_sees_people_and_no_report(self) -> None:
        app = opened("reach", role="partner", within="1km")
        assert not app.exception
        said = words(app)
        assert "live within 1 km on foot" in said
        assert "Police or third party?" not in said and "Is the register kept?" not in said
        assert not [name for one in app.dataframe for name in one.value.columns if "eport" in name]

    def test_a_link_with_nonsense_is_refused_in_words(self) -> None:
        app = opened("reach", language="<b>klingon</b>")
        assert "left out: language" in words(app) and "klingon" not in words(app)

    def test_a_sheet_of_a_ward_opens_from_a_link_and_for_no_partner(self, snapshot: Snapshot) -> None:
        ward = str(snapshot.study_area.wards["ward"].iat[1])
        app = opened("hot_spot_sheet", ward=ward)
        assert not app.exception
        assert "Which agencies see it" in words(app) and ward in app.query_params["ward"]
        assert "no ward of this area" in words(opened("hot_spot_sheet", ward="E99"))
        assert "no page here for you" in words(opened("hot_spot_sheet", role="partner"))
