"""`common-ground sheet`: one place for a table of agencies, in words."""

from typing import Annotated

import typer

from dashboard.answers.sheet import sheet
from dashboard.shell.frame import UserError, app, out, plainly, say
from dashboard.shell.question import Asked, asking
from dashboard.situation import assess
from dashboard.words import sheet as words


@app.command("sheet")
@plainly
@asking("method", "resolution", "baseline")
def run(
    asked: Asked,
    cell: Annotated[str, typer.Option(help="Any cell of a hot spot, as 'hotspots' gives it.")] = "",
    ward: Annotated[str, typer.Option(help="A ward's code, where no cell is given.")] = "",
) -> None:
    """Say of a hot spot or a ward what is reported, when and of whom, who sees it and who could join."""
    if bool(cell) == bool(ward):
        raise UserError("Give either --cell, of a hot spot, or --ward, a ward's code.")
    situation = assess(asked.snapshot, asked.filters, asked.viewer)
    made = sheet(asked.snapshot, situation, cell=cell, ward=ward)
    told = {
        "what": words.what_said(made),
        "where": words.where_said(made),
        "when": words.when_said(made),
        "who_is_targeted": words.who_said(made),
        "agencies": words.seen_by(made),
        "community": words.community_said(made),
    }
    if asked.as_json:
        say(
            {
                "title": words.title(made),
                "ward": made.ward,
                "cell": made.cell or None,
                "cells": list(made.cells),
                "window": {"from": made.window.first, "to": made.window.last},
                "reports": None if made.reports != made.reports else int(made.reports),
                "said": told,
                "agencies": [
                    {name: row[name] for name in ("agency", "title", "word", "reaches")}
                    for row in made.agencies.to_dict("records")
                ],
                "tables": {
                    name: [
                        {
                            "code": row["code"],
                            "incidents": None if row["hidden"] else int(row["incidents"]),
                            "hidden": bool(row["hidden"]),
                        }
                        for row in table.to_dict("records")
                    ]
                    for name, table in made.tables.items()
                },
                "partners": [{"partner": one.partner, "why": one.why} for one in made.partners],
                "threshold": made.threshold,
                "viewer": made.viewer.role,
                "data_version": made.version,
            }
        )
        return
    out.print(f"[bold]{words.title(made)}[/bold]")
    out.print(words.caution(made))
    for line in told.values():
        out.print(line)
    out.print("Who could be asked to join:")
    for one in made.partners:
        out.print(f"- {one.partner}: {one.why}")
