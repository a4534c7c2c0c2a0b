"""`common-ground known-answers`: the installed copy works published cases out again."""

import typer
from rich.table import Table as Printed

from dashboard.answers.known_answers import check_known_answers
from dashboard.shell.frame import JsonOption, app, out, plainly, say

COLUMNS = ("passes", "family", "name", "expected", "got", "source")


@app.command("known-answers")
@plainly
def check(as_json: JsonOption = False) -> None:
    """Work published cases out again and compare; exit 1 if one does not come out as printed."""
    checked = check_known_answers()
    if as_json:
        rows = checked.table.astype(object).where(checked.table.notna(), None).to_dict("records")
        say({"passes": checked.all_pass, "said": checked.sentence, "cases": rows})
    else:
        table = Printed(*COLUMNS)
        for row in checked.table[list(COLUMNS)].itertuples(index=False):
            table.add_row("yes" if row.passes else "NO", *(str(value) for value in row[1:]))
        out.print(table)
        out.print(checked.sentence)
    if not checked.all_pass:
        raise typer.Exit(1)
