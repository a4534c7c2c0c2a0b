"""`python -m benchmarks.validation`: try the methods on random boroughs, write docs/validation.md."""

import argparse
import json
from concurrent.futures import ProcessPoolExecutor, as_completed
from datetime import date
from pathlib import Path

from rich.progress import track

from benchmarks.contest import ROOT
from benchmarks.machine import commit, describe
from benchmarks.validation.in_time import IN_TIME
from benchmarks.validation.page import page
from benchmarks.validation.trial import trials
from spatial.hotspots import METHODS

KEPT = ROOT / "var" / "validation.jsonl"

ASKED = [*METHODS, "in_time"]


def main() -> None:
    """Try, keep every outcome beside the page's source, write the page."""
    asked = argparse.ArgumentParser(prog="python -m benchmarks.validation", description=__doc__)
    asked.add_argument("--boroughs", type=int, default=200)
    asked.add_argument("--method", action="append", choices=ASKED, help="only these")
    asked.add_argument("--outcomes", type=Path, default=KEPT, help="kept, and gone on from")
    asked.add_argument("--page", type=Path, default=ROOT / "docs" / "validation.md")
    asked.add_argument("--processes", type=int, default=2)
    given = asked.parse_args()
    given.outcomes.parent.mkdir(parents=True, exist_ok=True)
    held = _held(given.outcomes)
    methods = tuple(given.method or ASKED)
    done = {(row["borough"], "in_time" if row["method"] in IN_TIME else row["method"]) for row in held}
    wanted = {
        number: tuple(name for name in methods if (number, name) not in done)
        for number in range(given.boroughs)
    }
    with ProcessPoolExecutor(given.processes) as workers, given.outcomes.open("a", encoding="utf-8") as file:
        asked_for = [workers.submit(_all, number, names) for number, names in wanted.items() if names]
        for one in track(as_completed(asked_for), total=len(asked_for), description="Boroughs"):
            rows = one.result()
            file.writelines(json.dumps(row) + "\n" for row in rows)
            file.flush()
            held += rows
    machine = describe()
    about = f"{date.today():%-d %B %Y}, commit {commit()}, {machine['processor']}, {machine['versions']}."
    given.page.write_text(page(held, about=about), encoding="utf-8")
    print(f"Written to {given.page}.")


def _all(number: int, methods: tuple[str, ...]) -> list[dict]:
    return list(trials(number, methods))


def _held(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


if __name__ == "__main__":
    main()
