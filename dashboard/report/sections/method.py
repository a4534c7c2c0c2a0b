"""Method: how the numbers were made and compared, and every setting that they rest on."""

from typing import Any

from dashboard.answers import evaluation, reach
from dashboard.answers.released import change, concentrations
from dashboard.answers.released.calendar import period_words
from dashboard.answers.released.noise import most_off
from dashboard.desks.importing import Desk
from dashboard.exporting.leaflet import Block, Heading, Para, Points
from dashboard.exporting.lists import list_sheet
from dashboard.exporting.report import Figures, Part
from dashboard.rag import RULE, SILENT_DAYS, SOON_DAYS
from dashboard.report.section import Ground, Section
from dashboard.wording import listed
from dashboard.words.release import (
    NOT_TO_BE_ADDED,
    about_release,
    example_of_noise,
    few_words,
    rounded_words,
    why_no_window,
)
from dashboard.words.tension_rule import kinds_table, rule_words

__all__ = ["METHOD", "settings_of"]

TITLE = "Methods and settings"
LOOKED_AT = (
    "A change is told only where chance and the release's noise make as much in fewer than one of twenty "
    "looks, after allowing for how many rows were looked at. It does not say why."
)
CONCENTRATE = (
    "Where reports concentrate is found by setting each place's number against its share of the ground "
    "or of the residents. It tells where reports were made, never where something will happen."
)
JUDGED = (
    "An action is judged by how its place changed beyond controls, by a plan that was laid down first. Who "
    "judges sees counts; this pack has the verdict in words."
)
WALKED = "Reach is measured on foot along the streets, from where people live to centres that are open."
COLUMNS = {"what": "Setting", "value": "Value"}
SIGNALS = {
    "kind": "Signal", "points": "Points", "half_life": "Half-life (days)", "cap": "At most", "adds": "Note"
}  # fmt: skip
FLAG = " ⚑"
"""A sign of the screen that paper may have no letter for."""


def make_method(ground: Ground) -> Part:
    """Tell how everything was made, and list the settings."""
    release = ground.release
    blocks: list[Block | Figures] = [
        Heading("The numbers"),
        Points((rounded_words(release), example_of_noise(release), few_words(release), NOT_TO_BE_ADDED)),
        Para(why_no_window()),
        Heading("What is said of them"),
        Points((LOOKED_AT, CONCENTRATE)),
    ]
    if ground.template.profile != "public":
        blocks += _levels(ground.desk.policy)
        blocks += [Heading("Actions, evaluations, reach"), Points((RULE, JUDGED, WALKED))]
    rows = [{"what": what, "value": value} for what, value in settings_of(ground).items()]
    sheet = list_sheet("Every setting", COLUMNS, rows)
    return Part("method", TITLE, (*blocks, Heading("Every setting"), Figures(sheet)))


def _levels(policy: Any) -> list[Block | Figures]:
    """Say how a level is proposed, with every number of the policy."""
    rules = tuple(said.replace(FLAG, "") for said in rule_words(policy))
    signals = list_sheet(
        "Signals of tension and their points", SIGNALS, kinds_table(policy).to_dict("records")
    )
    return [Heading("Levels of tension"), Points(rules), Figures(signals)]


def settings_of(ground: Ground) -> dict[str, str]:
    """List every setting that the pack rests on, label by label."""
    release, template = ground.release, ground.template
    told = {
        "Period of the pack": ground.period.words,
        "Told in": listed([period_words(one) for one in ground.period.parts]),
        "Set beside": listed([period_words(one) for one in ground.period.before]) or "nothing before it",
        "Template": template.title,
        "Sections": listed([key.replace("_", " ") for key in template.sections]) or "as chosen",
        "Places named at most": f"{template.most_places}",
        **about_release(release),
        "A shown number is off by at most": f"{most_off(release)}",
        "Chance at which a change or a place is told": f"{change.ALPHA:.0%}, after Benjamini and Hochberg",
        "Places needed to look for concentrations": f"{concentrations.LEAST_PLACES} that are shown",
        "Reports needed to look for concentrations": f"{concentrations.LEAST_REPORTS} in those places",
        "A place is named from": f"{concentrations.LEAST_TIMES:g} times what an even spread would give",
    }
    return told if template.profile == "public" else told | _for_partners(ground.desk)


def _for_partners(desk: Desk) -> dict[str, str]:
    policy = desk.policy
    levels = [f"{level.number} {level.name}" for level in policy.tension_scale]
    limits = [f"{metres:,.0f} m" for metres in reach.LIMITS_M.values()]
    return {
        "Policy of recording and tension": policy.version,
        "Levels of tension": listed(levels),
        "An action is amber after": f"{SILENT_DAYS} days of silence, or {SOON_DAYS} days before its date",
        "An action is judged from": f"{evaluation.LEAST_AFTER} days after it began",
        "Walks": listed(limits),
    }


METHOD = Section(
    "method",
    TITLE,
    "How numbers are protected and compared, and every setting.",
    make_method,
    frozenset({"partner", "public"}),
)
