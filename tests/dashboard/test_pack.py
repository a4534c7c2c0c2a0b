"""The pack: templates checked before anything is built, periods refused in words, sections made in order."""

import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from PIL import Image

from boundaries.errors import BoundaryError
from boundaries.partnership import Partnership, load_partnership
from dashboard.answers.evaluation import TOO_EARLY, Evaluation
from dashboard.answers.released.offered import offered
from dashboard.desks.importing import open_desk
from dashboard.exporting.document import Document
from dashboard.exporting.leaflet import Heading, Para, Points
from dashboard.exporting.report import Part
from dashboard.filters import Window
from dashboard.report.pack import PackError, find_period, make_pack, usual_period
from dashboard.report.period import periods_in
from dashboard.report.section import Ground
from dashboard.report.sections import SECTIONS
from dashboard.report.sections.evaluations import verdict_in_words
from dashboard.report.sections.summary import SUMMARY
from dashboard.report.template import TEMPLATES, TemplateError
from dashboard.report.template_file import find_template, read_template, templates_for
from dashboard.settings import Settings
from dashboard.snapshot import Snapshot
from tests.conftest import Demo
from tests.dashboard.pack_ground import demo_ground, town_ground, usual_template
from tests.dashboard.released_town import town_release

RIGHT = 'title = "Pack"\naudience = "the panel"\nprofile = "partner"\nsections = ["summary", "method"]\n'


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str], Path]:
    def write(text: str, name: str = "panel.toml") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def says(part: Part) -> str:
    said = []
    for block in part.blocks:
        said += [block.words] if isinstance(block, Para | Heading) else []
        said += list(block.words) if isinstance(block, Points) else []
    return " ".join(said)


