"""The demo's queue: what invented people told and nobody has graded.  Nobody in it exists."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Invented", "read_submissions"]


@dataclass(frozen=True)
class Invented:
    """One thing told: how long ago it came in, how many days before that it was seen, and what was said.

    Attributes
    ----------
    agency : str
        Whose front line wrote it down; "" for the form for everybody.
    is_confirmed : bool
        Whether somebody kept it though it may hold personal details.
    """

    days_ago: int
    seen_days_before: int
    agency: str
    ward: str
    place: str
    strands: tuple[str, ...]
    seen: str
    is_confirmed: bool = False


def read_submissions() -> list[Invented]:
    """Read them, the oldest first."""
    path = Path(__file__).parent / "submissions.toml"
    told = tomllib.loads(path.read_text(encoding="utf-8"))["told"]
    return [Invented(**{**one, "strands": tuple(one["strands"])}) for one in told]
