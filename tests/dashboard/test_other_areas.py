"""Own area beside others, and own wards beside one another: counted by hand, hidden, never ranked."""

import itertools
import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar, cast

import numpy as np
import pandas as pd
import polars as pl
import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from boundaries.comparison import Comparison
from boundaries.partnership import load_partnership
from dashboard.answers.area_counts import AreaCounts, choose_periods
from dashboard.answers.areas_compared import AreasCompared
from dashboard.answers.other_areas import OWN, other_areas
from dashboard.answers.own_wards import own_wards
from dashboard.charts.funnel import funnel_chart
from dashboard.charts.months import months_chart
from dashboard.desks.other_areas import PublishedTables, read_tables
from dashboard.filters import Filters
from dashboard.hidden_series import hide_series
from dashboard.shell import app
from dashboard.situation import assess
from dashboard.snapshot import Snapshot
from dashboard.viewer import ANALYST
from dashboard.words import other_areas as words
from ingest.policy import load_policy
from spatial.errors import SettingError
from tests.conftest import Demo

ROOT = Path(__file__).parents[2]
REAL = ROOT.parent / "shared" / "data"
PEOPLE = {"Mill": 10_000.0, "Quay": 20_000.0, "Abbey": 30_000.0, "Dock": 40_000.0}
POLICY = load_policy()
MONTHS = [pl.date_range(date(2025, 1, 1), date(2026, 6, 1), "1mo", eager=True)][0].to_list()
Cell = int | str | None


def town(threshold: int = 3) -> Snapshot:
    return cast(Snapshot, SimpleNamespace(version="v", partnership=SimpleNamespace(threshold=threshold)))


def tables(
    counts: dict[str, list[Cell]],
    *,
    similar: tuple[str, ...] = ("Quay", "Abbey", "Dock"),
    own: str = "Mill",
    **more: Any,
) -> PublishedTables:
    """Counts by area and month from January 2025; None is not given, "<5" hidden by the publisher."""
    rows = [
        {
            "area": area, "line": "Race", "strands": "race", "first": first,
            "last": pl.Series([first]).dt.month_end()[0],
            "count": cell if isinstance(cell, int) else None,
            "fewer_than": int(cell[1:]) if isinstance(cell, str) else None,
        }
        for area, cells in counts.items()
        for first, cell in zip(MONTHS, cells, strict=False)
        if cell is not None
    ]  # fmt: skip
    schema = {"count": pl.Int64, "fewer_than": pl.Int64}
    said = Comparison(files=(Path("counts.csv"),), own=own, most_similar=similar)
    made = {"residents": PEOPLE, "labels": {"Race": "Race or ethnicity"}, **more}
    return PublishedTables(comparison=said, counts=pl.DataFrame(rows, schema_overrides=schema), **made)


YEAR: dict[str, list[Cell]] = {"Mill": [5] * 12, "Quay": [4] * 12, "Abbey": [6] * 12, "Dock": [8] * 12}


def asked(counts: dict[str, list[Cell]], *, threshold: int = 3, **how: Any) -> AreasCompared:
    kept = {name: how.pop(name) for name in ("similar", "own", "residents") if name in how}
    return other_areas(town(threshold), tables(counts, **kept), ANALYST, **how)


