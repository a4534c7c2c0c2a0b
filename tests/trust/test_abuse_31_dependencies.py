"""Every package that is installed is pinned to its bytes, and none is older than what is safe here."""

# abuse 31
import tomllib
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pyogrio
from packaging.version import Version

LOCK = Path(__file__).parents[2] / "uv.lock"
LEAST = {"streamlit": "1.60", "pyogrio": "0.13"}
"""Below them tooltips put values in unescaped; the newer reader comes with a newer GDAL."""
LEAST_GDAL = (3, 9, 3)


def test_every_package_of_the_lock_is_pinned_to_its_bytes(proof: Callable[[str], None]) -> None:
    packages = tomllib.loads(LOCK.read_text("utf-8"))["package"]
    files = 0
    for package in packages:
        if package["source"].keys() & {"editable", "virtual"}:
            continue
        assert package["source"] == {"registry": "https://pypi.org/simple"}, package["name"]
        held = [*package.get("wheels", []), *([package["sdist"]] if "sdist" in package else [])]
        assert held, package["name"]
        assert all(file["hash"].startswith("sha256:") for file in held), package["name"]
        files += len(held)
    assert len(packages) > 100
    proof(f"lock: {len(packages)} packages, each of {files:,} files pinned by SHA-256")


def test_what_must_not_be_older_is_not() -> None:
    locked = {
        one["name"]: one.get("version", "") for one in tomllib.loads(LOCK.read_text("utf-8"))["package"]
    }
    for name, least in LEAST.items():
        assert Version(locked[name]) >= Version(least), name
        assert Version(version(name)) >= Version(least), name
    assert pyogrio.__gdal_version__ >= LEAST_GDAL
