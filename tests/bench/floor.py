"""The floor: a stock Streamlit page with the same choice as ours and one line of text. For ``streamlit run`` only."""

import sys

import streamlit as st

st.write(st.selectbox("Catégorie", sys.argv[1:]))
