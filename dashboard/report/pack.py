"""The pack: a template's sections over one period of one release, as one document."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

from dashboard.answers.released.offered import offered
from dashboard.exporting.document import About, Document
from dashboard.exporting.leaflet import Block
from dashboard.exporting.markings import marking_for
from dashboard.exporting.report import Figures, Part, Report
from dashboard.released.release import AREA, Release
from dashboard.report.period import KINDS, PackPeriod, periods_in
from dashboard.report.section import Ground
from dashboard.report.sections import SECTIONS
from dashboard.report.template import Template
from dashboard.wording import day_words

__all__ = ["PRODUCT", "PackError", "find_period", "make_pack", "subject_of", "usual_period"]

PRODUCT = "meeting_pack"
"""What the audit calls it."""
METHOD = (
    "Numbers of reports are those of the release named here: small ones hidden, the others a little changed. "
    "What is worked out afresh from the records stands in words only. The methods have a part of their own."
)


class PackError(ValueError):
    """A pack cannot be made; its text says what is missing and what would do."""


def usual_period(release: Release) -> PackPeriod:
    """Choose the last whole quarter of a release, or its last month or year where it has no quarter.

    Raises
    ------
    PackError
        If it has no whole period at all.
    """
    known = offered(release).all_periods
    for kind in ("quarter", "month", "year"):
        if found := periods_in(known, kind):
            return found[0]
    raise PackError(
        f"{_named(release)} covers no whole month, quarter or year yet, so there is nothing to tell of."
    )


def find_period(release: Release, code: str) -> PackPeriod:
    """Find a period by its code: '2026-10', '2026-Q3', '2026-H2', '2026', '2025-26-H1', '2025-26'.

    Raises
    ------
    PackError
        If the release has nothing of it.
    """
    known = offered(release).all_periods
    every = [one for kind in KINDS for one in periods_in(known, kind)]
    found = next((one for one in every if one.code == code), None)
    if found is None:
        quarters = [one.code for one in every if one.kind == "quarter"][:4]
        like = f" Quarters it has, the latest first: {', '.join(quarters)}." if quarters else ""
        raise PackError(
            f"{_named(release)} has no whole period '{code[:20]}'. It covers {day_words(release.first)} to "
            f"{day_words(release.last)}.{like}"
        )
    return found


def subject_of(template: Template, period: PackPeriod, chosen: Sequence[int]) -> str:
    """Name a pack for the audit: by which template, of when, and which actions everybody is told of."""
    actions = f", actions {', '.join(map(str, sorted(chosen)))}" if chosen else ""
    return f"{template.key} of {period.code}{actions}"


def make_pack(ground: Ground, *, purpose: str) -> Document:
    """Make a pack, section by section.

    Parameters
    ----------
    ground : Ground
        Its `told` is given the share that is done of the whole; when it raises, nothing more is made.
    purpose : str
        In words.

    Raises
    ------
    PackError
        If nothing can be told of the period; before anything is made.
    """
    _refuse_emptiness(ground)
    template, release = ground.template, ground.release
    marking = marking_for(
        template.profile,
        today=ground.today,
        level=template.level,
        expires=ground.today + timedelta(template.keep_days),
    )
    parts = []
    for number, key in enumerate(template.sections):
        ground.told(number / len(template.sections))
        made = SECTIONS[key].make(replace(ground, told=_share_of(ground, number)))
        parts.append(_credited(made, ground))
    ground.told(1.0)
    report = Report(ground.period.words, template.opening, tuple(parts), template.logo)
    return Document(
        title=template.title,
        sheets=report.sheets,
        marking=replace(marking, audience=template.audience),
        about=About(
            partnership=ground.partnership,
            period=ground.period.words,
            method=METHOD,
            purpose=purpose,
            made_at=ground.made_at,
            made_by=ground.viewer.title,
            profile=release.profile,
            release=release.number,
            digest=release.digest,
        ),
        report=report,
    )


def _refuse_emptiness(ground: Ground) -> None:
    """Refuse a period of which the release shows not one number."""
    release, template, period = ground.release, ground.template, ground.period
    if release.profile != template.profile:
        raise PackError(
            f"This template is made from a {template.profile} release, not a {release.profile} one."
        )
    known = offered(release)
    has_any = any(
        known.has(area, part) and known.number(area, part) is not None
        for part in period.parts
        for area in (AREA, *release.wards)
    )
    if not has_any:
        raise PackError(
            f"{_named(release)} shows no number of reports for {period.words}: all are hidden or not there. "
            "That is unknown, not calm. Choose a longer or another period."
        )


def _share_of(ground: Ground, number: int) -> Callable[[float], None]:
    many = len(ground.template.sections)
    return lambda share: ground.told((number + min(max(share, 0.0), 1.0)) / many)


def _credited(part: Part, ground: Ground) -> Part:
    """Say under each map whose outlines it is drawn with."""
    credit = "" if ground.desk is None else ground.desk.partnership.attribution
    if not credit:
        return part
    return replace(part, blocks=tuple(_with_credit(block, credit) for block in part.blocks))


def _with_credit(block: Block | Figures, credit: str) -> Block | Figures:
    if not isinstance(block, Figures) or not block.sheet.shapes or credit in block.sheet.notes:
        return block
    return replace(block, sheet=replace(block.sheet, notes=(*block.sheet.notes, credit)))


def _named(release: Release) -> str:
    return f"{release.profile.capitalize()} release {release.number}"
