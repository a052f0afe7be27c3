"""French of zones against their commune, and of hot spots."""

from analytics.disclosure import ProtectedTable
from analytics.statistics.words import ABOVE as ABOVE_WORDS
from analytics.statistics.words import BELOW as BELOW_WORDS
from analytics.statistics.words import DifferenceWord, HotSpot
from analytics.text import formats
from analytics.text.typography import typeset_module
from analytics.text.verdicts import WORDS

TITLE = "Ces zones diffèrent-elles de la commune ?"
SHOW = "Comparer chaque zone à la commune, compte tenu de sa taille"
NOTE = (
    "Plus une zone compte peu de faits attendus, plus le hasard seul l’éloigne de la commune : entre les courbes, un écart n’apprend rien. "
    "Les zones ne sont pas classées."
)
NOTHING = "Il faut au moins trois zones dont la population est connue et les nombres communiqués."
ABOVE, BELOW, WITHIN = "au-dessus de la commune", "au-dessous de la commune", "sans écart établi"
EXPECTED_AXIS = "Faits attendus au taux de la commune"
RATIO_AXIS = "Faits enregistrés / attendus"
RECORDED, EXPECTED = "enregistrés", "attendus"
HOT_SHOW = "Chercher où les taux élevés se regroupent"
HOT_NOTE = (
    "Un point chaud est une zone entourée de zones aux taux élevés, plus que le hasard ne le ferait "
    "(statistique Gi* de Getis et Ord, corrigée du nombre de zones)."
)
HOT_TOO_FEW = "Il faut au moins trente zones pour chercher des points chauds : choisissez un découpage plus fin."


def limit(level: float) -> str:
    """Name of a curve of the funnel."""
    share = formats.decimal(100 * level, 1 if level > 0.99 else 0)
    return f"{share} % du hasard"


def funnel(table: ProtectedTable) -> str:
    """Zones that differ from the commune, and how many do not."""
    frame = table.frame
    if frame.empty:
        return NOTHING
    parts = []
    differ = [word for word in DifferenceWord if word in ABOVE_WORDS + BELOW_WORDS]
    for word in differ:
        names = frame.loc[frame["word"] == word, "zone_label"]
        if len(names):
            parts.append(f"**{formats.capitalised(WORDS[word])}** : {formats.enumeration(list(names))}.")
    rest = int((~frame["word"].isin(differ)).sum())
    parts.append(
        f"Pour {formats.counted(rest, 'zone', 'zones')} sur {formats.integer(len(frame))}, aucun écart n’est établi."
        if parts
        else f"Aucune des {formats.integer(len(frame))} zones ne s’écarte de la commune au-delà du hasard."
    )
    return " ".join(parts)


def hot_spots(table: ProtectedTable) -> str:
    """Where high rates gather, and low ones."""
    frame = table.frame
    parts = [
        f"**{name}** : {formats.enumeration(list(frame.loc[frame['word'] == word, 'zone_label']))}."
        for word, name in ((HotSpot.HOT, "Points chauds"), (HotSpot.COLD, "Points froids"))
        if (frame["word"] == word).any()
    ]
    return " ".join(parts) or f"Parmi {formats.integer(len(frame))} zones, aucun regroupement ne dépasse le hasard."


typeset_module(__name__)
