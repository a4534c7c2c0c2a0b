"""`common-ground reports list`, `import`, `add`, `due` and `sample`."""

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from dashboard.desks import importing
from dashboard.desks.report_files import holds_reports, sample_file, take_in_reports
from dashboard.desks.report_lists import STATES, Asked, Reader, choices, list_reports
from dashboard.desks.reports import enter_report
from dashboard.shell.frame import (
    ByOption,
    JsonOption,
    PartnershipOption,
    RoleOption,
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
from dashboard.shell.receipts import print_answers, receipt_of
from dashboard.viewer import viewer_of

reports = typer.Typer(no_args_is_help=True, help="Community reports: graded, and kept with care.")
app.add_typer(reports, name="reports")
TodayOption = Annotated[str | None, typer.Option(help="As if on this day.")]
AgencyOption = Annotated[str, typer.Option(help="The agency that you work for.")]


def _day(today: str | None) -> date:
    return asked_day(today) if today else date.today()


def _told(listed: list[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        say({"reports": listed})
        return
    for line in listed:
        where = line["ward"] or line["place"] or "no one ward"
        print(f"{line['reference']}  {line['state']}  {line['seen_on']}  {where}")
        print(f"  {line['experience']}, level {line['severity']}, graded {line['grade']}{line['handling']}")
        print(f"  {line['seen']}")
        if line["condition"]:
            print(f"  Condition: {line['condition']}")
    noun = "report" if len(listed) == 1 else "reports"
    print(f"{len(listed):,} {noun}. They are never added to counts of incidents.")


def _asked(desk: importing.Desk, **words: list[str] | None) -> Asked:
    """Put the words into a question; an unknown code is refused."""
    known = {name: set(codes) for name, codes in choices(desk).items()} | {"states": set(STATES)}
    by_name = {label.casefold(): code for code, label in choices(desk)["wards"].items()}
    asked = Asked()
    for name, said in words.items():
        if not said:
            continue
        codes = [by_name.get(word.casefold(), word) if name == "wards" else word for word in said]
        wrong = [code for code in codes if code not in known[name]]
        if wrong:
            listed = ", ".join(sorted(by_name if name == "wards" else known[name]))
            raise UserError(f"There is no such {name.removesuffix('s').replace('_', ' ')}. Known: {listed}.")
        asked = replace(asked, **{name: frozenset(codes)})
    return asked


@reports.command("list")
@plainly
def list_(
    context: typer.Context,
    ward: Words = None,
    strand: Words = None,
    experience: Words = None,
    source_grade: Words = None,
    information_grade: Words = None,
    state: Annotated[list[str] | None, typer.Option(help=f"Of {', '.join(STATES)}.")] = None,
    agency: AgencyOption = "",
    today: TodayOption = None,
    store: StoreOption = None,
    partnership: PartnershipOption = None,
    role: RoleOption = None,
    as_json: JsonOption = False,
) -> None:
    """List community reports, the latest seen first."""
    settings, seen_as = setup(context, store=store, partnership=partnership, role=role)
    desk = importing.open_desk(settings)
    asked = _asked(
        desk,
        wards=ward,
        strands=strand,
        experience=experience,
        source_grades=source_grade,
        information_grades=information_grade,
        states=state,
    )
    reader = Reader(importing.who(None), agency, viewer_of(seen_as))
    _told(list_reports(desk, asked, reader, _day(today)), as_json)


@reports.command()
@plainly
def due(
    context: typer.Context,
    agency: AgencyOption = "",
    today: TodayOption = None,
    store: StoreOption = None,
    partnership: PartnershipOption = None,
    role: RoleOption = None,
    as_json: JsonOption = False,
) -> None:
    """List what somebody must look at: due for review, past it, or waiting for a second look."""
    settings, seen_as = setup(context, store=store, partnership=partnership, role=role)
    desk = importing.open_desk(settings)
    asked = Asked(states=frozenset({"needs check", "due", "expired"}))
    reader = Reader(importing.who(None), agency, viewer_of(seen_as))
    _told(list_reports(desk, asked, reader, _day(today)), as_json)


@reports.command("import")
@plainly
def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A file of community reports.")],
    agency: AgencyOption,
    period: Annotated[str | None, typer.Option(help="What an empty file is for: 2026-10.")] = None,
    sheet: Annotated[str | None, typer.Option(help="The sheet of a workbook.")] = None,
    by: ByOption = None,
    store: StoreOption = None,
    partnership: PartnershipOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take in a file of reports, and say what became of every row."""
    settings, _ = setup(context, store=store, partnership=partnership)
    if not file.is_file():
        raise UserError(f"There is no file {file}.")
    desk = importing.open_desk(settings)
    table = desk.read(file, sheet=sheet)
    if not holds_reports(table):
        raise UserError(
            "These are not the columns of a file of community reports. 'common-ground reports sample' "
            "writes one to fill in."
        )
    who = importing.who(by)
    receipt = take_in_reports(desk, table, path=file, name=file.name, agency=agency, by=who, period=period)
    answer = {**receipt_of(receipt), "rows_set_aside": desk.set_aside(receipt)}
    if as_json:
        say(answer)
    else:
        print_answers([answer])


@reports.command()
@plainly
def add(
    context: typer.Context,
    agency: AgencyOption,
    seen: Annotated[str, typer.Option(help="What was seen or heard; - reads it from standard input.")],
    from_: Annotated[str, typer.Option("--from", help="First day on which it was seen.")],
    grading: Annotated[str, typer.Option(help="As 2BP.")],
    experience: Annotated[str, typer.Option(help="experienced, evidenced or potential.")],
    severity: Annotated[str, typer.Option(help="Level on the policy's scale.")],
    source: Annotated[str, typer.Option(help="Who tells it: ward_panel, school …")],
    to: Annotated[str | None, typer.Option(help="Last day.")] = None,
    ward: Annotated[str | None, typer.Option()] = None,
    place: Annotated[str | None, typer.Option(help="A public place, in words.")] = None,
    strand: Words = None,
    community: Annotated[str | None, typer.Option()] = None,
    allport: Annotated[str | None, typer.Option(help="Level on Allport's scale.")] = None,
    condition: Annotated[str | None, typer.Option(help="For handling C.")] = None,
    anonymous: Annotated[bool, typer.Option(help="The source is anonymous.")] = False,
    review_by: Annotated[str | None, typer.Option(help="Look again by this day.")] = None,
    reference: Annotated[str | None, typer.Option(help="Your own number for it.")] = None,
    confirm: Annotated[bool, typer.Option(help="Keep it though it may hold personal details.")] = False,
    by: ByOption = None,
    store: StoreOption = None,
    partnership: PartnershipOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write a report down; it is checked as the form checks one."""
    settings, _ = setup(context, store=store, partnership=partnership)
    desk = importing.open_desk(settings)
    said = {
        "observed_from": asked_day(from_),
        "observed_to": asked_day(to) if to else None,
        "ward": ward,
        "place": place,
        "seen": sys.stdin.read() if seen == "-" else seen,
        "strands": strand or [],
        "community": community,
        "experience": experience,
        "severity": severity,
        "allport": allport,
        "grading": grading,
        "condition": condition,
        "source_type": source,
        "is_anonymous": anonymous,
        "review_by": asked_day(review_by) if review_by else None,
        "reference": reference,
    }
    reader = Reader(importing.who(by), agency)
    number = enter_report(desk, said, reader=reader, today=date.today(), confirmed=confirm)
    if as_json:
        say({"report": number})
    else:
        out.print(f"Kept as report {number}.", highlight=False)


@reports.command()
@plainly
def sample(
    file: Annotated[Path, typer.Argument(help="Where to write it.")] = Path("community-reports.csv"),
) -> None:
    """Write a file of reports to fill in."""
    if file.exists():
        raise UserError(f"There is a file {file} already; name another.")
    file.write_bytes(sample_file())
    out.print(f"Written: {file}", highlight=False)
