"""`common-ground retention`: what is due for review, keeping it on, erasing it."""

from datetime import date
from typing import Annotated

import typer
from rich.table import Table as Printed

from dashboard.desks import importing, retention
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
from dashboard.shell.question import asked_day

COLUMNS = ("lot", "kind", "agency", "month", "since", "records")


@app.command("retention")
@plainly
def review(
    context: typer.Context,
    erase: Annotated[list[str] | None, typer.Option(help="A lot to erase for good.")] = None,
    keep: Annotated[list[str] | None, typer.Option(help="A lot that is still needed.")] = None,
    until: Annotated[str | None, typer.Option(help="Kept on until this day.")] = None,
    why: Annotated[str, typer.Option(help="Why it is still needed.")] = "",
    today: Annotated[str | None, typer.Option(help="As if on this day.")] = None,
    by: ByOption = None,
    store: StoreOption = None,
    partnership: PartnershipOption = None,
    as_json: JsonOption = False,
) -> None:
    """List what is due for review, in lots; erase lots, or keep them on."""
    settings, _ = setup(context, store=store, partnership=partnership)
    desk = importing.open_desk(settings)
    person, day = importing.who(by), asked_day(today) if today else date.today()
    due = retention.look(desk.store, desk.policy, today=day)
    unknown = sorted({*(erase or []), *(keep or [])} - set(due.lots["lot"]))
    if unknown:
        raise UserError(f"No lot '{unknown[0]}' is due. See 'common-ground retention'.")
    answer = {"due": due.lots.to_dicts(), "versions_due": due.versions, "erased": 0, "kept": 0}
    if keep:
        if until is None:
            raise UserError("Say until when with --until 2027-03-31.")
        answer["kept"] = retention.keep_lot(desk.store, due, keep, until=asked_day(until), by=person, why=why)
    if erase:
        answer["erased"] = retention.erase_lot(desk.store, due, erase, by=person)
    if as_json:
        say(answer)
        return
    table = Printed(*COLUMNS)
    for row in due.lots.select(COLUMNS).iter_rows():
        table.add_row(*(str(value) for value in row))
    out.print(table)
    out.print(f"erased: {answer['erased']}, kept on: {answer['kept']}, old versions due: {due.versions}")
