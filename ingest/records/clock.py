"""The clock that sessions and locks run by: it never goes back while the program runs."""

import time
from datetime import datetime, timedelta

from ingest.records.audit import now

__all__ = ["steady_now"]

_BEGAN, _TICKS = now(), time.monotonic()


def steady_now() -> datetime:
    """Tell the time, UTC without a zone: the wall clock at the start, and what has passed since.

    Somebody who sets the machine's clock back makes no session longer.
    """
    return _BEGAN + timedelta(seconds=time.monotonic() - _TICKS)
