"""What the small page shows: a file to take, a box to send one, and what its session remembers."""

import streamlit as st

st.session_state.setdefault("secret", st.context.cookies.get("who", "") + "-remembers")
st.write(st.session_state["secret"])
st.write(dict(st.context.headers))
st.download_button("Take", st.session_state["secret"] + " figures", "figures.csv", "text/csv")
remembered = st.session_state["secret"]
st.download_button("Take at the click", lambda: f"{remembered} made at the click", "more.csv")
st.file_uploader("Send")
if "fail" in st.query_params:
    raise ValueError("canary-in-an-exception")
