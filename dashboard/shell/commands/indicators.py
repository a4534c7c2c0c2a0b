"""`common-ground indicators`: how things come to be reported, or how grave they are; one side at a time."""

from typing import Annotated, Any

import pandas as pd
import typer

from dashboard.answers.indicators import ALL, REPORTING, Indicators, indicators
from dashboard.shell.frame import app, out, plainly, say
from dashboard.shell.question import Asked, asking
from dashboard.words.indicators import (
    ABOUT,
    agencies_sentence,
    centres_sentence,
    indicator_sentence,
    notes,
)


@app.command("indicators")
@plainly
@asking()
def run(
    asked: Asked,
    side: Annotated[str, typer.Option(help="reporting or harm.")] = REPORTING,
    ward: Annotated[str, typer.Option(help="Code of a ward, or 'all'.")] = ALL,
    line_strand: Annotated[str, typer.Option(help="Strand, or 'all'.")] = ALL,
    against: Annotated[str, typer.Option(help="before or year.")] = "year",
) -> None:
    """List one side's indicators, each with its parts, its range and the time that it is compared with."""
    answer = indicators(
        asked.snapshot,
        asked.filters,
        asked.viewer,
        side=side,
        ward=ward,
        strand=line_strand,
        against=against,
    )
    if asked.as_json:
        say(_as_json(answer))
        return
    out.print(ABOUT[answer.side], markup=False)
    for row in answer.shares.to_dict("records"):
        out.print(f"- {indicator_sentence(row, answer)}", markup=False)
    if answer.side == REPORTING:
        out.print(centres_sentence(answer), markup=False)
        out.print(agencies_sentence(answer), markup=False)
    for note in notes(answer):
        out.print(note, markup=False)


def _as_json(answer: Indicators) -> dict[str, Any]:
    def plain(frame: pd.DataFrame) -> list[dict[Any, Any]]:
        return [
            {name: None if pd.isna(value) else value for name, value in row.items()}
            for row in frame.to_dict("records")
        ]

    return {
        "side": answer.side,
        "about": ABOUT[answer.side],
        "period": {"from": answer.period.first, "to": answer.period.last},
        "against": {"from": answer.against.first, "to": answer.against.last},
        "indicators": [
            each | {"sentence": indicator_sentence(row, answer)}
            for each, row in zip(plain(answer.shares), answer.shares.to_dict("records"), strict=True)
        ],
        "parts": {name: plain(frame) for name, frame in answer.parts.items()},
        "third_party_months": plain(answer.months),
        "centres": answer.centres,
        "agencies": plain(answer.agencies),
        "notes": notes(answer),
        "settings": answer.settings,
        "data_version": answer.version,
    }
