"""Which door of the server an address leads to, and what that door asks for."""

import re
from enum import Enum

__all__ = ["LONGEST_PATH", "LONGEST_QUERY", "Door", "door_of", "is_sound", "upload_of"]

LONGEST_PATH, LONGEST_QUERY = 1_024, 4_096
_UPLOAD = re.compile(r"/_stcore/upload_file/([\w-]{1,100})/([\w-]{1,100})")
_UNSOUND = re.compile(r"[\x00-\x1f\x7f\\]|//|/\.\.?(/|$)")


class Door(Enum):
    """A kind of address."""

    HEALTH = "health"
    SIGN_IN = "sign in"
    BUNDLE = "bundle"
    METRICS = "metrics"
    UPLOAD = "upload"
    MEDIA = "media"
    PART = "part"
    STREAM = "stream"
    PAGE = "page"
    SHUT = "shut"


_EXACT = {
    "/_stcore/health": Door.HEALTH,
    "/_stcore/metrics": Door.METRICS,
    "/_stcore/stream": Door.STREAM,
    "/_stcore/host-config": Door.PART,
    "/favicon.png": Door.BUNDLE,
    "/manifest.json": Door.BUNDLE,
    "/login": Door.SIGN_IN,
    "/logout": Door.SIGN_IN,
    "/auth/login": Door.SIGN_IN,
    "/auth/logout": Door.SIGN_IN,
    "/oauth2callback": Door.SIGN_IN,
}
_BEGINNINGS = {
    "/static/": Door.BUNDLE,  # the program's own, the same for everybody; /app/static/ may be anything
    "/app/static/": Door.PART,
    "/component/": Door.PART,
    "/_stcore/bidi-components/": Door.PART,
    "/media/": Door.MEDIA,
}


def is_sound(path: str, query: bytes) -> bool:
    """Say whether an address is one that a page of ours could have made."""
    return len(path) <= LONGEST_PATH and len(query) <= LONGEST_QUERY and not _UNSOUND.search(path)


def door_of(path: str) -> Door:
    """Say to which door a path leads; whatever the server has that is not named here is shut."""
    if path in _EXACT:
        return _EXACT[path]
    for beginning, door in _BEGINNINGS.items():
        if path.startswith(beginning):
            return door
    if _UPLOAD.fullmatch(path):
        return Door.UPLOAD
    return Door.SHUT if "_stcore" in path else Door.PAGE


def upload_of(path: str) -> tuple[str, str]:
    """Give the session and the file that an upload is for; two empty words where the path says neither."""
    said = _UPLOAD.fullmatch(path)
    return (said[1], said[2]) if said else ("", "")
