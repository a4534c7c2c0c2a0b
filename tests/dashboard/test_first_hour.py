"""The first hour: steps on the demo, what each method is, and a Help page that says who does what."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.desks.access import access
from dashboard.gate.pages import CONTENTS, FOLDER
from dashboard.settings import Settings
from dashboard.viewer import ROLES
from dashboard.words.first_steps import MOST, STEPS, steps_for
from dashboard.words.help import PAGES_TOLD, RIGHTS_TOLD, methods_for, who_does_what
from dashboard.words.methods_told import BESIDE, METHODS_TOLD
from ingest.access.policy import ACCESS, load_access
from tests.conftest import Demo

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
SENTENCE = re.compile(r"[.?!](?:\s|$)")


@pytest.mark.parametrize("code", METHODS_TOLD)
def test_a_method_is_told_in_two_sentences_and_has_a_page(code: str) -> None:
    method = METHODS_TOLD[code]
    assert len(SENTENCE.findall(method.does)) == 1
    assert len(SENTENCE.findall(method.not_said.replace("Did it work?**", "Did it work**"))) == 1
    file, _, heading = method.page.partition("#")
    written = (DOCS / file).read_text("utf-8")
    anchors = {
        re.sub(r"[^\w\- ]", "", line.lstrip("# ").lower()).replace(" ", "-")
        for line in written.splitlines()
        if line.startswith("#")
    }
    assert not heading or heading in anchors, f"{file} has no heading {heading}"


def test_every_page_of_a_method_says_what_it_is(proof: Callable[[str], None]) -> None:
    files = {path.stem: path.read_text("utf-8") for path in FOLDER.glob("*.py")}
    asking = {name for name, text in files.items() if "what_is_this import" in text}
    assert asking == set(BESIDE)
    assert {code for codes in BESIDE.values() for code in codes} == set(METHODS_TOLD)
    proof(f"“What is this?” is on {len(BESIDE)} pages, two sentences on each of {len(METHODS_TOLD)} methods")


def test_help_tells_of_every_page_and_every_right() -> None:
    listed = {entry.file for entry in CONTENTS if entry.is_listed}
    assert listed - set(PAGES_TOLD) == set()
    shipped = load_access(ACCESS)
    assert {right for may in shipped.roles.values() for right in may} == set(RIGHTS_TOLD)


def test_who_does_what_is_the_policy() -> None:
    rows = who_does_what(access().roles, own="officer")
    assert list(rows[0]) == ["what", "Officer of an agency (you)", *(
        viewer.title for role, viewer in ROLES.items() if role != "officer"
    )]  # fmt: skip
    told = {row["what"]: row for row in rows}
    assert told["Agree levels in a meeting"]["Coordinator"] == "yes"
    assert told["Agree levels in a meeting"]["Analyst"] == "–"
    none_may = who_does_what({"officer": ["explore"]}, own="")
    assert [row["what"] for row in none_may] == ["Explore exact figures on maps and in tables"]


def test_a_method_is_told_only_to_those_who_have_its_page() -> None:
    assert methods_for(["reach", "actions"]) == ["rag", "reach"]
    assert methods_for(["tell_us", "nothing"]) == []


def test_steps_lead_to_pages_there_are() -> None:
    assert {step.page for step in STEPS} <= {entry.file for entry in CONTENTS}
    counts = {
        role: len(steps_for(lambda page, role=role: access().may_open(role, page)))  # type: ignore[misc]
        for role in ROLES
    }
    assert counts["analyst"] == MOST == max(counts.values()) and min(counts.values()) >= 3


@pytest.fixture
def environment(demo: Demo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMMON_GROUND_STORE", demo.store)
    monkeypatch.setenv("COMMON_GROUND_PARTNERSHIP", str(demo.partnership))
    monkeypatch.setenv("COMMON_GROUND_FORMATS", str(demo.folder / "formats"))


def opened(page: str, role: str, **query: str) -> AppTest:
    test = AppTest.from_file(str(FOLDER / f"{page}.py"), default_timeout=60)
    test.session_state["view-as"] = role
    for name, value in query.items():
        test.query_params[name] = value
    return test.run()


@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize("role", ["public", "administrator", "coordinator"])
def test_help_opens_for_everybody(role: str) -> None:
    page = opened("help", role)
    assert not page.exception and page.title[0].value == "Help"
    said = " ".join(part.value for part in page.markdown)
    assert ("Pairs of reports" in said) == (role == "coordinator")
    assert "tell whoever looks after the program the number" in said
    assert f"{ROLES[role].title} (you)" in page.dataframe[0].value


@pytest.mark.usefixtures("environment")
def test_help_opens_at_the_method_that_was_asked_for() -> None:
    page = opened("help", "analyst", method="tension")
    methods = [part.value for part in page.subheader]
    assert methods.index("Level of tension") < methods.index("Hot spot")
    strange = opened("help", "public", method="<b>tension</b>")
    assert "There is no such method" in strange.info[0].value
    assert all("<b>" not in part.value for part in (*strange.info, *strange.markdown))


@pytest.mark.usefixtures("environment")
def test_the_documentation_is_linked_where_it_is_served(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not opened("help", "public").get("link_button")
    monkeypatch.setenv("COMMON_GROUND_DOCS", "https://docs.example.org/ground")
    assert opened("help", "public").get("link_button")
    monkeypatch.setenv("COMMON_GROUND_DOCS", "javascript:alert(1)")
    with pytest.raises(ValueError, match="docs"):
        Settings()


FRONT = """
import streamlit as st
from dashboard.widgets.first_steps import first_steps, offer_first_steps

first_steps(st.session_state["page"])
offer_first_steps()
"""


def stepped(page: str) -> AppTest:
    test = AppTest.from_string(FRONT)
    test.session_state["view-as"], test.session_state["page"] = "analyst", page
    return test.run()


@pytest.mark.usefixtures("environment")
def test_the_first_steps_are_left_and_taken_up_again() -> None:
    page = stepped("hot_spots")
    assert f"1 of {MOST}" in page.markdown[0].value
    page.button[0].click().run()
    assert not page.markdown and page.button[0].label == "Show the first steps again"
    page.button[0].click().run()
    assert page.markdown
    assert not stepped("audit").markdown


@pytest.mark.usefixtures("environment")
def test_the_first_steps_are_the_demo_s_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.widgets.first_steps.is_demo", lambda _: False)
    assert not stepped("hot_spots").markdown


EMPTY = """
from dashboard.survey import NoRecordsError
from dashboard.widgets.first_file import say_no_records

say_no_records(NoRecordsError("There are no records yet."))
"""


@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize(("role", "may_send"), [("officer", True), ("partner", False)])
def test_an_empty_store_asks_for_the_first_file_of_whoever_may_send_one(role: str, may_send: bool) -> None:
    page = AppTest.from_string(EMPTY)
    page.session_state["view-as"] = role
    page.run()
    assert "There are no records yet. Open **Import**" in page.info[0].value
    assert bool(page.subheader) == may_send
    assert len(page.markdown) == (3 if may_send else 0)
