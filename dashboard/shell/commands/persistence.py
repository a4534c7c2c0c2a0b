"""`common-ground over-time`."""

from typing import Annotated

import typer

from dashboard.answers.over_time import MONTHS, over_time
from dashboard.shell.frame import app, out, plainly, say
from dashboard.shell.question import Asked, asking, known_word
from dashboard.words import over_time as words


@app.command("over-time")
@plainly
@asking("resolution", "baseline", window=("from_", "to"))
def over_time_command(
    asked: Asked,
    step: Annotated[
        str | None, typer.Option(help="month, quarter, half-year or year; else as usual.")
    ] = None,
) -> None:
    """Say which cells are hot or cold step by step, and where reports rise or fall."""
    lengths = {name: months for months, name in MONTHS.items()}
    if step is not None:
        known_word(step, lengths, "step")
    answer = over_time(asked.snapshot, asked.filters, asked.viewer, months=lengths[step] if step else None)
    if asked.as_json:
        say(words.answer_json(answer))
        return
    out.print(f"[bold]{answer.state}[/bold]: {answer.sentence}")
    for row in answer.patterns.to_dict("records"):
        out.print(f"{row['cells']:>6,}  {row['pattern']}: {row['meaning']}", highlight=False)
    for row in answer.trends.table[answer.trends.table["shown"]].to_dict("records"):
        out.print(f"{row['name']}: {row['sentence']}", markup=False)
    for note in words.notes(answer):
        out.print(note, markup=False)
