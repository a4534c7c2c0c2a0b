"""The demo borough: an invented town at a river mouth, drawn by rule and dice in the middle of the North Sea.

Nothing here exists and nobody lives here: no real street, estate or community is shown as anything.
"""

from pathlib import Path

from boundaries.invented.borough import build_borough
from boundaries.invented.plan import NAME, ORIGIN, PLACE, RIVER_NAME
from boundaries.invented.write import AUTHORITY, write_borough

__all__ = ["AUTHORITY", "NAME", "ORIGIN", "PLACE", "RIVER_NAME", "SEED", "make_borough"]

SEED = 7
"""The seed of the borough that `common-ground demo` makes."""


def make_borough(folder: Path | str, *, seed: int = SEED) -> Path:
    """Write the invented borough's files into a folder, made if it is not there.

    Parameters
    ----------
    folder : path
        Receives wards, water, parks, roads, rail, stations (GeoJSON, EPSG:4326), population.csv,
        postcodes.csv (layout of Code-Point Open), centres.csv, landmarks.csv, published_counts.csv and
        published_residents.csv (the boroughs beside it) and partnership.toml.
    seed : int
        The same seed writes the same bytes.

    Returns
    -------
    pathlib.Path
        The partnership file.
    """
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    write_borough(build_borough(seed), place)
    return place / "partnership.toml"
