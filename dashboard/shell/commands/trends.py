"""`common-ground trends`: the weeks of a ward, strand and source, with community reports beside them."""

from typing import Annotated, Any

import typer

from dashboard.answers.trends import ALL, Trends, trends
from dashboard.desks.events import KINDS, SCALES
from dashboard.shell.frame import app, out, plainly, say
from dashboard.shell.question import Asked, asking, known_word
from dashboard.words.tension_trends import (
    event_table,
    heard_sentence,
    trends_notes,
    trends_sentence,
    trends_silent,
)
from dashboard.words.unusual_weeks import week_words


@app.command("trends")
@plainly
@asking(window=())
def run(
    asked: Asked,
    ward: Annotated[str, typer.Option(help="Code of a ward, or 'all'.")] = ALL,
    line_strand: Annotated[str, typer.Option(help="Strand of the weeks, or 'all'.")] = ALL,
    from_source: Annotated[str, typer.Option(help="Source of the weeks, or 'all'.")] = ALL,
    years: Annotated[int, typer.Option(help="How far back: 1, 2 or 3.")] = 1,
    event_kind: Annotated[list[str] | None, typer.Option(help="Kinds of events; else all.")] = None,
    event_scale: Annotated[list[str] | None, typer.Option(help="Scales of events; else all.")] = None,
) -> None:
    """List the weeks of one line with limits and what late weeks will have, and what lies over them."""
    for words, known, what in ((event_kind, KINDS, "kind of event"), (event_scale, SCALES, "scale")):
        for word in words or ():
            known_word(word, known, what)
    answer = trends(
        asked.snapshot,
        asked.filters,
        asked.viewer,
        ward=ward,
        strand=line_strand,
        source=from_source,
        years=years,
        kinds=frozenset(event_kind or ()),
        scales=frozenset(event_scale or ()),
    )
    if asked.as_json:
        say(_as_json(answer))
        return
    out.print(trends_sentence(answer), markup=False)
    if trends_silent(answer):
        out.print(trends_silent(answer), markup=False)
    for week in answer.course.weeks:
        out.print(week_words(week, answer.course), markup=False)
    for one in event_table(answer).to_dict("records"):
        out.print(f"{one['title']}: {one['days']} ({one['kind']}, {one['scale']})", markup=False)
    out.print(heard_sentence(answer), markup=False)
    for note in trends_notes(answer):
        out.print(note, markup=False)


def _as_json(answer: Trends) -> dict[str, Any]:
    weeks = [
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
        for week in answer.course.weeks
    ]
    return {
        "state": answer.state,
        "said": trends_sentence(answer),
        "notes": trends_notes(answer),
        "silent": trends_silent(answer),
        "ward": answer.course.line.ward,
        "strand": answer.course.line.strand,
        "source": answer.source,
        "weeks": weeks,
        "breaks": [{"day": one.day, "said": one.sentence} for one in answer.course.breaks],
        "events": answer.events.to_dict("records"),
        "community_reports": answer.heard.to_dict("records"),
        "community_reports_said": heard_sentence(answer),
        "data_version": answer.version,
    }
