"""Shapefiles looked at part by part: all there, of one length, and in which letters the table is written."""

import re
from pathlib import Path

from boundaries.errors import BoundaryError

__all__ = ["check_shapefile"]

UTF8 = re.compile(r"(utf-?8|65001)", re.IGNORECASE)
WESTERN = re.compile(
    r"(ansi|cp|windows-?|win)?[ _-]?1252|(iso[ _-]?)?8859[ _-]?1|iso8859-1|latin-?1|88591", re.I
)
DBF_CODE_PAGES = {0x03: "1252", 0x57: "1252"}
NEEDED = (".shx", ".dbf")


def check_shapefile(file: Path, *, shown: str) -> tuple[str | None, list[str]]:
    """Refuse parts that are missing or do not belong together.

    Parameters
    ----------
    file : pathlib.Path
        The .shp of a copy of our own; letters cut in half at the end of a field are blanked in it.
    shown : str

    Returns
    -------
    encoding : str or None
        In which to read the table; None leaves it to what the file declares.
    notes : list of str
    """
    absent = [suffix for suffix in NEEDED if not file.with_suffix(suffix).exists()]
    if absent:
        raise BoundaryError(
            f"{shown} cannot be read: its {' and '.join(absent)} part is missing. A shapefile needs .shp, "
            f".shx, .dbf and .prj side by side: keep the parts together."
        )
    table = bytearray(file.with_suffix(".dbf").read_bytes())
    shapes = (file.with_suffix(".shx").stat().st_size - 100) // 8
    rows = int.from_bytes(table[4:8], "little")
    _check_lengths(file, table, shapes=shapes, rows=rows, shown=shown)
    cpg = file.with_suffix(".cpg")
    declared = cpg.read_bytes()[:40].decode("ascii", "replace").strip() if cpg.exists() else ""
    declared = declared or DBF_CODE_PAGES.get(table[29], "")
    return _encoding(file.with_suffix(".dbf"), table, declared, shown=shown)


def _check_lengths(file: Path, table: bytearray, *, shapes: int, rows: int, shown: str) -> None:
    head = file.read_bytes()[:100]
    stated = int.from_bytes(head[24:28], "big") * 2
    width = int.from_bytes(table[10:12], "little")
    first = int.from_bytes(table[8:10], "little")
    if len(head) < 100 or stated > file.stat().st_size or shapes < 0 or len(table) < first + rows * width:
        raise BoundaryError(
            f"{shown} cannot be read: The file is damaged or stops part way. Download it again."
        )
    if rows != shapes:
        raise BoundaryError(
            f"{shown} cannot be read: it has {shapes} shapes (.shx) but {rows} rows (.dbf), so its parts do "
            f"not belong together. Download all of them again."
        )


def _encoding(file: Path, table: bytearray, declared: str, *, shown: str) -> tuple[str | None, list[str]]:
    first = int.from_bytes(table[8:10], "little")
    if table[first:].isascii() or (
        declared and not UTF8.fullmatch(declared) and not WESTERN.fullmatch(declared)
    ):
        return None, []
    unicode = _is_utf8(table)
    if unicode:
        file.write_bytes(table)
        return "utf-8", [] if UTF8.fullmatch(declared) else [f"{shown}: Text read as UTF-8."]
    return "cp1252", [] if WESTERN.fullmatch(declared) else [f"{shown}: Text read as Windows-1252."]


def _is_utf8(table: bytearray) -> bool:
    """Tell whether every text of the table is UTF-8; blanks a letter cut in half where its field ends."""
    first, width = int.from_bytes(table[8:10], "little"), int.from_bytes(table[10:12], "little")
    rows = int.from_bytes(table[4:8], "little")
    fields, at = [], 1
    for place in range(32, first - 31, 32):
        if table[place] == 0x0D:
            break
        length = table[place + 16]
        if table[place + 11] == ord("C"):
            fields.append((at, length))
        at += length
    for row in range(rows):
        start = first + row * width
        if table[start : start + width].isascii():
            continue
        for at, length in fields:
            text = table[start + at : start + at + length]
            try:
                text.decode("utf-8")
            except UnicodeDecodeError as cause:
                if cause.reason != "unexpected end of data":
                    return False
                table[start + at + cause.start : start + at + length] = b" " * (length - cause.start)
    return True
