"""Files made to do harm: none reaches a file, an address or the house; each gets a plain sentence."""

import contextlib
import gzip
import io
import json
import os
import socket
import sqlite3
import stat
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import xlsxwriter

from ingest import landlock, reader_process
from ingest.errors import FileRefused
from ingest.limits import LIMITS
from ingest.read import read_table
from ingest.reader_process import read_file

GOOD = b"ref,date,ward\nA1,03/04/2025,Quayside\n"
CANARY = "canary-of-the-records"


@pytest.fixture
def listener() -> Iterator[tuple[int, list[bytes]]]:
    """A door of ours on this machine, and what was said at it."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        heard: list[bytes] = []

        def listen() -> None:
            with contextlib.suppress(OSError):
                while True:
                    with server.accept()[0] as caller:
                        caller.settimeout(1)
                        with contextlib.suppress(OSError):
                            heard.append(caller.recv(200))

        threading.Thread(target=listen, daemon=True).start()
        yield server.getsockname()[1], heard


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def workbook(formula: str) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for row in range(3):
            sheet.write_row(
                row, 0, ["ref", "date", "ward"] if not row else [f"A{row}", "03/04/2025", "Quayside"]
            )
        sheet.write_formula(1, 2, formula, None, "Quayside")
    return out.getvalue()


def entity(address: str) -> bytes:
    """A workbook whose strings ask for something from elsewhere."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook("=1"))) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == "xl/sharedStrings.xml":
                asks = f'<!DOCTYPE a [<!ENTITY x SYSTEM "{address}">]><sst'.encode()
                content = content.replace(b"<sst", asks, 1).replace(b"Quayside", b"&x;", 1)
            new.writestr(entry.filename, content)
    return out.getvalue()


def pipeline(address: str) -> bytes:
    return json.dumps(
        {"type": "gdal_streamed_alg", "command_line": f"gdal vector pipeline ! read {address} ! write x"}
    ).encode()


def virtual(address: str) -> bytes:
    return (
        f'<OGRVRTDataSource><OGRVRTLayer name="incidents"><SrcDataSource>{address}</SrcDataSource>'
        "</OGRVRTLayer></OGRVRTDataSource>"
    ).encode()


def attaching(address: str) -> bytes:
    """A GeoPackage with a view and a trigger that would attach another database or load code."""
    base = sqlite3.connect(":memory:")
    base.executescript(
        f"""CREATE TABLE gpkg_contents (table_name, data_type, srs_id);
        CREATE TABLE gpkg_geometry_columns (table_name, column_name, geometry_type_name, srs_id);
        INSERT INTO gpkg_contents VALUES ('v', 'features', 27700);
        INSERT INTO gpkg_geometry_columns VALUES ('v', 'geom', 'POINT', 27700);
        CREATE VIEW v AS SELECT load_extension('{address}') AS geom, 1 AS fid;"""
    )
    base.commit()
    return base.serialize()


HOSTILE: dict[str, tuple[Callable[[str], bytes], str]] = {
    "GDAL pipeline": (pipeline, "This is not GeoJSON"),
    "VRT": (virtual, "this is not GeoJSON"),
    "WFS": (lambda to: f"<OGRWFSDataSource><URL>{to}</URL></OGRWFSDataSource>".encode(), "not GeoJSON"),
    "an address alone": (lambda to: f"{to}\n".encode(), "Only one column was found"),
    "a path of GDAL's": (lambda to: f"/vsicurl/{to}\n".encode(), "Only one column was found"),
    "a connection of GDAL's": (lambda to: f"WFS:{to}\n".encode(), "Only one column was found"),
    "a link for a CRS": (
        lambda to: json.dumps(
            {"type": "FeatureCollection", "crs": {"type": "link", "properties": {"href": to}}, "features": []}
        ).encode(),
        "The file's CRS is one that is not known here",
    ),
    "an entity": (entity, "The workbook holds a DTD, which is not allowed."),
    "a database that attaches": (attaching, "Only ordinary tables are read; 'v' is a view."),
    "a web page": (lambda to: f'<html><img src="{to}"></html>'.encode(), "This is a web page"),
}
MARKS = {
    "GDAL pipeline": pytest.mark.bad_input("B169"),
    "VRT": pytest.mark.bad_input("B170"),
    "WFS": pytest.mark.bad_input("B170"),
    "an entity": pytest.mark.bad_input("B157"),
}


