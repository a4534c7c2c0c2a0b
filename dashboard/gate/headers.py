"""What is said beside every answer, and what no client may say of itself."""

import re
from collections.abc import Iterable
from typing import TypeAlias

from dashboard.gate.doors import Door

__all__ = ["INLINE_SCRIPT", "Headers", "security_headers", "without_claims"]

Headers: TypeAlias = list[tuple[bytes, bytes]]

INLINE_SCRIPT = "sha256-THxz9J9+wf7rhwR2YkXJoSZ13UCmYyC+3lNDv2+8ugA="
"""The one script written into Streamlit's page; a test holds it against the page that is installed."""
_CLAIMS = re.compile(
    r"x-forwarded-(?!for$|proto$|host$|port$)|x-auth|x-remote|remote-|x-user|x-webauth|x-common-ground"
    r"|x-ms-client-principal|x-goog-(authenticated|iap)|x-amzn-oidc|cf-access|oidc[-_]|x-streamlit-user"
)
_ALWAYS = (
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    (
        "permissions-policy",
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), display-capture=()",
    ),
)
_KEPT = frozenset({Door.BUNDLE})
"""What a browser may keep: the program's own bundle, nothing that says anything."""


def security_headers(door: Door, host: str, *, tls: bool, forms: Iterable[str] = ()) -> Headers:
    """Give the headers of an answer.

    Parameters
    ----------
    door : Door
        Where it comes from.
    host : str
        Under which name it was asked for, if that is ours; empty if not.
    tls : bool
        Whether browsers reach this server by https.
    forms : iterable of str
        Origins of others to whom a form may lead: the sign-in of an organisation.
    """
    given = [*_ALWAYS, ("content-security-policy", _policy(host, tls=tls, forms=forms))]
    # A form posted under "no-referrer" names no origin, and the sign-in wants to know the origin.
    given.append(("referrer-policy", "same-origin" if door is Door.SIGN_IN else "no-referrer"))
    if door not in _KEPT:
        given.append(("cache-control", "no-store"))
    if tls:
        given.append(("strict-transport-security", "max-age=31536000"))
    return [(name.encode(), value.encode("latin-1", "replace")) for name, value in given]


def _policy(host: str, *, tls: bool, forms: Iterable[str]) -> str:
    own = f" {'wss' if tls else 'ws'}://{host}" if host else ""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' 'wasm-unsafe-eval' '{INLINE_SCRIPT}' blob:",
            "worker-src 'self' blob:",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "media-src 'self'",
            f"connect-src 'self'{own} blob: data:",
            "manifest-src 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            " ".join(("form-action 'self'", *forms)),
        )
    )


def without_claims(headers: Iterable[tuple[bytes, bytes]]) -> Headers:
    """Leave out what a client says of who it is: only a cookie of ours says that."""
    return [(name, value) for name, value in headers if not _CLAIMS.match(name.decode("latin-1").lower())]
