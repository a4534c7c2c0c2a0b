"""Over time in the demo borough: states, totals, words, the shell, and no hidden count worked out."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from dashboard.answers.over_time import NOT_SHOWN, OverTime, over_time
from dashboard.answers.steps_asked import cut
from dashboard.charts.over_time import series_chart, strip_chart
from dashboard.filters import Filters
from dashboard.shell import app
from dashboard.situation import assess
from dashboard.snapshot import EPOCH, Snapshot
from dashboard.survey import NoRecordsError, survey
from dashboard.viewer import ANALYST
from dashboard.words import over_time as words
from spatial.errors import SettingError
from spatial.over_time.persistence import CLASSES
from spatial.over_time.steps import step_of
from tests.conftest import Demo

ROOT = Path(__file__).parents[2]
HATE = frozenset({"hate_crime", "hate_incident"})
ASKED = {
    "everything": (Filters(), None),
    "hate": (Filters(kinds=HATE), None),
    "one strand": (Filters(strands=frozenset({"disability"})), None),
    "few": (Filters(strands=frozenset({"transgender"}), kinds=frozenset({"hate_crime"})), None),
    "fine cells": (Filters(kinds=HATE, resolution=9), None),
    "months": (Filters(kinds=HATE), 1),
    "half-years": (Filters(), 6),
    "against all": (Filters(kinds=HATE, baseline="records"), None),
    "own dates": (Filters(days=None, first=date(2025, 1, 1), last=date(2025, 12, 31)), 1),
    "each by itself": (Filters(duplicates="distinct", officer=True), None),
}


@pytest.fixture(scope="module")
def answers(snapshot: Snapshot) -> dict[str, OverTime]:
    return {
        name: over_time(snapshot, asked, ANALYST, months=months) for name, (asked, months) in ASKED.items()
    }


@pytest.fixture(scope="module")
def every(answers: dict[str, OverTime]) -> OverTime:
    return answers["everything"]


class TestStates:
    def test_the_busy_middle_is_hot_nearly_always(self, every: OverTime) -> None:
        assert every.state == "found"
        top = every.cells.iloc[0]
        assert (top["pattern"], top["ward_name"]) == ("persistent hot spot", "Corngate")
        assert set(every.cells["pattern"]) <= {*CLASSES, NOT_SHOWN}

    def test_three_years_give_twelve_whole_quarters(self, every: OverTime) -> None:
        assert len(every.steps) == 12
        assert every.steps[0][0] == date(2023, 11, 1)
        assert every.steps[-1][1] == date(2026, 10, 31)

    def test_cells_that_are_too_fine_become_larger_and_it_is_said(self, answers: dict[str, OverTime]) -> None:
        answer = answers["fine cells"]
        assert answer.resolution == 8
        assert any("larger cells" in note for note in words.notes(answer))

    @pytest.mark.parametrize("name", ["few", "half-years"])
    def test_too_little_is_said_with_what_would_do(self, answers: dict[str, OverTime], name: str) -> None:
        answer = answers[name]
        assert answer.state == "not enough data"
        assert "are needed" in answer.sentence
        assert not answer.cells["side"].any()

    def test_no_whole_step_is_said(self, snapshot: Snapshot) -> None:
        asked = Filters(days=None, first=date(2026, 10, 1), last=date(2026, 10, 20))
        answer = over_time(snapshot, asked, ANALYST)
        assert answer.state == "not enough data"
        assert "no whole quarter" in answer.sentence
        assert answer.window is None
        assert not answer.cells["side"].any()
        assert words.strips_table(answer).empty
        json.dumps(words.answer_json(answer), default=str)

    def test_two_reports_in_all_are_not_told_from_one(self, snapshot: Snapshot) -> None:
        kind = snapshot.words["kind"].index("other_incident")
        inside = np.flatnonzero((snapshot.records["ward"] >= 0).to_numpy())[:2]
        kinds = snapshot.records["kind"].to_numpy().copy()
        kinds[inside] = kind
        records = snapshot.records.with_columns(kind=pl.Series(kinds))
        asked = Filters(kinds=frozenset({"other_incident"}), officer=True, duplicates="distinct")
        answer = over_time(replace(snapshot, records=records), asked, ANALYST)
        assert (answer.state, answer.total) == ("not enough data", None)
        assert not answer.trends.table["shown"].any()
        assert answer.cells["incidents"].isna().all()
        assert not answer.settings
        assert words.headline(answer)[0].startswith("Fewer than 3 reports")

    def test_an_empty_store_is_said(self, snapshot: Snapshot) -> None:
        with pytest.raises(NoRecordsError):
            over_time(replace(snapshot, records=snapshot.records[:0]), Filters(), ANALYST)

    def test_a_step_that_is_not_offered_is_named(self, snapshot: Snapshot) -> None:
        with pytest.raises(SettingError, match="5 months"):
            over_time(snapshot, Filters(), ANALYST, months=5)

    def test_a_window_of_days_does_not_shorten_the_steps(self, snapshot: Snapshot, every: OverTime) -> None:
        assert over_time(snapshot, Filters(days=28), ANALYST).steps == every.steps

    def test_a_few_early_strays_are_not_where_records_begin(
        self, snapshot: Snapshot, every: OverTime
    ) -> None:
        early = snapshot.records[:2].with_columns(first=pl.lit(3650, pl.Int32), last=pl.lit(3650, pl.Int32))
        strayed = replace(
            snapshot, records=pl.concat([snapshot.records, early.cast(snapshot.records.schema)])
        )
        assert cut(strayed, Filters(), months=None).steps == every.steps

    def test_records_that_say_only_the_month_serve_as_well(self, snapshot: Snapshot) -> None:
        day = pl.col("first").cast(pl.Date)
        vague = snapshot.records.with_columns(
            first=day.dt.month_start().to_physical(), last=day.dt.month_end().to_physical()
        ).cast(snapshot.records.schema)
        answer = over_time(replace(snapshot, records=vague), Filters(duplicates="distinct"), ANALYST)
        assert (answer.state, len(answer.steps)) == ("found", 12)
        monthly = over_time(
            replace(snapshot, records=vague), Filters(duplicates="distinct"), ANALYST, months=1
        )
        assert monthly.state == "found"


@pytest.mark.parametrize("name", list(ASKED))
class TestNothingHiddenIsGivenAway:
    def test_the_total_is_that_of_the_map(self, snapshot: Snapshot, answers: dict, name: str) -> None:
        answer = answers[name]
        there = assess(snapshot, answer.filters, ANALYST)
        assert answer.total == there.totals.in_area
        whole = answer.trends.table.query("group == 'whole area' and shown")
        assert whole["reports"].tolist() in ([], [answer.total])

    def test_a_hidden_cell_has_no_pattern_and_no_strip(self, answers: dict, name: str) -> None:
        cells = answers[name].cells
        hidden = cells[cells["incidents"].isna()]
        assert (hidden["pattern"] == NOT_SHOWN).all()
        assert hidden[["hot_steps", "cold_steps"]].isna().all().all()
        assert all(strip == () for strip in cells.loc[cells["pattern"] == NOT_SHOWN, "strip"])
        shown = cells["incidents"].dropna()
        assert not ((shown > 0) & (shown < answers[name].threshold)).any()

    def test_a_hot_step_stands_on_reports_of_cells_that_are_shown(
        self, snapshot: Snapshot, answers: dict, name: str
    ) -> None:
        answer = answers[name]
        lattice, position = snapshot.lattice(answer.resolution)
        rows = survey(snapshot, answer.filters).inside
        at = step_of(rows["first"].to_numpy(), answer.steps)
        cube = np.zeros((lattice.cells.size, len(answer.steps)), dtype=int)
        np.add.at(cube, (position[rows["place"].to_numpy()], at), 1)
        where = lattice.position_of([int(cell, 16) for cell in answer.cells["cell"]])
        visible = np.zeros(lattice.cells.size, dtype=bool)
        visible[where] = answer.cells["incidents"].notna().to_numpy()
        seen = lattice.neighbours @ np.where(visible[:, None], cube, 0)
        for place, strip in zip(where, answer.cells["strip"], strict=True):
            for step, state in enumerate(strip):
                if state == "hot":
                    assert seen[place, max(step - 1, 0) : step + 1].sum() >= max(5, answer.threshold)

    def test_a_shown_series_has_no_small_count_and_no_ward_is_alone(self, answers: dict, name: str) -> None:
        answer = answers[name]
        reports = answer.trends.series["reports"].astype(float)
        assert not ((reports > 0) & (reports < answer.threshold)).any()
        table = answer.trends.table
        assert (~table.loc[table["group"] == "ward", "shown"]).sum() != 1
        hidden = table[~table["shown"]]
        numbers = [
            "reports",
            "a_step",
            "first_year",
            "last_year",
            "slope",
            "slope_low",
            "slope_high",
            "p",
            "q",
        ]
        assert hidden[[*numbers, "intercept"]].isna().all().all()
        assert set(hidden["state"]) <= {"hidden"}
        assert not any(letter.isdigit() for said in hidden["sentence"] for letter in said)

    def test_what_is_handed_on_says_no_more(self, answers: dict, name: str) -> None:
        answer = answers[name]
        json.dumps(words.answer_json(answer), default=str, allow_nan=False)

    def test_charts_are_drawn_from_it(self, answers: dict, name: str) -> None:
        answer = answers[name]
        if not words.strips_table(answer).empty:
            strip_chart(answer, dark=False).to_dict()
        for group, code in list(words.drawable(answer))[:2]:
            series_chart(answer, group, code, dark=True).to_dict()


class TestTrends:
    def test_a_series_is_counted_by_hand(self, snapshot: Snapshot, every: OverTime) -> None:
        rows = survey(snapshot, every.filters).inside
        ward = int(np.argmax(np.bincount(rows["ward"].to_numpy())))
        code = snapshot.study_area.wards["ward"].iloc[ward]
        series = every.trends.series[every.trends.series["code"] == code]
        assert len(series) == 12
        for first, last, reports in zip(series["first"], series["last"], series["reports"], strict=True):
            inside = rows.filter(
                pl.col("ward") == ward, pl.col("first").is_between((first - EPOCH).days, (last - EPOCH).days)
            )
            assert inside.height == reports

    def test_an_even_rate_in_months_of_every_length_is_no_trend(self, snapshot: Snapshot) -> None:
        days = np.arange((date(2024, 1, 1) - EPOCH).days, (date(2026, 10, 31) - EPOCH).days + 1)
        one = snapshot.records.filter(pl.col("ward") >= 0)[:1]
        even = pl.concat([one] * (3 * len(days))).with_columns(
            first=pl.Series(np.repeat(days, 3)), last=pl.Series(np.repeat(days, 3))
        )
        flat = replace(snapshot, records=even.cast(snapshot.records.schema), events=snapshot.events[:0])
        answer = over_time(flat, Filters(officer=True, duplicates="distinct"), ANALYST, months=1)
        whole = answer.trends.table.iloc[0]
        assert (whole["slope"], whole["p"], whole["state"]) == (0, 1, "none")

    def test_what_chance_makes_among_many_series_is_not_called_a_trend(self, every: OverTime) -> None:
        table = every.trends.table
        alone = table[(table["p"] < 0.05) & (table["q"] > 0.05)]
        assert (alone["state"] == "none").all()
        assert all("chance makes one such" in said for said in alone["sentence"])

    def test_no_sentence_gives_a_percentage(self, answers: dict[str, OverTime]) -> None:
        for answer in answers.values():
            for said in answer.trends.table["sentence"]:
                assert "%" not in said.replace("95 %", "")


class TestWords:
    def test_every_pattern_is_explained(self, every: OverTime) -> None:
        assert all(len(meaning) > 20 for meaning in every.patterns["meaning"])
        assert every.patterns["cells"].sum() == len(every.cells)

    def test_it_never_says_where_anything_will_happen(self, answers: dict[str, OverTime]) -> None:
        for answer in answers.values():
            said = " ".join([*words.headline(answer), *words.notes(answer), *words.how(answer)]).lower()
            assert "will happen" not in said
            assert "predict" not in said

    def test_the_wards_together_have_the_patterns_of_the_cells(self, every: OverTime) -> None:
        assert every.wards["cells"].sum() == (every.cells["side"] != "").sum()


@pytest.fixture
def environment(demo: Demo, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("COMMON_GROUND_STORE", demo.store)
    monkeypatch.setenv("COMMON_GROUND_PARTNERSHIP", str(demo.partnership))
    monkeypatch.chdir(ROOT)
    yield


def opened(**query: str) -> AppTest:
    page = AppTest.from_file(str(ROOT / "dashboard" / "pages" / "over_time.py"), default_timeout=60)
    for word, value in query.items():
        page.query_params[word] = value
    page.run()
    for _ in range(30):  # a machine with much to do answers beside the page
        if page.markdown or page.exception:
            break
        page.run()
    return page


@pytest.mark.usefixtures("environment")
class TestPage:
    def test_it_opens_on_patterns_and_trends(self) -> None:
        page = opened()
        assert not page.exception
        assert any("cells have a pattern" in said.value for said in page.markdown)
        assert len(page.dataframe) == 5

    def test_too_little_is_an_answer_and_the_step_is_in_the_address(self) -> None:
        page = opened(step="year", strand="age")
        assert not page.exception
        assert any("Not enough data to say" in said.value for said in page.markdown)
        assert page.query_params["step"] == "year"

    def test_nonsense_in_the_address_is_passed_over(self) -> None:
        page = opened(step="fortnight")
        assert not page.exception
        assert "step" not in page.query_params


@pytest.mark.usefixtures("environment")
class TestShell:
    def test_it_answers_in_json(self) -> None:
        run = CliRunner().invoke(app, ["over-time", "--kind", "hate_crime", "--json"])
        assert run.exit_code == 0, run.output
        told = json.loads(run.stdout)
        assert told["step"] == "quarter"
        assert told["state"] in {"found", "none"}

    def test_it_answers_in_words(self) -> None:
        run = CliRunner().invoke(app, ["over-time", "--step", "half-year"])
        assert run.exit_code == 0, run.output
        assert "not enough data" in run.stdout

    @pytest.mark.parametrize("asked", [["--step", "week"], ["--strand", "zzz"], ["--from", "2026-01-01"]])
    def test_a_slip_of_the_pen_ends_with_two_and_one_line(self, asked: list[str]) -> None:
        run = CliRunner().invoke(app, ["over-time", *asked])
        assert run.exit_code == 2
        assert len(run.stderr.strip().splitlines()) == 1
