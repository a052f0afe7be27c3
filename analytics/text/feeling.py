"""French of the screen « Ressenti »: its strings, and the sentences that read what was answered to surveys."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import pandas as pd

from analytics.disclosure import ProtectedTable, Status
from analytics.figures.surveys import Apart
from analytics.statistics.surveys import ENOUGH_ANSWERS, Weighted, Weighting
from analytics.statistics.words import INSUFFICIENT_DATA, MOVES, ChangeWord, SurveyWord
from analytics.text import formats, fr, readings, survey_verdicts
from analytics.text.markdown import literal, plain
from analytics.text.typography import typeset_module
from analytics.text.verdicts import WORDS
from data.model import Audience, Level, Period
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
ZONES_NOTE = "Les zones sont dans l’ordre de leur code, sans classement."
VOLUNTARY = (
    "Répondait qui voulait : ces parts ne valent que pour les personnes ayant répondu, et aucune marge ne peut être "
    "calculée. Si ces personnes ont été tirées au sort, la description de l’enquête doit le dire."
)
DRAWN = {
    False: "Les marges valent si les personnes ont été tirées une à une.",
    True: "Les personnes tirées ensemble (rue, immeuble) se ressemblent : les marges en tiennent compte.",
}
"""What margins rest on, by whether a survey says who was drawn together."""
ZONES_SHOW = "Voir les parts par zone, avec leur marge"
WAVES_NOTE = "Les deux vagues n’ont pas interrogé les mêmes personnes. Une hausse ou une baisse n’est dite qu’en tenant compte du nombre de zones comparées."
WAVES_NONE = "Cette question ne peut être comparée à aucune vague plus ancienne."
FIRST_WAVE = "Aucune vague plus ancienne de cette enquête n’est chargée."
APART = {
    Apart.NOT_ASKED: "la question n’y est pas posée",
    Apart.OTHER_SCALE: "les réponses possibles n’y sont pas les mêmes",
    Apart.NO_KEY: "la description de l’enquête ne dit pas qu’elles se comparent",
}
TOO_FEW = "Trop peu de réponses pour donner un chiffre : **données insuffisantes**."
BESIDE_NONE = "Aucun fait enregistré n’est rattaché au thème de cette question, ou les douze mois de l’enquête ne sont pas complets."
BESIDE_COMMUNE = "Choisissez un découpage : les faits se lisent à côté du ressenti zone par zone."
BESIDE_WITHHELD = "Les faits de même thème sont trop peu nombreux pour être communiqués zone par zone."
BESIDE_UNKNOWN = "Aucune zone n’a à la fois assez de réponses et un taux connu."
BESIDE_NOTE = (
    "Le ressenti et les faits enregistrés ne portent pas sur les mêmes évènements : un écart n’est l’erreur de personne. "
    "La conclusion compare des rangs, qui disent l’ordre des zones et non ce qui les sépare ; données insuffisantes : les réponses ou les faits sont trop peu nombreux pour "
    "trancher."
)
NO_GAP_VOLUNTARY = "Répondait qui voulait : l’écart avec les faits ne se calcule pas."
NO_GAP_ORIENTATION = (
    "La description de l’enquête ne dit pas quelles réponses sont défavorables : l’écart ne se calcule pas."
)
PARTNERS_SHOW = "Mettre côte à côte ce qu’en disent la population et les partenaires"
PARTNERS_NOTE = (
    "Les questions posées ne sont pas les mêmes mot pour mot : les parts se lisent côte à côte, sans se soustraire."
)
PARTNERS_NO_ZONE = "Aucune zone n’a assez de réponses de la population et des partenaires à la fois."
PARTNERS_NONE = "Aucune autre enquête chargée ne pose de question sur ce thème."
PROFILE_SHOW = "Comparer les personnes ayant répondu au recensement"
PROFILE_NONE = "L’enquête ne dit ni l’âge ni le sexe, ou la population par âge et sexe (INSEE) n’est pas chargée : elle se dépose sur l’écran Données."
MODEL_SHOW = "Estimer par modèle les zones où peu de personnes ont répondu"
MODEL_NONE = "Une estimation par modèle demande au moins {n} zones ayant des réponses, et une enquête dont les personnes ont été tirées au sort."
MODEL_NOTE = (
    "**Estimation par modèle**, et non mesure directe : chaque zone est rapprochée de ce que disent les autres, d’autant plus qu’elle a "
    "peu de réponses (méthode de Fay et Herriot). Marge d’incertitude à 95 %."
)
SAMPLE, CENSUS = "Personnes ayant répondu", "Recensement"
RATE_AXIS = "Faits {per}"
COMMUNE_AT = "commune {value}"
CHANGE, MARGIN_OF_CHANGE = "changement", "marge du changement"
CHOSEN, SILENT = "{word}, zones choisies", "zones sans assez de réponses"
FELT_HIGH, RECORDED_HIGH = "Ressenti haut, faits bas", "Faits hauts, ressenti bas"
LETTERS = 26
"""Of a zone's name in a picture, beyond which it would leave too little room on a phone."""
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
_ALL_WITHHELD = "Les nombres sont trop petits pour être communiqués."
_VOLUNTEERS_SAY = "des personnes ayant répondu disent"
ANSWERS = {True: "réponses défavorables", False: "réponses comptées"}
"""What is counted, by whether the description of the survey says which answers are unfavourable."""
BETWEEN_WAVES = "D’une vague à l’autre"
CROSSES = "Croix : marges à 95 %. Point vide : données insuffisantes."
_MOVED = (
    {
        ChangeWord.CLEAR_RISE: ("hausse nette", "hausses nettes"),
        ChangeWord.CLEAR_FALL: ("baisse nette", "baisses nettes"),
    },
    {
        ChangeWord.PROBABLE_RISE: ("hausse probable", "hausses probables"),
        ChangeWord.PROBABLE_FALL: ("baisse probable", "baisses probables"),
    },
)
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