@pytest.mark.parametrize("name", [pytest.param(name, marks=MARKS.get(name, ())) for name in HOSTILE])
def test_nothing_is_fetched_and_nothing_of_ours_is_read(
    name: str, listener: tuple[int, list[bytes]], tmp_path: Path
) -> None:
    """Each asks for an address of ours, then for a file of ours: nobody calls, and the file stays shut."""
    port, heard = listener
    secret = tmp_path / "records.csv"
    secret.write_text(f"ref,date,text\nA1,03/04/2025,{CANARY}\n")
    make, words = HOSTILE[name]
    for address in (f"http://127.0.0.1:{port}/x.geojson", str(secret)):
        path = tmp_path / "april.geojson"
        path.write_bytes(make(address))
        with pytest.raises(FileRefused) as refusal:
            read_file(path)
        assert words in str(refusal.value) and CANARY not in str(refusal.value)
    time.sleep(0.1)
    assert heard == []


def test_live_formulas_are_read_as_they_stand(listener: tuple[int, list[bytes]], tmp_path: Path) -> None:
    port, heard = listener
    path = tmp_path / "april.xlsx"
    path.write_bytes(workbook(f'=WEBSERVICE("http://127.0.0.1:{port}/")'))
    table = read_file(path)
    assert table.frame["ward"].to_list() == ["Quayside"] * 2 and heard == []
    assert "1 formula: the stored values were used; formulas dropped." in table.notes


def test_the_listener_hears_who_calls(listener: tuple[int, list[bytes]]) -> None:
    port, heard = listener
    socket.create_connection(("127.0.0.1", port), timeout=5).close()
    time.sleep(0.2)
    assert heard == [b""]


# What the child cannot do, whoever sits in it.


@pytest.fixture
def inside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], str]:
    """Run a line of Python where the reader would be, and hear what it says."""
    (tmp_path / "ingest").mkdir()
    home = reader_process.ROOT / "ingest"
    (tmp_path / "ingest" / "__init__.py").write_text(f"__path__.append({str(home)!r})\n")
    (tmp_path / "april.csv").write_bytes(GOOD)

    def run(code: str) -> str:
        (tmp_path / "ingest" / "read.py").write_text(
            "import ctypes, os, signal, socket, sys, time\nfrom pathlib import Path\n"
            "from ingest.errors import FileRefused\n"
            "def take_bytes(data, *, limits): return data\n"
            f"def read_bytes(data, *, sheet, limits):\n    {code}\n"
        )
        monkeypatch.setattr(reader_process, "ROOT", tmp_path)
        with pytest.raises(FileRefused) as refusal:
            read_file(tmp_path / "april.csv", limits=replace(LIMITS, wall_s=10))
        return str(refusal.value)

    return run


has_landlock = pytest.mark.skipif(
    not landlock.version(), reason="the kernel has no Landlock; the docs say so"
)


@has_landlock
@pytest.mark.parametrize(
    "path",
    [
        "/etc/passwd",
        "/proc/{parent}/environ",
        "/proc/{parent}/mem",
        "{records}",
        "{project}/pyproject.toml",
        "{project}/var",
        "/tmp",
        "/",
    ],
)
def test_the_child_opens_no_file_of_the_house(inside, tmp_path: Path, path: str) -> None:
    records = tmp_path / "records.sqlite"
    records.write_text(CANARY)
    project = Path(__file__).parents[2]
    path = path.format(parent=os.getpid(), records=records, project=project)
    code = (
        f"p = {path!r}\n    try: seen = os.listdir(p) if os.path.isdir(p) else open(p, 'rb').read(99)\n"
        "    except OSError as no: raise FileRefused(type(no).__name__)\n    raise FileRefused(f'{seen!r}')"
    )
    assert inside(code) in ("PermissionError", "FileNotFoundError")


@has_landlock
def test_the_child_writes_nowhere_but_in_its_folder(inside, tmp_path: Path) -> None:
    code = (
        f"Path('own').write_text('x')\n    try: Path({str(tmp_path / 'left')!r}).write_text('x')\n"
        "    except PermissionError: raise FileRefused('shut')"
    )
    assert inside(code) == "shut" and not (tmp_path / "left").exists()


