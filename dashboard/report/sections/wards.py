"""Wards: the release's own numbers by ward, drawn, and what changed in a ward beyond chance and noise."""

from collections.abc import Sequence

from dashboard.answers.released.calendar import period_words, unit_of
from dashboard.answers.released.concentrations import concentrations
from dashboard.answers.released.figures import figures
from dashboard.answers.released.offered import Choice, offered
from dashboard.exporting.document import Column, Marking, Sheet
from dashboard.exporting.leaflet import Block, Heading, Para, Points
from dashboard.exporting.products import document_of
from dashboard.exporting.report import Figures, Part
from dashboard.released.release import AREA
from dashboard.report.section import Ground, Section
from dashboard.report.sections.hot_spots import told_in
from dashboard.report.side_by_side import column_of, number_or_hidden, set_beside, told_beyond_noise
from dashboard.words.release import NOT_TO_BE_ADDED
from dashboard.words.released import figures_sentence, not_adding_up
from dashboard.words.released_places import concentration_sentence, place_sentence

__all__ = ["WARDS"]

TITLE = "Wards"
PRODUCTS = {"month": "ward-months", "quarter": "ward-quarters", "year": "ward-years"}
PAPER = ("ward", "all_reports", "per_1000")


def make_wards(ground: Ground) -> Part:
    """Give the numbers of every ward, and what changed."""
    release, period = ground.release, ground.period
    known = offered(release).periods("ward")
    parts = [one for one in period.parts if one in known]
    if not parts:
        said = f"The release has no numbers by ward for {period.words}. That is unknown, not calm."
        return Part("wards", TITLE, (Para(said),))
    answers = [figures(release, Choice("ward", one)) for one in parts]
    each = tuple(figures_sentence(one).replace("**", "") for one in answers)
    blocks: list[Block | Figures] = [Para(each[-1])]
    if len(parts) > 1:
        blocks = [Points(each), Heading("Period by period"), Figures(_over_time(ground, parts))]
    ground.told(0.3)
    blocks += [
        Heading(period_words(parts[-1])),
        Figures(_sheet(ground, parts[-1]), PAPER if release.residents else PAPER[:2]),
        Para(not_adding_up(answers[-1])),
    ]
    ground.told(0.6)
    return Part("wards", TITLE, (*blocks, *_changed(ground), *_against_residents(ground)))


def _over_time(ground: Ground, parts: Sequence[str]) -> Sheet:
    """Lay the release's periods side by side: they are never added up."""
    release = ground.release
    columns = (
        Column("ward", "Ward"),
        *(Column(column_of(one), period_words(one), "number") for one in parts),
    )
    rows = tuple(
        (title, *(number_or_hidden(release, code, one) for one in parts))
        for code, title in [*release.wards.items(), (AREA, "Whole area")]
    )
    return Sheet("Wards, period by period", columns, rows, notes=(NOT_TO_BE_ADDED,))


def _sheet(ground: Ground, period: str) -> Sheet:
    """Take the product's own table: the pack says what the product says."""
    marking = Marking(ground.template.level, "", ground.template.audience, None)
    document = document_of(
        ground.release,
        PRODUCTS[unit_of(period)],
        period=period,
        partnership=ground.partnership,
        wards=ground.outlines,
        marking=marking,
        purpose="meeting",
        made_by=ground.viewer.title,
        made_at=ground.made_at,
    )
    one = document.sheets[0]
    return Sheet(
        f"Wards, {period_words(period)}", one.columns, one.rows, one.shapes, one.drawn, one.notes, one.labels
    )


def _changed(ground: Ground) -> list[Block | Figures]:
    """Say which wards changed beyond chance and noise, with every ward in the table."""
    beside = set_beside(ground.release, ground.period, by="ward")
    heading = Heading("Beside the period before")
    if not beside.answers:
        return [
            heading,
            Para(f"The release has no earlier numbers by ward to set beside {ground.period.words}."),
        ]
    told = [said for one in beside.answers for said in told_beyond_noise(one)]
    table = beside.figures("Wards beside the period before", "Ward", by_name=True)
    return [heading, Points(tuple(told)), table]


def _against_residents(ground: Ground) -> list[Block | Figures]:
    """Say which wards have more reports than their residents would give; nothing for everybody."""
    periods = told_in(ground.release, ground.period, "ward")
    if not periods or ground.template.profile == "public":
        return []
    answer = concentrations(ground.release, by="ward", period=periods[-1])
    name = ground.drawn.name
    found = answer.found.head(ground.template.most_places).to_dict("records")
    told = tuple(place_sentence(answer, row, name) for row in found)
    said = concentration_sentence(answer).replace("**", "")
    return [Heading("Against their residents"), Para(said), *([Points(told)] if told else [])]


WARDS = Section(
    "wards",
    TITLE,
    "Every ward's released number and rate with a map, and what changed beyond chance and noise.",
    make_wards,
    frozenset({"partner", "public"}),
)
