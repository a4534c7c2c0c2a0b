"""`common-ground near-repeat`: whether reports are followed by others near by and soon."""

from typing import Annotated

import typer
from rich.table import Table as Printed

from dashboard.answers.near_repeat import cross_repeats, near_repeats
from dashboard.answers.near_repeats import BANDS
from dashboard.near_repeat_words import notes
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

ROW = ("from_m", "to_m", "from_days", "to_days", "pairs", "expected", "ratio", "q", "flagged", "hidden")


@app.command("near-repeat")
@plainly
def near_repeat(
    context: typer.Context,
    bands: Annotated[str, typer.Option(help="usual, near or wide.")] = "usual",
    first: Annotated[str | None, typer.Option(help="One kind after another: category:graffiti.")] = None,
    later: Annotated[str | None, typer.Option(help="The kind that comes after: strand:any.")] = None,
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
    """Say whether reports are followed by others near by and soon, or one kind by another."""
    if bands not in BANDS:
        raise UserError(f"There are no bands '{bands}'. Known: {', '.join(BANDS)}.")
    if (first is None) != (later is None):
        raise UserError("Give --first and --later together, such as category:graffiti and strand:any.")
    settings, seen_as = setup(context, store=store, partnership=partnership, role=role)
    words = {"strands": strand, "kinds": kind, "sources": source, "categories": category}
    filters = asked_filters(
        last=last, from_=from_, to=to, words=words, officer=officer, duplicates=duplicates
    )
    snapshot = own_snapshot(settings)
    check_codes(snapshot, filters)
    viewer = viewer_of(seen_as)
    with progress(quiet=as_json) as bar:
        task = bar.add_task("Shuffling the times of reports", total=1.0)

        def told(done: float) -> None:
            bar.update(task, completed=done)

        if first is not None and later is not None:
            answer = cross_repeats(
                snapshot, filters, viewer, first=first, later=later, bands=bands, told=told
            )
        else:
            answer = near_repeats(snapshot, filters, viewer, bands=bands, told=told)
    if as_json:
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
