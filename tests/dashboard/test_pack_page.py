"""The page of the meeting pack: one click makes it, one more takes it; what is missing is said kindly."""

import json
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from dashboard.desks.actions import list_actions
from dashboard.desks.importing import open_desk
from dashboard.settings import Settings
from dashboard.shell import app
from ingest.records import open_store, schema
from tests.conftest import Demo

PAGE = Path(__file__).parents[2] / "dashboard" / "pages" / "meeting_pack.py"


@pytest.fixture
def ours(demo: Demo, monkeypatch: pytest.MonkeyPatch) -> Demo:
    monkeypatch.setenv("COMMON_GROUND_STORE", demo.store)
    monkeypatch.setenv("COMMON_GROUND_PARTNERSHIP", str(demo.partnership))
    monkeypatch.setenv("COMMON_GROUND_SIGN_IN", "demo")
    return demo


def opened(role: str = "analyst", **query: str) -> AppTest:
    page = AppTest.from_file(str(PAGE), default_timeout=90)
    page.session_state["view-as"] = role
    for word, value in query.items():
        page.query_params[word] = value
    return page.run()


def chosen(page: AppTest, label: str) -> Any:
    return next(one for one in page.selectbox if one.label == label)


def made(page: AppTest) -> AppTest:
    page.button[0].click().run()
    until = time.monotonic() + 60
    while not page.success and time.monotonic() < until:
        page.run()
    return page


def said(page: AppTest) -> str:
    kinds = (page.markdown, page.caption, page.warning, page.info, page.success, page.subheader)
    return " ".join(one.value for kind in kinds for one in kind)


@pytest.mark.usefixtures("ours")
class TestThePage:
    def test_one_click_makes_it_and_every_format_is_one_more(self) -> None:
        page = opened()
        assert not page.exception and page.title[0].value == "Meeting pack"
        assert page.button[0].label == "Make the pack"
        assert "In short" in said(page) and not page.get("download_button")
        assert chosen(page, "What for").value == "meeting"
        assert "network_meeting" in page.query_params["template"] and "Q" in str(page.query_params["period"])
        made(page)
        page.run()
        assert not page.exception, "drawn again it is still the same pack"
        labels = [one.proto.label for one in page.get("download_button")]
        assert labels == ["PDF", "Word document", "Excel workbook", "Web page"]
        assert "What is not known" in said(page) and "After it: Trends" in said(page)
        chosen(page, "For whom").select("ward_panel").run()
        assert not page.get("download_button"), "a pack of another question is not offered"

    def test_a_link_brings_its_question_back_and_what_it_cannot_is_said(self) -> None:
        page = opened(template="strategic", length="month", period="2026-08")
        assert chosen(page, "For whom").value == "strategic"
        assert chosen(page, "Of when").value == "2026-08" and not page.warning
        odd = opened(template="<b>odd</b>", length="quarter", period="1999-Q1")
        assert not odd.exception
        assert "template that is not here" in said(odd) and "does not cover" in said(odd)
        assert "odd</b>" not in said(odd) and "1999" not in said(odd)

    def test_no_action_is_published_unless_it_is_picked(self) -> None:
        page = opened(template="public", actions="1")
        assert page.multiselect[0].value == [] and "No action is picked" in said(page)
        assert "OFFICIAL" in chosen(page, "For whom").options[-1]

    @pytest.mark.parametrize("role", ["partner", "officer", "public", "administrator"])
    def test_it_is_for_those_who_may_make_packs(self, role: str) -> None:
        page = opened(role)
        assert not page.exception and not page.button and "no page here for you" in page.error[0].value

    def test_a_broken_template_of_their_own_leaves_the_others(
        self, ours: Demo, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        text = ours.partnership.read_text(encoding="utf-8")
        own = ours.folder / "partnership-with-packs.toml"
        own.write_text(f'{text}\n[packs]\nfolder = "{tmp_path}"\n', encoding="utf-8")
        (tmp_path / "cabinet.toml").write_text('title = "Cabinet"\nlogo = "x"\n', encoding="utf-8")
        monkeypatch.setenv("COMMON_GROUND_PARTNERSHIP", str(own))
        try:
            page = opened()
        finally:
            own.unlink()
        assert not page.exception and "cabinet.toml" in page.warning[0].value
        assert "is missing" in page.warning[0].value and page.button


def report(*words: str) -> Any:
    return CliRunner().invoke(app, ["report", *words])


def last_line(demo: Demo) -> dict[str, Any]:
    with open_store(demo.store).reading() as connection:
        asked = select(schema.audit).order_by(schema.audit.c.id.desc()).limit(1)
        row = connection.execute(asked).mappings().one()
        return dict(row) | json.loads(row["detail"])


class TestTheShell:
    def test_a_file_is_written_and_the_audit_says_so(self, ours: Demo, tmp_path: Path) -> None:
        ran = report("--template", "ward_panel", "--format", "html", "--out", str(tmp_path), "--json")
        assert ran.exit_code == 0, ran.stderr
        told = json.loads(ran.stdout)
        page = Path(told["file"]).read_text(encoding="utf-8")
        assert told["bytes"] == len(page.encode()) and told["marking"] == "OFFICIAL-SENSITIVE"
        assert "In short" in page and "OFFICIAL-SENSITIVE" in page
        line = last_line(ours)
        assert (line["product"], line["purpose"], line["format"]) == ("meeting_pack", "meeting", "html")
        assert line["subject"] == f"partner release {told['release']}, ward_panel of {told['period']['code']}"

    def test_an_action_is_published_by_its_number_alone(self, ours: Demo, tmp_path: Path) -> None:
        desk = open_desk(Settings(store=ours.store, partnership=ours.partnership))
        one, *others = list_actions(desk, date.today(), done=True)
        where = tmp_path / "public.html"
        ran = report(
            "--template", "public", "--format", "html", "--action", f"{one.number}", "--out", str(where)
        )
        assert ran.exit_code == 0, ran.stderr
        page = where.read_text(encoding="utf-8")
        assert one.title in page and not any(each.title in page for each in others)
        assert last_line(ours)["subject"].endswith(f", actions {one.number}")

    @pytest.mark.usefixtures("ours")
    @pytest.mark.parametrize(
        ("words", "told"),
        [
            (("--template", "network"), "no template 'network'. Did you mean 'network_meeting'"),
            (("--period", "2031-Q1"), "no whole period '2031-Q1'"),
            (("--format", "pptx"), "no such format. Known: pdf, docx, xlsx, html"),
            (("--purpose", "fun"), "no such purpose"),
            (("--as", "partner"), "not for you as"),
            (("--out", "/nowhere/at/all.pdf"), "cannot be written"),
        ],
    )
    def test_what_is_wrong_is_said_before_anything_is_made(self, words: tuple[str, ...], told: str) -> None:
        ran = report(*words)
        assert ran.exit_code == 2 and told in ran.stderr and len(ran.stderr.splitlines()) == 1
