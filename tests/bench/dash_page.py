"""The Carte as a Dash page: ``python dash_page.py SNAPSHOT PORT``."""

import sys

from dash import Dash, Input, Output, dcc, html
from plotly_figures import Snapshot
from werkzeug.serving import make_server

path, port = sys.argv[1:]
snapshot = Snapshot(path)
page = Dash(__name__)
page.layout = html.Div(
    [
        dcc.Dropdown(snapshot.categories, snapshot.categories[0], id="category", clearable=False),
        html.P(id="figures"),
        dcc.Graph(id="map"),
        dcc.Graph(id="line"),
    ]
)


@page.callback(
    Output("figures", "children"), Output("map", "figure"), Output("line", "figure"), Input("category", "value")
)
def answer(category):
    shown = snapshot.shown(category)
    figures = f"{shown.facts} faits, {shown.rate:.1f} pour 1 000 habitants, {shown.change:+.1f} %"
    return figures, shown.map, shown.line


server = make_server("127.0.0.1", int(port), page.server, threaded=True)
print(f"http://127.0.0.1:{port}", flush=True)
server.serve_forever()
