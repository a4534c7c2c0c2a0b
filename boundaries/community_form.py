"""The form on which everybody can tell something: whether it is open, and how much is taken in."""

from dataclasses import dataclass

__all__ = ["CLOSED", "CommunityForm"]


@dataclass(frozen=True)
class CommunityForm:
    """What a partnership file says of its form for the public.

    Attributes
    ----------
    open : bool
        Closed unless the partnership opens it.
    note : str or None
        Shown above the form, in the partnership's own words.
    most_an_hour, most_a_visit : int
        So many messages are taken in from everybody in an hour, and from one visit.
    """

    open: bool = False
    note: str | None = None
    most_an_hour: int = 30
    most_a_visit: int = 5


CLOSED = CommunityForm()
