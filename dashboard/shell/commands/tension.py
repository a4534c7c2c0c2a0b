"""`common-ground tension`: what is indicated of every ward and strand, why, and what a meeting agreed."""

from typing import Annotated, Any

import pandas as pd
import typer

from dashboard.answers.tension.assess import SPANS, Board, tension
from dashboard.answers.tension.board import NO_WARD, NO_WARD_NAME
from dashboard.desks import importing
from dashboard.desks.agreed_levels import agreed_frame
from dashboard.shell.frame import (
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
from dashboard.shell.question import asked_day, known_word
from dashboard.snapshot import Snapshot
from dashboard.tension_tables import counted_words, highest_first
from dashboard.viewer import viewer_of
from dashboard.words.tension import agreed_sentence, cell_sentence, line_sentence, period_sentence


@app.command("tension")
@plainly
def run(
    context: typer.Context,
    span: Annotated[str, typer.Option(help="week or month.")] = "week",
    until: Annotated[str | None, typer.Option(help="The last whole one that ends by this day.")] = None,
    ward: Annotated[str | None, typer.Option(help="A ward's code or name; 'none' for no one ward.")] = None,
    strand: Annotated[str | None, typer.Option(help="A strand's code.")] = None,
    store: StoreOption = None,
    partnership: PartnershipOption = None,
    role: RoleOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what is indicated of every ward and strand, why, who is missing and what a meeting agreed."""
    settings, seen_as = setup(context, store=store, partnership=partnership, role=role)
    known_word(span, SPANS, "span")
    last = asked_day(until) if until else None
    snapshot = own_snapshot(settings)
    code = None if ward is None else _ward(snapshot, ward)
    if strand is not None:
        known_word(strand, snapshot.policy.strands, "strand")
    agreed = agreed_frame(importing.open_desk(settings))
    with working_out("Reading every signal of every ward and strand", quiet=as_json) as told:
        board = tension(snapshot, viewer_of(seen_as), span=span, last=last, agreed=agreed, told=told)
    if as_json:
        say(_as_json(board, code, strand))
        return
    _tell(period_sentence(board))
    _tell(counted_words(board))
    if code is None and strand is None:
        for cell in highest_first(board).to_dict("records"):
            _tell(f"- {cell_sentence(cell)}")
        _print_missing(board, NO_WARD)
    else:
        _print_cells(board, code, strand)
    for note in board.notes:
        _tell(note)


def _tell(text: str) -> None:
    """Print what people wrote as it stands: square brackets are no markup."""
    out.print(text, markup=False, highlight=False)


def _print_cells(board: Board, ward: str | None, strand: str | None) -> None:
    """Write the cells asked for, with their signals and with who is missing."""
    for cell in _of(board.cells, ward, strand).to_dict("records"):
        _tell(f"\n{cell_sentence(cell)}")
        if decided := agreed_sentence(cell):
            _tell(decided)
        for line in board.lines_of(cell["ward"], cell["strand"]).to_dict("records"):
            if line["kind"] != "event" or line["counted"]:
                _tell(f"- {line_sentence(line)}")
    if ward is not None:
        _print_missing(board, ward)


def _print_missing(board: Board, ward: str) -> None:
    for sentence in board.missing_of(ward)["sentence"]:
        _tell(f"Not heard lately: {sentence}")


def _ward(snapshot: Snapshot, said: str) -> str:
    """Find a ward by its code or name."""
    if said.casefold() in ("none", NO_WARD_NAME.casefold()):
        return NO_WARD
    wards = snapshot.study_area.wards
    for code, name in zip(wards["ward"], wards["name"], strict=True):
        if said.casefold() in (str(code).casefold(), str(name).casefold()):
            return str(code)
    raise UserError(f"There is no such ward. Known: {', '.join(wards['name'])}, none.")


def _of(frame: pd.DataFrame, ward: str | None, strand: str | None, *, whole: bool = False) -> pd.DataFrame:
    """Keep the rows of a ward and strand; with `whole` those of the whole area and of any strand, too."""
    kept = pd.Series(True, index=frame.index)
    for name, asked in (("ward", ward), ("strand", strand)):
        if asked is not None:
            kept &= frame[name].isin([asked, ""] if whole else [asked])
    return frame[kept]


def _as_json(board: Board, ward: str | None, strand: str | None) -> dict[str, Any]:
    return {
        "said": [period_sentence(board), counted_words(board)],
        "period": {"span": board.span, "from": board.period.first, "to": board.period.last},
        "previous": {"from": board.previous.first, "to": board.previous.last},
        "latest": board.latest,
        "scale": [dict(zip(("number", "name", "meaning"), level, strict=True)) for level in board.scale],
        "cells": _rows(_of(board.cells, ward, strand)),
        "lines": _rows(_of(board.lines, ward, strand)),
        "missing": _rows(_of(board.missing, ward, strand, whole=True)),
        "wards": _rows(_of(board.wards, ward, None)),
        "notes": list(board.notes),
        "policy_version": board.policy_version,
        "data_version": board.version,
    }


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): _plain(value) for name, value in row.items()} for row in frame.to_dict("records")]


def _plain(value: Any) -> Any:
    if value is None or pd.isna(value):
        return None
    return value.date() if isinstance(value, pd.Timestamp) else value
