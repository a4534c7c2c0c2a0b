"""What a file is, told by its first bytes; its name is never believed."""

import re
from pathlib import PurePosixPath
from urllib.parse import unquote

from ingest.errors import FileRefused

__all__ = ["described_too_large", "kind_of", "misnamed", "name_allowed"]

TABLES = "Send the incidents as CSV, a workbook (.xlsx, .xls, .ods), GeoJSON, GeoPackage or Parquet."
MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xff\xd8\xff", "a picture (JPEG)"),
    (0, b"\x89PNG", "a picture (PNG)"),
    (0, b"GIF8", "a picture (GIF)"),
    (0, b"II*\x00", "a picture (TIFF)"),
    (0, b"MM\x00*", "a picture (TIFF)"),
    (8, b"WEBP", "a picture (WebP)"),
    (8, b"WAVE", "a sound recording"),
    (4, b"ftyp", "a picture or a film"),
    (0, b"%PDF", "a PDF document"),
    (0, b"\x7fELF", "a program"),
    (0, b"\xca\xfe\xba\xbe", "a program"),
    (0, b"\xcf\xfa\xed\xfe", "a program"),
    (0, b"#!", "a script"),
    (0, b"L\x00\x00\x00\x01\x14\x02\x00", "a shortcut to a file, not the file itself"),
    (0, b"{\\rtf", "a text document (RTF)"),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (0, b"Rar!", "a RAR archive"),
    (0, b"\xfd7zXZ", "an xz archive"),
    (0, b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (0, b"ARROW1", "an Arrow file"),
)
BINARY_MAGIC = ((b"MZ", "a program"), (b"BZh", "a bzip2 archive"), (b"BM", "a picture (BMP)"))
"""Letters that a text may begin with too: believed only where a zero byte follows."""

SUFFIXES: dict[str, tuple[str, frozenset[str]]] = {
    "delimited": ("plain text", frozenset({".csv", ".tsv", ".txt", ".tab", ".psv", ".dat"})),
    "zip": ("a workbook or a zip", frozenset({".xlsx", ".ods", ".zip", ".xlsm", ".xlsb"})),
    "ole": ("an old Excel workbook", frozenset({".xls"})),
    "gzip": ("a gz file", frozenset({".gz"})),
    "geojson": ("GeoJSON", frozenset({".geojson", ".json"})),
    "geopackage": ("a GeoPackage", frozenset({".gpkg"})),
    "parquet": ("Parquet", frozenset({".parquet", ".geoparquet", ".pq"})),
}
PROGRAMS = re.compile(r"\.(exe|com|bat|cmd|scr|msi|dll|js|vbs|ps1|jar|lnk|sh|html?|svg)$", re.IGNORECASE)
DEVICES = r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)"


def kind_of(data: bytes) -> str:
    """Tell the family of a file: parquet, zip, gzip, ole (old Excel), geopackage, geojson or delimited.

    Raises
    ------
    FileRefused
        If the file is empty, or is something that holds no table.
    """
    if not data:
        raise FileRefused("The file is empty (0 bytes). Export it again and send the new file.")
    if data[:4] in (b"PAR1", b"PARE"):
        return "parquet"
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return "zip"
    if data[:2] == b"\x1f\x8b":
        return "gzip"
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return "ole"
    if data[:16] == b"SQLite format 3\x00":
        return "geopackage"
    _refuse_other(data)
    return _kind_of_text(data)


def described_too_large(described: int) -> FileRefused:
    """Say that what a Parquet file says of itself is longer than it may be."""
    return FileRefused(
        f"The file's description of itself is too large ({described / 1e6:,.0f} MB). "
        "Write it again without extra metadata."
    )