def whole(row: pd.Series) -> str:
    """The share of the counted answers in the whole commune; a row of ``figures.surveys.shares``."""
    if row["status"] != Status.PUBLISHED:
        return f"{WHOLE_COMMUNE} : {readings.cell(row, 'share_pct')}."
    n = formats.counted(row["n_answers"], "réponse", "réponses")
    share = WORDS[INSUFFICIENT_DATA] if pd.isna(row["share_pct"]) else formats.percent(row["share_pct"] / 100)
    return f"{WHOLE_COMMUNE} : {share}{_margin(row)} ({n})."


def weighting(made: Weighting) -> str:
    """How answers were weighted, and by what they could not be."""
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


def shares_title(table: ProtectedTable, has_orientation: bool) -> str:
    """From which share to which zones go, in a title; of the commune alone, its share."""
    known = table.frame[table.frame["share_pct"].notna()]
    zones = known[known["zone_label"] != ""]
    answers = ANSWERS[has_orientation]
    if len(zones):
        low, high = zones["share_pct"].min() / 100, zones["share_pct"].max() / 100
        return f"{formats.capitalised(formats.percents(low, high))} de {answers} selon les zones"
    if len(known):
        return f"{formats.percent(known['share_pct'].iloc[0] / 100)} de {answers} dans la commune"
    return f"{formats.capitalised(answers)} : aucune part à montrer"


def shares_note(audience: Audience, name: str, voluntary: bool) -> str:
    """Whose answers are shown, and what the bars of the picture are."""
    asked = f"{literal(who(audience, name))}."
    return asked if voluntary else f"{asked} Trait : marge d’incertitude à 95 %."


def zone(wording: str, wave: str, row: pd.Series | None) -> str:
    """What the residents of one zone answered to a question, in a line."""
    return f"- « {literal(wording)} » ({literal(wave)}) : {unfavourable(row)}"


def unfavourable(row: pd.Series | None) -> str:
    """The share of unfavourable answers of one zone, with its margin, or why there is none."""
    if row is None or pd.isna(row["share_pct"]):
        few = row is not None and row["status"] in (Status.PRIMARY, Status.SECONDARY)
        return f"{readings.WITHHELD if few else WORDS[INSUFFICIENT_DATA]}."
    margin = "" if pd.isna(row["low_pct"]) else f" ({formats.percents(row['low_pct'] / 100, row['high_pct'] / 100)})"
    return f"{formats.percent(row['share_pct'] / 100)} de réponses défavorables{margin}."


def on_map(wording: str, audience: Audience, name: str) -> str:
    """What a map of shares shows, for what reads no Markdown."""
    return f"« {wording} » : réponses défavorables, {who(audience, name).lower()}"


