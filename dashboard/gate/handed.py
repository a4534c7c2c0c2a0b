"""What was handed to whom: the files that a page offered, and the sessions that were begun.

Streamlit serves a file to whoever knows its address, and lets whoever knows a session's id join it.  The gate
sees every message on its way to a browser, so it knows to whom an address was told.
"""

import re
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import suppress
from typing import TypeAlias

from google.protobuf.message import DecodeError, Message
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from dashboard.viewer import Principal

__all__ = ["Handed", "Person", "person_of"]

Person: TypeAlias = tuple[str, int | None, str]

_FILE = re.compile(r"/media/([\w.-]{1,120})")
_OFFERS = frozenset({"url", "image", "favicon"})
"""In which fields a message offers a file; elsewhere `/media/...` is what somebody typed, and offers none."""
_MOST = 20_000


def person_of(principal: Principal) -> Person:
    """Tell one person's session from every other's."""
    return principal.login, principal.session, principal.name


class Handed:
    """Files and sessions by the person to whom they belong; the oldest are forgotten first, then refused."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._files: OrderedDict[tuple[str, Person], None] = OrderedDict()
        self._sessions: OrderedDict[str, Person] = OrderedDict()

    def note(self, message: bytes, person: Person) -> None:
        """Remember the files that a message offers."""
        if b"/media/" in message:
            for name in _files_in(message):
                self._files[(name, person)] = None
                self._files.move_to_end((name, person))
            while len(self._files) > self._most:
                self._files.popitem(last=False)

    def begin(self, message: bytes, person: Person) -> bool:
        """Remember whose session begins; say whether this message says so."""
        said = ForwardMsg()
        try:
            said.ParseFromString(message)
        except DecodeError:
            return False
        session = said.new_session.initialize.session_id
        if session:
            self._sessions[session] = person
            self._sessions.move_to_end(session)
            while len(self._sessions) > self._most:
                self._sessions.popitem(last=False)
        return bool(session)

    def has_file(self, name: str, person: Person) -> bool:
        """Say whether a file was offered to this person."""
        return (name, person) in self._files

    def has_session(self, session: str, person: Person) -> bool:
        """Say whether a session is this person's."""
        return self._sessions.get(session) == person


def _files_in(message: bytes) -> Iterator[str]:
    """Name the files that a message offers; none where it cannot be read."""
    said = ForwardMsg()
    with suppress(DecodeError):
        said.ParseFromString(message)
        for address in _offered(said):
            if found := _FILE.match(address):
                yield found[1]


def _offered(said: Message) -> Iterator[str]:
    for field, value in said.ListFields():
        for one in value if field.is_repeated else (value,):
            if isinstance(one, Message):
                yield from _offered(one)
            elif field.name in _OFFERS and isinstance(one, str):
                yield one
