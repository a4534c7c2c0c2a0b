"""`common-ground audit`: verify it, list it, and give its head to somebody else to keep."""

from dataclasses import asdict
from typing import Annotated

import typer

from dashboard.desks import importing
from dashboard.desks.audit import KINDS, begin_new_key, find, head_to_send, verify_audit
from dashboard.shell.frame import ByOption, JsonOption, StoreOption, UserError, app, out, plainly, say, setup

audit = typer.Typer(no_args_is_help=True, help="Who did what: verify it, list it, hand its head on.")
app.add_typer(audit, name="audit")


@audit.command("verify")
@plainly
def verify(
    context: typer.Context,
    head: Annotated[str, typer.Option(help="A head that another agency was sent.")] = "",
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Verify every line, its seal and the heads kept outside; ends with 2 if anything is not as it was."""
    settings, _ = setup(context, store=store)
    found = verify_audit(settings.store, head=head)
    if as_json:
        proof = found.proof
        say(
            {
                "whole": found.whole,
                "lines": proof.lines,
                "sealed_from": proof.sealed_from,
                "first_wrong": proof.wrong,
                "cut_after": proof.last if proof.cut else None,
                "words": list(found.words),
            }
        )
    else:
        for words in found.words:
            out.print(words, markup=False, highlight=False, soft_wrap=True)
    if not found.whole:
        raise typer.Exit(2)


@audit.command("list")
@plainly
def list_lines(
    context: typer.Context,
    who: Annotated[str, typer.Option(help="Of one person.")] = "",
    kind: Annotated[str, typer.Option(help=f"Of one kind: {', '.join(KINDS)}.")] = "",
    subject: Annotated[str, typer.Option(help="How the subject begins: 'batch 12'.")] = "",
    days: Annotated[int, typer.Option(help="Of so many days back.", min=1, max=36_500)] = 30,
    most: Annotated[int, typer.Option(help="So many lines at most.", min=1, max=100_000)] = 200,
    by: ByOption = None,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the newest lines; that somebody asked is a line itself."""
    if kind and kind not in KINDS:
        raise UserError(f"There is no such kind. Known: {', '.join(KINDS)}.")
    settings, _ = setup(context, store=store)
    records = importing.open_records(settings.store)
    asked = {"who": (who,) if who else (), "kind": kind, "subject": subject, "most": most}
    lines = find(records, by=importing.who(by), days=days, **asked)
    if as_json:
        say({"lines": [asdict(line) | {"at": line.at.isoformat()} for line in lines]})
        return
    for line in lines:
        what_for = f", for {line.purpose}" if line.purpose else ""
        out.print(
            f"{line.number:>7}  {line.at:%Y-%m-%d %H:%M}  {line.who}: {line.action} {line.subject}"
            f" ({line.kind or 'kind not kept'}{what_for})",
            markup=False,
            highlight=False,
            soft_wrap=True,
        )


@audit.command("head")
@plainly
def head(context: typer.Context, store: StoreOption = None, as_json: JsonOption = False) -> None:
    """Print the head as it is now.  It tells nothing of the store: send it to another agency to keep."""
    settings, _ = setup(context, store=store)
    said = head_to_send(settings.store)
    if as_json:
        say({"head": said})
    else:
        typer.echo(said)


@audit.command("new-key")
@plainly
def new_key(
    context: typer.Context,
    why: Annotated[str, typer.Option(help="Why there must be another.")],
    by: ByOption = None,
    store: StoreOption = None,
) -> None:
    """Go on with another key where the audit's is lost for good; the lines so far cannot be proved."""
    settings, _ = setup(context, store=store)
    begin_new_key(settings.store, by=importing.who(by), why=why)
    out.print("From this line on the audit is sealed with the key that is here now. Keep a copy of it safe.")
