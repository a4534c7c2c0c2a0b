"""`common-ground report`: the meeting pack as a file, marked, for a purpose, written down first."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from dashboard.desks import importing
from dashboard.desks.access import access
from dashboard.desks.releases import find_release, open_for_aggregates, open_release
from dashboard.desks.sign_in import own_store
from dashboard.desks.taking_out import PURPOSES, hand_over
from dashboard.exporting.export import OF_REPORTS, file_name
from dashboard.geography import geography
from dashboard.kept_shapes import load_shapes
from dashboard.released.ground import released_ground
from dashboard.released.release import Release
from dashboard.report.pack import PRODUCT, find_period, make_pack, subject_of, usual_period
from dashboard.report.section import Ground
from dashboard.report.template_file import find_template, templates_for
from dashboard.settings import Settings
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
from dashboard.viewer import viewer_of


@app.command("pack", hidden=True)
@app.command("report")
@plainly
def run(
    context: typer.Context,
    template: Annotated[str, typer.Option(help="For whom: the name of a template.")] = "network_meeting",
    period: Annotated[
        str | None,
        typer.Option(help="2026-10, 2026-Q3, 2026-H2, 2026, 2026-27-H1 or 2026-27; else the last quarter."),
    ] = None,
    fmt: Annotated[str, typer.Option("--format", help=f"One of {', '.join(OF_REPORTS)}.")] = "pdf",
    purpose: Annotated[str, typer.Option(help=f"What for: one of {', '.join(PURPOSES)}.")] = "meeting",
    action: Annotated[
        list[int] | None,
        typer.Option(help="Number of an action that a pack for everybody tells of; again for each."),
    ] = None,
    to: Annotated[Path | None, typer.Option("--out", help="The file, or the folder for it.")] = None,
    by: ByOption = None,
    role: RoleOption = None,
    store: StoreOption = None,
    partnership: PartnershipOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make the meeting pack of a release: one period, for one audience, with every method and setting."""
    settings, seen_as = setup(context, asks=None, store=store, partnership=partnership, role=role)
    viewer = viewer_of(seen_as)
    if not access(settings.partnership).may(viewer.role, "make packs"):
        raise UserError(f"This is not for you as {viewer.title.lower()}. Nothing was written.")
    for said, known, what in (
        (fmt, OF_REPORTS, "format"),
        (purpose, PURPOSES, "purpose"),
    ):
        if said not in known:
            raise UserError(f"There is no such {what}. Known: {', '.join(known)}.")
    folder = Path() if to is None else to if to.is_dir() else to.absolute().parent
    if not folder.is_dir():
        raise UserError(f"{to} cannot be written. Check that its folder is there.")
    desk = importing.open_desk(settings)
    wanted = find_template(templates_for(desk.partnership), template)
    release = _release(settings, wanted.profile)
    asked = usual_period(release) if period is None else find_period(release, period)
    shapes = load_shapes(settings.store, desk.partnership)
    with working_out("Making the pack", quiet=as_json) as told:
        ground = Ground(
            partnership=desk.partnership.name,
            template=wanted,
            period=asked,
            release=release,
            outlines=shapes.outlines,
            drawn=released_ground(release, geography(shapes)),
            desk=desk,
            snapshot=own_snapshot(settings),
            viewer=viewer,
            today=date.today(),
            made_at=datetime.now(UTC),
            chosen=tuple(action or ()),
            told=told,
        )
        document = make_pack(ground, purpose=PURPOSES[purpose])
    path = to if to is not None and not to.is_dir() else folder / file_name(document, fmt)
    made = hand_over(
        own_store(settings.store),
        document,
        fmt,
        by=importing.who(by),
        product=PRODUCT,
        purpose=purpose,
        subject=subject_of(wanted, asked, ground.chosen),
    )
    try:
        path.write_bytes(made.data)
    except OSError:
        raise UserError(f"{path} cannot be written. Check that its folder is there.") from None
    if as_json:
        say(
            {
                "file": str(path),
                "bytes": len(made.data),
                "template": wanted.key,
                "period": {"code": asked.code, "from": asked.first, "to": asked.last},
                "sections": list(wanted.sections),
                "profile": release.profile,
                "release": release.number,
                "marking": document.marking.level,
                "expires": document.marking.expires,
            }
        )
        return
    out.print(
        f"{document.title}, {asked.words}, {release.profile} release {release.number}, "
        f"{document.marking.level}: {path}",
        markup=False,
        soft_wrap=True,
    )


def _release(settings: Settings, profile: str) -> Release:
    reader = open_for_aggregates(settings.store)
    kept = find_release(reader, profile)
    if kept is None:
        raise UserError(f"There is no {profile} release yet. Make one with 'common-ground release'.")
    return open_release(reader, kept)
