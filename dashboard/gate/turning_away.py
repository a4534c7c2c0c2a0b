"""How somebody is turned away: a status, a code for the log, plain words, and nothing of what was asked."""

import re
from urllib.parse import quote

from starlette.types import Scope, Send

from dashboard.gate.headers import Headers

__all__ = ["TurnedAway", "sign_in_for", "turn_away"]

_WORDS = {
    400: "This address is not one of ours.",
    401: "Sign in first.",
    403: "This is not for you.",
    404: "There is nothing here.",
    405: "This cannot be done here.",
    413: "This file is too large: at most 50 MB.",
    414: "This address is too long.",
    421: "This server is not known by that name.",
    429: "Too many connections at once from where you are. Try again in a minute.",
    503: "The server has no room at the moment. Try again in a minute.",
}
_PAGE = re.compile(r"/[a-z_]{0,60}")
_QUERY = re.compile(r"[\w=&%.,:+-]{1,1000}", re.ASCII)


class TurnedAway(Exception):
    """Somebody is not let in.

    Attributes
    ----------
    status : int
    why : str
        A code for the log.
    to : str
        Where to go instead; empty for nowhere.
    """

    def __init__(self, status: int, why: str, to: str = "") -> None:
        super().__init__(why)
        self.status, self.why, self.to = status, why, to


def sign_in_for(path: str, query: bytes) -> str:
    """Give the address of the sign-in that comes back to a page, if it is a page of ours with plain codes."""
    if not _PAGE.fullmatch(path):
        return "/login"
    asked = query.decode("latin-1")
    back = f"{path}?{asked}" if _QUERY.fullmatch(asked) else path
    return "/login" if back == "/" else f"/login?next={quote(back, safe='')}"


async def turn_away(scope: Scope, send: Send, away: TurnedAway, headers: Headers) -> None:
    """Answer with the refusal, to a request or to a WebSocket that was not yet accepted."""
    words = _WORDS.get(away.status, "").encode()
    said = [
        *headers,
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", b"%d" % len(words)),
    ]
    if away.to:
        said.append((b"location", away.to.encode("ascii")))
    if away.status == 413:
        said.append((b"connection", b"close"))  # what still comes is not read
    kind = "http"
    if scope["type"] == "websocket":
        kind = "websocket.http"
        if "websocket.http.response" not in scope.get("extensions", {}):
            await send({"type": "websocket.close", "code": 1008})
            return
    await send({"type": f"{kind}.response.start", "status": away.status, "headers": said})
    await send({"type": f"{kind}.response.body", "body": words})
