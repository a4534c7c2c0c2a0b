"""`common-ground counts`."""

from typing import Annotated

import typer
from rich.table import Table as Printed

from dashboard.counted_once import Spread
from dashboard.shell.frame import (
    JsonOption,
    PartnershipOption,
    RoleOption,
    StoreOption,
    Words,
    app,
    out,
    own_snapshot,
    plainly,
    say,
    setup,
)
from dashboard.shell.question import asked_filters, check_codes
from dashboard.tabulate import GROUPINGS, tabulate
from dashboard.viewer import viewer_of
from dashboard.wording import range_sentence


@app.command()
@plainly
def counts(
    context: typer.Context,
    by: Annotated[str, typer.Option(help=f"Comma-separated: {', '.join(GROUPINGS)}.")] = "ward",
    resolution: Annotated[int | None, typer.Option()] = None,
    from_: Annotated[str | None, typer.Option("--from", help="First day.")] = None,
    to: Annotated[str | None, typer.Option(help="Last day.")] = None,
    last: Annotated[str | None, typer.Option(help="So many days up to the latest record: 90d.")] = None,
    strand: Words = None,
    kind: Words = None,
    source: Words = None,
    category: Words = None,
    officer: Annotated[bool, typer.Option(help="Count what officers came upon, too.")] = False,
    duplicates: Annotated[str, typer.Option(help="confirmed, distinct or linked.")] = "confirmed",
    store: StoreOption = None,
    partnership: PartnershipOption = None,
    role: RoleOption = None,
    as_json: JsonOption = False,
) -> None:
    """Count reports by place, time, strand or source."""
    settings, seen_as = setup(context, store=store, partnership=partnership, role=role)
    words = {"strands": strand, "kinds": kind, "sources": source, "categories": category}
    filters = asked_filters(
        last=last,
        from_=from_,
        to=to,
        words=words,
        resolution=resolution,
        officer=officer,
        duplicates=duplicates,
    )
    snapshot = own_snapshot(settings)
    check_codes(snapshot, filters)
    answer = tabulate(snapshot, filters, viewer_of(seen_as), by=by.split(","))
    if as_json:
        say(answer)
        return
    table = Printed(*answer["by"], "incidents")
    for row in answer["records"]:
        shown = f"fewer than {answer['threshold']}" if row["hidden"] else f"{row['incidents']:,}"
        table.add_row(*(str(row[name]) for name in answer["by"]), shown)
    out.print(table)
    if answer["incident_range"]:
        out.print(range_sentence(Spread(**answer["incident_range"]), counted=answer["duplicates"]))
    out.print(", ".join(f"{name.replace('_', ' ')}: {number}" for name, number in answer["totals"].items()))
