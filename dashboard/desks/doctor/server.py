"""How the server is reached, and what its options leave open."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from dashboard.desks.doctor.finding import Finding
from dashboard.desks.doctor.options import RULES
from dashboard.desks.doctor.surroundings import Surroundings

__all__ = ["OLDEST_STREAMLIT", "look_at_the_server"]

OLDEST_STREAMLIT = (1, 60)
"""Before it, the words of a tooltip were put into the page as they came."""
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def look_at_the_server(here: Surroundings) -> Iterator[Finding]:
    """Give what is wrong with how the server is reached and set."""
    yield from _reached(here)
    yield from _signing_in(here)
    for rule in RULES:
        if rule.option in here.options and not rule.is_right(here.options[rule.option]):
            yield Finding(rule.code, f"{rule.wrong}: {rule.option}.", f"Set it to {rule.right}.")
    version = tuple(int(part) for part in re.findall(r"\d+", here.streamlit)[:2])
    if version and version < OLDEST_STREAMLIT:
        yield Finding(
            "streamlit-old",
            f"Streamlit {here.streamlit} puts text from records into pages as it comes.",
            "Install what the lock file names: make run.",
        )
    if here.drivers:
        yield Finding(
            "drivers",
            f"The geometry library would open {len(here.drivers)} kinds of files that can read other files.",
            "Leave GDAL_SKIP to the program, and import nothing that loads the library before it.",
        )
    mail = here.mail
    if mail.host and mail.security == "none" and mail.host not in LOOPBACK:
        yield Finding(
            "mail-open",
            "Mail would leave this machine without encryption.",
            "Set COMMON_GROUND_SMTP_SECURITY to starttls or tls.",
            stops=False,
        )


def _reached(here: Surroundings) -> Iterator[Finding]:
    if here.is_reached and not (here.has_certificates or here.behind_tls):
        yield Finding(
            "no-tls",
            "Others are to reach this server, and nothing says that they do so by https.",
            "Put a proxy with a certificate in front and set COMMON_GROUND_BEHIND_TLS=1; or listen on "
            "127.0.0.1 and name no hosts.",
        )
    if here.is_bound_wide and not here.hosts:
        yield Finding(
            "no-hosts",
            "The server listens to other machines, and nothing says under which name.",
            "Name it in COMMON_GROUND_HOSTS, with commas between several.",
        )
    if any("*" in name or "/" in name for name in here.hosts):
        yield Finding(
            "any-host",
            "COMMON_GROUND_HOSTS names no host: there is a * or an address in it.",
            "Write each name by itself, without https:// and without *.",
        )


def _signing_in(here: Surroundings) -> Iterator[Finding]:
    if here.way == "demo" and here.is_reached:
        yield Finding(
            "open-demo",
            "Others are to reach this server, and it lets everybody in as the demo's analyst.",
            "Set COMMON_GROUND_SIGN_IN to local or oidc; or listen on 127.0.0.1 and name no hosts.",
        )
    if here.way == "demo" and not here.is_demo:
        yield Finding(
            "demo-on-records",
            "The demo's sign-in lets everybody in, and this store is not the demo's.",
            "Take COMMON_GROUND_SIGN_IN=demo away, and make accounts with common-ground user add.",
        )
    said = {name for name, value in here.provider.items() if value}
    if said and said != set(here.provider):
        missing = ", ".join(
            f"COMMON_GROUND_OIDC_{name.upper()}" for name in sorted(set(here.provider) - said)
        )
        yield Finding("oidc-half", "The organisation's own sign-in is set up by half.", f"Set {missing}.")
    if here.way == "oidc" and not said:
        yield Finding(
            "oidc-none",
            "COMMON_GROUND_SIGN_IN is oidc, and nothing says where that is.",
            "Set the names that begin with COMMON_GROUND_OIDC_, or sign in with local accounts.",
        )
    for name in ("metadata_url", "redirect_uri"):
        parts = urlsplit(here.provider.get(name, ""))
        if here.way == "oidc" and parts.scheme == "http" and parts.hostname not in LOOPBACK:
            yield Finding(
                "oidc-open",
                "The sign-in would go over the network without encryption.",
                f"Let COMMON_GROUND_OIDC_{name.upper()} begin with https://.",
            )
