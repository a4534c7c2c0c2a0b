"""How sure is this: places that stand or fall, wards where two sources agree or not, nothing small told."""

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from dashboard.answers.doubt import doubt
from dashboard.answers.standing import agreeing, steadiness
from dashboard.answers.ward_agreement import NOTHING_TOLD, WardAgreement, ward_agreement
from dashboard.filters import Filters
from dashboard.shell import app
from dashboard.situation import Situation, assess, method_words
from dashboard.snapshot import Snapshot
from dashboard.viewer import ANALYST, Viewer
from dashboard.words.doubt import (
    agreement_notes,
    agreement_sentence,
    doubt_notes,
    doubt_sentence,
    place_sentence,
    places_table,
    wards_table,
)
from ingest.records.graded_reports import GRADED
from spatial.trust.source_agreement import source_agreement
from tests.conftest import Demo

ROOT = Path(__file__).parents[2]
PARTNER = Viewer("partner", "Partner")
RARE = Filters(strands=frozenset({"transgender"}))


@pytest.fixture(scope="module")
def year(snapshot: Snapshot) -> Situation:
    return assess(snapshot, Filters(), ANALYST)


def told(situation: Situation, ward_at: int, number: int, **said: Any) -> list[dict[str, Any]]:
    """So many live, well graded community reports of a ward, each from another agency."""
    seen = situation.window.last - timedelta(days=10)
    return [
        {
            "ward_at": ward_at, "ward": f"W{ward_at}", "strands": "race", "observed_from": seen,
            "observed_to": seen, "review_by": seen + timedelta(days=90), "source_grade": 2,
            "information_grade": "B", "handling": "P", "needs_check": False, "agency": f"agency {k}",
            "source_type": "ward_panel", **said,
        }
        for k in range(number)
    ]  # fmt: skip


def with_reports(snapshot: Snapshot, rows: list[dict[str, Any]]) -> Snapshot:
    return replace(snapshot, community=pl.DataFrame(rows, schema={"ward_at": pl.Int32, **GRADED}))


def asked(snapshot: Snapshot, situation: Situation, rows: list[dict[str, Any]], **said: Any) -> WardAgreement:
    return ward_agreement(with_reports(snapshot, rows), situation, said.get("viewer", ANALYST))


def word_of(answer: WardAgreement, snapshot: Snapshot, ward_at: int) -> str:
    code = snapshot.study_area.wards["ward"].iat[ward_at]
    return str(answer.wards.set_index("ward").loc[code, "word"])


class TestPlaces:
    def test_every_place_shown_and_no_other(self, snapshot: Snapshot, year: Situation) -> None:
        found = doubt(
            snapshot, year, ANALYST, steady=steadiness(snapshot, year), agreeing=agreeing(snapshot, year)
        )
        assert found.places["cell"].tolist() == year.places["cell"].tolist()
        top = found.places["in_top"].to_numpy(dtype=float)
        assert top[0] > 0.95 > top[-1]
        assert (found.places[["in_top", "keeps_rank", "steady"]].notna()).all(axis=None)

    def test_a_column_a_method_and_a_tick_where_it_points(self, snapshot: Snapshot, year: Situation) -> None:
        others = agreeing(snapshot, year)
        table = places_table(doubt(snapshot, year, ANALYST, agreeing=others))
        titles = [title for title, _ in method_words().values()]
        assert table.columns.tolist()[-len(titles) :] == titles
        for row, methods in zip(table.to_dict("records"), others.values(), strict=True):
            assert {title for title in titles if row[title] == "✓"} == set(methods)

    def test_it_is_said_in_plain_words(self, snapshot: Snapshot, year: Situation) -> None:
        found = doubt(
            snapshot, year, ANALYST, steady=steadiness(snapshot, year), agreeing=agreeing(snapshot, year)
        )
        first = place_sentence(next(found.places.itertuples()), found)
        assert "top five in 100% of resamples" in first
        assert "in the top five in at least 80% of 500 redraws" in doubt_sentence(found, year)
        assert len(doubt_notes(found)) == 3

    def test_no_place_is_no_doubt(self, snapshot: Snapshot) -> None:
        few = assess(snapshot, Filters(days=2, resolution=9), ANALYST)
        found = doubt(snapshot, few, ANALYST, agreeing=agreeing(snapshot, few))
        assert found.places.empty and few.reason in doubt_sentence(found, few)
        assert doubt_notes(found) == [] and places_table(found).empty


