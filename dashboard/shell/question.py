"""The command line's words as a question: its options, said once for every command that asks one."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Annotated, Any, get_type_hints

import typer

from dashboard.filters import BANDWIDTHS, BASELINES, EDGES, METHODS, TESTS, Filters
from dashboard.selection import known_codes, unknown_codes
from dashboard.shell.frame import (
    JsonOption,
    PartnershipOption,
    RoleOption,
    StoreOption,
    UserError,
    Words,
    own_snapshot,
    setup,
)
from dashboard.snapshot import Snapshot
from dashboard.viewer import Viewer, viewer_of
from dashboard.wording import either

__all__ = ["LOOKING", "Asked", "asked_day", "asking", "known_word"]

Option = tuple[Any, Any]
"""What is given, and what it is if nobody gives it."""


def _text(help: str, default: str) -> Option:
    return Annotated[str, typer.Option(help=help)], default


WINDOW: dict[str, Option] = {
    "from_": (Annotated[str | None, typer.Option("--from", help="First day.")], None),
    "to": (Annotated[str | None, typer.Option("--to", help="Last day.")], None),
    "last": (Annotated[str | None, typer.Option(help="So many days up to the latest record: 90d.")], None),
}
LOOKING: dict[str, Option] = {
    "method": _text(f"{either(METHODS)}.", "gi_star"),
    "resolution": (Annotated[int | None, typer.Option()], None),
    "baseline": _text(f"{either(BASELINES)}.", "area"),
    "test": _text(f"How Gi* reckons chance: {either(TESTS)}.", "exact"),
    "bandwidth_m": (Annotated[float | None, typer.Option("--bandwidth-m")], None),
    "kernel": _text("quartic or gaussian.", "quartic"),
    "bandwidth_kind": _text(f"{either(BANDWIDTHS)}.", "fixed"),
    "edge": _text(f"Edge of the density: {either(EDGES)}.", "uniform"),
    "radius_m": (Annotated[float | None, typer.Option("--radius-m")], None),
    "min_reports": (Annotated[int, typer.Option("--min-reports")], 5),
}
WORDS: dict[str, Option] = dict.fromkeys(("strand", "kind", "source", "category"), (Words, None))
ALWAYS: dict[str, Option] = {
    **WORDS,
    "officer": (Annotated[bool, typer.Option(help="Count what officers came upon, too.")], False),
    "duplicates": _text("confirmed, distinct or linked.", "confirmed"),
    "store": (StoreOption, None),
    "partnership": (PartnershipOption, None),
    "role": (RoleOption, None),
    "as_json": (JsonOption, False),
}
SETTINGS = ("store", "partnership", "role")
FIELDS = {"strand": "strands", "kind": "kinds", "source": "sources", "category": "categories"}


@dataclass(frozen=True)
class Asked:
    """A question from the command line, and the data that it is put to."""

    snapshot: Snapshot
    filters: Filters
    viewer: Viewer
    as_json: bool


def asking(
    *looking: str, window: tuple[str, ...] = tuple(WINDOW)
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command the options of a question; it is called with what they come to.

    Parameters
    ----------
    *looking : str
        Of `LOOKING`: what else may be asked.
    window : tuple of str
        Of `WINDOW`: how its days may be said.

    Returns
    -------
    callable
        Decorates a command whose first parameter is an `Asked`; its other parameters are its own options and
        stand before the question's.
    """
    options = {name: LOOKING[name] for name in looking} | {name: WINDOW[name] for name in window} | ALWAYS

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        @wraps(command)
        def run(context: typer.Context, **given: Any) -> None:
            said = {name: given.pop(name) for name in options}
            settings, role = setup(context, **{name: said.pop(name) for name in SETTINGS})
            as_json = said.pop("as_json")
            filters = _filters(said)
            snapshot = own_snapshot(settings)
            _check_codes(snapshot, filters)
            command(Asked(snapshot, filters, viewer_of(role), as_json), **given)

        hints = get_type_hints(command, include_extras=True)
        own = list(inspect.signature(command).parameters.values())[1:]
        keyword = inspect.Parameter.KEYWORD_ONLY
        parameters = [
            inspect.Parameter("context", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context),
            *(each.replace(kind=keyword, annotation=hints[each.name]) for each in own),
            *(
                inspect.Parameter(name, keyword, default=default, annotation=kind)
                for name, (kind, default) in options.items()
            ),
        ]
        del run.__wrapped__  # its options are not the command's
        run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        run.__annotations__ = {each.name: each.annotation for each in parameters}
        return run

    return decorate


def known_word(word: str, known: Any, what: str) -> None:
    """Refuse a word that is none of those known.

    Raises
    ------
    UserError
        Naming those that are.
    """
    if word not in known:
        raise UserError(f"There is no {what} '{word}'. Known: {', '.join(known)}.")


def _filters(said: dict[str, Any]) -> Filters:
    last, from_, to = (said.pop(name, None) for name in ("last", "from_", "to"))
    words = {field: said.pop(name) for name, field in FIELDS.items()}
    asked: dict[str, Any] = {name: value for name, value in said.items() if value is not None}
    asked |= {field: frozenset(codes) for field, codes in words.items() if codes}
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


def _check_codes(snapshot: Snapshot, filters: Filters) -> None:
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