class TestCompared:
    def test_counts_and_rates_stand_side_by_side(self) -> None:
        answer = asked(YEAR)
        assert answer.state == "found" and answer.table["area"].tolist() == ["Mill", "Abbey", "Dock", "Quay"]
        assert answer.table["count"].tolist() == [60, 72, 96, 48]
        assert answer.table["per_1000"].tolist() == pytest.approx([6.0, 2.4, 2.4, 2.4])
        assert answer.together is not None and (answer.together.count, answer.together.residents) == (
            216,
            90_000,
        )
        assert answer.ratio is not None and answer.ratio.ratio == pytest.approx(2.5)
        said = words.sentence(answer)
        assert "60 recorded, 6.00 for every 1,000 residents" in said and "2.50 times the group's rate" in said
        assert "%" not in said, "percent change never alone"
        assert "January 2025 to December 2025" in said

    def test_months_have_the_range_of_the_others(self) -> None:
        counts: dict[str, list[Cell]] = {
            "Mill": [5] * 12,
            "Quay": [4] * 12,
            "Abbey": [9] * 12,
            "Dock": [16] * 12,
        }
        months = asked(counts).months
        assert len(months) == 12
        assert months.iloc[0][["own", "least", "middle", "most"]].tolist() == pytest.approx(
            [0.5, 0.2, 0.3, 0.4]
        )

    def test_a_month_not_given_is_missing_for_all_and_said(self) -> None:
        own: list[Cell] = [5, 5, None, 5, 5, 5, 5, 5, 5, 5, 5, 5]
        answer = asked({**YEAR, "Mill": own})
        assert answer.missing == (date(2025, 3, 1),) and len(answer.periods) == 11
        assert answer.table["count"].tolist() == [55, 66, 88, 44], "the same months for every area"
        assert "March 2025" in " ".join(words.notes(answer))

    def test_an_area_without_a_month_is_not_compared_and_not_nought(self) -> None:
        answer = asked({**YEAR, "Quay": [4] * 11, "Dock": ["<5", *[8] * 11]})
        notes = dict(zip(answer.table["area"], answer.table["note"], strict=True))
        assert notes["Quay"] == "of 12 counts, 1 not given"
        assert notes["Dock"] == "of 12 counts, 1 hidden by the publisher"
        shown = dict(zip(answer.table["area"], answer.table["shown"], strict=True))
        assert shown["Quay"] == shown["Dock"] == "not known"
        assert answer.together is not None and answer.together.count == 72
        assert answer.funnel is not None and answer.funnel.undrawn == ("Dock", "Quay")

    def test_own_months_hidden_by_the_publisher_stop_the_comparison(self) -> None:
        answer = asked({**YEAR, "Mill": ["<5", *[5] * 11]})
        assert answer.state == "not enough data" and "hides 1 of 12" in answer.reason

    @pytest.mark.parametrize(
        ("first", "days", "missing"),
        [
            ((date(2024, 1, 1), date(2024, 7, 1), date(2024, 10, 1)), (91, 92, 92), date(2024, 4, 1)),
            ((date(2025, 1, 6), date(2025, 1, 20), date(2025, 1, 27)), (7, 7, 7), date(2025, 1, 13)),
            ((date(2024, 11, 1), date(2025, 1, 1), date(2025, 2, 1)), (30, 31, 28), date(2024, 12, 1)),
        ],
    )
    def test_a_missing_quarter_week_or_month_is_named(
        self, first: tuple[date, ...], days: tuple[int, ...], missing: date
    ) -> None:
        spans = tuple((day, day + timedelta(days=n - 1)) for day, n in zip(first, days, strict=True))
        counts = AreaCounts(("Mill",), spans, np.ones((1, 3)), np.zeros((1, 3), dtype=bool))
        assert choose_periods(counts, "Mill", 0) == ([0, 1, 2], (missing,), "")

    def test_years_reach_back_from_the_latest_month(self) -> None:
        counts = {name: cells + cells[:6] for name, cells in YEAR.items()}
        assert len(asked(counts).periods) == 12 and asked(counts).periods[0][0] == date(2025, 7, 1)
        assert len(asked(counts, years=0).periods) == 18

    def test_without_a_named_group_all_others_stand_for_it(self) -> None:
        answer = asked(YEAR, similar=())
        assert answer.group == ("Abbey", "Dock", "Quay") and not answer.named
        assert "names no most similar group" in words.notes(answer)[0]

    def test_a_group_that_is_not_in_the_tables_is_named(self) -> None:
        answer = asked(YEAR, similar=("Quay", "Farborough"))
        assert answer.not_in_table == ("Farborough",) and answer.group == ("Quay",)

    def test_areas_without_residents_have_counts_and_no_rate(self) -> None:
        answer = asked(YEAR, residents={"Mill": 10_000.0, "Quay": 20_000.0})
        row = answer.table.set_index("area").loc["Dock"]
        assert row["shown"] == "96" and np.isnan(row["per_1000"]) and row["note"] == "no number of residents"
        assert asked(YEAR, residents={}).ratio is None

    @pytest.mark.parametrize(
        ("how", "said"),
        [
            ({"years": 9}, "years"),
            ({"adjust": "hope"}, "adjustment"),
            ({"line": "Age"}, "do not count 'Age'"),
        ],
    )
    def test_settings_that_are_none_are_refused(self, how: dict[str, Any], said: str) -> None:
        with pytest.raises(SettingError, match=said):
            asked(YEAR, **how)

    def test_states_without_an_answer_say_what_would_do(self) -> None:
        assert other_areas(town(), None, ANALYST).state == "no tables"
        assert "Correct own" in asked(YEAR, own="Elsewhere").reason
        short = asked({name: cells[:2] for name, cells in YEAR.items()})
        assert short.state == "not enough data" and "a year or more" in short.reason

    def test_nothing_anywhere_is_no_ratio_and_no_funnel(self) -> None:
        answer = asked({name: [0] * 12 for name in YEAR})
        assert answer.state == "found" and answer.ratio is None
        assert answer.funnel is not None and answer.funnel.state == "not enough data"
        assert "longer time" in answer.funnel.sentence


