"""The demo partnership: invented, drawn and written by the program, and taken in as any other."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from boundaries.invented import make_borough
from dashboard.demo.actions import plan_some
from dashboard.demo.evaluation import judge_some
from dashboard.demo.meeting import hold_meetings
from dashboard.demo.pairs import decide_some
from dashboard.demo.patrols import walk_patrols
from dashboard.desks.centre_files import take_in_centres, take_in_own_lists
from dashboard.desks.demo_queue import tell_some
from dashboard.desks.events import take_in_events
from dashboard.desks.importing import Desk, open_desk
from dashboard.desks.releasing import make_release
from dashboard.desks.sign_in import mark_as_demo
from dashboard.settings import READY, Settings
from dashboard.snapshot import load_snapshot
from ingest.invented import LATEST_DAY, SEED, make_files
from ingest.invented.lists import make_lists
from ingest.invented.reports import make_report_files
from ingest.outcome import Receipt

__all__ = ["READY", "make_demo"]


def make_demo(folder: Path, store_url: str, *, formats: Path, tell: Callable[[str], None]) -> list[Receipt]:
    """Make the invented borough and its agencies' files, and take them in as any other files."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / READY).unlink(missing_ok=True)
    tell("Drawing the borough")
    make_borough(folder)
    tell("Writing the agencies' files")
    files = make_files(folder / "files", folder)
    desk = open_desk(Settings(store=store_url, partnership=folder / "partnership.toml", formats=formats))
    mark_as_demo(desk.store)
    receipts = []
    for sent in files:
        tell(f"Taking in {sent.path.name}")
        receipts.append(desk.take_in(sent.path, agency=sent.agency, format_name=sent.format))
    wards = desk.study_area.wards["name"].tolist()
    for path, agency in make_report_files(folder / "files", wards, seed=SEED, latest_day=LATEST_DAY):
        tell(f"Taking in {path.name}")
        receipts.append(desk.take_in(path, agency=agency, by="Demo clerk"))
    tell("Taking in the lists of centres, services and events")
    receipts += _take_in_lists(desk, folder / "files")
    tell("Leaving some of what was told ungraded")
    tell_some(desk)
    tell("Comparing the agencies' records")
    decide_some(desk.store, desk.study_area)
    tell("Holding the meetings")
    hold_meetings(desk, LATEST_DAY)
    tell("Planning joint actions")
    plan_some(desk, LATEST_DAY)
    tell("Judging what was tried")
    judge_some(desk, LATEST_DAY)
    tell("Walking the patrols")
    walk_patrols(desk, load_snapshot(desk.store, desk.partnership), LATEST_DAY)
    tell("Making the first releases")
    _make_releases(desk)
    desk.store.close()
    (folder / READY).write_text("The demo partnership is complete.\n", encoding="utf-8")
    return receipts


def _make_releases(desk: Desk) -> None:
    """Release what partners and the public may see, on the day after the last of the records."""
    snapshot = load_snapshot(desk.store, desk.partnership)
    for profile in ("partner", "public"):
        today = LATEST_DAY + timedelta(days=1)
        make_release(desk, profile, by="Demo coordinator", today=today, snapshot=snapshot)


def _take_in_lists(desk: Desk, folder: Path) -> list[Receipt]:
    """Fill the register and the calendar by the doors that a partnership uses."""
    services, events = make_lists(folder)
    how: dict[str, Any] = {"by": "Demo clerk", "today": LATEST_DAY}
    return [
        *take_in_own_lists(desk, **how),
        take_in_centres(desk, desk.read(services), path=services, name=services.name, support=True, **how),
        take_in_events(desk, desk.read(events), path=events, name=events.name, **how),
    ]
