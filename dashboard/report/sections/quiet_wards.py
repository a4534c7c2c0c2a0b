"""Quiet wards: of which nothing recent is known; unknown, not calm."""

from dashboard.answers.released.calendar import period_words
from dashboard.answers.released.offered import NOT_GIVEN, offered
from dashboard.answers.released.tension import bands
from dashboard.desks.coverage import assess_coverage
from dashboard.exporting.leaflet import Block, Heading, Para, Points
from dashboard.exporting.lists import list_sheet
from dashboard.exporting.report import Figures, Part
from dashboard.report.section import Ground, Section
from dashboard.report.sections.tension import agreed_in, band_quarters

__all__ = ["QUIET_WARDS", "quiet_wards"]

TITLE = "Wards without recent information"
LEAD = (
    "Silence is not calm. A ward stands here where little or nothing was told of it: ask those who know it "
    "before anything is concluded."
)
COLUMNS = {"ward": "Ward", "reports": "Reports released", "band": "Band of tension", "agreed": "Level agreed"}


def make_quiet_wards(ground: Ground) -> Part:
    """List the wards of which something is not known, and the agencies that are silent."""
    rows = quiet_wards(ground)
    blocks: list[Block | Figures] = [Para(LEAD)]
    if rows:
        few = ground.release.few
        note = f"“{few}” can be none at all. “Unknown” means that nothing was told, or too little."
        blocks.append(Figures(list_sheet(TITLE, COLUMNS, rows, notes=(note,))))
    else:
        blocks.append(Para(f"Of every ward something was told in {ground.period.words}."))
    ground.told(0.5)
    coverage = assess_coverage(ground.snapshot, ground.desk.store, today=ground.today)
    blocks.append(Heading("Agencies that are silent"))
    if coverage.missing:
        blocks.append(Points(coverage.missing))
    else:
        blocks.append(Para("No agency that owes a return is silent."))
    return Part("quiet_wards", TITLE, tuple(blocks))


def quiet_wards(ground: Ground) -> list[dict[str, str]]:
    """List the wards that have no shown number and no band in the last part of the period.

    Returns
    -------
    list of dict
        The columns of `COLUMNS` in words, in the order of the area.
    """
    release, known = ground.release, offered(ground.release)
    period = ground.period.parts[-1]
    quarters = band_quarters(ground)
    band = (
        dict(zip(*(bands(release, quarters[-1]).table[name] for name in ("code", "words")), strict=True))
        if quarters
        else {}
    )
    agreed = agreed_in(ground)
    named = set(agreed.loc[~agreed["since"].astype(bool), "ward"])
    rows = []
    for code, title in release.wards.items():
        number = known.number(code, period) if known.has(code, period) else None
        words = band.get(code, "Unknown")
        if number is None and words == "Unknown":
            shown = known.words(code, period) if known.has(code, period) else NOT_GIVEN
            told = f"{shown} ({period_words(period)})"
            is_agreed = "yes" if title in named else "nothing agreed"
            rows.append({"ward": title, "reports": told, "band": words, "agreed": is_agreed})
    return rows


QUIET_WARDS = Section(
    "quiet_wards",
    TITLE,
    "Wards with neither a shown number nor a band, and agencies that sent nothing.",
    make_quiet_wards,
)
