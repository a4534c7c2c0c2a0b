"""The tension rule of a policy in plain words."""

from collections.abc import Mapping
from typing import Any

from ingest.policy.document import Policy
from ingest.policy.tension import SignalKind, TensionPolicy

__all__ = ["tension_lines"]


def tension_lines(policy: Policy) -> list[str]:
    """Say what the rule needs for a level, what weighs how much, and what caps it."""
    rule, weights = policy.tension, policy.tension.weights
    without = (
        "the strongest source" if rule.sources_needed == 2 else f"the {rule.sources_needed - 1} strongest"
    )
    levels = "; ".join(
        f"{level.name} from {points:g}"
        for level, points in zip(policy.tension_scale, rule.points, strict=True)
    )
    return [
        f"Points that remain without {without}: {levels}.",
        f"One source brings {rule.source_cap:g} at most, however often it speaks.",
        f"Unverified and anonymous reports together add {rule.unverified_cap:g} at most, and only where "
        f"{rule.sources_needed} verified sources count.",
        _senders(rule),
        f"Whoever spoke more than {rule.recent_days} days ago is not heard. Where nobody is, it is unknown.",
        *(_kind(kind, rule) for kind in rule.kinds.values()),
        f"A graded report has the points of its severity ({_weights(weights.severity)}), times its shares "
        f"for what it is ({_weights(weights.experience)}), for its source ({_weights(weights.source)}) and "
        f"for its information ({_weights(weights.information)}).",
    ]


def _senders(rule: TensionPolicy) -> str:
    if rule.one_sender_steps == 0:
        return "Sources of one agency count as one."
    return (
        "Several sources of one agency lift a level by one step at most above what that agency would as one."
    )


def _kind(kind: SignalKind, rule: TensionPolicy) -> str:
    strength = "" if kind.strength is None else f"{kind.strength:g} points, "
    adds = " It never moves a level by itself." if kind.only_adds else ""
    adds += " It counts for one source only." if kind.one_voice else ""
    gone = round(kind.half_life_days * rule.fade_half_lives)
    half = f"half after {kind.half_life_days} days, left out after {gone}"
    return f"{kind.title}: {strength}{half}, {kind.cap:g} at most.{adds}"


def _weights(weights: Mapping[Any, float]) -> str:
    return ", ".join(f"{code}: {weight:g}" for code, weight in weights.items())
