"""The methods for hot spots are held against the libraries' on the same points, and give the same answers."""

import re

import pytest

from benchmarks import grouping, hotspots, permuting, smoothing
from benchmarks.equality import Difference
from benchmarks.side_by_side import Way, in_turn, line, power


def test_every_way_of_smoothing_lies_near_the_exact_sum() -> None:
    runs = dict.fromkeys(["ours", "KDEpy FFTKDE", "scikit-learn KernelDensity", "ours, edge corrected"], 1)
    for way in smoothing.fixed(300, runs=runs) + smoothing.adaptive(
        300, runs={"ours, adaptive": 1, "the plain sum": 1}
    ):
        off = 0.0 if way.off == "exact" else float(way.off.rstrip("%"))
        assert off < 1, way.name


@pytest.mark.parametrize("kind", grouping.KINDS)
def test_both_ways_of_grouping_give_the_same_groups(kind, tmp_path) -> None:
    ways = []
    for name in ("ours", "sklearn"):
        folder = tmp_path / name
        folder.mkdir()
        grouping.run(name, kind, 4_000, folder)
        with grouping.np.load(folder / "labels.npz") as held:
            ways.append((held["group"], held["core"]))
    assert re.match(r"[1-9][0-9,]* groups, equal", grouping.same(*ways))
    ways[1][0][ways[1][1]] += 1
    ways[1][0][0] = -1 if ways[1][0][0] >= 0 else 0
    with pytest.raises(Difference):
        grouping.same(*ways)


def test_ways_take_turns_and_the_line_gives_the_ratio() -> None:
    order = []
    ways = in_turn({"a": lambda: order.append("a"), "b": lambda: order.append("b")}, runs={"a": 2, "b": 1})
    assert order == ["a", "b", "a"]
    assert [len(way.took) for way in ways] == [2, 1]
    ours, other = Way("ours", [0.5, 0.5, 2]), Way("theirs", [5.0], off="1%", peak_mb=100)
    assert line("9", ours, other) == ("9", "theirs", "5.00 s, 1 run", "100 MB", "1%", "10.0")
    assert line("9", ours, Way("theirs", stopped="out of memory"))[2] == "out of memory"
    assert power([10, 1000], [1.0, 10.0]) == "N^0.50"


def test_the_page_has_every_table(monkeypatch) -> None:
    seen = lambda *_, **__: [Way("ours", [0.1], off="0.1%"), Way("theirs", [1.0], off="0.1%")]  # noqa: E731
    for module, name in (
        (smoothing, "fixed"),
        (smoothing, "adaptive"),
        (grouping, "hold"),
        (permuting, "hold"),
    ):
        monkeypatch.setattr(module, name, seen)
    told = []
    text = hotspots.hold_hotspots(told.append)
    assert len(told) == 5
    assert text.count("| ours |") == 3 + 3 + 3 + 3 + 4
    assert "ours grows as N^0.00" in text
