"""The same curve in plain Streamlit, tuned as well as it can be: a fragment, a figure made once, NumPy, nothing else on the page."""

import numpy as np
import plotly.graph_objects as go
import streamlit as st


@st.cache_resource
def base() -> tuple[np.ndarray, go.Figure]:
    t = np.linspace(0, 20, 600)
    axes = {"xaxis": {"range": [0, 20]}, "yaxis": {"range": [-2.1, 2.1]}, "template": "none", "height": 420, "uirevision": 1}
    return t, go.Figure(go.Scatter(x=t, y=t, mode="lines"), axes)


@st.fragment
def oscillator() -> None:
    size = st.slider("Initial displacement", 0.2, 2.0, 1.0, 0.01)
    t, figure = base()
    gamma, omega = 0.1, np.sqrt(4 - 0.01)
    y = size * np.exp(-gamma * t) * (np.cos(omega * t) + gamma / omega * np.sin(omega * t))
    st.plotly_chart(go.Figure(go.Scatter(x=t, y=y, mode="lines"), figure.layout), key="curve", config={"displayModeBar": False})


oscillator()
