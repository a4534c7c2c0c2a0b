"""Who is suggested: by what stands out, each once, victim support first."""

from dashboard.partners_by_pattern import MOST, PARTS, RULES, suggested_partners
from ingest.policy import load_policy


def test_those_who_were_targeted_come_first_even_where_nothing_is_known() -> None:
    assert [one.partner for one in suggested_partners()] == ["Victim support"]


def test_each_partner_is_named_once_with_every_reason() -> None:
    found = {one.partner: one.why for one in suggested_partners(settings=["school"], categories=["bullying"])}
    assert found["Schools, colleges and youth services"] == "at school or college; bullying"


def test_a_table_stays_small() -> None:
    every = suggested_partners(settings=["home", "shop", "venue"], categories=["graffiti"], strands=["race"])
    assert len(every) == MOST


def test_every_code_of_the_table_is_one_of_the_policy() -> None:
    policy = load_policy()
    known = {
        "setting": set(policy.settings),
        "category": set(policy.categories),
        "strand": set(policy.strands),
        "part": set(PARTS),
    }
    assert all(rule.codes <= known[rule.field] for rule in RULES)
