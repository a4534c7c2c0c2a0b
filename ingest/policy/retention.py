"""How long each kind of record is kept before a person looks whether it is still needed."""

from calendar import monthrange
from datetime import date, timedelta
from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic.json_schema import SkipJsonSchema

from ingest.policy.codes import Part, Text

__all__ = ["RetentionRule"]


class RetentionRule(Part):
    """When a record of a kind is due for review.

    Attributes
    ----------
    kind : str
        A kind of incident, `community_report`, `submission`, `set_aside`, `audit` or `history`; the name of
        its table.
    months, days : int or None
        The length: one of the two.
    counted_from : str
        ``occurred``, ``reported`` or ``received`` (the day on which the program got or wrote it).
    basis : str
        On what the length rests.
    """

    kind: SkipJsonSchema[str] = ""
    months: Annotated[int, Field(ge=1, le=1200)] | None = None
    days: Annotated[int, Field(ge=1, le=3660)] | None = None
    counted_from: Literal["occurred", "reported", "received"]
    basis: Text

    @model_validator(mode="after")
    def _one_length(self) -> "RetentionRule":
        if (self.months is None) == (self.days is None):
            found = "neither months nor days" if self.months is None else "both months and days"
            raise ValueError(f"found {found}; give one of the two")
        return self

    @property
    def length(self) -> str:
        """The length in words."""
        if self.days is not None:
            return f"{self.days} {'day' if self.days == 1 else 'days'}"
        months = self.months or 0
        number, unit = (months // 12, "year") if months % 12 == 0 else (months, "month")
        return f"{number} {unit}" + ("" if number == 1 else "s")

    def review_on(self, day: date) -> date:
        """Work out the day on which a record is due for review.

        Parameters
        ----------
        day : datetime.date
            The day that `counted_from` names. Months end on the same day of the month, or on its last.
        """
        if self.days is not None:
            return day + timedelta(days=self.days)
        ahead = day.month - 1 + (self.months or 0)
        year, month = day.year + ahead // 12, ahead % 12 + 1
        return date(year, month, min(day.day, monthrange(year, month)[1]))
