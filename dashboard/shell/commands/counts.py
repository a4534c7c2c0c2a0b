"""`common-ground counts`."""

from typing import Annotated

import typer
from rich.table import Table as Printed

from dashboard.counted_once import Spread
from dashboard.shell.frame import app, out, plainly, say
from dashboard.shell.question import Asked, asking
from dashboard.tabulate import GROUPINGS, tabulate
from dashboard.wording import range_sentence


@app.command()
@plainly
@asking("resolution")
def counts(
    asked: Asked,
    by: Annotated[str, typer.Option(help=f"Comma-separated: {', '.join(GROUPINGS)}.")] = "ward",
) -> None:
    """Count reports by place, time, strand or source."""
    answer = tabulate(asked.snapshot, asked.filters, asked.viewer, by=by.split(","))
    if asked.as_json:
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
