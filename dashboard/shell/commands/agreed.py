"""`common-ground agreed`: what meetings agreed, with who, when and why."""

from typing import Annotated, Any

import pandas as pd
import typer
from rich.markup import escape
from rich.table import Table as Printed

from dashboard.desks import importing
from dashboard.desks.agreed_levels import ALL, agreed_frame
from dashboard.shell.frame import (
    JsonOption,
    PartnershipOption,
    StoreOption,
    UserError,
    app,
    out,
    plainly,
    say,
    setup,
)
from dashboard.shell.question import asked_day

WHOLE = "ward as a whole"


@app.command("agreed")
@plainly
def run(
    context: typer.Context,
    ward: Annotated[str | None, typer.Option(help="Code of a ward.")] = None,
    from_: Annotated[str | None, typer.Option("--from", help="First day of the periods.")] = None,
    to: Annotated[str | None, typer.Option(help="Last day of the periods.")] = None,
    store: StoreOption = None,
    partnership: PartnershipOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the levels that meetings agreed, oldest first; the program itself never writes one."""
    settings, _ = setup(context, store=store, partnership=partnership)
    desk = importing.open_desk(settings)
    names = {str(code): str(name) for code, name in zip(
        desk.study_area.wards["ward"], desk.study_area.wards["name"], strict=True
    )}  # fmt: skip
    if ward is not None and ward not in names:
        raise UserError(f"There is no ward '{ward}' in this area.")
    first, last = (asked_day(from_) if from_ else None), (asked_day(to) if to else None)
    rows = [
        _line(row, names, desk.policy.strands)
        for row in agreed_frame(desk).to_dict("records")
        if (ward is None or row["ward"] == ward)
        and (first is None or row["period_from"] >= first)
        and (last is None or row["period_to"] <= last)
    ]
    if as_json:
        say({"agreed": rows, "policy_version": desk.policy.version})
        return
    if not rows:
        out.print("No meeting has agreed on a level yet.")
        return
    table = Printed("period", "ward", "strand", "agreed", "indicated then", "meeting", "by", "on", "why")
    for row in rows:
        shown = (row["agreed_level"], row["indicated_level"] or "nothing")
        table.add_row(
            f"{row['period_from']} to {row['period_to']}",
            row["ward_name"] or "no one ward",
            row["strand_name"],
            *map(str, shown),
            escape(row["meeting"]),
            escape(row["agreed_by"]),
            str(row["agreed_on"]),
            escape(row["reason"]),
        )
    out.print(table)


def _line(row: dict[Any, Any], wards: dict[str, str], strands: dict[str, str]) -> dict[str, Any]:
    told = {str(name): value for name, value in row.items() if name != "seal"}
    indicated = row["indicated_level"]
    return told | {
        "indicated_level": None if pd.isna(indicated) else int(indicated),
        "ward_name": wards.get(row["ward"], row["ward"]),
        "strand_name": WHOLE if row["strand"] == ALL else strands.get(row["strand"], row["strand"]),
    }
