"""Echoes: the same thing said again is one group, and what merely speaks of the same place is not."""

import random
import tomllib
from itertools import combinations
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ingest
from ingest.policy import Policy
from ingest.reports.echoes import echoes, gist, likeness

SAID = tomllib.loads(
    (Path(ingest.__file__).parent / "invented" / "report_themes.toml").read_text(encoding="utf-8")
)
ECHO = [told["seen"] for told in SAID["echo"]["told"]]
EMERGING = [told["seen"] for told in SAID["emerging"]["told"]]
RUMOUR = ECHO[0]
TOLD_APART = [
    (theme["name"], text.format(place=theme["places"][0]))
    for theme in SAID["themes"]
    for text in theme["texts"]
]


def groups(texts: list[str], **said: Any) -> list[int | None]:
    n = len(texts)
    given_ = {"wards": ["W1"] * n, "strands": ["race"] * n, "days": [0] * n, "least": 0.6, "within_days": 42}
    return echoes(texts, **{**given_, **said})


def test_the_demos_rumour_told_six_times_over_is_one_voice() -> None:
    days = [-told["days_ago"] for told in SAID["echo"]["told"]]
    assert groups([*ECHO, *EMERGING], days=[*days, *[-30] * 7]) == [1] * 6 + [None] * 7


def test_the_policy_has_the_likeness_that_was_chosen_for_it(policy: Policy) -> None:
    assert (policy.tension.echo_likeness, policy.tension.echo_days) == (0.6, 42)
    nearest = [max(likeness(one, other) for other in ECHO if other != one) for one in ECHO]
    others = [likeness(one, text) for one in ECHO for _, text in TOLD_APART]
    apart = [likeness(one, other) for (_, one), (_, other) in combinations(TOLD_APART, 2)]
    assert min(nearest) > 0.65 and max(*others, *apart) < 0.55


@pytest.mark.parametrize(
    "again",
    [
        RUMOUR.upper(),
        f"  {RUMOUR.replace(' ', '   ')}\t",
        RUMOUR.replace(",", " -- ").replace(".", "!!!"),
        " ".join(reversed(RUMOUR.split())),
        RUMOUR.replace("hotel", "hotell").replace("seekers", "seekrs"),
        RUMOUR.replace("e", "\u0435").replace("o", "\u043e"),
        "\u202e" + RUMOUR.replace("asylum", "asy\u200blum"),
        "".join(chr(ord(each) + 0xFEE0) if "!" <= each <= "~" else each for each in RUMOUR),
        "".join(f"{each}\u0336\u0301" for each in RUMOUR),
        f"\U0001f621\U0001f621 {RUMOUR} \U0001f621",
        f"Report 17: {RUMOUR}",
    ],
    ids=["case", "spaces", "signs", "order", "slips", "letters that look alike", "hidden", "wide", "struck",
         "emoji", "number"],
)  # fmt: skip
def test_the_same_words_in_other_clothes_are_the_same(again: str) -> None:
    assert groups([RUMOUR, again]) == [1, 1]


def test_reports_of_other_wards_strands_or_times_are_not_compared() -> None:
    two = [RUMOUR, RUMOUR]
    assert groups(two, wards=["W1", "W2"]) == [None, None]
    assert groups(two, wards=["", ""]) == [1, 1]
    assert groups(two, strands=["race", "age"]) == [None, None]
    assert groups(two, strands=["race;religion", "religion;age"]) == [1, 1]
    assert groups(two, strands=["", ""]) == [None, None]
    assert groups(two, days=[0, 42]) == [1, 1] and groups(two, days=[0, 43]) == [None, None]
    assert groups([RUMOUR] * 3, days=[0, 40, 80]) == [1, 1, 1]


@pytest.mark.parametrize("texts", [[], [RUMOUR], ["", ""], ["!!", "??"], ["\U0001f621", "\U0001f600"]])
def test_too_little_to_compare(texts: list[str]) -> None:
    assert groups(texts) == [None] * len(texts)


