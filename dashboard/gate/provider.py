"""What Streamlit needs to know of an identity provider: from the environment, never a file."""

from typing import Any

from pydantic_settings import BaseSettings, SettingsConfigDict

from dashboard.gate.sessions import cookie_secret
from dashboard.settings import Settings

__all__ = ["ProviderSettings", "provider_secrets"]


class ProviderSettings(BaseSettings):
    """The identity provider, each as `COMMON_GROUND_OIDC_<NAME>`.

    Attributes
    ----------
    client_id, client_secret : str
        How the provider knows this installation.
    metadata_url : str
        Where the provider describes itself: `https://…/.well-known/openid-configuration`.
    redirect_uri : str
        Where it sends people back to: this installation's address with `/oauth2callback` behind it.
    """

    model_config = SettingsConfigDict(env_prefix="COMMON_GROUND_OIDC_", extra="ignore")

    client_id: str = ""
    client_secret: str = ""
    metadata_url: str = ""
    redirect_uri: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether everything is there."""
        return all((self.client_id, self.client_secret, self.metadata_url, self.redirect_uri))


def provider_secrets() -> dict[str, Any] | None:
    """Give Streamlit's `auth` section where people sign in with a provider; None elsewhere.

    Raises
    ------
    SystemExit
        If the provider is asked for and not described.
    """
    settings, provider = Settings(), ProviderSettings()
    if settings.sign_in != "oidc":
        return None
    if not provider.is_whole:
        raise SystemExit(
            "common-ground: COMMON_GROUND_SIGN_IN is oidc, so these must be set: "
            "COMMON_GROUND_OIDC_CLIENT_ID, COMMON_GROUND_OIDC_CLIENT_SECRET, "
            "COMMON_GROUND_OIDC_METADATA_URL, "
            "COMMON_GROUND_OIDC_REDIRECT_URI."
        )
    return {
        "auth": {
            "redirect_uri": provider.redirect_uri,
            "cookie_secret": cookie_secret(settings.store),
            "client_id": provider.client_id,
            "client_secret": provider.client_secret,
            "server_metadata_url": provider.metadata_url,
        }
    }
