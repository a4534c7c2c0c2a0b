"""`common-ground unusual-weeks`: where more was reported of late than one would expect."""

from typing import Annotated, Any

import pandas as pd
import typer

from dashboard.answers.unusual_weeks import ALL, OVER, UnusualWeeks, unusual_weeks
from dashboard.answers.week_course import Course, course
from dashboard.shell.frame import app, out, plainly, say, working_out
from dashboard.shell.question import Asked, asking
from dashboard.words.unusual_weeks import course_notes, course_sentence, notes, sentence, spoken, week_words


@app.command("unusual-weeks")
@plainly
@asking()
def run(
    asked: Asked,
    ward: Annotated[str | None, typer.Option(help="Code of a ward whose weeks are listed, or 'all'.")] = None,
    line_strand: Annotated[str | None, typer.Option(help="Strand whose weeks are listed, or 'all'.")] = None,
) -> None:
    """Say which wards and strands have unusually many reports in their last four complete weeks."""
    weeks: Course | None = None
    if ward is not None or line_strand is not None:
        weeks = course(
            asked.snapshot, asked.filters, asked.viewer, ward=ward or ALL, strand=line_strand or ALL
        )
    with working_out("Looking through every ward and strand", quiet=asked.as_json) as told:
        answer = unusual_weeks(asked.snapshot, asked.filters, asked.viewer, told=told)
    if asked.as_json:
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
