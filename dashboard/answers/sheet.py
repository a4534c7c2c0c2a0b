"""One place for a table of agencies: what is reported there, when, of whom, who sees it and who does not."""

from dataclasses import dataclass

import h3
import numpy as np
import polars as pl

from boundaries.crs import to_bng
from dashboard.answers.sheet_tables import STANDS_OUT, TABLES, agencies_of, count_by, leading
from dashboard.answers.ward_agreement import NOTHING_TOLD, ward_agreement
from dashboard.answers.week_parts import week_parts
from dashboard.partners_by_pattern import suggested_partners
from dashboard.place_sheet import PlaceSheet
from dashboard.situation import Situation
from dashboard.snapshot import Snapshot
from dashboard.survey import survey

__all__ = ["sheet"]


@dataclass(frozen=True)
class _Ground:
    """Where the sheet is of: the same keys as its attributes."""

    ward: str
    ward_name: str
    cell: str
    cells: tuple[str, ...]
    rank: int | None
    lon: float
    lat: float
    x: float
    y: float
    km2: float
    reports: float
    sentence: str


def sheet(snapshot: Snapshot, situation: Situation, *, cell: str = "", ward: str = "") -> PlaceSheet:
    """Lay out what is known of one place of a situation.

    Parameters
    ----------
    cell : str
        Any cell of a hot spot of the situation.
    ward : str
        A ward's code; asked where no cell is given.

    Raises
    ------
    ValueError
        If there is no such hot spot now, or no such ward; in plain words.
    """
    ground = _hot_spot(situation, cell) if cell else _ward(snapshot, situation, ward)
    found = survey(snapshot, situation.filters)
    here = _here(snapshot, found.inside, situation, ground)
    told = ground.reports == ground.reports
    tables = {name: count_by(snapshot, situation, found, here, name, told=told) for name in TABLES}
    times = week_parts(here) if told else None
    stands_out = {name: leading(table, here.height if told else 0) for name, table in tables.items()}
    agreement = ward_agreement(snapshot, situation, situation.viewer)
    words = dict(zip(agreement.wards["ward"], agreement.wards["word"], strict=True))
    return PlaceSheet(
        viewer=situation.viewer,
        version=situation.version,
        threshold=situation.threshold,
        partnership=situation.partnership,
        window=situation.window,
        latest=situation.latest,
        **vars(ground),
        tables=tables,
        times=times,
        agencies=agencies_of(snapshot, situation, _every_record(snapshot, situation, ground)),
        community=NOTHING_TOLD if agreement.state == NOTHING_TOLD else str(words[ground.ward]),
        partners=suggested_partners(
            settings=stands_out["setting"],
            categories=stands_out["category"],
            strands=stands_out["strand"],
            parts=() if times is None else times.marks,
        ),
        settings={"stands_out": STANDS_OUT, "resolution": situation.resolution, "method": situation.method},
    )


def _hot_spot(situation: Situation, cell: str) -> _Ground:
    mine = [row for row in situation.places.to_dict("records") if cell in (row["cell"], *row["cells"])]
    if not mine:
        raise ValueError(
            "There is no hot spot here in these days, asked this way. Open Hot spots and choose one, or make "
            "a sheet of the ward."
        )
    place = mine[0]
    x, y = to_bng(np.array([place["lon"]]), np.array([place["lat"]]))
    return _Ground(
        **{name: place[name] for name in ("ward", "ward_name", "cell", "lon", "lat", "km2", "sentence")},
        cells=tuple(place["cells"]),
        rank=int(place["rank"]),
        reports=float(place["incidents"]),
        x=float(x[0]),
        y=float(y[0]),
    )


def _ward(snapshot: Snapshot, situation: Situation, ward: str) -> _Ground:
    wards = snapshot.study_area.wards
    at = np.flatnonzero(wards["ward"].to_numpy() == ward)
    if not at.size:
        raise ValueError("There is no such ward in this area. Choose one of the list.")
    row = situation.wards.iloc[int(at[0])]
    middle = wards.geometry.iloc[int(at[0])].representative_point()
    lon, lat = wards.geometry.iloc[[int(at[0])]].representative_point().to_crs(4326).iloc[0].coords[0]
    known = situation.totals.in_area is not None
    return _Ground(
        ward=ward,
        ward_name=str(row["name"]),
        cell="",
        cells=(),
        rank=None,
        lon=float(lon),
        lat=float(lat),
        x=float(middle.x),
        y=float(middle.y),
        km2=float(wards["area_km2"].iloc[int(at[0])]),
        reports=float(row["incidents"]) if known else float("nan"),
        sentence="",
    )


def _here(snapshot: Snapshot, records: pl.DataFrame, situation: Situation, ground: _Ground) -> pl.DataFrame:
    """Keep the records of the place."""
    if not ground.cells:
        at = list(snapshot.study_area.wards["ward"]).index(ground.ward)
        return records.filter(pl.col("ward") == at)
    lattice, position = snapshot.lattice(situation.resolution)
    mine = lattice.position_of(np.array([h3.str_to_int(cell) for cell in ground.cells]))
    return records.filter(pl.Series(np.isin(position[records["place"].to_numpy()], mine)))


def _every_record(snapshot: Snapshot, situation: Situation, ground: _Ground) -> pl.DataFrame:
    """Keep every record of the place by itself: an event that is counted once would hide an agency."""
    by_itself = survey(snapshot, situation.filters.with_(duplicates="distinct"))
    return _here(snapshot, by_itself.inside, situation, ground)
