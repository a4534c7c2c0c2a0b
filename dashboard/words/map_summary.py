"""What a map says, in words: the first five places with the figures of its table, and what is not known."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

import pandas as pd

from dashboard.answers.actions import Line
from dashboard.answers.clusters import Clusters
from dashboard.answers.reach import Reach
from dashboard.answers.reach_doors import WITHIN
from dashboard.answers.released.concentrations import Concentrations
from dashboard.answers.released.figures import Figures
from dashboard.answers.released.tension import Bands
from dashboard.evaluation_plan import EvaluationPlan
from dashboard.patrol_plan import PatrolPlan
from dashboard.rag import COLOURS
from dashboard.situation import Situation
from dashboard.words.clusters import sentence as cluster_sentence
from dashboard.words.patrol_plan import minutes_words
from dashboard.words.reach import wards_table
from dashboard.words.released import value_words
from dashboard.words.released_places import place_sentence
from dashboard.words.siting import people_words

__all__ = [
    "actions_say",
    "bands_say",
    "clusters_say",
    "concentrations_say",
    "figures_say",
    "levels_say",
    "patrol_says",
    "places_say",
    "plan_says",
    "reach_says",
    "siting_says",
]

TOP = 5
Name = Callable[[str, str], str]


class Level(Protocol):
    """A ward as the board's map marks it (`dashboard.charts.tension_map.Marked`)."""

    @property
    def name(self) -> str: ...
    @property
    def level(self) -> int | None: ...
    @property
    def words(self) -> str: ...


def places_say(situation: Situation) -> list[str]:
    """Say the first hot spots."""
    said = [
        f"{row['rank']}: {row['ward_name']}, {row['incidents']:,.0f} reports on {row['dates']:,.0f} days, "
        f"{row['expected']:,.1f} expected."
        for row in situation.places.head(TOP).to_dict("records")
    ]
    if not said:
        return ["No place is marked. Few reports are not the same as calm."]
    return [*said, *_more(len(situation.places))]


def clusters_say(answer: Clusters) -> list[str]:
    """Say the first clusters."""
    rows = answer.table.head(TOP).to_dict("records")
    said = [f"{row['rank']}: {cluster_sentence(row, answer)}" for row in rows]
    return [*said, *_more(len(answer.table))]


def figures_say(answer: Figures, measure: str, name: Name) -> list[str]:
    """Say the highest areas by what the map is coloured by, and how many are hidden."""
    known = answer.table[answer.table[measure].notna()].sort_values(measure, ascending=False, kind="stable")
    said = []
    for row in known.head(TOP).to_dict("records"):
        told = f"{name(str(row['code']), str(row['label']))}: {row['shown']} reports"
        rate = value_words(measure, float(row[measure]), "")
        per = {"per_1000": "per 1,000 residents", "per_km2": "per km²"}.get(measure)
        said.append(f"{told}, {rate} {per}." if per else f"{told}.")
    return [*said, *_hidden(answer.hidden, answer.release.few)]


def concentrations_say(answer: Concentrations, name: Name) -> list[str]:
    """Say the first places that stand out."""
    found = answer.found
    said = [
        f"{row['rank']}: {place_sentence(answer, row, name)}" for row in found.head(TOP).to_dict("records")
    ]
    nothing = [] if said else ["No place stands out."]
    return [*nothing, *said, *_more(len(found)), *_hidden(answer.hidden, answer.release.few)]


def bands_say(answer: Bands) -> list[str]:
    """Say the wards of the highest bands, and which are unknown."""
    known = answer.table[answer.table["band"].notna()]
    said = [f"{row['label']}: {row['words']}." for row in known.head(TOP).to_dict("records")]
    return [*said, *_unknown(answer.table.loc[answer.table["band"].isna(), "label"])]


def levels_say(marked: Iterable[Level]) -> list[str]:
    """Say the wards with the highest levels, and those without one."""
    rows = list(marked)
    known = sorted((one for one in rows if one.level is not None), key=lambda one: -(one.level or 0))
    said = [f"{one.name}: {one.words}." for one in known[:TOP]]
    return [*said, *_unknown(one.name for one in rows if one.level is None)]


def reach_says(answer: Reach) -> list[str]:
    """Say the wards where most people are out of reach."""
    within = WITHIN[answer.asked.within]
    table, wards = wards_table(answer), answer.wards
    worst = [
        f"{row['Rank']}: {row['Ward']}, about {row['Out of reach']} people live farther than {within}."
        for row, unserved in zip(table.to_dict("records"), wards["unserved"], strict=True)
        if unserved >= 1
    ]
    unknown = _unknown(wards.loc[~wards["known"].astype(bool), "name"], "Not known how many live there")
    return [*worst[:TOP], *unknown]


def siting_says(wards: pd.DataFrame, chosen: pd.DataFrame) -> list[str]:
    """Say the new centres, and the wards where most would still be out of reach."""
    said = [f"New centre {row['number']}: {row['name']}." for row in chosen.head(TOP).to_dict("records")]
    return said + [
        f"{row['name']}: {people_words(row['then'])} of {people_words(row['people'])} within reach."
        for row in wards.head(TOP).to_dict("records")
    ]


def patrol_says(plan: PatrolPlan) -> list[str]:
    """Say the first stops, and the places that no patrol would help."""
    said = [f"Stop {one.number}: {one.where}, {minutes_words(one)}." for one in plan.stops[:TOP]]
    more = _more(len(plan.stops), "stops")
    return (
        said
        + more
        + [
            f"P{number}: {one.where}, for problem solving."
            for number, one in enumerate(plan.problems[:TOP], 1)
        ]
    )


def actions_say(groups: Sequence[Sequence[Line]]) -> list[str]:
    """Say the first actions on the map, the worst colour first."""
    lines = [line for group in groups for line in group]
    said = [
        f"{one.action.number}: {one.action.title}, {one.place}, {COLOURS[one.rag.colour].lower()}."
        for one in lines[:TOP]
    ]
    return [*said, *_more(len(lines), "actions")] if said else ["No open action has a place."]


def plan_says(plan: EvaluationPlan, ward_of: Callable[[Sequence[str]], str]) -> list[str]:
    """Say in which wards the place and its controls lie."""
    said = [f"The place of action {plan.action}: {ward_of(plan.treated)}."]
    said += [f"Control {number}: {ward_of(cells)}." for number, cells in enumerate(plan.controls[:TOP], 1)]
    return [*said, *_more(len(plan.controls), "controls")]


def _more(many: int, what: str = "places") -> list[str]:
    return [f"{many - TOP} more {what} are in the table."] if many > TOP else []


def _hidden(many: int, few: str) -> list[str]:
    if not many:
        return []
    return [f"{many} {'area is' if many == 1 else 'areas are'} hatched: {few}, or none."]


def _unknown(names: Iterable[str], why: str = "Unknown, which is not calm") -> list[str]:
    listed: Mapping[str, None] = dict.fromkeys(names)
    return [f"{why}: {', '.join(listed)}."] if listed else []
