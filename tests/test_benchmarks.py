"""The two ways of the benchmark give one answer, over a town small enough for every run of the tests."""

import gc
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from benchmarks import opening, ours, polars_alone, taking_in, usual
from benchmarks.answer import Times
from benchmarks.contest import Contest, Size
from benchmarks.equality import Difference, compare
from benchmarks.ground import make_plan
from benchmarks.importing import Growth, Opened, Stores, same_opened
from benchmarks.journeys import journeys_told
from benchmarks.kept_alike import same_records, same_sums, same_table
from benchmarks.page import page
from benchmarks.parts import put
from benchmarks.plan import Plan, questions
from benchmarks.store_page import databases, growth, openings
from benchmarks.workload import Workload, correct, write_files, write_workload
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


@pytest.fixture(scope="module", autouse=True)
def nothing_old_to_search() -> None:
    """A benchmark searches for garbage before every step it times; what other tests left is not its own."""
    gc.collect()
    gc.freeze()


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


def a_contest(tmp_path: Path) -> Contest:
    asked = {"strand: race": 0.5, "both years": 1.5, "the last 90 days": 1.0}
    mine = Times({"read": 1.5, "answer": 0.5}, asked, dict.fromkeys(asked, 0.1), 100, 200, 300, load=1.0)
    theirs = replace(mine, filters=dict.fromkeys(asked, 30.0), peak_mb=1_200.0)
    work = Workload((tmp_path,), 1_000_000, 3)
    plan = Plan(str(tmp_path), "", (), 240.0, 40.0, 50.0, 268, 9)
    return Contest(Size(1_000_000, ours=1, usual=1), plan, work, [mine], [theirs], density_off=0.001)


def test_the_page_says_what_was_seen(tmp_path: Path) -> None:
    text = page([a_contest(tmp_path)], {"cores": "2"}, commit="abc", today=date(2026, 3, 1), minutes=4)
    assert "| 1,000,000 | change of filter | 1.00 s | 30.0 s | 30.0 |" in text
    assert "| 1,000,000 | first load | 2.00 s | 2.00 s | 1.0 |" in text
    assert "a change of filter: 30.0 times less than the usual way; aimed at 20: met." in text
    assert "the first load: 1.0 times less than the usual way; aimed at 5: not met." in text
    assert "| 1,000,000 | peak memory | 300 MB | 1,200 MB | 4.0 |" in text


def test_a_way_that_did_not_finish_is_not_given_a_figure(tmp_path: Path) -> None:
    contest = a_contest(tmp_path)
    contest.usual, contest.stopped = [], "stopped after 15 minutes"
    text = page([contest], {"cores": "2"}, commit="abc", today=date(2026, 3, 1), minutes=4)
    assert "| 1,000,000 | first load | 2.00 s | stopped after 15 minutes |  |" in text
    assert "aimed at" not in text


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, ...]:
    first, second = write_files(a_town(tmp_path), tmp_path / "files", rows=600, files=2)
    return first, second, correct(first, tmp_path / "corrected.csv")


def alone(folder: Path, what: str, *given: str) -> Path:
    folder.mkdir()
    polars_alone.run(folder, what, *given)
    return folder


def taken_in(folder: Path, url: str, files: tuple[Path, ...]) -> Path:
    out = folder / url.split(":", maxsplit=1)[0]
    out.mkdir()
    given = tuple(map(str, files))
    taking_in.run(taking_in.Job(url, str(folder / "partnership.toml"), given, corrects=True, opens=True), out)
    return out


def test_both_databases_keep_what_polars_reads(
    files: tuple[Path, ...], tmp_path: Path, new_store_url: Callable[..., str]
) -> None:
    parsed = alone(tmp_path / "parsed", "files", str(files[0])) / "parsed.parquet"
    kept = [taken_in(tmp_path, new_store_url(kind), files) for kind in ("sqlite", "postgresql")]
    for each in kept:
        same_records(parsed, each / "first.parquet")
    same_table(*kept)
    assert len(json.loads((kept[0] / "memory.json").read_text())["resting"]) == 3
    swapped = pl.read_parquet(parsed).with_columns(Easting="Northing")
    swapped.write_parquet(tmp_path / "swapped.parquet")
    with pytest.raises(Difference):
        same_records(tmp_path / "swapped.parquet", kept[0] / "first.parquet")
    (kept[1] / "withdrawn.parquet").write_bytes((kept[1] / "corrected.parquet").read_bytes())
    with pytest.raises(Difference):
        same_table(*kept)


