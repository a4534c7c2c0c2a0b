"""`common-ground near-repeat`: whether reports are followed by others near by and soon."""

from typing import Annotated

import typer
from rich.table import Table as Printed

from dashboard.answers.near_repeat import cross_repeats, near_repeats
from dashboard.answers.near_repeats import BANDS
from dashboard.shell.frame import UserError, app, out, plainly, say, working_out
from dashboard.shell.question import Asked, asking
from dashboard.words.near_repeat import notes

ROW = ("from_m", "to_m", "from_days", "to_days", "pairs", "expected", "ratio", "q", "flagged", "hidden")


@app.command("near-repeat")
@plainly
@asking()
def near_repeat(
    asked: Asked,
    bands: Annotated[str, typer.Option(help="usual, near or wide.")] = "usual",
    first: Annotated[str | None, typer.Option(help="One kind after another: category:graffiti.")] = None,
    later: Annotated[str | None, typer.Option(help="The kind that comes after: strand:any.")] = None,
) -> None:
    """Say whether reports are followed by others near by and soon, or one kind by another."""
    if bands not in BANDS:
        raise UserError(f"There are no bands '{bands}'. Known: {', '.join(BANDS)}.")
    if (first is None) != (later is None):
        raise UserError("Give --first and --later together, such as category:graffiti and strand:any.")
    with working_out("Shuffling the times of reports", quiet=asked.as_json) as told:
        if first is not None and later is not None:
            answer = cross_repeats(
                asked.snapshot, asked.filters, asked.viewer, first=first, later=later, bands=bands, told=told
            )
        else:
            answer = near_repeats(asked.snapshot, asked.filters, asked.viewer, bands=bands, told=told)
    if asked.as_json:
        tables = {
            name: []
            if table.empty
            else table[list(ROW)].astype(object).where(table[list(ROW)].notna(), None).to_dict("records")
            for name, table in (("bands", answer.table), ("other_way_round", answer.back))
        }
        say(
            {
                "state": answer.state,
                "said": answer.sentence,
                "notes": notes(answer),
                "first": first,
                "later": later,
                "window": {"from": answer.window.first, "to": answer.window.last},
                "reports": answer.reports,
                "left_out": answer.left_out,
                **tables,
                "settings": answer.settings,
                "threshold": answer.threshold,
                "viewer": answer.viewer.role,
                "data_version": answer.version,
            }
        )
        return
    out.print(f"[bold]{answer.state}[/bold]: {answer.sentence}")
    if not answer.table.empty:
        printed = Printed("Apart", "Apart in time", "Pairs", "By chance", "Times", "q", "Verdict")
        shown = ["where", "when", "shown", "chance", "times", "q_shown", "verdict"]
        for row in answer.table[shown].itertuples(index=False):
            printed.add_row(*row)
        out.print(printed)
    for note in notes(answer):
        out.print(note)
