"""`common-ground visits weeks`, `list`, `record` and `missed`."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table as Printed

from dashboard.answers.visits import mondays, visit_weeks
from dashboard.desks import importing
from dashboard.desks.visit_entry import Made, miss_visit, record_visit
from dashboard.desks.visits import list_visits, now_here
from dashboard.shell.frame import (
    ByOption,
    JsonOption,
    PartnershipOption,
    StoreOption,
    UserError,
    Words,
    app,
    out,
    plainly,
    say,
    setup,
)
from dashboard.shell.question import asked_day
from dashboard.visit import MADE, MISSED, STATES, outcome_words

MAY = "record visits"
MOST_WEEKS = 104
visits = typer.Typer(no_args_is_help=True, help="Patrols and visits: planned, made, missed.")
app.add_typer(visits, name="visits")


@visits.command("weeks")
@plainly
def weeks_(
    context: typer.Context,
    to: Annotated[str | None, typer.Option(help="A day of the last week.")] = None,
    weeks: Annotated[int, typer.Option(help="How many weeks.")] = 8,
    team: Annotated[str | None, typer.Option(help="Of one team.")] = None,
    store: StoreOption = None,
    partnership: PartnershipOption = None,
    as_json: JsonOption = False,
) -> None:
    """Lay what was planned beside what was made, by ISO week."""
    if not 1 <= weeks <= MOST_WEEKS:
        raise UserError(f"Ask for 1 to {MOST_WEEKS} weeks.")
    settings, _ = setup(context, asks=MAY, store=store, partnership=partnership)
    last = asked_day(to) if to else now_here().date()
    listed = mondays(last, weeks)
    found = list_visits(
        importing.open_desk(settings), listed[0], listed[-1] + timedelta(days=6), now=now_here()
    )
    answer = visit_weeks([one for one in found if team in (None, one.team)], listed)
    rows: list[dict[str, Any]] = [
        {str(name): value for name, value in row.items()} for row in answer.table.to_dict("records")
    ]
    if as_json:
        say({"weeks": rows, "said": answer.said})
        return
    for sentence in answer.said:
        out.print(sentence, soft_wrap=True)
    if not answer.said:
        out.print("No visit was planned or recorded in these weeks. That does not say that nobody was there.")


@visits.command("list")
@plainly
def list_(
    context: typer.Context,
    from_: Annotated[str | None, typer.Option("--from", help="First day; a week ago.")] = None,
    to: Annotated[str | None, typer.Option(help="Last day; tomorrow.")] = None,
    store: StoreOption = None,
    partnership: PartnershipOption = None,
    as_json: JsonOption = False,
) -> None:
    """List visits with their numbers, in order of time."""
    settings, _ = setup(context, asks=MAY, store=store, partnership=partnership)
    today = now_here().date()
    first = asked_day(from_) if from_ else today - timedelta(days=7)
    last = asked_day(to) if to else today + timedelta(days=1)
    found = list_visits(importing.open_desk(settings), first, last, now=now_here())
    if as_json:
        say(
            {
                "visits": [
                    {name: value for name, value in asdict(one).items() if name != "seal"} for one in found
                ]
            }
        )
        return
    table = Printed("number", "when", "team", "where", "what became of it", "what came of it")
    for one in found:
        at = one.started_at or one.planned_from
        table.add_row(str(one.number), f"{at:%Y-%m-%d %H:%M}" if at else "", escape(one.team),
                      escape(one.where), STATES[one.state], escape(outcome_words(one)))  # fmt: skip
    out.print(table)


@visits.command("record")
@plainly
def record(
    context: typer.Context,
    outcome: Annotated[
        str,
        typer.Option(
            help=f"What came of it: {', '.join(MADE['patrol'])}; of a centre: {', '.join(MADE['centre'])}."
        ),
    ],
    minutes: Annotated[int, typer.Option(help="How long it took.")] = 15,
    visit: Annotated[int | None, typer.Option(help="Number of the planned visit.")] = None,
    ward: Annotated[str, typer.Option(help="Code of a ward, for one that was not planned.")] = "",
    cell: Annotated[str, typer.Option(help="H3 index of the place instead.")] = "",
    centre: Annotated[int | None, typer.Option(help="Number of a centre instead.")] = None,
    team: Annotated[str, typer.Option(help="Which team, for one that was not planned.")] = "",
    ended: Annotated[str | None, typer.Option(help="London's time, 2026-11-06T20:45; otherwise now.")] = None,
    note: Annotated[str, typer.Option(help="A few words: no names, no addresses.")] = "",
    found: Words = None,
    by: ByOption = None,
    store: StoreOption = None,
    partnership: PartnershipOption = None,
    as_json: JsonOption = False,
) -> None:
    """Record a visit that was made; --found AGENCY=REFERENCE names an incident that was come upon."""
    settings, _ = setup(context, asks=MAY, store=store, partnership=partnership)
    said = Made(
        ended_at=_moment(ended),
        minutes=minutes,
        outcome=outcome,
        note=note,
        planned=visit,
        kind="patrol" if centre is None else "centre",
        team=team,
        ward=ward,
        cell=cell,
        centre=centre,
        found=tuple(_named(one) for one in found or ()),
    )
    number = record_visit(importing.open_desk(settings), said, by=importing.who(by), now=now_here())
    _told("recorded", number, as_json=as_json)


@visits.command("missed")
@plainly
def missed(
    context: typer.Context,
    visit: Annotated[int, typer.Argument(help="Number of the planned visit.")],
    why: Annotated[str, typer.Option(help=f"Why: {', '.join(MISSED)}.")],
    by: ByOption = None,
    store: StoreOption = None,
    partnership: PartnershipOption = None,
    as_json: JsonOption = False,
) -> None:
    """Record that a planned visit was not made."""
    settings, _ = setup(context, asks=MAY, store=store, partnership=partnership)
    miss_visit(importing.open_desk(settings), visit, why=why, by=importing.who(by))
    _told("missed", visit, as_json=as_json)


def _moment(text: str | None) -> datetime:
    if text is None:
        return now_here()
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = None
    if at is None or at.tzinfo is not None:
        raise UserError("That is no time. Write London's, as 2026-11-06T20:45.")
    return at


def _named(text: str) -> tuple[str, str]:
    agency, sign, reference = text.partition("=")
    if not (sign and agency.strip() and reference.strip()):
        raise UserError("Name what was found as AGENCY=REFERENCE.")
    return agency, reference


def _told(what: str, number: int, *, as_json: bool) -> None:
    if as_json:
        say({"visit": number, "state": what})
    else:
        out.print(f"Visit {number} is {what}.")