class TestTemplates:
    def test_ours_can_be_read(self) -> None:
        held = {path.stem: read_template(path) for path in sorted(TEMPLATES.glob("*.toml"))}
        assert set(held) == {"network_meeting", "ward_panel", "strategic", "public"}
        assert {one.level for one in held.values() if one.profile == "partner"} == {"OFFICIAL-SENSITIVE"}
        assert held["public"].profile == "public" and "you_said_we_did" in held["public"].sections
        assert set(held["network_meeting"].sections) == set(SECTIONS) - {"you_said_we_did"}
        assert all(one.sections[0] == "summary" for one in held.values())

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            (RIGHT.replace('"method"', '"hotspots"'), "sections has 'hotspots'.*mean 'hot_spots'"),
            (RIGHT.replace("partner", "partners"), r"profile has 'partners'.*mean 'partner'.*public"),
            (RIGHT.replace("partner", "public").replace("method", "actions"), "'actions' may not stand"),
            (RIGHT + 'marking = "OFFICIAL"', "marked OFFICIAL-SENSITIVE at least"),
            (RIGHT + 'marking = "SECRET"', "marking has 'SECRET'.*Known: OFFICIAL"),
            (RIGHT.replace("title", "tittle"), "title is missing|'tittle' is not a known key.*mean 'title'"),
            (RIGHT.replace('title = "Pack"\n', ""), "title is missing"),
            (RIGHT.replace('"Pack"', '"  "'), "title is not right: it is empty"),
            (RIGHT + "keep_days = 0", "keep_days is not right"),
            (RIGHT + "most_places = true", "most_places is not right"),
            (RIGHT + 'logo = "../../secret.png"', "no logo"),
            (RIGHT + 'logo = "panel.toml"', "logo 'panel.toml': The logo is not a picture"),
            (RIGHT.replace('"method"', '"summary"'), "names 'summary' twice"),
            (RIGHT.replace('["summary", "method"]', "[]"), "sections is not right"),
            ("title = Pack", "not valid TOML"),
            (RIGHT + "keep_days = " + "9" * 5000, "a number is too long"),
            (RIGHT + "logo = " + "[" * 40_000, "too deeply"),
            (RIGHT + f'logo = "{"a" * 5000}"', "logo is not right"),
            (RIGHT + f'logo = "{"é" * 200}"', "no logo"),
            (RIGHT + r'logo = "a\u0000b"', "logo has a character that cannot be written"),
            (RIGHT.replace('"Pack"', r'"Pa\u0001ck"'), "title has a character"),
            (RIGHT + r'opening = "\u202eback"', "opening has a character"),
            (RIGHT.replace("the panel", "everybody"), "a partner pack is not for everybody"),
            (RIGHT.replace("the panel", "The general public"), "a partner pack is not for everybody"),
        ],
    )  # fmt: skip
    def test_what_is_wrong_is_said(self, written: Callable[[str], Path], text: str, told: str) -> None:
        with pytest.raises(TemplateError, match=told) as caught:
            read_template(written(text))
        assert str(caught.value).startswith("panel.toml") and "\n" not in str(caught.value)

    def test_a_file_that_is_no_text_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "panel.toml").write_bytes(b"\xff\xfe\x00title")
        with pytest.raises(TemplateError, match="UTF-8"):
            read_template(tmp_path / "panel.toml")
        with pytest.raises(TemplateError, match=r"no template file"):
            read_template(tmp_path / "none.toml")

    def test_a_logo_is_taken_from_beside_it(self, written: Callable[[str], Path], tmp_path: Path) -> None:
        picture = io.BytesIO()
        Image.new("RGB", (40, 20), "#00696f").save(picture, "PNG")
        (tmp_path / "logo.png").write_bytes(picture.getvalue())
        assert read_template(written(RIGHT + 'logo = "logo.png"')).logo == picture.getvalue()

    def test_public_bodies_may_read_a_partners_pack(self, written: Callable[[str], Path]) -> None:
        said = "the public health team"
        assert read_template(written(RIGHT.replace("the panel", said))).audience == said

    def test_a_partnerships_own_come_first_and_one_broken_leaves_the_others(
        self, written: Callable[..., Path], tmp_path: Path
    ) -> None:
        written(RIGHT, "ward_panel.toml")
        written(RIGHT, "housing.toml")
        written("title = 1", "strategic.toml")
        found = templates_for(cast(Partnership, SimpleNamespace(packs=tmp_path)))
        assert set(found.held) == {"network_meeting", "public", "ward_panel", "housing"}
        assert found.held["ward_panel"].title == "Pack"
        assert set(found.troubles) == {"strategic"}
        with pytest.raises(TemplateError, match=r"^strategic\.toml"):
            find_template(found, "strategic")
        with pytest.raises(TemplateError, match=r"no template 'wardpanel'.*mean 'ward_panel'"):
            find_template(found, "wardpanel")

    def test_the_partnership_file_names_the_folder(self, demo: Demo, tmp_path: Path) -> None:
        text = demo.partnership.read_text(encoding="utf-8")
        base = str(demo.partnership.parent)
        whole = re.sub(r'"(?=[\w./*-]+\.(?:csv|geojson|gpkg|toml|zip)")', f'"{base}/', text)
        own = tmp_path / "partnership.toml"
        own.write_text(whole + '\n[packs]\nfolder = "packs"\n', encoding="utf-8")
        with pytest.raises(BoundaryError, match=r"\[packs\] folder: there is no folder"):
            load_partnership(own)
        (tmp_path / "packs").mkdir()
        assert load_partnership(own).packs == tmp_path / "packs"


class TestPeriods:
    def test_the_last_whole_quarter_is_usual(self) -> None:
        release = town_release()
        assert usual_period(release).code == "2025-Q4"
        for code in ("2025-12", "2025-Q1", "2025-H1", "2025", "2024-25", "2025-26-H1"):
            assert find_period(release, code).code == code

    def test_another_is_refused_in_words(self) -> None:
        with pytest.raises(PackError, match=r"no whole period '2031-Q1'.*1 January 2024 to 31 December 2025"):
            find_period(town_release(), "2031-Q1")


