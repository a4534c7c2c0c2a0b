"""`common-ground doctor`."""

from dataclasses import asdict

import typer

from dashboard.desks.doctor import examine
from dashboard.shell.frame import JsonOption, StoreOption, app, out, plainly, say, setup


@app.command()
@plainly
def doctor(context: typer.Context, store: StoreOption = None, as_json: JsonOption = False) -> None:
    """Look for whatever stands open in this installation; ends with 2 if anything does."""
    from dashboard.gate.starting import (
        surroundings,  # its options are the server's: no other command needs it
    )

    settings, _ = setup(context, store=store)
    here = surroundings(settings)
    found = examine(here)
    if as_json:
        say({"sign_in": here.way, "findings": [asdict(finding) for finding in found]})
    elif not found:
        out.print("Nothing stands open.")
    for finding in [] if as_json else found:
        sign = "stops the server" if finding.stops else "advice"
        out.print(f"{finding.code} ({sign}): {finding.words}", markup=False, highlight=False, soft_wrap=True)
    if found:
        raise typer.Exit(2)
