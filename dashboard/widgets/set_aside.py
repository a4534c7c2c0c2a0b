"""Rows set aside, as a file for whoever sent them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from dashboard.exporting.lists import list_sheet
from dashboard.exporting.markings import own_marking
from dashboard.widgets.hand_over import offer_list

__all__ = ["offer_set_aside"]

TITLES = {"row": "Row", "column": "Column", "value": "Value", "reason": "Reason"}


def offer_set_aside(rows: Sequence[dict[str, Any]], *, agency: str = "", batch: int | None = None) -> None:
    """Offer the rows of a file that could not be kept to its sender, marked for nobody else."""
    subject = "a file that was looked at" if batch is None else f"batch {batch}"
    offer_list(
        "Download the rows set aside",
        f"Rows set aside, {subject}",
        [list_sheet("Rows set aside", TITLES, rows)],
        "csv",
        marking=own_marking(agency, today=date.today()),
        product="rows-set-aside",
        purpose="data_quality",
        why="Putting rows right",
        subject=subject,
    )
