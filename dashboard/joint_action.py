"""A joint action as it is read: where, who leads, with whom, by when, and how it goes."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import h3

__all__ = ["DONE", "INTENDS", "OPEN", "WHOLE_AREA", "Action", "overlap"]

OPEN, DONE = "open", "done"
INTENDS = {
    "fewer": "Fewer incidents: less harm",
    "more": "More reports: people come forward",
    "other": "Something else",
}
"""What an action is for; where it is for more reports, a rise is what was meant."""
WHOLE_AREA = "The whole area"


@dataclass(frozen=True)
class Action:
    """One action as it is read.

    Attributes
    ----------
    ward : str
        Code; "" where it concerns no one ward.
    strands : tuple of str
        Codes; empty for all.
    partners : str
        Organisations, joined with "; ".
    overdue : bool
        Whether its day is over and it is not done.
    seal : str
        Of the action as it was when it was read.
    intends : str
        A key of `INTENDS`; "" where nobody said.
    cells, wards : tuple of str
        Its place as it was when the action was agreed: H3 indexes of one resolution, codes of wards.
    found_by : mapping of str to str
        The question that found the place, in the words of the address bar; empty where people chose it.
    selected_from, selected_to : datetime.date or None
        The days in which the place was found.
    responsible : str
        Roles, joined with "; "; never names.
    expected : str
        What it is to bring about; `outcome` is what came of it.
    rag_said, rag_why : str
        What people say of it instead of the rule, and why; "" where the rule says it.
    entered_on, noted_on : datetime.date or None
        When it was written down; when somebody last said how it goes.
    noted_by : mapping of str to datetime.date
        Organisation -> when it last said something of it, where the note says for whom it speaks.
    """

    number: int
    reference: str
    title: str
    theme: str
    ward: str
    strands: tuple[str, ...]
    lead: str
    partners: str
    starts_on: date | None
    due_on: date | None
    done_on: date | None
    progress: str
    outcome: str
    overdue: bool
    seal: str
    status: str = OPEN
    intends: str = ""
    cells: tuple[str, ...] = ()
    wards: tuple[str, ...] = ()
    place_name: str = ""
    found_by: Mapping[str, Any] = field(default_factory=dict)
    selected_from: date | None = None
    selected_to: date | None = None
    responsible: str = ""
    expected: str = ""
    rag_said: str = ""
    rag_why: str = ""
    aim: str = ""
    objective: str = ""
    resources: str = ""
    triggers: str = ""
    step_changes: str = ""
    entered_on: date | None = None
    noted_on: date | None = None
    noted_by: Mapping[str, date] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.done_on is None and self.status != DONE

    @property
    def with_whom(self) -> tuple[str, ...]:
        """Name the partners one by one."""
        return tuple(name for part in self.partners.split(";") if (name := part.strip()))

    @property
    def has_place(self) -> bool:
        """Whether anybody said where it is."""
        return bool(self.cells or self.wards or self.ward or self.place_name)

    def touches(self, cells: Collection[str], wards: Collection[str]) -> bool:
        """Say whether its place touches another: cell by cell where both have cells, else by ward."""
        if cells and self.cells:
            return overlap(self.cells, cells)
        return bool({self.ward, *self.wards} & (set(wards) - {""}))


def overlap(one: Collection[str], other: Collection[str]) -> bool:
    """Say whether two sets of cells share ground; of two resolutions, at the coarser."""
    if not one or not other:
        return False
    coarsest = min(h3.get_resolution(cell) for cell in (*one, *other))
    up = [{h3.cell_to_parent(cell, coarsest) for cell in cells} for cells in (one, other)]
    return bool(up[0] & up[1])
