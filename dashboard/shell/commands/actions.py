"""`common-ground actions list`, `owners`, `measures`, `import` and `export`."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table as Printed

from dashboard.answers.actions import ActionPlan, Line, action_plan
from dashboard.answers.measures import Kpi, counted_days, read_reports, read_told
from dashboard.desks import importing
from dashboard.desks.access import access
from dashboard.desks.action_files import LAYOUTS, plan_sheet, take_in_actions
from dashboard.desks.actions import list_actions
from dashboard.desks.measures import Measure, list_measures, visit_days
from dashboard.desks.sign_in import own_store
from dashboard.desks.taking_out import PURPOSES, hand_over
from dashboard.exporting.export import FORMATS, UnwritableError
from dashboard.exporting.lists import list_document
from dashboard.exporting.markings import marking_for
from dashboard.joint_action import Action
from dashboard.shell.frame import (
    ByOption,
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
from dashboard.shell.question import asked_day
from dashboard.shell.receipts import print_answers, receipt_of
from dashboard.viewer import viewer_of

actions = typer.Typer(no_args_is_help=True, help="Joint actions: who leads, with whom, by when, how it goes.")
app.add_typer(actions, name="actions")
TodayOption = Annotated[str | None, typer.Option(help="As if on this day.")]
SEEING = "see actions"
FIELDS = ("number", "reference", "title", "theme", "lead", "partners", "responsible", "strands", "intends",
          "starts_on", "due_on", "done_on", "expected", "progress", "outcome", "cells", "wards",
          "selected_from", "selected_to", "noted_on", "overdue")  # fmt: skip
MADE_OF = ("xlsx", "csv", "docx", "pdf")


def _plan(desk: importing.Desk, day: date, *, done: bool) -> ActionPlan:
    wards = dict(zip(desk.study_area.wards["ward"], desk.study_area.wards["name"], strict=True))
    names = [agency.name for agency in desk.partnership.agencies]
    return action_plan(list_actions(desk, day, done=done), day, wards=wards, organisations=names)


def _as_dict(line: Line) -> dict[str, Any]:
    told = {name: getattr(line.action, name) for name in FIELDS}
    rag = {"rag": line.rag.colour, "rag_why": line.rag.why, "rag_by_rule": line.rag.by_rule,
           "rule": line.rag.rule}  # fmt: skip
    return told | rag | {"place": line.place, "is_open": line.action.is_open}


@actions.command("list")
@plainly
def list_(
    context: typer.Context,
    done: Annotated[bool, typer.Option("--done", help="Those that are done, too.")] = False,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only those past their target date.")] = False,
    today: TodayOption = None,
    role: RoleOption = None,
    store: StoreOption = None,
    partnership: PartnershipOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the actions with their colour and the reason for it."""
    settings, _ = setup(context, asks=SEEING, store=store, partnership=partnership, role=role)
    plan = _plan(importing.open_desk(settings), asked_day(today) if today else date.today(), done=done)
    lines = [line for line in plan.lines if line.action.overdue or not overdue]
    if as_json:
        say({"actions": [_as_dict(line) for line in lines]})
        return
    if not lines:
        out.print("There is no such action.")
        return
    table = Printed("no", "action", "where", "leads", "due", "RAG", "why")
    for line in lines:
        one = line.action
        words = (one.title, line.place, one.lead, str(one.due_on or "ongoing"), line.rag.words, line.rag.why)
        table.add_row(str(one.number), *map(escape, words))
    out.print(table)


