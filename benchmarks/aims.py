"""What is aimed at, and whether what was seen meets it."""

from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["Aim", "aims_table"]

HEADER = ("what", "aimed at", "seen", "")


@dataclass(frozen=True)
class Aim:
    """One aim.

    Attributes
    ----------
    what : str
    aimed : float
    seen : float or None
        None where it was not measured.
    unit : str
        Written behind both numbers.
    at_least : bool
        Whether more is better; else less is.
    limit : str
        What stands in the way where it is not met, or how it was seen.
    """

    what: str
    aimed: float
    seen: float | None
    unit: str = ""
    at_least: bool = False
    limit: str = ""

    @property
    def met(self) -> bool:
        """Whether it is met; never without a figure."""
        if self.seen is None:
            return False
        return self.seen >= self.aimed if self.at_least else self.seen <= self.aimed

    @property
    def line(self) -> tuple[str, ...]:
        """The line of the table."""
        sign = "at least" if self.at_least else "at most"
        aimed = f"{sign} {_number(self.aimed)}{self.unit}"
        if self.seen is None:
            return (self.what, aimed, "not measured", self.limit)
        verdict = "met" if self.met else "**not met**"
        said = f"{verdict}: {self.limit}" if self.limit else verdict
        return (
            self.what,
            f"{sign} {_number(self.aimed)}{self.unit}",
            f"{_number(self.seen)}{self.unit}",
            said,
        )


def aims_table(aims: Iterable[Aim]) -> str:
    """Write the table of aims, met or not."""
    lines = [aim.line for aim in aims]
    rows = ("| " + " | ".join(line) + " |" for line in (HEADER, ("---", "---:", "---:", "---"), *lines))
    return "\n".join(rows) + "\n"


def _number(value: float) -> str:
    if value and abs(value) < 10 and value != round(value):
        return f"{value:.2g}" if abs(value) < 1 else f"{value:.1f}"
    return f"{value:,.0f}"
