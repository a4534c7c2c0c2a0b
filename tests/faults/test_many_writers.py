"""Eight write at once: everything lands, each file once."""

import csv
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.records import open_store
from tests.conftest import Demo
from tests.faults.conftest import Tally
from tests.faults.plug import ended, start
from tests.faults.town import held, send_all, whole

WRITERS = 8
ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "tests" / "data" / "formats" / "housing" / "sample.csv"


@pytest.mark.fault(9, "eight writers at once")
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_all_of_eight_land(kind: str, new_store_url: Callable[..., str], full: bool, tally: Tally) -> None:
    url, files = new_store_url(kind), 25 if full else 4
    open_store(url).close()
    numbers = {name: [*range(100 * name, 100 * name + files)] for name in range(WRITERS)}
    children = [start(send_all, url, mine, "", f"Agency {name}") for name, mine in numbers.items()]
    codes = [ended(child, within_s=300) for child in children]
    store = open_store(url)
    landed, found = held(store), whole(store)
    store.close()
    for mine in numbers.values():
        for number in mine:
            tally.count(landed.count(number) == 1, f"file {number} is there {landed.count(number)} times")
    assert codes == [0] * WRITERS
    assert found == ""


@pytest.mark.fault(10, "the same files from eight writers")
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_the_same_files_land_once(
    kind: str, new_store_url: Callable[..., str], full: bool, tally: Tally
) -> None:
    url, numbers = new_store_url(kind), [*range(10 if full else 4)]
    open_store(url).close()
    codes = [ended(child) for child in [start(send_all, url, numbers) for _ in range(WRITERS)]]
    store = open_store(url)
    landed, found = sorted(held(store)), whole(store)
    store.close()
    for number in numbers:
        tally.count(landed.count(number) == 1, f"file {number} is there {landed.count(number)} times")
    assert codes == [0] * WRITERS
    assert found == ""


def housing_files(folder: Path, writer: int, files: int) -> list[str]:
    """Write files as a housing association sends them, each with references of its own."""
    with SAMPLE.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    paths = []
    for number in range(files):
        path = folder / f"{writer}-{number}.csv"
        with path.open("w", encoding="utf-8", newline="") as stream:
            writing = csv.DictWriter(stream, list(rows[0]))
            writing.writeheader()
            writing.writerows({**row, "Case No": f"{writer}-{number}-{row['Case No']}"} for row in rows)
        paths.append(str(path))
    return paths


@pytest.mark.fault(9, "eight writers at once")
def test_shells_and_programs_write_side_by_side(
    tmp_path: Path, request: pytest.FixtureRequest, full: bool, tally: Tally
) -> None:
    if not full:
        pytest.skip("four shells take a minute to start")
    demo: Demo = request.getfixturevalue("demo")
    url = f"sqlite:///{tmp_path}/store.sqlite"
    open_store(url).close()
    shells = []
    for writer in range(4):
        files = housing_files(tmp_path, writer, 10)
        asked = [sys.executable, "-m", "dashboard", "--store", url, "--partnership", str(demo.partnership)]
        asked += ["import", *files, "--agency", f"Homes {writer}", "--format", "housing", "--json"]
        shells.append(subprocess.Popen(asked, cwd=ROOT, stdout=subprocess.PIPE))
    children = [start(send_all, url, [*range(100 * n, 100 * n + 25)], "", f"Agency {n}") for n in range(4)]
    assert [ended(child, within_s=300) for child in children] == [0] * 4
    for shell in shells:
        said, _ = shell.communicate(timeout=300)
        for file in json.loads(said)["files"]:
            tally.count(file.get("accepted", 0) > 0, f"{file}")
    store = open_store(url)
    assert len(store.batches()) == 4 * 10 + 4 * 25
    store.close()
