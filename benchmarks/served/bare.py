"""The bare page with nothing before it."""

from pathlib import Path

import streamlit as st

app = st.App(Path(__file__).with_name("page.py"))
