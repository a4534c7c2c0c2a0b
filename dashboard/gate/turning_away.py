"""How somebody is turned away: a status, a code and a number for the log, and plain words."""

import re
from urllib.parse import quote

from starlette.types import Scope, Send

from dashboard.gate.headers import Headers
from dashboard.gate.plain_page import plain_page

__all__ = ["TurnedAway", "refused_words", "sign_in_for", "turn_away"]

_WORDS = {
    400: (
        "This address is not one of ours.",
        "Go to the front page and open what you look for from the menu.",
    ),
    401: ("Sign in first.", "After that, open the page again."),
    403: (
        "This is not for you.",
        "Your sign-in does not open it. If you need it for your work, ask an administrator.",
    ),
    404: ("There is nothing here.", "The address may be old or mistyped. Go to the front page."),
    405: ("This cannot be done here.", "Go back, and do it with the buttons of the page."),
    413: ("This file is too large: at most 50 MB.", "Send it as a zip, or in two parts."),
    414: ("This address is too long.", "Go to the front page and ask again there."),
    421: ("This server is not known by that name.", "Use the address that your partnership gave you."),
    429: (
        "Too many connections at once from where you are. Try again in a minute.",
        "Close pages that you do not need.",
    ),
    500: (
        "This is our fault, not yours.",
        "Nothing was lost that had been kept. Go to the front page and try once more.",
    ),
    503: (
        "The server has no room at the moment. Try again in a minute.",
        "If it goes on, tell whoever looks after this program.",
    ),
}
"""Status -> what is the matter, and what to do next."""
_NOWHERE = ("This is not possible.", "Go to the front page.")
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


def refused_words(away: TurnedAway, number: str, *, as_page: bool) -> str:
    """Say what is the matter: to a person as a page with the next step and a number, else in one line."""
    if away.to:
        return ""
    matter, then = _WORDS.get(away.status, _NOWHERE)
    if not as_page:
        return matter
    way = "/login" if away.status == 401 else "/"
    label = "Sign in" if away.status == 401 else "Front page"
    return plain_page(
        matter.rstrip("."),
        f"<p>{then}</p>"
        f'<p><a class="act" href="{way}">{label}</a></p>'
        f"<p>If it comes again, tell whoever looks after this program the number <code>{number}</code>.</p>",
    )


def _reads_pages(scope: Scope) -> bool:
    """Say whether a browser asks for a page to show, and not a program or a part of a page."""
    if scope["type"] != "http":
        return False
    said = next((value for name, value in scope["headers"] if name.lower() == b"accept"), b"")
    return b"text/html" in said


async def turn_away(scope: Scope, send: Send, away: TurnedAway, headers: Headers, *, number: str) -> None:
    """Answer with the refusal, to a request or to a WebSocket that was not yet accepted."""
    words = refused_words(away, number, as_page=_reads_pages(scope)).encode()
    kind = b"html" if words.startswith(b"<") else b"plain"
    said = [
        *headers,
        (b"content-type", b"text/%s; charset=utf-8" % kind),
        (b"content-length", b"%d" % len(words)),
    ]
    if away.to:
        said.append((b"location", away.to.encode("ascii")))
    if away.status == 413:
        said.append((b"connection", b"close"))  # what still comes is not read
    part = "http"
    if scope["type"] == "websocket":
        part = "websocket.http"
        if "websocket.http.response" not in scope.get("extensions", {}):
            await send({"type": "websocket.close", "code": 1008})
            return
    await send({"type": f"{part}.response.start", "status": away.status, "headers": said})
    await send({"type": f"{part}.response.body", "body": words})
