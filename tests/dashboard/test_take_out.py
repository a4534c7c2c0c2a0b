"""Taking figures out: on the page, in the shell, and never without its line in the audit."""

import hashlib
import io
import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from dashboard.desks.releases import find_release, open_for_aggregates, open_release
from dashboard.desks.taking_out import hand_over
from dashboard.exporting.document import Document
from dashboard.exporting.markings import marking_for
from dashboard.exporting.products import document_of, periods_of
from dashboard.released.release import AREA, Release
from dashboard.shell import app
from ingest.records import Store, open_store, schema
from tests.conftest import Demo
from tests.dashboard.handmade_release import MOMENT, SHAPES, handmade

PAGE = Path(__file__).parents[2] / "dashboard" / "pages" / "take_out.py"


@pytest.fixture
def ours(demo: Demo, monkeypatch: pytest.MonkeyPatch) -> Demo:
    monkeypatch.setenv("COMMON_GROUND_STORE", demo.store)
    monkeypatch.setenv("COMMON_GROUND_PARTNERSHIP", str(demo.partnership))
    monkeypatch.setenv("COMMON_GROUND_SIGN_IN", "demo")
    return demo


def last_line(store: Store) -> dict[str, Any]:
    with store.reading() as connection:
        row = (
            connection.execute(select(schema.audit).order_by(schema.audit.c.id.desc()).limit(1))
            .mappings()
            .one()
        )
        return dict(row) | json.loads(row["detail"])


def release_of(url: str, profile: str) -> Release:
    reader = open_for_aggregates(url)
    kept = find_release(reader, profile)
    assert kept is not None
    return open_release(reader, kept)


def a_document() -> Document:
    return document_of(
        handmade(), "ward-years", period="2025", partnership="Northam", wards=SHAPES,
        marking=marking_for("partner", today=date(2026, 11, 2)), purpose="A meeting", made_by="Analyst",
        made_at=MOMENT,
    )  # fmt: skip


