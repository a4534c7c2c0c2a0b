"""A partnership's own policy file: whole, or as changes; and what is said when it is wrong."""

import json
import tomllib
from datetime import date
from pathlib import Path

import jsonschema
import pytest
import tomli_w

from ingest.errors import IngestError
from ingest.policy import load_policy, policy_schema
from ingest.policy.load import DEFAULT
from ingest.words import fold

ROOT = Path(__file__).parents[2]
CHANGED = 'extends = "default"\nversion = "Wren 3"\nvalid_from = 2026-05-01\n'


@pytest.fixture
def own(tmp_path):
    def write(text: str) -> Path:
        file = tmp_path / "mine.toml"
        file.write_text(text, encoding="utf-8")
        return file

    return write


def shipped() -> dict:
    return tomllib.loads(DEFAULT.read_text(encoding="utf-8"))


class TestChanges:
    def test_what_is_not_mentioned_stays_as_shipped(self, own, policy):
        mine = load_policy(own(CHANGED))
        assert (mine.version, mine.valid_from) == ("Wren 3", date(2026, 5, 1))
        assert mine.strands == policy.strands and mine.regime == policy.regime
        assert mine.digest != policy.digest

    def test_a_strand_and_its_words_are_added(self, own, policy):
        mine = load_policy(
            own(
                CHANGED
                + '[strands]\ntraveller = "Gypsy, Roma or Traveller"\n[monitored]\ntraveller = "race"\n'
                + '[aliases.strands]\ntraveller = ["traveller", "grt"]\nage = ["pensioner"]\n'
            )
        )
        words = mine.words_of("strands")
        assert words[fold("GRT")] == words[fold("Traveller")] == ("traveller",)
        assert words[fold("pensioner")] == words[fold("ageist")] == ("age",)
        assert list(mine.strands) == [*policy.strands, "traveller"]
        assert mine.monitored["traveller"] == "race"

    def test_a_list_taken_whole_forgets_what_was_said_of_codes_that_are_gone(self, own):
        mine = load_policy(
            own(
                'replace = ["strands"]\n'
                + CHANGED
                + '[strands]\nrace = "Race"\nage = "Age"\nother = "Other"\n'
            )
        )
        assert list(mine.strands) == ["race", "age", "other"]
        assert mine.monitored == {"race": "race"}
        assert "faith" not in mine.words_of("strands") and "lgbt" not in mine.words_of("strands")

    def test_a_local_rule_joins_the_others_and_one_of_the_same_name_takes_its_place(self, own, policy):
        text = CHANGED + "\n".join(
            f'[[regime]]\nkind = "{kind}"\nname = "{name}"\ntitle = "Ours"\nwhat_changed = "Locally."\n'
            f'since = {since}\ncomparable_with_before = false\nsource = "Minutes"\n'
            for kind, name, since in (
                ("hate_crime", "perception", "2020-01-01"),
                ("crime", "new", "2026-02-02"),
            )
        )
        mine = load_policy(own(text))
        assert len(mine.regime) == len(policy.regime) + 1
        assert [found.day for found in mine.breaks((), date(2026, 1, 1), date(2026, 3, 1))] == [
            date(2026, 2, 2)
        ]

    def test_a_scale_of_ones_own_takes_the_place_of_the_example_and_of_its_note(self, own):
        levels = "".join(
            f'[[tension_scale]]\nnumber = {n}\nname = "L{n}"\nmeaning = "As agreed."\n' for n in (1, 2, 3)
        )
        mine = load_policy(own(CHANGED + levels + "[tension]\npoints = [0, 1, 4]\n"))
        assert mine.tension.points == (0, 1, 4)
        assert [level.name for level in mine.tension_scale] == ["L1", "L2", "L3"]
        assert "tension_scale" not in mine.notes and "retention" in mine.notes

    def test_one_length_is_changed_and_its_reason_with_it(self, own, policy):
        mine = load_policy(own(CHANGED + '[retention.asb]\nmonths = 12\nbasis = "Board, 3 March 2026"\n'))
        assert mine.retention["asb"].length == "1 year"
        assert mine.retention["asb"].counted_from == policy.retention["asb"].counted_from