def test_every_file_adds_up_and_the_columns_opened_are_those_kept(
    files: tuple[Path, ...], tmp_path: Path, new_store_url: Callable[..., str]
) -> None:
    url, out = new_store_url("sqlite"), tmp_path / "out"
    out.mkdir()
    given = tuple(map(str, files[:2]))
    taking_in.run(taking_in.Job(url, str(tmp_path / "partnership.toml"), given), out)
    sums = alone(tmp_path / "sums", "sums", *given) / "sums.parquet"
    same_sums(sums, out / "sums.parquet")
    pl.read_parquet(sums).with_columns(pl.col("x") + 1).write_parquet(sums)
    with pytest.raises(Difference):
        same_sums(sums, out / "sums.parquet")
    written = tmp_path / "records.parquet"
    alone(tmp_path / "written", "keep", url, str(written))
    opening.run(out, url, str(tmp_path / "partnership.toml"), opening.KEPT)
    assert same_opened(written, out / "opened.parquet") == 1_200
    pl.read_parquet(written).reverse().write_parquet(written)
    with pytest.raises(Difference):
        same_opened(written, out / "opened.parquet")


def test_the_page_says_what_was_seen_of_the_store() -> None:
    took = {"file 1": 3.0, "withdraw it": 1.0}
    stores = Stores(250_000, {"SQLite": [Times(took, peak_mb=600)]}, [Times({"file 1": 0.5})])
    text = databases(stores)
    assert "| file 1 | 3.00 s |" in text
    assert "Importing it takes 6 times that on SQLite; aimed at 3: not met. Memory at most 600 MB" in text
    opened = Opened(9, {opening.KEPT: [Times({"answer": 0.4})]}, [Times({"read": 0.1})])
    text = openings(opened)
    assert "takes 4.0 times that with columns and shapes kept" in text
    assert "aimed at 5: met" in text


def test_growth_of_memory_is_held_against_the_fourth_file() -> None:
    ours_ = Times({f"file {n}": 2.0 for n in range(5)}, peak_mb=900)
    text = growth(Growth(50, 5, ours_, [1, 2, 3, 100, 120], [1, 2, 3, 100, 100], Times({"file 1": 0.5})))
    assert "the memory after a file changed by +20.0%, the highest during one by +0.0%" in text
    assert "not met" in text


def test_measuring_one_part_leaves_the_others_on_the_page(tmp_path: Path) -> None:
    at = tmp_path / "page.md"
    put(at, "importing", "twelve")
    put(at, "answering", "one")
    mark = "<!-- end of answering -->"
    at.write_text(at.read_text("utf-8").replace(mark, f"{mark}\n\nBy hand."), "utf-8")
    put(at, "importing", "thirteen")
    said = at.read_text("utf-8")
    assert "twelve" not in said
    assert said.index("one") < said.index("By hand.") < said.index("thirteen")


def test_journeys_are_read_from_what_the_tests_print() -> None:
    printed = (
        "cells at 100,000: 0.49 times a group-by\n"
        "journey: tonights patrol: 2 of 4 clicks, 3.4 s\n"
        "journey: a visit by keyboard alone: 4 of 4 clicks, 22.5 s of 20 s\n"
        "journey: wards without reach: 3 of 3 clicks, a trial centre answered after 0.4 s of 2 s\n"
    )
    assert journeys_told(printed) == [
        ("tonights patrol", "2 of 4 clicks", "3.4 s", "", ""),
        ("a visit by keyboard alone", "4 of 4 clicks", "22.5 s", "20 s", "not met"),
        ("wards without reach", "3 of 3 clicks", "0.4 s", "2 s", "met"),
    ]
