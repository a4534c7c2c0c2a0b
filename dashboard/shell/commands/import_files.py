"""`common-ground import`."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from dashboard.desks import importing
from dashboard.shell.frame import (
    ByOption,
    JsonOption,
    PartnershipOption,
    StoreOption,
    app,
    plainly,
    progress,
    say,
    setup,
)
from dashboard.shell.receipts import print_answers, receipt_of


@app.command("import")
@plainly
def import_(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="Agencies' files.")],
    agency: Annotated[str | None, typer.Option(help="Who sent them.")] = None,
    format_: Annotated[str | None, typer.Option("--format", help="The format, if not recognised.")] = None,
    sheet: Annotated[str | None, typer.Option(help="The sheet of a workbook.")] = None,
    period: Annotated[
        str | None, typer.Option(help="For an empty file: the period it is a nil return for.")
    ] = None,
    by: ByOption = None,
    store: StoreOption = None,
    partnership: PartnershipOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take in agencies' files, and say what became of every row."""
    settings, _ = setup(context, store=store, partnership=partnership)
    desk = importing.open_desk(settings)
    answers, refused = [], 0
    with progress(quiet=as_json) as bar:
        task = bar.add_task("Importing", total=len(files))
        taken = desk.take_in_all(
            files, agency=agency, format_name=format_, sheet=sheet, by=importing.who(by), period=period
        )
        for path, outcome in taken:
            if isinstance(outcome, importing.Receipt):
                answers.append({**receipt_of(outcome), "rows_set_aside": desk.set_aside(outcome)})
            else:
                refused += 1
                answers.append({"file": path.name, "refused": str(outcome)})
            bar.update(task, description=path.name, advance=1)
    if as_json:
        say({"files": answers})
    else:
        print_answers(answers)
    if refused:
        for answer in answers:
            if "refused" in answer:
                print(f"common-ground: {answer['file']}: {answer['refused']}", file=sys.stderr)
        raise typer.Exit(2)
