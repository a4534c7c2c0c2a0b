"""`common-ground signals`: look out, list what stands out, say who has seen it."""

from typing import Annotated

import typer

from dashboard.desks import importing
from dashboard.desks.importing import Store
from dashboard.desks.signals import ENDED, Kept, acknowledge, look_out, notice, places_in, take_back
from dashboard.shell.frame import (
    ByOption,
    JsonOption,
    PartnershipOption,
    RoleOption,
    StoreOption,
    UserError,
    app,
    out,
    own_snapshot,
    plainly,
    say,
    setup,
    working_out,
)
from dashboard.shell.sending import send_digests
from dashboard.snapshot import Snapshot
from dashboard.viewer import viewer_of
from dashboard.words import signals as words


@app.command("signals")
@plainly
def run(
    context: typer.Context,
    look: Annotated[bool, typer.Option("--run", help="Look at the data as they are now.")] = False,
    digest: Annotated[
        bool, typer.Option(help="After a look at new data, send each role its digest; see 'digest --send'.")
    ] = False,
    seen: Annotated[
        int | None, typer.Option("--acknowledge", help="Number of a signal you have seen.")
    ] = None,
    back: Annotated[
        int | None, typer.Option("--take-back", help="Number of a signal: take the acknowledgement back.")
    ] = None,
    note: Annotated[str, typer.Option(help="What you make of it; nobody's name or address.")] = "",
    by: ByOption = None,
    store: StoreOption = None,
    partnership: PartnershipOption = None,
    role: RoleOption = None,
    as_json: JsonOption = False,
) -> None:
    """List what stands out from what chance brings; with --run look first. For a nightly schedule."""
    settings, seen_as = setup(context, store=store, partnership=partnership, role=role)
    viewer = viewer_of(seen_as)
    if digest and not look:
        raise UserError("--digest goes with --run. To send a digest of the last look, use 'digest --send'.")
    snapshot, records = own_snapshot(settings), importing.open_records(settings.store)
    who = importing.who(by)
    if look:
        with working_out("Looking at everything", quiet=as_json) as told:
            kept = look_out(records, snapshot, viewer, by=who, told=told)
        if not as_json:
            _tell(_kept_words(kept))
        if digest and kept.was_kept:
            for line in send_digests(settings, snapshot, by=who, really=True):
                if not as_json:
                    _tell(line)
    for number, act in ((seen, acknowledge), (back, take_back)):
        if number is not None:
            wrong = act(records, number, by=who, text=note, places=places_in(snapshot))
            if wrong:
                raise UserError(f"Signal {number}: {' '.join(wrong)} Say it with --note. Nothing was kept.")
    _list(records, snapshot, as_json=as_json)


def _tell(text: str) -> None:
    out.print(text, markup=False, highlight=False)


def _kept_words(kept: Kept) -> str:
    if not kept.was_kept:
        return f"The records have not changed since look {kept.run}. Nothing was changed."
    return f"Look {kept.run} was kept: {kept.new} new, {kept.ongoing} ongoing, {kept.ended} ended."


def _list(records: Store, snapshot: Snapshot, *, as_json: bool) -> None:
    told, strands = notice(records), snapshot.policy.strands
    if as_json:
        say(words.as_json(told, version=snapshot.version, strands=strands))
        return
    _tell(words.headline(told))
    if told.run is None:
        _tell("Look with 'common-ground signals --run'.")
        return
    if told.run.version != snapshot.version:
        _tell("The records have changed since: look again with 'common-ground signals --run'.")
    for one in told.signals:
        if one.state != ENDED:
            _tell(f"{one.number}. {one.state.capitalize()}. {words.sentence(one.signal)}")
            _tell(f"   {words.chance_words(one.signal)} {words.seen_words(one)}")
            _tell(f"   {words.acknowledged_words(one)}")
    for line in (*words.looked_at(told.run, strands), *words.unseen(told.run)):
        _tell(line)
