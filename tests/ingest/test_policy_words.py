"""The words that towns use for the same thing."""

import pytest

from ingest.errors import IngestError
from ingest.policy import load_policy
from ingest.words import fold, split_words


@pytest.mark.parametrize(
    ("word", "codes"),
    [
        ("Homophobic", ("sexual_orientation",)),
        ("Transphobic", ("transgender",)),
        ("Racist", ("race",)),
        ("Islamophobic", ("religion",)),
        ("Anti-Semitic", ("religion",)),
        ("Faith", ("religion",)),
        ("  religion   or\u00a0belief ", ("religion",)),
        ("RACE AND RELIGION", ("race", "religion")),
        ("Ra\u200bce", ("race",)),
        ("n/a", ()),
    ],
)
def test_a_word_for_a_strand_is_known_however_it_is_written(policy, word, codes):
    assert policy.words_of("strands")[fold(word)] == codes


def test_the_five_monitored_strands_are_those_of_the_national_return(policy):
    assert set(policy.strands) - set(policy.monitored) == {"gender", "age", "other"}


@pytest.mark.parametrize(
    "field", ["strands", "kind", "category", "source", "noticed_by", "setting", "outcome"]
)
def test_every_code_and_every_label_is_its_own_word(policy, field):
    words = policy.words_of(field)
    for code, label in policy.labels(field).items():
        assert words[fold(code)] == (code,)
        assert words[fold(label)] == (code,)


def test_a_patrol_can_see_graffiti_in_the_street_but_not_abuse_online_or_violence_at_home(policy):
    assert policy.is_street_visible("graffiti", "street")
    assert not policy.is_street_visible("online_abuse", "street")
    assert not policy.is_street_visible("violence", "home")


def test_a_cell_is_split_at_every_sign_that_people_use():
    assert split_words("Race; Religion/Age | Faith & Sex") == ["Race", "Religion", "Age", "Faith", "Sex"]
    assert split_words("Race and Religion") == ["Race", "Religion"]


def test_a_policy_whose_word_stands_for_two_strands_is_refused(tmp_path, policy):
    text = policy.model_dump(mode="json", exclude_none=True) | {
        "aliases": {"strands": {"race": ["odd"], "age": ["Odd"]}}
    }
    import tomli_w

    (tmp_path / "mine.toml").write_text(tomli_w.dumps(text), encoding="utf-8")
    with pytest.raises(IngestError, match="stands for both race and age"):
        load_policy(tmp_path / "mine.toml")
