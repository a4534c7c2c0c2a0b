"""`common-ground event-effect`: the weeks before and after events beside what one would expect."""

from math import isfinite
from typing import Annotated, Any

import typer

from dashboard.answers.event_effect import AFTER, BEFORE, EventEffect, event_effect
from dashboard.answers.trends import ALL, narrowed
from dashboard.desks.events import KINDS, SCALES
from dashboard.shell.frame import app, out, plainly, say, working_out
from dashboard.shell.question import Asked, asking, known_word
from dashboard.words.tension_trends import (
    VERDICTS,
    effect_notes,
    effect_sentence,
    effect_summary,
    together_notes,
    together_sentence,
)


@app.command("event-effect")
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
    before: Annotated[int, typer.Option(help="Whole weeks before: 1 to 26.")] = BEFORE,
    after: Annotated[int, typer.Option(help="Whole weeks after: 1 to 26.")] = AFTER,
    without_event: Annotated[bool, typer.Option(help="Leave the event's own weeks out.")] = False,
) -> None:
    """Compare the weeks after each event with those before and with the same weeks of earlier years."""
    for words, known, what in ((event_kind, KINDS, "kind of event"), (event_scale, SCALES, "scale")):
        for word in words or ():
            known_word(word, known, what)
    filters = narrowed(asked.snapshot, asked.filters, source=from_source, years=years)
    with working_out("Moving the events to chance dates", quiet=asked.as_json) as told:
        answer = event_effect(
            asked.snapshot,
            filters,
            asked.viewer,
            ward=ward,
            strand=line_strand,
            kinds=frozenset(event_kind or ()),
            scales=frozenset(event_scale or ()),
            before=before,
            after=after,
            with_event=not without_event,
            told=told,
        )
    if asked.as_json:
        say(_as_json(answer))
        return
    out.print(effect_summary(answer), markup=False)
    rows = answer.events.to_dict("records")
    for row in rows:
        out.print(f"- {effect_sentence(row, answer)}", markup=False)
    for one in answer.together:
        out.print(f"- {together_sentence(one, answer)}", markup=False)
    for note in [*(effect_notes(rows[-1], answer) if len(rows) == 1 else ()), *together_notes(answer)]:
        out.print(note, markup=False)


def _as_json(answer: EventEffect) -> dict[str, Any]:
    events = [
        {name: _plain(value) for name, value in row.items()}
        | {"verdict": VERDICTS[row["verdict"]], "sentence": effect_sentence(row, answer)}
        | {"notes": effect_notes(row, answer)}
        for row in answer.events.to_dict("records")
    ]
    together = [
        {
            name: _plain(getattr(one, name))
            for name in ("kind", "state", "events", "ratio", "low", "high", "p")
        }
        | {"sentence": together_sentence(one, answer), "weeks": one.weeks.to_dict("records")}
        for one in answer.together
    ]
    return {
        "state": answer.state,
        "said": effect_summary(answer),
        "weeks_before": answer.before,
        "weeks_after": answer.after,
        "event_weeks_count": answer.with_event,
        "events": events,
        "together": together,
        "together_notes": together_notes(answer),
        "settings": answer.settings,
        "data_version": answer.version,
    }


def _plain(value: Any) -> Any:
    """Write what is not known, or has no end, as null."""
    return None if isinstance(value, float) and not isfinite(value) else value
