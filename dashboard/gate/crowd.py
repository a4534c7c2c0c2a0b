"""How many connections there may be at once: from one address, and in all."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["Crowd", "CrowdedError"]


class CrowdedError(Exception):
    """There is no room for one more."""


class Crowd:
    """Those who are connected now.

    Parameters
    ----------
    each, all_ : int
        How many may come from one address, and in all.
    """

    def __init__(self, *, each: int, all_: int) -> None:
        self._each, self._all = each, all_
        self._here: Counter[str] = Counter()

    @contextmanager
    def one_more(self, address: str) -> Iterator[None]:
        """Count a connection for as long as it lasts.

        Raises
        ------
        CrowdedError
            If there are enough.
        """
        if self._here[address] >= self._each or self._here.total() >= self._all:
            raise CrowdedError
        self._here[address] += 1
        try:
            yield
        finally:
            self._here[address] -= 1
            if not self._here[address]:
                del self._here[address]
