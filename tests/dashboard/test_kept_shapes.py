"""The shapes kept beside the store are those of the partnership's files, or they are read again."""

from pathlib import Path

import pytest
from pandas.testing import assert_frame_equal

from boundaries.partnership import Partnership, load_partnership
from dashboard.kept_shapes import Shapes, load_shapes
from tests.conftest import Demo
from tests.copying import copy_demo


@pytest.fixture
def place(demo: Demo, tmp_path: Path) -> Path:
    """A copy of the demo's partnership, whose files may be changed."""
    copy_demo(demo.folder, tmp_path / "place")
    return tmp_path / "place" / demo.partnership.name


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/store.sqlite"


def same(one: Shapes, other: Shapes) -> None:
    assert_frame_equal(one.study_area.wards, other.study_area.wards)
    assert one.study_area.outline.equals_exact(other.study_area.outline, 0)
    for name in ("name", "vintage", "notes"):
        assert getattr(one.study_area, name) == getattr(other.study_area, name)
    assert list(one.context) == list(other.context)
    for kind, frame in one.context.items():
        assert_frame_equal(frame, other.context[kind])


def refuse_to_read(*_: object) -> None:
    raise AssertionError("the files were read again")


def test_what_is_kept_is_what_the_files_give(place: Path, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    read = load_shapes(url, load_partnership(place))
    monkeypatch.setattr(Partnership, "study_area", refuse_to_read)
    kept = load_shapes(url, load_partnership(place))
    same(kept, read)
    assert kept.study_area.wards.crs == read.study_area.wards.crs


def test_a_file_that_changed_is_read_again(place: Path, url: str) -> None:
    load_shapes(url, load_partnership(place))
    place.write_text(place.read_text("utf-8").replace('name = "', 'name = "New ', 1), encoding="utf-8")
    assert load_shapes(url, load_partnership(place)).study_area.name.startswith("New ")


def test_damage_is_noticed(place: Path, url: str, tmp_path: Path) -> None:
    read = load_shapes(url, load_partnership(place))
    path = tmp_path / "store.sqlite.shapes" / "wards.arrow"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    same(load_shapes(url, load_partnership(place)), read)


def test_a_file_that_changes_while_it_is_read_is_not_kept(
    place: Path, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = Partnership.study_area

    def and_change(partnership: Partnership) -> object:
        found = read(partnership)
        place.write_text(place.read_text("utf-8") + "\n# changed\n", encoding="utf-8")
        return found

    partnership = load_partnership(place)
    assert partnership.digest
    monkeypatch.setattr(Partnership, "study_area", and_change)
    load_shapes(url, partnership)
    assert not (tmp_path / "store.sqlite.shapes").exists()


def test_nothing_is_kept_where_nothing_can_be_written(place: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    read = load_shapes(f"sqlite:///{tmp_path}/file/store.sqlite", load_partnership(place))
    assert read.context
