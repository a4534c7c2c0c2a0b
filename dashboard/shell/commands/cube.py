"""`common-ground cube`."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from dashboard.desks import cubing, importing
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


@app.command()
@plainly
def cube(
    context: typer.Context,
    places: Annotated[
        list[str],
        typer.Argument(
            metavar="[SRC] DEST",
            help="Files to count: a file, a folder or s3://… (the record store, if left out); then where to.",
        ),
    ],
    engine: Annotated[str, typer.Option(help=f"What counts: {' or '.join(cubing.ENGINES)}.")] = "polars",
    master: Annotated[str | None, typer.Option(help="For spark: the cluster's address.")] = None,
    resolution: Annotated[int, typer.Option(help="Of the H3 cells, 9 to 13.")] = 12,
    partitions: Annotated[int | None, typer.Option(help="In how many shares to count.")] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Replace the cube that is there.")] = False,
    by: ByOption = None,
    store: StoreOption = None,
    partnership: PartnershipOption = None,
    role: RoleOption = None,
    as_json: JsonOption = False,
) -> None:
    """Count files, or the record store, into a cube: cell by ward by day by kind, with a manifest."""
    settings, _ = setup(context, store=store, partnership=partnership, role=role)
    if len(places) > 2:
        raise UserError(f"{len(places)} places are named. Name SRC and DEST, or DEST alone for the store.")
    *source, dest = places
    how: dict[str, Any] = {
        "partnership": settings.partnership,
        "resolution": resolution,
        "replace": replace,
    }
    if source:
        manifest = cubing.make_from_files(
            source[0], Path(dest), engine=engine, master=master, partitions=partitions, **how
        )
    else:
        if engine != "polars" or master or partitions:
            raise UserError(
                "Without SRC the cube is counted by the record store's own database: leave out --engine, "
                "--master and --partitions."
            )
        manifest = cubing.make_from_store(settings.store, Path(dest), by=importing.who(by), **how)
    for line in cubing.troubles_in_words(manifest):
        print(f"common-ground: {line}", file=sys.stderr)
    if as_json:
        say(manifest.model_dump(mode="json"))
        return
    for line in cubing.cube_in_words(manifest, Path(dest)):
        out.print(line, highlight=False, soft_wrap=True)
