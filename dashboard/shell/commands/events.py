"""`common-ground events list` and `import`."""

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table as Printed

from dashboard.calendar import by_month, find_happenings, span_words
from dashboard.desks import importing
from dashboard.desks.events import happenings, take_in_events
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
from dashboard.shell.receipts import print_answers, receipt_of

events = typer.Typer(no_args_is_help=True, help="The calendar of events.")
app.add_typer(events, name="events")


@events.command("list")
@plainly
def list_(
    context: typer.Context,
    from_: Annotated[str | None, typer.Option("--from", help="First day.")] = None,
    to: Annotated[str | None, typer.Option(help="Last day.")] = None,
    store: StoreOption = None,
    partnership: PartnershipOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the events that touch a span of days, month by month."""
    settings, _ = setup(context, store=store, partnership=partnership)
    first, last = (asked_day(from_) if from_ else date.min), (asked_day(to) if to else date.max)
    found = find_happenings(happenings(importing.open_desk(settings)), first=first, last=last)
    if as_json:
        say({"events": [asdict(one) for one in found]})
        return
    table = Printed("month", "when", "event", "kind", "ward", "may affect")
    for month, listed in by_month(found).items():
        for at, one in enumerate(listed):
            named = "" if at else month
            table.add_row(named, span_words(one), one.title, one.kind_words, one.ward, one.strand_words)
    out.print(table)


@events.command("import")
@plainly
def import_(
    context: typer.Context,
    files: Annotated[
        list[Path] | None, typer.Argument(help="Lists; otherwise the partnership's own.")
    ] = None,
    today: Annotated[str | None, typer.Option(help="As if on this day.")] = None,
    by: ByOption = None,
    store: StoreOption = None,
    partnership: PartnershipOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take lists of events into the calendar; the same list again adds nothing."""
    settings, _ = setup(context, store=store, partnership=partnership)
    desk, who, day = (
        importing.open_desk(settings),
        importing.who(by),
        asked_day(today) if today else date.today(),
    )
    own = [desk.partnership.events] if desk.partnership.events else []
    if not (files or own):
        raise UserError("The partnership file names no list of events. Name one: events import FILE.")
    receipts = [
        take_in_events(desk, desk.read(file), path=file, name=file.name, by=who, today=day)
        for file in files or own
    ]
    answers = [{**receipt_of(one), "rows_set_aside": desk.set_aside(one)} for one in receipts]
    if as_json:
        say({"files": answers})
    else:
        print_answers(answers)
