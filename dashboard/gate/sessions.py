"""Whose browser this is: from its cookies, and from nothing else that it says."""

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from itsdangerous import BadSignature, URLSafeTimedSerializer
from streamlit.auth_util import get_cookie_with_chunks

from dashboard.desks.sign_in import (
    Person,
    begin,
    identified,
    key_for,
    principal_of_key,
    sign_in_way,
    signing_key,
)
from dashboard.settings import Settings
from dashboard.viewer import ANALYST, NOBODY, Principal

__all__ = [
    "COOKIE",
    "DEMO",
    "PROVIDED",
    "VISITOR",
    "VISIT_S",
    "cookie_secret",
    "is_without_account",
    "principal_of_cookies",
    "visitor_pass",
    "way",
]

COOKIE = "cg_session"
PROVIDED = "_streamlit_user"
"""The cookie that Streamlit sets when an identity provider has said who somebody is."""
DEMO = Principal("Demo analyst", "", ANALYST)
FRESH_S = 120
"""So old may that cookie be when it begins a session: an older one is a sign-in that is over."""
TOKEN_MOST = 200
VISITOR = "cg_visitor"
"""The cookie of somebody without an account who came to the form for everybody, or by a link sent to them."""
VISIT_S = 12 * 60 * 60


def way() -> str:
    """Say how somebody comes in here: demo, local or oidc."""
    return sign_in_way(Settings())


def cookie_secret(url: str) -> str:
    """Give what Streamlit signs its own cookie with."""
    return hashlib.sha256(b"cookie\x1f" + signing_key(url)).hexdigest()


def principal_of_cookies(cookies: Mapping[str, str]) -> Principal | None:
    """Say who is there; None for nobody, a session that is over, and whatever was made up.

    A visitor is `NOBODY` by another name.
    """
    settings = Settings()
    how = sign_in_way(settings)
    if how == "demo":
        return DEMO
    here = _local(settings.store, cookies) if how == "local" else _provided(settings.store, cookies)
    return here or _visitor(settings.store, cookies)


def _local(url: str, cookies: Mapping[str, str]) -> Principal | None:
    token = cookies.get(COOKIE, "")
    return principal_of_key(url, key_for(url, token)) if 0 < len(token) <= TOKEN_MOST else None


def _visitor(url: str, cookies: Mapping[str, str]) -> Principal | None:
    try:
        said = _visits(url).loads(cookies.get(VISITOR, ""), max_age=VISIT_S)
    except BadSignature:
        return None
    return replace(NOBODY, name=f"Visitor {said}")


def visitor_pass(url: str) -> str:
    """Make what a visitor's cookie carries: nothing but a number that is theirs."""
    return str(_visits(url).dumps(secrets.token_hex(8)))


def _visits(url: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(signing_key(url), salt="visitor")


def _provided(url: str, cookies: Mapping[str, str]) -> Principal | None:
    """Say whom the provider's cookie names: by its own row here, begun only while the cookie is fresh."""
    raw = _joined(cookies)
    if not raw:
        return None
    key = key_for(url, raw)
    here = principal_of_key(url, key)
    if here is not None:
        return here
    said = _claims(url, cookies)
    person = None if said is None else _person(url, said)
    if person is None:
        return None
    return principal_of_key(url, key) if begin(url, person=person, key=key) else None


def is_without_account(cookies: Mapping[str, str]) -> bool:
    """Say whether an identity provider vouches for somebody who has no account here."""
    settings = Settings()
    said = _claims(settings.store, cookies) if sign_in_way(settings) == "oidc" else None
    return said is not None and _person(settings.store, said) is None


def _person(url: str, said: dict[str, Any]) -> Person | None:
    verified = said.get("email_verified") is True
    email = str(said.get("email", "")) if verified else ""
    return identified(url, identity=f"{said['iss']}|{said['sub']}", email=email)


def _joined(cookies: Mapping[str, str]) -> str:
    parts = sorted(name for name in cookies if name == PROVIDED or name.startswith(f"{PROVIDED}_"))
    own = (name for name in parts if name == PROVIDED or name.removeprefix(f"{PROVIDED}_").isdigit())
    return "\x1f".join(f"{name}={cookies[name]}" for name in own)


def _claims(url: str, cookies: Mapping[str, str]) -> dict[str, Any] | None:
    """Read what the provider said, if it is signed by us and said just now."""

    def one(name: str) -> bytes | None:
        signed = URLSafeTimedSerializer(cookie_secret(url), salt=name)
        try:
            return str(signed.loads(cookies.get(name, ""), max_age=FRESH_S)).encode()
        except BadSignature:
            return None

    try:
        raw = get_cookie_with_chunks(one, PROVIDED)
        said = json.loads(raw) if raw else None
    except ValueError:
        return None
    return said if isinstance(said, dict) and said.get("iss") and said.get("sub") else None
