"""The sentence that answers, on each screen of every sort of commune: true, of twenty words at most."""

import dataclasses
import re

import pytest

from data.model import Scope
from pages.app import guard

MARKS = str.maketrans({"\u00a0": " ", "\u202f": " ", "\\": ""})
YEAR_OF_ERAS = "De décembre 2023 à novembre 2024"
WITHHELD = "les nombres sont trop petits pour être communiqués."
NO_SURVEY, NO_ACTION = "Aucune réponse d’enquête à montrer pour l’instant.", "Aucune action au registre."
SENTENCES = {
    "demo": {
        "accueil": "En 2025, aucun indicateur de la commune ne bouge nettement. {late}",
        "carte": "Plaintes : rien ne bouge nettement dans les quartiers.",
        "evolution": "Plaintes, toute la commune : stable.",
        "ressenti": "29 % de réponses défavorables : stable depuis la vague 2022.",
        "actions": "13 actions, 6 évaluées : aucun changement net. {late}",
        "donnees": "Rien ne manque : 4 sources reçues jusqu’en décembre 2025.",
    },
    # One earlier year compares: nothing is said to be clear.
    "two eras": {
        "accueil": f"{YEAR_OF_ERAS}, aucun indicateur de la commune ne bouge nettement.",
        "carte": "Signalements : rien ne bouge nettement dans les quartiers.",
        "evolution": "Signalements, toute la commune : rien ne bouge nettement.",
        "ressenti": NO_SURVEY,
        "actions": NO_ACTION,
        "donnees": "Rien ne manque : 2 sources reçues au moins jusqu’en décembre 1999.",
    },
    "one month": {
        "accueil": "En mai 2024, aucune comparaison n’est possible.",
        "carte": "Signalements : aucune comparaison n’est possible.",
        "evolution": "Signalements, toute la commune : aucune comparaison n’est possible.",
        "ressenti": NO_SURVEY,
        "actions": NO_ACTION,
        "donnees": "Rien ne manque : 1 source reçue jusqu’en mai 2024.",
    },
    "all withheld": {
        "accueil": f"{YEAR_OF_ERAS}, {WITHHELD}",
        "carte": f"Signalements : {WITHHELD}",
        "evolution": f"Signalements, toute la commune : {WITHHELD}",
    },
}
CASES = [(commune, screen, said) for commune, of in SENTENCES.items() for screen, said in of.items()]


@pytest.fixture
def title(open_page, homes, monkeypatch):
    """The title of a screen of a commune; without narrow spaces, nor what shows a name as it was typed."""

    def read(screen, commune):
        if commune == "all withheld":
            settings = homes["two eras"] / "commune.toml"
            text = settings.read_text(encoding="utf-8")
            monkeypatch.setattr(guard, "require", as_elu(guard.require))
            settings.write_text(re.sub(r"threshold = \d+", "threshold = 5000", text), encoding="utf-8")
            try:
                return shown(screen, "two eras")
            finally:
                settings.write_text(text, encoding="utf-8")
        return shown(screen, commune)

    def shown(screen, commune):
        app = open_page(screen, commune)
        assert not app.exception
        (one,) = app.title
        return one.value.translate(MARKS)

    return read


def as_elu(require):
    return lambda screen: dataclasses.replace(require(screen), scope=Scope.ELU)


@pytest.mark.parametrize(("commune", "screen", "said"), CASES)
def test_headline_is_true_of_the_commune(title, commune, screen, said):
    # More decisions are late as days go by.
    pattern = re.escape(said).replace(re.escape("{late}"), r"\d+ décisions? en retard\.")
    shown = title(screen, commune)
    assert re.fullmatch(pattern, shown), shown
    assert len(shown.split()) <= 20
