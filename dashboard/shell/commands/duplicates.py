"""`common-ground duplicates`: look for them, list them, decide about them, measure the search."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table as Printed

from dashboard.desks import duplicates as desk
from dashboard.desks import importing
from dashboard.desks.measuring import measure
from dashboard.shell.frame import (
    ByOption,
    JsonOption,
    PartnershipOption,
    StoreOption,
    UserError,
    app,
    out,
    plainly,
    say,
    setup,
)

LISTED = ("pair", "score", "agency_a", "reference_a", "agency_b", "reference_b", "state", "reasons")
MEASURED = ("threshold", "found", "right", "precision", "recall", "f1")
WORDS = ("find", "list", "decide", "undo", "measure")
HELP = "find, list, decide PAIR same|different|later, undo PAIR, or measure TRUTHS.json."


@app.command("duplicates")
@plainly
def duplicates(
    context: typer.Context,
    what: Annotated[list[str] | None, typer.Argument(help=HELP)] = None,
    state: Annotated[str | None, typer.Option(help="list: open, later, same or different.")] = None,
    agency: Annotated[list[str] | None, typer.Option(help="list: only with this agency's records.")] = None,
    note: Annotated[str, typer.Option(help="decide: why, without names or addresses.")] = "",
    by: ByOption = None,
    store: StoreOption = None,
    partnership: PartnershipOption = None,
    as_json: JsonOption = False,
) -> None:
    """Records of two agencies that may be one event."""
    settings, _ = setup(context, store=store, partnership=partnership)
    word, *rest = what or ["list"]
    if word not in WORDS or len(rest) != {"decide": 2, "undo": 1, "measure": 1}.get(word, 0):
        raise UserError(f"Say {HELP}")
    if state is not None and state not in desk.STATES:
        raise UserError(f"There is no state '{state}'. Known: {', '.join(desk.STATES)}.")
    opened, person = importing.open_desk(settings), importing.who(by)
    if word == "list":
        answer = _listed(opened, state, agency or [])
    elif word == "find":
        answer = desk.find(opened.store, opened.study_area, by=person)
    elif word == "measure":
        answer = measure(opened.store, opened.study_area, Path(rest[0]))
    else:
        answer = _decided(opened, word, rest, note, person)
    if as_json:
        say(answer)
    else:
        _print(word, answer)


def _listed(opened: importing.Desk, state: str | None, agencies: list[str]) -> dict[str, Any]:
    found = desk.review(opened.store)
    return {
        "pairs": [
            {
                **{name: one[name] for name in LISTED},
                "decided_by": one["decided_by"],
                "decided_at": one["decided_at"].isoformat() if one["decided_at"] else None,
                "note": one["note"],
            }
            for one in desk.queue(found.pairs, state=state, agencies=agencies)
        ],
        "counts": found.counts,
        "files_not_compared": found.not_compared,
        "records_left_out": found.left_out,
        "contradictions": list(found.contradictions),
    }


def _decided(opened: importing.Desk, word: str, rest: list[str], note: str, person: str) -> dict[str, Any]:
    if not rest[0].isdigit():
        raise UserError("A pair is named by its number; see 'common-ground duplicates list'.")
    pair = int(rest[0])
    if word == "undo":
        changed = desk.undo(opened.store, pair, by=person)
    else:
        places = set(opened.study_area.wards["name"])
        changed = desk.decide(opened.store, pair, rest[1], by=person, note=note, places=places)
    return {"pair": pair, "changed": changed, "said": desk.history(opened.store, pair)}


def _print(word: str, answer: dict[str, Any]) -> None:
    if word in ("list", "measure"):
        columns, rows = (LISTED, answer["pairs"]) if word == "list" else (MEASURED, answer["thresholds"])
        table = Printed(*(name.replace("_", " ") for name in columns))
        for row in rows:
            table.add_row(*(f"{row[name]:.3g}" if name == "score" else str(row[name]) for name in columns))
        out.print(table)
    if word == "list":
        counted = ", ".join(f"{desk.STATES[name].lower()}: {n:,}" for name, n in answer["counts"].items())
        out.print(f"{counted}. Records left out of every count: {answer['records_left_out']:,}.")
        for line in answer["contradictions"]:
            out.print(line)
        if answer["files_not_compared"]:
            out.print(f"Files not compared yet: {answer['files_not_compared']:,}. Run 'duplicates find'.")
    elif word == "measure":
        out.print(f"{answer['known']:,} known pairs among {answer['records']:,} records.")
    elif word == "find":
        out.print(f"{answer['new']:,} new, {answer['again']:,} found again, {answer['gone']:,} let go.")
        for line in answer["notes"]:
            out.print(line)
    else:
        out.print("Done." if answer["changed"] else "That was so already.")
        for line in answer["said"]:
            out.print(f"  {line}")
