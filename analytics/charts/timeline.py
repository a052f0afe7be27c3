"""The calendar of actions: one bar per action, from its start to its end."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import plotly.graph_objects as go

from analytics.charts import CHANGES, Colour, Tint
from analytics.charts.figure import styled
from analytics.text import actions as texts
from data.journal import Action


def timeline(actions: Sequence[Action], words: Mapping[str, str], *, today: date, large: bool = False) -> go.Figure:
    """Draw actions over the years, the earliest first, each with the word of its verdict.

    Parameters
    ----------
    words : code of the verdict of each action, by name; without one, it is not judged.
    today : where the bars of those that go on are cut.
    """
    ordered = sorted(actions, key=lambda one: (one.start, one.name), reverse=True)
    ends = [min(one.end or today, date.max) for one in ordered]
    bars = [max(end, one.start) for one, end in zip(ordered, ends, strict=True)]
    codes = [words.get(one.name, "") for one in ordered]
    tints = [_TINTS.get(code, _NEVER_JUDGED) for code in codes]
    figure = go.Figure(
        go.Bar(
            y=[_shortened(one.name) for one in ordered],
            base=[one.start.isoformat() for one in ordered],
            x=[
                (end - one.start + timedelta(days=1)).total_seconds() * 1000
                for one, end in zip(ordered, bars, strict=True)
            ],
            orientation="h",
            marker={
                "color": [tint.ground for tint in tints],
                "line": {"color": Colour.INK, "width": 1},
            },
            text=[texts.judged(code) if code else "" for code in codes],
            textposition="inside",
            insidetextanchor="start",
            textfont={"color": [tint.ink for tint in tints]},
            customdata=[
                (one.name, texts.when(one), texts.where(one), texts.judged(code))
                for one, code in zip(ordered, codes, strict=True)
            ],
            hovertemplate="<b>%{customdata[0]}</b><br>%{customdata[1]}<br>%{customdata[2]}<br>%{customdata[3]}<extra></extra>",
        )
    )
    figure.add_vline(x=today.isoformat(), line={"color": Colour.MUTED, "width": 1.5, "dash": "dot"})
    figure.add_annotation(x=today.isoformat(), y=1, yref="paper", text=texts.TODAY, showarrow=False, yanchor="bottom")
    figure = styled(figure, height=80 + 30 * len(ordered), large=large)
    figure.update_xaxes(type="date", tickformat="%Y", showgrid=True, gridcolor=Colour.HAIRLINE)
    figure.update_yaxes(rangemode="normal", tickformat=None)
    figure.update_layout(margin={"t": 28})
    return figure


_TINTS: dict[str, Tint] = {str(word): tint for word, tint in CHANGES.items()}
_NEVER_JUDGED = Tint(Colour.PANEL, Colour.INK)


def _shortened(name: str, most: int = 38) -> str:
    return name if len(name) <= most else f"{name[: most - 1].rstrip()}…"
