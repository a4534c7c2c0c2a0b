"""`common-ground clusters`."""

from typing import Annotated

import typer

from dashboard import clusters_words as words
from dashboard.answers.clusters import clusters
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
    progress,
    say,
    setup,
)
from dashboard.shell.question import asked_filters, check_codes
from dashboard.viewer import viewer_of


@app.command("clusters")
@plainly
def clusters_command(
    context: typer.Context,
    going_on: Annotated[
        bool, typer.Option("--going-on", help="Only clusters that reach the last day.")
    ] = False,
    widest_m: Annotated[int, typer.Option("--widest-m", help="Largest radius, metres.")] = 1000,
    longest_days: Annotated[int, typer.Option("--longest-days", help="Longest cluster.")] = 60,
    chance_maps: Annotated[int, typer.Option("--chance-maps", help="How many chance maps.", min=99)] = 999,
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
    """Say where and when reports came closer together than chance brings them."""
    settings, seen_as = setup(context, store=store, partnership=partnership, role=role)
    filters = asked_filters(
        last=last,
        from_=from_,
        to=to,
        words={"strands": strand, "kinds": kind, "sources": source, "categories": category},
        resolution=resolution,
        officer=officer,
        duplicates=duplicates,
    )
    snapshot = own_snapshot(settings)
    check_codes(snapshot, filters)
    with progress(quiet=as_json) as bar:
        task = bar.add_task(f"Comparing with {chance_maps:,} chance maps", total=1.0)
        answer = clusters(
            snapshot,
            filters,
            viewer_of(seen_as),
            going_on=going_on,
            widest_m=widest_m,
            longest_days=longest_days,
            replicates=chance_maps,
            told=lambda done: bar.update(task, completed=done),
        )
    if as_json:
        say(words.answer_json(answer))
        return
    counted, verdict = words.headline(answer)
    out.print(f"[bold]{answer.state}[/bold]: {verdict}", highlight=False)
    for row in answer.table.to_dict("records"):
        out.print(f"{row['rank']}. {words.sentence(row, answer)}", markup=False, highlight=False)
    for note in (counted, *words.notes(answer)):
        out.print(note, markup=False, highlight=False)
