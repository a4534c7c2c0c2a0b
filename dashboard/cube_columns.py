"""The incidents as compact columns, made of a cube's counts: those of the partnership's own wards."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
import shapely
from numpy.typing import NDArray

from boundaries.cells import cell_centres, cell_shapes
from boundaries.crs import to_bng, to_wgs84
from boundaries.partnership import Partnership
from boundaries.study_area import StudyArea, ward_of
from dashboard.columns import CODED, Columns, Places, code_words, strand_mask
from dashboard.cube_words import cube_notes
from ingest.cube.dimensions import MEASURE, NO_AREA, NO_CELL
from ingest.cube.ground import ground_of
from ingest.cube.manifest import Manifest, read_manifest
from ingest.cube.parts import read_counts
from ingest.errors import IngestError
from ingest.policy import Policy

__all__ = ["CubeColumns", "load_cube_columns"]


@dataclass(frozen=True, eq=False)
class CubeColumns:
    """What a cube holds of one partnership.

    Attributes
    ----------
    columns : Columns
        A row an incident, in order of day.  Their numbers are below nought: none is one of the store's.
    manifest : Manifest
    notes : tuple of str
        What whoever reads a figure must know of the cube.
    """

    columns: Columns
    manifest: Manifest
    notes: tuple[str, ...]


def load_cube_columns(
    folder: Path, partnership: Partnership, study_area: StudyArea, policy: Policy, *, in_store: int
) -> CubeColumns:
    """Open a cube and read the parts of the partnership's own authorities, no others.

    Counts of no ward are the partnership's only where the cube was made with its boundaries.

    Parameters
    ----------
    folder : Path
    in_store : int
        Incidents of the record store, which do not count; for the notes.

    Raises
    ------
    IngestError
        If the cube does not add up, is too coarse for the map, or holds nothing of this area.
    """
    ground = ground_of(study_area, policy)
    areas = {code or NO_AREA for code in ground.authorities}
    manifest = read_manifest(folder, areas=areas | {NO_AREA})
    finest = max(partnership.resolutions)
    if manifest.resolution < finest:
        raise IngestError(
            f"The cube in {folder} cannot be used: its cells (resolution {manifest.resolution}) are coarser "
            f"than those that the map offers ({finest}). Make it again with --resolution 12, or leave the "
            "finest out of [lattice] resolutions."
        )
    own = manifest.boundaries.get("digest") == ground.digest
    read = areas | {NO_AREA} if own else areas
    counts = read_counts(folder, manifest, read)
    if counts[MEASURE].sum() != sum(part.incidents for part in manifest.parts_of(read)) or (
        counts.height and counts[MEASURE].min() < 1  # type: ignore[operator]
    ):
        raise IngestError(
            f"The cube in {folder} cannot be used: its counts do not add up to what its manifest says. Make "
            "it again with 'common-ground cube'."
        )
    ours = counts.filter(pl.col("ward").is_in([*ground.wards, *([""] if own else [])]))
    if ours.is_empty() and manifest.incidents:
        raise IngestError(
            f"The cube in {folder} cannot be used: it holds no incident in a ward of this partnership. Make "
            "it with this partnership's boundaries, or name another folder under [cube]."
        )
    columns = _expanded(ours, study_area, policy, resolution=manifest.resolution)
    notes = cube_notes(
        manifest,
        incidents=columns.records.height,
        elsewhere=int(counts[MEASURE].sum()) - columns.records.height,
        same_ground=own,
        same_policy=manifest.policy == policy.digest,
        unlocated=sum(part.incidents for part in manifest.parts_of({NO_AREA} - read)),
        in_store=in_store,
    )
    return CubeColumns(columns, manifest, notes)


def _expanded(counts: pl.DataFrame, study_area: StudyArea, policy: Policy, *, resolution: int) -> Columns:
    """Write a row an incident."""
    counts = counts.sort("first", maintain_order=True)
    at = {code: position for position, code in enumerate(study_area.wards["ward"].astype(str))}
    ward = counts["ward"].replace_strict(at, default=-1, return_dtype=pl.Int32).to_numpy()
    has = counts["cell"].to_numpy() != NO_CELL
    places, place = _places(counts["cell"].to_numpy(), ward, has, study_area)
    said = counts.with_columns(
        noticed_by=pl.col("noticed_by").replace("", "unknown"),
        setting=pl.lit("unknown"),
        precision=pl.Series(np.where(has, "street", np.where(ward >= 0, "area", "none"))),
    )
    codes = {name: code_words(said[name], policy, name) for name in CODED}
    unknown = pl.lit(None)
    rows = pl.DataFrame(
        {
            "place": place,
            "ward": np.where(has, ward, -1).astype(np.int32),
            "area": np.where(has, -1, ward).astype(np.int32),
            "first": said["first"].to_physical(),
            "last": said["last"].to_physical(),
            "strands": strand_mask(said["strands"], tuple(policy.strands)),
            **{name: values for name, (values, _) in codes.items()},
        }
    )
    kinds = {"hour": pl.Int64, "hour_to": pl.Int64, "reported_on": pl.Int32}
    rows = rows.select(
        *("place", "ward", "area", "first", "last"),
        *(unknown.cast(kind).alias(name) for name, kind in kinds.items()),
        *("strands", *CODED),
    )
    records = rows[np.repeat(np.arange(rows.height), said[MEASURE].to_numpy())]
    numbers = pl.Series("id", np.arange(-1, -records.height - 1, -1), dtype=pl.Int64)
    words = {name: known for name, (_, known) in codes.items()}
    return Columns(key=f"cube-{resolution}", places=places, records=records, numbers=numbers, words=words)


def _places(
    cell: NDArray[np.int64], ward: NDArray[np.int32], has: NDArray[np.bool_], study_area: StudyArea
) -> tuple[Places, NDArray[np.int32]]:
    """Make a place of every cell and ward, and name each row's (-1 where it has none).

    The ward is that of the exact points, which the cube knows and a cell's centre does not.
    """
    pairs = pl.DataFrame({"cell": cell, "ward": ward}).filter(pl.Series(has))
    known = pairs.unique().sort("cell", "ward").with_row_index("place")
    place = np.full(cell.size, -1, dtype=np.int32)
    place[has] = pairs.join(known, on=["cell", "ward"], how="left", maintain_order="left")["place"].to_numpy()
    cells, wards = known["cell"].to_numpy(), known["ward"].to_numpy().astype(np.int32)
    if not cells.size:
        none = np.empty(0)
        return Places(none, none, none, none, wards), place
    one, which = np.unique(cells, return_inverse=True)
    lon, lat = (values[which] for values in cell_centres(one))
    x, y = to_bng(lon, lat)
    astray = np.flatnonzero((wards >= 0) & (ward_of(study_area, x, y) < 0))
    if astray.size:
        x[astray], y[astray] = _inside(cells[astray], wards[astray], study_area)
        lon[astray], lat[astray] = to_wgs84(x[astray], y[astray])
    return Places(x, y, lon, lat, wards), place


def _inside(
    cells: NDArray[np.int64], wards: NDArray[np.int32], study_area: StudyArea
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give a point of a cell's part inside the area, where its centre lies beyond the edge."""
    shapes, drawn = study_area.wards.geometry.to_numpy()[wards], cell_shapes(cells)
    shared = shapely.intersection(shapes, drawn)
    closed = shapely.intersection(study_area.outline, drawn)  # of a gap that the nearest ward answers for
    points = shapely.point_on_surface(np.where(shapely.is_empty(shared), closed, shared))
    if shapely.is_empty(points).any():
        raise IngestError(
            "The cube cannot be used: some of its cells lie outside the wards that it names. Make it again "
            "with 'common-ground cube' and these boundaries."
        )
    return shapely.get_x(points), shapely.get_y(points)
