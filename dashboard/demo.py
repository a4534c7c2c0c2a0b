"""The demo partnership: invented, drawn and written by the program, and taken in as any other."""

from collections.abc import Callable
from pathlib import Path

from boundaries.invented import make_borough
from dashboard.desks.importing import open_desk
from dashboard.settings import Settings
from ingest.invented import make_files
from ingest.outcome import Receipt

__all__ = ["READY", "make_demo"]

READY = "ready"
"""Written last, so that a demo cut short is made again."""


def make_demo(folder: Path, store_url: str, *, formats: Path, tell: Callable[[str], None]) -> list[Receipt]:
    """Make the invented borough and its agencies' files, and take them in as any other files."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / READY).unlink(missing_ok=True)
    tell("Drawing the borough")
    make_borough(folder)
    tell("Writing the agencies' files")
    files = make_files(folder / "files", folder)
    desk = open_desk(Settings(store=store_url, partnership=folder / "partnership.toml", formats=formats))
    receipts = []
    for sent in files:
        tell(f"Taking in {sent.path.name}")
        receipts.append(desk.take_in(sent.path, agency=sent.agency, format_name=sent.format))
    desk.store.close()
    (folder / READY).write_text("The demo partnership is complete.\n", encoding="utf-8")
    return receipts
