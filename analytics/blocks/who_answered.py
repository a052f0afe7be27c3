"""Who answered a wave of a survey, against who lives in the commune."""

from functools import partial

from analytics.blocks.block import Block
from analytics.charts import feeling as charts
from analytics.figures import Release, surveys
from analytics.figures.surveys import Wave
from analytics.text import feeling as text


def who_answered(release: Release, wave: Wave) -> Block:
    """Draw two bars per sex and per age class."""
    table = release.ask(surveys.profile, wave)
    return Block(
        key="ressenti-groupes",
        title=text.profile_title(table),
        picture=partial(charts.profile, table),
        reading=text.profile(table),
        table=table,
        columns=("group", "n_respondents", "share_pct", "census_pct", "gap_pts"),
        labels=text.GROUPS,
    )
