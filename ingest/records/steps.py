"""The named steps of taking in a file, so that a test can pull the plug at each of them."""

from collections.abc import Callable

__all__ = ["STEPS", "WATCHERS", "reached"]

STEPS = (
    "begun",
    "looked for the same file",
    "compared",
    "batch written",
    "records added",
    "old versions kept",
    "records updated",
    "rows set aside written",
    "sealed",
    "data version counted",
    "audited",
    "landed",
)
"""In this order; the last comes after the transaction."""

WATCHERS: list[Callable[[str], None]] = []
"""Told of every step; empty outside tests."""


def reached(step: str) -> None:
    """Tell the watchers."""
    for watcher in WATCHERS:
        watcher(step)