class TestHandingOver:
    def test_the_line_names_the_bytes(self, store_url: str) -> None:
        store = open_store(store_url)
        made = hand_over(store, a_document(), "csv", by="Ann", product="ward-years", purpose="meeting")
        line = last_line(store)
        assert (line["action"], line["kind"], line["purpose"]) == ("export", "disclosure", "meeting")
        assert line["subject"] == "partner release 3" and line["who"] == "Ann"
        assert line["sha256"] == hashlib.sha256(made.data).hexdigest()
        assert (line["product"], line["format"], line["release"]) == ("ward-years", "csv", 3)
        assert line["marking"] == "OFFICIAL-SENSITIVE"

    def test_without_the_line_nothing_leaves(self, store_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        store = open_store(store_url)

        def cannot(*_: Any, **__: Any) -> None:
            raise OSError("the audit is not there")

        monkeypatch.setattr("dashboard.desks.taking_out.note", cannot)
        with pytest.raises(OSError, match="audit"):
            hand_over(store, a_document(), "csv", by="Ann", product="ward-years", purpose="meeting")


class TestMarkings:
    @pytest.mark.parametrize("profile", ["partner", "public"])
    def test_a_marking_is_raised_never_lowered(self, profile: str) -> None:
        today = date(2026, 11, 2)
        assert marking_for(profile, today=today).expires == today + timedelta(365)
        assert marking_for(profile, today=today, level="OFFICIAL-SENSITIVE").level == "OFFICIAL-SENSITIVE"
        if profile == "partner":
            with pytest.raises(ValueError, match="at least"):
                marking_for(profile, today=today, level="OFFICIAL")
        else:
            assert marking_for(profile, today=today).level == "OFFICIAL"

    def test_nothing_expires_before_it_is_made(self) -> None:
        with pytest.raises(ValueError, match="expire"):
            marking_for("public", today=date(2026, 11, 2), expires=date(2026, 11, 2))


def opened(role: str = "analyst") -> AppTest:
    page = AppTest.from_file(str(PAGE), default_timeout=90)
    page.session_state["view-as"] = role
    return page.run()


def chosen(page: AppTest, label: str) -> Any:
    return next(one for one in page.selectbox if one.label == label)


class TestThePage:
    @pytest.mark.usefixtures("ours")
    def test_a_purpose_is_asked_before_there_is_a_button(self) -> None:
        page = opened("partner")
        assert not page.exception and page.title[0].value == "Take figures out"
        assert not page.get("download_button")
        chosen(page, "What for").select("planning").run()
        assert not page.exception
        buttons: Any = page.get("download_button")
        assert [one.label for one in buttons] == ["Take it out"]
        assert chosen(page, "Marking").options == ["OFFICIAL-SENSITIVE"]

    def test_the_table_is_the_release_s(self, ours: Demo) -> None:
        release = release_of(ours.store, "public")
        page = opened()
        page.segmented_control[0].select("public").run()
        assert chosen(page, "Marking").options == ["OFFICIAL", "OFFICIAL-SENSITIVE"]
        table = page.dataframe[0].value
        period = periods_of(release, "ward-years")[0]
        for code, shown in zip(table["ward_code"], table["all_reports"], strict=True):
            value = release.value("T4", code, period) if code else release.value("T1", AREA, period)
            assert shown == (release.few if value is None else f"{value:,}")

    @pytest.mark.usefixtures("ours")
    @pytest.mark.parametrize("role", ["public", "administrator"])
    def test_whoever_may_not_is_told_so_and_sees_nothing(self, role: str) -> None:
        page = opened(role)
        assert page.error and not page.selectbox and not page.dataframe


def run(demo: Demo, *words: str) -> Any:
    settings = ("--store", demo.store, "--partnership", str(demo.partnership))
    return CliRunner().invoke(app, ["export", *words, *settings])


class TestTheShell:
    def test_every_total_of_the_file_is_the_release_s(
        self, demo: Demo, tmp_path: Path, proof: Callable[[str], None]
    ) -> None:
        release, compared = release_of(demo.store, "partner"), 0
        said = run(
            demo, "ward-years", "--purpose", "meeting", "--out", str(tmp_path), "--period", "every", "--json"
        )
        assert said.exit_code == 0, said.output
        path = Path(json.loads(said.stdout)["file"])
        line = last_line(open_store(demo.store))
        assert line["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
        sheet = openpyxl.load_workbook(io.BytesIO(path.read_bytes())).worksheets[1]
        head, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        place = {title: at for at, title in enumerate(head)}
        for row in rows:
            code = row[place["Ward code"]]
            for strand, title in {"": "All reports", **release.strands}.items():
                told = row[place[title]]
                value = (
                    release.value("T4", code, row[0], strand)
                    if code
                    else release.value("T1", AREA, row[0], strand)
                )
                assert told == value if value is not None else told in (release.few, "not given")
                compared += 1
        proof(f"exports: {compared:,} numbers of a workbook read back, all the release's own")

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (("ward-days", "--purpose", "meeting"), "no such product"),
            (("ward-years",), "no such purpose"),
            (("ward-years", "--purpose", "meeting", "--period", "2026-03-02"), "no such period"),
            (("ward-years", "--purpose", "meeting", "--period", "2025-06"), "no such period"),
            (("area-months", "--purpose", "meeting", "--format", "png"), "can be had as"),
            (("ward-years", "--purpose", "meeting", "--marking", "OFFICIAL"), "at least"),
            (("ward-years", "--purpose", "meeting", "--marking", "SECRET"), "no such marking"),
            (("ward-years", "--purpose", "meeting", "--release", "999"), "no such release"),
            (("ward-years", "--purpose", "meeting", "--as", "public"), "not for you"),
            (("ward-years", "--purpose", "meeting", "--as", "administrator"), "not for you"),
            (("ward-years", "--purpose", "meeting", "--out", "/no/such/folder/x.xlsx"), "cannot be written"),
        ],
    )
    def test_what_is_not_to_be_had_is_refused_in_words(
        self, demo: Demo, words: tuple[str, ...], said: str
    ) -> None:
        before = last_line(open_store(demo.store))["id"]
        answer = run(demo, *words)
        assert answer.exit_code == 2 and said in answer.stderr, answer.output
        assert last_line(open_store(demo.store))["id"] == before


def test_the_demo_s_map_of_reporting_cells_is_drawn(demo: Demo, tmp_path: Path) -> None:
    target = tmp_path / "map.png"
    answer = run(
        demo,
        "cell-years",
        "--format",
        "png",
        "--purpose",
        "planning",
        "--out",
        str(target),
        "--profile",
        "public",
    )
    assert answer.exit_code == 0, answer.output
    assert target.read_bytes().startswith(b"\x89PNG")
