"""What is to be watched, on Accueil: the same as the command line, and the reason where nothing can be judged."""

import pytest

from analytics.figures import Release, observe
from analytics.figures.alerts import alerts
from analytics.statistics.words import AlertWord
from analytics.text import alerts as texts
from data.model import Level, Scope


def shown(app):
    return [one.value for one in (*app.markdown, *app.caption)]


@pytest.mark.parametrize("level", ["quartier", "qpv"])
def test_accueil_gives_the_alerts_of_its_level(open_page, homes, level):
    app = open_page("accueil", "demo", choix=f"indicateur.main_courante decoupage.{level}")
    assert not app.exception
    release = Release(observe(homes["demo"]), Scope.COORDINATION)
    table = alerts(release, Level(level))
    labels = {slug: release.nomenclature.label(slug) for slug in table.frame["category"].dropna().unique()}
    is_raised = (table.frame["word"] == AlertWord.TO_WATCH).any()
    lines = texts.to_watch(table, labels)
    written = "\n".join(f"- {line}" for line in lines) if is_raised else f"**{texts.TITLE}.** {lines[0]}"
    assert written in shown(app)
    assert (texts.NOT_PROOF in shown(app)) == is_raised


def test_accueil_says_why_nothing_is_judged_of_too_few_years(open_page):
    app = open_page("accueil", "no population")
    assert not app.exception
    assert f"**{texts.TITLE}.** {texts.NOTHING_JUDGED}" in shown(app)
    assert not any(texts.NOT_PROOF in text for text in shown(app))
