"""Ward files in GeoPackages, shapefiles and zips, as programs leave them and as nobody should send them."""

import sqlite3
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pytest
from shapely import box

from boundaries.context import read_context
from boundaries.errors import BoundaryError
from boundaries.partnership import load_partnership
from boundaries.study_area import make_study_area
from boundaries.wards import read_wards

Parts = dict[str, bytes]
Zipped = Callable[[dict[str, bytes]], Path]


@pytest.fixture
def wards() -> gpd.GeoDataFrame:
    shapes = [box(530_000 + k * 1000, 180_000, 531_000 + k * 1000, 181_000) for k in range(3)]
    told = {"WD24CD": ["E05000001", "E05000002", "E05000003"], "WD24NM": ["Abbey", "Tŷ Gwyn", "Castle"]}
    return gpd.GeoDataFrame(told, geometry=shapes, crs=27700)


@pytest.fixture
def package(wards, tmp_path) -> Path:
    wards.to_file(tmp_path / "wards.gpkg", layer="wards")
    return tmp_path / "wards.gpkg"


@pytest.fixture
def parts(wards, tmp_path) -> Parts:
    """A shapefile's parts by their endings."""
    folder = tmp_path / "parts"
    folder.mkdir()
    wards.to_file(folder / "wards.shp", encoding="utf-8")
    return {part.suffix: part.read_bytes() for part in folder.iterdir()}


