"""`common-ground export`: figures of a release as a file, marked, for a purpose, written down first."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from boundaries.partnership import load_partnership
from dashboard.desks import importing
from dashboard.desks.access import access
from dashboard.desks.releases import find_release, open_for_aggregates, open_release
from dashboard.desks.sign_in import own_store
from dashboard.desks.taking_out import PURPOSES, hand_over
from dashboard.exporting.document import LEVELS
from dashboard.exporting.export import OF_FIGURES, UnwritableError, file_name
from dashboard.exporting.markings import AUDIENCES, marking_for
from dashboard.exporting.products import ALL, EVERY, PRODUCTS, document_of, periods_of
from dashboard.kept_shapes import load_shapes
from dashboard.released.release import OffLatticeError, Release
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
    plainly,
    say,
    setup,
)
from dashboard.shell.question import asked_day
from dashboard.viewer import viewer_of


@app.command("export")
@plainly
def run(
    context: typer.Context,
    product: Annotated[str, typer.Argument(help=f"One of {', '.join(PRODUCTS)}.")],
    fmt: Annotated[str, typer.Option("--format", help=f"One of {', '.join(OF_FIGURES)}.")] = "xlsx",
    profile: Annotated[str, typer.Option(help="partner, or public for everybody.")] = "partner",
    purpose: Annotated[str, typer.Option(help=f"What for: one of {', '.join(PURPOSES)}.")] = "",
    period: Annotated[
        str | None, typer.Option(help="A month, quarter or year of the release, or 'every'; else the last.")
    ] = None,
    colour: Annotated[str, typer.Option(help="Which number colours the map.")] = ALL,
    number: Annotated[int | None, typer.Option("--release", help="Which release; else the last.")] = None,
    marking: Annotated[str | None, typer.Option(help=f"{' or '.join(LEVELS)}.")] = None,
    expires: Annotated[str | None, typer.Option(help="The day after which it is thrown away.")] = None,
    to: Annotated[Path | None, typer.Option("--out", help="The file, or the folder for it.")] = None,
    by: ByOption = None,
    role: RoleOption = None,
    store: StoreOption = None,
    partnership: PartnershipOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take figures out of a release: never a window of one's own, always marked, always written down."""
    settings, seen_as = setup(context, asks=None, store=store, partnership=partnership, role=role)
    viewer = viewer_of(seen_as)
    if not access(settings.partnership).may(viewer.role, "take out released"):
        raise UserError(f"This is not for you as {viewer.title.lower()}. Nothing was written.")
    for said, known, what in (
        (product, PRODUCTS, "product"),
        (fmt, OF_FIGURES, "format"),
        (profile, AUDIENCES, "profile"),
        (purpose, PURPOSES, "purpose: say --purpose"),
    ):
        if said not in known:
            raise UserError(f"There is no such {what}. Known: {', '.join(known)}.")
    if viewer.profile == "public" and profile != "public":
        raise UserError("There is no such release for you.")
    release = _release(settings, profile, number)
    own, today = load_partnership(settings.partnership), date.today()
    level = next((one for one in LEVELS if one == marking), None)
    if marking is not None and level is None:
        raise UserError(f"There is no such marking. Known: {', '.join(LEVELS)}.")
    try:
        document = document_of(
            release,
            product,
            period=_period(release, product, period),
            colour=colour,
            partnership=own.name,
            wards=load_shapes(settings.store, own).outlines,
            marking=marking_for(
                profile, today=today, level=level, expires=asked_day(expires) if expires else None
            ),
            purpose=PURPOSES[purpose],
            made_by=viewer.title,
            made_at=datetime.now(UTC),
            attribution=own.attribution,
        )
        path = _path(to, file_name(document, fmt))
        made = hand_over(
            own_store(settings.store),
            document,
            fmt,
            by=importing.who(by),
            product=product,
            purpose=purpose,
        )
    except (OffLatticeError, UnwritableError) as error:
        raise UserError(str(error)) from None
    try:
        path.write_bytes(made.data)
    except OSError:
        raise UserError(f"{path} cannot be written. Check that its folder is there.") from None
    if as_json:
        say(
            {
                "file": str(path),
                "bytes": len(made.data),
                "profile": profile,
                "release": release.number,
                "marking": document.marking.level,
                "expires": document.marking.expires,
            }
        )
        return
    out.print(
        f"{document.title}, {profile} release {release.number}, {document.marking.level}: {path}",
        markup=False,
        soft_wrap=True,
    )


def _release(settings: Settings, profile: str, number: int | None) -> Release:
    reader = open_for_aggregates(settings.store)
    kept = find_release(reader, profile, number)
    if kept is None:
        raise UserError("There is no such release yet. Make one with 'common-ground release'.")
    return open_release(reader, kept)


def _period(release: Release, product: str, said: str | None) -> str:
    if said == "every":
        return EVERY
    if said is not None:
        return said
    return next(iter(periods_of(release, product)), EVERY)


def _path(to: Path | None, name: str) -> Path:
    """Say where the file goes; a folder that is not there is found out before anything is written down."""
    path = Path(name) if to is None else to / name if to.is_dir() else to
    if not path.absolute().parent.is_dir():
        raise UserError(f"{path} cannot be written. Check that its folder is there.")
    return path
