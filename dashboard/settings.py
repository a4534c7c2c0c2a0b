"""Where the store and the partnership file are: environment, then the folder `var`."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

__all__ = ["DEMO_FOLDER", "READY", "Settings"]

DEMO_FOLDER = Path("var/demo")
READY = "ready"
"""Written last into the folder of the demo, so that a demo cut short is made again."""


class Settings(BaseSettings):
    """What this installation uses; each can be set as `COMMON_GROUND_<NAME>`.

    Attributes
    ----------
    store : str
        SQLAlchemy URL of the record store.
    partnership : pathlib.Path
        The partnership file.
    formats : pathlib.Path
        Folder in which formats matched by hand are saved.
    sign_in : str
        How somebody comes in: `demo`, `local`, `oidc`; empty for demo on the program's own demo, else local.
    backup_to : str
        Public keys (age) to which backups are sealed, with commas between.
    docs : str
        Where the partnership serves the documentation, as `https://...`; empty for nowhere.
    """

    model_config = SettingsConfigDict(env_prefix="COMMON_GROUND_", extra="ignore")

    store: str = f"sqlite:///{DEMO_FOLDER}/common-ground.sqlite"
    partnership: Path = DEMO_FOLDER / "partnership.toml"
    formats: Path = Path("var/formats")
    sign_in: Literal["", "demo", "local", "oidc"] = ""
    backup_to: str = ""
    docs: Annotated[str, Field(pattern=r"^(https?://[^\s]+)?$")] = ""
