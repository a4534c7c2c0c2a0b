"""`common-ground verify`."""

import typer

from dashboard.desks.safekeeping import verify_store
from dashboard.shell.frame import JsonOption, StoreOption, app, out, plainly, say, setup


@app.command()
@plainly
def verify(context: typer.Context, store: StoreOption = None, as_json: JsonOption = False) -> None:
    """Verify every seal of the record store, and name whatever is damaged; ends with 2 if anything is."""
    settings, _ = setup(context, store=store)
    found = verify_store(settings.store)
    if as_json:
        say(found)
    elif found["whole"]:
        lines = found["lines"]
        out.print(
            f"Everything is whole: {lines['batches']:,} files taken in, {lines['incidents']:,} records, "
            f"{lines['history']:,} earlier versions, {lines['audit']:,} lines of audit.",
            highlight=False,
        )
    else:
        for one in found["damage"]:
            out.print(one["words"], markup=False, highlight=False)
    if not found["whole"]:
        raise typer.Exit(2)