class TestWards:
    def test_the_numbers_are_those_of_the_ward_table(self, snapshot: Snapshot, year: Situation) -> None:
        wards = ward_agreement(snapshot, year, ANALYST).wards.set_index("ward")["incidents"]
        shown = year.wards.set_index("ward")["incidents"]
        assert wards.reindex(shown.index).equals(shown)

    def test_both_one_and_none(self, snapshot: Snapshot, year: Situation) -> None:
        hot = ward_agreement(snapshot, year, ANALYST).wards
        code = hot.loc[hot["word"].isin(["agree hot", "only reports"]), "ward"].iat[0]
        at = snapshot.study_area.wards["ward"].tolist().index(code)
        quiet = next(k for k in range(3) if k != at)
        rows = told(year, at, 9) + told(year, quiet, 9)
        answer = asked(snapshot, year, rows)
        assert word_of(answer, snapshot, at) == "agree hot"
        assert word_of(answer, snapshot, quiet) in {"only intelligence", "agree hot"}
        assert word_of(asked(snapshot, year, told(year, quiet, 9)), snapshot, at) == "only reports"

    @pytest.mark.parametrize(
        ("said", "reason"),
        [
            ({"information_grade": "E"}, "grade"),
            ({"information_grade": "D"}, "grade"),
            ({"source_grade": 3}, "grade"),
            ({"needs_check": True}, "check"),
            ({"ward_at": -1}, "ward"),
        ],
    )
    def test_what_is_not_good_enough_is_not_counted(
        self, snapshot: Snapshot, year: Situation, said: dict[str, Any], reason: str
    ) -> None:
        answer = asked(snapshot, year, [row | said for row in told(year, 2, 9)])
        assert answer.state == NOTHING_TOLD and answer.left_out[reason] == 9

    def test_expired_ones_and_later_ones_are_not_counted(self, snapshot: Snapshot, year: Situation) -> None:
        old = told(year, 2, 9, review_by=year.window.last - timedelta(days=1))
        assert asked(snapshot, year, old).counted == 0
        spring = assess(snapshot, Filters(days=None, first=date(2026, 1, 1), last=date(2026, 5, 31)), ANALYST)
        assert asked(snapshot, spring, told(year, 2, 9)).counted == 0
        assert asked(snapshot, year, told(year, 2, 9, observed_from=year.window.last + timedelta(1))).counted

    def test_conditions_are_counted_only_for_those_who_may_see_them(
        self, snapshot: Snapshot, year: Situation
    ) -> None:
        rows = told(year, 2, 9, handling="C")
        assert asked(snapshot, year, rows).conditional == 9
        partner = asked(snapshot, year, rows, viewer=PARTNER)
        assert partner.counted == 0 and partner.left_out["handling"] == 9
        assert "only with conditions" in " ".join(agreement_notes(asked(snapshot, year, rows)))

    def test_one_voice_is_no_signal(self, snapshot: Snapshot, year: Situation) -> None:
        answer = asked(snapshot, year, told(year, 2, 9, agency="one agency"))
        assert word_of(answer, snapshot, 2) not in {"only intelligence", "agree hot"}

    def test_a_strand_is_asked_of_both(self, snapshot: Snapshot, year: Situation) -> None:
        religion = assess(snapshot, Filters(strands=frozenset({"religion"})), ANALYST)
        rows = told(year, 2, 9) + told(year, 3, 4, strands="race;religion")
        assert asked(snapshot, religion, rows).counted == 4

    def test_without_community_reports_it_says_where_to_enter_them(
        self, snapshot: Snapshot, year: Situation
    ) -> None:
        said = agreement_sentence(asked(snapshot, year, []))
        assert "Silence is not calm" in said and "Community reports" in said

    def test_nothing_known_of_a_ward_is_unknown(self, snapshot: Snapshot) -> None:
        few = assess(snapshot, Filters(days=2), ANALYST)
        answer = asked(snapshot, few, told(few, 2, 1))
        assert set(answer.wards["word"]) == {"unknown"}
        assert "Not enough data to say" in agreement_sentence(answer)