def test_other_scripts_are_compared_as_well() -> None:
    arabic = "سمع الناس شائعة عن الفندق القريب من البحر"
    assert groups([arabic, f"{arabic}!", "قيل للجيران إن المدرسة القديمة ستغلق"]) == [1, 1, None]


def test_a_text_put_together_from_two_reports_does_not_make_them_one() -> None:
    one, other = EMERGING[0], EMERGING[2]
    bridge = f"{one} {other}"
    assert min(likeness(one, bridge), likeness(other, bridge)) > 0.6 and likeness(one, other) < 0.5
    for many in (1, 30):
        found = groups([one, other, *(f"{bridge} {at}" for at in range(many))])
        assert found[0] != found[1] or found[0] is None


def test_words_that_say_little_make_no_two_alike() -> None:
    assert gist("It is said that they have been there, and that it was not so.") == "said"
    assert gist("They were there.") == "there they were"
    assert likeness("", "") == 0.0 and likeness(RUMOUR, RUMOUR) == 1.0


def made(numbers: list[int | None]) -> set[frozenset[int]]:
    held: dict[int, set[int]] = {}
    for at, number in enumerate(numbers):
        if number is not None:
            held.setdefault(number, set()).add(at)
    return {frozenset(group) for group in held.values()}


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([*ECHO, *EMERGING[:3]]), st.sampled_from("XY"), st.integers(0, 90)),
                max_size=25), st.randoms(use_true_random=False))  # fmt: skip
def test_their_order_does_not_matter(told: list[tuple[str, str, int]], dice: random.Random) -> None:
    def numbered(rows: list[tuple[str, str, int]]) -> list[int | None]:
        return groups([row[0] for row in rows], wards=[row[1] for row in rows], days=[row[2] for row in rows])

    order = list(range(len(told)))
    dice.shuffle(order)
    one, other = numbered(told), numbered([told[at] for at in order])
    assert [one[at] for at in order] == other


def test_a_plain_loop_finds_the_same_in_a_flood() -> None:
    dice = random.Random(3)
    words = sorted({word for text in [*ECHO, *EMERGING] for word in text.split()})
    texts = [f"{dice.choice(ECHO)} {dice.choice(words)} {dice.choice(words)}" for _ in range(150)]
    texts += [" ".join(dice.sample(words, 8)) for _ in range(100)]
    days = [dice.randrange(120) for _ in texts]
    threes = [
        {f" {word} "[at : at + 3] for word in gist(text).split() for at in range(len(word))} for text in texts
    ]

    def alike(a: int, b: int, least: float) -> bool:
        return 2 * len(threes[a] & threes[b]) >= least * (len(threes[a]) + len(threes[b]))

    near = {(a, b) for a, b in combinations(range(len(texts)), 2)
            if alike(a, b, 0.6) and abs(days[a] - days[b]) <= 42}  # fmt: skip
    group = list(range(len(texts)))
    for a, b in near:
        group = [group[b] if each == group[a] else each for each in group]
    found = groups(texts, days=days)
    for a, b in combinations(range(len(texts)), 2):
        if found[a] is not None and found[a] == found[b]:
            assert group[a] == group[b] and alike(a, b, 0.5)
        if (a, b) in near and found[a] != found[b]:
            assert any(not alike(one, other, 0.5) for one in range(len(texts)) for other in range(len(texts))
                       if group[one] == group[other] == group[a])  # fmt: skip
    assert len(made(found)) < 20


def test_five_thousand_texts_are_soon_compared() -> None:
    dice = random.Random(4)
    words = sorted({word for _, text in TOLD_APART for word in text.split()})
    texts = [" ".join(dice.choices(words, k=24)) for _ in range(5000)]
    said = {
        "wards": [f"W{dice.randrange(25)}" for _ in texts],
        "strands": [dice.choice(["race", "religion", "race;religion", "age"]) for _ in texts],
        "days": [dice.randrange(1095) for _ in texts],
    }
    start = process_time()
    groups(texts, **said)
    assert process_time() - start < 1.5  # 0.3 s on two quiet cores
