"""The words of the screens, defined: each verdict with what it does not say, and how a reader finds one by searching."""

from collections.abc import Sequence
from typing import NamedTuple

from analytics.statistics.words import AlertWord, ChangeWord, SurveyWord
from analytics.text import guide
from analytics.text.chips import UNJUDGED
from analytics.text.formats import points
from analytics.text.typography import typeset_module
from analytics.text.verdicts import of_relative, signed
from data.reference import normalise

SEARCH = "Chercher un mot, un indicateur…"
KIND = "Sorte"
MAIN, VERDICTS, FIGURES, INDICATORS, CHAMPS = "", "verdicts", "figures", "indicateurs", "champs"
"""What the screen shows, as the address writes it; the other topics of ``WORDS`` are too."""
KINDS = {
    MAIN: "L’essentiel",
    VERDICTS: "Verdicts",
    FIGURES: "Figures",
    INDICATORS: "Indicateurs",
    CHAMPS: "Champs d’action",
    "faits": "Faits et lieux",
    "enquetes": "Enquêtes",
    guide.KIND: guide.TITLE,
}
NOT_FOUND = "Aucun mot, indicateur ni champ d’action ne répond à « {asked} ». Essayez un seul mot, ou une autre façon de le dire."
VERDICTS_NOTE = "Point : estimation. Barre : marge. Bande grise : le changement dont parle le mot."


class Verdict(NamedTuple):
    """What a verdict says and does not say, in one sentence; what a curious reader is told besides."""

    meaning: str
    detail: str = ""


class Word(NamedTuple):
    """A word, what it means, what a curious reader is told besides, and other words by which it may be looked for."""

    name: str
    meaning: str
    detail: str = ""
    synonyms: str = ""


MEANINGS = {
    ChangeWord.CLEAR_RISE: Verdict(
        "L’intervalle à 95 % exclut l’absence de hausse, corrigé de tout ce qui est jugé ensemble ; il n’en dit pas la cause.",
        "Le hasard seul en fait rarement dire une : sur une carte sur vingt au plus, sur une sur dix quand toute la "
        "commune connaît des années inhabituelles.",
    ),
    ChangeWord.CLEAR_FALL: Verdict("De même, vers le bas ; il ne dit pas qu’une action en est la cause."),
    ChangeWord.PROBABLE_RISE: Verdict(
        "La même chose à 90 % : le hasard la fait dire plus souvent ; ce n’est pas une preuve.",
        "C’est aussi le mot le plus fort quand moins de quatre années sont comparables.",
    ),
    ChangeWord.PROBABLE_FALL: Verdict("De même, vers le bas ; la suite peut la démentir."),
    ChangeWord.STABLE: Verdict(
        "Tout l’intervalle tient à moins de 20 % ; un changement plus petit reste possible.",
        "Dans une enquête : dix points de part et d’autre.",
    ),
    ChangeWord.BOUNDED: Verdict("Tout l’intervalle tient à moins de 30 % ; ce n’est pas « stable »."),
    ChangeWord.NO_LARGE_RISE: Verdict(
        "Une hausse de plus de 30 % est exclue ; une plus petite, ou une baisse, reste possible."
    ),
    ChangeWord.NO_LARGE_FALL: Verdict(
        "Une baisse de plus de 30 % est exclue ; une plus petite, ou une hausse, reste possible."
    ),
    ChangeWord.INSUFFICIENT_DATA: Verdict(
        "Ni une hausse ni une baisse de plus de 30 % n’est exclue ; cela ne dit pas que rien n’a changé."
    ),
    SurveyWord.CHANCE: Verdict(
        "Dans une enquête, un écart de dix points se serait vu ; un plus petit reste possible.",
        "Un tel écart se serait vu quatre fois sur cinq au moins.",
    ),
    AlertWord.TO_WATCH: Verdict(
        "Le dernier trimestre compte plus de faits que d’habitude ; ce n’est pas une preuve.",
        "Aux trois derniers mois définitifs, plus de faits que n’en laissent attendre les mêmes mois des cinq années "
        "d’avant (quatre au moins), leur tendance et leurs variations habituelles, corrigé du nombre de zones et de "
        "catégories regardées. Rien n’est dit sous 20 faits attendus.",
    ),
    SurveyWord.NOT_COMPARABLE: Verdict(
        "Ce qui est compté, ou demandé, n’est plus le même ; aucune hausse et aucune baisse n’est dite.",
        "Une enquête ouverte à qui veut répondre n’a pas de marge, et ne se compare pas non plus.",
    ),
    UNJUDGED: Verdict("L’action n’a pas pu être jugée, et sa fiche dit pourquoi ; cela ne dit rien de son effet."),
}
"""In the order of the screen; each code has its chip."""

