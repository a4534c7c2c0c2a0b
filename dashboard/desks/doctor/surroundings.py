"""What a server stands in: where it listens, how it is reached, and what was set."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any

from dashboard.mail_settings import MailSettings
from dashboard.settings import Settings

__all__ = ["Surroundings"]


@dataclass(frozen=True)
class Surroundings:
    """What the doctor looks at, beside the store.

    Attributes
    ----------
    settings : Settings
    way : str
        How people sign in: `demo`, `local` or `oidc`.
    is_demo : bool
        Whether the store is the program's own demo.
    address : str
        Where the server listens; empty for everywhere.
    has_certificates : bool
        Whether it speaks TLS itself.
    behind_tls : bool
        Whether a proxy in front of it does, as was said.
    hosts : frozenset of str
        The names under which it is reached.
    options : mapping
        Streamlit's, by their names.
    streamlit : str
        Its version.
    provider : mapping
        What was said of the organisation's own sign-in, by name; empty words for what was not.
    mail : MailSettings
    drivers : frozenset of str
        Formats that the geometry library may open although they should be shut.
    """

    settings: Settings
    way: str
    is_demo: bool
    address: str = "127.0.0.1"
    has_certificates: bool = False
    behind_tls: bool = False
    hosts: frozenset[str] = frozenset()
    options: Mapping[str, Any] = field(default_factory=dict)
    streamlit: str = ""
    provider: Mapping[str, str] = field(default_factory=dict)
    mail: MailSettings = field(default_factory=MailSettings)
    drivers: frozenset[str] = frozenset()

    @property
    def is_bound_wide(self) -> bool:
        """Whether it listens to more than this machine."""
        try:
            return not ip_address(self.address).is_loopback
        except ValueError:
            return self.address != "localhost"

    @property
    def is_reached(self) -> bool:
        """Whether others than this machine's own people are meant to reach it."""
        return self.is_bound_wide or bool(self.hosts) or self.behind_tls
