"""Our own faults: each gets a number to quote, and a line in the log without a word of any record."""

import sys
import traceback
import uuid

import structlog

__all__ = ["note_fault", "note_refusal"]

structlog.configure(
    processors=[
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
    ],
    logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
)
_log = structlog.get_logger()


def note_fault(error: BaseException) -> str:
    """Write down where and of which kind a fault was, never its text, which may quote a record.

    Returns
    -------
    str
        The number that a person can quote.
    """
    number = uuid.uuid4().hex[:8]
    where = "".join(traceback.format_tb(error.__traceback__))
    _log.error("fault", id=number, kind=type(error).__name__, where=where)
    return number


def note_refusal(page: str, role: str) -> str:
    """Write down which page was refused to which role; the page is one of ours, or empty where it is none.

    Returns
    -------
    str
        The number that a person can quote.
    """
    number = uuid.uuid4().hex[:8]
    _log.info("refused", id=number, page=page, role=role)
    return number
