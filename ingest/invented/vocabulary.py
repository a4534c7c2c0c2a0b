"""The words each sender uses for what happened, why, and where.  Codes in, an agency's words out."""

import tomllib
from pathlib import Path

__all__ = ["PHRASES", "WORDS"]

_SAID = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))

WORDS: dict[str, dict[str, dict[str, list[str]]]] = _SAID["words"]
"""Format -> column -> code -> words; `any` where the column does not depend on what happened."""

PHRASES: list[str] = _SAID["phrases"]
"""Short invented remarks for the free-text column, to prove that they stop at the door."""
