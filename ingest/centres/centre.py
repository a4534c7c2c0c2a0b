"""What an entry of the register of reporting centres and support services says."""

from types import MappingProxyType

from ingest.words import fold

__all__ = ["FIELDS", "PUBLIC", "STATUSES", "reference_of"]

STATUSES = MappingProxyType(
    {"open": "Open", "paused": "Paused", "closed": "Closed", "unknown": "Not checked"}
)
FIELDS = MappingProxyType(
    {
        "name": ("Name", 120),
        "is_reporting": ("Takes reports", 0),
        "is_support": ("Gives support", 0),
        "kind": ("Kind of place", 40),
        "address": ("Address", 200),
        "postcode": ("Postcode", 12),
        "hours": ("Opening hours", 200),
        "strands": ("For whom", 0),
        "areas": ("Areas served", 200),
        "languages": ("Languages", 200),
        "step_free": ("Step-free", 0),
        "accessibility": ("Accessibility", 300),
        "helps_with": ("Helps with", 300),
        "contact": ("Public contact", 200),
        "is_contact_public": ("The contact is a public one", 0),
        "owner": ("Who answers for this entry", 120),
        "known_as": ("Also known as", 200),
        "trained_until": ("Trained until", 0),
        "checked_on": ("Last checked", 0),
        "status": ("Status", 0),
        "open_since": ("Open since", 0),
        "paused_since": ("Paused since", 0),
        "paused_until": ("Paused until", 0),
        "closed_since": ("Closed since", 0),
        "status_why": ("Reason", 200),
        "last_report_on": ("Last report told", 0),
        "is_listed": ("May be listed", 0),
    }
)
"""What an entry says: field -> title, and how many characters a text may have (0: not a text)."""
PUBLIC = ("name", "kind", "address", "postcode", "hours", "areas", "languages", "step_free", "accessibility",
          "helps_with", "contact")  # fmt: skip
"""What the public may read of a listed entry, and what its owner is asked about."""


def reference_of(name: str, postcode: str | None = None) -> str:
    """Make the reference of an entry that has none: its name and, where two share one, its postcode."""
    words = "-".join((fold(name), *([] if postcode is None else [fold(postcode)])))
    return words.replace(" ", "-")[:80]
