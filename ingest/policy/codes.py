"""What a policy file is made of: codes, texts, and the fields of an incident that have a list of codes."""

from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

__all__ = [
    "LIST_OF",
    "NEEDED",
    "OTHER_RECORDS",
    "Code",
    "ListedField",
    "Monitored",
    "Part",
    "Text",
]

Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=600)]
ListedField = Literal["strands", "kind", "category", "source", "noticed_by", "setting", "outcome"]
Monitored = Literal["race", "religion", "sexual_orientation", "transgender", "disability"]
"""The five strands of the national return."""

LIST_OF = MappingProxyType(
    {
        "strands": "strands",
        "kind": "kinds",
        "category": "categories",
        "source": "sources",
        "noticed_by": "noticed_by",
        "setting": "settings",
        "outcome": "outcomes",
    }
)
"""Field of an incident -> the table of a policy file that lists its codes."""

NEEDED = MappingProxyType(
    {
        "kind": ("hate_crime", "hate_incident", "other_incident"),
        "category": ("other",),
        "source": ("other",),
        "noticed_by": ("officer", "unknown"),
        "setting": ("other", "unknown"),
        "outcome": ("other",),
    }
)
"""Codes that the program itself uses, so that no policy can be without them."""

OTHER_RECORDS = ("community_report", "submission", "set_aside", "audit", "history")
"""What is kept beside the kinds of incident, each with a retention rule of its own."""


class Part(BaseModel):
    """A part of a policy file: it cannot be changed, and a key that it does not know is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")
