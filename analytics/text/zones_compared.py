"""French of zones against their commune."""

from analytics.disclosure import ProtectedTable
from analytics.statistics.words import ABOVE as ABOVE_WORDS
from analytics.statistics.words import BELOW as BELOW_WORDS
from analytics.statistics.words import DifferenceWord
from analytics.text import formats
from analytics.text.markdown import literal
from analytics.text.typography import typeset_module
from analytics.text.verdicts import WORDS

TITLE = "Ces zones diffèrent-elles de la commune ?"
NOTE = (
    "Plus une zone compte peu de faits attendus, plus le hasard seul l’éloigne de la commune : entre les courbes, un écart n’apprend rien. "
    "Les zones ne sont pas classées."
)
NOTHING = "Il faut au moins trois zones dont la population est connue et les nombres communiqués."
ABOVE, BELOW, WITHIN = "au-dessus de la commune", "au-dessous de la commune", "sans écart établi"
EXPECTED_AXIS = "Faits attendus au taux de la commune"
RATIO_AXIS = "Faits enregistrés / attendus"
RECORDED, EXPECTED = "enregistrés", "attendus"


def limit(level: float) -> str:
    """Name of a curve of the funnel."""
    share = formats.decimal(100 * level, 1 if level > 0.99 else 0)
    return f"{share} % du hasard"


def upper_limit(level: float) -> str:
    """Name of the curve above, beside that of the one below."""
    return f"{limit(level)}, haut"


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
            parts.append(f"**{formats.capitalised(WORDS[word])}** : {literal(formats.enumeration(list(names)))}.")
    rest = int((~frame["word"].isin(differ)).sum())
    parts.append(
        f"Pour {formats.counted(rest, 'zone', 'zones')} sur {formats.integer(len(frame))}, aucun écart n’est établi."
        if parts
        else f"Dans aucune des {formats.integer(len(frame))} zones un écart à la commune n’est établi."
    )
    return " ".join(parts)


typeset_module(__name__)
