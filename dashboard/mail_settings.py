"""Where digests are posted: settings of the organisation's own mail server, from the environment."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

__all__ = ["MailSettings"]


class MailSettings(BaseSettings):
    """The mail server; each can be set as `COMMON_GROUND_SMTP_<NAME>`.  Without a host nothing is sent.

    Attributes
    ----------
    host, port : str, int or None
        The port is 587, 465 or 25 by `security` if not given.
    user, password : str
        Login; none if there is no user.
    security : str
        "starttls", "tls" or "none".
    sender : str
        `COMMON_GROUND_SMTP_FROM`: the address that messages come from.
    ca : pathlib.Path or None
        A certificate to trust instead of the system's, where the organisation has its own.
    recipients : pathlib.Path or None
        A TOML file: a list of addresses for each role.
    timeout_s : float
    """

    model_config = SettingsConfigDict(env_prefix="COMMON_GROUND_SMTP_", extra="ignore", populate_by_name=True)

    host: str = ""
    port: int | None = Field(default=None, ge=1, le=65535)
    user: str = ""
    password: SecretStr = SecretStr("")
    security: Literal["starttls", "tls", "none"] = "starttls"
    sender: str = Field(default="", validation_alias="COMMON_GROUND_SMTP_FROM")
    ca: Path | None = None
    recipients: Path | None = None
    timeout_s: float = Field(default=20.0, gt=0, le=300)

    @staticmethod
    def now() -> datetime:
        """Read the clock, for the date of a message."""
        return datetime.now(UTC)
