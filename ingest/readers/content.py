"""What a file is, told by its first bytes; its name is never believed."""

import re

from ingest.errors import FileRefused

__all__ = ["kind_of", "name_allowed"]

TABLES = "Send the incidents as CSV, a workbook (.xlsx, .xls, .ods), GeoJSON or Parquet."
MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"II*\x00", "a picture (TIFF)"),
    (b"MM\x00*", "a picture (TIFF)"),
    (b"%PDF", "a PDF document"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
    (b"#!", "a script"),
    (b"{\\rtf", "a text document (RTF)"),
    (b"SQLite format 3\x00", "a database (SQLite or GeoPackage)"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"ARROW1", "an Arrow file"),
)


def kind_of(data: bytes) -> str:
    """Tell the family of a file: parquet, zip, gzip, ole (old Excel), geojson or delimited.

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
    for magic, what in MAGIC:
        if data.startswith(magic) and (magic not in (b"MZ", b"BZh") or b"\x00" in data[:256]):
            raise FileRefused(f"This is {what}, not a table. {TABLES}")
    if data[257:262] == b"ustar":
        raise FileRefused(f"This is a tar archive. Send one file, or a zip with one file in it. {TABLES}")
    return _kind_of_text(data)


def _kind_of_text(data: bytes) -> str:
    start = data[:4096].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe\x1e \t\r\n")
    if re.match(rb"<(!doctype\s+html|html|table|head|body|meta|style|div)\b", start, re.IGNORECASE):
        raise FileRefused(
            "This is a web page, not a workbook or a CSV (some case systems save one under the name .xls). "
            "Open it in Excel and save it as .xlsx."
        )
    if re.match(rb"<(\?xml|!--|!doctype|[A-Za-z][\w:.-]*[\s>/])", start, re.IGNORECASE):
        raise FileRefused(f"This is an XML file, not a table and not GeoJSON. {TABLES}")
    if start[:1] == b"{" or (start[:1] == b"[" and re.match(rb"\[\s*[\[{]", start)):
        return "geojson"
    return "delimited"


def name_allowed(name: str) -> None:
    """Refuse a name that is an address or a path; names are shown, never opened.

    Raises
    ------
    FileRefused
        If the name holds a slash, a scheme such as `WFS:`, or characters that do not print.
    """
    printable = name.isprintable() and 0 < len(name) <= 255
    if not printable or re.search(r"[/\\]", name) or re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", name):
        raise FileRefused(
            "The file's name is not allowed: it looks like an address or a path. "
            "Give the file a plain name, such as april.csv, and send it again."
        )