@actions.command("owners")
@plainly
def owners(
    context: typer.Context,
    today: TodayOption = None,
    role: RoleOption = None,
    store: StoreOption = None,
    partnership: PartnershipOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say of each organisation what it leads, and where it is named and silent."""
    settings, _ = setup(context, asks=SEEING, store=store, partnership=partnership, role=role)
    plan = _plan(importing.open_desk(settings), asked_day(today) if today else date.today(), done=False)
    rows = [{str(name): value for name, value in row.items()} for row in plan.owners.to_dict("records")]
    if as_json:
        say({"organisations": rows})
        return
    table = Printed(
        "organisation", "leads", "takes part", "overdue", "silent", "last spoke", "limited ownership"
    )
    for row in rows:
        names = ("organisation", "leads", "takes_part", "overdue", "silent", "last_spoke", "limited")
        table.add_row(*(escape(str(row[name])) for name in names))
    out.print(table)


@actions.command("measures")
@plainly
def measures(
    context: typer.Context,
    number: Annotated[int, typer.Argument(help="The number of the action.")],
    today: TodayOption = None,
    role: RoleOption = None,
    store: StoreOption = None,
    partnership: PartnershipOption = None,
    as_json: JsonOption = False,
) -> None:
    """Set what an action is judged by beside its baseline, with exact intervals."""
    settings, seen_as = setup(context, asks=SEEING, store=store, partnership=partnership, role=role)
    desk, day = importing.open_desk(settings), asked_day(today) if today else date.today()
    action = next((one for one in list_actions(desk, day, done=True) if one.number == number), None)
    if action is None:
        raise UserError("There is no action of that number. List them with 'common-ground actions list'.")
    viewer = viewer_of(seen_as)
    exact = access(settings.partnership).may(viewer.role, "explore") and not viewer.profile

    def read(measure: Measure) -> Kpi | None:
        if measure.counts == "told":
            return read_told(measure)
        if measure.counts == "visits":
            return counted_days(measure, action, visit_days(desk, action), day)
        return read_reports(own_snapshot(settings), viewer, action, measure) if exact else None

    found = [(measure, read(measure)) for measure in list_measures(desk, number)]
    if as_json:
        say({"measures": [_kpi(measure, kpi) for measure, kpi in found]})
        return
    if not found:
        out.print("Nothing is measured for this action.")
    for measure, kpi in found:
        words = kpi.words if kpi else "Counted from the records: for those who may see exact figures."
        out.print(f"{measure.title}: {words}", markup=False)
        for said in (kpi.target, *kpi.caveats) if kpi else ():
            if said:
                out.print(f"  {said}", markup=False)


def _kpi(measure: Measure, kpi: Kpi | None) -> dict[str, Any]:
    told = {"number": measure.number, "title": measure.title, "counts": measure.counts}
    if kpi is None:
        return told | {"state": "not for this role", "words": ""}
    return told | {"state": kpi.state, "words": kpi.words, "target": kpi.target, "caveats": list(kpi.caveats)}


@actions.command("import")
@plainly
def import_(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="Action plans, as tables.")],
    sheet: Annotated[str | None, typer.Option(help="Which sheet of a workbook.")] = None,
    by: ByOption = None,
    role: RoleOption = None,
    store: StoreOption = None,
    partnership: PartnershipOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take action plans in; the same file again adds nothing."""
    settings, _ = setup(context, asks="keep actions", store=store, partnership=partnership, role=role)
    desk, who = importing.open_desk(settings), importing.who(by)
    receipts = []
    for file in files:
        if not file.is_file():
            raise UserError(f"There is no file {file}.")
        table = desk.read(file, sheet=sheet)
        receipts.append(take_in_actions(desk, table, path=file, name=file.name, by=who))
    answers = [{**receipt_of(one), "rows_set_aside": desk.set_aside(one)} for one in receipts]
    if as_json:
        say({"files": answers})
    else:
        print_answers(answers)


@actions.command("export")
@plainly
def export_(
    context: typer.Context,
    to: Annotated[Path, typer.Argument(help=f"The file: {', '.join(MADE_OF)} by its ending.")],
    layout: Annotated[str, typer.Option(help=f"One of {', '.join(LAYOUTS)}.")] = "rag",
    done: Annotated[bool, typer.Option("--done", help="Those that are done, too.")] = False,
    today: TodayOption = None,
    by: ByOption = None,
    role: RoleOption = None,
    store: StoreOption = None,
    partnership: PartnershipOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take the plan out in a table that partnerships use: marked, and written down first."""
    settings, seen_as = setup(context, asks=SEEING, store=store, partnership=partnership, role=role)
    fmt = to.suffix.lower().removeprefix(".")
    if layout not in LAYOUTS:
        raise UserError(f"There is no such table. Known: {', '.join(LAYOUTS)}.")
    if fmt not in MADE_OF or fmt not in FORMATS:
        raise UserError(f"Name the file with one of these endings: {', '.join(MADE_OF)}.")
    desk, day = importing.open_desk(settings), asked_day(today) if today else date.today()
    held: list[Action] = list_actions(desk, day, done=done)
    document = list_document(
        "Action plan",
        [plan_sheet(desk, held, day, layout=layout, on_paper=fmt in ("docx", "pdf"))],
        marking=marking_for("partner", today=date.today()),
        partnership=desk.partnership.name,
        purpose=PURPOSES["planning"],
        made_by=viewer_of(seen_as).title,
        made_at=datetime.now(UTC),
    )
    try:
        made = hand_over(own_store(settings.store), document, fmt, by=importing.who(by),
                         product="action_plan", purpose="planning")  # fmt: skip
        to.write_bytes(made.data)
    except UnwritableError as error:
        raise UserError(str(error)) from None
    except OSError:
        raise UserError(f"{to} cannot be written. Check that its folder is there.") from None
    if as_json:
        say({"file": str(to), "actions": len(held), "marking": document.marking.level})
    else:
        out.print(f"{len(held)} actions, {document.marking.level}: {to}", markup=False, soft_wrap=True)
