"""The shell answers from the same Situation as the page, in words or in JSON, and ends errors plainly."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from dashboard.filters import Filters
from dashboard.shell import app
from dashboard.situation import assess
from dashboard.snapshot import Snapshot
from dashboard.viewer import ANALYST
from tests.conftest import Demo

SAMPLES = Path(__file__).parents[1] / "data" / "formats"
runner = CliRunner()


def run(demo: Demo, *words: str) -> Any:
    where = ("--store", demo.store, "--partnership", str(demo.partnership))
    return runner.invoke(app, [*words, *where])


def answer(demo: Demo, *words: str) -> dict[str, Any]:
    said = run(demo, *words, "--json")
    assert said.exit_code == 0, said.output
    read: dict[str, Any] = json.loads(said.stdout)
    return read


@pytest.mark.parametrize(
    "by", ["ward", "cell", "month", "week", "source", "kind", "category", "ward,quarter"]
)
def test_counts_add_up_to_the_map(demo: Demo, snapshot: Snapshot, by: str) -> None:
    said = answer(demo, "counts", "--by", by, "--last", "90d")
    shown = sum(row["incidents"] or 0 for row in said["records"])
    expected = assess(snapshot, Filters(days=90), ANALYST).totals
    assert shown + said["totals"]["hidden"] == said["totals"]["in_area"] == expected.in_area
    assert said["totals"]["without_location"] == expected.without_location
    assert said["window"]["to"] == "2026-10-31"


def test_hotspots_are_those_of_the_page(demo: Demo, snapshot: Snapshot) -> None:
    said = answer(demo, "hotspots", "--last", "90d", "--resolution", "9")
    situation = assess(snapshot, Filters(days=90, resolution=9), ANALYST)
    assert said["state"] == situation.state == "found"
    assert [place["cell"] for place in said["places"]] == situation.places["cell"].tolist()
    assert [place["incidents"] for place in said["places"]] == situation.places["incidents"].tolist()
    assert all(0 <= place["steady"] <= 1 for place in said["places"])
    badges = {place["steadiness"]["badge"] for place in said["places"]}
    assert badges <= {"steady", "fairly steady", "hangs on the grid"} and said["cautions"] == []


def test_a_strand_alone_is_asked_for_by_its_code(demo: Demo) -> None:
    every = answer(demo, "counts", "--by", "strand")
    disability = answer(demo, "counts", "--by", "strand", "--strand", "disability")
    of = {row["strand"]: row["incidents"] for row in every["records"]}
    assert disability["totals"]["in_area"] == of["disability"]


def test_words_for_a_person_say_the_same(demo: Demo) -> None:
    said = run(demo, "hotspots", "--last", "90d")
    assert said.exit_code == 0
    assert "would be expected" in said.stdout.replace("\n", " ")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("counts", "--by", "moon"), "Cannot count by 'moon'"),
        (("counts", "--last", "soon"), "is not a number of days"),
        (("counts", "--from", "2026-01-01"), "Give --from and --to together"),
        (("counts", "--from", "01/01/2026", "--to", "2026-02-01"), "is not a day"),
        (("hotspots", "--method", "guess"), "There is no method 'guess'"),
        (("hotspots", "--resolution", "3"), "Resolution 3"),
        (("hotspots", "--test", "guess"), "There is no test 'guess'"),
        (("hotspots", "--baseline", "workday"), "people there by day are not known"),
        (("hotspots", "--as", "king"), "There is no role 'king'"),
        (("counts", "--strand", "raec"), "There is no strand 'raec'"),
    ],
)
def test_a_user_s_error_is_one_plain_line_and_2(demo: Demo, words: tuple[str, ...], told: str) -> None:
    said = run(demo, *words)
    assert said.exit_code == 2
    assert told in said.stderr
    assert said.stderr.count("\n") == 1
    assert "Traceback" not in said.stderr


def test_no_partnership_file_says_what_to_do(demo: Demo, tmp_path: Path) -> None:
    said = runner.invoke(app, ["counts", "--partnership", str(tmp_path / "none.toml")])
    assert said.exit_code == 2
    assert "common-ground demo" in said.stderr


class TestImport:
    @pytest.fixture
    def own(self, demo: Demo, tmp_path: Path) -> Demo:
        return Demo(demo.folder, f"sqlite:///{tmp_path}/own.sqlite", demo.partnership, ())

    def test_a_known_file_gives_a_receipt_that_adds_up(self, own: Demo) -> None:
        said = answer(own, "import", str(SAMPLES / "housing" / "sample.csv"), "--agency", "Curlew Homes")
        (file,) = said["files"]
        kept = (file["accepted"], file["updated"], file["duplicates"], file["set_aside"], file["blank"])
        assert file["read"] == sum(kept) == 12
        assert len(file["rows_set_aside"]) == file["set_aside"]
        assert set(file["rows_set_aside"][0]) == {"row", "column", "value", "reason"}

    def test_a_file_that_cannot_be_read_does_not_stop_the_next(self, own: Demo, tmp_path: Path) -> None:
        picture = tmp_path / "photo.csv"
        picture.write_bytes(b"\xff\xd8\xff\xe0" + bytes(500))
        said = run(own, "import", str(picture), str(SAMPLES / "housing" / "sample.csv"), "--json")
        assert said.exit_code == 2
        refused, taken = json.loads(said.stdout)["files"]
        assert "picture" in refused["refused"]
        assert taken["read"] == 12
        assert "photo.csv" in said.stderr

    def test_an_unknown_format_says_how_to_go_on(self, own: Demo, tmp_path: Path) -> None:
        strange = tmp_path / "strange.csv"
        strange.write_text("Nr,When\nX1,03/04/2026\n", encoding="utf-8")
        said = run(own, "import", str(strange))
        assert said.exit_code == 2
        assert "Match them by hand on the Import page" in said.stderr


def test_it_runs_as_a_module(demo: Demo) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "dashboard",
            "counts",
            "--by",
            "kind",
            "--json",
            "--store",
            demo.store,
            "--partnership",
            str(demo.partnership),
        ],
        capture_output=True,
        check=True,
    )
    assert json.loads(done.stdout.decode("utf-8"))["by"] == ["kind"]
