"""Did it work, in words: the verdict, what could have been seen, and what must be known beside it."""

from collections.abc import Sequence
from datetime import date

import pandas as pd

from dashboard.answers.evaluation import (
    CHANCE,
    FEWER,
    MORE,
    OFFSET,
    OFFSET_FALL,
    TOO_EARLY,
    Evaluation,
)
from dashboard.answers.evaluation_design import Proposal
from dashboard.evaluation_plan import EvaluationPlan
from dashboard.filters import Window
from dashboard.wording import day_words, distance_words, listed, window_words

__all__ = [
    "GROUND_WORDS",
    "PART_WORDS",
    "benchmark_table",
    "caveats",
    "grounds_table",
    "interval_words",
    "meanwhile_words",
    "parts_table",
    "plan_words",
    "power_words",
    "trend_words",
    "verdict_sentence",
]

GROUND_WORDS = {
    "treated": "Where it was done",
    "controls": "Controls",
    "ring": "Next door to it",
    "controls' ring": "Next door to the controls",
}
PART_WORDS = {"here": "Where it was done", "next door": "Next door", "both": "Both together"}
ALIKE, APART = "no difference found", "went another way"


def number_words(number: float) -> str:
    """Write a difference: whole numbers from ten on, one decimal below."""
    return f"{abs(number):,.0f}" if abs(number) >= 10 else f"{abs(number):,.1f}".removesuffix(".0")


def interval_words(low: float, high: float) -> str:
    """Write an interval of a difference with its direction: from 3 fewer to 23 fewer."""
    ends = [f"{number_words(end)} {'more' if end > 0 else 'fewer'}" for end in (low, high)]
    return f"from {ends[0]} to {ends[1]}"


def verdict_sentence(answer: Evaluation) -> str:
    """Say the verdict in one sentence, with what it rests on."""
    if answer.verdict == TOO_EARLY:
        return (
            f"Too early to say: the time after begins on {day_words(answer.after.first)}, and fewer than "
            "four weeks of it are over and have come in."
        )
    found = answer.judgement
    if found is None or found.difference is None:
        return "Too few incidents to say: so few that they are hidden. Take a larger place, or more kinds."
    late = next(row for row in answer.grounds.to_dict("records") if row["ground"] == "treated")["after"]
    one = found.difference
    came = (
        f"{late:,.0f} reports came in {answer.after.days:,} days, where about "
        f"{max(found.expected, 0):,.0f} would have come had the place gone as its "
        f"{_controls(len(answer.plan.controls))} did."
    )
    both = "with the ground next door, " if answer.ring_counts and one.displacement_se > 0 else ""
    differs = (
        f"In all, {both}{number_words(one.total)} {'more' if one.total > 0 else 'fewer'} "
        f"(95 % interval: {interval_words(one.low, one.high)})."
    )
    head = {
        FEWER: "Fewer than expected.",
        MORE: "More than expected.",
        CHANCE: "Not distinguishable from chance.",
        OFFSET: "Gain offset by a rise next door.",
        OFFSET_FALL: "Gain offset by a fall next door.",
    }.get(answer.verdict, _too_few(answer))
    return f"{head} {came} {differs}"


def _too_few(answer: Evaluation) -> str:
    assert answer.judgement is not None
    needed = answer.judgement.needed
    if needed is None:
        return "Too few incidents to say."
    matters = "twice as many" if answer.intends == "more" else "a fall by half"
    return (
        f"Too few incidents to say: would need about {needed:,} reports in the time before to see {matters} "
        "four times out of five."
    )


def caveats(answer: Evaluation) -> list[str]:
    """List what must be known beside a verdict, the gravest first."""
    told = []
    plan = answer.plan
    if answer.trend is not None and answer.trend.verdict == APART:
        told.append(
            "Before, this place and its controls went different ways, so what came after may only be more of "
            "the same. Do not rely on this verdict."
        )
    told += meanwhile_words(answer.meanwhile)
    if answer.intends == "more":
        told.append(
            "This action was to bring more reports: more is what was meant, and is not a rise of harm. "
            f"Grave reports alone: {answer.harm_verdict or 'not asked'}."
        )
        if answer.verdict == FEWER:
            told.append(
                "Fewer reports may be less reporting or less harm; numbers of reports cannot say which."
            )
    elif answer.verdict == MORE:
        told.append(
            "More reports can mean more trust in reporting, not more harm. If the action was also about "
            "reporting, judge it as one that is to bring more."
        )
    elif answer.verdict == FEWER:
        told.append("Fewer reports are not the same as calm: ask whether people still tell.")
    if plan.seen_before:
        told.append(
            "What happened could already be seen when this plan was laid down. That is weaker than a plan "
            "that was made before."
        )
    if answer.state == "judged" and not answer.is_complete:
        told.append(
            f"The time after ends on {day_words(plan.after.last)}. This is an early look, up to "
            f"{day_words(answer.after.last)}: who looks often finds something by chance."
        )
    if answer.state == "judged" and not answer.ring_counts:
        told.append("Next door too few came to count, so nothing is said of what moved there.")
    if answer.in_months:
        told.append("Some records say only the month, so whole months are counted.")
    if answer.intends != "more" and not plan.settings.get("selected_from"):
        told.append(
            "Nobody said in which days the place was found; if it was for its peak, it falls by itself."
        )
    told.append("It holds if the controls show what would have happened here. Numbers do not say why.")
    return told


