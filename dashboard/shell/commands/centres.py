"""`common-ground centres list`, `import`, `due` and `confirm-link`."""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table as Printed

from dashboard.desks import importing
from dashboard.desks.centre_files import take_in_centres, take_in_own_lists
from dashboard.desks.centres import FLAGS, LONDON, directory
from dashboard.desks.confirming import DAYS, ask_owner
from dashboard.directory import STATES, WHAT, Line, Looked, find_lines
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

centres = typer.Typer(no_args_is_help=True, help="The register of reporting centres and support services.")
app.add_typer(centres, name="centres")
TodayOption = Annotated[str | None, typer.Option(help="As if on this day.")]
SHOWN = ("number", "name", "what", "state", "ward", "hours", "checked_on")


def _moment(today: str | None) -> datetime:
    now = datetime.now(LONDON)
    if today is None:
        return now
    day = asked_day(today)
    return now.replace(year=day.year, month=day.month, day=day.day)


def _as_dict(line: Line) -> dict[str, Any]:
    return {**asdict(line), "what": line.what}


@centres.command("list")
@plainly
def list_(
    context: typer.Context,
    what: Annotated[str | None, typer.Option(help=f"{' or '.join(WHAT)}.")] = None,
    words: Annotated[str, typer.Option("--search", help="Words in the entry.")] = "",
    open_now: Annotated[bool, typer.Option("--open-now", help="Those whose door is open.")] = False,
    today: TodayOption = None,
    store: StoreOption = None,
    partnership: PartnershipOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the entries of the register."""
    settings, _ = setup(context, store=store, partnership=partnership)
    if what is not None and what not in WHAT:
        raise UserError(f"--what {what!r} is not known. Known: {', '.join(WHAT)}.")
    lines = directory(importing.open_desk(settings), moment=_moment(today))
    asked = Looked(words=words, what=frozenset([what] if what else []), open_now=open_now)
    found = find_lines(lines, asked)
    if as_json:
        say({"entries": [_as_dict(line) for line in found]})
        return
    table = Printed(*(name.replace("_", " ") for name in SHOWN))
    for line in found:
        row = _as_dict(line) | {"state": STATES[line.state]}
        table.add_row(*(str("" if row[name] is None else row[name]) for name in SHOWN))
    out.print(table)


@centres.command("import")
@plainly
def import_(
    context: typer.Context,
    files: Annotated[
        list[Path] | None, typer.Argument(help="Lists; otherwise the partnership's own.")
    ] = None,
    support: Annotated[bool, typer.Option("--support", help="They are of support services.")] = False,
    today: TodayOption = None,
    by: ByOption = None,
    store: StoreOption = None,
    partnership: PartnershipOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take lists of centres or services into the register; the same list again adds nothing."""
    settings, _ = setup(context, store=store, partnership=partnership)
    desk, who, day = importing.open_desk(settings), importing.who(by), _moment(today).date()
    if files:
        receipts = [
            take_in_centres(
                desk, desk.read(file), path=file, name=file.name, by=who, today=day, support=support
            )
            for file in files
        ]
    else:
        receipts = take_in_own_lists(desk, by=who, today=day)
    if not receipts:
        raise UserError(
            "The partnership file names no list of centres or services. Name one: centres import FILE."
        )
    answers = [{**receipt_of(one), "rows_set_aside": desk.set_aside(one)} for one in receipts]
    if as_json:
        say({"files": answers})
    else:
        print_answers(answers)


@centres.command()
@plainly
def due(
    context: typer.Context,
    today: TodayOption = None,
    store: StoreOption = None,
    partnership: PartnershipOption = None,
    as_json: JsonOption = False,
) -> None:
    """List what asks for attention: dormant centres, trainings and checks that are due."""
    settings, _ = setup(context, store=store, partnership=partnership)
    lines = directory(importing.open_desk(settings), moment=_moment(today))
    words = {**FLAGS, "proposed": "its owner proposes a change"}
    found = [
        {"number": line.number, "name": line.name, "flag": flag, "words": words[flag]}
        for flag in words
        for line in lines
        if flag in line.flags
    ]
    if as_json:
        say({"due": found})
        return
    table = Printed("number", "name", "asks for attention")
    for one in found:
        table.add_row(*(str(one[name]) for name in ("number", "name", "words")))
    out.print(table if found else "Nothing asks for attention.")


@centres.command("confirm-link")
@plainly
def confirm_link(
    context: typer.Context,
    number: Annotated[int, typer.Argument(help="The number of the entry; see 'common-ground centres list'.")],
    address: Annotated[str, typer.Option(help="Where the app is open.")] = "http://localhost:8501",
    today: TodayOption = None,
    by: ByOption = None,
    store: StoreOption = None,
    partnership: PartnershipOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a link for the owner of an entry; it is printed this once and kept nowhere."""
    settings, _ = setup(context, store=store, partnership=partnership)
    desk = importing.open_desk(settings)
    key = ask_owner(desk, number, by=importing.who(by), today=_moment(today).date())
    link = f"{address.rstrip('/')}/confirm?key={key}"
    if as_json:
        say({"number": number, "link": link, "days": DAYS})
    else:
        print(link)
