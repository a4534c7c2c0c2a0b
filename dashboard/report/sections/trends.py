"""Trends: the course of the whole area, and each strand and source beside the period before."""

from calendar import month_name
from dataclasses import replace

from dashboard.answers.released.calendar import period_words
from dashboard.answers.released.course import Course, course, units_of
from dashboard.charts.released import changes_chart, course_chart
from dashboard.exporting.chart_picture import chart_picture
from dashboard.exporting.document import Column, Hidden, Sheet
from dashboard.exporting.leaflet import Block, Heading, Para, Points
from dashboard.exporting.report import Figures, Part
from dashboard.report.section import Ground, Section
from dashboard.report.side_by_side import SideBySide, set_beside, told_beyond_noise, year_before
from dashboard.words.released import change_sentence, course_sentence

__all__ = ["TRENDS"]

Blocks = list[Block | Figures]
TITLE = "Trends"
MOST_PERIODS = 24
HIGH = 190
HEADINGS = {"strand": "By strand", "source": "By source: who was told"}
TITLES = {"strand": "Strand", "source": "Source"}
GIVEN = {
    "strand": "Strands are given where both periods are in the release.",
    "source": "Sources are given by calendar quarter: choose a quarter or a longer period to see them.",
}
SEVERAL = "One report can name several strands, so strands are never added up."
NOT_WHY = "More reports can mean more trust in reporting; fewer reports are not the same as calm."


def make_trends(ground: Ground) -> Part:
    """Tell the course, and what changed beyond chance and noise."""
    beside = set_beside(ground.release, ground.period, by="strand")
    blocks = [*_sentences(beside, ground), *_whole_area(ground)]
    ground.told(0.3)
    blocks += _compared(beside, "strand", ground)
    ground.told(0.6)
    blocks += _compared(set_beside(ground.release, ground.period, by="source"), "source", ground)
    ground.told(0.8)
    blocks += _year_ago(ground)
    return Part("trends", TITLE, (*blocks, Para(NOT_WHY)))


def _sentences(beside: SideBySide, ground: Ground) -> Blocks:
    """Say how the area's own numbers compare, period by period of the release."""
    if not beside.answers:
        return [Para(f"The release has no earlier period to set beside {ground.period.words}.", strong=True)]
    return [Para(change_sentence(one), strong=True) for one in beside.answers]


def _whole_area(ground: Ground) -> Blocks:
    """Draw the series up to the end of the pack's period, with its table."""
    units = units_of(ground.release)
    answer = _up_to(course(ground.release, unit=units[0]), ground) if units else None
    if answer is None or answer.table.empty:
        return [Para("The release has no series of the whole area up to then.")]
    said = course_sentence(answer)
    alt = f"Chart of the whole area. {said} The table has the same numbers."
    picture = chart_picture(course_chart(answer, dark=False), alt, high=HIGH)
    return [Heading("The whole area"), Para(said), picture, Figures(_course_sheet(answer))]


def _up_to(answer: Course, ground: Ground) -> Course:
    table = answer.table[answer.table["last"] <= ground.period.last].tail(MOST_PERIODS)
    return replace(answer, table=table.reset_index(drop=True), hidden=int(table["reports"].isna().sum()))


def _course_sheet(answer: Course) -> Sheet:
    """Lay the series out: months under each other and years side by side, so that seasons can be compared."""
    values = {
        row["period"]: Hidden(row["shown"]) if row["reports"] != row["reports"] else int(row["reports"])
        for row in answer.table.to_dict("records")
    }
    name = f"The whole area by {answer.unit}"
    if answer.unit != "month":
        two = (Column("period", "Period"), Column("reports", "Reports", "number"))
        return Sheet(name, two, tuple((period_words(one), value) for one, value in values.items()))
    years = sorted({period[:4] for period in values})
    columns = (Column("month", "Month"), *(Column(f"y{year}", year, "number") for year in years))
    rows = tuple(
        (month_name[month], *(values.get(f"{year}-{month:02d}") for year in years))
        for month in range(1, 13)
        if any(period.endswith(f"-{month:02d}") for period in values)
    )
    note = "An empty cell lies outside the time that is shown."
    return Sheet(name, columns, rows, notes=(note,))


def _compared(beside: SideBySide, by: str, ground: Ground) -> Blocks:
    """Say which rows changed beyond chance and noise, draw them, and lay all of them out."""
    heading = Heading(HEADINGS[by])
    if not beside.answers:
        said = (
            f"The release has nothing by {TITLES[by].lower()} to set side by side for {ground.period.words}. "
            f"{GIVEN[by]}"
        )
        return [heading, Para(said)]
    points = [said for one in beside.answers for said in told_beyond_noise(one)]
    blocks: Blocks = [heading, *([Para(SEVERAL)] if by == "strand" else []), Points(tuple(points))]
    last = beside.answers[-1]
    if not last.table["hidden"].all():
        now, before = period_words(last.now), period_words(last.before)
        drawn = changes_chart(last, now=now, before=before, dark=False)
        alt = f"{now} beside {before}, by {TITLES[by].lower()}. The table has the same numbers."
        blocks.append(chart_picture(drawn, alt))
    name = f"{TITLES[by]}s beside the period before"
    return [*blocks, beside.figures(name, TITLES[by])] if beside.has_numbers else blocks


def _year_ago(ground: Ground) -> Blocks:
    """Seasons come round: set the same period of a year ago beside it, where the release has it."""
    period = ground.period
    if period.before == tuple(map(year_before, period.parts)):
        return []
    beside = set_beside(ground.release, period, by="strand", year_ago=True)
    if not beside.answers:
        return [Para("The release does not reach back to the same period a year before.")]
    said = [change_sentence(one) for one in beside.answers]
    said += [each for one in beside.answers for each in told_beyond_noise(one)]
    blocks: Blocks = [Heading("The same period a year before"), Points(tuple(said))]
    told = beside.figures("Strands beside a year before", TITLES["strand"])
    return [*blocks, told] if beside.has_numbers else blocks


TRENDS = Section(
    "trends",
    TITLE,
    "The whole area's course, each strand and each source, told beyond chance and noise.",
    make_trends,
    frozenset({"partner", "public"}),
)
