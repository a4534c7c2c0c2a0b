"""The gate in front of everything the server does: requests and WebSockets pass here or nowhere."""

import asyncio
import time
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import TypeAlias

from anyio import to_thread
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.desks.access import access
from dashboard.desks.doctor import Finding
from dashboard.faults import note_fault
from dashboard.gate.access_log import hush, log_refusal, log_request
from dashboard.gate.crowd import Crowd, CrowdedError
from dashboard.gate.doors import LONGEST_QUERY, Door, door_of, is_sound, upload_of
from dashboard.gate.handed import Handed, person_of
from dashboard.gate.headers import Headers, security_headers, without_claims
from dashboard.gate.hosts import is_here, is_own_host, is_own_origin
from dashboard.gate.messages import may_say
from dashboard.gate.settings import GateSettings
from dashboard.gate.starting import refusals
from dashboard.gate.turning_away import TurnedAway, sign_in_for, turn_away
from dashboard.gate.uploads import LONGEST_BYTES, TooLargeError, counted, is_full, make_room
from dashboard.viewer import NOBODY, Principal

__all__ = ["LOOK_AGAIN_S", "Gate", "Who"]

Who: TypeAlias = Callable[[Mapping[str, str]], Principal | None]

LOOK_AGAIN_S = 20.0
"""How often an open WebSocket is held against its session: one that ended is cut well within a minute."""
UPLOAD_S = 300.0
"""How long an upload may take."""
_SENDERS = ("send files", "write reports", "keep registers")
_READING = ("GET", "HEAD")