class TestMaking:
    def pack(self, *sections: str, **said: Any) -> tuple[Document, Ground]:
        template = replace(usual_template(keep_days=30), sections=sections)
        ground = town_ground(template=template, **said)
        return make_pack(ground, purpose="A meeting"), ground

    def test_sections_stand_in_the_order_asked_for(self) -> None:
        made, ground = self.pack("glossary", "trends")
        assert made.report is not None and made.sheets == made.report.sheets
        assert [part.key for part in made.report.parts] == ["glossary", "trends"]
        assert made.marking.level == "OFFICIAL-SENSITIVE" and made.marking.audience == "the meeting"
        assert made.marking.expires == ground.today + timedelta(30)
        assert (made.about.release, made.about.digest) == (ground.release.number, ground.release.digest)
        assert made.about.made_by == ground.viewer.title and made.report.subtitle == ground.period.words

    def test_it_tells_how_far_it_is_and_stops_when_told(self) -> None:
        shares: list[float] = []
        self.pack("glossary", "trends", "wards", told=shares.append)
        assert shares == sorted(shares) and shares[0] == 0.0 and shares[-1] == 1.0 and len(shares) > 5

        class Stopped(Exception):
            pass

        def stop(share: float) -> None:
            shares.append(share)
            raise Stopped

        shares.clear()
        with pytest.raises(Stopped):
            self.pack("glossary", "trends", told=stop)
        assert shares == [0.0]

    def test_a_period_without_a_number_is_refused_before_anything_is_made(self) -> None:
        told: list[float] = []
        quiet = town_release(each_year=3)
        with pytest.raises(PackError, match=r"shows no number of reports .*unknown, not calm"):
            self.pack("trends", release=quiet, told=told.append)
        assert not told

    def test_a_public_pack_takes_no_partners_release(self) -> None:
        with pytest.raises(PackError, match="public release, not a partner one"):
            make_pack(town_ground("public", release=town_release()), purpose="A meeting")


class TestSummary:
    @pytest.mark.parametrize("kind", ["month", "quarter", "half", "year"])
    def test_every_number_for_the_public_is_the_releases(self, kind: str) -> None:
        ground = town_ground("public", kind=kind)
        said = says(SUMMARY.make(ground))
        known = offered(ground.release)
        for part in ground.period.parts:
            assert known.words("area", part) in said
        assert "What is known" in said and "unknown" in said and "decided" not in said
        assert "%" not in re.sub(r"\([^)]*%[^)]*\)|\d+% of the ground", "", said)

    def test_the_demo_says_all_six_things_on_a_page(
        self, demo: Demo, snapshot: Snapshot, proof: Callable[[str], None]
    ) -> None:
        desk = open_desk(Settings(store=demo.store, partnership=demo.partnership))
        said = says(SUMMARY.make(demo_ground(desk, snapshot)))
        for heading in (
            "What is known", "What changed beyond chance", "Where reports concentrate", "What is not known",
            "What was decided", "What is overdue",
        ):  # fmt: skip
            assert heading in said
        words = len(said.split())
        assert words < 600
        proof(f"the summary of the demo's pack has {words} words")


def test_a_time_that_has_not_begun_is_not_said_to_have_begun() -> None:
    early = SimpleNamespace(verdict=TOO_EARLY, after=Window(date(2099, 3, 1), date(2099, 6, 1)))
    assert verdict_in_words(cast(Evaluation, early)).endswith("counts from 1 March 2099.")


def test_every_kind_of_period_of_the_town_can_be_told() -> None:
    release = town_release()
    template = replace(usual_template(), sections=("trends", "hot_spots", "wards", "glossary"))
    for kind in ("month", "half", "financial-year"):
        one = periods_in(offered(release).all_periods, kind)[0]
        made = make_pack(town_ground(period=one, template=template), purpose="A meeting")
        assert made.report is not None and len(made.report.parts) == 4
