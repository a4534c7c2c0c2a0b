"""The two ways of the benchmark give one answer, over a town small enough for every run of the tests."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks import ours, usual
from benchmarks.equality import Difference, compare
from benchmarks.ground import make_plan
from benchmarks.plan import Plan, questions
from benchmarks.workload import write_workload
from boundaries.crs import to_wgs84

ROWS = 2_000
WEST, SOUTH, SIDE_M = 570_000, 460_000, 1_500
"""In the North Sea, like the demo borough."""


def a_town(folder: Path) -> Path:
    """Four square wards around a crossroads, in the middle of nowhere."""
    quarters = [(WEST + i * SIDE_M, SOUTH + j * SIDE_M) for i in range(2) for j in range(2)]
    corners = ((0, 0), (SIDE_M, 0), (SIDE_M, SIDE_M), (0, SIDE_M), (0, 0))
    wards = [
        (
            "Polygon",
            [[(x + dx, y + dy) for dx, dy in corners]],
            {"WD24CD": f"E0500000{n}", "WD24NM": f"Ward {n}"},
        )
        for n, (x, y) in enumerate(quarters)
    ]
    ends = [(200, 700), (2_800, 750), (700, 100), (900, 2_900), (300, 2_300), (2_700, 2_400)]
    roads = [
        ("LineString", [(WEST + x, SOUTH + y) for x, y in ends[n : n + 2]], {"name": f"Road {n}"})
        for n in (0, 2, 4)
    ]
    write(folder / "wards.geojson", wards)
    write(folder / "roads.geojson", roads)
    told = 'name = "Square"\nplace = "town"\n[boundaries]\nwards = "wards.geojson"\n'
    (folder / "partnership.toml").write_text(told, encoding="utf-8")
    return folder / "partnership.toml"


def write(path: Path, shapes: list) -> None:
    def degrees(points: list) -> list:
        if isinstance(points[0], list):
            return [degrees(ring) for ring in points]
        lon, lat = to_wgs84([x for x, _ in points], [y for _, y in points])
        return [[float(a), float(b)] for a, b in zip(lon, lat, strict=True)]

    features = [
        {"type": "Feature", "properties": about, "geometry": {"type": kind, "coordinates": degrees(points)}}
        for kind, points, about in shapes
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Plan, Path, Path]:
    folder = tmp_path_factory.mktemp("bench")
    town = a_town(folder)
    plan = make_plan(write_workload(town, folder / "work", rows=ROWS), town, folder / "work")
    for way, module in (("ours", ours), ("usual", usual)):
        (folder / way).mkdir()
        module.run(plan, folder / way)
    return plan, folder / "ours", folder / "usual"


def test_both_ways_give_one_answer(runs: tuple[Plan, Path, Path]) -> None:
    plan, mine, theirs = runs
    asked = questions(plan)
    assert 0 <= compare(plan, mine, theirs, questions=len(asked)) <= 0.01
    counts = [np.load(mine / f"answer-{number}.npz")["counts"].sum() for number in range(len(asked))]
    assert counts[-1] > counts[0] > counts[1] > 0  # two years, one year, one strand of it
    assert counts[-1] < ROWS  # some lie outside, some were noticed by officers


@pytest.mark.parametrize("name", ["counts", "wards", "gi_star", "core", "group", "density"])
def test_a_different_answer_is_noticed(runs: tuple[Plan, Path, Path], tmp_path: Path, name: str) -> None:
    plan, mine, theirs = runs
    arrays = dict(np.load(theirs / "answer-0.npz"))
    if name == "core":
        arrays[name] = ~arrays[name]
    elif name == "group":
        arrays[name] = np.where(arrays[name] >= 0, 0, 1)
    elif name == "density":
        arrays[name] = arrays[name] * 1.02
    else:
        arrays[name] = arrays[name] + (np.arange(len(arrays[name])) == 0)
    np.savez(tmp_path / "answer-0.npz", allow_pickle=False, **arrays)
    with pytest.raises(Difference):
        compare(replace(plan), mine, tmp_path, questions=1)


def test_the_same_seed_writes_the_same_files(tmp_path: Path) -> None:
    town = a_town(tmp_path)
    one, two = (write_workload(town, tmp_path / name, rows=300, all_distinct=True) for name in ("a", "b"))
    assert one.files[0].read_bytes() == two.files[0].read_bytes()
    assert one.spots == 300
