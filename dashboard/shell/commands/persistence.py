"""`common-ground over-time`."""

from typing import Annotated

import typer

from dashboard import over_time_words as words
from dashboard.answers.over_time import MONTHS, over_time
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
    say,
    setup,
)
from dashboard.shell.question import asked_filters, check_codes
from dashboard.viewer import viewer_of


@app.command("over-time")
@plainly
def over_time_command(
    context: typer.Context,
    step: Annotated[
        str | None, typer.Option(help="month, quarter, half-year or year; else as usual.")
    ] = None,
    resolution: Annotated[int | None, typer.Option()] = None,
    baseline: Annotated[str, typer.Option(help="area, residents or records.")] = "area",
    from_: Annotated[
        str | None, typer.Option("--from", help="First day; else all that is on record.")
    ] = None,
    to: Annotated[str | None, typer.Option(help="Last day.")] = None,
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
    """Say which cells are hot or cold step by step, and where reports rise or fall."""
    settings, seen_as = setup(context, store=store, partnership=partnership, role=role)
    lengths = {name: months for months, name in MONTHS.items()}
    if step is not None and step not in lengths:
        raise UserError(f"There is no step '{step}'. Known: {', '.join(lengths)}.")
    filters = asked_filters(
        last=None,
        from_=from_,
        to=to,
        words={"strands": strand, "kinds": kind, "sources": source, "categories": category},
        resolution=resolution,
        baseline=baseline,
        officer=officer,
        duplicates=duplicates,
    )
    snapshot = own_snapshot(settings)
    check_codes(snapshot, filters)
    answer = over_time(snapshot, filters, viewer_of(seen_as), months=lengths[step] if step else None)
    if as_json:
        say(words.answer_json(answer))
        return
    out.print(f"[bold]{answer.state}[/bold]: {answer.sentence}")
    for row in answer.patterns.to_dict("records"):
        out.print(f"{row['cells']:>6,}  {row['pattern']}: {row['meaning']}", highlight=False)
    for row in answer.trends.table[answer.trends.table["shown"]].to_dict("records"):
        out.print(f"{row['name']}: {row['sentence']}", markup=False)
    for note in words.notes(answer):
        out.print(note, markup=False)
