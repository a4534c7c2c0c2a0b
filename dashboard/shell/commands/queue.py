"""`common-ground queue`: what awaits grading; grade it, add it to a report, or do not take it."""

import sys
from datetime import date
from typing import Annotated, Any

import typer

from dashboard.desks import importing, submission_decisions
from dashboard.desks.report_lists import Reader
from dashboard.desks.submissions import find_submission, list_queue, queue_words
from dashboard.desks.submissions import queue as count_queue
from dashboard.shell.frame import (
    ByOption,
    JsonOption,
    PartnershipOption,
    RoleOption,
    StoreOption,
    Words,
    app,
    out,
    plainly,
    say,
    setup,
)
from dashboard.shell.question import asked_day
from dashboard.viewer import viewer_of

queue = typer.Typer(invoke_without_command=True, help="What people told and nobody has graded.")
app.add_typer(queue, name="queue")
TodayOption = Annotated[str | None, typer.Option(help="As if on this day.")]
AgencyOption = Annotated[str, typer.Option(help="The agency that you work for.")]
Number = Annotated[int, typer.Argument(help="The number in the queue.")]
LISTED = ("number", "reference", "days", "ward", "seen_on", "affected", "from", "times", "second_look")
"""What is told of each without its text; of who is affected only the strands, for the rest is text."""


def _day(today: str | None) -> date:
    return asked_day(today) if today else date.today()


def _seal(desk: importing.Desk, number: int, reader: Reader) -> str:
    return str(find_submission(desk, number, reader)["seal"])


@queue.callback()
@plainly
def look(
    context: typer.Context,
    agency: AgencyOption = "",
    today: TodayOption = None,
    store: StoreOption = None,
    partnership: PartnershipOption = None,
    role: RoleOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say how many await grading and list them, the oldest first, without their texts."""
    if context.invoked_subcommand:
        return
    settings, seen_as = setup(context, store=store, partnership=partnership, role=role)
    desk, day = importing.open_desk(settings), _day(today)
    reader = Reader(importing.who(None), agency, viewer_of(seen_as))
    waiting = count_queue(desk.store, today=day)
    found = list_queue(desk, reader, today=day)
    lines = [{name: line[name] for name in LISTED} | {"affected": line["strands"]} for line in found]
    if as_json:
        say(
            {
                "waiting": waiting.waiting,
                "oldest_days": waiting.oldest_days,
                "second_look": waiting.second_look,
                "reports": lines,
            }
        )
        return
    print(queue_words(waiting))
    for line in lines:
        look_too = "  needs a second look" if line["second_look"] else ""
        where = line["ward"] or "no one ward"
        print(
            f"{line['number']}  {line['reference']}  {line['days']} days  {where}  {line['from']}{look_too}"
        )


@queue.command()
@plainly
def grade(
    context: typer.Context,
    number: Number,
    agency: AgencyOption,
    grading: Annotated[str, typer.Option(help="As 2BP.")],
    experience: Annotated[str, typer.Option(help="experienced, evidenced or potential.")],
    severity: Annotated[str, typer.Option(help="Level on the policy's scale.")],
    source: Annotated[str, typer.Option(help="Who tells it: ward_panel, online …")],
    seen: Annotated[str | None, typer.Option(help="The text, mended; - reads it.")] = None,
    from_: Annotated[str | None, typer.Option("--from", help="First day, if it was not told.")] = None,
    to: Annotated[str | None, typer.Option(help="Last day.")] = None,
    ward: Annotated[str | None, typer.Option()] = None,
    strand: Words = None,
    condition: Annotated[str | None, typer.Option(help="For handling C.")] = None,
    confirm: Annotated[bool, typer.Option(help="Keep it though it may hold personal details.")] = False,
    today: TodayOption = None,
    by: ByOption = None,
    store: StoreOption = None,
    partnership: PartnershipOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a community report of it; what was told stands where nothing else is said."""
    settings, _ = setup(context, store=store, partnership=partnership)
    desk, reader = importing.open_desk(settings), Reader(importing.who(by), agency)
    told, last = find_submission(desk, number, reader), to or from_
    given: dict[str, Any] = {
        "seen": sys.stdin.read() if seen == "-" else seen,
        "observed_from": asked_day(from_) if from_ else None,
        "observed_to": asked_day(last) if last else None,
        "ward": ward,
        "strands": strand,
        "grading": grading,
        "experience": experience,
        "severity": severity,
        "source_type": source,
        "condition": condition,
    }
    names = ("seen", "observed_from", "observed_to", "ward", "place", "strands", "community", "is_anonymous")
    said = {name: told[name] for name in names} | {name: one for name, one in given.items() if one}
    report = submission_decisions.grade(
        desk, number, said, reader=reader, today=_day(today), seal=told["seal"], confirmed=confirm
    )
    _done({"number": number, "state": "graded", "report": report}, as_json)


@queue.command()
@plainly
def merge(
    context: typer.Context,
    number: Number,
    report: Annotated[int, typer.Argument(help="The number of the report that tells the same.")],
    agency: AgencyOption,
    by: ByOption = None,
    store: StoreOption = None,
    partnership: PartnershipOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add it to a report that is there; say whether another source bears the report out."""
    settings, _ = setup(context, store=store, partnership=partnership)
    desk, reader = importing.open_desk(settings), Reader(importing.who(by), agency)
    bears = submission_decisions.merge(desk, number, report, reader=reader, seal=_seal(desk, number, reader))
    _done({"number": number, "state": "merged", "report": report, "other_source": bears}, as_json)


@queue.command()
@plainly
def reject(
    context: typer.Context,
    number: Number,
    agency: AgencyOption,
    why: Annotated[str, typer.Option(help="The reason; no names.")],
    by: ByOption = None,
    store: StoreOption = None,
    partnership: PartnershipOption = None,
    as_json: JsonOption = False,
) -> None:
    """Do not take it, and say why."""
    settings, _ = setup(context, store=store, partnership=partnership)
    desk, reader = importing.open_desk(settings), Reader(importing.who(by), agency)
    submission_decisions.reject(desk, number, reason=why, reader=reader, seal=_seal(desk, number, reader))
    _done({"number": number, "state": "rejected"}, as_json)


def _done(answer: dict[str, Any], as_json: bool) -> None:
    if as_json:
        say(answer)
        return
    report = f", report {answer['report']}" if "report" in answer else ""
    borne = "; another source tells it, so look at its grade again" if answer.get("other_source") else ""
    out.print(f"{answer['number']}: {answer['state']}{report}{borne}.")
