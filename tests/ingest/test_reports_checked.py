"""A community report is checked in the same words wherever it comes from, and never says who somebody is."""

import string
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.study_area import StudyArea
from ingest.entries import Problem
from ingest.policy import Policy
from ingest.records import schema
from ingest.records.registers import own_columns
from ingest.reports.report import NO_HANDLING, REPORT, Judged, check_report, judge_report
from ingest.reports.text import check_reason, tidy
from tests.examples import examples

TODAY = date(2026, 11, 22)
GOOD = {
    "observed_from": date(2026, 9, 1),
    "observed_to": date(2026, 9, 14),
    "ward": "Quayside",
    "seen": "Passengers say that they are stared at and talked about after school.",
    "strands": "Religion",
    "experience": "Experienced",
    "severity": "2",
    "grading": "2BP",
    "source_type": "Key individual network",
}


@pytest.fixture
def judge(policy: Policy, wren: StudyArea):
    def judged(careful: bool = False, **said: Any) -> Judged:
        return judge_report({**GOOD, **said}, policy=policy, study_area=wren, today=TODAY, careful=careful)

    return judged


def test_the_canonical_report_is_what_the_store_keeps() -> None:
    assert tuple(REPORT) == own_columns(schema.community_reports)


def test_a_good_report_is_understood(judge) -> None:
    judged = judge()
    assert judged.problems == ()
    assert judged.values == {
        "observed_from": date(2026, 9, 1),
        "observed_to": date(2026, 9, 14),
        "ward": "E99000001",
        "place": None,
        "seen": GOOD["seen"],
        "community": None,
        "condition": None,
        "strands": "religion",
        "experience": "experienced",
        "severity": 2,
        "allport": None,
        "source_grade": 2,
        "information_grade": "B",
        "handling": "P",
        "source_type": "key_individual_network",
        "is_anonymous": False,
        "review_by": date(2027, 11, 22),
        "needs_check": False,
    }


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        ({"observed_from": None, "observed_to": None}, "observed_from", "there is no day"),
        ({"observed_from": date(2026, 12, 1)}, "observed_from", "01/12/2026 has not happened yet."),
        ({"observed_to": date(2026, 8, 1)}, "observed_to", "it ends before it begins."),
        ({"observed_from": date(2026, 6, 1)}, "observed_to", "106 days; one report covers 92"),
        ({"ward": None}, "ward", "say which ward"),
        ({"ward": "Quaysde"}, "ward", "no ward 'Quaysde'. Did you mean Quayside?"),
        ({"ward": "Anna Example"}, "ward", "this is not a ward we know."),
        ({"place": "12 Nowhere Street"}, "place", "reads like a house number"),
        ({"place": "Flat 3"}, "place", "reads like a house number"),
        ({"place": "The corner at ZZ1 1AA"}, "place", "a full postcode at characters 15 to 21."),
        ({"place": "x" * 81}, "place", "81 characters; the most is 80."),
        ({"seen": None}, "seen", "say what was seen or heard"),
        ({"seen": "Shouting"}, "seen", "8 characters; write 10 to 600."),
        ({"seen": "word " * 130}, "seen", "649 characters; write 10 to 600."),
        ({"seen": "Ring 07700 900123 about it"}, "seen", "a telephone number at characters 6 to 17."),
        ({"seen": "Ring 0770\u200b0 900123 about it"}, "seen", "a telephone number at characters 6 to 17."),
        ({"seen": "It was outside ZZ1 1AA last week"}, "seen", "a full postcode at characters 16 to 22."),
        ({"community": "jo@example.org"}, "community", "an e-mail address"),
        ({"strands": None}, "strands", "say which strand or community"),
        ({"strands": "Relgion"}, "strands", "Did you mean Religion or belief?"),
        ({"strands": "purple"}, "strands", "this is not a strand we know. Known: Race or ethnicity"),
        ({"experience": "perhaps"}, "experience", "Known: Experienced; Evidenced; Potential."),
        ({"severity": "6"}, "severity", "level 6; the scale is 1 to 4."),
        ({"severity": "0"}, "severity", "level 0; the scale is 1 to 4."),
        ({"severity": "bad"}, "severity", "this is no level; the scale is 1 to 4."),
        ({"severity": None}, "severity", "there is no level; the scale is 1 to 4."),
        ({"allport": "7"}, "allport", "Allport level 7; the scale is 1 to 5."),
        ({"grading": "Z9"}, "grading", "grading 'Z9' is not known."),
        ({"grading": "4B"}, "grading", "grading '4B' is not known."),
        ({"grading": "B24"}, "grading", "of the older 5x5x5"),
        ({"grading": "E/4/1"}, "grading", "of the older 5x5x5"),
        ({"grading": "told me by Anna"}, "grading", "this grading is not known."),
        ({"grading": None}, "grading", "there is no grading."),
        ({"grading": None, "source_grade": "2"}, "information_grade", "half of the grading is missing."),
        ({"grading": None, "source_grade": "7", "information_grade": "B"}, "source_grade",
         "source grade '7' is not known; it is 1 to 3."),
        ({"grading": "2B", "source_grade": "3"}, "source_grade", "3 here, but 2 in the grading."),
        ({"grading": "2BC"}, "condition", "handling C needs its condition"),
        ({"condition": "Police only"}, "handling", "a condition is given, and that is handling C."),
        ({"handling": "Q", "grading": "2B"}, "handling", "handling code 'Q' is not known; it is P or C."),
        ({"source_type": "ward panl"}, "source_type", "Did you mean Ward panel?"),
        ({"is_anonymous": "rather"}, "is_anonymous", "write yes or no."),
        ({"reference": "Ask jo@example.org"}, "reference", "a person"),
        ({"reference": "R" * 41}, "reference", "40 letters"),
        ({"review_by": date(2028, 1, 1)}, "review_by", "later than the 1 year of the policy; the latest is "
         "22/11/2027."),
        ({"review_by": date(2026, 9, 2)}, "review_by", "before the end of what was seen"),
    ],
)  # fmt: skip
def test_what_must_be_mended_is_said_at_its_field(judge, said, field: str, words: str) -> None:
    judged = judge(**said)
    (problem,) = [each for each in judged.refused if each.field == field]
    assert words in problem.message


