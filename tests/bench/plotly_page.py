"""The Carte as a stock Streamlit page with plotly's charts: ``streamlit run plotly_page.py -- SNAPSHOT``."""

import sys

import streamlit as st
from plotly_figures import Snapshot

snapshot = st.cache_resource(Snapshot)(sys.argv[1])
shown = snapshot.shown(st.selectbox("Catégorie", snapshot.categories))
figures, charts = st.columns([1, 3])
figures.metric("Faits", shown.facts)
figures.metric("Pour 1 000 habitants", round(shown.rate, 1))
figures.metric("Évolution (%)", round(shown.change, 1))
charts.plotly_chart(shown.map, key="map")
charts.plotly_chart(shown.line, key="line")
