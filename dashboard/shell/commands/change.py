"""`common-ground change`: more reports than before, fewer, or chance."""

from typing import Annotated

import typer
from rich.table import Table as Printed

from dashboard.answers.change import change as answer_change
from dashboard.answers.changed import AGAINST, TABLES
from dashboard.change_words import notes, windows_said
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


@app.command()
@plainly
def change(
    context: typer.Context,
    against: Annotated[str, typer.Option(help="before or year.")] = "before",
    by: Annotated[str, typer.Option(help="ward, strand, kind or source.")] = "ward",
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
    """Compare this window with the one just before, or with the same days a year earlier."""
    if against not in AGAINST:
        raise UserError(f"There is no comparison '{against}'. Known: {', '.join(AGAINST)}.")
    if by not in TABLES:
        raise UserError(f"Cannot compare by '{by}'. Known: {', '.join(TABLES)}.")
    settings, seen_as = setup(context, store=store, partnership=partnership, role=role)
    words = {"strands": strand, "kinds": kind, "sources": source, "categories": category}
    filters = asked_filters(
        last=last, from_=from_, to=to, words=words, officer=officer, duplicates=duplicates
    )
    snapshot = own_snapshot(settings)
    check_codes(snapshot, filters)
    answer = answer_change(snapshot, filters, viewer_of(seen_as), against=against)
    told = notes(answer)
    if as_json:
        table = answer.tables.get(by)
        rows = [] if table is None else table.astype(object).where(table.notna(), None).to_dict("records")
        say(
            {
                "state": answer.state,
                "said": answer.sentence,
                "notes": told,
                "against": against,
                "window": {"from": answer.now.first, "to": answer.now.last},
                "earlier": {"from": answer.before.first, "to": answer.before.last},
                "reports": answer.total_now,
                "reports_earlier": answer.total_before,
                "by": by,
                "rows": rows,
                "bursts": answer.bursts.to_dict("records"),
                "bursts_said": answer.bursts_sentence,
                "threshold": answer.threshold,
                "viewer": answer.viewer.role,
                "data_version": answer.version,
            }
        )
        return
    out.print(f"[bold]{answer.state}[/bold]: {answer.sentence}")
    out.print(windows_said(answer))
    if answer.tables:
        printed = Printed(TABLES[by], "This window", "Earlier", "Difference", "Verdict", "Times", "p")
        shown = ["label", "now_shown", "before_shown", "difference", "verdict", "times", "p_shown"]
        for row in answer.tables[by][shown].itertuples(index=False):
            printed.add_row(*row)
        out.print(printed)
        out.print(answer.bursts_sentence)
        for each in answer.bursts.itertuples(index=False):
            out.print(f"{each.name}: {each.sentence}")
    for note in told:
        out.print(note)