def meanwhile_words(meanwhile: Sequence[tuple[str, str]]) -> list[str]:
    """Say where another action went on, which may have worked there."""
    here = [title for name, title in meanwhile if name == "here"]
    told = [f"Here something else went on too, and numbers cannot part them: {listed(here)}."] if here else []
    for number in sorted({name for name, _ in meanwhile if name != "here"}):
        titles = [title for name, title in meanwhile if name == number]
        told.append(f"In control {number} something was done as well: {listed(titles)}.")
    return told


def plan_words(plan: EvaluationPlan) -> list[str]:
    """Say what a plan compares."""
    before, after = window_words(plan.before), window_words(plan.after)
    found = plan.settings.get("selected_from"), plan.settings.get("selected_to")
    told = [f"Before: {before}. After: {after}."]
    if all(found):
        left_out = window_words(Window(*(_day(text) for text in found)))
        told.append(f"Left out, because the place was found by them: {left_out}.")
    told.append(
        f"{_controls(len(plan.controls)).capitalize()}, apart from this place; next door reaches about "
        f"{distance_words(float(plan.settings.get('ring_m', 0)))} around."
    )
    spread = plan.settings.get("dispersion")
    if spread is None:
        told.append("There are too few places to say how much they vary; the interval may be too narrow.")
    elif spread >= 1.05:
        told.append(
            f"Before, places like it varied {spread:.1f} times as much as by chance alone; the interval is "
            "wider for it."
        )
    level = plan.settings.get("level_window")
    if level and plan.settings.get("chosen_by") != "people":
        days = window_words(Window(*(_day(text) for text in level)))
        told.append(f"Level was compared over {days}: the controls were alike, and went the same way before.")
    return told


def power_words(proposal: Proposal) -> str:
    """Say what a comparison could show, before anybody looks."""
    power = proposal.power
    if power is None or proposal.plan is None:
        return "Too few reports before to say what could be seen: nearly nothing could."
    days = proposal.plan.after.days
    rise = bool(proposal.plan.settings.get("rise"))
    expected = f"About {power.expected:,.0f} reports would come in {days:,} days if nothing happened."
    to = power.expected + power.least if rise else power.expected - power.least
    if power.is_possible:
        seen = (
            f"A change to about {to:,.0f} or {'more' if rise else 'fewer'} would be told from chance four "
            "times out of five; anything smaller would often be missed."
        )
    else:
        seen = "Even if every report stopped, it would often not be told from chance."
    matters = "twice as many" if rise else "a fall by half"
    need = (
        f"To see {matters}, it would need about {power.needed:,} reports in the time before."
        if not power.sees_worth
        else f"It is enough to see {matters}."
    )
    return f"{expected} {seen} {need}"


def trend_words(verdict: str | None) -> str:
    """Say whether the place and its controls went the same way before."""
    if verdict == ALIKE:
        return "Before, no difference was found in how this place and its controls went."
    if verdict == APART:
        return "Before, this place and its controls went different ways: choose others, or do not rely on it."
    return "Too few reports to say whether this place and its controls went the same way before."


def grounds_table(answer: Evaluation) -> pd.DataFrame:
    """Lay out what was counted where, before and after."""
    few = f"fewer than {answer.threshold}"
    rows = {row["ground"]: row for row in answer.grounds.to_dict("records")}
    return pd.DataFrame(
        [
            {
                "where": words,
                "before": few if pd.isna(rows[ground]["before"]) else f"{rows[ground]['before']:,.0f}",
                "after": few if pd.isna(rows[ground]["after"]) else f"{rows[ground]['after']:,.0f}",
            }
            for ground, words in GROUND_WORDS.items()
            if ground in rows
        ],
        columns=["where", "before", "after"],
    )


def parts_table(answer: Evaluation) -> pd.DataFrame:
    """Lay out the difference here, next door and together."""
    rows = [
        {
            "where": PART_WORDS[row["part"]],
            "difference": f"{number_words(row['estimate'])} {'more' if row['estimate'] > 0 else 'fewer'}",
            "se": f"{row['se']:,.1f}",
            "interval": interval_words(row["low"], row["high"]),
        }
        for row in answer.parts.to_dict("records")
    ]
    return pd.DataFrame(rows, columns=["where", "difference", "se", "interval"])


def benchmark_table(answers: list[Evaluation]) -> pd.DataFrame:
    """Lay out every evaluation in a line: what was tried and what can be said."""
    rows = []
    for one in answers:
        both = one.parts[one.parts["part"] == "both"] if len(one.parts) else one.parts
        at = both.iloc[0] if len(both) else None
        rows.append(
            {
                "action": one.title,
                "meant": {"fewer": "fewer", "more": "more reports"}.get(one.intends, "something else"),
                "after": window_words(one.after),
                "verdict": one.verdict,
                "difference": ""
                if at is None
                else f"{number_words(at['estimate'])} {'more' if at['estimate'] > 0 else 'fewer'}",
                "interval": "" if at is None else interval_words(at["low"], at["high"]),
                "beforehand": "no" if one.plan.seen_before else "yes",
                "trend": "" if one.trend is None else one.trend.verdict,
            }
        )
    names = ["action", "meant", "after", "verdict", "difference", "interval", "beforehand", "trend"]
    return pd.DataFrame(rows, columns=names)


def _controls(many: int) -> str:
    return "one control" if many == 1 else f"{many} controls"


def _day(text: object) -> date:
    return date.fromisoformat(str(text))
