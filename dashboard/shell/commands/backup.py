"""`common-ground backup`, and the keys that backups are sealed to."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from dashboard.desks import importing
from dashboard.desks.safekeeping import make_backup, make_pair
from dashboard.shell.frame import ByOption, JsonOption, StoreOption, app, out, plainly, say, setup


@app.command()
@plainly
def backup(
    context: typer.Context,
    destination: Annotated[Path, typer.Argument(help="A file, or a folder for a file named by the time.")],
    by: ByOption = None,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Back up the record store to one file, verified and sealed, while others go on working."""
    settings, _ = setup(context, store=store)
    made = make_backup(settings.store, destination, by=importing.who(by), to=settings.backup_to)
    if as_json:
        say(made)
        return
    lines = made["lines"]
    out.print(
        f"{made['file']}: {made['bytes'] / 1e6:,.1f} MB, {lines['batches']:,} files taken in, "
        f"{lines['incidents']:,} records. Everything in it is whole.",
        highlight=False,
    )
    for note in made["notes"]:
        out.print(note)


@app.command("backup-key")
@plainly
def backup_key(
    file: Annotated[Path, typer.Argument(help="A new file for the secret half. Keep it away from here.")],
    as_json: JsonOption = False,
) -> None:
    """Make a pair of keys for sealed backups, and print the public half."""
    public = make_pair(file)
    if as_json:
        say({"public": public, "file": str(file)})
        return
    typer.echo(public)
    print(f"Set COMMON_GROUND_BACKUP_TO to this, and keep {file} on another machine.", file=sys.stderr)