@pytest.mark.parametrize(
    ("grading", "handling", "expected"),
    [("2B", "P", (2, "B", "P")), ("2BP", None, (2, "B", "P")), ("1ac", None, (1, "A", "C")),
     ("3 E P", None, (3, "E", "P")), ("2-b-p", None, (2, "B", "P")), ("2/B", "P", (2, "B", "P"))],
)  # fmt: skip
def test_a_grading_may_be_written_in_one(judge, grading, handling, expected) -> None:
    condition = "Police only." if expected[2] == "C" else None
    judged = judge(grading=grading, handling=handling, condition=condition)
    assert judged.problems == ()
    values = judged.values
    assert (values["source_grade"], values["information_grade"], values["handling"]) == expected


def test_a_grading_may_be_given_in_parts_with_titles(judge) -> None:
    parts = {"source_grade": "2 - Untested", "information_grade": "B", "handling": "P"}
    values = judge(grading=None, **parts).values
    assert (values["source_grade"], values["information_grade"], values["handling"]) == (2, "B", "P")


def test_a_missing_handling_code_is_asked_for_or_read_as_the_careful_one(judge) -> None:
    assert [problem.field for problem in judge(grading="2B").problems] == ["handling"]
    judged = judge(grading="2B", careful=True)
    assert judged.problems == ()
    assert (judged.values["handling"], judged.values["condition"]) == ("C", NO_HANDLING)


def test_likely_names_ask_for_a_second_look_and_are_not_repeated(judge) -> None:
    judged = judge(seen="A man called John Smith shouted at people in the market.")
    assert judged.refused == ()
    assert judged.values["needs_check"]
    (problem,) = judged.problems
    assert problem == Problem(
        "seen",
        "possible personal details in what was seen (a person's name at characters 14 to 23); hidden from "
        "everyone but your agency until checked.",
        asks=True,
    )


