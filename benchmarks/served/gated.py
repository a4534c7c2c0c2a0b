"""The bare page behind the gate."""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from dashboard.gate.asgi import Gate
from dashboard.gate.sessions import DEMO

app = st.App(
    Path(__file__).with_name("page.py"), middleware=[Middleware(Gate, who=lambda _: DEMO, refusals=list)]
)
