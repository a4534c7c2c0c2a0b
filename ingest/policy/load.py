"""Policy files: one that ships, and a partnership's own, whole or as changes to the shipped one."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ingest.errors import IngestError
from ingest.policy.check import did_you_mean, shown
from ingest.policy.document import Policy
from ingest.policy.extend import extended
from ingest.policy.refuse import in_plain_words

__all__ = ["DEFAULT", "load_policy"]

DEFAULT = Path(__file__).parent.parent / "policies" / "default.toml"
EXTENDS = {"default": DEFAULT}
CHANGES = ("version", "valid_from")
"""What a file of changes must say for itself."""


def load_policy(path: str | Path | None = None) -> Policy:
    """Read a policy file; without a path, the one that ships with the product.

    Raises
    ------
    IngestError
        If the file is not a policy: which entry, what was found there, what would be right.
    """
    file = DEFAULT if path is None else Path(path)
    content = _read(file)
    wrong: list[str] = []
    if "extends" in content:
        content, wrong = _completed(content)
    if not wrong:
        try:
            return Policy.model_validate(content)
        except ValidationError as error:
            wrong = in_plain_words(error)
    raise IngestError(f"{_how_many(file.name, wrong)} docs/policy.md says what each table means.")


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        problem = "it is not written in UTF-8. Save it again with that encoding"
    except tomllib.TOMLDecodeError as error:
        problem = f"{error}. It is a TOML file: key = value, texts in quotation marks"
    except OSError:
        problem = "it cannot be read. Check that it is there and may be opened"
    raise IngestError(f"{file.name} is not a policy file: {problem}. docs/policy.md shows one.")


def _completed(content: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Lay a file of changes over the policy that it names."""
    base = content["extends"]
    if not isinstance(base, str) or base not in EXTENDS:
        known = ", ".join(repr(name) for name in EXTENDS)
        near = did_you_mean(base, EXTENDS)
        return {}, [f"extends: found {shown(base)}; it can be {known}, or be left out.{near}"]
    missing = [key for key in CHANGES if key not in content]
    wrong = [f"{key}: it is missing; a policy that differs needs its own." for key in missing]
    replace = content.get("replace", [])
    if not isinstance(replace, list) or not all(isinstance(each, str) for each in replace):
        wrong.append('replace: found something else; it is a list of tables, such as ["strands"].')
    if wrong:
        return {}, wrong
    own = {key: value for key, value in content.items() if key not in {"extends", "replace"}}
    return extended(tomllib.loads(EXTENDS[base].read_text(encoding="utf-8")), own, replace=replace)


def _how_many(name: str, wrong: list[str]) -> str:
    if len(wrong) == 1:
        return f"{name} is not a policy file: {wrong[0]}"
    listed = " ".join(f"({number}) {each}" for number, each in enumerate(wrong, start=1))
    return f"{name} is not a policy file; {len(wrong)} things are wrong. {listed}"
