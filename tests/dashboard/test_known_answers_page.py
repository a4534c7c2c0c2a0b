"""Known answers on the page and in the shell: what passes is said to pass, what fails is not hidden."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from dashboard.answers import known_answers as answers
from dashboard.shell import app
from spatial.known_answers import known_answers

PAGE = Path(__file__).parents[2] / "dashboard" / "pages" / "known_answers.py"


@pytest.fixture
def one_fails(monkeypatch: pytest.MonkeyPatch) -> str:
    first, *rest = known_answers()
    off = np.asarray(first.expected) + 1
    wrong = replace(first, expected=float(off) if off.ndim == 0 else tuple(off.tolist()))
    monkeypatch.setattr(answers, "known_answers", lambda: (*rest, wrong))
    return first.name


def test_every_case_passes_here() -> None:
    checked = answers.check_known_answers()
    assert checked.all_pass
    assert checked.sentence.startswith(f"All {len(known_answers())} published cases")
    assert checked.table.notna().all(axis=None)


def test_a_failure_stands_first_and_is_said(one_fails: str) -> None:
    checked = answers.check_known_answers()
    assert not checked.all_pass
    assert checked.table["name"].iat[0] == one_fails
    assert "1 of" in checked.sentence
    assert checked.table["largest_difference"].iat[0] == pytest.approx(1, abs=1e-3)


def test_the_shell_answers_in_json() -> None:
    result = CliRunner().invoke(app, ["known-answers", "--json"])
    assert result.exit_code == 0
    answer = json.loads(result.stdout)
    assert answer["passes"] is True
    assert {"name", "expected", "got", "passes", "source"} <= set(answer["cases"][0])


def test_the_shell_ends_with_one_where_a_case_fails(one_fails: str) -> None:
    result = CliRunner().invoke(app, ["known-answers"])
    assert result.exit_code == 1
    assert "NO" in result.stdout


def opened() -> AppTest:
    return AppTest.from_file(str(PAGE), default_timeout=60).run()


def test_the_page_says_that_all_pass() -> None:
    page = opened()
    assert not page.exception
    assert "come out as printed" in page.success[0].value
    assert page.dataframe[0].value["outcome"].eq("✓ passes").all()


def test_the_page_says_what_fails(one_fails: str) -> None:
    from dashboard.loading.methods import load_known_answers

    load_known_answers.clear()
    page = opened()
    assert "do not come out as printed" in page.error[0].value
    load_known_answers.clear()
