"""The disk fills up: that is said plainly, nothing is there by half, and the store works on."""

import resource
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from ingest.errors import IngestError
from ingest.records import StoreError, open_store
from ingest.records.backup import back_up
from ingest.records.backup_file import verify_file
from ingest.records.restore import restore
from ingest.records.troubles import FULL, NOT_DONE
from tests.faults.conftest import Tally
from tests.faults.plug import ended, start
from tests.faults.town import held, send, whole

LARGE = 1_500
"""Rows of a file that makes the store grow well over a megabyte."""


def send_with_little_room(url: str, most: int, said: str) -> None:
    """In a child: send a large file while no file may grow over a size; then once more with room."""
    store = open_store(url)
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
    words = ""
    try:
        send(store, 1, rows=LARGE)
    except StoreError as error:
        words = str(error)
    after = held(store)
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    send(store, 2)
    Path(said).write_text(f"{after}|{words}")
    store.close()


@pytest.mark.fault(5, "disk full, by a limit on files")
def test_a_file_that_may_not_grow(tmp_path: Path, full: bool, tally: Tally) -> None:
    kilobytes = (4, 16, 33, 50, 64, 90, 128, 160, 200, 256, 300, 384, 450, 512, 600, 700, 850, 1_000)
    sizes = [2**10 * size for size in kilobytes]
    refused = 0
    for size in sizes if full else sizes[::5]:
        url, said = f"sqlite:///{tmp_path}/{size}.sqlite", tmp_path / "said"
        store = open_store(url)
        send(store, 0)
        code = ended(start(send_with_little_room, url, size, str(said)))
        after, words = said.read_text().split("|") if code == 0 else ("", "")
        refused += words == NOT_DONE  # a limit is no full disk, and SQLite says only that it failed
        is_right = (words, after) in {(NOT_DONE, "[0]"), ("", "[0, 1]")} and held(store)[-1] == 2
        found = "".join(whole_whatever_its_size(url))
        tally.count(code == 0 and is_right and not found, f"{size} bytes: code {code}, {words!r}, {found}")
        store.close()
    assert refused > 2, "the limit was never reached"


def whole_whatever_its_size(url: str) -> Iterator[str]:
    store = open_store(url)
    yield whole(store)
    store.close()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """Give a disk of so many kilobytes."""
    mounted = []

    def make(kilobytes: int) -> Path:
        folder = tmp_path / f"disk-{len(mounted)}"
        folder.mkdir()
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(folder)],
            check=False,
            capture_output=True,
        )
        if done.returncode != 0:
            pytest.skip("a small disk cannot be mounted here")
        mounted.append(folder)
        return folder

    yield make
    for folder in mounted:
        subprocess.run(["umount", "-l", str(folder)], check=False)


@pytest.mark.fault(6, "disk full, really")
def test_a_full_disk(small_disk: Callable[[int], Path], full: bool, tally: Tally) -> None:
    disk = small_disk(4_096)
    store = open_store(f"sqlite:///{disk}/store.sqlite")
    ballast = disk / "ballast"
    ballast.write_bytes(bytes(700_000))
    acknowledged, words = [], ""
    for number in range(400):
        try:
            send(store, number, rows=100)
        except StoreError as error:
            words = str(error)
            break
        acknowledged.append(number)
    assert words == FULL
    assert held(store) == acknowledged
    ballast.unlink()
    send(store, len(acknowledged))
    assert whole(store) == ""
    for number in acknowledged:
        tally.count(number in held(store), f"file {number} is lost")
    store.close()


@pytest.mark.fault(7, "disk full during a backup")
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_backup_that_does_not_fit_leaves_the_one_before(
    kind: str, new_store_url: Callable[..., str], small_disk: Callable[[int], Path], tally: Tally
) -> None:
    disk = small_disk(2_048)
    store = open_store(new_store_url(kind))
    send(store, 0)
    before = back_up(store, disk / "backup.sqlite", by="Ann")
    send(store, 1, rows=12_000)
    with pytest.raises(StoreError, match=r"The disk of .* is full.*is as it was"):
        back_up(store, disk / "backup.sqlite", by="Ann")
    tally.count(verify_file(disk / "backup.sqlite")[0] == before.manifest, "the older backup is not the same")
    tally.count([path.name for path in disk.iterdir()] == ["backup.sqlite"], "something was left behind")
    store.close()


@pytest.mark.fault(7, "disk full during a backup")
def test_a_restore_that_does_not_fit_leaves_the_store(
    small_disk: Callable[[int], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tally: Tally
) -> None:
    monkeypatch.setenv("COMMON_GROUND_KEYS", str(tmp_path / "keys"))
    large = open_store(f"sqlite:///{tmp_path}/large.sqlite")
    send(large, 1, rows=12_000)
    made = back_up(large, tmp_path / "backup.sqlite", by="Ann")
    large.close()
    disk = small_disk(5_120)
    url = f"sqlite:///{disk}/store.sqlite"
    store = open_store(url)
    send(store, 0)
    for ballast in (0, 3_000_000):
        with suppress(OSError):
            (disk / "ballast").write_bytes(bytes(ballast))
        with pytest.raises(IngestError, match="full"):
            restore(url, made.path, by="Ann", over_newer=True)
        tally.count(held(store) == [0] and not whole(store), "the store is not as it was")
        tally.count(not [*disk.glob(".common*")], "something was left behind")
    store.close()
