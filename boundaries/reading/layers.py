"""One file of a known kind, looked at in the way of its kind, and only then opened by GDAL."""

import re
from pathlib import Path
from typing import Any

from boundaries.errors import BoundaryError
from boundaries.reading.layer import choose_layer

__all__ = ["WANTED", "Layers"]

WANTED = (
    "GeoJSON (.geojson), GeoPackage (.gpkg), shapefile (.shp, or all its parts in one .zip) or MapInfo (.tab)"
)
SHAPEFILE, SQLITE = b"\x00\x00\x27\x0a", b"SQLite format 3\x00"
MOST_COLUMNS_SHOWN = 40


class Layers:
    """One file of a known kind, checked, and not yet opened by GDAL."""

    def __init__(self, file: Path, head: bytes, *, shown: str) -> None:
        self.shown = shown
        self.numbers: list[int] | None = None
        self.tables: dict[str, list[str]] | None = None
        self.encoding: str | None = None
        self.notes: list[str] = []
        if head[:4] == SHAPEFILE:
            from boundaries.reading.shapefile import check_shapefile

            self.file, self.driver = _renamed(file, ".shp"), "ESRI Shapefile"
            self.encoding, self.notes = check_shapefile(self.file, shown=shown)
        elif head == SQLITE:
            from boundaries.reading.geopackage import check_geopackage

            self.file, self.driver = _renamed(file, ".gpkg"), "GPKG"
            self.tables, self.notes = check_geopackage(self.file, shown=shown)
        elif head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(b"!table"):
            from boundaries.reading.mapinfo import check_mapinfo

            self.file, self.driver = _renamed(file, ".tab"), "MapInfo File"
            check_mapinfo(self.file, shown=shown)
        elif (
            not head
            or head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in b"{[<\x1e"
            or shown.lower().endswith((".json", ".geojson"))
        ):
            from boundaries.reading.geojson import check_geojson

            self.file, self.driver = _renamed(file, ".geojson"), "GeoJSON"
            self.numbers, self.notes = check_geojson(self.file, shown=shown)
        else:
            raise BoundaryError(
                f"{shown} is not a file of shapes that can be opened. Right would be: {WANTED}."
            )

    def columns(self) -> dict[str, list[str]]:
        """The columns of each layer; a file that is one layer only calls it "layer"."""
        if self.tables is not None:
            return self.tables
        return {"layer": self._opened(None)["fields"].tolist()}

    def read(
        self, columns: str, *, asked: str | None, choice: dict[str, str], answer: Path
    ) -> dict[str, Any]:
        """Leave the shapes and the columns that are wanted in a file, and say what they are."""
        notes, layer = list(self.notes), None
        if self.tables is not None:
            layer, more = choose_layer(self.tables, asked=asked, **choice)
            notes += more
        info = self._opened(layer)
        there = info["fields"].tolist()
        wanted = [name for name in there if re.fullmatch(columns, name, re.IGNORECASE)]
        return {
            "crs": self._write(layer, wanted, answer),
            "columns": there[:MOST_COLUMNS_SHOWN],
            "notes": notes,
        }

    def _opened(self, layer: str | None) -> dict[str, Any]:
        import pyogrio

        try:
            info: dict[str, Any] = pyogrio.read_info(self.file, layer=layer)
        except MemoryError:
            raise
        except pyogrio.errors.CRSError:
            raise BoundaryError(
                f"{self.shown}: its coordinate system (.prj) cannot be made out. Save the file again in "
                f"British National Grid (EPSG:27700) or WGS 84 (EPSG:4326)."
            ) from None
        except Exception:  # GDAL's own words name our copy, and nobody could mend the file by them
            raise self._damaged() from None
        if info["driver"] != self.driver:
            raise BoundaryError(f"{self.shown} is not a file of shapes that can be opened.")
        if info["geometry_type"] is None:
            raise BoundaryError(f"{self.shown}: No shapes in this file. Save the layer with its shapes.")
        return info

    def _write(self, layer: str | None, wanted: list[str], answer: Path) -> str | None:
        from pyogrio import raw

        from boundaries.reading.answer import write_answer

        try:
            meta, _, shapes, fields = raw.read(self.file, layer=layer, columns=wanted, encoding=self.encoding)
        except MemoryError:
            raise
        except Exception:
            raise self._damaged() from None
        if self.numbers is not None and len(shapes) != len(self.numbers):
            raise self._damaged()
        write_answer(answer, shapes, dict(zip(meta["fields"].tolist(), fields, strict=True)), self.numbers)
        system: str | None = meta["crs"]
        return system

    def _damaged(self) -> BoundaryError:
        return BoundaryError(
            f"{self.shown} cannot be read: The file is damaged, or parts of it are missing. "
            f"Download it again."
        )


def _renamed(file: Path, suffix: str) -> Path:
    """Give a file the ending of what it is; its parts have it already."""
    if file.suffix == suffix:
        return file
    log = file.with_name(f"{file.name}-wal")
    if log.exists():
        log.rename(file.with_suffix(f"{suffix}-wal"))
    return file.rename(file.with_suffix(suffix))