class TestDisclosure:
    @pytest.mark.parametrize("filters", [RARE, Filters(days=28), Filters()], ids=["rare", "month", "year"])
    def test_words_say_nothing_that_the_row_does_not(self, snapshot: Snapshot, filters: Filters) -> None:
        situation = assess(snapshot, filters, ANALYST)
        dice = np.random.default_rng(3)
        rows = [
            row
            for at in range(21)
            for row in told(situation, at, int(dice.poisson(1.6)), strands="transgender")
        ]
        answer = asked(snapshot, situation, rows)
        wards = answer.wards.set_index("ward").reindex(snapshot.study_area.wards["ward"]).reset_index()
        for name in ("incidents", "reports"):
            shown = wards[name].dropna()
            assert not ((shown > 0) & (shown < answer.threshold)).any()
            assert wards[name].isna().sum() != 1
        residents = snapshot.study_area.wards["residents"].to_numpy()
        again = source_agreement(
            wards["incidents"],
            residents / residents.sum(),
            wards["reports"],
            residents / residents.sum(),
            np.full(len(wards), 9),
            total_incidents=situation.totals.in_area,
            total_intelligence=answer.counted,
            fewest_incidents=5,
            fewest_intelligence=3,
        )
        assert again.table["word"].tolist() == wards["word"].tolist()

    def test_small_numbers_are_told_nowhere(self, snapshot: Snapshot, year: Situation) -> None:
        rows = told(year, 2, 2) + told(year, 3, 1, information_grade="E") + told(year, 4, 9)
        answer = asked(snapshot, year, rows)
        assert answer.left_out["grade"] is None
        listed = wards_table(answer).set_index("name")["reports_shown"]
        assert not {"1", "2"} & set(listed)
        assert "fewer than 3 reports graded lower" in " ".join(agreement_notes(answer))

    def test_a_total_that_is_small_itself_is_not_told(self, snapshot: Snapshot, year: Situation) -> None:
        answer = asked(snapshot, year, told(year, 2, 2))
        assert answer.counted is None and answer.wards["reports"].isna().all()

    def test_the_snapshot_knows_the_ward_of_every_open_report(self, snapshot: Snapshot) -> None:
        held = snapshot.community
        codes = [*snapshot.study_area.wards["ward"], None]
        assert held.height and [codes[at] for at in held["ward_at"]] == held["ward"].to_list()

    def test_the_snapshot_carries_no_text_of_a_community_report(self, snapshot: Snapshot) -> None:
        assert not {"seen", "place", "community"} & set(snapshot.community.columns)


def test_the_page_has_a_tab_for_it(demo: Demo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMMON_GROUND_STORE", demo.store)
    monkeypatch.setenv("COMMON_GROUND_PARTNERSHIP", str(demo.partnership))
    page = AppTest.from_file(str(ROOT / "dashboard" / "main.py"), default_timeout=60)
    page.session_state["hot-spot-tabs"] = "How sure is this?"
    page.run()
    assert not page.exception
    assert "How sure is this?" in [tab.label for tab in page.tabs]
    words = " ".join(str(one.value) for one in (*page.markdown, *page.caption)).replace("\\", "")
    assert "redraws of the reports" in words and "community intelligence" in words


def test_the_shell_says_the_same(demo: Demo, snapshot: Snapshot, year: Situation) -> None:
    where = ["--store", demo.store, "--partnership", str(demo.partnership)]
    found = CliRunner().invoke(app, ["doubt", *where, "--json"])
    said = json.loads(found.stdout)
    assert found.exit_code == 0
    assert [place["cell"] for place in said["places"]] == year.places["cell"].tolist()
    assert said["wards"]["said"] == agreement_sentence(ward_agreement(snapshot, year, ANALYST))
    wrong = CliRunner().invoke(app, ["doubt", *where, "--strand", "zzz"])
    assert wrong.exit_code == 2 and "There is no strand" in wrong.output
