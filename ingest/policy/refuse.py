"""What is wrong with a policy file, in plain words: where, what was found, what would be right."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from ingest.policy.check import did_you_mean, shown
from ingest.policy.codes import Part
from ingest.policy.document import Policy
from ingest.policy.regime import RecordingRule
from ingest.policy.retention import RetentionRule
from ingest.policy.scales import Grades, Level
from ingest.policy.tension import ReportWeights, SignalKind, TensionPolicy

__all__ = ["in_plain_words"]

PARTS: dict[str, type[Part]] = {
    "regime": RecordingRule,
    "tension_scale": Level,
    "severity_scale": Level,
    "allport_scale": Level,
    "grades": Grades,
    "retention": RetentionRule,
    "tension": TensionPolicy,
    "tension.kinds": SignalKind,
    "tension.weights": ReportWeights,
}
RIGHT = {
    "string_type": "a text in quotation marks",
    "string_too_short": "a text that is not empty",
    "string_too_long": "a shorter text",
    "string_pattern_mismatch": "a code: small letters, digits and _, beginning with a letter",
    "date_type": "a day, such as 2026-04-01, without quotation marks",
    "date_from_datetime_parsing": "a day, such as 2026-04-01",
    "date_from_datetime_inexact": "a day without a time, such as 2026-04-01",
    "date_parsing": "a day, such as 2026-04-01",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "finite_number": "a number that is not infinite",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "dict_type": "a table",
    "model_type": "a table",
    "tuple_type": "a list",
    "frozen_set_type": "a list",
}


def in_plain_words(error: ValidationError) -> list[str]:
    """Say each thing that is wrong in one sentence or two."""
    said = []
    for line in error.errors(include_url=False):
        if line["type"] == "contradiction":
            said += line["ctx"]["wrong"]
        else:
            said.append(_sentence(line["loc"], line["type"], line["input"], line.get("ctx", {}), line["msg"]))
    return said


def _sentence(
    loc: tuple[int | str, ...], problem: str, found: Any, told: Mapping[str, Any], message: str
) -> str:
    is_key = bool(loc) and loc[-1] == "[key]"
    where = _path(loc[:-1] if is_key else loc)
    if problem == "extra_forbidden":
        known = _known(loc)
        near = did_you_mean(loc[-1], known)
        return f"{where}: there is no such key.{near or ' Known here: ' + ', '.join(known) + '.'}"
    if problem == "missing":
        return f"{where}: it is missing."
    if problem == "literal_error":
        right = str(told["expected"])
        known = [part.strip("' ") for part in right.replace(" or ", ", ").split(",")]
        return f"{where}: found {shown(found)}; it can be {right}.{did_you_mean(found, known)}"
    if problem == "value_error":
        return f"{where}: {message.removeprefix('Value error, ')}."
    if problem.startswith(("too_", "greater_than", "less_than")):
        return f"{where}: found {_value(found)}; {message[:1].lower()}{message[1:]}."
    right = RIGHT.get(problem, f"something else ({message})")
    return f"{where}: found {_value(found)}; it would be {right}."


def _path(loc: tuple[int | str, ...]) -> str:
    """Write where something is, as a policy file has it; entries of a list count from 1."""
    path = ""
    for step in loc:
        path += f"[{step + 1}]" if isinstance(step, int) else f".{step}"
    return path.removeprefix(".") or "the file"


def _known(loc: tuple[int | str, ...]) -> list[str]:
    """List the keys that could stand where one was refused."""
    inner = ".".join(str(step) for step in loc[:2])
    model = PARTS.get(inner if len(loc) > 2 else "", PARTS.get(str(loc[0]))) if len(loc) > 1 else Policy
    return [
        name for name in (model or Policy).model_fields if not (model is RetentionRule and name == "kind")
    ]


def _value(found: Any) -> str:
    if isinstance(found, Mapping):
        return "a table"
    if isinstance(found, list | tuple):
        return "a list"
    return shown(found)