WORDS = {
    FIGURES: (
        Word(
            "Bande habituelle",
            "Elle contient le nombre du mois environ 95 fois sur 100, d’après les mêmes mois des trois à cinq années d’avant et leurs écarts d’une année à l’autre.",
            "Elle s’interrompt quand ce qui est compté change, et revient trois ans après.",
            synonyms="saison, niveau habituel",
        ),
        Word(
            "Marge d’incertitude",
            "Intervalle qui contient le niveau réel environ 95 fois sur 100.",
            "Celle d’un taux ne compte que le hasard du comptage ; celle d’un changement, aussi ce que les nombres varient d’eux-mêmes ; celle d’une enquête, le hasard du tirage des personnes.",
            synonyms="intervalle de confiance, erreur, précision",
        ),
        Word(
            "Attendu",
            "Ce qui aurait été compté sans l’action, d’après la méthode qui la juge.",
            synonyms="contrefactuel, sans l’action",
        ),
        Word(
            "Niveau de preuve",
            "De 1 (simple constat) à 5 (zones tirées au sort) : ce que la comparaison peut prouver, pas la taille de l’effet.",
            synonyms="échelle du Maryland, points",
        ),
        Word(
            "Rupture",
            "Changement dans la façon d’enregistrer les faits : ce qui est compté change, pas forcément ce qui se passe.",
            synonyms="changement d’enregistrement, logiciel",
        ),
        Word("Mois manquant", "Aucun fait de la source n’en est connu, entre deux mois reçus."),
        Word(
            "Provisoire",
            "Dernier mois d’une source, ou ceux qu’elle a l’habitude de compléter après coup : le nombre peut encore changer.",
            synonyms="définitif, dernier mois",
        ),
        Word(
            "Non communiqué",
            "Le nombre est trop petit pour être montré sans risquer de désigner quelqu’un.",
            synonyms="secret statistique, petits nombres, masqué, anonymat",
        ),
        Word(
            "Pas de données",
            "Aucune source n’a rien transmis pour ce mois ou ce découpage. Ce n’est pas un zéro.",
            synonyms="manquant, vide",
        ),
        Word(
            "Taux",
            "Nombre de faits pour 1 000 habitants, ou pour 1 000 logements, sur la période montrée.",
            synonyms="pour mille, par habitant",
        ),
    ),
    "faits": (
        Word(
            "Plainte",
            "Déclaration d’une victime à la police ou à la gendarmerie nationales, qui peut conduire à une enquête.",
            synonyms="police nationale, gendarmerie",
        ),
        Word(
            "Signalement",
            "Anomalie ou nuisance de l’espace public portée à la connaissance de la commune.",
            synonyms="nuisance, incivilité",
        ),
        Word(
            "Main courante",
            "Registre où la police municipale note les évènements de son service, avec leur lieu et leur heure.",
            synonyms="police municipale, registre",
        ),
        Word(
            "Médiation sociale",
            "Présence et dialogue d’équipes formées dans l’espace public, pour apaiser et orienter.",
        ),
        Word(
            "CLSPD",
            "Conseil local de sécurité et de prévention de la délinquance : il réunit autour du ou de la maire les partenaires qui coordonnent la prévention.",
        ),
        Word(
            "Champ d’action",
            "Domaine dans lequel le CLSPD agit, par exemple la médiation sociale ou l’insécurité routière.",
        ),
        Word("Bailleur", "Organisme qui loue des logements, souvent sociaux.", synonyms="logement social, HLM"),
        Word("En retard", "Mois qui auraient dû arriver, au rythme et dans le délai habituels de la source."),
        Word(
            "Point chaud",
            "Zone autour de laquelle les taux élevés se regroupent, au-delà du hasard, deux années de suite.",
            "Il faut au moins trente zones dont la population est connue.",
            synonyms="hot spot, concentration",
        ),
        Word("Quartier", "Découpage choisi par la commune."),
        Word("IRIS", "Découpage de l’INSEE, d’environ 2 000 personnes, pour lequel la population est publiée."),
        Word(
            "QPV",
            "Quartier prioritaire de la politique de la ville. Ses limites ne suivent pas celles des quartiers ni des IRIS.",
            synonyms="quartier prioritaire, politique de la ville",
        ),
        Word(
            "Zones comparables",
            "Celles qui ressemblent le plus à une autre par leur population, leurs logements, le niveau et la tendance de leurs faits : la raison est écrite à côté.",
            synonyms="témoin, quartiers qui se ressemblent",
        ),
        Word(
            "Communes semblables",
            "Celles que la commune a choisies, ou celles qui ont entre trois quarts et quatre tiers de sa population.",
        ),
        Word("Médiane", "La moitié des communes est au-dessous, l’autre moitié au-dessus."),
        Word(
            "Non diffusé",
            "L’État ne publie pas ce chiffre : la commune a enregistré trop peu de faits. Ce n’est pas un zéro.",
        ),
    ),
    "enquetes": (
        Word(
            "Ressenti",
            "Ce que des personnes répondent à une enquête, sur leur quartier ou leurs missions.",
            synonyms="sentiment d’insécurité, enquête, sondage",
        ),
        Word(
            "Redressement",
            "Poids donnés aux réponses pour que l’âge, le sexe et les quartiers y comptent comme dans la population.",
            synonyms="pondération, calage",
        ),
        Word(
            "Réponses équivalentes",
            "Ce que valent les réponses une fois redressées : autant de réponses de même poids, tirées une à une, auraient la même précision.",
            "Il en faut 50 pour donner une part.",
            synonyms="effectif, échantillon",
        ),
        Word(
            "Ressenti plus sombre que les faits",
            "La zone est plus haut dans l’ordre du ressenti que dans celui des faits, au-delà du hasard.",
            "« Meilleur » dit l’inverse, « conforme » que les deux ordres se ressemblent.",
        ),
        Word(
            "Estimation par modèle",
            "Chiffre d’une zone où peu de personnes ont répondu, rapproché de ce que disent les autres zones (méthode de Fay et Herriot).",
            synonyms="Fay, Herriot, petits domaines",
        ),
    ),
}
"""By topic."""
N_WORDS = len(MEANINGS) + sum(map(len, WORDS.values()))