class TestNeverRanked:
    def test_areas_are_in_alphabetical_order_and_nothing_says_a_rank(self) -> None:
        answer = asked(
            {"Mill": [5] * 12, "Quay": [90] * 12, "Abbey": [1] * 12, "Dock": [30] * 12}, everyone=True
        )
        names = [
            area for area, part in zip(answer.table["area"], answer.table["part"], strict=True) if part != OWN
        ]
        assert names == sorted(names)
        assert answer.funnel is not None
        assert answer.funnel.table["name"].tolist() == sorted(answer.funnel.table["name"])
        columns = [*answer.table.columns, *answer.funnel.table.columns, *answer.months.columns]
        assert not any(re.search("rank|place|best|worst|top", column) for column in columns)
        said = " ".join([words.sentence(answer), answer.funnel.sentence, *words.notes(answer)])
        assert not re.search(r"\b(rank|worst|best|highest|lowest|top|worse|better)\b", said)
        assert "no league table" in words.CAUTION


class TestHidden:
    COUNTS: ClassVar[dict[str, list[Cell]]] = {
        "Mill": [5, 2, 0, 1, 4, 6, 0, 3, 5, 2, 0, 4],
        "Quay": [1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0],
        "Abbey": [3, 1, 4, 0, 0, 2, 5, 0, 0, 3, 1, 4],
        "Dock": [4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    }

    def test_small_counts_are_hidden_with_a_partner(self) -> None:
        answer = asked(self.COUNTS)
        table = answer.table.set_index("area")
        hidden = [area for area in table.index if np.isnan(table.loc[area, "count"])]
        assert "Quay" in hidden and len(hidden) >= 2 and "Mill" not in hidden
        for column in ("per_1000", "low", "high"):
            assert table.loc[hidden, column].isna().all()
        assert answer.funnel is not None and set(answer.funnel.undrawn) == set(hidden)
        assert not set(hidden) & set(answer.funnel.table["name"])

    @pytest.mark.parametrize("small", [(1, 1), (2, 2), (1, 0), (0, 2), (2, 1)])
    def test_totals_of_the_group_cannot_be_worked_out_from_their_sum(self, small: tuple[int, int]) -> None:
        counts: dict[str, list[Cell]] = {"Mill": [5] * 12, "Quay": [0] * 11 + [small[0]]}
        counts |= {"Abbey": [0] * 11 + [small[1]], "Dock": [7] * 12, "Elm": [9] * 12}
        similar = ("Quay", "Abbey", "Dock", "Elm")
        answer = asked(counts, similar=similar, residents={**PEOPLE, "Elm": 9_000.0})
        assert answer.together is not None and answer.together.count is not None
        shown = answer.table[answer.table["part"] == "group"]["count"].to_numpy()
        hidden, rest = np.isnan(shown), int(answer.together.count - np.nansum(shown))
        worlds = []
        for values in itertools.product(range(rest + 1), repeat=int(hidden.sum())):
            world = shown.copy()
            world[hidden] = values
            if sum(values) == rest and (hide_series(world.astype(np.int64), 3) == hidden).all():
                worlds.append(values)
        assert worlds and all(len({world[at] for world in worlds}) > 1 for at in range(int(hidden.sum())))

    def test_months_of_the_own_area_cannot_be_worked_out_from_its_total(self) -> None:
        months = asked(self.COUNTS).months
        hidden = months["own"].isna()
        assert hidden.sum() >= 2 and (months.loc[hidden, "own_shown"] == "fewer than 3, or hidden").all()
        rest = 32 - sum(int(said) for said in months.loc[~hidden, "own_shown"])
        assert hidden.sum() < rest + hidden.sum() and rest not in (hidden.sum(), 2 * hidden.sum())

    def test_the_range_of_the_others_shows_no_hidden_count(self) -> None:
        people = {"Mill": 10_007.0, "Quay": 20_011.0, "Abbey": 30_013.0, "Dock": 40_039.0}
        answer = asked(self.COUNTS, residents=people)
        small = {count / people[name] * 1000 for name in ("Quay", "Abbey", "Dock") for count in (1, 2)}
        for column in ("least", "middle", "most"):
            values = answer.months[column].dropna()
            assert not any(np.isclose(value, one) for value in values for one in small if value)

    def test_a_small_own_total_is_not_compared(self) -> None:
        answer = asked({**YEAR, "Mill": [0] * 11 + [2]})
        assert answer.state == "not enough data" and "Fewer than 3" in answer.reason and answer.table.empty

    def test_no_table_chart_or_sentence_carries_what_is_hidden(self) -> None:
        answer = asked(self.COUNTS)
        assert answer.funnel is not None
        drawn = json.dumps(
            [months_chart(answer, dark=False).to_dict(), funnel_chart(answer.funnel, dark=True).to_dict()]
        )
        assert "Quay" not in drawn and '"own": 1' not in drawn
        assert "NaN" not in drawn
        (line,) = (row for row in answer.table.to_dict("records") if "Quay" in map(str, row.values()))
        assert "fewer than 3" in line["shown"] and 2 not in line.values()


class TestOwnWards:
    @pytest.mark.parametrize(
        "filters",
        [
            Filters(),
            Filters(days=90),
            Filters(days=28, strands=frozenset({"disability"})),
            Filters(days=28),
            Filters(days=365, strands=frozenset({"transgender"})),
            Filters(days=2, kinds=frozenset({"hate_crime"})),
        ],
    )
    def test_wards_are_those_of_the_map_and_hidden_ones_are_not_drawn(
        self, snapshot: Snapshot, filters: Filters
    ) -> None:
        situation = assess(snapshot, filters, ANALYST)
        for adjust in ("none", "additive"):
            funnel = own_wards(situation, adjust=adjust)
            wards = situation.wards.set_index("name")
            for row in funnel.table.to_dict("records"):
                assert (
                    row["count"] == wards.loc[row["name"], "incidents"]
                    and not wards.loc[row["name"], "hidden"]
                )
            hidden = set(wards.index[wards["hidden"]])
            assert hidden <= set(funnel.undrawn)
            total = situation.totals.in_area
            if total is None:
                assert funnel.state == "not enough data" and funnel.table.empty
                continue
            together = sum(wards.loc[list(hidden), "incidents"].fillna(0))
            assert together == 0 and funnel.table["count"].sum() <= total
            if not hidden:
                assert funnel.table["count"].sum() == total
            if len(funnel.table):
                shown = funnel.table["count"].sum() / funnel.table["residents"].sum() * 1000
                assert funnel.per_1000 == pytest.approx(shown), "made of what is shown alone"
                assert funnel.table["name"].tolist() == sorted(funnel.table["name"])

    def test_a_rate_names_no_ward_without_residents(self, snapshot: Snapshot) -> None:
        situation = assess(snapshot, Filters(), ANALYST)
        wards = situation.wards.assign(residents=float("nan"))
        alone = cast(Any, SimpleNamespace(wards=wards, totals=situation.totals, threshold=3))
        funnel = own_wards(alone)
        assert funnel.state == "not enough data" and len(funnel.undrawn) == len(wards)


@pytest.fixture
def environment(demo: Demo, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("COMMON_GROUND_STORE", demo.store)
    monkeypatch.setenv("COMMON_GROUND_PARTNERSHIP", str(demo.partnership))
    monkeypatch.setenv("COMMON_GROUND_FORMATS", str(tmp_path / "formats"))
    monkeypatch.chdir(ROOT)
    yield


def opened(query: dict[str, str] | None = None) -> AppTest:
    page = AppTest.from_file(str(ROOT / "dashboard" / "pages" / "other_areas.py"), default_timeout=60)
    for word, value in (query or {}).items():
        page.query_params[word] = value
    return page.run()


def told(page: AppTest) -> str:
    parts = (*page.markdown, *page.caption, *page.warning, *page.info)
    return " ".join(str(one.value) for one in parts).replace("\\", "")


@pytest.fixture(scope="module")
def alone(demo: Demo) -> Path:
    """The demo's partnership file without anything to compare with."""
    text = demo.partnership.read_text(encoding="utf-8")
    path = demo.folder / "alone.toml"
    path.write_text(re.sub(r"\[comparison\].*?(?=\n\[)", "", text, flags=re.DOTALL), encoding="utf-8")
    return path


@pytest.mark.usefixtures("environment")
class TestPage:
    def test_it_compares_the_demo_with_its_neighbours(self) -> None:
        page = opened()
        assert not page.exception
        said = told(page)
        assert page.title[0].value == "Other areas"
        for word in (
            "Its most similar group",
            "no league table",
            "invented",
            "12 October 2026",
            "Your own records",
        ):
            assert word in said
        assert "Reports on the map by ward against residents" in said
        assert page.dataframe[0].value["area"].tolist()[0] == "Wrenmouth"
        assert not dict(page.query_params)

    def test_the_question_is_kept_in_the_address(self) -> None:
        page = opened(
            {
                "line": "Homophobic Hate Crime",
                "years": "3",
                "areas": "all",
                "limits": "additive",
                "days": "90",
            }
        )
        assert not page.exception
        assert "Homophobic Hate Crime." in told(page) and "36" not in page.query_params
        assert dict(page.query_params) == {
            "line": "Homophobic Hate Crime", "years": "3", "areas": "all", "limits": "additive", "days": "90",
        }  # fmt: skip
        assert len(page.dataframe[1].value) == 36

    def test_what_the_publisher_hides_is_said(self) -> None:
        page = opened({"line": "Transgender Hate", "years": "nine"})
        assert not page.exception and "The publisher hides" in told(page)

    def test_without_tables_it_says_how_to_add_some(
        self, alone: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("COMMON_GROUND_PARTNERSHIP", str(alone))
        page = opened()
        assert not page.exception
        assert "names no published tables" in told(page) and "[comparison]" in page.code[0].value

    def test_a_table_that_cannot_be_read_does_not_take_the_wards_away(
        self, demo: Demo, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        broken = demo.folder / "broken.toml"
        text = demo.partnership.read_text(encoding="utf-8")
        broken.write_text(text.replace('files = ["published_counts.csv"]', 'files = ["landmarks.csv"]'))
        monkeypatch.setenv("COMMON_GROUND_PARTNERSHIP", str(broken))
        page = opened()
        assert not page.exception
        assert "landmarks.csv, named under" in page.error[0].value.replace("\\", "")
        assert "Reports on the map by ward against residents" in told(page)

    def test_without_records_the_published_tables_still_speak(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setenv("COMMON_GROUND_STORE", f"sqlite:///{tmp_path}/empty.sqlite")
        page = opened()
        assert not page.exception
        assert "Its most similar group" in told(page) and "There are no records yet" in told(page)


class TestShell:
    def run(self, demo: Demo, *asked: str, partnership: Path | None = None) -> Any:
        where = ("--store", demo.store, "--partnership", str(partnership or demo.partnership))
        return CliRunner().invoke(app, [*asked, *where])

    def test_the_shell_says_what_the_page_says(self, demo: Demo, snapshot: Snapshot) -> None:
        said = json.loads(self.run(demo, "other-areas", "--json").stdout)
        answer = other_areas(snapshot, read_tables(snapshot.partnership, snapshot.policy), ANALYST)
        assert said["said"] == words.sentence(answer) and said["ratio"]["ratio"] == pytest.approx(
            answer.ratio.ratio
        )  # type: ignore[union-attr]
        assert [row["area"] for row in said["areas"]] == answer.table["area"].tolist()
        assert "Wrenmouth" in self.run(demo, "other-areas", "--years", "2").stdout

    def test_wards_tie_with_the_map(self, demo: Demo, snapshot: Snapshot) -> None:
        said = json.loads(self.run(demo, "ward-funnel", "--last", "90d", "--json").stdout)
        situation = assess(snapshot, Filters(days=90), ANALYST)
        assert said["total"] == situation.totals.in_area
        shown = situation.wards.set_index("name")["incidents"]
        assert all(row["count"] == shown[row["name"]] for row in said["rows"])
        assert "wards" in self.run(demo, "ward-funnel", "--limits", "multiplicative").stdout

    @pytest.mark.parametrize(
        ("asked", "said"),
        [
            (("other-areas", "--line", "Knives"), "do not count 'Knives'"),
            (("other-areas", "--years", "7"), "years is 7"),
            (("ward-funnel", "--limits", "hope"), "no adjustment 'hope'"),
            (("ward-funnel", "--strand", "zzz"), "no strand 'zzz'"),
        ],
    )
    def test_a_slip_is_one_plain_line(self, demo: Demo, asked: tuple[str, ...], said: str) -> None:
        ended = self.run(demo, *asked)
        assert ended.exit_code == 2 and said in ended.stderr and ended.stderr.count("\n") == 1

    def test_without_tables_it_says_what_to_add(self, demo: Demo, alone: Path) -> None:
        ended = self.run(demo, "other-areas", partnership=alone)
        assert ended.exit_code == 2 and "[comparison]" in ended.stderr


@pytest.mark.skipif(not REAL.is_dir(), reason="the real data are not here (../shared/data)")
def test_southwark_beside_six_boroughs_in_the_met_s_table() -> None:
    folder = REAL / "hate_crime" / "london_borough_monthly"
    said = Comparison(
        files=(folder / "Monthly Crime Other Crime Borough Level Off Type.csv",),
        own="Southwark",
        most_similar=("Lambeth", "Lewisham", "Hackney", "Haringey", "Islington", "Tower Hamlets"),
        population=REAL / "population" / "census2021" / "census2021-ts007a-ltla.csv.gz",
    )
    found = read_tables(cast(Any, SimpleNamespace(comparison=said)), POLICY, today=date(2026, 1, 31))
    assert found is not None and len(found.residents) == 32
    assert "Aviation Security(SO18)" in " ".join(found.notes)
    answer = other_areas(town(), found, ANALYST, everyone=True)
    assert (answer.line, answer.periods[0][0]) == ("Racist and Religious Hate Crime", date(2020, 6, 1))
    assert answer.table["count"].tolist() == [889, 1072, 853, 755, 1004, 794, 1129]
    assert answer.ratio is not None and answer.ratio.ratio == pytest.approx(0.860, abs=5e-4)
    assert answer.funnel is not None and len(answer.funnel.table) == 32 and answer.funnel.settings["phi"] > 50


def test_the_demo_s_tables_are_read_whole(demo: Demo) -> None:
    found = read_tables(load_partnership(demo.partnership), POLICY)
    assert found is not None
    ((_, file),) = found.files
    assert file.read == file.kept == 48 and file.set_aside.is_empty()
    assert isinstance(found.counts, pl.DataFrame) and not pd.isna(found.residents["Wrenmouth"])
