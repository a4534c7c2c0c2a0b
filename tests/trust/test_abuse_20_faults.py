"""A fault of ours tells nobody anything: not the page, not the log."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

KINDS = 50


def stumble() -> None:
    """Fail as a page may fail: in whatever kind, with a record in the text, the cause and the context."""
    import streamlit as st

    from dashboard.widgets.fault import say_fault

    record = st.session_state["record"]
    kinds = (RuntimeError, ValueError, KeyError, OSError, ZeroDivisionError)
    for number in range(st.session_state["kinds"]):
        try:
            try:
                raise TypeError(record)
            except TypeError as cause:
                raise kinds[number % len(kinds)](f"{number} {record}") from cause
        except Exception as error:
            assert say_fault(error)


def test_abuse_20_fifty_faults_say_nothing_of_a_record(
    capfd: pytest.CaptureFixture[str], proof: Callable[[str], None]
) -> None:
    page = AppTest.from_function(stumble)
    page.session_state["kinds"] = KINDS
    page.session_state["record"] = "Canary, 14 Curlew Street, Amina 07700 900123"
    page.run()
    assert len(page.error) == KINDS and not page.exception
    shown = " ".join(str(one.value) for one in page.error)
    told = capfd.readouterr()
    for sent in (shown, told.out, told.err):
        assert not any(word in sent for word in ("Canary", "Curlew", "Amina", "900123"))
    assert told.err.count("fault") >= KINDS, "each is in the log"
    assert len({str(one.value) for one in page.error}) == KINDS, "each has a number of its own"
    proof(f"faults: {KINDS} of {KINDS} told without a word of a record")


def test_the_server_hands_every_fault_to_it() -> None:
    from dashboard.widgets.fault import say_fault
    from streamlit_app import app

    assert app._on_script_error is say_fault
