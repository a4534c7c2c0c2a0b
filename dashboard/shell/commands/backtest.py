"""`common-ground backtest`: which method to trust here."""

from typing import Annotated

import typer
from rich.table import Table as Printed

from dashboard.answers.backtest import AREA_SHARES, PERIODS, backtest
from dashboard.backtest_words import notes, reading_table, sentence
from dashboard.shell.frame import (
    JsonOption,
    PartnershipOption,
    RoleOption,
    StoreOption,
    UserError,
    Words,
    app,
    out,
    own_snapshot,
    plainly,
    progress,
    say,
    setup,
)
from dashboard.shell.question import asked_filters, check_codes
from dashboard.viewer import viewer_of


@app.command("backtest")
@plainly
def run(
    context: typer.Context,
    period: Annotated[str, typer.Option(help="Tried on each next quarter or month.")] = "quarter",
    share: Annotated[float, typer.Option(help="Share of the ground: 0.01, 0.05 or 0.1.")] = 0.05,
    resolution: Annotated[int | None, typer.Option()] = None,
    baseline: Annotated[str, typer.Option(help="area, residents or records.")] = "area",
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
    """Say which method would have found most of the reports that came after, here."""
    lengths = {name: months for months, name in PERIODS.items()}
    if period not in lengths:
        raise UserError(f"There is no period '{period}'. Known: {', '.join(lengths)}.")
    if share not in AREA_SHARES:
        raise UserError(f"A share of {share:g}; give {', '.join(map(str, AREA_SHARES))}.")
    settings, seen_as = setup(context, store=store, partnership=partnership, role=role)
    words = {"strands": strand, "kinds": kind, "sources": source, "categories": category}
    filters = asked_filters(
        last=None,
        from_=None,
        to=None,
        words=words,
        resolution=resolution,
        baseline=baseline,
        officer=officer,
        duplicates=duplicates,
    )
    snapshot = own_snapshot(settings)
    check_codes(snapshot, filters)
    with progress(quiet=as_json) as bar:
        task = bar.add_task("Trying every method on later reports", total=1.0)
        answer = backtest(
            snapshot,
            filters,
            viewer_of(seen_as),
            months=lengths[period],
            told=lambda done: bar.update(task, completed=done),
        )
    if as_json:
        rows = answer.table.astype(object).where(answer.table.notna(), None).to_dict("records")
        say(
            {
                "state": answer.state,
                "said": sentence(answer, share),
                "periods": [{"from": each.first, "to": each.last} for each in answer.periods],
                "left_out": [{"from": each.first, "to": each.last} for each in answer.left_out],
                "reports": answer.incidents,
                "rounded_to": answer.rounded_to,
                "resolution": answer.resolution,
                "rules": rows,
                "settings": answer.settings,
            }
        )
        return
    out.print(f"[bold]{answer.state}[/bold]: {sentence(answer, share)}")
    if not answer.table.empty:
        table = Printed("Method", "Looks back", "Found", "Share", "PAI", "PEI", "Beside the plain rule")
        for row in reading_table(answer, share).itertuples(index=False):
            table.add_row(*(str(value) for value in row))
        out.print(table)
    for note in notes(answer):
        out.print(note)
