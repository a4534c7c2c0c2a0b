"""The policy: which codes an incident can carry, their labels, and the words that real files use for them."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from ingest.errors import IngestError
from ingest.words import fold

__all__ = ["Policy", "load_policy"]

_DEFAULT = Path(__file__).parent / "policies" / "default.toml"
_LIST_OF = MappingProxyType(
    {
        "strands": "strands",
        "kind": "kinds",
        "category": "categories",
        "source": "sources",
        "noticed_by": "noticed_by",
        "setting": "settings",
        "outcome": "outcomes",
    }
)


class Policy(BaseModel):
    """Codes and words, versioned; each of the lists is code -> label, in the order of the screen.

    Attributes
    ----------
    strands, kinds, categories, sources, noticed_by, settings, outcomes : dict of str to str
        Code to label.
    monitored : tuple of str
        Strands of the national return.
    street_visible_categories, street_visible_settings : frozenset of str
        What a patrol in the street could have seen.
    aliases : dict of field to dict of code to tuple of str
        Words as they stand in the policy file; see `words_of` for the folded form.
    combined : dict of field to dict of word to tuple of str
        Words that stand for several codes at once.
    none_words : dict of field to tuple of str
        Words that say that a cell is empty.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str
    title: str
    strands: dict[str, str]
    kinds: dict[str, str]
    categories: dict[str, str]
    sources: dict[str, str]
    noticed_by: dict[str, str]
    settings: dict[str, str]
    outcomes: dict[str, str]
    monitored: tuple[str, ...]
    street_visible_categories: frozenset[str]
    street_visible_settings: frozenset[str]
    none_words: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    aliases: dict[str, dict[str, tuple[str, ...]]] = Field(default_factory=dict)
    combined: dict[str, dict[str, tuple[str, ...]]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _codes_exist(self) -> "Policy":
        named = [("monitored", "strands", self.monitored)]
        named += [("street_visible_categories", "category", tuple(self.street_visible_categories))]
        named += [("street_visible_settings", "setting", tuple(self.street_visible_settings))]
        named += [(f"aliases.{field}", field, tuple(codes)) for field, codes in self.aliases.items()]
        named += [
            (f"combined.{field}", field, tuple(code for many in words.values() for code in many))
            for field, words in self.combined.items()
        ]
        for where, field, codes in named:
            wrong = [code for code in codes if code not in self.labels(field)]
            if wrong:
                raise ValueError(f"{where} names {', '.join(wrong)}, which is not in the list of {field}")
        for field, codes_of in self.aliases.items():
            seen: dict[str, str] = {}
            for code, words in codes_of.items():
                for word in words:
                    if seen.setdefault(fold(word), code) != code:
                        raise ValueError(
                            f"aliases.{field}: {word!r} stands for both {seen[fold(word)]} and {code}"
                        )
        return self

    def labels(self, field: str) -> dict[str, str]:
        """Give code -> label for a field of the incident (``category``, ``strands`` ...)."""
        if field not in _LIST_OF:
            raise KeyError(f"{field!r} has no list of codes; fields with one: {', '.join(_LIST_OF)}")
        labels: dict[str, str] = getattr(self, _LIST_OF[field])
        return labels

    def words_of(self, field: str) -> dict[str, tuple[str, ...]]:
        """Give folded word -> codes for a field: codes, labels, aliases, combined words and none-words."""
        words: dict[str, tuple[str, ...]] = {fold(word): () for word in self.none_words.get(field, ())}
        for code, label in self.labels(field).items():
            words[fold(code)] = words[fold(label)] = (code,)
            words |= {fold(word): (code,) for word in self.aliases.get(field, {}).get(code, ())}
        return words | {fold(word): tuple(codes) for word, codes in self.combined.get(field, {}).items()}

    def is_street_visible(self, category: str, setting: str) -> bool:
        """Say whether a patrol in the street could have seen it."""
        return category in self.street_visible_categories and setting in self.street_visible_settings


def load_policy(path: str | Path | None = None) -> Policy:
    """Read a policy file; without a path, the one that ships with the product.

    Raises
    ------
    IngestError
        If the file is not a policy: which entry, and what is wrong with it.
    """
    file = _DEFAULT if path is None else Path(path)
    try:
        content: Mapping[str, object] = tomllib.loads(file.read_text(encoding="utf-8"))
        return Policy.model_validate(content)
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise IngestError(
            f"{file.name} is not a policy file: {error}. Compare it with the one shipped."
        ) from None