def test_names_of_wards_are_nobody_s(judge) -> None:
    assert not judge(seen="People from Quayside Hilltop met after the match.").values["needs_check"]


def test_check_report_says_what_judging_found(policy: Policy, wren: StudyArea) -> None:
    problems = check_report({**GOOD, "severity": "9"}, policy, wren, TODAY)
    assert [(each.field, each.message) for each in problems] == [
        ("severity", "level 9; the scale is 1 to 4.")
    ]


def test_a_reason_is_asked_for_and_names_nobody() -> None:
    assert [each.message for each in check_reason(None, places=[])] == ["say why, in a few words."]
    assert check_reason("The panel has heard it from two others.", places=[]) == []
    assert check_reason("Told by Mrs Jones", places=[])[0].asks is False
    assert "telephone" in check_reason("Ring 07700 900123", places=[])[0].message


def test_marks_piled_on_a_letter_are_cut_to_four() -> None:
    assert tidy("a" + "\u0301" * 5000) == "a" + "\u0301" * 4


PLANTED = st.one_of(
    st.from_regex(r"07[1-9]\d\d ?\d{3} ?\d{3}", fullmatch=True),
    st.from_regex(r"[a-z]{3,8}\.[a-z]{3,8}@[a-z]{3,8}\.(?:org|com|co\.uk)", fullmatch=True),
    st.from_regex(r"(?:AB|CE|JG) ?\d{2} ?\d{2} ?\d{2} ?[A-D]", fullmatch=True),
    st.from_regex(r"DOB [12]\d/0[1-9]/19[5-9]\d", fullmatch=True),
    st.from_regex(r"NHS number \d{3} \d{3} \d{4}", fullmatch=True),
    st.from_regex(r"[2-9]{1}\d Nowhere Street, ZZ\d \dA[AB]", fullmatch=True),
    st.from_regex(r"[A-HJ-PR-Y]{2}[1-7]\d [XY][BDFHJ][JKL]", fullmatch=True),
    st.from_regex(r"@[a-z]{4,8}_\d{2}", fullmatch=True),
    st.sampled_from(["Mr John Smith", "Mrs Patel", "a man called Peter Jones", "Aisha Khan", "PC Jones",
                     "neighbour Dave Brown", "Suspect: Joe Bloggs"]),
)  # fmt: skip
SENTENCES = st.sampled_from(
    ["People were shouted at by the shops", "Leaflets were handed out", "it was loud", "", "Stickers again",
     "the youth club closed early", "worry about the march", "Eggs were thrown at the bus"]
)  # fmt: skip
WEAR = st.sampled_from(["", "\u200b", "\u00ad", "\u2060"])
FIELD = st.sampled_from(["seen", "seen", "seen", "place", "community", "condition"])


@settings(max_examples=examples(1_200), deadline=None)
@given(before=SENTENCES, planted=PLANTED, after=SENTENCES, wear=WEAR, at=st.integers(0, 30), field=FIELD)
def test_a_planted_identifier_is_never_taken_in_silently(
    policy: Policy, wren: StudyArea, before: str, planted: str, after: str, wear: str, at: int, field: str
) -> None:
    worn = planted[: at % len(planted)] + wear + planted[at % len(planted) :]
    said = GOOD | {"grading": "2BC", "condition": "Police and council officers only."}
    said |= {field: f"{before}. {worn}, {after}"}
    judged = judge_report(said, policy=policy, study_area=wren, today=TODAY)
    assert judged.refused or judged.values["needs_check"]
    told = " ".join(problem.message for problem in judged.problems)
    assert planted not in told
    assert worn not in told


@settings(max_examples=examples(300), deadline=None)
@given(text=st.text(alphabet=string.printable + "äß漢\u200b\u0301", max_size=700))
def test_any_text_at_all_gets_an_answer(policy: Policy, wren: StudyArea, text: str) -> None:
    for field in ("seen", "place", "ward", "strands", "grading", "severity", "experience", "reference"):
        judged = judge_report({**GOOD, field: text}, policy=policy, study_area=wren, today=TODAY)
        assert all(len(problem.message) < 500 for problem in judged.problems)