WRONG = [
    ("retain = 3\n", ["retain: there is no such key.", "Did you mean 'retention'?"]),
    (
        "[retention.asb]\ncounted_from = 'ocurred'\n",
        [
            "retention.asb.counted_from: found 'ocurred'",
            "'occurred', 'reported' or 'received'",
            "'occurred'?",
        ],
    ),
    (
        "[retention.asb]\nmonth = 3\n",
        ["retention.asb.month: there is no such key.", "Did you mean 'months'?"],
    ),
    ("[retention.asb]\ndays = 3\n", ["retention.asb: found both months and days; give one of the two."]),
    ("[retention.asb]\nmonths = 0\n", ["retention.asb.months: found '0';", "greater than or equal to 1"]),
    ("[retention.arson]\nmonths = 3\ncounted_from = 'reported'\nbasis = 'x'\n", ["retention: found 'arson'"]),
    ("[kinds]\nfly_tipping = 'Fly-tipping'\n", ["no rule for 'fly_tipping'", "[retention.fly_tipping]"]),
    ("[monitored]\nage = 'ages'\n", ["monitored.age: found 'ages'; it can be 'race'"]),
    (
        "[monitored]\nfaith = 'religion'\n",
        ["monitored: found 'faith', which is not in the list; [strands] has"],
    ),
    ("[strands]\nnone = 'None'\n", ["'none' cannot be a strand"]),
    ("[strands]\n'Race hate' = 'x'\n", ["strands.Race hate: found 'Race hate'; it would be a code"]),
    ("[aliases.categorys]\nviolence = ['x']\n", ["aliases.categorys: found 'categorys'", "'category'?"]),
    ("[aliases.strands]\nrace = 'racist'\n", ["aliases.strands.race: found 'racist'; it would be a list."]),
    (
        "[[allport_scale]]\nnumber = 1\nname = 'a'\nmeaning = 'b'\n",
        ["allport_scale: found 1 levels", "has 5"],
    ),
    (
        "[[tension_scale]]\nnumber = 6\nname = 'a'\nmeaning = 'b'\n"
        "[[tension_scale]]\nnumber = 5\nname = 'c'\nmeaning = 'd'\n",
        ["tension_scale: found the numbers 6, 5; number the levels 1, 2, 3"],
    ),
    ("[experience]\nrumoured = 'Rumour'\n", ["it is experienced, evidenced, potential"]),
    ("[grades.source]\n4 = 'Odd'\n", ["grades.source.4: found '4'; it can be '1', '2' or '3'."]),
    ("[notes]\ntension_scal = 'x'\n", ["notes.tension_scal: there is no table", "'tension_scale'?"]),
    (
        "[[regime]]\nkind = 'asb'\nname = 'x'\n",
        ["regime[7].title: it is missing.", "regime[7].comparable_with_before: it is missing."],
    ),
    (
        "[[regime]]\nkind = 'hate_incident'\nname = 'x'\ntitle = 'x'\nwhat_changed = 'x'\nsource = 'x'\n"
        "comparable_with_before = false\nsince = 2024-01-01\nrecorded_by = ['police_non_crime', 'police']\n",
        ["the rules 'code_2023' and 'x' for hate_incident hold on the same days"],
    ),
    ("street_visible_settings = ['street', 'parc']\n", ["found 'parc'", "Did you mean 'park'?"]),
    ("valid_from = 'soon'\n", ["valid_from: found 'soon'; it would be a day"]),
]


@pytest.mark.parametrize(("text", "said"), WRONG, ids=[said[0][:40] for _, said in WRONG])
def test_what_is_wrong_is_said_with_its_place_and_what_would_be_right(own, text, said):
    start = CHANGED.replace("valid_from = 2026-05-01\n", "") if "valid_from" in text else CHANGED
    with pytest.raises(IngestError) as refused:
        load_policy(own(start + text))
    message = str(refused.value)
    assert message.startswith("mine.toml is not a policy file") and "docs/policy.md" in message
    for part in said:
        assert part in message
    assert "pydantic" not in message and "Input should" not in message


