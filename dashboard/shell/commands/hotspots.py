"""`common-ground hotspots`."""

from dashboard import telling
from dashboard.answers.standing import agreeing, steadiness
from dashboard.shell.frame import app, out, plainly, say
from dashboard.shell.question import LOOKING, Asked, asking
from dashboard.situation import assess


@app.command()
@plainly
@asking(*LOOKING)
def hotspots(
    asked: Asked,
) -> None:
    """Say where reports concentrate, tested, ranked and explained."""
    situation = assess(asked.snapshot, asked.filters, asked.viewer)
    answer = telling.answer(
        situation, steadiness(asked.snapshot, situation), agreeing(asked.snapshot, situation)
    )
    if asked.as_json:
        say(answer)
        return
    out.print(f"[bold]{answer['state']}[/bold]: {answer['reason']}")
    for place in answer["places"]:
        out.print(f"{place['rank']}. {place['sentence']} ({place['steadiness']['badge']})")
    for caution in answer["cautions"]:
        out.print(caution)
    out.print(answer["said"])
    if counted := telling.counted_how(situation):
        out.print(counted)
