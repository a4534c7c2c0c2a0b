"""Text that a spreadsheet must not take for a formula."""

import re
import unicodedata
from typing import Any

__all__ = ["defused"]

STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")
MINUS = "−"  # the minus sign proper: spreadsheets take it for a hyphen
UNSEEN = re.compile(
    r"^[\s\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]+"
)


def defused(value: Any) -> Any:
    """Put an apostrophe before a text that a spreadsheet would run; other values stay as they are."""
    if not isinstance(value, str) or not value:
        return value
    seen = UNSEEN.sub("", value)[:1]
    first = unicodedata.normalize("NFKC", seen)  # ＝ and ﹦ become =
    if value.startswith(STARTS_FORMULA) or first.startswith(STARTS_FORMULA) or first == MINUS:
        return f"'{value}"
    return value
