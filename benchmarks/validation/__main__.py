"""`python -m benchmarks.validation`: try the methods on random boroughs, write docs/validation.md.

With `--real` on the real series of ../shared/data instead, where they are: their section of the page.
"""

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
from benchmarks.validation.real import real_rows
from benchmarks.validation.real_page import kept_real, put_real, real_section
from benchmarks.validation.real_series import REAL
from benchmarks.validation.trial import trials
from spatial.hotspots import METHODS

KEPT = ROOT / "var" / "validation.jsonl"
KEPT_REAL = ROOT / "var" / "validation-real.jsonl"

ASKED = [*METHODS, "in_time"]


def main() -> None:
    """Try, keep every outcome beside the page's source, write the page."""
    asked = argparse.ArgumentParser(prog="python -m benchmarks.validation", description=__doc__)
    asked.add_argument("--boroughs", type=int, default=200)
    asked.add_argument("--method", action="append", choices=ASKED, help="only these")
    asked.add_argument("--outcomes", type=Path, default=KEPT, help="kept, and gone on from")
    asked.add_argument("--page", type=Path, default=ROOT / "docs" / "validation.md")
    asked.add_argument("--processes", type=int, default=2)
    asked.add_argument("--real", action="store_true", help="only the real series, afresh")
    given = asked.parse_args()
    if given.real:
        _real(given.page)
        return
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
    before = given.page.read_text(encoding="utf-8") if given.page.exists() else ""
    given.page.write_text(put_real(page(held, about=_about()), kept_real(before)), encoding="utf-8")
    print(f"Written to {given.page}.")


def _real(page: Path) -> None:
    """Ask the real series, keep every answer, write their section and leave the rest of the page."""
    if not REAL.is_dir():
        print("The real series are not here (../shared/data); their section stays as it is.")
        return
    rows = list(real_rows(lambda what: print(f"{what} ...", flush=True)))
    KEPT_REAL.parent.mkdir(parents=True, exist_ok=True)
    KEPT_REAL.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    held = page.read_text(encoding="utf-8") if page.exists() else ""
    page.write_text(put_real(held, real_section(rows, about=_about())), encoding="utf-8")
    print(f"Written to {page}.")


def _about() -> str:
    machine = describe()
    return f"{date.today():%-d %B %Y}, commit {commit()}, {machine['processor']}, {machine['versions']}."


def _all(number: int, methods: tuple[str, ...]) -> list[dict]:
    return list(trials(number, methods))


def _held(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


if __name__ == "__main__":
    main()
