"""`common-ground unusual-weeks`: where more was reported of late than one would expect."""

from typing import Annotated, Any

import pandas as pd
import typer

from dashboard.answers.unusual_weeks import ALL, OVER, Course, UnusualWeeks, course, unusual_weeks
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
    progress,
    say,
    setup,
)
from dashboard.shell.question import asked_filters, check_codes
from dashboard.unusual_weeks_words import course_notes, course_sentence, notes, sentence, spoken, week_words
from dashboard.viewer import viewer_of


@app.command("unusual-weeks")
@plainly
def run(
    context: typer.Context,
    ward: Annotated[str | None, typer.Option(help="Code of a ward whose weeks are listed, or 'all'.")] = None,
    line_strand: Annotated[str | None, typer.Option(help="Strand whose weeks are listed, or 'all'.")] = None,
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
    """Say which wards and strands have unusually many reports in their last four complete weeks."""
    settings, seen_as = setup(context, store=store, partnership=partnership, role=role)
    words = {"strands": strand, "kinds": kind, "sources": source, "categories": category}
    filters = asked_filters(
        last=last, from_=from_, to=to, words=words, officer=officer, duplicates=duplicates
    )
    snapshot = own_snapshot(settings)
    check_codes(snapshot, filters)
    viewer = viewer_of(seen_as)
    weeks: Course | None = None
    if ward is not None or line_strand is not None:
        weeks = course(snapshot, filters, viewer, ward=ward or ALL, strand=line_strand or ALL)
    with progress(quiet=as_json) as bar:
        task = bar.add_task("Looking through every ward and strand", total=1.0)
        answer = unusual_weeks(snapshot, filters, viewer, told=lambda done: bar.update(task, completed=done))
    if as_json:
        say(_as_json(answer, weeks))
        return
    out.print(sentence(answer))
    for row in answer.lines[answer.lines["state"] == OVER].to_dict("records"):
        out.print(f"- {spoken(row, answer)}")
    for note in notes(answer):
        out.print(note)
    if weeks is not None:
        out.print(course_sentence(weeks))
        for week in weeks.weeks:
            out.print(week_words(week, weeks))
        for note in course_notes(weeks):
            out.print(note)


def _as_json(answer: UnusualWeeks, weeks: Course | None) -> dict[str, Any]:
    lines = [
        {name: None if pd.isna(value) else value for name, value in row.items()}
        | {"hidden": bool(pd.isna(row["reports"])), "sentence": spoken(row, answer)}
        for row in answer.lines.to_dict("records")
    ]
    said: dict[str, Any] = {
        "state": answer.state,
        "said": sentence(answer),
        "notes": notes(answer),
        "four_weeks": None if answer.four is None else {"from": answer.four.first, "to": answer.four.last},
        "lines": lines,
        "settings": answer.settings,
        "data_version": answer.version,
    }
    if weeks is not None:
        said["weeks"] = [
            {
                "monday": week.monday,
                "reports": week.reports,
                "hidden": week.reports is None,
                "complete": week.complete,
                "expected": week.expected,
                "limit": week.limit,
                "awaited": week.awaited,
                "low": week.low,
                "high": week.high,
            }
            for week in weeks.weeks
        ]
        said["weeks_said"] = [course_sentence(weeks), *course_notes(weeks)]
    return said
