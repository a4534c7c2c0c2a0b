"""Under which names this server answers, and from whose pages it takes connections."""

from ipaddress import ip_address
from urllib.parse import urlsplit

__all__ = ["LOOPBACK", "is_here", "is_own_host", "is_own_origin"]

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def is_own_host(host: str, allowed: frozenset[str]) -> bool:
    """Say whether a `Host` header names this server; a page that rebinds its own name to us does not."""
    try:
        said = urlsplit(f"//{host}")
        name, _ = said.hostname, said.port
    except ValueError:
        return False
    if not name or said.path or said.query or said.fragment or "@" in said.netloc:
        return False
    return name.rstrip(".") in LOOPBACK | allowed


def is_own_origin(origin: str | None, host: str, site: str = "") -> bool:
    """Say whether a page of ours asks; whoever names no origin is no browser, and brings no one's cookies.

    Parameters
    ----------
    origin, host, site : str
        The headers `Origin`, `Host` and `Sec-Fetch-Site`; no page can set any of them.
    """
    if origin is None:
        return True
    if origin == "null":  # a form whose page sends no referrer
        return site == "same-origin"
    try:
        return urlsplit(origin).netloc.lower() == host.lower()
    except ValueError:
        return False


def is_here(address: str) -> bool:
    """Say whether an address is this machine's own."""
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
