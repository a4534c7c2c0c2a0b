"""Published tables of other areas: long and wide, hidden counts, missing months, rows that are set aside."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from ingest.errors import FileRefused
from ingest.policy import Policy
from ingest.published import ALL, Published, read_published
from ingest.reader_process import read_file
from ingest.residents import read_residents
from ingest.table import Table

TODAY = date(2026, 1, 31)
MET = Path("hate_crime", "london_borough_monthly", "Monthly Crime Other Crime Borough Level Off Type.csv")


def table(head: str, *lines: str) -> Table:
    rows = [[cell or None for cell in line.split(",")] for line in lines]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(head.split(","), pl.String), orient="row")
    return Table(frame=frame, rows=pl.Series("row", range(2, len(rows) + 2), dtype=pl.Int64))


def read(policy: Policy, head: str, *lines: str, **how: object) -> Published:
    return read_published(table(head, *lines), policy=policy, today=TODAY, **how)  # type: ignore[arg-type]


def counts(found: Published) -> list[tuple[object, ...]]:
    return found.frame.select("area", "line", "first", "count", "fewer_than").rows()


class TestReading:
    def test_a_long_and_a_wide_table_say_the_same(self, policy: Policy) -> None:
        long = read(
            policy,
            "Area,Month,Strand,Count",
            "Mill,2025-01,Race,12",
            "Mill,2025-02,Race,9",
            "Quay,2025-01,Race,4",
            "Quay,2025-02,Race,0",
        )
        months = read(
            policy, "Borough,MajorText,MinorText,202501,202502", "Mill,Hate,Race,12,9", "Quay,Hate,Race,4,0"
        )
        assert counts(long) == counts(months)
        assert "MajorText" in months.notes[0]

    def test_strands_as_columns_and_the_total_beside_them(self, policy: Policy) -> None:
        found = read(policy, "Area,Month,Race,Religion,Total", "Mill,2025-01,7,3,8")
        assert [(line, count) for _, line, _, count, _ in counts(found)] == [
            ("Race", 7),
            ("Religion", 3),
            (ALL, 8),
        ]
        assert found.frame["strands"].to_list() == ["race", "religion", "*"]

    def test_lines_that_overlap_stay_apart_and_are_not_added_up(self, policy: Policy) -> None:
        found = read(
            policy,
            "Borough,Strand,202501",
            "Mill,Faith Hate Crime,9",
            "Mill,Islamophobic,5",
            "Mill,Anti-Semitic,2",
            "Mill,Racist and Religious Hate Crime,30",
            "Mill,All hate crime,40",
        )
        assert found.frame["count"].to_list() == [9, 5, 2, 30, 40]
        assert found.frame["strands"].to_list() == ["religion"] * 3 + ["race;religion", "*"]

    def test_what_the_publisher_hid_is_never_nought(self, policy: Policy) -> None:
        found = read(policy, "Area,Strand,202501,202502,202503,202504", "Mill,Race,<5,*,,0")
        assert [(count, few) for *_, count, few in counts(found)] == [(None, 5), (None, 5), (0, None)]
        assert found.frame["first"].dt.month().to_list() == [1, 2, 4], "a month not given is missing"
        assert "never taken as 0" in " ".join(found.notes)

    def test_every_row_is_accounted_for(self, policy: Policy) -> None:
        found = read(
            policy,
            "Area,Month,Strand,Count",
            "Mill,2025-01,Race,12",
            "Mill,2025-01,Race,12",
            "Mill,2025-01,Knives,3",
            ",2025-01,Race,3",
            "Mill,2025-13,Race,3",
            "Mill,2025-03,Race,-2",
            "Mill,2030-01,Race,3",
            "Total,2025-01,Race,3",
            "Quay,2025-01,Race,1",
            "quay ,2025-01,race,2",
            "Mill,2025-04,Race,",
        )
        assert (found.read, found.kept, found.duplicates, found.set_aside.height) == (11, 1, 1, 9)
        reasons = dict(zip(found.set_aside["row"], found.set_aside["reason"], strict=True))
        for row, said in {
            4: "not a strand we know",
            5: "no area is named",
            7: "cannot be negative",
            8: "not begun yet",
            9: "total of several areas",
            10: "rows 10 and 11 are for the same",
            12: "no count is left",
        }.items():
            assert said in reasons[row]

    def test_a_year_beside_its_months_is_left_out(self, policy: Policy) -> None:
        found = read(policy, "Area,Period,Count", "Mill,2025-01,3", "Mill,2025-02,4", "Mill,2024,40")
        assert found.frame["count"].to_list() == [3, 4] and found.set_aside.height == 1
        assert "longer or shorter" in " ".join(found.notes)

    def test_weeks_may_cross_the_end_of_a_month(self, policy: Policy) -> None:
        found = read(policy, "Area,Week,Count", "Mill,27/01/2025 to 02/02/2025,3", "Mill,2025-02,4")
        assert found.read == found.kept + found.set_aside.height

    def test_the_column_that_is_named_wins_over_a_usual_one(self, policy: Policy) -> None:
        rows = ("Ward,Borough,Strand,Flag,202501", "North,Mill,x,Race,6")
        found = read(policy, *rows, area="Borough", strand="Flag")
        assert found.frame.select("area", "line").rows() == [("Mill", "Race")]
        assert "Ward (beside), Strand (beside)" in found.notes[0]

    def test_own_words_are_mapped_and_wrong_codes_refused(self, policy: Policy) -> None:
        rows = ("Borough,MinorText,202501", "Mill,RACE OR RELIGIOUS AGG PUBLIC FEAR,6")
        assert read(policy, *rows).kept == 0
        words = {"Race or religious agg public fear": ("religion", "race")}
        assert read(policy, *rows, words=words).frame["strands"].to_list() == ["race;religion"]
        with pytest.raises(FileRefused, match="no strand 'colour'"):
            read(policy, *rows, words={"x": ("colour",)})

    def test_columns_can_be_named(self, policy: Policy) -> None:
        rows = ("Borough,Beat,202501", "Mill,North,6", "Mill,South,8")
        assert read(policy, *rows).set_aside.height == 2, "two rows for one borough contradict each other"
        assert read(policy, *rows, area="beat").frame["area"].to_list() == ["North", "South"]
        with pytest.raises(FileRefused, match="no column 'Parish'"):
            read(policy, *rows, area="Parish")

    def test_a_table_without_areas_or_months_is_refused(self, policy: Policy) -> None:
        with pytest.raises(FileRefused, match=r"\[comparison\] area"):
            read(policy, "What,202501", "Race,6")
        with pytest.raises(FileRefused, match="month"):
            read(policy, "Area,Count", "Mill,6")


class TestResidents:
    def test_by_name_and_by_code(self) -> None:
        found, notes = read_residents(
            table("geography,geography code,Age: Total", "Mill,E06990011,1000", "St Quay,E06990012,nobody")
        )
        assert found == {"mill": 1000, "e06990011": 1000}
        assert notes[0].startswith("1 row ")

    def test_a_name_with_two_numbers_is_for_no_area(self) -> None:
        found, notes = read_residents(table("Area,Population", "Mill,10", "MILL,20", "Quay,5"))
        assert found == {"quay": 5} and "twice" in notes[0]

    def test_a_table_without_a_number_is_refused(self) -> None:
        with pytest.raises(FileRefused, match="population_column"):
            read_residents(table("Area,Colour", "Mill,red"))


def test_the_met_s_table_of_hate_crime(policy: Policy) -> None:
    root = Path(__file__).parents[3] / "shared" / "data"
    if not root.is_dir():
        pytest.skip("the real data are not here (../shared/data)")
    found = read_published(read_file(root / MET), policy=policy, today=TODAY)
    assert (found.read, found.kept, found.set_aside.height) == (759, 231, 528)
    totals = dict(found.frame.group_by("line").agg(pl.col("count").sum()).iter_rows())
    assert totals == {
        "Racist and Religious Hate Crime": 158_258,
        "Homophobic Hate Crime": 21_338,
        "Faith Hate Crime": 17_279,
        "Islamophobic": 9_762,
        "Anti-Semitic": 4_800,
        "Disability Hate Crime": 3_652,
        "Transgender Hate": 1_788,
    }
    assert "Domestic Abuse (33 rows)" in " ".join(found.notes)
