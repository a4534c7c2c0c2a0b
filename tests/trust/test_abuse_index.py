"""Every abuse that was thought of, with the test that would see it succeed."""

import ast
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]

CASES: dict[int, tuple[str, tuple[str, ...]]] = {
    1: (
        "an officer reads another agency's restricted record",
        (
            "trust/test_row_rights.py::test_every_cell_with_real_rows",
            "trust/test_row_rights.py::test_a_thousand_guesses_find_nothing_and_take_as_long",
        ),
    ),
    2: (
        "a page goes to the store directly",
        (
            "trust/test_abuse_02_rogue_page.py::test_the_build_fails_on_a_page_that_imports_the_store",
            "trust/test_abuse_02_rogue_page.py::test_its_query_is_refused",
            "trust/test_aggregate_connection.py::test_no_trick_reads_more",
        ),
    ),
    3: (
        "differencing by date, strand or area",
        (
            "dashboard/test_released_answers.py::test_every_request_off_the_lattice_is_refused",
            "dashboard/test_released_proof.py::test_a_release_of_the_demo_proves_no_single_incident",
        ),
    ),
    4: (
        "one point, or what a map is sent, names somebody",
        (
            "dashboard/test_released_page.py::test_only_drawn_columns_reach_the_map",
            "trust/test_canaries.py::test_no_page_sends_a_role_what_it_may_not_see",
        ),
    ),
    5: (
        "the same cell in two releases around one new record",
        (
            "dashboard/test_releasing.py::test_aggregate_reads_stay_the_same_to_the_byte_until_a_release",
            "dashboard/test_releasing.py::test_one_record_does_not_move_its_span",
            "spatial/test_release_lattice.py::test_one_more_record_leaves_all_other_numbers_alone",
        ),
    ),
    6: (
        "what a person wrote becomes part of a page",
        (
            "trust/test_abuse_06_markup.py::test_*",
            "dashboard/test_tension_board.py::test_no_word_of_a_policy_or_a_record_becomes_markup",
            "dashboard/test_legend.py::test_a_unit_that_holds_a_tag_is_shown_as_text",
        ),
    ),
    7: (
        "a picture or a link in a text calls out",
        ("trust/test_gate.py::test_abuse_07_*",),
    ),
    8: ("a formula in an export", ("trust/test_abuse_08_formulas.py::test_no_cell_starts_a_formula",)),
    9: (
        "a file that unpacks to far more than it is",
        (
            "bad_inputs/test_files_workbooks.py::test_one_gigabyte_in_a_megabyte",
            "bad_inputs/test_files_workbooks.py::test_three_million_rows_in_a_small_file",
            "bad_inputs/test_files_abuse.py::test_the_walls_stand_for_a_bomb_of_brackets",
        ),
    ),
    10: (
        "triggers and views of a GeoPackage",
        (
            "bad_inputs/test_geography_packages.py::test_a_trigger_never_fires",
            "bad_inputs/test_geography_packages.py::test_a_view_without_end",
        ),
    ),
    11: (
        "a name that leads elsewhere, a link in a zip",
        (
            "bad_inputs/test_files_abuse.py::test_a_name_that_is_more_than_a_name",
            "bad_inputs/test_files_abuse.py::test_a_zip_made_to_do_harm",
            "bad_inputs/test_geography_packages.py::test_a_link",
        ),
    ),
    12: (
        "a file makes the reader fetch or read something of ours",
        (
            "bad_inputs/test_files_abuse.py::test_nothing_is_fetched_and_nothing_of_ours_is_read",
            "bad_inputs/test_geography_hostile.py::test_what_would_make_a_reader_fetch_something",
        ),
    ),
    13: (
        "entities in a workbook",
        ("bad_inputs/test_files_workbooks.py::test_is_refused_in_plain_words",),
    ),
    14: ("abuse of the address bar", ("trust/test_abuse_14_query_strings.py::test_abuse_14_*",)),
    15: (
        "taking over a session by its number",
        ("trust/test_sign_in.py::test_abuse_15_*", "trust/test_gate.py::test_abuse_15_*"),
    ),
    16: (
        "a stolen cookie, a stale sign-in, a log-out that ends nothing",
        (
            "trust/test_sign_in.py::test_log_out_in_one_tab_ends_the_next_run_of_the_other",
            "trust/test_gate.py::test_abuse_16_a_socket_whose_session_ends_is_cut",
        ),
    ),
    17: (
        "guessing passwords",
        (
            "trust/test_sign_in.py::test_abuse_17_guessing_is_locked_out_by_ten",
            "trust/test_sign_in.py::test_somebody_unknown_takes_as_long",
        ),
    ),
    18: ("a download fetched by somebody else", ("trust/test_gate.py::test_abuse_18_*",)),
    19: (
        "what one looked at is kept and given to another",
        (
            "trust/test_abuse_19_kept_answers.py::test_*",
            "trust/test_canaries.py::test_no_page_sends_a_role_what_it_may_not_see",
        ),
    ),
    20: (
        "logs and error pages that tell",
        ("trust/test_abuse_20_faults.py::test_abuse_20_*", "trust/test_gate.py::test_abuse_20_*"),
    ),
    21: ("a third party hears what is looked at", ("browser/test_every_page.py::test_abuse_21_*",)),
    22: (
        "false reports raise the tension",
        (
            "spatial/test_tension_laws.py::test_a_hundred_near_identical_reports_of_one_source_are_one",
            "spatial/test_tension_laws.py::"
            "test_a_hundred_copies_from_five_sources_are_held_and_lift_by_one_step_at_most",
            "dashboard/test_tension.py::test_many_of_one_source_move_nothing_and_grading_again_is_seen",
        ),
    ),
    23: (
        "a flood hides or moves a hot spot",
        (
            "ingest/test_periods_and_surges.py::test_ten_times_the_usual_is_for_a_second_person",
            "bad_inputs/test_sending.py::test_ten_times_a_wards_usual_week_waits_for_a_second_person",
        ),
    ),
    24: ("an insider edits the audit", ("trust/test_audit_tampering.py::test_every_tampering_is_seen",)),
    25: (
        "an insider browses",
        (
            "trust/test_audit_tampering.py::test_many_rows_within_ten_minutes_are_told_once",
            "dashboard/test_audit_pages.py::test_everybody_finds_their_own_looks_and_nobody_elses",
            "trust/test_row_rights.py::test_the_line_stands_before_the_row_is_read",
        ),
    ),
    26: ("a backup leaks", ("trust/test_sealed_backups.py::test_26_*",)),
    27: ("an erasure leaves traces", ("trust/test_sealed_backups.py::test_27_*",)),
    28: ("many sockets, slow readers, uploads before a sign-in", ("trust/test_gate.py::test_abuse_28_*",)),
    29: ("another name for the host, another origin", ("trust/test_gate.py::test_abuse_29_*",)),
    30: ("an open start", ("trust/test_abuse_30_doctor.py::test_every_open_configuration_is_refused",)),
    31: ("a bad library", ("trust/test_abuse_31_dependencies.py::test_*",)),
}
"""What is tried, and the tests by file and name; a star stands for the rest of a name."""


@lru_cache
def names_in(path: Path) -> frozenset[str]:
    """Name the tests of a file, those in classes too."""
    parsed = ast.walk(ast.parse(path.read_text("utf-8")))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return frozenset(node.name for node in parsed if isinstance(node, kinds) and node.name.startswith("test"))


def found(said: str) -> list[str]:
    """Find the tests that an entry names."""
    file, name = said.split("::")
    begins = name.removesuffix("*")
    return [
        test
        for path in TESTS.glob(file)
        for test in names_in(path)
        if test == name or (name.endswith("*") and test.startswith(begins))
    ]


@pytest.mark.parametrize("number", CASES)
def test_every_test_that_is_named_is_there(number: int) -> None:
    what, named = CASES[number]
    for said in named:
        assert found(said), f"abuse {number} ({what}): there is no test {said}"


def test_every_abuse_has_a_test(proof: Callable[[str], None]) -> None:
    assert [*CASES] == [*range(1, 32)]
    held = sum(all(found(said) for said in named) for _, named in CASES.values())
    assert held == len(CASES)
    proof(f"abuse cases: {held} of 31 have a test")