def pills(n_indicators: int, n_champs: int) -> dict[str, str]:
    """What the screen may be asked to show, with how much of it there is where that is not known beforehand."""
    numbers = {INDICATORS: n_indicators, CHAMPS: n_champs}
    return {kind: f"{label} ({numbers[kind]})" if kind in numbers else label for kind, label in KINDS.items()}


def drawn(code: str, effect: float, low: float, high: float) -> str:
    """Reading of the picture of a verdict.

    Parameters
    ----------
    code : of ``MEANINGS``.
    effect, low, high : relative changes; shares of a survey for ``SurveyWord.CHANCE``.
    """
    if code == SurveyWord.CHANCE:
        return f"Par exemple {points(100 * effect)} points, marge de {points(100 * low)} à {points(100 * high)}."
    if code == AlertWord.TO_WATCH:
        return f"Par exemple {signed(effect)}, quand l’habitude va {of_relative(1 + low, 1 + high)}."
    margin = of_relative(1 + low, 1 + high)
    if code == ChangeWord.INSUFFICIENT_DATA:
        return f"Par exemple une marge {margin}, sans estimation qui se lise."
    return f"Par exemple {signed(effect)}, marge {margin}."


def matches(asked: str, texts: Sequence[str]) -> bool:
    """Whether every word that a reader asks for is in some texts; case, accents and a final s or x do not count."""
    said = normalise(" ".join(texts))
    return all((word.rstrip("sx") if len(word) > 3 else word) in said for word in normalise(asked).split())


typeset_module(__name__)
