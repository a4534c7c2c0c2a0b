"""Streets to walk along: lines of any file made a network, its nodes at most 30 m apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from boundaries.context import nearby
from boundaries.errors import BoundaryError
from boundaries.geo_file import GeoRequest, read_geo_files
from boundaries.study_area import StudyArea

__all__ = ["Streets", "make_streets", "read_streets"]

CLASS_COLUMNS = r"class|fclass|kind|function|highway|type|road_?classification|road_?function|form_?of_?way"
NO_CLASS = {"feature", "geometry"}
MARGIN_M = 3_000.0
STEP_M = 30.0
JOIN_M = 5.0
"""An end that comes so near to another line meets it: drawings are simplified and rounded."""
GRID_M = 0.25
LEAST_PIECE_M = 500.0
"""Shorter pieces that meet nothing are car parks and slips of the pen; nobody's walk begins there."""
MOST_NODES = 1_500_000


@dataclass(frozen=True, eq=False)
class Streets:
    """A network of streets.

    Attributes
    ----------
    x, y : numpy.ndarray of float64, shape (n,)
        Nodes, in metres (EPSG:27700): crossings, ends, bends, and points between them, at most 30 m apart.
    graph : scipy.sparse.csr_array of float64, shape (n, n)
        Metres between nodes that follow each other; symmetric.
    note : str
        What it was made of, and what was left out.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    graph: csr_array
    note: str

    @property
    def km(self) -> float:
        """The length of all streets."""
        return float(self.graph.sum()) / 2000


def read_streets(paths: Sequence[Path | str], study_area: StudyArea) -> Streets:
    """Read streets in and around a study area.

    Parameters
    ----------
    paths : sequence of path
        Files of lines of any format and system that `read_wards` takes, such as OS Open Roads or an extract
        of OpenStreetMap.
    study_area : StudyArea

    Returns
    -------
    Streets
        Within the area's bounding box and 3 km around it.

    Raises
    ------
    BoundaryError
        If a file cannot be used, or none has a line there.
    """
    left, bottom, right, top = study_area.outline.bounds
    box = (left - MARGIN_M, bottom - MARGIN_M, right + MARGIN_M, top + MARGIN_M)
    requests = [GeoRequest(Path(p), columns=CLASS_COLUMNS, having="(?!)", like="road|street") for p in paths]
    lines: list[NDArray[np.object_]] = []
    motorways = broken = 0
    for file in read_geo_files(requests):
        frame = nearby(file.frame, box, shown=file.shown)
        said = [frame[name].fillna("").str.strip() for name in frame.columns if name not in NO_CLASS]
        fast = np.zeros(len(frame), dtype=bool)
        for words in said:
            fast |= words.str.match(r"motorway", case=False).to_numpy(dtype=bool)
        motorways += int(fast.sum())
        walked = shapely.force_2d(frame.geometry.to_numpy()[~fast])
        whole = _whole(walked)
        broken += int((~whole).sum())
        lines.append(_lines_of(shapely.clip_by_rect(walked[whole], *box)))
    names = " and ".join(dict.fromkeys(Path(path).name for path in paths))
    drawn = np.concatenate(lines) if lines else np.array([], dtype=object)
    if not len(drawn):
        raise BoundaryError(
            f"[streets] file: {names} has no street in or near {study_area.name}. Right would be lines of "
            f"the streets there, such as OS Open Roads."
        )
    left_out = f" Left out: motorways ({motorways:,} in the file)." if motorways else ""
    left_out += f" Left out: lines whose coordinates are no numbers ({broken:,})." if broken else ""
    return make_streets(drawn, source=names, said=left_out)


def make_streets(lines: NDArray[np.object_], *, source: str, said: str = "") -> Streets:
    """Make a network of lines: joined where they cross, and where one ends within 5 m of another.

    Parameters
    ----------
    lines : numpy.ndarray of LineString
        In metres.
    source : str
        Where they are from, for the note.
    said : str
        What else the note must say.
    """
    noded = shapely.union_all(np.concatenate([lines, _joints(lines)]), grid_size=GRID_M)
    x, y, graph = _network(_lines_of(np.array([noded], dtype=object)))
    x, y, graph, left_km = _without_scraps(x, y, graph)
    scraps = f" Left out: short pieces that meet no other street ({left_km:,.1f} km)." if left_km else ""
    note = (
        f"Walked along {float(graph.sum()) / 2000:,.0f} km of streets from {source}, which are taken to meet "
        f"wherever they cross.{said}{scraps}"
    )
    return Streets(x, y, graph, note)


def _whole(shapes: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Say of which shapes every coordinate is a number."""
    spots, owner = shapely.get_coordinates(shapes, return_index=True)
    whole = np.ones(len(shapes), dtype=bool)
    whole[owner[~np.isfinite(spots).all(axis=1)]] = False
    return whole


def _lines_of(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Take the lines out of whatever the shapes are."""
    parts = shapely.get_parts(shapely.get_parts(shapes))  # collections may hold multi-lines
    kept: NDArray[np.object_] = parts[
        (shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING) & (shapely.length(parts) > 0)
    ]
    return kept


def _joints(lines: NDArray[np.object_]) -> NDArray[np.object_]:
    """Lines from each end to other lines that it nearly meets."""
    owner = np.tile(np.arange(len(lines)), 2)
    ends = np.concatenate([shapely.get_point(lines, 0), shapely.get_point(lines, -1)])
    end, line = shapely.STRtree(lines).query(ends, predicate="dwithin", distance=JOIN_M)
    other = owner[end] != line
    joints = shapely.shortest_line(ends[end[other]], lines[line[other]])
    nearly: NDArray[np.object_] = joints[shapely.length(joints) > 0]
    return nearly


def _network(lines: NDArray[np.object_]) -> tuple[NDArray[np.float64], NDArray[np.float64], csr_array]:
    """Nodes at every bend and every 30 m, and the metres between neighbours."""
    spots, owner = shapely.get_coordinates(shapely.segmentize(lines, STEP_M), return_index=True)
    nodes, node = np.unique(np.round(spots, 3), axis=0, return_inverse=True)
    if len(nodes) > MOST_NODES:
        raise BoundaryError(
            f"[streets] file: {len(nodes):,} points of streets are more than {MOST_NODES:,}. Cut the "
            f"file down to the area and 3 km around it."
        )
    node = node.ravel()
    follows = np.flatnonzero(owner[1:] == owner[:-1])
    a, b = node[follows], node[follows + 1]
    apart = a != b
    a, b = a[apart], b[apart]
    low, high = np.minimum(a, b), np.maximum(a, b)
    low, high = np.unique(np.column_stack([low, high]), axis=0).T
    metres = np.hypot(*(nodes[low] - nodes[high]).T)
    both = (np.concatenate([low, high]), np.concatenate([high, low]))
    graph = csr_array((np.concatenate([metres, metres]), both), shape=(len(nodes), len(nodes)))
    return nodes[:, 0], nodes[:, 1], graph


def _without_scraps(
    x: NDArray[np.float64], y: NDArray[np.float64], graph: csr_array
) -> tuple[NDArray[np.float64], NDArray[np.float64], csr_array, float]:
    """Leave out short pieces that meet nothing; the longest piece always stays."""
    count, piece = connected_components(graph, directed=False)
    metres = np.bincount(piece, weights=graph.sum(axis=1), minlength=count) / 2
    stays = (metres >= LEAST_PIECE_M) | (metres == metres.max())
    kept = np.flatnonzero(stays[piece])
    return x[kept], y[kept], csr_array(graph[kept][:, kept]), float(metres[~stays].sum()) / 1000
