"""Text that a spreadsheet must not take for a formula."""

from typing import Any

__all__ = ["defused"]

STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


def defused(value: Any) -> Any:
    """Put an apostrophe before a text that a spreadsheet would run; other values stay as they are."""
    if isinstance(value, str) and (
        value.startswith(STARTS_FORMULA) or value.lstrip().startswith(STARTS_FORMULA)
    ):
        return f"'{value}"
    return value
