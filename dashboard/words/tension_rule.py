"""How a level comes about, in plain words and with the numbers of the policy."""

from typing import Any

import pandas as pd

from dashboard.wording import either, listed
from dashboard.words.tension import number_words

__all__ = ["kinds_table", "rule_words"]


def rule_words(policy: Any) -> list[str]:
    """Say the rule, a sentence or two a line.

    Parameters
    ----------
    policy : ingest.policy.Policy
        Every number comes from `policy.tension`, every name of a level from `policy.tension_scale`.
    """
    rule = policy.tension
    trusted = number_words(rule.sources_needed)
    information = either(rule.unverified_information_grades)
    source = either(rule.unverified_source_grades)
    return [
        "Every signal brings points, which fade with its age: see the table. What is older than "
        f"{rule.fade_half_lives:g} half-lives brings none.",
        "A source counts by its strongest signal of each kind, never by how often it speaks, and brings at "
        f"most {_points(rule.source_cap)}.",
        f"The level is read off the points that remain without {_strongest(rule.sources_needed)}, so no "
        f"source moves a level alone: {trusted} independent sources are needed.",
        _steps(rule.points, policy.tension_scale),
        f"Reports that are not verified (source graded {source}, information graded {information}, or "
        f"anonymous) add nothing unless {trusted} trusted sources already count, and then at most "
        f"{_points(rule.unverified_cap)} together. What is graded E, suspected to be false, never counts.",
        f"Texts that are nearly the same, within {rule.echo_days} days, are one voice, whoever sends them; "
        "they are marked ⚑ for a person to look at, and move a level by one step at most.",
        "Several sources of one agency count as one, so far as they would lift a level by more than "
        f"{_count(rule.one_sender_steps, 'step')}; that is marked ⚑ too.",
        "An event in the calendar never moves a level by itself; it adds only where sources already count.",
        f"Where nothing, or too little to show, was told within {rule.recent_days} days the level is "
        "unknown. Where only one source was heard there is none either, until somebody else confirms it.",
    ]


def kinds_table(policy: Any) -> pd.DataFrame:
    """List the kinds of signal with their weights."""
    rule = policy.tension
    most = max(rule.weights.severity.values(), default=0.0)
    rows = [
        {
            "kind": kind.title,
            "points": f"up to {most:g}, by severity and grades"
            if kind.strength is None
            else f"{kind.strength:g}",
            "half_life": kind.half_life_days,
            "cap": kind.cap,
            "adds": _note(kind),
        }
        for kind in rule.kinds.values()
    ]
    return pd.DataFrame(rows)


def _strongest(needed: int) -> str:
    return "the strongest source" if needed == 2 else f"the {number_words(needed - 1)} strongest sources"


def _note(kind: Any) -> str:
    """Say what is particular to a kind of signal."""
    if kind.only_adds:
        return "adds only where sources already count"
    return "read off several sources, counts for one" if kind.one_voice else ""


def _steps(points: tuple[float, ...], scale: Any) -> str:
    named = [
        f"{level.number} {level.name} from {begins:g}"
        for level, begins in zip(scale, points, strict=False)
        if begins > 0
    ]
    return f"Levels by points: {scale[0].number} {scale[0].name} below {points[1]:g}, {listed(named)}."


def _points(points: float) -> str:
    return _count(points, "point")


def _count(number: float, noun: str) -> str:
    return f"{number:g} {noun}" + ("" if number == 1 else "s")