@has_landlock
def test_no_connection_even_where_no_network_can_be_given_up(listener: tuple[int, list[bytes]]) -> None:
    """Landlock alone, without a network namespace."""
    if landlock.version() < landlock.TCP_FROM:
        pytest.skip("this kernel's Landlock knows of files only")
    port, heard = listener
    code = (
        "import socket, sys\nfrom ingest.landlock import shut_in\n"
        "assert shut_in(readable=[sys.prefix, sys.base_prefix], writable=[])\n"
        f"try: socket.create_connection(('127.0.0.1', {port}), timeout=2)\n"
        "except PermissionError: print('shut')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "shut\n" and heard == []


@pytest.mark.parametrize("signal", ["SIGSEGV", "SIGBUS", "SIGABRT", "SIGILL", "SIGFPE", "SIGTERM", "SIGPIPE"])
def test_a_child_that_crashes_is_told_of_and_gone(inside, signal: str) -> None:
    before = children()
    message = inside(f"os.kill(os.getpid(), signal.{signal})")
    assert "Nothing was loaded." in message and children() <= before


@pytest.mark.parametrize(
    "garbage",
    [
        "b''",
        "b'{'",
        "b'[]'",
        "b'null'",
        "b'7'",
        "b'{}'",
        "b'\\xff\\xfe'",
        'b\'{"blank": 0, "notes": [], "sheet": null}\'',
        "b'{\"choices\": 7}'",
        "b'{\"refused\": 7}'",
        'b\'{"refused": null, "choices": null}\'',
        'b\'{"blank": "x", "notes": 7, "sheet": 7}\'',
    ],
)
def test_a_garbage_answer_is_no_answer(inside, garbage: str) -> None:
    message = inside(f"Path('said.json').write_bytes({garbage}); os._exit(0)")
    assert "The reader stopped without an answer" in message and "Nothing was loaded." in message


def test_garbage_for_a_table_is_no_answer(inside) -> None:
    message = inside(
        "for p in ('frame', 'rows', 'set_aside'): Path(f'{p}.arrow').write_bytes(b'ARROW1' + os.urandom(9))\n"
        '    Path(\'said.json\').write_text(\'{"blank": 0, "notes": [], "sheet": null}\'); os._exit(0)'
    )
    assert "The reader stopped without an answer" in message


def test_links_for_an_answer_are_not_followed(inside, tmp_path: Path) -> None:
    """What the child leaves is read by name; a link to something of ours must not be."""
    secret = tmp_path / "said-by-us.json"
    secret.write_text(json.dumps({"refused": CANARY}))
    message = inside(f"os.symlink({str(secret)!r}, 'said.json'); os._exit(0)")
    assert CANARY not in message and "The reader stopped without an answer" in message


def test_an_endless_answer_is_not_taken_up(inside) -> None:
    message = inside(
        "Path('said.json').write_text('{\"refused\": \"' + 'x' * 9_000_000 + '\"}'); os._exit(0)"
    )
    assert len(message) < 2000


def test_a_grandchild_does_not_outlive_the_reading(inside, tmp_path: Path) -> None:
    """A reader that leaves a process behind leaves it dead."""
    message = inside(
        "pid = os.fork()\n    if not pid: time.sleep(60); os._exit(0)\n    raise FileRefused(str(pid))"
    )
    time.sleep(0.3)
    assert (
        not Path(f"/proc/{message}").exists()
        or "Z" in Path(f"/proc/{message}/stat").read_text().split(")")[1][:3]
    )


def children() -> set[int]:
    found = set()
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            if int(path.read_text().rsplit(")", 1)[1].split()[1]) == os.getpid():
                found.add(int(path.parent.name))
    return found


# Names.

NAMES = [
    pytest.param("/vsicurl/http://host/x.geojson", marks=pytest.mark.bad_input("B217")),
    pytest.param("WFS:http://host", marks=pytest.mark.bad_input("B217")),
    "\\\\host\\share\\april.csv",
    "C:april.csv",
    "../april.csv",
    "%2e%2e%2fapril.csv",
    "april%00.csv",
    "april\u202evsc.exe",
    "april\0.csv",
    "april\n.csv",
    "..",
    "CON",
    "nul.csv",
    "LPT1.csv",
    "Com3",
    "april.csv:stream",
    "a" * 256,
    "",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_is_more_than_a_name(
    name: str, tmp_path: Path, listener: tuple[int, list[bytes]]
) -> None:
    (tmp_path / "april.csv").write_bytes(GOOD)
    for read in (read_file, read_table):
        with pytest.raises(FileRefused, match="The file's name is not allowed"):
            read(tmp_path / "april.csv", name=name)
    assert listener[1] == []


@pytest.mark.parametrize(
    "name", ["april.csv.exe", "april.EXE", "return.js", "a.html", "a.svg", "a.bat.", "x.lnk"]
)
def test_a_name_of_a_program(name: str, tmp_path: Path) -> None:
    (tmp_path / "april.csv").write_bytes(GOOD)
    with pytest.raises(FileRefused, match="File type not allowed"):
        read_table(tmp_path / "april.csv", name=name)


@pytest.mark.parametrize(
    "name", ["April return (2).csv", "Ymchwiliad Caerdydd ŵ.csv", "100% of it.csv", "console.csv"]
)
def test_an_ordinary_name(name: str, tmp_path: Path) -> None:
    (tmp_path / "april.csv").write_bytes(GOOD)
    assert read_table(tmp_path / "april.csv", name=name).frame.height == 1


@pytest.mark.bad_input("B218")
@pytest.mark.parametrize(
    "program",
    [
        b"MZ\x90\0\3\0\0\0" + b"\0" * 60,
        b"\x7fELF\2\1\1\0",
        b"#!/bin/sh\ncurl x | sh\n",
        b"\xcf\xfa\xed\xfe\7\0\0\1",
        b"L\0\0\0\x01\x14\x02\0" + b"\0" * 60,
    ],
    ids=["Windows", "Linux", "script", "Mac", "shortcut"],
)
def test_a_program_under_the_name_of_a_table(program: bytes, tmp_path: Path) -> None:
    path = tmp_path / "april.csv"
    for content in (zipped({"april.csv": program}), gzip.compress(program), program):
        path.write_bytes(content)
        with pytest.raises(FileRefused, match="File type not allowed"):
            read_table(path)
    with pytest.raises(FileRefused, match="File type not allowed"):
        read_file(path)


# Zips.


def link() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        entry = zipfile.ZipInfo("april.csv")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")
    return out.getvalue()


def twice() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive, pytest.warns(UserWarning):
        archive.writestr("april.csv", GOOD)
        archive.writestr("april.csv", GOOD)
    return out.getvalue()


ZIPS = {
    "climbing": (lambda: zipped({"../../april.csv": GOOD}), "A name inside the zip is not allowed"),
    "absolute": (lambda: zipped({"/etc/april.csv": GOOD}), "A name inside the zip is not allowed"),
    "drive": (lambda: zipped({"C:\\april.csv": GOOD}), "A name inside the zip is not allowed"),
    "right to left": (lambda: zipped({"april\u202evsc.exe": GOOD}), "A name inside the zip is not allowed"),
    "zero byte in a name": (
        lambda: zipped({"aprilX.csv": GOOD}).replace(b"aprilX", b"april\0"),
        "A name inside the zip is not allowed",
    ),
    "link": (link, "The zip holds a link, not a file"),
    "one name twice": (twice, "Two files inside the zip have one name"),
    "names alike but for case": (lambda: zipped({"a.csv": GOOD, "A.csv": GOOD}), "have one name"),
    "10,001 files": (lambda: zipped({f"{k}.csv": b"" for k in range(10_001)}), "holds 10,001 files"),
    "zip in a zip": (lambda: zipped({"a.zip": zipped({"a.csv": GOOD})}), "A packed file lies inside"),
    "gz in a gz": (lambda: gzip.compress(gzip.compress(GOOD)), "A packed file lies inside"),
    "1 GB in 1 MB": (
        lambda: zipped({"a.csv": b"1,2\n" * 250_000_000}),
        "Unpacks to 1.0 GB; the limit is 200 MB.",
    ),
    "gz of 300 MB": (lambda: gzip.compress(b"1,2\n" * 75_000_000, 1), "Unpacks to more than 200 MB"),
}


@pytest.mark.parametrize("name", ZIPS)
def test_a_zip_made_to_do_harm(name: str, tmp_path: Path) -> None:
    make, words = ZIPS[name]
    path = tmp_path / "april.zip"
    path.write_bytes(make())
    began = time.monotonic()
    with pytest.raises(FileRefused) as refusal:
        read_file(path)
    assert words in str(refusal.value) and time.monotonic() - began < 30
    assert [each.name for each in tmp_path.iterdir()] == ["april.zip"]


def test_the_walls_stand_for_a_bomb_of_brackets(tmp_path: Path) -> None:
    path = tmp_path / "deep.geojson"
    path.write_bytes(b'{"type":' + b"[" * 20_000_000)
    with pytest.raises(FileRefused, match="nested too deeply"):
        read_file(path)
