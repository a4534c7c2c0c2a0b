"""`common-ground other-areas` and `common-ground ward-funnel`."""

from typing import Annotated, Any

import pandas as pd
import typer
from rich.table import Table as Printed

from dashboard.answers.areas_compared import AreasCompared, Funnel
from dashboard.answers.other_areas import other_areas
from dashboard.answers.own_wards import own_wards
from dashboard.desks.other_areas import read_tables
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
)
from dashboard.shell.question import Asked, asking
from dashboard.situation import assess
from dashboard.viewer import viewer_of
from dashboard.words import other_areas as words

LimitsOption = Annotated[
    str, typer.Option(help="none, multiplicative or additive: what the funnel allows for.")
]


@app.command("other-areas")
@plainly
def compare(
    context: typer.Context,
    line: Annotated[str | None, typer.Option(help="What of the tables is compared, as they call it.")] = None,
    years: Annotated[int, typer.Option(help="1, 2 or 3 years up to the latest month; 0 for all.")] = 1,
    everyone: Annotated[bool, typer.Option(help="All areas of the tables in the funnel.")] = False,
    limits: LimitsOption = "none",
    store: StoreOption = None,
    partnership: PartnershipOption = None,
    role: RoleOption = None,
    as_json: JsonOption = False,
) -> None:
    """Compare your area with its most similar group, from published tables."""
    settings, seen_as = setup(context, store=store, partnership=partnership, role=role)
    snapshot = own_snapshot(settings)
    tables = read_tables(snapshot.partnership, snapshot.policy)
    if tables is None:
        raise UserError(
            "The partnership file names no published tables to compare with. "
            "Add [comparison] with files, own and most_similar; see docs/partnership.md."
        )
    how: dict[str, Any] = {"line": line, "years": years, "everyone": everyone, "adjust": limits}
    answer = other_areas(snapshot, tables, viewer_of(seen_as), **how)
    if as_json:
        say(_told(answer))
        return
    out.print(words.sentence(answer))
    if answer.state == "found":
        print_rows(answer.table, ("area", "part", "shown", "per_1000", "low", "high", "note"))
        for note in words.notes(answer):
            out.print(note)
        if answer.funnel is not None:
            out.print(answer.funnel.sentence)
        out.print(words.CAUTION)
    out.print(words.source_words(answer))


@app.command("ward-funnel")
@plainly
@asking()
def wards(
    asked: Asked,
    limits: LimitsOption = "none",
) -> None:
    """Say which of your wards lie outside what chance allows, against residents."""
    if limits not in words.ADJUSTED:
        raise UserError(f"There is no adjustment {limits!r}. Known: {', '.join(words.ADJUSTED)}.")
    situation = assess(asked.snapshot, asked.filters, asked.viewer)
    funnel = own_wards(situation, adjust=limits)
    if asked.as_json:
        window = {"from": situation.window.first, "to": situation.window.last}
        say(_funnel(funnel) | {"total": situation.totals.in_area, "window": window})
        return
    out.print(funnel.sentence)
    print_rows(funnel.table, ("name", "count", "residents", "per_1000", "position"))
    for note in words.funnel_notes(funnel, noun="wards"):
        out.print(note)
    out.print(words.WARDS_CAUTION)


def print_rows(frame: pd.DataFrame, columns: tuple[str, ...]) -> None:
    """Print some columns of a table."""
    table = Printed(*columns)
    for row in frame[list(columns)].itertuples(index=False):
        table.add_row(*("" if value != value else f"{value:,.4g}" if isinstance(value, float) else str(value)
                        for value in row))  # fmt: skip
    out.print(table)


def _told(answer: AreasCompared) -> dict[str, Any]:
    return {
        "state": answer.state,
        "said": words.sentence(answer),
        "area": answer.area,
        "line": answer.line,
        "lines": answer.lines,
        "group": list(answer.group),
        "named": answer.named,
        "from": answer.periods[0][0] if answer.periods else None,
        "to": answer.periods[-1][1] if answer.periods else None,
        "missing": list(answer.missing),
        "areas": _rows(answer.table),
        "together": None if answer.together is None else vars(answer.together),
        "ratio": None if answer.ratio is None else answer.ratio._asdict(),
        "months": _rows(answer.months),
        "funnel": None if answer.funnel is None else _funnel(answer.funnel),
        "caution": words.CAUTION,
        "source": words.source_words(answer),
        "notes": [*words.notes(answer), *answer.notes],
        "threshold": answer.threshold,
    }


def _funnel(funnel: Funnel) -> dict[str, Any]:
    return {
        "state": funnel.state,
        "said": funnel.sentence,
        "rows": _rows(funnel.table),
        "per_1000": funnel.per_1000,
        "not_drawn": list(funnel.undrawn),
        "settings": funnel.settings,
    }


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    whole = frame.astype(object).where(frame.notna(), None)
    return [{str(name): value for name, value in row.items()} for row in whole.to_dict("records")]
