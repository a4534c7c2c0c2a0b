"""Packed files: one data file in a gz or zip, and none of the tricks."""

import gzip
import io
import stat
import tarfile
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from ingest.errors import ChoiceNeeded, FileRefused
from ingest.read import read_bytes

CSV = b"ref,date,ward\nA1,03/04/2025,Market\nA2,03/04/2025,Market\n"


def zipped(**files: bytes) -> bytes:
    return packed({name.replace("__", "."): content for name, content in files.items()})


def packed(files: dict[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def workbook() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        for name in ("Apr", "May"):
            sheet = book.add_worksheet(name)
            for k, line in enumerate(CSV.decode().splitlines()):
                sheet.write_row(k, 0, line.split(","))
    return out.getvalue()


def test_a_gz_is_read() -> None:
    assert read_bytes(gzip.compress(CSV)).frame.height == 2


def test_a_gz_of_several_parts_is_read() -> None:
    assert read_bytes(gzip.compress(CSV) + gzip.compress(b"A3,03/04/2025,Market\n")).frame.height == 3


def test_a_repetitive_return_is_not_a_bomb() -> None:
    text = CSV + b"A3,03/04/2025,Market\n" * 200_000
    data = gzip.compress(text)
    assert len(text) > 100 * len(data), "it shrinks as a bomb does"
    assert read_bytes(data).frame.height == 200_002
    assert read_bytes(packed({"a.csv": text})).frame.height == 200_002


def test_one_file_in_a_zip_is_read_and_named() -> None:
    table = read_bytes(packed({"returns/april.csv": CSV, "__MACOSX/._april.csv": b"\0\5", ".DS_Store": b"x"}))
    assert table.frame.height == 2 and table.notes == ("Read from 'returns/april.csv' inside the zip.",)


def test_several_files_need_a_choice() -> None:
    data = packed({"april.csv": CSV, "may.csv": CSV + b"A3,03/05/2025,Market\n"})
    with pytest.raises(
        ChoiceNeeded, match=r"The zip holds 2 files: 'april.csv', 'may.csv'\. Choose one"
    ) as refusal:
        read_bytes(data)
    assert refusal.value.choices == ("april.csv", "may.csv")
    assert read_bytes(data, sheet="may.csv").frame.height == 3


def test_a_workbook_in_a_zip_is_read_by_its_sheet() -> None:
    assert read_bytes(packed({"april.xlsx": workbook()}), sheet="May").sheet == "May"


def link() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        entry = zipfile.ZipInfo("a.csv")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")
    return out.getvalue()


def locked() -> bytes:
    data = bytearray(zipped(a__csv=CSV))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + place] |= 1
    return bytes(data)


def lying() -> bytes:
    """A directory that claims less than is there."""
    data = bytearray(packed({"a.csv": b"a,b\n" + b"1,2\n" * 60_000_000}))
    at = data.index(b"PK\x01\x02") + 24
    data[at : at + 4] = (1000).to_bytes(4, "little")
    return bytes(data)


def tar() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        entry = tarfile.TarInfo("a.csv")
        entry.size = len(CSV)
        archive.addfile(entry, io.BytesIO(CSV))
    return out.getvalue()


REFUSED = [
    pytest.param(
        lambda: gzip.compress(b"a,b\n" * 55_000_000, 1),
        "Unpacks to more than 200 MB",
        id="gz of 220 MB",
        marks=pytest.mark.bad_input("B160"),
    ),
    pytest.param(
        lambda: packed({"a.csv": b"a,b\n" * 60_000_000}),
        "Unpacks to 240 MB; the limit is 200 MB",
        id="zip of 240 MB",
        marks=pytest.mark.bad_input("B187"),
    ),
    pytest.param(lying, ("damaged", "Unpacks to"), id="zip whose directory lies"),
    pytest.param(
        lambda: packed({"../../a.csv": CSV}),
        "points outside",
        id="path traversal",
        marks=pytest.mark.bad_input("B185"),
    ),
    pytest.param(lambda: packed({"/etc/a.csv": CSV}), "points outside", id="absolute path"),
    pytest.param(lambda: packed({"C:\\a.csv": CSV}), "points outside", id="drive path"),
    pytest.param(link, "holds a link", id="link"),
    pytest.param(locked, "locked with a password", id="locked"),
    pytest.param(
        lambda: packed({f"{k}.csv": CSV for k in range(51)}), "holds 51 files; the limit is 50", id="51 files"
    ),
    pytest.param(
        lambda: zipped(a__zip=zipped(a__csv=CSV)),
        "packed file lies inside",
        id="zip in a zip",
        marks=pytest.mark.bad_input("B187"),
    ),
    pytest.param(lambda: zipped(a__gz=gzip.compress(CSV)), "packed file lies inside", id="gz in a zip"),
    pytest.param(lambda: gzip.compress(gzip.compress(CSV)), "packed file lies inside", id="gz in a gz"),
    pytest.param(lambda: zipped(a__shp=b"x", a__dbf=b"y"), "No CRS (.prj)", id="parts of a shapefile"),
    pytest.param(lambda: packed({}), "no file in the zip", id="nothing in it"),
    pytest.param(lambda: zipped(a__csv=b"\xff\xd8\xff\xe0"), "This is a picture", id="picture in it"),
    pytest.param(lambda: zipped(a__csv=CSV)[:60], "The zip is damaged", id="cut zip"),
    pytest.param(lambda: gzip.compress(CSV * 50)[:60], "The gz file stopped part way", id="cut gz"),
    pytest.param(lambda: gzip.compress(CSV)[:-8] + b"12345678", "The gz file is damaged", id="damaged gz"),
    pytest.param(tar, "This is a tar archive", id="tar"),
    pytest.param(lambda: gzip.compress(tar()), "This is a tar archive", id="tar.gz"),
]


@pytest.mark.parametrize(("make", "words"), REFUSED)
def test_is_refused(make, words, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FileRefused) as refusal:
        read_bytes(make())
    assert any(word in str(refusal.value) for word in ([words] if isinstance(words, str) else words))
    assert not list(tmp_path.iterdir()), "nothing is unpacked to disk"
