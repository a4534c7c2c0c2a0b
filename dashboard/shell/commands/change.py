"""`common-ground change`: more reports than before, fewer, or chance."""

from typing import Annotated

import typer
from rich.table import Table as Printed

from dashboard.answers.change import change as answer_change
from dashboard.answers.changed import AGAINST, TABLES
from dashboard.shell.frame import UserError, app, out, plainly, say
from dashboard.shell.question import Asked, asking, known_word
from dashboard.words.change import notes, windows_said


@app.command()
@plainly
@asking()
def change(
    asked: Asked,
    against: Annotated[str, typer.Option(help="before or year.")] = "before",
    by: Annotated[str, typer.Option(help="ward, strand, kind or source.")] = "ward",
) -> None:
    """Compare this window with the one just before, or with the same days a year earlier."""
    known_word(against, AGAINST, "comparison")
    if by not in TABLES:
        raise UserError(f"Cannot compare by '{by}'. Known: {', '.join(TABLES)}.")
    answer = answer_change(asked.snapshot, asked.filters, asked.viewer, against=against)
    told = notes(answer)
    if asked.as_json:
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
