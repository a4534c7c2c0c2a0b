"""Receipts in the terminal: every row of a file accounted for."""

from dataclasses import asdict
from typing import Any

from rich.table import Table as Printed

from dashboard.shell.frame import out

__all__ = ["print_answers", "print_receipts", "receipt_of"]


def receipt_of(receipt: Any) -> dict[str, Any]:
    return {**asdict(receipt), "notes": list(receipt.notes)}


COUNTED = (
    "read",
    "accepted",
    "updated",
    "duplicates",
    "set_aside",
    "blank",
    "without_location",
    "outside_area",
)


def print_receipts(receipts: list[Any]) -> None:
    print_answers([receipt_of(one) for one in receipts])


def print_answers(answers: list[dict[str, Any]]) -> None:
    table = Printed("file", "agency", *(name.replace("_", " ") for name in COUNTED))
    for answer in answers:
        if "refused" not in answer:
            table.add_row(answer["file"], answer["agency"], *(f"{answer[name]:,}" for name in COUNTED))
    if table.row_count:
        out.print(table)
        out.print("read = accepted + updated + duplicates + set aside + blank; the last two are 'of which'.")
    for answer in answers:
        for note in answer.get("notes", []):
            out.print(f"{answer['file']}: {note}")
        for row in answer.get("rows_set_aside", [])[:20]:
            out.print(f"  row {row['row']}, {row['column'] or 'the row'}: {row['reason']}")
