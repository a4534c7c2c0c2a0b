"""`common-ground files`, `withdraw`, `approve`, `refuse` and `nil-return`."""

from collections.abc import Callable
from typing import Annotated, Any

import typer
from rich.table import Table as Printed

from dashboard.desks import importing
from dashboard.desks.files import list_files
from dashboard.shell.frame import (
    ByOption,
    JsonOption,
    PartnershipOption,
    StoreOption,
    app,
    out,
    plainly,
    say,
    setup,
)
from dashboard.shell.receipts import print_answers, receipt_of

BatchArgument = Annotated[int, typer.Argument(help="The number of the batch; see 'common-ground files'.")]
WhyOption = Annotated[str, typer.Option(help="The reason, for the log.")]
SHOWN = ("Batch", "File", "Of", "From", "State", "Received", "Read", "Accepted", "Updated", "Set aside")


@app.command()
@plainly
def files(context: typer.Context, store: StoreOption = None, as_json: JsonOption = False) -> None:
    """List the files taken in, newest first, and what became of them."""
    settings, _ = setup(context, store=store)
    kept = importing.open_records(settings.store)
    if as_json:
        say({"files": kept.batches()})
        return
    table = Printed(*SHOWN)
    for row in list_files(kept):
        table.add_row(
            *(f"{row[name]:%d %b %Y %H:%M}" if name == "Received" else str(row[name]) for name in SHOWN)
        )
    out.print(table)


def _act(
    context: typer.Context, store: str | None, as_json: bool, do: Callable[[Any], dict[str, Any]]
) -> None:
    settings, _ = setup(context, store=store)
    answer = do(importing.open_records(settings.store))
    if as_json:
        say(answer)
    else:
        out.print(", ".join(f"{name.replace('_', ' ')}: {value}" for name, value in answer.items()))


@app.command()
@plainly
def withdraw(
    context: typer.Context,
    batch: BatchArgument,
    why: WhyOption,
    by: ByOption = None,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take a batch back: what it added goes, what it changed says again what it said before."""

    def do(kept: Any) -> dict[str, Any]:
        removed, put_back = kept.withdraw(batch, by=importing.who(by), why=why)
        return {"batch": batch, "state": "withdrawn", "removed": removed, "put_back": put_back}

    _act(context, store, as_json, do)


@app.command()
@plainly
def approve(
    context: typer.Context,
    batch: BatchArgument,
    by: ByOption = None,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Let a batch that waits for a second person land; be somebody else than who took it in."""

    def do(kept: Any) -> dict[str, Any]:
        kept.approve(batch, by=importing.who(by))
        return {"batch": batch, "state": "landed"}

    _act(context, store, as_json, do)


@app.command()
@plainly
def refuse(
    context: typer.Context,
    batch: BatchArgument,
    why: WhyOption,
    by: ByOption = None,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Turn away a batch that waits for a second person."""

    def do(kept: Any) -> dict[str, Any]:
        kept.refuse(batch, by=importing.who(by), why=why)
        return {"batch": batch, "state": "refused"}

    _act(context, store, as_json, do)


@app.command("nil-return")
@plainly
def nil_return(
    context: typer.Context,
    agency: Annotated[str, typer.Argument(help="Who had nothing to report.")],
    period: Annotated[str | None, typer.Option(help="2026-10, 2026-W44, 2026-Q4 or 2026-T3.")] = None,
    by: ByOption = None,
    store: StoreOption = None,
    partnership: PartnershipOption = None,
    as_json: JsonOption = False,
) -> None:
    """Record that an agency had nothing to report; by default for the last period that it owes a file for."""
    settings, _ = setup(context, store=store, partnership=partnership)
    desk = importing.open_desk(settings)
    receipt = desk.nil_return(agency, period=period or desk.owed_period(agency), by=importing.who(by))
    if as_json:
        say({"files": [receipt_of(receipt)]})
    else:
        print_answers([receipt_of(receipt)])
