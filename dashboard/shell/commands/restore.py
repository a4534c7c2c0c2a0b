"""`common-ground restore`."""

from pathlib import Path
from typing import Annotated

import typer

from dashboard.desks import importing
from dashboard.desks.safekeeping import restore_backup
from dashboard.shell.frame import ByOption, JsonOption, StoreOption, app, out, plainly, say, setup


@app.command()
@plainly
def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A file that 'common-ground backup' made.")],
    over_newer: Annotated[
        bool, typer.Option("--over-newer", help="Also where the store holds what the backup does not.")
    ] = False,
    identity: Annotated[
        Path | None, typer.Option("--identity", help="The file of the secret key, for a sealed backup.")
    ] = None,
    new_audit_key: Annotated[
        bool, typer.Option("--new-audit-key", help="The key of the audit in it is lost: go on with another.")
    ] = False,
    by: ByOption = None,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Put a backup in the place of the record store, in one step; what was erased stays erased."""
    settings, _ = setup(context, store=store)
    done = restore_backup(
        settings.store,
        file,
        by=importing.who(by),
        over_newer=over_newer,
        identity=identity,
        new_audit_key=new_audit_key,
    )
    if as_json:
        say(done)
        return
    lines = done["lines"]
    out.print(
        f"Restored {done['file']} of {done['made_at']}: {lines['batches']:,} files taken in, "
        f"{lines['incidents']:,} records; {done['erased_again']:,} of what was in it had been erased "
        "since and were taken out again.",
        highlight=False,
    )
    for note in done["notes"]:
        out.print(note)
