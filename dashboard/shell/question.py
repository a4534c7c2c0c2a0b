"""The command line's words as a question."""

from datetime import date
from typing import Any

from dashboard.filters import Filters
from dashboard.selection import known_codes, unknown_codes
from dashboard.shell.frame import UserError
from dashboard.snapshot import Snapshot

__all__ = ["asked_day", "asked_filters", "check_codes"]


def asked_filters(
    *,
    last: str | None,
    from_: str | None,
    to: str | None,
    words: dict[str, list[str] | None],
    **given: Any,
) -> Filters:
    """Put the command line's words into a question."""
    asked: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    asked |= {name: frozenset(codes) for name, codes in words.items() if codes}
    if (from_ is None) != (to is None):
        raise UserError("Give --from and --to together, as 2026-01-31.")
    if from_ and to:
        if last:
            raise UserError("Give either --last or --from and --to.")
        asked |= {"days": None, "first": asked_day(from_), "last": asked_day(to)}
    elif last:
        if not last.removesuffix("d").isdigit():
            raise UserError(f"--last {last!r} is not a number of days, such as 90d.")
        asked["days"] = int(last.removesuffix("d"))
    return Filters(**asked)


def check_codes(snapshot: Snapshot, filters: Filters) -> None:
    """Refuse a code that the policy does not have: a script must not get everything for a slip of the pen."""
    _, unknown = unknown_codes(snapshot, filters)
    for name in unknown:
        known = known_codes(snapshot)[name]
        wrong = sorted(getattr(filters, name) - known)
        one = {"categories": "category"}.get(name, name.removesuffix("s"))
        raise UserError(f"There is no {one} '{wrong[0]}'. Known: {', '.join(sorted(known))}.")


def asked_day(text: str) -> date:
    """Read a day of the command line.

    Raises
    ------
    UserError
        If it is not one.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UserError(f"{text!r} is not a day; write it as 2026-01-31.") from None
