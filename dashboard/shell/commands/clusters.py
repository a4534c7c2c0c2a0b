"""`common-ground clusters`."""

from typing import Annotated

import typer

from dashboard.answers.clusters import clusters
from dashboard.shell.frame import app, out, plainly, say, working_out
from dashboard.shell.question import Asked, asking
from dashboard.words import clusters as words


@app.command("clusters")
@plainly
@asking("resolution")
def clusters_command(
    asked: Asked,
    going_on: Annotated[
        bool, typer.Option("--going-on", help="Only clusters that reach the last day.")
    ] = False,
    widest_m: Annotated[int, typer.Option("--widest-m", help="Largest radius, metres.")] = 1000,
    longest_days: Annotated[int, typer.Option("--longest-days", help="Longest cluster.")] = 60,
    chance_maps: Annotated[int, typer.Option("--chance-maps", help="How many chance maps.", min=99)] = 999,
) -> None:
    """Say where and when reports came closer together than chance brings them."""
    with working_out(f"Comparing with {chance_maps:,} chance maps", quiet=asked.as_json) as told:
        answer = clusters(
            asked.snapshot,
            asked.filters,
            asked.viewer,
            going_on=going_on,
            widest_m=widest_m,
            longest_days=longest_days,
            replicates=chance_maps,
            told=told,
        )
    if asked.as_json:
        say(words.answer_json(answer))
        return
    counted, verdict = words.headline(answer)
    out.print(f"[bold]{answer.state}[/bold]: {verdict}", highlight=False)
    for row in answer.table.to_dict("records"):
        out.print(f"{row['rank']}. {words.sentence(row, answer)}", markup=False, highlight=False)
    for note in (counted, *words.notes(answer)):
        out.print(note, markup=False, highlight=False)
