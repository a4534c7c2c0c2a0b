"""The bare page with nothing before it; as much is loaded as with the gate, so that only the gate differs."""

from pathlib import Path

import streamlit as st

import dashboard.gate.asgi
import dashboard.gate.sessions  # noqa: F401

app = st.App(Path(__file__).with_name("page.py"))
