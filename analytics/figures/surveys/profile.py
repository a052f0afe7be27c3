"""Who answered a wave against who lives in the commune."""

import pandas as pd

from analytics.disclosure import ProtectedTable, protect
from analytics.figures.release import Release
from analytics.figures.surveys.respondents import census, respondents
from analytics.figures.surveys.waves import Wave


def profile(release: Release, wave: Wave) -> ProtectedTable:
    """Who answered a wave against who lives in the commune, by sex and by age.

    Returns
    -------
    One row per sex and per age class of the census: ``group`` (code of the sex or of the age class),
    ``n_respondents``, ``share_pct`` (of those who tell theirs), ``census_pct``, ``gap_pts``. No row where no census is
    loaded, nor for what nobody answered.
    """
    people, residents = release.ask(respondents, wave), census(release, wave)
    parts = []
    for column in ("sex", "age"):
        known = people[column].value_counts().reindex(residents.get(column, pd.Series()).index, fill_value=0)
        if not known.sum():
            continue
        share, expected = 100 * known / known.sum(), 100 * residents[column] / residents[column].sum()
        part = pd.DataFrame(
            {"n_respondents": known, "share_pct": share, "census_pct": expected, "gap_pts": share - expected}
        )
        parts.append(part.assign(group=known.index.astype(str), of=column))
    if not parts:
        empty = pd.DataFrame(columns=["group", "n_respondents", "share_pct", "census_pct", "gap_pts"])
        return protect(empty, release.policy)
    rows = pd.concat(parts, ignore_index=True)
    policy = release.policy
    small = (rows["n_respondents"] > 0) & (rows["n_respondents"] < policy.threshold)
    # With the others of its breakdown, whose sum is known, a lone small class could be worked out.
    return protect(rows.drop(columns="of"), policy, telling=small.groupby(rows["of"]).transform("any"))
