"""Trends of a pack: every number is the release's, every change is told beyond noise or not at all."""

import pytest

from dashboard.answers.released.calendar import period_words
from dashboard.answers.released.change import FEWER, MORE, changes
from dashboard.answers.released.offered import offered
from dashboard.exporting.document import Hidden
from dashboard.exporting.leaflet import Para, Picture, Points
from dashboard.exporting.report import Figures, Part
from dashboard.report.period import periods_in
from dashboard.report.sections.trends import TRENDS
from tests.dashboard.pack_ground import town_ground


def figures(part: Part) -> dict[str, Figures]:
    return {one.sheet.name: one for one in part.blocks if isinstance(one, Figures)}


@pytest.mark.parametrize(
    ("profile", "kind"), [("partner", "quarter"), ("public", "year"), ("partner", "half")]
)
def test_every_number_is_the_releases_own(profile: str, kind: str) -> None:
    ground = town_ground(profile, kind=kind)
    part, known = TRENDS.make(ground), offered(ground.release)
    sheets = figures(part)
    words = {period_words(one): one for one in known.all_periods}
    titles = {title: ("", code) for code, title in ground.release.sources.items()}
    titles |= {title: (code, "") for code, title in ground.release.strands.items()}
    looked = 0
    for one in sheets.values():
        names = [column.name for column in one.sheet.columns]
        for row in one.sheet.rows:
            for column, value in zip(one.sheet.columns, row, strict=True):
                if column.kind == "text" or value is None:
                    continue
                if names[0] == "month":
                    period, strand, source = words[f"{row[0]} {column.title}"], "", ""
                else:
                    beside = names.index(column.name) - 1
                    told = column.title if len(names) == 5 else str(row[beside])
                    period, (strand, source) = words[told], titles[str(row[0])]
                number = known.number("area", period, strand, source)
                shown = known.words("area", period, strand, source)
                assert value == (Hidden(shown) if number is None else number)
                looked += 1
    assert looked > 20
    assert {"The whole area by month", "Sources beside the period before"} <= set(sheets)


def test_a_change_is_told_only_beyond_chance_and_noise() -> None:
    ground = town_ground()
    part, period = TRENDS.make(ground), ground.period
    said = " ".join(word for one in part.blocks if isinstance(one, Points) for word in one.words)
    for by in ("strand", "source"):
        answer = changes(ground.release, by=by, now=period.parts[0], before=period.before[0])
        for row in answer.table.to_dict("records"):
            assert (f"{row['label']}:" in said) == (row["verdict"] in {MORE, FEWER})


def test_every_chart_has_its_twin_and_its_words() -> None:
    blocks = TRENDS.make(town_ground()).blocks
    for at, block in enumerate(blocks):
        if isinstance(block, Picture):
            assert "table has the same numbers" in block.alt
            assert isinstance(blocks[at + 1], Figures)
            assert "<svg" in block.svg and "<script" not in block.svg


def test_the_same_pack_is_drawn_the_same() -> None:
    assert TRENDS.make(town_ground()) == TRENDS.make(town_ground())


def test_what_is_not_there_is_said() -> None:
    month = TRENDS.make(town_ground(kind="month"))
    assert "nothing by source" in said_in(month)
    assert "choose a quarter" in said_in(month)
    ground = town_ground()
    first = periods_in(offered(ground.release).all_periods, "quarter")[-1]
    assert "no earlier period" in said_in(TRENDS.make(town_ground(period=first)))


def said_in(part: Part) -> str:
    return " ".join(one.words for one in part.blocks if isinstance(one, Para))
