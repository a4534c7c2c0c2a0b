"""What is worked out once of a version of the data, and forgotten with it."""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

__all__ = ["remembered"]

T = TypeVar("T")
MOST = 64
"""Of one version of the data so many answers are kept; the oldest goes first."""

_KNOWN: WeakKeyDictionary[Any, dict[Hashable, Any]] = WeakKeyDictionary()
_NOTHING = object()


def remembered(of: Any, key: Hashable, work: Callable[[], T]) -> T:
    """Give what has been worked out of something, or work it out.

    Parameters
    ----------
    of : object
        A snapshot, say: what is worked out of it is let go when it is.
    key : hashable
        Names what is worked out, with everything that it depends on besides.
    work : callable
        Works it out; two threads that ask at once may both do so.
    """
    known = _KNOWN.setdefault(of, {})
    made = known.get(key, _NOTHING)  # looked up once: another thread may let it go at any moment
    if made is _NOTHING:
        made = work()
        while len(known) >= MOST:
            known.pop(next(iter(tuple(known)), None), None)
        known[key] = made
    answer: T = made
    return answer
