"""The two addresses of signing in and out, which are no pages of Streamlit; and what stands before all."""

import asyncio
import re
import secrets
from collections.abc import Mapping
from urllib.parse import parse_qs, quote, urlsplit

from anyio import to_thread
from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from streamlit.user_info import generate_login_redirect_url

from boundaries.errors import BoundaryError
from boundaries.partnership import load_partnership
from dashboard.desks.sign_in import end_session, has_accounts, signing_key, try_password
from dashboard.gate.asgi import Gate
from dashboard.gate.hosts import LOOPBACK
from dashboard.gate.pages import CONTENTS
from dashboard.gate.sessions import (
    COOKIE,
    PROVIDED,
    VISIT_S,
    VISITOR,
    is_without_account,
    principal_of_cookies,
    visitor_pass,
    way,
)
from dashboard.gate.settings import GateSettings
from dashboard.gate.sign_in_page import (
    moved_page,
    no_account_page,
    provider_page,
    sign_in_page,
    sign_out_page,
)
from dashboard.settings import Settings
from dashboard.viewer import NOBODY

__all__ = ["ROUTES", "stack"]

FORM = "cg_form"
FORM_S = 60 * 60
LONGEST_BODY = 8_192
WRONG = "That is not right. Check the login and the password."
LOCKED = "Too many wrong tries. Wait a quarter of an hour, then try again."
STALE = "This page had been open for too long, or was sent from elsewhere. Try again."
_BACK = re.compile(r"/([a-z_]{0,60})(\?[\w=&%.,:+-]{1,1000})?", re.ASCII)
_NUMBER = re.compile(r"[\w-]{22}", re.ASCII)
_ADDRESSES = frozenset({"", *(entry.address for entry in CONTENTS)})


def stack() -> list[Middleware]:
    """Give what every request passes before anything else."""
    return [Middleware(Gate, who=principal_of_cookies)]


async def login(request: Request) -> Response:
    """Ask who it is, or let them in."""
    if request.method == "POST":
        return await _try(request)
    return await to_thread.run_sync(_ask, request)


def _ask(request: Request) -> Response:
    how, back = way(), _back(request.query_params.get("next", ""))
    here = principal_of_cookies(request.cookies)
    if how == "demo" or (here is not None and here.viewer != NOBODY.viewer):
        return RedirectResponse(back, 303)
    if request.headers.get("sec-fetch-site") == "cross-site" and "again" not in request.query_params:
        return HTMLResponse(moved_page(f"/login?next={quote(back, safe='')}&again=1"))
    if _is_for_anybody(back):
        visit = RedirectResponse(back, 303)
        _set(visit, request, VISITOR, visitor_pass(Settings().store), max_age=VISIT_S, samesite="lax")
        return visit
    if how == "oidc":
        if is_without_account(request.cookies):
            return _forget(HTMLResponse(no_account_page(), 403), request)
        return HTMLResponse(provider_page(generate_login_redirect_url("default")))
    return _form(request, back)


def _form(request: Request, back: str, *, login: str = "", wrong: str = "", status: int = 200) -> Response:
    url, number = Settings().store, _number(request)
    page = sign_in_page(
        token=_forms(url).dumps(number), back=back, login=login, wrong=wrong, has_accounts=has_accounts(url)
    )
    answer = HTMLResponse(page, status)
    _set(answer, request, FORM, number, max_age=FORM_S)
    return answer


async def _try(request: Request) -> Response:
    said = await _said(request)
    back = _back(said.get("next", ""))
    if await to_thread.run_sync(way) != "local":
        return RedirectResponse(back, 303)
    if not _is_own_form(request, said):
        return await to_thread.run_sync(lambda: _form(request, back, wrong=STALE, status=400))
    address = request.client.host if request.client else ""
    url, name = Settings().store, said.get("login", "")[:64]
    tried = await to_thread.run_sync(
        lambda: try_password(url, name, said.get("password", ""), address=address)
    )
    if not tried.token:
        await asyncio.sleep(tried.wait_s)
        wrong, status = (LOCKED, 429) if tried.is_locked else (WRONG, 401)
        return await to_thread.run_sync(lambda: _form(request, back, login=name, wrong=wrong, status=status))
    await to_thread.run_sync(_end, request.cookies)
    answer = RedirectResponse(back, 303)
    _set(answer, request, COOKIE, tried.token)
    answer.delete_cookie(FORM)
    return answer


async def logout(request: Request) -> Response:
    """Ask whether somebody means it, and end their session."""
    url = Settings().store
    if request.method == "POST" and _is_own_form(request, await _said(request)):
        await to_thread.run_sync(_end, request.cookies)
        return _forget(RedirectResponse("/login", 303), request)
    number = _number(request)
    answer = HTMLResponse(sign_out_page(token=_forms(url).dumps(number)))
    _set(answer, request, FORM, number, max_age=FORM_S)
    return answer


def _end(cookies: Mapping[str, str]) -> None:
    here = principal_of_cookies(cookies)
    if here is not None:
        end_session(Settings().store, here)


def _forget(answer: Response, request: Request) -> Response:
    for name in request.cookies:
        if name in {COOKIE, FORM, VISITOR} or name.startswith(PROVIDED):
            answer.delete_cookie(name)
    return answer


def _back(said: str) -> str:
    """Give where to go afterwards: a page of ours, or the front."""
    found = _BACK.fullmatch(said)
    return said if found and found[1] in _ADDRESSES else "/"


def _is_for_anybody(back: str) -> bool:
    """Say whether a page needs no account: a link that was sent to somebody, the form once it is open."""
    page = urlsplit(back).path.strip("/")
    if page != "tell_us":
        return page == "confirm"
    try:
        return load_partnership(Settings().partnership).community_form.open
    except BoundaryError:
        return False


async def _said(request: Request) -> dict[str, str]:
    """Read a form; one that is too long says nothing."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LONGEST_BODY:
            return {}
    said = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=10)
    return {name: values[0] for name, values in said.items()}


def _forms(url: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(signing_key(url), salt="form")


def _number(request: Request) -> str:
    """Give the number of this browser's forms, the one it has if it has one: two tabs do not part it."""
    held = request.cookies.get(FORM, "")
    return held if _NUMBER.fullmatch(held) else secrets.token_urlsafe(16)


def _is_own_form(request: Request, said: Mapping[str, str]) -> bool:
    """Say whether this browser was sent this form: its cookie and the form hold the same number, signed."""
    try:
        number = _forms(Settings().store).loads(said.get("token", ""), max_age=FORM_S)
    except BadSignature:
        return False
    return secrets.compare_digest(str(number), request.cookies.get(FORM, ""))


def _set(
    answer: Response,
    request: Request,
    name: str,
    value: str,
    *,
    max_age: int | None = None,
    samesite: str = "strict",
) -> None:
    plain = request.url.scheme == "http" and request.url.hostname in LOOPBACK
    answer.set_cookie(
        name,
        value,
        max_age=max_age,
        httponly=True,
        samesite=samesite,  # type: ignore[arg-type]
        secure=GateSettings().behind_tls or not plain,
    )


ROUTES = [Route("/login", login, methods=["GET", "POST"]), Route("/logout", logout, methods=["GET", "POST"])]
