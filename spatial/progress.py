"""How a long calculation tells how far it is, and is stopped."""

from collections.abc import Callable

__all__ = ["Progress", "silent"]

Progress = Callable[[float], None]
"""Called now and then with the share done, 0 to 1.  It may raise `Cancelled` to end the work."""


def silent(done: float) -> None:
    """Tell nobody."""