def asked_of(audience: Audience, name: str) -> str:
    """Name of the questions of a wave, among what a map may show."""
    return f"Ressenti : {who(audience, name).lower()}"


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


def profile_title(table: ProtectedTable) -> str:
    """How many groups answer less than their share."""
    n_fewer = int((table.frame["gap_pts"] <= -_FEW_POINTS).sum())
    if not n_fewer:
        return "Aucun groupe ne manque nettement"
    return f"{formats.counted(n_fewer, 'groupe répond', 'groupes répondent')} moins que leur part dans la population"


def profile(table: ProtectedTable) -> str:
    """Groups that answer less, and more, than their share of the population."""
    shown = table.frame[table.frame["status"] == Status.PUBLISHED]
    if shown.empty:
        return _ALL_WITHHELD
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


def beside_note(measured: str, theme: str, months: Period) -> str:
    """What is recorded, of which theme and when, and how the picture is read."""
    return f"{measured} du thème « {literal(theme)} », {formats.during(months)}. {CROSSES}"


def theme(categories: Sequence[str]) -> str:
    """Categories whose facts are counted."""
    return f"Faits comptés : {literal(formats.enumeration(categories))}."


def not_beside(table: ProtectedTable | None, level: Level) -> str:
    """Why what is felt cannot be drawn against what is recorded; empty where it can.

    Parameters
    ----------
    table : ``figures.felt_and_recorded.facts``; None where no indicator counts the theme over the months of the wave.
    """
    if level is Level.COMMUNE:
        return BESIDE_COMMUNE
    if table is None:
        return BESIDE_NONE
    zones = table.frame.iloc[1:]
    if zones[["share_pct", "value"]].notna().all(axis=1).any():
        return ""
    return BESIDE_WITHHELD if (zones["status"] == Status.PRIMARY).any() else BESIDE_UNKNOWN


def facts_title(table: ProtectedTable) -> str:
    """Where what is felt and what is recorded differ, in a title; else where they agree, or that nothing is read."""
    zones = table.frame[table.frame["verdict"].notna()]
    of = {word: zones.loc[zones["verdict"] == word, "zone_label"] for word in SurveyWord}
    darker, brighter = of[SurveyWord.DARKER], of[SurveyWord.BRIGHTER]
    if len(darker) and len(brighter):
        counts = [formats.counted(len(names), "zone", "zones") for names in (darker, brighter)]
        return f"Ressenti plus sombre que les faits ({counts[0]}) ou meilleur ({counts[1]})"
    for word in (SurveyWord.DARKER, SurveyWord.BRIGHTER, SurveyWord.CONSISTENT):
        if len(of[word]) == 1:
            return f"{formats.capitalised(WORDS[word])} : {literal(of[word].iloc[0])}"
        if len(of[word]):
            return f"{formats.capitalised(WORDS[word])} dans {len(of[word])} zones"
    if len(of[SurveyWord.NOT_COMPARABLE]):
        return "Ressenti et faits côte à côte, sans conclusion"
    return "Ressenti et faits : aucun écart ne se lit"


def changes_title(table: ProtectedTable) -> str:
    """What moved from a wave to the other, in a title: the commune, else its zones, clearly rather than probably."""
    words = table.frame["word"].where(table.frame["status"] == Status.PUBLISHED)
    whole, zones = words.iloc[0], words.iloc[1:]
    if whole in MOVES or (not len(zones) and pd.notna(whole)):
        return f"{BETWEEN_WAVES}, toute la commune : {WORDS[whole]}"
    for kinds in _MOVED:
        moved = [formats.counted(n, *noun) for word, noun in kinds.items() if (n := (zones == word).sum())]
        if moved:
            return f"{BETWEEN_WAVES} : {formats.enumeration(moved)}"
    if words.isin((INSUFFICIENT_DATA, SurveyWord.NOT_COMPARABLE)).sum() < words.notna().sum():
        return f"{BETWEEN_WAVES}, aucun changement ne se lit"
    if (words == INSUFFICIENT_DATA).any():
        return f"{BETWEEN_WAVES}, trop peu de réponses pour conclure"
    return f"{BETWEEN_WAVES}, sans conclusion"


