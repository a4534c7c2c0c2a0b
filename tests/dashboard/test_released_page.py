"""The page of released figures: for every role, every view, every choice, and nothing but the release."""

import json
import random
import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.answers.released.calendar import unit_of
from dashboard.answers.released.figures import figures
from dashboard.answers.released.offered import BY, NOT_GIVEN, Choice, offered
from dashboard.desks.release_due import Due
from dashboard.desks.releases import KeptRelease
from dashboard.loading import releases
from dashboard.released.ground import released_ground
from dashboard.released.release import Release
from ingest.records import open_store
from ingest.records.audit import lines
from tests.conftest import Demo
from tests.dashboard.released_town import WARDS, town_geography, town_release

ROOT = Path(__file__).parents[2]
GROUND = town_geography()
KEPT = KeptRelease(
    1, "partner", 4, 41, datetime(2026, 1, 5, 9, 30), "A. Coordinator", "3f9a" * 16, "k", 9, 12
)
VIEWS = ("table", "time", "change", "places", "tension", "about")


@pytest.fixture
def showing(monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """Open the page as somebody, on a release made by hand."""
    monkeypatch.setenv("COMMON_GROUND_SIGN_IN", "demo")

    def show(role: str = "partner", release: Release | None = None, **query: str) -> AppTest:
        made = {name: town_release(name, tension=True) for name in ("partner", "public")}
        monkeypatch.setattr(
            "dashboard.loading.releases.load_release", lambda profile: release or made[profile]
        )
        monkeypatch.setattr(
            "dashboard.loading.releases.load_released_ground", lambda of: released_ground(of, GROUND)
        )
        page = AppTest.from_file(str(ROOT / "dashboard" / "pages" / "released.py"), default_timeout=60)
        page.session_state["view-as"] = role
        for word, value in query.items():
            page.query_params[word] = value
        return page.run()

    return show


def words(page: AppTest) -> str:
    kinds = (
        *page.title,
        *page.markdown,
        *page.caption,
        *page.info,
        *page.warning,
        *page.subheader,
        *page.error,
    )
    return " ".join(str(one.value) for one in kinds).replace("\\", "")


def asked(page: AppTest, word: str) -> str:
    """Read a word of the address bar."""
    said = page.query_params[word]
    return said if isinstance(said, str) else said[0]


def everything(page: AppTest) -> str:
    """Write out all that is sent to the browser: words, tables, charts, maps."""
    tables = " ".join(one.value.to_csv() for one in page.dataframe)
    maps = " ".join(one.proto.json for one in page.get("deck_gl_json_chart"))
    charts = " ".join(one.proto.spec for one in page.get("vega_lite_chart"))
    html = " ".join(one.proto.body for one in page.get("html"))
    return " ".join((words(page), tables, maps, charts, html))


class TestRoles:
    def test_the_public_sees_the_public_release_and_no_other(self, showing: Callable[..., AppTest]) -> None:
        page = showing("public")
        assert not page.exception
        assert "for everybody" in words(page)
        assert "nearest 5" in words(page)
        assert "fewer than 10" in words(page)
        assert not [one for one in page.segmented_control if one.key == "released-for"]
        assert page.query_params.get("for") is None

    @pytest.mark.parametrize("role", ["partner", "officer", "analyst", "coordinator", "administrator"])
    def test_others_may_look_at_both(self, showing: Callable[..., AppTest], role: str) -> None:
        page = showing(role)
        assert not page.exception
        assert "for partners" in words(page)
        assert "for everybody" in words(showing(role, **{"for": "public"}))

    def test_a_link_does_not_make_the_public_a_partner(self, showing: Callable[..., AppTest]) -> None:
        assert "for everybody" in words(showing("public", **{"for": "partner"}))

    def test_nobody_sees_it_without_the_right(
        self, showing: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("dashboard.widgets.kindly.is_open", lambda viewer, page: False)
        page = showing("partner")
        assert [one.value for one in page.error] == ["There is no page here for you."]
        assert not page.dataframe

    def test_no_release_yet_is_said_kindly(
        self, showing: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        showing("public")
        monkeypatch.setattr(releases, "load_release", lambda profile: None)
        page = AppTest.from_file(str(ROOT / "dashboard" / "pages" / "released.py"), default_timeout=60)
        page.session_state["view-as"] = "public"
        page.run()
        assert "no released figures yet" in words(page)
        assert "analyst" in words(page)


class TestMaking:
    def test_whoever_may_makes_one_where_nothing_keeps_it_from_being_made(
        self, showing: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ready = Due("partner", None, 0, date(2026, 1, 5), has_enough=True, is_time=True)
        not_yet = Due("public", KEPT, 3, date(2026, 2, 5), has_enough=False, is_time=True)
        made: list[tuple[str, str]] = []

        def make(desk: object, profile: str, *, by: str) -> KeptRelease:
            made.append((profile, by))
            return KEPT

        monkeypatch.setattr("dashboard.widgets.released_making.load_desk", lambda what: object())
        monkeypatch.setattr("dashboard.widgets.released_making.releases_due", lambda desk: [ready, not_yet])
        monkeypatch.setattr("dashboard.widgets.released_making.make_release", make)
        page = showing("coordinator", view="make")
        assert not page.exception
        assert page.button(key="make-public").disabled
        assert "Fewer than 10 records have changed" in words(page)
        page.button(key="make-partner").click().run()
        assert not page.exception
        assert [profile for profile, _ in made] == ["partner"]
        assert [one.value for one in page.success] == ["Release 4 for partners has been made."]

    @pytest.mark.parametrize("role", ["public", "partner", "officer"])
    def test_nobody_else_is_offered_it(self, showing: Callable[..., AppTest], role: str) -> None:
        page = showing(role, view="make")
        assert not page.exception
        assert not page.button
        assert asked(page, "view") == "table"


class TestViews:
    @pytest.mark.parametrize("view", VIEWS)
    @pytest.mark.parametrize("role", ["public", "partner"])
    def test_every_view_opens(self, showing: Callable[..., AppTest], role: str, view: str) -> None:
        page = showing(role, view=view)
        assert not page.exception
        assert asked(page, "view") == ("table" if (role, view) == ("public", "tension") else view)

    def test_the_table_says_what_is_hidden_and_that_it_does_not_add_up(
        self, showing: Callable[..., AppTest]
    ) -> None:
        said = words(showing("partner", by="ward", period="2025-03"))
        assert "do not add up" in said
        assert "hidden: fewer than 5, or none" in said or "hidden" not in said

    def test_a_release_without_bands_says_so(self, showing: Callable[..., AppTest]) -> None:
        assert "has no tension bands" in words(showing("partner", town_release("partner"), view="tension"))

    def test_only_drawn_columns_reach_the_map(self, showing: Callable[..., AppTest]) -> None:
        page = showing("public", by="cell", period="2025-Q1")
        (sent,) = [json.loads(one.proto.json) for one in page.get("deck_gl_json_chart")]
        for layer in sent["layers"][0]:
            rows = layer["data"] if isinstance(layer["data"], list) else layer["data"]["features"]
            for row in rows:
                allowed = {"type", "properties", "geometry", "tip", "fill", "pattern"}
                assert set(row) <= allowed | {"lon", "lat", "text", "ink", "ground", "first"}
                assert set(row.get("properties", ())) <= set()

    def test_hidden_areas_look_alike(self, showing: Callable[..., AppTest]) -> None:
        release = town_release("public")
        page = showing("public", release, by="cell", period="2025-Q1")
        answer = figures(release, Choice("cell", "2025-Q1"))
        hidden = answer.table[answer.table["reports"].isna()]
        assert len(hidden) > 3
        (sent,) = [json.loads(one.proto.json) for one in page.get("deck_gl_json_chart")]
        areas = next(layer for layer in sent["layers"][0] if layer["id"] == "areas")["data"]["features"]
        fills = {tuple(one["fill"]) for one in areas if "Fewer than 10 reports" in one["tip"]}
        assert len(fills) == 1


class TestAddress:
    @pytest.mark.parametrize(
        "query",
        [
            {"by": "ward", "period": "2025-04-01"},
            {"by": "<script>", "period": "2025"},
            {"by": "ward", "period": "2025", "strand": "not race"},
            {"by": "strand", "period": "2025", "area": "E05000001+E05000002"},
            {"by": "cell", "period": "2025-03"},
            {"by": "ward", "period": "2025-03", "strand": "race"},
        ],
    )
    def test_what_there_is_not_is_refused_in_words_and_not_repeated(
        self,
        showing: Callable[..., AppTest],
        query: dict[str, str],
        demo: Demo,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setenv("COMMON_GROUND_STORE", demo.store)
        monkeypatch.setenv("COMMON_GROUND_PARTNERSHIP", str(demo.partnership))
        page = showing("partner", **query)
        with open_store(demo.store).reading() as connection:
            *_, line = lines(connection)
        assert (line["action"], line["kind"]) == ("refused question", "consultation")
        assert not page.exception
        assert "does not have, so it was not looked up" in words(page)
        for value in query.values():
            if value not in {*BY, "2025", "2025-03", "race"}:
                assert value not in everything(page)
                assert value not in line["detail"]

    def test_a_good_link_opens_what_it_names(self, showing: Callable[..., AppTest]) -> None:
        page = showing("partner", by="strand", period="2025-Q2", area="E05000003")
        assert "refused" not in words(page)
        assert "not looked up" not in words(page)
        assert "Market" in words(page)
        assert asked(page, "area") == "E05000003"


def numbers_of(release: Release) -> set[float]:
    return {float(number) for number in release.values["value"].drop_nulls().to_list()}


def test_every_number_of_random_walks_is_in_the_release(
    showing: Callable[..., AppTest], proof: Callable[[str], None]
) -> None:
    rng, seen, looks = random.Random(8), 0, 0
    for step in range(18):
        role = ("public", "partner", "administrator")[step % 3]
        release = town_release("public" if role == "public" else "partner", tension=True)
        known = offered(release)
        by = rng.choice(list(BY))
        period = rng.choice(known.periods(by))
        strand = rng.choice(["", *known.strands(by, period)]) if by != "strand" else ""
        area = rng.choice(known.areas(by, period)) if by == "strand" else "area"
        view = rng.choice(("table", "time", "change", "places"))
        page = showing(role, by=by, period=period, strand=strand, area=area, view=view)
        assert not page.exception
        released = numbers_of(release)
        for table in page.dataframe:
            frame = table.value
            for name in ("reports", "now", "before"):
                if name in frame:
                    shown = frame[name].dropna()
                    assert set(shown.astype(float)) <= released
                    seen += len(shown)
            for name in ("shown", "now_shown", "before_shown"):
                if name in frame:
                    told = [
                        re.sub(r"[^\d]", "", text)
                        for text in frame[name]
                        if text not in {release.few, NOT_GIVEN}
                    ]
                    assert {float(number) for number in told} <= released
                    seen += len(told)
            if "per_1000" in frame:
                for row in frame[frame["per_1000"].notna()].to_dict("records"):
                    assert row["residents"] == release.residents[row["code"]]
                    assert row["per_1000"] == pytest.approx(1000 * row["reports"] / row["residents"])
                    seen += 1
        for chart in page.get("deck_gl_json_chart"):
            for told in re.findall(r"([\d,]+) reports", chart.proto.json):
                number = float(told.replace(",", ""))
                assert number in released or number == release.threshold  # of "fewer than 5 reports"
                seen += 1
        looks += 1
    assert seen > 400
    proof(f"released walks: {seen:,} numbers in {looks} looks, all in the release")


def test_the_choices_offered_are_the_release_s_own(showing: Callable[..., AppTest]) -> None:
    release = town_release("partner", tension=True)
    page = showing("partner")
    (periods,) = [one for one in page.selectbox if one.key == "released-period"]
    assert len(periods.options) == sum(unit_of(p) == "year" for p in offered(release).periods("ward"))
    assert not page.get("date_input")
    assert not page.get("slider")
    assert not page.get("text_input")
    assert set(WARDS.values()) <= set(page.dataframe[0].value["label"])


def test_the_way_from_choice_to_choice(showing: Callable[..., AppTest]) -> None:
    page = showing("partner")
    (strand,) = [one for one in page.selectbox if one.key == "released-strand"]
    strand.set_value("race").run()
    assert asked(page, "strand") == "race"
    page.segmented_control(key="released-unit").set_value("month").run()
    assert not page.exception
    assert unit_of(asked(page, "period")) == "month"
    assert "strand" not in page.query_params  # wards have all strands together by month
    page.segmented_control(key="released-by").set_value("strand").run()
    assert not page.exception
    assert asked(page, "by") == "strand"
