"""A release of 200,000 incidents: ours against the bare group-by of the same tables, in turn in one run."""

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context

import h3
import numpy as np
import polars as pl

from benchmarks.machine import commit, describe
from benchmarks.memory import forget_peak, own_mb, own_peak_mb
from benchmarks.report import table
from benchmarks.side_by_side import in_turn, line
from spatial.release.lattice import Records, build_lattice
from spatial.release.onlooker import bounds_of
from spatial.release.profiles import PARTNER, PUBLIC, Profile
from spatial.release.proof import audit
from spatial.release.reporting_cells import ReportingCells, divide
from spatial.release.tables import AREA, TABLES, period_name

__all__ = ["Borough", "bare", "hold_releases", "invent", "ours", "same"]

INCIDENTS, A_YEAR, SMALL_YEARS = 200_000, 1_200, 3
RUNS = 9
HEADER = ("what", "way", "time", "more memory", "", "time / ours")
PROVED = ("release", "asked", "incidents a year", "single incidents", "proved", "exact")
WARDS, STRANDS, SOURCES = 21, 8, 10
SHARE = np.array([0.5, 0.12, 0.12, 0.01, 0.1, 0.08, 0.02, 0.05])
BY = ("table", "area", "period", "strand", "source")


@dataclass(frozen=True, eq=False)
class Borough:
    """Invented records, the ground that they lie on, and the codes."""

    records: Records
    ground: np.ndarray
    first: date
    last: date

    @property
    def codes(self) -> dict[str, list[str]]:
        """What the positions stand for."""
        sizes = {"wards": ("W", WARDS), "strands": ("s", STRANDS), "sources": ("o", SOURCES)}
        return {name: [f"{letter}{at:02}" for at in range(n)] for name, (letter, n) in sizes.items()}


def invent(incidents: int, *, years: int, seed: int = 1) -> Borough:
    """Throw incidents over 30 km² and some years up to 2025, in busy and quiet streets."""
    dice = np.random.default_rng([seed, incidents])
    middle = h3.latlng_to_cell(51.5, -0.1, 9)
    ground = np.sort([h3.str_to_int(cell) for cell in h3.grid_disk(middle, 9)])
    busy = dice.gamma(0.2, size=len(ground))
    at = dice.choice(len(ground), incidents, p=busy / busy.sum())
    one, other = (dice.choice(STRANDS, incidents, p=SHARE) for _ in range(2))
    first, last = date(2026 - years, 1, 1), date(2025, 12, 31)
    records = Records(
        key=dice.integers(0, 4096, incidents),
        ward=at * WARDS // len(ground),
        cell9=ground[at],
        day=_number(first) + dice.integers(0, (last - first).days + 1, incidents),
        strands=(1 << one) | np.where(dice.random(incidents) < 0.12, 1 << other, 0),
        source=dice.integers(0, SOURCES, incidents),
    )
    return Borough(records, ground, first, last)


def divided(borough: Borough, profile: Profile) -> ReportingCells:
    """Divide the ground by the last year."""
    year = borough.records.day >= _number(date(borough.last.year, 1, 1))
    return divide(borough.ground, borough.records.cell9[year], borough.records.key[year], profile)


def ours(borough: Borough, cells: ReportingCells, profile: Profile = PARTNER) -> pl.DataFrame:
    """Build the lattice with the product's own function."""
    return build_lattice(
        borough.records, profile, **borough.codes, cells=cells, first=borough.first, last=borough.last
    )