def test_all_that_is_wrong_is_said_at_once(own):
    with pytest.raises(IngestError, match=r"3 things are wrong. \(1\).*\(2\).*\(3\)"):
        load_policy(own(CHANGED + "retain = 1\nversio = 2\n[retention.asb]\nmonths = 'six'\n"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('extends = "defualt"\n', "Did you mean 'default'"),
        ('extends = "default"\n', r"\(1\) version: it is missing.*\(2\) valid_from: it is missing"),
        ('replace = ["strand"]\n' + CHANGED, "replace: found 'strand', but this file has no such table"),
        ("version = \n", "at line 1"),
        ("", "things are wrong"),
    ],
)
def test_a_file_that_does_not_say_enough_is_refused(own, text, said):
    with pytest.raises(IngestError, match=said):
        load_policy(own(text))


def test_a_file_that_is_not_text_or_not_there_is_refused(own, tmp_path):
    odd = own("")
    odd.write_bytes(b"version = '\xe9'")
    with pytest.raises(IngestError, match="UTF-8"):
        load_policy(odd)
    with pytest.raises(IngestError, match="cannot be read"):
        load_policy(tmp_path / "gone.toml")


def test_a_long_value_is_not_repeated(own):
    with pytest.raises(IngestError) as refused:
        load_policy(own(CHANGED + f"[retention.asb]\nmonths = '{'Jane Roe ' * 9}'\n"))
    assert "Jane Roe Jane Roe Ja…" in str(refused.value) and "Jane Roe " * 3 not in str(refused.value)


class TestSchema:
    def test_the_schema_in_the_documentation_is_the_programs_own(self):
        kept = json.loads((ROOT / "docs" / "policy.schema.json").read_text(encoding="utf-8"))
        assert kept == policy_schema(), (
            "docs/policy.schema.json is out of date. Write it again: "
            "python -c 'import json, ingest.policy as p; print(json.dumps(p.policy_schema(), indent=2))' "
            "> docs/policy.schema.json"
        )

    def test_it_accepts_the_shipped_policy_and_a_file_of_changes(self):
        schema = jsonschema.Draft202012Validator(policy_schema())
        assert schema.is_valid(json.loads(json.dumps(shipped(), default=str)))
        assert schema.is_valid({"extends": "default", "version": "2", "valid_from": "2026-05-01"})

    def test_it_refuses_what_the_program_refuses(self):
        schema = jsonschema.Draft202012Validator(policy_schema())
        whole = json.loads(json.dumps(shipped(), default=str))
        assert not schema.is_valid(whole | {"retain": 1})
        assert not schema.is_valid(whole | {"monitored": {"race": "races"}})
        assert not schema.is_valid({"extends": "default", "version": "2"})
        assert not schema.is_valid({"version": "2", "valid_from": "2026-05-01"})


def test_a_policy_written_out_reads_as_the_same_policy(own, policy):
    again = load_policy(own(tomli_w.dumps(policy.model_dump(mode="json", exclude_none=True))))
    assert again == policy and again.digest == policy.digest


def test_the_worked_examples_of_the_documentation_are_policies(own):
    text = (ROOT / "docs" / "policy.md").read_text(encoding="utf-8")
    examples = [part.split("```")[0] for part in text.split("```toml\n")[1:]]
    mine = [load_policy(own(each if "extends" in each else CHANGED + each)) for each in examples[1:]]
    assert mine[0].words_of("strands")["grt"] == ("traveller",)
    assert mine[0].retention["asb"].length == "2 years"
    assert [found.day for found in mine[0].breaks((), date(2026, 1, 1), date(2026, 3, 1))] == [
        date(2026, 2, 2)
    ]
    assert len(mine[1].strands) == 5 and len(mine[1].monitored) == 4
    assert [found.day for found in mine[2].breaks((), date(2026, 8, 1), date(2026, 9, 30))] == [
        date(2026, 9, 1)
    ]
