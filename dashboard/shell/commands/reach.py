"""`common-ground reach`: who lives within a walk of an open centre that serves them."""

from typing import Annotated

import typer
from rich.table import Table as Printed

from dashboard.answers.reach import reach as answer_reach
from dashboard.answers.reach_doors import DAYS, WITHIN, ReachQuestion
from dashboard.shell.frame import UserError, app, out, plainly, say
from dashboard.shell.question import Asked, asking, known_word
from dashboard.words.reach import notes, sentence, wards_table

WEEK = {day[:3].lower(): number for number, day in enumerate(DAYS)}


@app.command()
@plainly
@asking()
def reach(
    asked: Asked,
    who: Annotated[str | None, typer.Option("--for", help="Strand that the centre must serve.")] = None,
    day: Annotated[str | None, typer.Option(help="mon to sun; with --hour.")] = None,
    hour: Annotated[int | None, typer.Option(help="0 to 23: open at that full hour.")] = None,
    step_free: Annotated[bool, typer.Option("--step-free", help="Without a step.")] = False,
    language: Annotated[str | None, typer.Option(help="A language that is spoken there.")] = None,
    within: Annotated[str, typer.Option(help="400m, 1km or 20min, on foot: what wards rank by.")] = "20min",
) -> None:
    """Say how many residents live within a walk of an open centre, and in which wards most do not."""
    known_word(within, WITHIN, "distance")
    if day is not None and day[:3].lower() not in WEEK:
        raise UserError(f"There is no day '{day}'. Known: {', '.join(WEEK)}.")
    weekday = None if day is None else WEEK[day[:3].lower()]
    question = ReachQuestion(who, weekday, hour, step_free, language, within)
    answer = answer_reach(asked.snapshot, question, asked.viewer, filters=asked.filters)
    if asked.as_json:
        wards = answer.wards.replace({float("inf"): None})
        doors = answer.doors.centres[["name", "state", "answer", "why"]]
        say(
            {
                "state": answer.state,
                "said": sentence(answer),
                "notes": notes(answer),
                "need": answer.need,
                "within": within,
                "area": {name: number if number == number else None for name, number in answer.area.items()},
                "wards": wards.astype(object).where(wards.notna(), None).to_dict("records"),
                "centres": doors.to_dict("records"),
                "settings": answer.settings,
                "viewer": asked.viewer.role,
                "data_version": answer.version,
            }
        )
        return
    out.print(f"[bold]{answer.state}[/bold]: {sentence(answer)}")
    table = wards_table(answer)
    printed = Printed(*table.columns)
    for row in table.astype(object).where(table.notna(), "").itertuples(index=False):
        printed.add_row(*(str(cell) for cell in row))
    out.print(printed)
    for note in notes(answer):
        out.print(note)