def _refuse_other(data: bytes) -> None:
    """Refuse what is known to be no table."""
    for place, magic, what in MAGIC:
        if data[place : place + len(magic)] == magic:
            raise _file_type(what)
    for magic, what in BINARY_MAGIC:
        if data.startswith(magic) and b"\x00" in data[:256]:
            raise _file_type(what)
    if data[257:262] == b"ustar":
        raise FileRefused(f"This is a tar archive. Send one file, or a zip with one file in it. {TABLES}")
    if data[:4] == b"\x00\x00\x27\x0a" or _is_dbf(data):
        raise FileRefused(
            "This is one part of a shapefile. Put the .shp, .shx, .dbf and .prj in one zip and send that."
        )
    if re.match(rb"\x09[\x00\x02\x04\x08]", data) and b"\x00" in data[:16]:
        raise FileRefused("This is a very old Excel file. Open it in Excel and save it as .xlsx.")
    if re.search(rb"(^|\n)%PDF-\d", data[:1024]):
        raise _file_type("a PDF document")
    if b"PK\x05\x06" in data[-66_000:]:
        raise FileRefused(
            "A zip lies behind the beginning of this file, so it is two files in one. Send the table alone."
        )


def _file_type(what: str) -> FileRefused:
    return FileRefused(f"File type not allowed. This is {what}, not a table such as CSV. {TABLES}")


def _is_dbf(data: bytes) -> bool:
    """True for a dBase header: a version, a day, and a length that ends in its own end mark."""
    if len(data) < 33 or data[0] not in (0x03, 0x30, 0x83, 0x8B, 0xF5):
        return False
    head = int.from_bytes(data[8:10], "little")
    day = 1 <= data[2] <= 12 and 1 <= data[3] <= 31
    return day and head >= 33 and b"\x00" in data[:32] and data[head - 1 : head] in (b"\x0d", b"")


def _kind_of_text(data: bytes) -> str:
    start = data[:4096].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe\x1e \t\r\n")
    if re.match(rb"<(!doctype\s+html|html|table|head|body|meta|style|div)\b|mime-version:", start, re.I):
        raise FileRefused(
            "This is a web page, not a workbook or a CSV (some case systems save one under the name .xls). "
            "Open it in Excel and save it as .xlsx."
        )
    if b"urn:schemas-microsoft-com:office:spreadsheet" in start or b'progid="Excel.Sheet"' in start:
        raise FileRefused("This is a workbook saved as XML. Open it in Excel and save it as .xlsx.")
    if re.match(rb"<(\?xml|!--|!doctype|[A-Za-z][\w:.-]*[\s>/])", start, re.IGNORECASE):
        raise FileRefused(f"This is an XML file: this is not GeoJSON and not a table. {TABLES}")
    if start[:1] == b"{" or (start[:1] == b"[" and re.match(rb"\[\s*[\[{]", start)):
        return "geojson"
    return "delimited"


def misnamed(name: str, data: bytes) -> tuple[str, ...]:
    """Say where a name promises another kind of file than the bytes hold; the bytes win."""
    kind, suffix = kind_of(data), PurePosixPath(name).suffix.lower()
    what, usual = SUFFIXES[kind]
    promised = {each for _, suffixes in SUFFIXES.values() for each in suffixes}
    if suffix in usual or suffix not in promised:
        return ()
    return (f"The name ends in '{suffix}', but the file is {what}; read as that.",)


def name_allowed(name: str) -> None:
    """Refuse a name that is an address, a path or a program's; names are shown, never opened.

    Raises
    ------
    FileRefused
        If the name holds a slash (as it stands or as %2F), a scheme such as `WFS:`, characters that do
        not print, is a device of Windows, or ends as programs and web pages do.
    """
    told = unquote(name)
    printable = name.isprintable() and told.isprintable() and 0 < len(name) <= 255
    address = re.search(r"[/\\]", told) or re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", told)
    if not printable or address or told in (".", "..") or re.match(DEVICES, told):
        raise FileRefused(
            "The file's name is not allowed: it looks like an address, a path or a device, or holds signs "
            "that do not print. Give the file a plain name, such as april.csv, and send it again."
        )
    program = PROGRAMS.search(name.rstrip(". "))
    if program:
        raise FileRefused(f"File type not allowed: a name may not end in '{program[0].lower()}'. {TABLES}")