def changes_note(before: str, after: str, voluntary: bool) -> str:
    """How the picture of two waves is read."""
    points = f"Point vide : {literal(before)} ; point plein : {literal(after)}."
    return points if voluntary else f"{points} Barre : marge à 95 % du changement."


def facts(table: ProtectedTable) -> str:
    """Zones where what is felt and what is recorded differ, how many of each other word, the undecided; of ``with_gaps``."""
    shown = table.frame[(table.frame["status"] == Status.PUBLISHED) & table.frame["verdict"].notna()]
    if shown.empty:
        return _ALL_WITHHELD
    differ = shown["verdict"].isin((SurveyWord.DARKER, SurveyWord.BRIGHTER))
    sentences = [f"{literal(row['zone_label'])} : {row['sentence']}" for _, row in shown[differ].iterrows()]
    undecided = shown["verdict"] == INSUFFICIENT_DATA
    names = [
        f"{formats.capitalised(WORDS[INSUFFICIENT_DATA])} : {literal(formats.enumeration([*shown.loc[undecided, 'zone_label']]))}."
    ]
    return " ".join([*sentences, *_tally(shown.loc[~differ & ~undecided, "verdict"]), *names[: int(undecided.any())]])


def partners_title(table: ProtectedTable) -> str:
    """The shares of each audience, in a title."""
    said = []
    for audience, rows in table.frame.groupby(table.frame["group"].str.partition("~")[0], sort=False):
        known = rows["share_pct"].dropna() / 100
        shares = formats.percents(known.min(), known.max()) if len(known) else "aucune part"
        said.append(f"{_AUDIENCES[Audience(audience)]} : {shares}")
    return _SEMICOLON.join(said)


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
            say = "répondent" if pd.notna(row["low_pct"]) else _VOLUNTEERS_SAY
            sentences.append(
                f"{start}{formats.percent(row['share_pct'] / 100)} {say} {_answers(row['counted'].split(chr(10)))}{_margin(row)}."
            )
    return " ".join(sentences)


def partners_by_zone_title(table: ProtectedTable) -> str:
    """In how many zones both are known."""
    zones = formats.counted(table.frame["zone_code"].nunique(), "zone", "zones")
    return f"Population et partenaires dans {zones}"


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


def model_title(table: ProtectedTable) -> str:
    """From which estimate to which zones go, in a title."""
    known = table.frame["model_pct"].dropna() / 100
    if known.empty:
        return "Par modèle, aucune estimation à montrer"
    return f"Par modèle, {formats.percents(known.min(), known.max())} selon les zones"


def model(table: ProtectedTable) -> str:
    """Where the estimates of the model lie."""
    shown = table.frame[table.frame["status"] == Status.PUBLISHED]
    if shown.empty:
        return _ALL_WITHHELD
    low, high = shown["model_pct"].min() / 100, shown["model_pct"].max() / 100
    return f"Estimation par modèle dans {formats.counted(len(shown), 'zone', 'zones')} : {formats.percents(low, high)}."


def point(row: "pd.Series", value: str = "share_pct") -> str:
    """What a point of the chart says when it is pointed at."""
    share = formats.percent(row[value] / 100)
    return f"{share}{_margin(row)}, {formats.counted(row['n_answers'], 'réponse', 'réponses')}"


def both(row: "pd.Series", unit: str) -> str:
    """What a point says of what is felt and of what is recorded."""
    return f"{point(row)}<br>{formats.rate(row['value'])} {unit}<br>{WORDS[row['verdict']]}"


def recorded(row: "pd.Series", unit: str) -> str:
    """What the tick of a zone that the survey does not know says."""
    return f"{formats.rate(row['value'])} {unit}<br>{absence(row)}"


def unknown(rows: pd.DataFrame) -> str:
    """Zones whose answers give no share, by why, as the margin of a chart names them."""
    reasons = pd.Series([absence(row).strip() for _, row in rows.iterrows()], rows.index)
    names = rows["zone_label"].map(lambda name: formats.shortened(name, LETTERS))
    return _SEMICOLON.join(f"{reason} : {', '.join(some)}" for reason, some in names.groupby(reasons, sort=False))


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
    say = _VOLUNTEERS_SAY if voluntary else "répondent"
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
        return TOO_FEW if row["zone_label"] else None
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
