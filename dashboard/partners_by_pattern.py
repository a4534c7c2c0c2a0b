"""Who could be asked to join, by what a place's reports have in common: the table behind every suggestion."""

from collections.abc import Collection
from dataclasses import dataclass

__all__ = ["ALWAYS", "MOST", "RULES", "Rule", "Suggested", "suggested_partners"]

MOST = 6
"""More round a table than this, and nobody is asked."""


@dataclass(frozen=True)
class Suggested:
    """A partner, and why it is thought of."""

    partner: str
    why: str


@dataclass(frozen=True)
class Rule:
    """A partner that is thought of where a pattern has one of these codes.

    Attributes
    ----------
    field : str
        `setting`, `category`, `strand` or `part` (of the day or week, see `PARTS`).
    codes : frozenset of str
        Codes of the policy; of `PARTS` for `part`.
    """

    partner: str
    field: str
    codes: frozenset[str]
    why: str


PARTS = ("night", "evening", "school_run", "weekend")
"""Parts of the day and week that bring partners of their own."""
ALWAYS = (Suggested("Victim support", "those who were targeted come first, whoever did it"),)


def _rule(partner: str, field: str, codes: str, why: str) -> Rule:
    return Rule(partner, field, frozenset(codes.split()), why)


RULES = (
    _rule("Housing: council and housing associations", "setting", "home near_home", "at or near home"),
    _rule("Tenancy and neighbour mediation", "setting", "home", "between people who live side by side"),
    _rule("Schools, colleges and youth services", "setting", "school", "at school or college"),
    _rule("Schools, colleges and youth services", "category", "bullying", "bullying"),
    _rule("Transport operators and British Transport Police", "setting", "transport", "on transport"),
    _rule("Shopkeepers and the business partnership", "setting", "shop", "in or by shops"),
    _rule("Licensing and venues", "setting", "venue", "in pubs, clubs, places of worship or other venues"),
    _rule("Licensing and venues", "part", "night", "late at night"),
    _rule("Parks and open spaces", "setting", "park", "in parks or open spaces"),
    _rule("Employers and trade unions", "setting", "work", "at work"),
    _rule("The police's online hate crime hub", "setting", "online", "online or by phone"),
    _rule("The police's online hate crime hub", "category", "online_abuse", "abuse online"),
    _rule("Street cleaning and repairs", "category", "graffiti criminal_damage", "damage or graffiti"),
    _rule("Fire and rescue service", "category", "arson", "fires set on purpose"),
    _rule("Drug and alcohol services", "category", "drugs", "drugs"),
    _rule("Neighbourhood policing team", "setting", "street", "in the street"),
    _rule("Neighbourhood policing team", "category", "violence weapons robbery", "violence"),
    _rule("Schools, colleges and youth services", "part", "school_run", "about the way to and from school"),
    _rule("Race equality groups", "strand", "race", "reports name race or ethnicity"),
    _rule("Faith groups and interfaith forum", "strand", "religion", "reports name religion or belief"),
    _rule("LGBT+ groups", "strand", "sexual_orientation transgender", "reports name LGBT+ people"),
    _rule("Disability groups and adult social care", "strand", "disability", "reports name disability"),
    _rule("Women's groups and domestic abuse services", "strand", "gender", "reports name sex or gender"),
    _rule("Age groups: older people's and youth forums", "strand", "age", "reports name age"),
)  # fmt: skip


def suggested_partners(
    *,
    settings: Collection[str] = (),
    categories: Collection[str] = (),
    strands: Collection[str] = (),
    parts: Collection[str] = (),
    most: int = MOST,
) -> tuple[Suggested, ...]:
    """Suggest who could be asked to join.

    Parameters
    ----------
    settings, categories, strands : collection of str
        Codes of the policy that stand out, the weightiest first. Give only what may be shown: a suggestion
        tells that the code is there.
    parts : collection of str
        Of `PARTS`.
    most : int
        How many at most, victim support among them.

    Returns
    -------
    tuple of Suggested
        Each partner once, with every reason; where it happens first, then what, then to whom, then when.
    """
    reasons: dict[str, list[str]] = {}
    asked = (("setting", settings), ("category", categories), ("strand", strands), ("part", parts))
    for field, codes in asked:
        for code in codes:
            for rule in RULES:
                if rule.field == field and code in rule.codes:
                    said = reasons.setdefault(rule.partner, [])
                    said += [rule.why] if rule.why not in said else []
    found = (Suggested(partner, "; ".join(said)) for partner, said in reasons.items())
    return (*ALWAYS, *found)[:most]
