"""`common-ground digest`: what each role should know of the last look, as text, as a file or by mail."""

from pathlib import Path
from typing import Annotated

import typer

from dashboard.desks import importing
from dashboard.digest import ROLES
from dashboard.shell.frame import (
    ByOption,
    PartnershipOption,
    StoreOption,
    UserError,
    app,
    out,
    own_snapshot,
    plainly,
    setup,
)
from dashboard.shell.sending import send_digests, write_digests


@app.command("digest")
@plainly
def run(
    context: typer.Context,
    role: Annotated[str | None, typer.Option("--role", help="analyst, coordinator or partner.")] = None,
    to: Annotated[Path | None, typer.Option(help="Write it into this file.")] = None,
    send: Annotated[bool, typer.Option(help="Send it by the mail server that is set up.")] = False,
    dry_run: Annotated[bool, typer.Option(help="With --send: only say how many would get it.")] = False,
    by: ByOption = None,
    store: StoreOption = None,
    partnership: PartnershipOption = None,
) -> None:
    """Write the digest of a role. Nothing leaves this machine unless --send is given and mail is set up."""
    settings, _ = setup(context, store=store, partnership=partnership)
    if role is not None and role not in ROLES:
        raise UserError(f"There is no digest for '{role}'. Known: {', '.join(ROLES)}.")
    if (to is not None or not send) and role is None:
        raise UserError(f"Say whose digest: --role with one of {', '.join(ROLES)}.")
    snapshot = own_snapshot(settings)
    if send or dry_run:
        who = importing.who(by)
        for line in send_digests(settings, snapshot, by=who, really=send and not dry_run, role=role):
            out.print(line, markup=False)
    if to is None and (send or dry_run):
        return
    (written,) = write_digests(settings, snapshot, (str(role),))
    if to is None:
        typer.echo(written.text, nl=False)
        return
    try:
        to.write_text(written.text, encoding="utf-8")
    except OSError:
        raise UserError(f"{to} cannot be written. Check that its folder is there.") from None
    out.print(f"Written to {to}.", markup=False)
