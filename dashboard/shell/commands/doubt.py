"""`common-ground doubt`: how sure is this?"""

from typing import Annotated, Any

import pandas as pd
import typer

from dashboard.answers.doubt import doubt
from dashboard.answers.ward_agreement import ward_agreement
from dashboard.doubt_words import agreement_notes, agreement_sentence, doubt_sentence, place_sentence
from dashboard.shell.frame import (
    JsonOption,
    PartnershipOption,
    RoleOption,
    StoreOption,
    Words,
    app,
    out,
    own_snapshot,
    plainly,
    say,
    setup,
)
from dashboard.shell.question import asked_filters, check_codes
from dashboard.situation import assess, steadiness
from dashboard.viewer import viewer_of


@app.command("doubt")
@plainly
def run(
    context: typer.Context,
    method: Annotated[str, typer.Option(help="As for hotspots.")] = "gi_star",
    resolution: Annotated[int | None, typer.Option()] = None,
    baseline: Annotated[str, typer.Option(help="area, residents or records.")] = "area",
    from_: Annotated[str | None, typer.Option("--from", help="First day.")] = None,
    to: Annotated[str | None, typer.Option(help="Last day.")] = None,
    last: Annotated[str | None, typer.Option(help="So many days up to the latest record: 90d.")] = None,
    strand: Words = None,
    kind: Words = None,
    source: Words = None,
    category: Words = None,
    officer: Annotated[bool, typer.Option(help="Count what officers came upon, too.")] = False,
    duplicates: Annotated[str, typer.Option(help="confirmed, distinct or linked.")] = "confirmed",
    store: StoreOption = None,
    partnership: PartnershipOption = None,
    role: RoleOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say how firmly the hot spots stand, and whether community intelligence agrees by ward."""
    settings, seen_as = setup(context, store=store, partnership=partnership, role=role)
    words = {"strands": strand, "kinds": kind, "sources": source, "categories": category}
    filters = asked_filters(
        last=last,
        from_=from_,
        to=to,
        words=words,
        resolution=resolution,
        method=method,
        baseline=baseline,
        officer=officer,
        duplicates=duplicates,
    )
    snapshot = own_snapshot(settings)
    check_codes(snapshot, filters)
    looking = viewer_of(seen_as)
    situation = assess(snapshot, filters, looking)
    found = doubt(snapshot, situation, looking, steady=steadiness(snapshot, situation))
    wards = ward_agreement(snapshot, situation, looking)
    if as_json:
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
