"""What an installation says about its own gate, by `COMMON_GROUND_<NAME>`."""

from pydantic_settings import BaseSettings, SettingsConfigDict

__all__ = ["GateSettings"]


class GateSettings(BaseSettings):
    """How the server is reached.

    Attributes
    ----------
    hosts : str
        Names under which browsers reach it, with commas between; this machine's own names always do.
    behind_tls : bool
        Whether browsers reach it by https only: a proxy in front of it, or certificates of its own.
    forms : str
        Origins to which the sign-in may lead, with commas between: of the organisation's own sign-in.
    connections_each, connections : int
        Open pages from one address, and in all.
    requests_each, requests : int
        Requests being answered at a time for one address, and in all.
    """

    model_config = SettingsConfigDict(env_prefix="COMMON_GROUND_", extra="ignore")

    hosts: str = ""
    behind_tls: bool = False
    forms: str = ""
    connections_each: int = 150
    connections: int = 600
    requests_each: int = 300
    requests: int = 1_200

    @property
    def names(self) -> frozenset[str]:
        """The names under which browsers reach it."""
        return frozenset(name.strip().lower().rstrip(".") for name in self.hosts.split(",") if name.strip())

    @property
    def form_origins(self) -> tuple[str, ...]:
        """The origins to which the sign-in may lead."""
        return tuple(origin.strip() for origin in self.forms.split(",") if origin.strip())
