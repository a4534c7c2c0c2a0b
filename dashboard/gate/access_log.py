"""The log of what was asked for: which door, what came of it, how long; no query, file or person in it."""

import logging
import sys
from collections.abc import Iterable

from dashboard.gate.doors import Door, door_of

__all__ = ["hush", "log_refusal", "log_request"]

_log = logging.getLogger("common_ground.gate")
_PATHS = {
    Door.UPLOAD: "/_stcore/upload_file/...",
    Door.MEDIA: "/media/...",
    Door.BUNDLE: "/static/...",
    Door.PART: "/...",
    Door.SHUT: "/...",
    Door.PAGE: "/(page)",
}


def log_request(method: str, path: str, status: int, seconds: float, *, session: int | None) -> None:
    """Write the line of an answer."""
    _log.info("%s %s %s %.0f ms session %s", method, _shape(path), status, 1000 * seconds, session or "-")


def log_refusal(method: str, path: str, status: int, why: str, number: str = "-") -> None:
    """Write the line of a refusal: a code and the number that was told, never what was asked."""
    _log.warning("refused %s %s %s %s %s", method, _shape(path), status, why, number)


def _shape(path: str) -> str:
    door = door_of(path)
    return _PATHS.get(door, path)


class _Shapes(logging.Filter):
    """Make the server's own lines say no more than ours: uvicorn writes whole addresses."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(
                _shape(given.split("?", 1)[0]) if isinstance(given, str) and given.startswith("/") else given
                for given in record.args
            )
        return True


def hush(names: Iterable[str] = ("uvicorn.access", "uvicorn.error")) -> None:
    """Have the server's own log leave out queries and files; write ours to the standard error."""
    for name in names:
        logger = logging.getLogger(name)
        if not any(isinstance(each, _Shapes) for each in logger.filters):
            logger.addFilter(_Shapes())
    if not _log.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        _log.addHandler(handler)
        _log.setLevel(logging.INFO)
        _log.propagate = False
