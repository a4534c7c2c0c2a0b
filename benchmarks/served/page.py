"""A bare page: what Streamlit costs when nothing is asked of anything."""

import streamlit as st

st.title("Bare")
st.write("A sentence, a number and a choice.")
st.metric("Reports", 1_234)
st.selectbox("Strand", ["race", "religion", "disability"])
st.dataframe({"ward": [f"Ward {n}" for n in range(20)], "reports": list(range(20))})
st.download_button("Take", "ward,reports", "figures.csv")
