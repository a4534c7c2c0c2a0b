"""The demo's lists: support services that do not exist, and a year of events, real public days among them."""

import shutil
from pathlib import Path

__all__ = ["EVENTS", "SERVICES", "make_lists"]

SERVICES, EVENTS = "support-services.csv", "events.csv"


def make_lists(folder: Path) -> tuple[Path, Path]:
    """Write the lists of services and of events as a partnership would have them."""
    folder.mkdir(parents=True, exist_ok=True)
    here = Path(__file__).parent
    services, events = (Path(shutil.copyfile(here / name, folder / name)) for name in (SERVICES, EVENTS))
    return services, events
