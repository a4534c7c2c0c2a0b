"""`common-ground backtest`: which method to trust here."""

from typing import Annotated

import typer
from rich.table import Table as Printed

from dashboard.answers.backtest import AREA_SHARES, PERIODS, backtest
from dashboard.shell.frame import UserError, app, out, plainly, say, working_out
from dashboard.shell.question import Asked, asking, known_word
from dashboard.words.backtest import notes, reading_table, sentence


@app.command("backtest")
@plainly
@asking("resolution", "baseline", window=())
def run(
    asked: Asked,
    period: Annotated[str, typer.Option(help="Tried on each next quarter or month.")] = "quarter",
    share: Annotated[float, typer.Option(help="Share of the ground: 0.01, 0.05 or 0.1.")] = 0.05,
) -> None:
    """Say which method would have found most of the reports that came after, here."""
    lengths = {name: months for months, name in PERIODS.items()}
    known_word(period, lengths, "period")
    if share not in AREA_SHARES:
        raise UserError(f"A share of {share:g}; give {', '.join(map(str, AREA_SHARES))}.")
    with working_out("Trying every method on later reports", quiet=asked.as_json) as told:
        answer = backtest(
            asked.snapshot,
            asked.filters,
            asked.viewer,
            months=lengths[period],
            told=told,
        )
    if asked.as_json:
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
