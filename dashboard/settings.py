"""Where the store and the partnership file are: environment, then the folder `var`."""

from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict

__all__ = ["DEMO_FOLDER", "Settings"]

DEMO_FOLDER = Path("var/demo")


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
    """

    model_config = SettingsConfigDict(env_prefix="COMMON_GROUND_", extra="ignore")

    store: str = f"sqlite:///{DEMO_FOLDER}/common-ground.sqlite"
    partnership: Path = DEMO_FOLDER / "partnership.toml"
    formats: Path = Path("var/formats")
