"""Evaluations: what can be said of each action that was judged, in words and without a count."""

from dashboard.answers.evaluation import TOO_EARLY, Evaluation, evaluate_all
from dashboard.desks.evaluation import judged_actions, plans
from dashboard.exporting.leaflet import Block, Heading, Para, Points
from dashboard.exporting.report import Figures, Part
from dashboard.joint_action import INTENDS
from dashboard.report.section import Ground, Section
from dashboard.survey import NoRecordsError
from dashboard.wording import day_words, window_words
from dashboard.words.evaluation import caveats

__all__ = ["EVALUATIONS", "verdict_in_words"]

TITLE = "Did it work?"
LEAD = (
    "An action's place is compared with places like it where nothing was done, by a plan that was laid down "
    "first. Counts of free windows do not leave the screen, so verdicts stand here in words."
)
NO_PLAN = "No action has a plan by which it is judged yet, so nothing can be said of what worked."


def make_evaluations(ground: Ground) -> Part:
    """Say the verdict of every action that has a plan."""
    held, actions = plans(ground.desk), judged_actions(ground.desk, ground.today)
    if not held:
        return Part("evaluations", TITLE, (Para(NO_PLAN),))
    try:
        answers = evaluate_all(ground.snapshot, held, actions, ground.viewer)
    except NoRecordsError:
        return Part("evaluations", TITLE, (Para("There are no records, so nothing can be compared."),))
    ground.told(0.8)
    blocks: list[Block | Figures] = [Para(LEAD)]
    said = [caveats(one) for one in answers]
    always = [each for each in said[0] if all(each in other for other in said)] if len(said) > 1 else []
    for one, own in zip(answers, said, strict=True):
        beside = (*_beside(one), *(each for each in own if each not in always))
        blocks += [Heading(one.title), Para(verdict_in_words(one), strong=True), Points(beside)]
    if always:
        blocks += [Heading("Of all of them"), Points(tuple(always))]
    without = len(set(actions) - {plan.action for plan in held})
    if without:
        named = "1 other action has" if without == 1 else f"{without} other actions have"
        blocks.append(Para(f"{named} no such plan: nobody can say whether it worked."))
    return Part("evaluations", TITLE, tuple(blocks))


def verdict_in_words(answer: Evaluation) -> str:
    """Say the verdict without a single count."""
    if answer.verdict == TOO_EARLY:
        return f"Too early to say: the time after counts from {day_words(answer.after.first)}."
    return f"{answer.verdict[0].upper()}{answer.verdict[1:]}."


def _beside(answer: Evaluation) -> tuple[str, ...]:
    meant = INTENDS.get(answer.intends, INTENDS["other"])
    days = f"Before: {window_words(answer.before)}. After: {window_words(answer.after)}."
    return f"What it was for: {meant[0].lower()}{meant[1:]}.", days


EVALUATIONS = Section(
    "evaluations",
    TITLE,
    "The verdict of every action that has a plan, in words, with what must be known beside it.",
    make_evaluations,
)
