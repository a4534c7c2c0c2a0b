"""`common-ground release`: make the releases that are due; list, show and check those that were made."""

from dataclasses import asdict
from typing import Annotated, Any

import typer

from dashboard.desks import importing
from dashboard.desks.access import access
from dashboard.desks.releases import KeptRelease, check_releases, find_release, list_releases, open_release
from dashboard.desks.releasing import PROFILES, Made, make_due
from dashboard.released.release import Release
from dashboard.shell.frame import (
    ByOption,
    JsonOption,
    PartnershipOption,
    RoleOption,
    StoreOption,
    UserError,
    app,
    out,
    plainly,
    say,
    setup,
)
from dashboard.viewer import viewer_of

release = typer.Typer(invoke_without_command=True, help="What aggregate readers, exports and prints show.")
app.add_typer(release, name="release")
ProfileOption = Annotated[str | None, typer.Option(help="partner or public; both if none is named.")]


@release.callback()
@plainly
def make(
    context: typer.Context,
    profile: ProfileOption = None,
    if_due: Annotated[
        bool, typer.Option("--if-due", help="It is no fault if none is due: for a schedule.")
    ] = False,
    early: Annotated[
        bool, typer.Option("--even-if-early", help="Do not wait for the week, or for the month.")
    ] = False,
    by: ByOption = None,
    store: StoreOption = None,
    partnership: PartnershipOption = None,
    role: RoleOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make the releases that are due: for partners weekly, for the public monthly."""
    if context.invoked_subcommand is not None:
        return
    settings, seen_as = setup(context, asks=None, store=store, partnership=partnership, role=role)
    viewer = viewer_of(seen_as)
    if not access(settings.partnership).may(viewer.role, "make releases"):
        raise UserError(f"This is not for you as {viewer.title.lower()}. Nothing was released.")
    wanted = tuple(PROFILES) if profile is None else (_known(profile),)
    desk = importing.open_desk(settings)
    made = make_due(desk, wanted, by=importing.who(by), even_if_early=early)
    none = not any(one.kept for one in made)
    if none and not if_due:
        raise UserError(" ".join(one.why_not for one in made))
    if as_json:
        say({"releases": [_made(one) for one in made]})
        return
    if none:
        _tell("No release is due.")
        return
    for one in made:
        _tell(_words(one.kept) if one.kept else one.why_not)


@release.command("list")
@plainly
def show_list(
    context: typer.Context,
    profile: ProfileOption = None,
    store: StoreOption = None,
    partnership: PartnershipOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the releases, newest first."""
    settings, _ = setup(context, asks=None, store=store)
    wanted = None if profile is None else _known(profile)
    found = list_releases(importing.open_records(settings.store), wanted)
    if as_json:
        say({"releases": [_kept(one) for one in found]})
        return
    for one in found:
        _tell(_words(one))
    if not found:
        _tell("Nothing has been released. Make the first with 'common-ground release'.")


@release.command("show")
@plainly
def show(
    context: typer.Context,
    number: Annotated[int, typer.Argument(help="The number of the release within its profile.")],
    profile: Annotated[str, typer.Option(help="partner or public.")] = "partner",
    store: StoreOption = None,
    partnership: PartnershipOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show one release: what it covers; with --json every number of it."""
    settings, _ = setup(context, asks=None, store=store)
    records = importing.open_records(settings.store)
    kept = find_release(records, _known(profile), number)
    if kept is None:
        raise UserError(f"There is no {profile} release {number}.")
    opened = open_release(records, kept)
    if as_json:
        say({**_kept(kept), **_covers(opened), "values": opened.values.to_dicts()})
        return
    _tell(_words(kept))
    _tell(
        f"{opened.first:%B %Y} to {opened.last:%B %Y}: {len(opened.wards)} wards, {len(opened.strands)} "
        f"strands, {len(opened.cells)} reporting cells (division {opened.cells_version}, until "
        f"{opened.cells_until:%-d %B %Y})."
    )
    shown = opened.values["value"].count()
    _tell(
        f"{shown:,} of {opened.values.height:,} numbers are shown; the others are {opened.few}, or nothing."
    )


@release.command("check")
@plainly
def check(
    context: typer.Context,
    store: StoreOption = None,
    partnership: PartnershipOption = None,
    as_json: JsonOption = False,
) -> None:
    """Open every release and compare its digest and the name of its key."""
    settings, _ = setup(context, asks=None, store=store)
    found = check_releases(importing.open_records(settings.store), settings.store)
    if as_json:
        say(asdict(found))
    elif not found.faults:
        _tell(f"{found.releases:,} releases are as they were kept, and their key is there.")
    else:
        for fault in found.faults:
            _tell(fault)
    if found.faults:
        raise typer.Exit(2)


def _known(profile: str) -> str:
    if profile not in PROFILES:
        raise UserError(f"There is no such profile. There are {' and '.join(PROFILES)}.")
    return profile


def _kept(one: KeptRelease) -> dict[str, Any]:
    return {name: value for name, value in asdict(one).items() if name not in {"id", "last_batch", "changes"}}


def _made(one: Made) -> dict[str, Any]:
    return {"profile": one.profile, "made": _kept(one.kept) if one.kept else None, "why_not": one.why_not}


def _covers(opened: Release) -> dict[str, Any]:
    names = ("threshold", "base", "first", "last", "wards", "strands", "sources", "cells", "cells_version",
             "cells_until")  # fmt: skip
    return {name: getattr(opened, name) for name in names}


def _words(one: KeptRelease) -> str:
    return (
        f"{one.profile.capitalize()} release {one.number}, made on {one.made_at:%-d %B %Y, %H:%M} UTC by "
        f"{one.made_by} from data version {one.data_version}; digest {one.digest[:12]}."
    )


def _tell(text: str) -> None:
    out.print(text, markup=False, highlight=False, soft_wrap=True)
