"""A change of filter on loaded data: our view model, the usual way, pandas and DuckDB counting alone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl

from benchmarks import usual
from benchmarks.columnar import CATEGORIES, WORDS, read_snapshot
from benchmarks.ground import lay_ground
from benchmarks.harness import Measured, Task, Way, measure
from benchmarks.ours import forget
from benchmarks.plan import Plan, questions
from boundaries.lattice import Lattice
from dashboard.answers.standing import agreeing
from dashboard.filters import Filters
from dashboard.situation import Situation, assess
from dashboard.snapshot import Snapshot
from dashboard.survey import survey
from dashboard.viewer import ANALYST

__all__ = ["OURS", "Asked", "hold_change", "hold_methods", "make_asked"]

OURS = "ours: the map's view model"
BANDWIDTH_M = 240.0
SPOKEN = {**usual.CATEGORY_WORDS, "race": "Racist"}


@dataclass
class Asked:
    """Loaded data in the form of each way.

    Attributes
    ----------
    placed : pathlib.Path
        Parquet with each row's cell and ward named already, for pandas and DuckDB.
    points : pandas.DataFrame or None
        The same rows as the usual way keeps them; None where it is not asked.
    """

    rows: int
    snapshot: Snapshot
    lattice: Lattice
    placed: Path
    points: pd.DataFrame | None
    plan: Plan
    ground: Mapping[str, np.ndarray]
    around: dict[str, list[str]]


def make_asked(file: Path, partnership: Path, folder: Path, *, with_usual: bool = True) -> Asked:
    """Load a Parquet file for all ways; ours answers a question once, so that nothing is cold."""
    folder.mkdir(parents=True, exist_ok=True)
    snapshot = read_snapshot(file, partnership)
    rows = snapshot.records.height
    plan = lay_ground(snapshot.study_area, partnership, folder, rows=rows, bandwidth_m=BANDWIDTH_M)
    lattice, position = snapshot.lattice(plan.resolution)
    place = snapshot.records["place"].to_numpy()
    cell = np.where(position[place] >= 0, lattice.cells[position[place]], 0)
    named = pl.read_parquet(
        file, columns=["occurred_from", "kind", "category", "noticed_by", "strands", "setting", "x", "y"]
    )
    named = named.with_columns(cell=cell, ward=snapshot.records["ward"])
    named.write_parquet(folder / "placed.parquet")
    with np.load(folder / "ground.npz") as held:
        ground = {name: held[name] for name in held.files}
    assess(snapshot, questions(plan)["the last 365 days"].with_(days=300), ANALYST)
    points = _points(named) if with_usual else None
    around = usual.neighbours(ground["cells"])
    return Asked(rows, snapshot, lattice, folder / "placed.parquet", points, plan, ground, around)


def _points(named: pl.DataFrame) -> pd.DataFrame:
    """Give the rows the names and words that the usual way reads in the files."""
    frame = named.filter(pl.col("ward") >= 0).to_pandas()
    words = {code: WORDS[code] for code in WORDS}
    return pd.DataFrame(
        {
            "cell": frame["cell"].map({cell: f"{cell:x}" for cell in frame["cell"].unique()}),
            "index_right": frame["ward"],
            "Committed From": pd.to_datetime(frame["occurred_from"]),
            "Committed To": pd.to_datetime(frame["occurred_from"]),
            "How Noticed": frame["noticed_by"].map(words),
            "Hate Flags": frame["strands"].where(frame["strands"] != "").str.replace("race", "Racist"),
            "Offence": frame["category"].map({code: SPOKEN.get(code, code) for code in CATEGORIES}),
            "Location Type": frame["setting"],
            "Easting": frame["x"],
            "Northing": frame["y"],
        }
    )


def hold_change(asked: Asked, *, three: bool = True, **how: Any) -> Measured:
    """Ask one question after another, each once, of every way.

    The usual way is asked for the map's own method alone and, if `three`, for its three methods together.
    """
    ways = [
        Way(OURS, _turning(asked, lambda filters: assess(asked.snapshot, filters, ANALYST)), before=forget),
        Way("the same with the other methods' agreement", _turning(asked, _agreed(asked)), before=forget),
        Way("pandas, counts alone", _turning(asked, _counts(asked))),
        Way("DuckDB, counts alone, from Parquet", _turning(asked, _sql(asked))),
        Way("the usual way, Gi* alone", _turning(asked, _usual(asked, "gi_star"))),
    ]
    if three:
        ways.append(Way("the usual way, its three methods", _turning(asked, _usual(asked, *usual.METHODS))))
    if asked.points is None:
        ways = [way for way in ways if "usual" not in way.name and "pandas" not in way.name]
    if find_spec("duckdb") is None:
        ways = [way for way in ways if "DuckDB" not in way.name]
    return measure(
        Task("a change of filter", asked.rows, turning=True), ways, same=_same_counts(asked), **how
    )


def hold_methods(asked: Asked, method: str, **how: Any) -> Measured:
    """Ask for a map by another method, beside the usual way with that method alone."""

    def by_method(filters: Filters) -> Situation:
        return assess(asked.snapshot, filters.with_(method=method), ANALYST)

    ways = [
        Way(OURS, _turning(asked, by_method), before=forget),
        Way("the usual way", _turning(asked, _usual(asked, method))),
    ]
    return measure(
        Task(f"a change of filter, {method}", asked.rows, turning=True), ways, same=_same_counts(asked), **how
    )


def _turning(asked: Asked, work: Callable[[Filters], Any]) -> Callable[[], Any]:
    """Ask the next question each time, the same ones in the same order for every way."""
    several = [filters for name, filters in questions(asked.plan).items() if name != "both years"]
    waiting = list[Filters]()

    def ask() -> Any:
        if not waiting:
            waiting.extend(several)
        return work(waiting.pop(0))

    return ask


def _agreed(asked: Asked) -> Callable[[Filters], Situation]:
    def ask(filters: Filters) -> Situation:
        found = assess(asked.snapshot, filters, ANALYST)
        agreeing(asked.snapshot, found)
        return found

    return ask


def _usual(asked: Asked, *methods: str) -> Callable[[Filters], dict[str, np.ndarray]]:
    wards, plan = len(asked.snapshot.study_area.wards), asked.plan

    def ask(filters: Filters) -> dict[str, np.ndarray]:
        given = (asked.ground, asked.around, wards, usual.TOLERANCE)
        return usual.answer(asked.points, filters, plan, *given, methods=methods)

    return ask


def _counts(asked: Asked) -> Callable[[Filters], dict[str, np.ndarray]]:
    wards = len(asked.snapshot.study_area.wards)

    def ask(filters: Filters) -> dict[str, np.ndarray]:
        chosen = asked.points[usual.mask(asked.points, filters)]
        cells = chosen.groupby("cell").size().reindex(list(asked.around), fill_value=0)
        by_ward = chosen.groupby("index_right").size().reindex(range(wards), fill_value=0)
        return {"counts": cells.to_numpy(), "wards": by_ward.to_numpy()}

    return ask


def _sql(asked: Asked) -> Callable[[Filters], dict[str, np.ndarray]]:
    """Count in SQL on the Parquet; its extensions for H3 and shapes cannot be had without the network."""

    def ask(filters: Filters) -> dict[str, np.ndarray]:
        import duckdb

        window = filters.window(asked.snapshot.latest)
        where = ["ward >= 0", "noticed_by != 'officer'", "occurred_from BETWEEN ? AND ?"]
        where += [f"list_contains(string_split(strands, ';'), '{code}')" for code in filters.strands]
        where += [f"kind = '{code}'" for code in filters.kinds]
        where += [f"category = '{code}'" for code in filters.categories]
        with duckdb.connect() as held:
            told = f"FROM '{asked.placed}' WHERE {' AND '.join(where)} GROUP BY ALL"
            days = [window.first, window.last]
            cells, n = held.execute(f"SELECT cell, count(*) AS n {told}", days).fetchnumpy().values()
            ward, m = held.execute(f"SELECT ward, count(*) AS n {told}", days).fetchnumpy().values()
        counts, wards = (
            np.zeros(asked.lattice.cells.size, int),
            np.zeros(len(asked.snapshot.study_area.wards), int),
        )
        counts[asked.lattice.position_of(cells)], wards[ward] = n, m
        return {"counts": counts, "wards": wards}

    return ask


def _same_counts(asked: Asked) -> Callable[[Mapping[str, Any]], str]:
    def same(answers: Mapping[str, Any]) -> str:
        first: Situation = answers[OURS]
        found = survey(asked.snapshot, first.filters)
        lattice, position = asked.snapshot.lattice(first.resolution)
        counts = found.by_cell(lattice, position)
        wards = np.bincount(found.inside["ward"].to_numpy(), minlength=len(asked.snapshot.study_area.wards))
        for shown, full in ((first.cells["incidents"], counts), (first.wards["incidents"], wards)):
            seen = shown.notna().to_numpy()
            assert np.array_equal(shown.to_numpy()[seen].astype(int), full[seen]), "shown are others"
        for name, other in answers.items():
            if isinstance(other, dict):
                assert np.array_equal(other["counts"], counts), name
                assert np.array_equal(other["wards"], wards), name
        return f"equal counts in {counts.size:,} cells and {wards.size} wards ({counts.sum():,} incidents)"

    return same
