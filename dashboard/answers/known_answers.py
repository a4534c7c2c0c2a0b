"""Does the installed copy still get the published numbers?  Every known answer, worked out again."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from spatial.known_answer import Rerun, rerun
from spatial.known_answers import known_answers

__all__ = ["Checked", "check_known_answers"]

COLUMNS = ("family", "name", "expected", "got", "largest_difference", "allowed", "passes", "source")
SHOWN = 6
"""Longer lists of numbers are cut after so many."""


@dataclass(frozen=True)
class Checked:
    """The published cases and what this copy makes of them.

    Attributes
    ----------
    table : pandas.DataFrame
        family, name, expected, got (as text, long lists cut), largest_difference (over all numbers, NaN where
        nothing comparable was got), allowed, passes, source.
    sentence : str
        How many pass.
    """

    table: pd.DataFrame
    sentence: str

    @property
    def all_pass(self) -> bool:
        """Whether every published number came out again."""
        return bool(self.table["passes"].all())


def check_known_answers() -> Checked:
    """Work out every known answer again, now, with this installed copy."""
    table = pd.DataFrame([_row(rerun(answer)) for answer in known_answers()], columns=list(COLUMNS))
    passed, asked = int(table["passes"].sum()), len(table)
    numbers = sum(np.size(answer.expected) for answer in known_answers())
    if passed == asked:
        said = f"All {asked} published cases ({numbers:,} numbers) come out as printed."
    else:
        said = (
            f"{asked - passed} of {asked} published cases do not come out as printed. Do not rely on the "
            "methods named below before somebody has looked into it: note what this page shows and tell "
            "whoever installed the program."
        )
    return Checked(table.sort_values("passes", kind="stable", ignore_index=True), said)


def _row(again: Rerun) -> tuple[object, ...]:
    answer = again.answer
    return (
        answer.family,
        answer.name,
        _told(answer.expected, answer.tolerance),
        _told(again.got, answer.tolerance),
        again.difference,
        answer.tolerance,
        again.passes,
        answer.source,
    )


def _told(numbers: float | tuple[float, ...], tolerance: float) -> str:
    """Write numbers with the digits that the tolerance makes meaningful."""
    values = np.atleast_1d(np.asarray(numbers, dtype=float))
    places = min(max(int(np.ceil(-np.log10(max(tolerance, 1e-12)))), 0), 12)
    said = [_plain(f"{value:,.{places}f}") for value in values[:SHOWN]]
    rest = f" … ({len(values):,} numbers)" if len(values) > SHOWN else ""
    return "; ".join(said) + rest


def _plain(number: str) -> str:
    """Leave out zeros that nobody printed."""
    return number.rstrip("0").rstrip(".") if "." in number else number