def bare(borough: Borough, cells: ReportingCells) -> pl.DataFrame:
    """Count the same tables by group-by, every core at work: no noise, nothing hidden, no empty cells."""
    records, codes = borough.records, borough.codes
    day = pl.col("day").cast(pl.Date)
    rows = pl.DataFrame(
        {
            "day": records.day.astype(np.int32),
            "area": pl.zeros(len(records), dtype=pl.Int64, eager=True),
            "ward": records.ward,
            "cell": cells.position_of(records.cell9),
            "from": records.source,
            "mask": records.strands,
        }
    ).with_columns(month=day.dt.year() * 12 + day.dt.month().cast(pl.Int32) - 1)
    lazy = rows.with_columns(quarter=pl.col("month") // 3, year=pl.col("month") // 12).lazy()
    every = [lazy.with_columns(strand=pl.lit(0))]
    every += [
        lazy.filter((pl.col("mask") & (1 << bit)) > 0).with_columns(strand=pl.lit(bit + 1))
        for bit in range(STRANDS)
    ]
    exploded = pl.concat(every).collect().lazy()
    asked = [(each, span) for each in TABLES for span in each.periods]
    counted = pl.collect_all(
        (exploded if each.strands else exploded.filter(pl.col("strand") == 0))
        .group_by(each.areas, span, "strand", *(["from"] if each.sources else []))
        .len("incidents")
        for each, span in asked
    )
    names = {"area": [AREA], "ward": codes["wards"], "cell": list(cells.names)}
    return pl.concat(
        pl.DataFrame(
            {
                "table": pl.repeat(each.name, frame.height, eager=True),
                "area": pl.Series(names[each.areas]).gather(frame[each.areas]),
                "period": [period_name(span, number) for number in frame[span]],
                "strand": pl.Series(["", *codes["strands"]]).gather(frame["strand"]),
                "source": pl.Series(codes["sources"]).gather(frame["from"])
                if each.sources
                else pl.repeat("", frame.height, eager=True),
                "incidents": frame["incidents"],
            }
        )
        for (each, span), frame in zip(asked, counted, strict=True)
    )


def same(frame: pl.DataFrame, counted: pl.DataFrame, profile: Profile = PARTNER) -> None:
    """See that both have the same cells, and that what ours shows is no further off than its noise.

    Raises
    ------
    AssertionError
        If not.
    """
    if counted.join(frame, on=BY, how="anti").height:
        raise AssertionError("the group-by has cells that the lattice has not")
    both = frame.drop_nulls("value").join(counted, on=BY, how="left").fill_null(0)
    off = (both["value"] - both["incidents"].cast(pl.Int64)).abs().max()
    if both.height == 0 or off is None or int(off) > profile.d + profile.base // 2:  # type: ignore[arg-type]
        raise AssertionError("the lattice and the group-by do not count the same")


def hold_releases(told: Callable[[str], None]) -> str:
    """Hold a release against the group-by, and say what releases prove."""
    borough = invent(INCIDENTS, years=6)
    cells = divided(borough, PARTNER)
    ways = _ways(borough, cells)
    memory = {name: _memory(name) for name in ways}
    held = in_turn(ways, runs=dict.fromkeys(ways, RUNS))
    for way in held:
        way.peak_mb = memory[way.name][0]
    same(held[1].answer, held[2].answer)
    machine = describe()
    frame = held[0].answer
    text = "\n".join(
        [
            "## A release\n",
            f"{INCIDENTS:,} incidents of six years over {len(borough.ground)} cells of 0.1 km², {WARDS} "
            f"wards, {STRANDS} strands (one in eight of two), {SOURCES} sources and {len(cells)} reporting "
            f"cells: {frame.height:,} numbers. The whole release divides the ground first. The bare group-by "
            "of Polars counts the same tables on every core, without noise, hidden numbers or empty cells; "
            "what ours shows is within its noise of that. Memory is what the work takes beside the records, "
            f"once, in a process of its own; that of a release had {memory['the whole release'][1]:,.0f} MB "
            "in all.\n",
            table(HEADER, [line(f"{INCIDENTS:,} incidents", held[0], way) for way in held]),
            "",
            "What somebody can prove who knows every number of a release and every rule, by linear "
            "programming, of the cells that hold one incident:\n",
            table(PROVED, _proved()),
            "",
            f"{machine['processor']}, {machine['cores']} cores, {machine['memory']}; Python "
            f"{machine['python']}; {machine['versions']}; commit {commit()}; in turn in one run, median of "
            f"{RUNS} (least to most). Again: `python -m benchmarks release`.\n",
        ]
    )
    told(text)
    return text


def _memory(way: str) -> tuple[float, float]:
    """Measure the highest memory of a way in a new process: beside what lay there before, and in all."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as worker:
        return worker.submit(_at_most, way).result()


def _at_most(way: str) -> tuple[float, float]:
    borough = invent(INCIDENTS, years=6)
    forget_peak()
    before = own_mb()
    _ways(borough, divided(borough, PARTNER))[way]()
    return own_peak_mb() - before, own_peak_mb()


def _ways(borough: Borough, cells: ReportingCells) -> dict[str, Callable[[], pl.DataFrame]]:
    return {
        "the whole release": lambda: ours(borough, divided(borough, PARTNER)),
        "its lattice alone": lambda: ours(borough, cells),
        "bare group-by": lambda: bare(borough, cells),
    }


def _proved() -> list[tuple[str, ...]]:
    lines = list[tuple[str, ...]]()
    for a_year in (400, A_YEAR):
        borough = invent(a_year * SMALL_YEARS, years=SMALL_YEARS)
        for profile in (PARTNER, PUBLIC):
            cells = divided(borough, profile)
            frame = ours(borough, cells, profile)
            for span, slivers in (("month", False), ("quarter", False), ("quarter", True)):
                found = audit(
                    frame,
                    borough.records,
                    bounds=bounds_of(profile),
                    wards=borough.codes["wards"],
                    strands=borough.codes["strands"],
                    sources=borough.codes["sources"],
                    cells=cells,
                    year=borough.last.year,
                    span=span,
                    slivers=slivers,
                    most=INCIDENTS,
                )
                asked = f"ward and reporting cell x {span}" if slivers else f"ward x {span} x strand"
                lines.append(
                    (
                        *(profile.name, asked, f"{a_year:,}", f"{found.tried:,}"),
                        *(f"{found.proved}", f"{found.exact}"),
                    )
                )
    return lines


def _number(day: date) -> int:
    return (day - date(1970, 1, 1)).days
