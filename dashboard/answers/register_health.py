"""How well the register of reporting centres is kept: what nobody has looked after, centre by centre."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from dashboard.directory import STATES, Line

__all__ = ["PROBLEMS", "RegisterHealth", "register_health"]

LISTED_CLOSED = "listed_closed"
PROBLEMS = {
    LISTED_CLOSED: "Closed, yet still listed",
    "still_sending": "Closed, yet still named on forms",
    "dormant": "Open, yet nothing has come for half a year",
    "never_reported": "Has never sent a report",
    "training_over": "Training has run out",
    "training_soon": "Training runs out within two months",
    "training_unknown": "Training not known",
    "pause_over": "Pause should be over",
    "check_due": "Not checked for a year",
    "never_checked": "Never checked",
    "no_hours": "Opening hours not understood",
    "no_place": "No place on the map",
}
"""What is wrong, the most pressing first."""


@dataclass(frozen=True)
class RegisterHealth:
    """The register's state.

    Attributes
    ----------
    centres : int
        Reporting centres in it.
    well : int
        Those of which nothing is wrong.
    counts : pandas.DataFrame
        problem (code), title, centres: those that occur, the most pressing first.
    table : pandas.DataFrame
        A row a centre of which something is wrong: name, state, problems (words), trained_until, checked_on.
    """

    centres: int
    well: int
    counts: pd.DataFrame
    table: pd.DataFrame


def register_health(lines: Sequence[Line]) -> RegisterHealth:
    """Say what is wrong with the reporting centres of the register.

    Parameters
    ----------
    lines : sequence of Line
        As `dashboard.desks.centres.directory` gives them to those who keep the register.
    """
    reporting = [line for line in lines if line.reporting]
    found = {line.number: _problems(line) for line in reporting}
    counts = [
        {"problem": code, "title": title, "centres": many}
        for code, title in PROBLEMS.items()
        if (many := sum(code in problems for problems in found.values()))
    ]
    worst = sorted(
        (line for line in reporting if found[line.number]),
        key=lambda line: (list(PROBLEMS).index(found[line.number][0]), line.name.casefold()),
    )
    rows = [
        {
            "name": line.name,
            "state": STATES[line.state],
            "problems": "; ".join(PROBLEMS[code] for code in found[line.number]),
            "trained_until": line.trained_until,
            "checked_on": line.checked_on,
        }
        for line in worst
    ]
    return RegisterHealth(
        centres=len(reporting),
        well=len(reporting) - len(worst),
        counts=pd.DataFrame(counts, columns=["problem", "title", "centres"]),
        table=pd.DataFrame(rows, columns=["name", "state", "problems", "trained_until", "checked_on"]),
    )


def _problems(line: Line) -> list[str]:
    """Name what is wrong with one, the most pressing first."""
    wrong = set(line.flags) & set(PROBLEMS)
    if line.state == "closed":
        wrong |= {LISTED_CLOSED} if line.listed else set()
    elif line.week in UNREAD:
        wrong.add("no_hours")
    if line.state != "closed" and line.listed and not line.ward:
        wrong.add("no_place")
    return [code for code in PROBLEMS if code in wrong]


UNREAD = ("hours not understood", "hours not known")
