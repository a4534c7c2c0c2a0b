"""`common-ground site`: where next, and what one's own place would add."""

from pathlib import Path
from typing import Annotated

import polars as pl
import typer
from rich.table import Table as Printed

from dashboard.answers.siting import MOST, RESIDENTS, SitingQuestion, site
from dashboard.answers.siting_looks import try_pin
from dashboard.desks.candidates import candidates_in, centres_known, own_candidates
from dashboard.desks.importing import ERRORS, open_desk
from dashboard.shell.frame import (
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
    working_out,
)
from dashboard.walked_ground import WalkedGround
from dashboard.words import siting as words

LISTED = 10
"""Rows set aside that are read out one by one."""


@app.command("site")
@plainly
def site_command(
    context: typer.Context,
    candidates: Annotated[
        Path | None, typer.Option("--candidates", help="File of places; else the partnership's own list.")
    ] = None,
    need: Annotated[
        str, typer.Option("--need", help="residents, or a strand with a population.")
    ] = RESIDENTS,
    walk_m: Annotated[int, typer.Option("--walk-m", help="How far is within reach, metres on foot.")] = 1_000,
    most: Annotated[int, typer.Option("--most", help=f"New centres at most, 1 to {MOST}.")] = 5,
    step_free: Annotated[bool, typer.Option("--step-free", help="Count only what is known to be.")] = False,
    unchecked: Annotated[bool, typer.Option("--unchecked", help="Count centres nobody has checked.")] = False,
    doubtful: Annotated[bool, typer.Option("--doubtful", help="Choose from rows in doubt, too.")] = False,
    pin: Annotated[str | None, typer.Option("--pin", help="Try a place: easting,northing.")] = None,
    store: StoreOption = None,
    partnership: PartnershipOption = None,
    role: RoleOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say which places would bring most people within reach of a reporting centre."""
    settings, _ = setup(context, asks="see reach", store=store, partnership=partnership, role=role)
    at = None if pin is None else _metres(pin)
    if candidates is not None and not candidates.is_file():
        raise UserError(f"There is no file {candidates}. Check the path.")
    desk = open_desk(settings)
    try:
        listed = own_candidates(desk) if candidates is None else candidates_in(desk, desk.read(candidates))
        if listed is None:
            raise UserError("There is no list of places. Give one by --candidates FILE, or name it in the "
                            "partnership file under [candidates].")  # fmt: skip
        question = SitingQuestion(need, walk_m, most, step_free, unchecked, doubtful)
        ground = WalkedGround(settings.store, desk.partnership, desk.study_area)
        with working_out("Trying the places", quiet=as_json) as told:
            answer = site(ground, centres_known(desk), listed.frame.to_pandas(), question, told=told)
        tried = None if at is None else try_pin(ground, answer, *at, sites=answer.sites_of(most))
    except (*ERRORS, ValueError) as error:
        raise UserError(str(error)) from None
    finally:
        desk.store.close()
    aside = [str(reason) for reason in listed.set_aside["reason"]]
    if as_json:
        strands = desk.policy.strands
        say(
            words.answer_json(answer, strands, tried)
            | {"set_aside": aside, "in_doubt": _doubts(listed.frame)}
        )
        return
    for line in words.headline(answer):
        out.print(line, highlight=False)
    if len(answer.curve):
        printed = Printed("New", "Within reach", "More people", "Than one fewer", "Shortcut misses")
        rows = words.steps_for_reading(answer)
        for row in rows[["count", "share", "people", "gain", "short"]].itertuples(index=False):
            printed.add_row(*(str(one) for one in row))
        out.print(printed)
        for sites in answer.curve["sites"]:
            out.print(words.set_sentence(answer, sites), markup=False, highlight=False)
    pinned = [] if tried is None else words.pin_words(tried, shown=len(answer.sites_of(most)))
    left_out = aside[:LISTED]
    if len(aside) > LISTED:
        left_out.append(f"{len(aside) - LISTED:,} more rows are set aside; --json lists them all.")
    for line in (*pinned, *words.notes(answer), *words.how(answer), *left_out, *_doubts(listed.frame)):
        out.print(line, markup=False, highlight=False)


def _metres(text: str) -> tuple[float, float]:
    try:
        x, y = (float(part) for part in text.split(","))
    except ValueError:
        raise UserError(
            f"--pin {text!r} is no place; write easting,northing in metres: 572000,462000."
        ) from None
    if not (0 < x < 700_000 and 0 < y < 1_300_000):
        raise UserError("--pin lies outside Great Britain; write easting,northing in metres: 572000,462000.")
    return x, y


def _doubts(frame: pl.DataFrame) -> list[str]:
    rows = frame.filter(frame["doubt"] != "")
    return [
        f"Row {row}, {name}: {doubt}" for row, name, doubt in rows.select("row", "name", "doubt").iter_rows()
    ]
