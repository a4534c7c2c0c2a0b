"""The demo partnership, made once for all the tests that look at it."""

import fcntl
import gc
import json
import os
import pickle
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer.testing
from _pytest.terminal import TerminalReporter
from hypothesis import settings
from streamlit.components.v2 import manifest_scanner

from boundaries.partnership import load_partnership
from dashboard.demo.making import make_demo
from dashboard.desks.importing import open_records
from dashboard.snapshot import Snapshot, load_snapshot
from dashboard.widgets import waiting
from ingest.outcome import Receipt
from tests.copying import copy_demo, refuse_to_open_live_stores
from tests.databases import embedded_postgres, new_store_url, second_postgres, store_kind, store_url
from tests.shapes import index_once, read_once
from tests.stores import begin_from_a_copy

__all__ = ["embedded_postgres", "new_store_url", "second_postgres", "store_kind", "store_url"]

os.environ.setdefault("COMMON_GROUND_SIGN_IN", "demo")  # whoever tests signing in says so
settings.register_profile("steady", derandomize=True)  # the same examples on every machine and every run
settings.load_profile("steady")
refuse_to_open_live_stores()
begin_from_a_copy()
# Every AppTest begins as a server does, by reading what is said of every package that is installed here;
# every call of the shell, by looking through the parameters of all its commands.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)
typer.testing._get_command = cache(typer.testing._get_command)
index_once()


@dataclass(frozen=True)
class Demo:
    """Where the demo partnership is, and what its making said."""

    folder: Path
    store: str
    partnership: Path
    receipts: tuple[Receipt, ...]

    @property
    def store_file(self) -> Path:
        return Path(self.store.removeprefix("sqlite:///"))

    @property
    def truths(self) -> dict[str, Any]:
        truths: dict[str, Any] = json.loads(
            (self.folder / "files" / "planted_truths.json").read_text("utf-8")
        )
        return truths


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """Give this process its own copy of the demo, which is made once for all that share the run."""
    here = tmp_path_factory.getbasetemp()
    made = (here.parent if "PYTEST_XDIST_WORKER" in os.environ else here) / "made"
    receipts = _make_once(made)
    folder = here / "demo"
    copy_demo(made, folder)
    read_once(load_partnership(folder / "partnership.toml"))
    return Demo(folder, f"sqlite:///{folder}/common-ground.sqlite", folder / "partnership.toml", receipts)


def _make_once(folder: Path) -> tuple[Receipt, ...]:
    """Make the demo in a folder, or wait until another process has made it there."""
    folder.mkdir(exist_ok=True)
    told = folder.with_name("made.receipts")
    with folder.with_name("made.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not told.exists():
            store = f"sqlite:///{folder}/common-ground.sqlite"
            receipts = make_demo(folder, store, formats=folder / "formats", tell=lambda word: None)
            told.write_bytes(pickle.dumps(tuple(receipts)))
        found: tuple[Receipt, ...] = pickle.loads(told.read_bytes())
    return found


@pytest.fixture(scope="session")
def borough(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the demo's map without its records, for whoever brings others."""
    folder = tmp_path_factory.mktemp("borough")
    for file in demo.folder.iterdir():
        if file.suffix in (".csv", ".geojson", ".toml"):
            shutil.copy(file, folder)
    return folder


@pytest.fixture(scope="session")
def snapshot(demo: Demo) -> Snapshot:
    return load_snapshot(open_records(demo.store), load_partnership(demo.partnership))


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for what a page works out however busy the machine is: its bar is looked at where it is meant."""
    monkeypatch.setattr(waiting, "PATIENCE_S", 60.0)


@pytest.fixture
def proof(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Give what tells a figure at the end of the run: `proof("canaries: 0 leaks in 4,120 looks")`."""
    return lambda text: record_property("proof", text)


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    told = {
        str(text)
        for reports in terminalreporter.stats.values()
        for report in reports
        for name, text in getattr(report, "user_properties", ())
        if name == "proof"
    }
    if told:
        terminalreporter.section("figures of trust")
        for text in sorted(told):
            terminalreporter.write_line(text)


FIRST = (
    "tests/trust/test_sign_in",  # before a browser: where one is open, no other event loop can run
    "tests/browser/test_every_page",
    "tests/browser/",
    "tests/faults/",
    "tests/trust/",
    "tests/dashboard/test_pages",
    "tests/test_",
)


def pytest_collection_finish() -> None:
    """Leave what is here to stay out of later searches for garbage: every run of a page ends in one."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    from tests.lanes import InLanes  # only where xdist is

    return InLanes(config, log) if config.getoption("dist") == "loadfile" else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest, most of it in waiting: nobody waits for one at the end."""

    def place(item: pytest.Item) -> int:
        return next((at for at, part in enumerate(FIRST) if part in str(item.path)), len(FIRST))

    items.sort(key=place)
