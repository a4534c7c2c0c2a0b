"""In short: one page of what is known, what changed, what is not known, what was decided and what is late."""

from collections.abc import Sequence

from dashboard.answers.released.calendar import period_words
from dashboard.answers.released.change import FEWER, MORE
from dashboard.answers.released.concentrations import concentrations
from dashboard.answers.released.figures import figures
from dashboard.answers.released.offered import Choice, offered
from dashboard.exporting.leaflet import Block, Heading, Para, Points
from dashboard.exporting.report import Figures, Part
from dashboard.report.section import Ground, Section
from dashboard.report.sections.actions import plan_of
from dashboard.report.sections.hot_spots import told_in
from dashboard.report.sections.quiet_wards import quiet_wards
from dashboard.report.sections.tension import agreed_in
from dashboard.report.side_by_side import SideBySide, set_beside, told_beyond_noise
from dashboard.wording import day_words, listed
from dashboard.words.released import ONE, change_sentence, figures_sentence
from dashboard.words.released_places import concentration_sentence, place_sentence

__all__ = ["SUMMARY"]

Blocks = list[Block | Figures]
TITLE = "In short"
MOST = 3
"""Lines under a heading: the whole is one page."""
LEAD = "Where reports concentrate and how they run; never where something will happen."
SILENCE = "Silence is not calm: what nobody told is unknown."
BY = ("strand", "ward")


def make_summary(ground: Ground) -> Part:
    """Say the least that everybody at the table should know."""
    blocks: Blocks = [Para(LEAD), *_known(ground), *_changed(ground)]
    ground.told(0.3)
    blocks += _concentrated(ground)
    ground.told(0.6)
    if ground.template.profile == "public":
        return Part("summary", TITLE, (*blocks, *_hidden_from_public(ground)))
    return Part("summary", TITLE, (*blocks, *_unknown(ground), *_decided(ground), *_overdue(ground)))


def _known(ground: Ground) -> Blocks:
    """Give the area's own numbers: with the period before where it is there."""
    beside = set_beside(ground.release, ground.period, by="strand").answers
    said = [change_sentence(one) for one in beside]
    if not said:
        known = offered(ground.release).periods("ward")
        asked = [one for one in ground.period.parts if one in known]
        said = [figures_sentence(figures(ground.release, Choice("ward", one))) for one in asked]
    if not said:
        said = [f"The release has no number of the whole area for {ground.period.words}."]
    return [Heading("What is known"), Points(tuple(one.replace("**", "") for one in said))]


def _changed(ground: Ground) -> Blocks:
    """Name the strands and wards that changed by more than chance and noise make."""
    said: list[str] = []
    for by in BY:
        said += _beyond_noise(set_beside(ground.release, ground.period, by=by), by, ground)
    return [Heading("What changed beyond chance"), Points(tuple(said))]


def _beyond_noise(beside: SideBySide, by: str, ground: Ground) -> list[str]:
    one, many = ONE[by]
    if not beside.answers:
        return [f"By {one}: the release has nothing earlier to set beside {ground.period.words}."]
    latest = beside.answers[-1]
    told = list(told_beyond_noise(latest))
    sure = int(latest.table["verdict"].isin([MORE, FEWER]).sum())
    more = [f"{sure - MOST} more {many} changed; part “Trends” or “Wards” has all."] if sure > MOST else []
    return [*told[:MOST], *more]


def _concentrated(ground: Ground) -> Blocks:
    heading = Heading("Where reports concentrate")
    periods = told_in(ground.release, ground.period, "cell")
    if not periods:
        return [heading, Para(f"The release cannot say it for {ground.period.words}.")]
    answer = concentrations(ground.release, by="cell", period=periods[-1])
    said = concentration_sentence(answer).replace("**", "")
    found = [] if answer.found.empty else answer.found.head(MOST).to_dict("records")
    told = tuple(place_sentence(answer, row, ground.drawn.name) for row in found)
    return [heading, Para(said), *([Points(told)] if told else [])]


def _unknown(ground: Ground) -> Blocks:
    """Name the wards of which next to nothing was told."""
    names = [row["ward"] for row in quiet_wards(ground)]
    when = period_words(ground.period.parts[-1])
    said = (
        f"{len(names)} ward{' has' if len(names) == 1 else 's have'} neither a shown number nor a band of "
        f"tension for {when}: {listed(names)}."
        if names
        else f"Something was told of every ward in {when}."
    )
    return [Heading("What is not known"), Para(f"{said} {SILENCE}")]


def _hidden_from_public(ground: Ground) -> Blocks:
    """Name the wards whose number is not shown."""
    known, part = offered(ground.release), ground.period.parts[-1]
    names = [
        title
        for code, title in ground.release.wards.items()
        if not known.has(code, part) or known.number(code, part) is None
    ]
    when = period_words(part)
    said = (
        f"No number is shown for {when} in {listed(names)}: too few reports, or none."
        if names
        else f"Every ward has a number for {when}."
    )
    return [Heading("What is not known"), Para(f"{said} {SILENCE}")]


def _decided(ground: Ground) -> Blocks:
    """Give what meetings agreed for the period."""
    agreed = agreed_in(ground)
    within = agreed[~agreed["since"].astype(bool)].to_dict("records")
    within.sort(key=lambda row: row["agreed"], reverse=True)  # each begins with its number
    told = [
        f"{row['ward']}, {str(row['strand']).lower()}: {row['agreed']} for {row['period']}. "
        f"Before: {row['before'].removesuffix(' agreed before')}."
        for row in within
    ]
    if not told:
        told = [f"No meeting agreed on a level of tension for {ground.period.words}."]
    return [Heading("What was decided"), Points(_cut(told, "Tension by ward"))]


def _overdue(ground: Ground) -> Blocks:
    """Name what is past its target date."""
    plan = plan_of(ground)
    late = [
        f"{one.action.title} ({one.action.lead}): was due on {day_words(one.action.due_on)}."
        for one in plan.lines
        if one.action.is_open and one.action.overdue and one.action.due_on is not None
    ]
    told = _cut(late or ["No action is past its target date."], "Actions")
    return [Heading("What is overdue"), Points(told)]


def _cut(told: Sequence[str], part: str) -> tuple[str, ...]:
    more = len(told) - MOST
    return (*told[:MOST], *([f"And {more} more: see “{part}”."] if more > 0 else []))


SUMMARY = Section(
    "summary",
    TITLE,
    "One page: what is known, what changed, what is not known, what was decided, what is overdue.",
    make_summary,
    frozenset({"partner", "public"}),
)
