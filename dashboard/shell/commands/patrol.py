"""`common-ground patrol`: where a team could be in a shift, when and why; and what no patrol would help."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated

import typer
from rich.table import Table as Printed

from dashboard.answers.patrol import plan_patrol
from dashboard.patrol_plan import PatrolPlan, PatrolQuestion
from dashboard.shell.frame import UserError, app, out, plainly, say
from dashboard.shell.question import Asked, asking

MOMENT = "2026-11-20T18:00"


@app.command()
@plainly
@asking()
def patrol(
    asked: Asked,
    starts: Annotated[str, typer.Option(help=f"Begin of the shift, London's time: {MOMENT}.")],
    ends: Annotated[str, typer.Option(help="Its end; it may go past midnight.")],
    minutes: Annotated[int, typer.Option(help="Minutes on foot, walking included.")] = 60,
    people: Annotated[int, typer.Option(help="How many go together.")] = 2,
    ward: Annotated[list[str] | None, typer.Option(help="Code of a ward; all without it.")] = None,
) -> None:
    """Plan the stops of a shift inside tested hot spots, by reports that a patrol could have seen."""
    question = PatrolQuestion(frozenset(ward or ()), _moment(starts), _moment(ends), people, minutes)
    plan = plan_patrol(asked.snapshot, asked.filters, question, asked.viewer)
    if asked.as_json:
        say(_answer(plan) | {"viewer": asked.viewer.role})
        return
    out.print(f"[bold]{plan.state}[/bold]: {plan.reason}", highlight=False)
    if plan.stops:
        printed = Printed("No.", "Where", "From", "To", "Again", "Walk", "Why here, why then")
        for stop in plan.stops:
            again = ", ".join(f"{moment:%H:%M}" for moment in stop.again)
            printed.add_row(
                *(str(stop.number), stop.where, f"{stop.from_:%H:%M}", f"{stop.to:%H:%M}", again),
                *(f"{stop.walk_m:,.0f} m", stop.why),
            )
        out.print(printed)
        out.print(
            f"{plan.fairness_said} A round is {plan.route_m:,.0f} m ({plan.settings['walking']}).",
            highlight=False,
        )
    for problem in plan.problems:
        out.print(f"No patrol, {problem.where}: {problem.why}", markup=False, highlight=False)


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise UserError(f"{text!r} is not a day and a time; write it as {MOMENT}.") from None


def _answer(plan: PatrolPlan) -> dict[str, object]:
    fairness = plan.fairness.astype(object).where(plan.fairness.notna(), None).to_dict("records")
    stops = []
    for stop in plan.stops:
        said = asdict(stop)
        said.pop("from_")
        times = {"from": _told(stop.from_), "to": _told(stop.to), "again": [_told(one) for one in stop.again]}
        stops.append(said | times)
    question = plan.asked
    return {
        "state": plan.state,
        "said": plan.reason,
        "asked": {
            "wards": sorted(question.wards),
            "starts": _told(question.starts),
            "ends": _told(question.ends),
            "people": question.people,
            "minutes": question.minutes,
        },
        "stops": stops,
        "problems": [asdict(problem) for problem in plan.problems],
        "fairness": fairness,
        "fairness_said": plan.fairness_said,
        "route_m": plan.route_m,
        "seed": plan.seed,
        "settings": plan.settings,
        "data_version": plan.version,
    }


def _told(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")