class Gate:
    """Let pass who may, and say the same to everybody else.

    Parameters
    ----------
    app : ASGI application
        What lies behind.
    who : callable
        Gives the principal of a browser's cookies; None for nobody.
    settings : GateSettings, optional
        From the environment unless given.
    look_again_s : float
        How often an open WebSocket is held against its session.
    refusals : callable
        Gives what the server must not start with: the doctor's findings unless said.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        who: Who,
        settings: GateSettings | None = None,
        look_again_s: float = LOOK_AGAIN_S,
        refusals: Callable[[], Sequence[Finding]] = refusals,
    ) -> None:
        self._app, self._who, self._look_again_s = app, who, look_again_s
        self._refusals = refusals
        self._settings = settings or GateSettings()
        self._names, self._forms = self._settings.names, self._settings.form_origins
        self._handed = Handed()
        self._requests = Crowd(each=self._settings.requests_each, all_=self._settings.requests)
        self._pages = Crowd(each=self._settings.connections_each, all_=self._settings.connections)
        hush()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as ASGI asks."""
        if scope["type"] == "http":
            await self._request(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        else:
            await self._start(scope, receive, send)

    async def _start(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the server start unless something stands open: then it says what, and ends."""
        found = await to_thread.run_sync(self._refusals)
        if not found:
            await self._app(scope, receive, send)
            return
        await receive()
        lines = [f"{finding.code}: {finding.words}" for finding in found]
        said = "\n".join(["Common Ground does not start:", *lines])
        await send({"type": "lifespan.startup.failed", "message": said})

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun, headers = time.perf_counter(), _first(scope)
        door = door_of(scope["path"])
        beside = self._beside(door, headers)
        status = 0

        async def dressed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message = {**message, "headers": _replaced(message.get("headers", ()), beside)}
            await send(message)

        try:
            with self._requests.one_more(_address(scope)):
                self._is_ours(scope, headers)
                who = await self._let_in(scope, door, headers)
                passed = {**scope, "headers": without_claims(scope["headers"])}
                if door is Door.UPLOAD and scope["method"] == "PUT":
                    await self._take(passed, receive, dressed)
                else:
                    await self._app(passed, receive, dressed)
        except CrowdedError:
            await self._away(scope, send, TurnedAway(429, "crowded"), beside)
        except TurnedAway as away:
            if not status:
                await self._away(scope, send, away, beside)
        except Exception as error:
            if status:
                raise
            await self._away(scope, send, TurnedAway(500, "fault"), beside, number=note_fault(error))
        else:
            if door is not Door.BUNDLE:
                session = who.session if who else None
                seconds = time.perf_counter() - begun
                log_request(scope["method"], scope["path"], status, seconds, session=session)

    async def _let_in(self, scope: Scope, door: Door, headers: Mapping[str, str]) -> Principal | None:
        """Give who asks; raise where they are not let in."""
        method, path = scope["method"], scope["path"]
        if door in {Door.SHUT, Door.STREAM}:
            raise TurnedAway(404, "shut")
        if door is not Door.SIGN_IN and method not in _READING and door is not Door.UPLOAD:
            raise TurnedAway(405, "method")
        if method not in _READING and not _is_own(headers):
            raise TurnedAway(403, "origin")
        if door in {Door.HEALTH, Door.SIGN_IN, Door.BUNDLE}:
            return None
        if door is Door.METRICS and self._is_direct(scope, headers):
            return None
        who = await self._principal(headers)
        if who is None:
            if door is Door.PAGE:
                raise TurnedAway(303, "no-session", sign_in_for(path, scope.get("query_string", b"")))
            raise TurnedAway(401, "no-session")
        self._is_for(who, scope)
        may = access().may
        if door is Door.METRICS and not may(who.viewer.role, "administer"):
            raise TurnedAway(403, "metrics")
        if door is Door.MEDIA and not self._handed.has_file(path.removeprefix("/media/"), person_of(who)):
            raise TurnedAway(403, "not-handed")
        if door is Door.UPLOAD:
            self._let_upload(scope, who, headers)
        return who

    def _is_for(self, who: Principal, scope: Scope) -> None:
        """Hold the demo's sign-in, which asks for nothing, to this machine, whatever started the server."""
        at = scope.get("server")
        if not who.login and who.viewer != NOBODY.viewer and not (at and is_here(at[0])):
            raise TurnedAway(403, "demo-elsewhere")

    def _let_upload(self, scope: Scope, who: Principal, headers: Mapping[str, str]) -> None:
        session, _ = upload_of(scope["path"])
        if not any(access().may(who.viewer.role, what) for what in _SENDERS):
            raise TurnedAway(403, "upload-role")
        if not self._handed.has_session(session, person_of(who)):
            raise TurnedAway(403, "upload-session")
        if scope["method"] != "PUT":
            return
        length = headers.get("content-length", "0")
        if not length.isdecimal():
            raise TurnedAway(400, "upload-length")
        if int(length) > LONGEST_BYTES:
            raise TurnedAway(413, "upload-too-large")
        if is_full(int(length)):
            raise TurnedAway(503, "upload-full")
        make_room(session)

    async def _take(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            async with asyncio.timeout(UPLOAD_S):
                await self._app(scope, counted(receive), send)
        except TooLargeError:
            raise TurnedAway(413, "upload-too-large") from None
        except TimeoutError:
            raise TurnedAway(400, "upload-too-slow") from None

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = _first(scope)
        beside = self._beside(Door.STREAM, headers)
        try:
            with self._pages.one_more(_address(scope)):
                self._is_ours(scope, headers)
                if door_of(scope["path"]) is not Door.STREAM:
                    raise TurnedAway(404, "shut")
                if not _is_own(headers):
                    raise TurnedAway(403, "origin")
                who = await self._principal(headers)
                if who is None:
                    raise TurnedAway(401, "no-session")
                self._is_for(who, scope)
                await self._talk(self._own_session(scope, who), receive, send, who, headers)
        except CrowdedError:
            await self._away(scope, send, TurnedAway(429, "crowded"), beside)
        except TurnedAway as away:
            await self._away(scope, send, away, beside)

    async def _talk(
        self, scope: Scope, receive: Receive, send: Send, who: Principal, headers: Mapping[str, str]
    ) -> None:
        """Pass messages on for as long as the session lasts."""
        person, begun, cut = person_of(who), False, False

        async def noted(message: Message) -> None:
            nonlocal begun
            if cut:
                return
            said = message.get("bytes")
            if said:
                self._handed.note(said, person)
                begun = begun or self._handed.begin(said, person)
            await send(message)

        async def heard() -> Message:
            while True:
                message = await receive()
                said = message.get("bytes")
                if said is None or may_say(said):
                    return message
                log_refusal("WS", scope["path"], 403, "message")

        async def watch() -> None:
            nonlocal cut
            while True:
                await asyncio.sleep(self._look_again_s)
                try:
                    now = await self._principal(headers)
                except TurnedAway:
                    now = None
                if now is None or person_of(now) != person:
                    log_refusal("WS", scope["path"], 401, "session-ended")
                    await send({"type": "websocket.close", "code": 1008})
                    cut = True
                    return

        watching = asyncio.create_task(watch())
        try:
            await self._app(scope, heard, noted)
        finally:
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching

    def _own_session(self, scope: Scope, who: Principal) -> Scope:
        """Leave out the id of a session that is not this person's: they begin a new one and join nobody's."""
        headers = without_claims(scope["headers"])
        for at, (name, value) in enumerate(headers):
            if name.lower() == b"sec-websocket-protocol":
                said = [part.strip() for part in value.decode("latin-1").split(",")]
                if len(said) > 2 and said[2] and not self._handed.has_session(said[2], person_of(who)):
                    log_refusal("WS", scope["path"], 403, "session-of-another")
                    headers[at] = (name, ", ".join(said[:2]).encode("latin-1"))
        return {**scope, "headers": headers}

    def _is_ours(self, scope: Scope, headers: Mapping[str, str]) -> None:
        query = scope.get("query_string", b"")
        if not is_own_host(headers.get("host", ""), self._names):
            raise TurnedAway(421, "host")
        if not is_sound(scope["path"], query):
            raise TurnedAway(414 if len(query) > LONGEST_QUERY else 400, "address")

    def _beside(self, door: Door, headers: Mapping[str, str]) -> Headers:
        host = headers.get("host", "")
        host = host if is_own_host(host, self._names) else ""
        return security_headers(door, host, tls=self._settings.behind_tls, forms=self._forms)

    def _is_direct(self, scope: Scope, headers: Mapping[str, str]) -> bool:
        """Say whether this machine asks for itself, with no proxy between that might ask for somebody."""
        via = any(name in headers for name in ("x-forwarded-for", "forwarded", "via", "x-real-ip"))
        return not via and not self._settings.behind_tls and is_here(_address(scope))

    async def _principal(self, headers: Mapping[str, str]) -> Principal | None:
        try:
            return await to_thread.run_sync(self._who, cookie_parser(headers.get("cookie", "")))
        except Exception as error:  # whatever is wrong with the store, nobody passes
            raise TurnedAway(503, f"who-{type(error).__name__}") from error

    async def _away(
        self, scope: Scope, send: Send, away: TurnedAway, beside: Headers, *, number: str = ""
    ) -> None:
        number = number or uuid.uuid4().hex[:8]
        log_refusal(scope.get("method", "WS"), scope["path"], away.status, away.why, number)
        await turn_away(scope, send, away, beside, number=number)


def _first(scope: Scope) -> dict[str, str]:
    """Give each header's first value; a second `Host` or `Origin` says nothing, cookies are joined."""
    said: dict[str, str] = {}
    for name, value in scope["headers"]:
        key, word = name.decode("latin-1").lower(), value.decode("latin-1")
        said[key] = f"{said[key]}; {word}" if key == "cookie" and key in said else said.get(key, word)
    return said


def _is_own(headers: Mapping[str, str]) -> bool:
    return is_own_origin(headers.get("origin"), headers.get("host", ""), headers.get("sec-fetch-site", ""))


def _replaced(headers: Iterable[tuple[bytes, bytes]], beside: Headers) -> Headers:
    ours = {name for name, _ in beside}
    return [pair for pair in headers if pair[0].lower() not in ours] + beside


def _address(scope: Scope) -> str:
    return str(scope["client"][0]) if scope.get("client") else ""
