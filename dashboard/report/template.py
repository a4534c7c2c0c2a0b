"""A template of the pack: a file that says for whom it is, how it is marked and what is in it."""

from dataclasses import dataclass
from pathlib import Path

from dashboard.exporting.document import Level

__all__ = ["TEMPLATES", "Template", "TemplateError"]

TEMPLATES = Path(__file__).with_name("templates")
"""The templates that come with the program."""


class TemplateError(ValueError):
    """A template that cannot be used; its text says where, what was found and what would be right."""


@dataclass(frozen=True)
class Template:
    """What a file of templates says.

    Attributes
    ----------
    key : str
        The file's name without its ending.
    title : str
        On the cover.
    audience : str
        For whom, in words.
    profile : str
        "partner" or "public": whose releases it is made from.
    sections : tuple of str
        Keys of sections, in the order wanted.
    level : str
        How it is marked; never lower than the profile asks.
    keep_days : int
        After how many days it is to be thrown away.
    opening : str
        The partnership's own words on the cover.
    logo : bytes
        A PNG, JPEG or SVG; empty where there is none.
    most_places : int
        How many places a section names at most.
    """

    key: str
    title: str
    audience: str
    profile: str
    sections: tuple[str, ...]
    level: Level
    keep_days: int = 90
    opening: str = ""
    logo: bytes = b""
    most_places: int = 5
