"""`common-ground doubt`: how sure is this?"""

from typing import Any

import pandas as pd

from dashboard.answers.doubt import doubt
from dashboard.answers.standing import agreeing, steadiness
from dashboard.answers.ward_agreement import ward_agreement
from dashboard.shell.frame import app, out, plainly, say
from dashboard.shell.question import Asked, asking
from dashboard.situation import assess
from dashboard.words.doubt import agreement_notes, agreement_sentence, doubt_sentence, place_sentence


@app.command("doubt")
@plainly
@asking("method", "resolution", "baseline")
def run(
    asked: Asked,
) -> None:
    """Say how firmly the hot spots stand, and whether community intelligence agrees by ward."""
    looking = asked.viewer
    situation = assess(asked.snapshot, asked.filters, looking)
    found = doubt(
        asked.snapshot,
        situation,
        looking,
        steady=steadiness(asked.snapshot, situation),
        agreeing=agreeing(asked.snapshot, situation),
    )
    wards = ward_agreement(asked.snapshot, situation, looking)
    if asked.as_json:
        say(
            {
                "state": found.state,
                "said": doubt_sentence(found, situation),
                "places": _rows(found.places),
                "settings": found.settings,
                "wards": {
                    "state": wards.state,
                    "said": agreement_sentence(wards),
                    "live_on": wards.live_on,
                    "community_reports": wards.counted,
                    "wards": _rows(wards.wards),
                    "settings": wards.settings,
                },
            }
        )
        return
    out.print(f"[bold]{found.state}[/bold]: {doubt_sentence(found, situation)}")
    for row in found.places.itertuples():
        out.print(place_sentence(row, found))
    out.print(agreement_sentence(wards))
    for row in wards.wards.itertuples():
        out.print(f"{row.name}: {row.word}")
    for note in agreement_notes(wards):
        out.print(note)


def _rows(table: pd.DataFrame) -> list[dict[Any, Any]]:
    return table.astype(object).where(table.notna(), None).to_dict("records")
