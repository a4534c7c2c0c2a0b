"""`common-ground evaluate`: whether actions worked, and what one could be judged by."""

from datetime import date
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table as Printed

from dashboard.answers.evaluation import Evaluation, evaluate_all
from dashboard.answers.evaluation_design import AFTER_DAYS, CONTROLS, Proposal, propose
from dashboard.answers.evaluation_meanwhile import places_of_others
from dashboard.desks import importing
from dashboard.desks.evaluation import judged_actions, lay_down, plans
from dashboard.filters import Filters
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
    own_snapshot,
    plainly,
    say,
    setup,
)
from dashboard.viewer import viewer_of
from dashboard.words.evaluation import caveats, plan_words, power_words, trend_words, verdict_sentence


@app.command("evaluate")
@plainly
def run(
    context: typer.Context,
    action: Annotated[int | None, typer.Option(help="Number of one action; all that have a plan.")] = None,
    propose_: Annotated[bool, typer.Option("--propose", help="Propose a plan for --action.")] = False,
    keep: Annotated[
        bool, typer.Option("--lay-down", help="Propose a plan for --action and keep it.")
    ] = False,
    why: Annotated[str, typer.Option(help="Why the plan that stands is replaced.")] = "",
    days: Annotated[int, typer.Option(help="Length of the time after, in days.")] = AFTER_DAYS,
    controls: Annotated[int, typer.Option(help="How many controls, 1 to 5.")] = CONTROLS,
    control: Annotated[list[str] | None, typer.Option(help="Code of a ward to compare with.")] = None,
    strand: Words = None,
    by: ByOption = None,
    store: StoreOption = None,
    partnership: PartnershipOption = None,
    role: RoleOption = None,
    as_json: JsonOption = False,
) -> None:
    """Judge actions by their plans; or propose and lay down a plan, from the time before alone."""
    settings, eyes = setup(context, asks="evaluate", store=store, partnership=partnership, role=role)
    desk, snapshot = importing.open_desk(settings), own_snapshot(settings)
    known, viewer = judged_actions(desk, date.today()), viewer_of(eyes)
    if action is not None and action not in known:
        raise UserError(f"There is no action {action}. See 'common-ground actions'.")
    if propose_ or keep:
        if action is None:
            raise UserError("Say for which action: --action NUMBER.")
        if wrong := set(strand or ()) - set(desk.policy.strands):
            raise UserError(f"There is no strand '{min(wrong)}'. Known: {', '.join(desk.policy.strands)}.")
        asked = Filters(strands=frozenset(strand or ()))
        found = propose(
            snapshot, known[action], asked, viewer,
            after_days=days, controls=controls, own_wards=control or (),
            without=places_of_others(known[action], known.values()),
        )  # fmt: skip
        number = None
        if keep and found.plan is not None:
            number = lay_down(desk, found.plan, by=importing.who(by), reason=why)
        tell_proposal(found, number, as_json=as_json)
        return
    held = [plan for plan in plans(desk) if action is None or plan.action == action]
    tell_verdicts(evaluate_all(snapshot, held, known, viewer), as_json=as_json)


def tell_proposal(found: Proposal, number: int | None, *, as_json: bool) -> None:
    """Say what would be compared, and what that could show."""
    told = [] if found.plan is None else [*plan_words(found.plan), power_words(found)]
    if found.trend is not None:
        told.append(trend_words(found.trend.verdict))
    if as_json:
        plan = found.plan
        say(
            {
                "state": found.state,
                "reason": found.reason,
                "said": told,
                "laid_down": number,
                "controls": found.controls.to_dict("records"),
                "treated": [] if plan is None else plan.treated,
                "control_cells": [] if plan is None else plan.controls,
                "ring": [] if plan is None else plan.ring,
                "settings": {} if plan is None else dict(plan.settings),
                "power": None if found.power is None else vars(found.power),
            }
        )
        return
    out.print(f"[bold]{found.state}[/bold]{': ' if found.reason else ''}{escape(found.reason)}")
    for line in told:
        out.print(escape(line))
    if not found.controls.empty:
        printed = Printed(*found.controls.columns)
        for row in found.controls.itertuples(index=False):
            printed.add_row(*map(str, row))
        out.print(printed)
    if number is not None:
        out.print(f"Laid down as plan {number}.")


def tell_verdicts(answers: list[Evaluation], *, as_json: bool) -> None:
    """Say of every action what can be said."""
    if as_json:
        say({"evaluations": [_line(one) for one in answers]})
        return
    if not answers:
        out.print("No action has a plan by which it is judged yet. Make one with --action NUMBER --lay-down.")
    for one in answers:
        out.print(
            f"[bold]{escape(one.title)}[/bold] (action {one.plan.action}): {escape(verdict_sentence(one))}"
        )
        for line in caveats(one):
            out.print(f"  {escape(line)}")


def _line(one: Evaluation) -> dict[str, Any]:
    grounds = one.grounds.astype(object).where(one.grounds.notna(), None)
    return {
        "action": one.plan.action,
        "plan": one.plan.number,
        "title": one.title,
        "intends": one.intends,
        "verdict": one.verdict,
        "said": verdict_sentence(one),
        "caveats": caveats(one),
        "before": {"from": one.before.first, "to": one.before.last},
        "after": {"from": one.after.first, "to": one.after.last, "is_complete": one.is_complete},
        "grounds": grounds.to_dict("records"),
        "difference": one.parts.to_dict("records"),
        "needed": None if one.judgement is None else one.judgement.needed,
        "harm_verdict": one.harm_verdict,
        "seen_before": one.plan.seen_before,
        "laid_by": one.plan.laid_by,
        "laid_on": one.plan.laid_on,
        "data_version": one.version,
    }