@pytest.fixture
def zipped(tmp_path) -> Zipped:
    def write(entries: dict[str, bytes]) -> Path:
        with zipfile.ZipFile(tmp_path / "wards.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in entries.items():
                archive.writestr(name, content)
        return tmp_path / "wards.zip"

    return write


def named(parts: Parts, stem: str) -> dict[str, bytes]:
    return {f"{stem}{suffix}": content for suffix, content in parts.items()}


def laid_out(folder: Path, parts: Parts) -> Path:
    for suffix, content in parts.items():
        (folder / f"laid{suffix}").write_bytes(content)
    return folder / "laid.shp"


def refused(path: Path, words: str) -> None:
    with pytest.raises(BoundaryError, match=words):
        read_wards(path)


class TestGeoPackage:
    @pytest.mark.bad_input("B175")
    def test_a_view_without_end(self, package):
        with sqlite3.connect(package) as store:
            store.execute(
                "CREATE VIEW boom AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
                "SELECT i AS fid, i AS WD24CD, NULL AS geom FROM n"
            )
            store.execute("UPDATE gpkg_contents SET table_name = 'boom', identifier = 'boom'")
        refused(package, "Only ordinary tables are read; 'boom' is a view")

    @pytest.mark.bad_input("B176")
    def test_a_view_of_a_huge_value(self, package):
        with sqlite3.connect(package) as store:
            store.execute("CREATE VIEW v AS SELECT 1 AS fid, zeroblob(900000000) AS geom")
        refused(package, "Only ordinary tables are read; 'v' is a view")

    def test_the_standards_own_views_do_no_harm(self, package):
        with sqlite3.connect(package) as store:
            store.execute("CREATE VIEW st_spatial_ref_sys AS SELECT srs_id FROM gpkg_spatial_ref_sys")
        assert len(read_wards(package).frame) == 3

    def test_a_table_that_another_program_would_fill(self, package):
        with sqlite3.connect(package) as store:
            store.execute("PRAGMA writable_schema = ON")
            store.execute(
                "INSERT INTO sqlite_master VALUES ('table', 'far', 'far', 0, "
                "'CREATE VIRTUAL TABLE far USING VirtualOGR(''/etc/passwd'')')"
            )
        refused(package, "Only ordinary tables are read; 'far' is a virtual table")

    def test_a_column_that_is_worked_out_when_read(self, package):
        with sqlite3.connect(package) as store:
            store.execute("ALTER TABLE wards ADD COLUMN huge AS (zeroblob(900000000))")
        refused(package, "Only ordinary columns are read; 'huge' is worked out")

    def test_a_trigger_never_fires(self, package):
        with sqlite3.connect(package) as store:
            for event in ("INSERT", "UPDATE", "DELETE"):
                store.execute(
                    f"CREATE TRIGGER t{event} AFTER {event} ON wards BEGIN SELECT load_extension('x'); END"
                )
        before = package.read_bytes()
        assert len(read_wards(package).frame) == 3
        assert package.read_bytes() == before

    @pytest.mark.bad_input("B178")
    def test_of_several_layers_the_one_with_ward_codes(self, package, wards):
        for name in ("roads", "parks"):
            wards.drop(columns=["WD24CD", "WD24NM"]).to_file(package, layer=name)
        found = read_wards(package)
        assert found.notes == ("wards.gpkg: 3 layers: 'wards' used.",) and len(found.frame) == 3

    def test_of_two_layers_with_ward_codes_the_one_called_wards(self, package, wards):
        wards[:1].to_file(package, layer="old")
        assert read_wards(package).notes == ("wards.gpkg: 2 layers: 'wards' used.",)

    def test_of_two_that_might_be_meant_one_must_be_chosen(self, wards, tmp_path):
        for name in ("spring", "autumn"):
            wards.to_file(tmp_path / "w.gpkg", layer=name)
        refused(tmp_path / "w.gpkg", r"2 layers: choose one of 'spring', 'autumn'.*layer = ")
        text = 'name = "T"\n[boundaries]\nwards = "w.gpkg"\nlayer = "{}"\n'
        (tmp_path / "p.toml").write_text(text.format("Autumn"))
        assert len(load_partnership(tmp_path / "p.toml").study_area().wards) == 3
        (tmp_path / "p.toml").write_text(text.format("winter"))
        with pytest.raises(BoundaryError, match=r"no layer 'winter'\. Its layers: 'spring', 'autumn'"):
            load_partnership(tmp_path / "p.toml").study_area()

    @pytest.mark.bad_input("B179")
    def test_a_table_without_shapes(self, wards, tmp_path):
        import pyogrio

        pyogrio.write_dataframe(wards.drop(columns="geometry"), tmp_path / "w.gpkg")
        refused(tmp_path / "w.gpkg", "No shapes in this file")

    @pytest.mark.bad_input("B181")
    def test_a_file_copied_while_it_was_open(self, package, tmp_path):
        store = sqlite3.connect(package)
        store.execute("PRAGMA journal_mode = WAL")
        for (name,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            store.execute(f'DROP TRIGGER "{name}"')
        store.commit()
        store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        store.execute("UPDATE wards SET WD24NM = 'Renamed' WHERE WD24CD = 'E05000001'")
        store.commit()
        copy = tmp_path / "copy.gpkg"
        copy.write_bytes(package.read_bytes())
        found = read_wards(copy)
        assert found.notes == ("copy.gpkg: The file was open when copied; the last edits may be missing.",)
        assert found.frame["name"][0] == "Abbey"
        copy.with_name("copy.gpkg-wal").write_bytes(package.with_name("wards.gpkg-wal").read_bytes())
        found = read_wards(copy)
        store.close()
        assert found.notes == () and found.frame["name"][0] == "Renamed"

    @pytest.mark.bad_input("B182")
    @pytest.mark.parametrize("cut", [90, 4096, 20_000])
    def test_a_file_that_stops_part_way(self, package, cut):
        package.write_bytes(package.read_bytes()[:cut])
        refused(package, "The file is damaged")

    @pytest.mark.bad_input("B182")
    def test_a_page_overwritten(self, package):
        with sqlite3.connect(package) as store:
            (page,) = store.execute("SELECT rootpage FROM sqlite_master WHERE name = 'wards'").fetchone()
            (size,) = store.execute("PRAGMA page_size").fetchone()
        content = bytearray(package.read_bytes())
        content[(page - 1) * size : (page - 1) * size + 64] = b"\xff" * 64
        package.write_bytes(content)
        refused(package, "The file is damaged")

    @pytest.mark.parametrize("mark", [b"\x00\x00\x00\x00", b"GP10", b"GP11", b"NONE"])
    def test_the_mark_of_a_geopackage_may_be_old_or_missing(self, package, mark):
        content = bytearray(package.read_bytes())
        content[68:72] = mark
        package.write_bytes(content)
        assert len(read_wards(package).frame) == 3

    def test_a_layer_named_like_a_command(self, wards, tmp_path):
        name = 'wards"; DROP TABLE gpkg_contents; --'
        wards.to_file(tmp_path / "w.gpkg", layer=name)
        wards.drop(columns="WD24CD").to_file(tmp_path / "w.gpkg", layer="it's")
        found = read_wards(tmp_path / "w.gpkg")
        assert len(found.frame) == 3 and "2 layers: 'wards\"; DROP TABLE" in found.notes[0]

    def test_a_listed_layer_that_is_not_there(self, package):
        with sqlite3.connect(package) as store:
            store.execute("PRAGMA foreign_keys = OFF")
            for table in ("gpkg_contents", "gpkg_geometry_columns"):
                store.execute(f"UPDATE {table} SET table_name = 'gone'")
        refused(package, "The file is damaged")

    def test_no_system(self, wards, tmp_path):
        with pytest.warns(UserWarning, match="crs"):
            wards.set_crs(None, allow_override=True).to_file(tmp_path / "w.gpkg")
        refused(tmp_path / "w.gpkg", "No CRS.*Choose one: British National Grid or WGS 84")
        (tmp_path / "p.toml").write_text('name = "T"\n[boundaries]\nwards = "w.gpkg"\ncrs = "EPSG:27700"\n')
        assert len(load_partnership(tmp_path / "p.toml").study_area().wards) == 3

    def test_the_context_comes_from_the_layer_of_its_name(self, package, wards):
        wards.rename(columns={"WD24NM": "name"}).to_file(package, layer="Water 2024")
        area = make_study_area(read_wards(package), name="Town")
        assert read_context({"water": package}, area)["water"]["name"].tolist() == [
            "Abbey",
            "Tŷ Gwyn",
            "Castle",
        ]


class TestShapefile:
    def test_all_its_parts(self, parts, tmp_path):
        found = read_wards(laid_out(tmp_path, parts))
        assert found.frame["name"].tolist() == ["Abbey", "Tŷ Gwyn", "Castle"] and found.notes == ()

    @pytest.mark.parametrize("folder", ["", "Wards_May_2024/", "a/b/"])
    def test_zipped_with_or_without_its_folder(self, parts, zipped, folder):
        assert len(read_wards(zipped(named(parts, f"{folder}wards"))).frame) == 3

    def test_endings_in_capitals(self, parts, zipped):
        path = zipped({f"WARDS{suffix.upper()}": content for suffix, content in parts.items()})
        assert len(read_wards(path).frame) == 3

    @pytest.mark.bad_input("B184")
    def test_no_prj(self, parts, zipped):
        del parts[".prj"]
        refused(
            zipped(named(parts, "wards")), r"No CRS \(.prj\).*Choose one: British National Grid or WGS 84"
        )

    @pytest.mark.parametrize("suffix", [".shx", ".dbf"])
    @pytest.mark.parametrize("how", ["zipped", "plain"])
    def test_a_part_is_missing(self, parts, zipped, tmp_path, suffix, how):
        del parts[suffix]
        path = zipped(named(parts, "wards")) if how == "zipped" else laid_out(tmp_path, parts)
        refused(path, rf"its \{suffix} part is missing. A shapefile needs .shp, .shx, .dbf and .prj")

    def test_parts_of_different_files(self, parts, wards, tmp_path):
        wards[:2].to_file(tmp_path / "fewer.shp")
        parts[".dbf"] = (tmp_path / "fewer.dbf").read_bytes()
        refused(laid_out(tmp_path, parts), r"3 shapes \(.shx\) but 2 rows \(.dbf\)")

    @pytest.mark.parametrize("suffix", [".shp", ".dbf"])
    def test_a_part_that_stops_part_way(self, parts, tmp_path, suffix):
        parts[suffix] = parts[suffix][:-60]
        refused(laid_out(tmp_path, parts), "The file is damaged")

    def test_a_prj_that_says_something_else(self, parts, wards, tmp_path):
        wards.to_crs(4326).to_file(tmp_path / "degrees.shp")
        parts[".prj"] = (tmp_path / "degrees.prj").read_bytes()
        refused(laid_out(tmp_path, parts), "the coordinate system and the numbers disagree")
        wards.to_crs(32630).to_file(tmp_path / "utm.shp")
        parts[".prj"] = (tmp_path / "utm.prj").read_bytes()
        refused(laid_out(tmp_path, parts), "outside Great Britain's National Grid")

    @pytest.mark.parametrize("prj", [b"", b"rubbish", b"\xff\xfe\x00", b'PROJCS["x"'])
    def test_a_prj_that_cannot_be_made_out(self, parts, tmp_path, prj):
        parts[".prj"] = prj
        refused(laid_out(tmp_path, parts), "No CRS|cannot be made out")

    def text_in(self, parts: Parts, encoding: str, declared: bytes | None) -> Parts:
        table = parts[".dbf"].replace("Tŷ Gwyn ".encode(), "Café ab ".encode(encoding)[:8].ljust(9)[:9])
        assert table != parts[".dbf"] and len(table) == len(parts[".dbf"])
        others = {suffix: content for suffix, content in parts.items() if suffix != ".cpg"}
        return others | {".dbf": table} | ({".cpg": declared} if declared else {})

    @pytest.mark.bad_input("B190")
    @pytest.mark.parametrize(
        ("encoding", "declared", "note"),
        [
            ("cp1252", b"UTF-8", "Text read as Windows-1252."),
            ("cp1252", None, "Text read as Windows-1252."),
            ("utf-8", None, "Text read as UTF-8."),
            ("utf-8", b"1252", "Text read as UTF-8."),
            ("utf-8", b"UTF-8", None),
            ("cp1252", b"ANSI 1252", None),
            ("cp1252", b"ISO-8859-1", None),
        ],
    )
    def test_the_letters_are_as_written_whatever_is_declared(self, parts, tmp_path, encoding, declared, note):
        parts[".dbf"] = parts[".dbf"][:29] + b"\x00" + parts[".dbf"][30:]
        found = read_wards(laid_out(tmp_path, self.text_in(parts, encoding, declared)))
        assert found.frame["name"][1].startswith("Café")
        assert found.notes == ((f"laid.shp: {note}",) if note else ())


class TestZips:
    @pytest.mark.bad_input("B185")
    @pytest.mark.parametrize(
        "name",
        [
            "../../x.shp",
            "/etc/x.shp",
            "C:\\x.shp",
            "C:x.shp",
            "..\\x.shp",
            "a/../../x.shp",
            "\\\\host\\x.shp",
        ],
    )
    def test_a_name_that_leads_elsewhere(self, parts, zipped, name):
        refused(zipped(named(parts, "wards") | {name: b"x"}), "A name inside the zip is not allowed")

    def test_a_link(self, parts, tmp_path):
        with zipfile.ZipFile(tmp_path / "w.zip", "w") as archive:
            for name, content in named(parts, "wards").items():
                entry = zipfile.ZipInfo(name)
                link = name.endswith(".dbf")
                entry.external_attr = (0o120777 if link else 0o100644) << 16
                archive.writestr(entry, b"/etc/passwd" if link else content)
        refused(tmp_path / "w.zip", "A name inside the zip is not allowed: it is a link")

    @pytest.mark.bad_input("B187")
    def test_what_unpacks_to_a_gigabyte(self, parts, zipped, tmp_path):
        with (
            zipfile.ZipFile(tmp_path / "w.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive,
            archive.open("wards.shp", "w", force_zip64=True) as out,
        ):
            for _ in range(250):
                out.write(bytes(4_000_000))
        assert (tmp_path / "w.zip").stat().st_size < 1_100_000
        refused(tmp_path / "w.zip", "Unpacks to 1.0 GB; the limit is 200 MB")

    def test_what_unpacks_to_more_than_it_says(self, tmp_path):
        with zipfile.ZipFile(tmp_path / "w.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("wards.geojson", bytes(3_000_000))
        content = (tmp_path / "w.zip").read_bytes()
        claim = struct.pack("<I", 1000)
        (tmp_path / "w.zip").write_bytes(content.replace(struct.pack("<I", 3_000_000), claim))
        refused(tmp_path / "w.zip", "damaged")

    @pytest.mark.bad_input("B187")
    def test_a_zip_in_a_zip(self, parts, zipped, tmp_path):
        inner = zipped(named(parts, "wards")).read_bytes()
        refused(zipped({"wards.zip": inner}), "The zip holds another zip")

    @pytest.mark.bad_input("B187")
    def test_ten_thousand_and_one_files(self, zipped):
        refused(zipped({f"{n}.txt": b"" for n in range(10_001)}), "holds 10,001 files; the limit is 500")

    @pytest.mark.bad_input("B188")
    def test_of_two_shapefiles_the_one_with_ward_codes(self, parts, wards, zipped, tmp_path):
        wards.drop(columns="WD24CD").to_file(tmp_path / "roads.shp")
        roads = {p.suffix: p.read_bytes() for p in tmp_path.glob("roads.*")}
        found = read_wards(zipped(named(parts, "Wards_2024") | named(roads, "Roads")))
        assert found.notes == ("wards.zip: 2 layers: 'Wards_2024' used.",) and len(found.frame) == 3

    @pytest.mark.bad_input("B188")
    def test_of_two_ward_files_one_must_be_chosen(self, parts, zipped, tmp_path):
        zipped(named(parts, "spring") | named(parts, "autumn"))
        refused(tmp_path / "wards.zip", "2 layers: choose one of 'autumn', 'spring'")
        found = read_wards(tmp_path / "wards.zip", layer="spring")
        assert len(found.frame) == 3

    @pytest.mark.bad_input("B191")
    def test_what_a_mac_adds_is_passed_over(self, parts, zipped):
        mac = {
            "__MACOSX/._wards.shp": b"x",
            "__MACOSX/a/._wards.dbf": b"x",
            ".DS_Store": b"x",
            "._wards.shp": b"x",
        }
        found = read_wards(zipped(named(parts, "wards") | mac | {"Thumbs.db": b"x"}))
        assert len(found.frame) == 3 and found.notes == ()

    def test_other_formats_zipped(self, wards, package, zipped):
        assert len(read_wards(zipped({"in/wards.gpkg": package.read_bytes()})).frame) == 3
        text = wards.to_crs(4326).to_json().encode()
        assert len(read_wards(zipped({"wards.geojson": text, "readme.txt": b"Hello"})).frame) == 3

    def test_no_layer_and_no_file_in_it(self, zipped):
        refused(zipped({"readme.txt": b"Hello"}), "holds no layer of shapes")
        refused(zipped({}), "holds no layer of shapes")

    def test_a_zip_that_stops_part_way(self, parts, zipped):
        path = zipped(named(parts, "wards"))
        path.write_bytes(path.read_bytes()[:-100])
        refused(path, "damaged")

    def test_a_zip_with_a_password(self, parts, zipped):
        path = zipped({"wards.geojson": b"{}"})
        content = bytearray(path.read_bytes())
        content[6] |= 1
        content[content.index(b"PK\x01\x02") + 8] |= 1
        path.write_bytes(content)
        refused(path, "locked with a password")

    def test_the_same_name_twice(self, tmp_path):
        with zipfile.ZipFile(tmp_path / "w.zip", "w") as archive:
            archive.writestr("wards.geojson", "{}")
            archive.writestr("WARDS.geojson", "{}")
        refused(tmp_path / "w.zip", "there twice")
