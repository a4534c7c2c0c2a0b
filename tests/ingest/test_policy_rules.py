"""The recording rules, scales and lengths of keeping that a policy holds."""

from datetime import date

import pytest

from ingest.policy import RecordingRule, RetentionRule, describe, load_policy


def rule(**changes: object) -> RecordingRule:
    said = {
        "kind": "asb",
        "name": "new",
        "title": "New categories",
        "what_changed": "Sorted anew.",
        "comparable_with_before": False,
        "source": "Council minutes",
    }
    return RecordingRule.model_validate(said | changes)


class TestBreaks:
    def test_the_code_of_2023_breaks_the_line_of_hate_incidents_and_of_nothing_else(self, policy):
        (found,) = policy.breaks((), date(2023, 1, 1), date(2023, 12, 31))
        assert (found.day, found.kind) == (date(2023, 6, 3), "hate_incident")
        assert "2023 Code of Practice" in found.sentence and "not comparable" in found.sentence
        assert policy.breaks({"hate_crime"}, date(2023, 1, 1), date(2023, 12, 31)) == []

    def test_it_does_not_touch_what_the_council_and_the_centres_record(self, policy):
        year = (date(2023, 1, 1), date(2023, 12, 31))
        assert policy.breaks((), *year, sources={"council", "third_party"}) == []
        assert len(policy.breaks((), *year, sources={"council", "police_non_crime"})) == 1

    @pytest.mark.parametrize(
        ("first", "last", "days"),
        [
            (date(2023, 6, 3), date(2023, 6, 30), 0),  # all of it after the change
            (date(2023, 6, 2), date(2023, 6, 30), 1),
            (date(2023, 5, 1), date(2023, 6, 3), 1),
            (date(2023, 5, 1), date(2023, 6, 2), 0),  # all of it before
        ],
    )
    def test_a_change_is_a_break_only_where_the_window_holds_days_of_both_sides(
        self, policy, first, last, days
    ):
        assert len(policy.breaks((), first, last)) == days

    def test_a_rule_of_one_agency_breaks_only_that_agencys_line(self, policy):
        local = policy.model_copy(
            update={"regime": (rule(since=date(2026, 1, 12), agencies=("Wren Council",)),)}
        )
        window = (date(2026, 1, 1), date(2026, 3, 31))
        assert local.breaks((), *window, agencies={"Wren Police"}) == []
        (found,) = local.breaks((), *window, agencies={"wren council", "Wren Police"})
        assert "(Wren Council)" in found.sentence

    def test_a_change_that_leaves_counts_comparable_is_no_break(self, policy):
        same = rule(since=date(2026, 1, 12), comparable_with_before=True)
        mild = policy.model_copy(update={"regime": (same,)})
        assert mild.breaks((), date(2026, 1, 1), date(2026, 3, 31)) == []

    def test_a_rule_that_ends_with_nothing_after_it_is_a_break(self, policy):
        ended = policy.model_copy(update={"regime": (rule(until=date(2026, 1, 11)),)})
        (found,) = ended.breaks((), date(2026, 1, 1), date(2026, 3, 31))
        assert found.day == date(2026, 1, 12) and "does not say what has held since" in found.sentence

    def test_rules_of_community_reports_do_not_break_the_line_of_incidents(self, policy):
        graded = policy.model_copy(
            update={"regime": (rule(kind="community_report", since=date(2026, 1, 12)),)}
        )
        assert graded.breaks((), date(2026, 1, 1), date(2026, 3, 31)) == []
        assert graded.breaks({"community_report"}, date(2026, 1, 1), date(2026, 3, 31))


class TestKeeping:
    @pytest.mark.parametrize(
        ("day", "length", "due"),
        [
            (date(2024, 1, 31), {"months": 1}, date(2024, 2, 29)),
            (date(2023, 1, 31), {"months": 1}, date(2023, 2, 28)),
            (date(2024, 2, 29), {"months": 12}, date(2025, 2, 28)),
            (date(2024, 12, 5), {"months": 1}, date(2025, 1, 5)),
            (date(2024, 11, 30), {"months": 24}, date(2026, 11, 30)),
            (date(2024, 2, 1), {"days": 30}, date(2024, 3, 2)),
        ],
    )
    def test_the_day_of_review_is_counted_by_the_calendar(self, day, length, due):
        assert RetentionRule(counted_from="reported", basis="Minutes", **length).review_on(day) == due

    def test_every_kind_has_a_length_and_rows_set_aside_are_kept_thirty_days(self, policy):
        others = {"community_report", "submission", "set_aside", "audit", "history"}
        assert set(policy.retention) == {*policy.kinds} | others
        assert all(kept.kind == kind for kind, kept in policy.retention.items())
        assert policy.retention["set_aside"].length == "30 days"

    def test_the_shipped_lengths_and_scales_say_that_they_are_examples(self, policy):
        for table in ("retention", "tension_scale", "severity_scale"):
            assert "example" in policy.notes[table].lower()


def test_the_scales_count_from_one_and_allports_has_five(policy):
    for scale in (policy.tension_scale, policy.severity_scale, policy.allport_scale):
        assert [level.number for level in scale] == list(range(1, len(scale) + 1))
    assert [policy.allport_scale[0].name, policy.allport_scale[4].name] == ["Antilocution", "Extermination"]
    assert len(policy.tension_scale) == 6


def test_the_grades_are_those_of_3x5x2(policy):
    assert ["".join(grades) for grades in (policy.grades.source, policy.grades.information)] == [
        "123",
        "ABCDE",
    ]
    assert list(policy.grades.handling) == ["P", "C"]
    assert list(policy.experience) == ["experienced", "evidenced", "potential"]


def test_the_digest_follows_what_is_said_and_not_how_the_file_is_laid_out(policy, tmp_path):
    assert load_policy().digest == policy.digest
    assert policy.model_copy(update={"version": "2026.3"}).digest != policy.digest


def test_the_policy_can_be_read_out(policy):
    told = dict(describe(policy))
    assert told["Policy"][-1] == "Version 2026.2, in use from 1 April 2026."
    assert "Age (kept locally; not in the national return)" in told["Strands"]
    assert told["Tension scale"][0].startswith("An example")
    assert any(
        line.startswith("Rows set aside at import: 30 days")
        for line in told["Kept until a person reviews it"]
    )
    assert all(lines and all(lines) for lines in told.values())
