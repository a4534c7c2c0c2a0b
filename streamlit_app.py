"""The server: what is asked for over HTTP, and behind it the pages."""

import sys
from pathlib import Path

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

from dashboard.gate.provider import provider_secrets
from dashboard.gate.routes import ROUTES, stack
from dashboard.gate.warming import warming
from dashboard.widgets.fault import say_fault

MAIN = Path(__file__).parent / "dashboard" / "main.py"
PagesManager.uses_pages_directory = False  # else a page beside the main script is opened past it
sys.path.append(str(MAIN.parent))  # at the end, or it is put first, and `calendar` and `signal` are ours

app = st.App(
    MAIN,
    routes=ROUTES,
    middleware=stack(),
    lifespan=warming,
    secrets=provider_secrets(),
    on_script_error=say_fault,
)
