"""A small page behind the gate; everybody is whom their cookie names, until the folder says they left."""

import os
from collections.abc import Mapping
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from dashboard.gate.asgi import Gate
from dashboard.gate.settings import GateSettings
from dashboard.viewer import ROLES, Principal

LEFT = Path(os.environ["LEFT"])
ROLE = {"anna": "analyst", "bert": "analyst", "paul": "partner", "ada": "administrator"}
LOOK_AGAIN_S = 0.5


def who(cookies: Mapping[str, str]) -> Principal | None:
    name = cookies.get("who", "")
    if name not in ROLE or (LEFT / name).exists():
        return None
    return Principal(name, "", ROLES[ROLE[name]], name, list(ROLE).index(name))


settings = GateSettings(hosts="records.example", connections_each=20)
app = st.App(
    Path(__file__).with_name("page.py"),
    middleware=[
        Middleware(
            Gate, who=who, settings=settings, look_again_s=LOOK_AGAIN_S, refusals=list
        )  # no store here
    ],
)
