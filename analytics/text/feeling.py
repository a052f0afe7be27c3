"""French of the screen « Ressenti »: its strings, and the sentences that read what was answered to surveys."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import pandas as pd

from analytics.disclosure import ProtectedTable, Status
from analytics.figures.surveys import Apart
from analytics.statistics.surveys import ENOUGH_ANSWERS, Weighted, Weighting
from analytics.statistics.words import INSUFFICIENT_DATA, MOVES, SurveyWord
from analytics.text import formats, fr, readings, survey_verdicts
from analytics.text.markdown import literal, plain
from analytics.text.typography import typeset_module
from analytics.text.verdicts import WORDS
from data.model import Audience, Period
from data.typography import NBSP

HERE = "Ce que ressentent les personnes interrogées"
AROUND = "Réponses défavorables avant l’action, et depuis (aucune autre zone n’y est comparée)"
NOT_HERE = "Aucune enquête ne permet de le dire pour cette zone."
WHOLE_COMMUNE = fr.WHOLE_COMMUNE
EMPTY = (
    "Aucune enquête n’est chargée. Déposez sur l’écran Données le fichier des réponses d’une enquête auprès de la population "
    "ou des partenaires (LimeSurvey, KoboToolbox, ou tout tableau avec une ligne par personne)."
)
NO_QUESTION = "Cette vague n’a aucune question à choix. Choisissez-en une autre dans les filtres."
SURVEY, QUESTION, ANSWER, FACTS = "Enquête", "Question", "Réponse comptée", "Faits enregistrés"
BEFORE = "Comparer à la vague"
ZONES = "Ce que disent les personnes ayant répondu"
ZONES_NOTE = "Les zones sont dans l’ordre de leur code, sans classement. Trait : marge d’incertitude à 95 %."
ZONES_NOTE_VOLUNTARY = "Les zones sont dans l’ordre de leur code, sans classement."
VOLUNTARY = (
    "Répondait qui voulait : ces parts ne valent que pour les personnes ayant répondu, et aucune marge ne peut être "
    "calculée. Si ces personnes ont été tirées au sort, la description de l’enquête doit le dire."
)
DRAWN = {
    False: "Les marges valent si les personnes ont été tirées une à une.",
    True: "Les personnes tirées ensemble (rue, immeuble) se ressemblent : les marges en tiennent compte.",
}
"""What margins rest on, by whether a survey says who was drawn together."""
WAVES = "D’une vague à l’autre"
WAVES_NOTE = "Les deux vagues n’ont pas interrogé les mêmes personnes. Une hausse ou une baisse n’est dite qu’en tenant compte du nombre de zones comparées."
WAVES_NONE = "Cette question ne peut être comparée à aucune vague plus ancienne."
FIRST_WAVE = "Aucune vague plus ancienne de cette enquête n’est chargée."
APART = {
    Apart.NOT_ASKED: "la question n’y est pas posée",
    Apart.OTHER_SCALE: "les réponses possibles n’y sont pas les mêmes",
    Apart.NO_KEY: "la description de l’enquête ne dit pas qu’elles se comparent",
}
TOO_FEW = "Trop peu de réponses pour donner un chiffre : **données insuffisantes**."
BESIDE = "Ressenti et faits enregistrés"
BESIDE_SHOW = "Mettre le ressenti à côté des faits de même thème"
BESIDE_NONE = "Aucun fait enregistré n’est rattaché au thème de cette question, ou les douze mois de l’enquête ne sont pas complets."
BESIDE_COMMUNE = "Choisissez un découpage : les faits se lisent à côté du ressenti zone par zone."
GAP = "Là où le ressenti et les faits s’écartent"
BESIDE_NOTE = (
    "Le ressenti et les faits enregistrés ne portent pas sur les mêmes évènements : un écart n’est l’erreur de personne. "
    "La conclusion compare des rangs, qui disent l’ordre des zones et non ce qui les sépare ; données insuffisantes : les réponses ou les faits sont trop peu nombreux pour "
    "trancher. Pointillés : médianes."
)
NO_GAP_VOLUNTARY = "Répondait qui voulait : l’écart avec les faits ne se calcule pas."
NO_GAP_ORIENTATION = (
    "La description de l’enquête ne dit pas quelles réponses sont défavorables : l’écart ne se calcule pas."
)
PARTNERS = "La population et les partenaires"
PARTNERS_SHOW = "Mettre côte à côte ce qu’en disent la population et les partenaires"
PARTNERS_NOTE = (
    "Les questions posées ne sont pas les mêmes mot pour mot : les parts se lisent côte à côte, sans se soustraire."
)
PARTNERS_NO_ZONE = "Aucune zone n’a assez de réponses de la population et des partenaires à la fois."
PARTNERS_NONE = "Aucune autre enquête chargée ne pose de question sur ce thème."
PROFILE = "Qui manque parmi les personnes ayant répondu"
PROFILE_SHOW = "Comparer les personnes ayant répondu au recensement"
PROFILE_NONE = "L’enquête ne dit ni l’âge ni le sexe, ou la population par âge et sexe (INSEE) n’est pas chargée : elle se dépose sur l’écran Données."
MODEL = "Zones où peu de personnes ont répondu"
MODEL_SHOW = "Voir l’estimation par modèle"
MODEL_NONE = "Une estimation par modèle demande au moins {n} zones ayant des réponses, et une enquête dont les personnes ont été tirées au sort."
MODEL_NOTE = (
    "**Estimation par modèle**, et non mesure directe : chaque zone est rapprochée de ce que disent les autres, d’autant plus qu’elle a "
    "peu de réponses (méthode de Fay et Herriot). Marge d’incertitude à 95 %."
)
SAMPLE, CENSUS = "Personnes ayant répondu", "Recensement"
RATE_AXIS = "Faits {per}"
FELT_AXIS = "Réponses comptées (%)"
GROUPS = {
    "femmes": "Femmes",
    "hommes": "Hommes",
    "0014": "Moins de 15 ans",
    "1529": "15 à 29 ans",
    "3044": "30 à 44 ans",
    "4559": "45 à 59 ans",
    "6074": "60 à 74 ans",
    "75P": "75 ans et plus",
}
_DIMENSIONS = {"sex": "le sexe", "age": "l’âge", "quartier": "le quartier"}
_AUDIENCES = {Audience.HABITANTS: "Population", Audience.PARTENAIRES: "Partenaires"}
_SEMICOLON = " ; "
_FEW_POINTS = 5
"""Points of gap with the census from which a group is missing."""


def wave(label: str, name: str, n: int | None) -> str:
    """A wave in a menu: its survey, its name and how many answered, unless they are too few to be communicated."""
    return f"{label} – {name} ({readings.WITHHELD if n is None else formats.counted(n, 'réponse', 'réponses')})"


def who(audience: Audience, name: str) -> str:
    """Whom a wave surveyed, and which wave it is."""
    return f"{_AUDIENCES[audience]}, {name}"


def group_labels(table: ProtectedTable) -> dict[str, str]:
    """French of the groups and of the counted answers of ``figures.surveys.partners``."""
    groups = {group: _group_name(group) for group in table.frame["group"]}
    return groups | {one: answers(one.split("\n")) for one in table.frame["counted"].dropna()}


def zone_group_labels(table: ProtectedTable) -> dict[str, str]:
    """French of the groups, zone by zone, and of the counted answers of ``figures.surveys.partners_by_zone``."""
    rows = table.frame.to_dict("records")
    groups = {row["group"]: f"{row['zone_label']} – {_group_name(row['group'].rpartition('~')[0])}" for row in rows}
    return groups | {row["counted"]: answers(row["counted"].split("\n")) for row in rows}


def answers(counted: Sequence[str]) -> str:
    """Answers as they were given, for what reads no Markdown: « Souvent » ou « Jamais »."""
    return plain(_answers(counted))


def counted(chosen: Sequence[str], has_orientation: bool) -> str:
    """Which answers are counted, and who says so."""
    if has_orientation:
        return f"Réponses comptées, que la description de l’enquête dit défavorables : {_answers(chosen)}."
    return f"Réponse comptée, que vous choisissez : {_answers(chosen)}. La description de l’enquête n’en dit aucune défavorable."


def weighting(made: Weighting, voluntary: bool) -> str:
    """How answers were weighted, and by what they could not be."""
    if voluntary:
        return VOLUNTARY
    named = {
        one: [_DIMENSIONS[column] for column in columns] for one, columns in (("by", made.raked), ("not", made.dropped))
    }
    if made.how is Weighted.RAKED:
        sentence = f"Réponses redressées sur {formats.enumeration(named['by'])}, pour ressembler à la population."
    elif made.how is Weighted.GIVEN:
        sentence = "Réponses pondérées par les poids que donne le fichier de l’enquête."
    else:
        sentence = "Réponses non pondérées : les groupes qui répondent davantage pèsent davantage."
    if not named["not"]:
        return sentence
    return f"{sentence} Pas sur {formats.enumeration(named['not'])} : une catégorie n’a aucune réponse, ou rien n’en est connu."


def shares(table: ProtectedTable, chosen: Sequence[str], voluntary: bool) -> str:
    """The share in the commune, and how many zones have too few answers."""
    whole = table.frame.iloc[0]
    zones = table.frame.iloc[1:]
    sentences = [_commune(whole, chosen, voluntary)]
    known = zones[zones["share_pct"].notna()]
    if len(known):
        low, high = known["share_pct"].min() / 100, known["share_pct"].max() / 100
        sentences.append(
            f"Dans {formats.counted(len(known), 'zone', 'zones')} ayant assez de réponses, {formats.percents(low, high)}."
        )
    few = int(zones["share_pct"].isna().sum()) - int(zones["status"].isin((Status.PRIMARY, Status.SECONDARY)).sum())
    if few:
        sentences.append(
            f"Données insuffisantes dans {formats.counted(few, 'zone', 'zones')} : il y faut l’équivalent d’au moins {ENOUGH_ANSWERS}{NBSP}réponses."
        )
    return " ".join(sentences)


def zone(wording: str, wave: str, row: pd.Series | None) -> str:
    """What the residents of one zone answered to a question, in a line."""
    start = f"- « {literal(wording)} » ({literal(wave)}) : "
    if row is None or pd.isna(row["share_pct"]):
        few = row is not None and row["status"] in (Status.PRIMARY, Status.SECONDARY)
        return f"{start}{readings.WITHHELD if few else 'données insuffisantes'}."
    margin = "" if pd.isna(row["low_pct"]) else f" ({formats.percents(row['low_pct'] / 100, row['high_pct'] / 100)})"
    return f"{start}{formats.percent(row['share_pct'] / 100)} de réponses défavorables{margin}."


def around(wording: str, before: str, after: str, row: Mapping[Hashable, Any] | None) -> str:
    """What changed in one zone between the wave before an action and the one after it, in a line; of ``with_changes``."""
    said = TOO_FEW if row is None else row["sentence"] or f"{readings.WITHHELD}."
    where = f"{literal(row['zone_label'])}, " if row and row["zone_label"] else ""
    return f"- {where}« {literal(wording)} », {literal(before)} puis {literal(after)} : {said}"


def apart(reasons: Mapping[str, Apart]) -> str:
    """Earlier waves that are not compared, and why; nothing where all are."""
    named = [f"{literal(name)} ({APART[reason]})" for name, reason in reasons.items()]
    return f"Vagues non comparées : {_SEMICOLON.join(named)}." if named else ""


def with_changes(table: ProtectedTable) -> ProtectedTable:
    """The table of ``figures.surveys.changes``, with the ``sentence`` of each row."""
    return table.derived(sentence=[_change(row) for row in table.frame.to_dict("records")])


def with_gaps(table: ProtectedTable, *, voluntary: bool, has_orientation: bool) -> ProtectedTable:
    """The table of ``figures.felt_and_recorded.facts``, with the ``sentence`` of each row."""
    if voluntary or not has_orientation:
        return table.derived(sentence=NO_GAP_VOLUNTARY if voluntary else NO_GAP_ORIENTATION)
    return table.derived(sentence=[_gap(row) for row in table.frame.to_dict("records")])


def changes(table: ProtectedTable) -> str:
    """What changed in the commune, then the zones that moved, then how many did not; of ``with_changes``."""
    whole, zones = table.frame.iloc[0], table.frame.iloc[1:]
    sentences = [f"{WHOLE_COMMUNE} : {_sentence(whole)}"]
    words = zones.loc[zones["status"] == Status.PUBLISHED, "word"]
    moved = words[words.isin(MOVES)].index
    sentences += [f"{literal(zones.loc[one, 'zone_label'])} : {_sentence(zones.loc[one])}" for one in moved]
    return " ".join([*sentences, *_tally(words.drop(moved))])


def profile(table: ProtectedTable) -> str:
    """Groups that answer less, and more, than their share of the population."""
    shown = table.frame[table.frame["status"] == Status.PUBLISHED]
    if shown.empty:
        return "Les nombres sont trop petits pour être communiqués."
    fewer, more = shown[shown["gap_pts"] <= -_FEW_POINTS], shown[shown["gap_pts"] >= _FEW_POINTS]
    sentences = [
        f"{start} : {formats.enumeration([_group(row) for _, row in rows.iterrows()])}."
        for start, rows in (("Répondent moins que leur part dans la population", fewer), ("Répondent davantage", more))
        if len(rows)
    ]
    return " ".join(sentences) or (
        f"Aucun groupe ne s’écarte de {_FEW_POINTS}{NBSP}points ou plus de sa part dans la population."
    )


def per(unit: str) -> str:
    """What a rate is per: ``pour 1 000 habitants``, of ``plaintes pour 1 000 habitants``."""
    return "".join(unit.partition("pour")[1:])


def theme(label: str, categories: Sequence[str], months: Period) -> str:
    """What is compared: the theme, the categories that serve it, and the months counted."""
    return f"Thème : {literal(label)}. Faits comptés, {formats.during(months)} : {literal(formats.enumeration(categories))}."


def side_by_side(table: ProtectedTable, unit: str) -> str:
    """From which zone to which both the share and the rate go."""
    shown = table.frame.dropna(subset=["share_pct", "value"])
    if shown.empty:
        return "Aucune zone n’a à la fois assez de réponses et un taux connu."
    zones = formats.counted(len(shown), "zone", "zones")
    felt, rates = shown["share_pct"].astype(float) / 100, shown["value"].astype(float)
    return (
        f"Dans {zones} ayant assez de réponses : réponses comptées, {formats.percents(felt.min(), felt.max())}{_SEMICOLON}"
        f"{formats.interval(rates.min(), rates.max())} {unit}."
    )


def facts(table: ProtectedTable) -> str:
    """Zones where what is felt and what is recorded differ, how many of each other word, the undecided; of ``with_gaps``."""
    shown = table.frame[table.frame["status"] == Status.PUBLISHED]
    if shown.empty:
        return "Les nombres sont trop petits pour être communiqués."
    differ = shown["verdict"].isin((SurveyWord.DARKER, SurveyWord.BRIGHTER))
    sentences = [f"{literal(row['zone_label'])} : {row['sentence']}" for _, row in shown[differ].iterrows()]
    undecided = shown["verdict"] == INSUFFICIENT_DATA
    names = [
        f"{formats.capitalised(WORDS[INSUFFICIENT_DATA])} : {literal(formats.enumeration([*shown.loc[undecided, 'zone_label']]))}."
    ]
    return " ".join([*sentences, *_tally(shown.loc[~differ & ~undecided, "verdict"]), *names[: int(undecided.any())]])


def partners(table: ProtectedTable) -> str:
    """The share in each of the two surveys, in the words of its question."""
    sentences = []
    for _, row in table.frame.iterrows():
        group = literal(_group_name(row["group"]))
        start = f"{group}, « {literal(row['wording'])} » : "
        if row["status"] != Status.PUBLISHED:
            sentences.append(f"{group} : {readings.WITHHELD}.")
        elif pd.isna(row["share_pct"]):
            sentences.append(
                f"{start}données insuffisantes ({formats.counted(row['n_answers'], 'réponse', 'réponses')})."
            )
        else:
            say = "répondent" if pd.notna(row["low_pct"]) else "des personnes ayant répondu disent"
            sentences.append(
                f"{start}{formats.percent(row['share_pct'] / 100)} {say} {_answers(row['counted'].split(chr(10)))}{_margin(row)}."
            )
    return " ".join(sentences)


def partners_by_zone(table: ProtectedTable) -> str:
    """The share in each of the two surveys, zone by zone."""
    sentences = []
    for label, rows in table.frame.groupby("zone_label", sort=False):
        said = [
            f"{literal(_group_name(row['group'].rpartition('~')[0]))}, {formats.percent(row['share_pct'] / 100)}{_margin(row)}"
            for _, row in rows.iterrows()
        ]
        sentences.append(f"{literal(str(label))} : {_SEMICOLON.join(said)}.")
    return " ".join(sentences)


def model(table: ProtectedTable) -> str:
    """Where the estimates of the model lie."""
    shown = table.frame[table.frame["status"] == Status.PUBLISHED]
    if shown.empty:
        return "Les nombres sont trop petits pour être communiqués."
    low, high = shown["model_pct"].min() / 100, shown["model_pct"].max() / 100
    return f"Estimation par modèle dans {formats.counted(len(shown), 'zone', 'zones')} : {formats.percents(low, high)}."


def point(row: "pd.Series", value: str = "share_pct") -> str:
    """What a point of the chart says when it is pointed at."""
    share = formats.percent(row[value] / 100)
    return f"{share}{_margin(row)}, {formats.counted(row['n_answers'], 'réponse', 'réponses')}"


def both(row: "pd.Series", unit: str) -> str:
    """What a point says of what is felt and of what is recorded."""
    return f"{point(row)}<br>{formats.rate(row['value'])} {unit}<br>{WORDS[row['verdict']]}"


def absence(row: "pd.Series") -> str:
    """Why a row of a chart has no point, in few words."""
    if row["status"] != Status.PUBLISHED:
        return f"{NBSP}{readings.cell(row, 'share_pct')}"
    return f"{NBSP}trop peu de réponses"


def provenance(label: str, name: str, table: ProtectedTable, version: str) -> str:
    """Survey, wave, version of the data, and how many answers no zone holds."""
    numbers = table.frame["n_answers"]
    sentences = [f"Source : {literal(label)}, {literal(name)}.", f"Version des données : {version}."]
    if len(numbers) > 1 and numbers.notna().all() and numbers.iloc[0] > 0:
        nowhere = 1 - numbers.iloc[1:].sum() / numbers.iloc[0]
        sentences.append(f"Réponses sans zone connue : {formats.percent(nowhere)}.")
    return " ".join(sentences)


def _commune(row: "pd.Series", chosen: Sequence[str], voluntary: bool) -> str:
    if row["status"] != Status.PUBLISHED:
        return f"{WHOLE_COMMUNE} : {readings.cell(row, 'share_pct')}."
    if pd.isna(row["share_pct"]):
        return (
            f"{WHOLE_COMMUNE} : **données insuffisantes** ({formats.counted(row['n_answers'], 'réponse', 'réponses')})."
        )
    say = "des personnes ayant répondu disent" if voluntary else "répondent"
    n = formats.counted(row["n_answers"], "réponse", "réponses")
    has_worth = not voluntary and round(row["effective"]) < row["n_answers"]
    worth = (
        f", aussi précises que {formats.integer(row['effective'])} de même poids tirées une à une" if has_worth else ""
    )
    return f"{WHOLE_COMMUNE} : {formats.percent(row['share_pct'] / 100)} {say} {_answers(chosen)}{_margin(row)} ({n}{worth})."


def _answers(counted: Sequence[str]) -> str:
    return formats.alternatives([f"« {literal(answer)} »" for answer in counted])


def _margin(row: "pd.Series") -> str:
    if pd.isna(row["low_pct"]):
        return ""
    return f", avec une marge {formats.percents(row['low_pct'] / 100, row['high_pct'] / 100)}"


def _sentence(row: "pd.Series") -> str:
    if row["status"] != Status.PUBLISHED:
        return f"{readings.cell(row, 'word')}."
    return str(row["sentence"][0].lower() + row["sentence"][1:])


def _change(row: Mapping[Hashable, Any]) -> str | None:
    """What changed in a zone between two waves; None where its figures are withheld."""
    if row["status"] != Status.PUBLISHED:
        return None
    if pd.isna(row["share_pct"]):
        return TOO_FEW
    before, after, low, high = (float(row[name]) / 100 for name in ("before_pct", "share_pct", "low_pts", "high_pts"))
    if row["word"] == SurveyWord.NOT_COMPARABLE:
        return survey_verdicts.voluntary_wave(before, after, row["word"])
    return survey_verdicts.wave(before, after, low, high, row["word"])


def _gap(row: Mapping[Hashable, Any]) -> str | None:
    """How far the feeling of a zone stands from its facts; None where its figures are withheld."""
    if row["status"] != Status.PUBLISHED:
        return None
    if pd.isna(row["gap"]):
        return TOO_FEW
    n_zones = int(row["zones_ranked"])
    ranks, low, high = (float(row[name]) * (n_zones - 1) for name in ("gap", "gap_low", "gap_high"))
    return survey_verdicts.gap(ranks, low, high, n_zones, row["verdict"])


def _tally(words: "pd.Series") -> list[str]:
    """How many zones of each word, the most frequent first; nothing where there is no zone."""
    parts = [f"{WORDS[word]} dans {formats.counted(n, 'zone', 'zones')}" for word, n in words.value_counts().items()]
    return [f"{formats.capitalised(formats.enumeration(parts))}."] if parts else []


def _group_name(group: str) -> str:
    """French of a group: a sex, an age class, or an audience and its wave."""
    if group in GROUPS:
        return GROUPS[group]
    audience, _, wave = group.partition("~")
    return who(Audience(audience), wave)


def _group(row: "pd.Series") -> str:
    group = GROUPS[row["group"]]
    name = group[0].lower() + group[1:]
    return f"{name} ({formats.percent(row['share_pct'] / 100)} au lieu de {formats.percent(row['census_pct'] / 100)})"


typeset_module(__name__, as_written=("who", "group_labels", "zone_group_labels"))
