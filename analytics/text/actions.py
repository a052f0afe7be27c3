"""What the screen « Actions » says: the register, an action, what is decided of it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from math import isfinite
from typing import TYPE_CHECKING, Any

from analytics.disclosure import ProtectedTable, Status
from analytics.statistics.evaluation import Appraisal, CheckResult, NextStep, Outcome, methods
from analytics.statistics.words import INSUFFICIENT_DATA, ProofLevel
from analytics.text import chips, formats, guide, verdicts
from analytics.text.markdown import literal, plain
from analytics.text.typography import typeset_module
from analytics.text.verdicts import NEVER_JUDGED, WORDS, capital
from data.journal import LABELS, Direction, Unit

if TYPE_CHECKING:
    import pandas as pd

    from analytics.figures.evaluations import Evaluated
    from data.journal import Action, Change, Decision, Evaluation, ImportReport, Meeting, Objective

TITLE = "Actions"
ALL = {
    "champ": "Tous les champs",
    "quartier": "Tous les quartiers",
    "partenaire": "Tous les partenaires",
    "verdict": "Tous les verdicts",
    "annee": "Toutes les années",
    "statut": "Tous les statuts",
}
FILTERS = {
    "champ": "Champ d’action",
    "quartier": "Quartier",
    "partenaire": "Partenaire",
    "verdict": "Verdict",
    "annee": "Année",
    "statut": "Statut",
}
WHOLE_COMMUNE = "toute la commune"
REGISTER = "Registre des actions"
ORDER = "Ordre"
ORDERS = {"verdict": "Par verdict", "champ": "Par champ", "date": "Par date"}
HEADS = {
    "name": "Action",
    "place": "Où",
    "span": "Quand",
    "series": "Faits suivis, par trimestre",
    "effect": "Écart à l’attendu",
    "verdict": "Verdict",
    "proof": "Preuve",
    "step": "Proposition",
}
EFFECT_SCALE = ("−60 %", "0", "+60 %")
EFFECT_NOTE = "Les images vont de −60 % à +60 %, avec leur marge ; le trait du milieu est « aucun changement »."
REGISTER_NOTE = (
    "Trait violet : début de l’action. Barre : marge à 95 %. Sans point : l’effet ne se lit pas. Preuve : de 0 à 5."
)
UNFOLLOWED = "aucun fait suivi"
BACK = "← Toutes les actions"
NO_ACTION = f"Aucune action n’est enregistrée. Enregistrez la première, ou reprenez un tableau existant. {guide.LINK}."
NONE_LEFT = "Aucune action ne répond à ces filtres."
JUDGED_ON = "Jugée sur"
OBSTACLES = {
    "zones": "Les quartiers de cette action ne sont pas dans les zones de la commune : corrigez-les dans le registre.",
    "followed": "Aucun indicateur n’est suivi pour cette action : dites lesquels dans le registre, et elle pourra être évaluée.",
    "months": "Les données ne couvrent pas à la fois des mois d’avant et des mois d’après le début de cette action.",
}
UNJUDGED = {
    "zones": "dont les quartiers sont inconnus",
    "followed": "sans indicateur suivi",
    "months": "sans mois avant ou après le début",
    "withheld": "dont les nombres sont trop petits pour être communiqués",
}
"""Why actions are not judged, after their number."""
DETECTABLE = "Ce qui pouvait se voir"
VERDICT = "Verdict"
PROOF = "Niveau de preuve"
CHECKS = "Vérifications"
PLURALS = {"réussie": "réussies", "contredite": "contredites", "impossible": "impossibles"}
DETAILS = "Limites et détails du verdict"
LIMITS = "Ce qu’il faut savoir avant de le répéter"
NEXT = "Proposition"
EVIDENCE = "Ce que disent les études publiées"
EVIDENCE_SOURCE = "Source"
COMPARISON = "Zones comparées"
PROPOSED_COMPARISON = (
    "Zones proposées, pas encore fixées : elles peuvent changer tant que l’action n’est pas fixée dans le registre."
)
FIX = "Fixer ces zones"
FIXED = "Les zones comparées et les zones autour sont fixées."
METHODS = {
    "zone_changes": "évolution comparée à celle de zones qui se ressemblent",
    "weighted_displacement_difference": "différence pondérée avec des zones comparables",
    "difference_in_differences": "différence des évolutions avec les zones comparables",
    "interrupted_time_series": "série suivie avant et après, tendance et saison déduites",
    "synthetic_control": "mélange de zones comparables",
}
OUTCOME_ICONS = {
    Outcome.PASSED: ":material/check_circle:",
    Outcome.FAILED: ":material/warning:",
    Outcome.INFORMATIVE: ":material/info:",
}
IMPOSSIBLE_ICON = ":material/do_not_disturb_on:"
DECISIONS = "Décisions"
NO_DECISION = "Aucune décision n’est enregistrée pour cette action."
DECIDE = "Enregistrer une décision"
DECIDED = "La décision est enregistrée."
FOLLOW = "Suivre"
FOLLOW_TITLE = "Suivre une décision"
DONE, POSTPONED, REOPENED = "Faite", "Reportée", "Rouverte"
DONE_ON, NEW_DUE = "Faite le", "Nouvelle échéance"
WHY = "Motif (facultatif)"
SAVE_FOLLOW_UP = "Enregistrer la suite"
FOLLOWED = "La suite de la décision est enregistrée."
WORD = "Décision"
ABOUT, ABOUT_NONE = "Action concernée (facultatif)", "Aucune"
REASON = "Motif"
OWNER = "Service responsable"
DUE = "Échéance"
BY = "Service qui écrit"
BY_HELP = "Un service ou une fonction, jamais le nom d’une personne."
COMMENT = "Commentaire"
COMMENTS = "Commentaires"
ADD_COMMENT = "Ajouter le commentaire"
COMMENTED = "Le commentaire est enregistré."
KEEP = "Garder cette évaluation"
METHOD = "Méthode"
METHOD_HELP = (
    "La première est celle que les données appellent. Si une autre est gardée, le choix et son motif le sont aussi."
)
METHOD_REASON = "Motif du changement de méthode"
KEPT = "L’évaluation est gardée, avec ses données, sa version et sa date."
KEPT_EVALUATIONS = "Évaluations gardées"
HISTORY = "Modifications"
NEW = "Nouvelle action"
NEW_HELP = (
    "L’effet attendu s’écrit avant le début, pour que le résultat soit jugé sur ce qui était annoncé. "
    "Le reste se complète sur la fiche de l’action."
)
NAME = "Nom"
CHAMP = "Champ d’action"
AXIS = "Axe du schéma territorial"
ZONES = "Quartiers (aucun : toute la commune)"
START, END = "Début", "Fin (vide : l’action continue)"
LEAD = "Service pilote"
PARTNERS = "Partenaires"
COST = "Coût (euros)"
EXPECTED = "Effet attendu"
TO_COMPLETE = "à compléter"
INTENT = "Effet attendu, mécanisme et moyens"
MECHANISM = "Mécanisme : pourquoi l’action devrait avoir cet effet"
INDICATORS = "Indicateurs suivis"
NONE_CHOSEN = "Aucun"
DIRECTION = "Sens attendu"
SAVE = "Enregistrer l’action"
REVISE = "Enregistrer la modification"
REVISING = "Modifier l’action"
REVISED = "La modification est enregistrée."
MEETING = "Nouvelle réunion"
MEETINGS = "Réunions enregistrées"
MEETING_DAY, MEETING_LABEL, MEETING_NOTE = "Date", "Formation réunie", "Ordre du jour, en quelques mots"
PRESENT = "Membres présents"
COMPARED_MEETING = "Réunion à laquelle comparer"
HOLD = "Enregistrer la réunion"
HELD = "La réunion est enregistrée : Accueil s’ouvre sur ce qui a bougé depuis."
NEW_OBJECTIVE = "Nouvel objectif"
OBJECTIVE_LABEL = "Objectif, en une phrase"
OBJECTIVE_INDICATOR = "Indicateur de l’objectif"
OBJECTIVE_TARGET = "Cible (% du niveau de référence)"
BASELINE = "Année de référence"
SET_OBJECTIVE = "Enregistrer l’objectif"
CORRECT, CORRECT_OBJECTIVE = "Corriger", "Corriger un objectif"
DROP = "Retirer cet objectif : il ne sera plus suivi"
DROPPED = "L’objectif est retiré."
OBJECTIVE_SET = "L’objectif est enregistré."
SAVED = "L’action est enregistrée."
EXPORT = "Télécharger le registre (XLSX)"
EXCHANGE = "Importer ou télécharger"
IMPORT = "Reprendre un tableau (XLSX ou CSV)"
IMPORTER = "Import du registre"
IMPORT_HELP = (
    "Mêmes colonnes que le registre téléchargé. Une action déjà connue par son nom est mise à jour. Rien n’est écrit "
    "avant « Importer »."
)
TAKE_IN = "Importer"
OBJECTIVES = "Objectifs du schéma territorial"
NO_OBJECTIVE = "Aucun objectif n’est enregistré."
MEDIATION = "Activité de médiation"
MEDIATION_NOTE = (
    "Présence, conflits apaisés, personnes orientées vers un service : ce sont des interventions, pas des faits."
)
LATE = "en retard"
NONE_OPEN = "Aucune décision n’est à suivre."
SINCE = "Depuis la réunion du {day}"
SINCE_NOTE = (
    "Mois complets arrivés depuis, à côté de la moyenne des mêmes mois des années précédentes qui se comparent."
)
NO_NEW_MONTH = "Aucun mois de données n’est arrivé depuis la réunion du {day}."
HERE = "Actions dans ce quartier"
NONE_HERE = "Aucune action du registre ne concerne ce quartier."
EVERYWHERE = "Actions dans toute la commune"
NONE_EVERYWHERE = "Aucune action du registre ne concerne toute la commune."


def where(action: "Action") -> str:
    """Zones of an action."""
    return formats.enumeration([zone.label for zone in action.zones]) if action.zones else WHOLE_COMMUNE


def quarters(table: ProtectedTable) -> str:
    """What the quarters of an action count: their lowest and highest count, the last one, how many are withheld."""
    rows = table.frame
    known = rows[rows["status"] == Status.PUBLISHED]
    n_withheld = len(rows) - len(known)
    hidden = (
        f"{formats.counted(n_withheld, 'trimestre non communiqué', 'trimestres non communiqués')}" if n_withheld else ""
    )
    if known.empty:
        return f"{hidden or 'Aucun trimestre entier'}."
    last, counts = known.iloc[-1], known["n_events"]
    bucket = formats.bucket(last["period_start"], last["period_end"])
    spread = f"De {formats.integer(counts.min())} à {formats.counted(counts.max(), 'fait', 'faits')} par trimestre"
    return f"{spread} ; {formats.integer(last['n_events'])} {bucket}{f' ; {hidden}' if hidden else ''}."


def unjudged(obstacles: Sequence[str]) -> str:
    """How many actions are not judged, and why: keys of ``UNJUDGED``."""
    counts = Counter(obstacles)
    told = [f"{formats.integer(counts[one])} {why}" for one, why in UNJUDGED.items() if counts[one]]
    return f"Non évaluées : {formats.enumeration(told)}"


def began(actions: Sequence["Action"]) -> str:
    """Actions marked on a chart of months; empty where there is none."""
    if not actions:
        return ""
    named = [f"« {literal(one.name)} » ({formats.month(one.start)})" for one in actions]
    return f"Actions commencées : {formats.enumeration(named)}."


def when(action: "Action") -> str:
    """First and last day."""
    if action.end is None:
        return f"depuis le {formats.day(action.start)}"
    return f"du {formats.day(action.start)} au {formats.day(action.end)}"


def facts(action: "Action", followed: str) -> dict[str, str]:
    """What an action is, beside its champ, in Markdown."""
    return {
        HEADS["place"]: literal(where(action)),
        HEADS["span"]: f"{when(action)} ({action.status})",
        LEAD: literal(action.lead),
        JUDGED_ON: literal(followed) or UNFOLLOWED,
    }


def sheet(action: "Action", partners: Mapping[str, str]) -> str:
    """What an action intends and what it takes, as a list."""
    lines = [
        f"**{EXPECTED}** : {literal(action.expected_effect) or TO_COMPLETE}{_late(action)}",
        f"**Mécanisme** : {literal(action.mechanism) or TO_COMPLETE}",
        f"**{AXIS}** : {literal(action.axis)}" if action.axis else "",
        f"**{PARTNERS}** : {literal(formats.enumeration([partners[one] for one in action.partners]))}"
        if action.partners
        else "",
        f"**Coût** : {formats.integer(action.cost_euros)} €" if action.cost_euros is not None else "",
        f"**Effectif** : {formats.decimal(action.staff)} équivalents temps plein" if action.staff else "",
    ]
    return "\n".join(f"- {line}" for line in lines if line)


def followed(indicators: Sequence[tuple[str, str]]) -> str:
    """What an action is judged on: each indicator with its categories.

    Parameters
    ----------
    indicators : label of an indicator and of a category, empty for all of them.
    """
    named: dict[str, list[str]] = {}
    for label, category in indicators:
        named.setdefault(label, []).append(formats.small(category))
    told = [f"{label} ({formats.enumeration(kept)})" if all(kept) else label for label, kept in named.items()]
    return formats.capitalised(formats.enumeration([formats.small(one) for one in told]))


def judged(word: str) -> str:
    """The word of an action; empty where it could not be judged."""
    return WORDS[word] if word else NEVER_JUDGED


def method(slug: str) -> str:
    """French name of a method of evaluation."""
    return METHODS.get(slug) or methods()[slug].label


def proof(appraisal: Appraisal) -> str:
    """How much a verdict proves, and by which method."""
    return f"{capital(verdicts.proof(appraisal.verdict))}. {capital(method(appraisal.method))}."


def proof_in_short(appraisal: Appraisal) -> str:
    """How much a verdict proves, as a number."""
    return f"preuve {appraisal.verdict.proof_level:d} sur {ProofLevel.RANDOMISED:d}"


def effect(appraisal: Appraisal) -> str:
    """What the picture of an effect shows: its change and its margin, the margin alone where it does not read."""
    verdict = appraisal.verdict
    if verdict.effect is None or not verdict.has_ratio:
        return ""
    margin = verdict.effect.relative_interval()
    is_read = verdict.word != INSUFFICIENT_DATA
    seen = f"{verdicts.signed(verdict.effect.relative - 1)}, " if is_read else "trop incertain pour être lu, "
    limits, sought = verdicts.of_relative(float(margin.low), float(margin.high)), verdicts.signed(appraisal.sought)
    return f"Écart à l’attendu : {seen}marge {limits}. Changement recherché : {sought}."


def check(result: CheckResult) -> str:
    """One verification, with its sign, its name, what became of it, and its sentence."""
    name = capital(verdicts.check_name(result.name))
    return f"{_sign(result)} **{name}** ({verdicts.outcome(result)}) : {verdicts.check(result)}"


def check_in_short(result: CheckResult) -> str:
    """One verification in a few words: its sign and its name, and what became of it where it did not pass."""
    outcome = "" if result.outcome is Outcome.PASSED else f" ({verdicts.outcome(result)})"
    return f"{_sign(result)} {capital(verdicts.check_name(result.name))}{outcome}"


def checks(results: Sequence[CheckResult]) -> str:
    """How many verifications there are of each outcome."""
    counts = Counter(verdicts.outcome(result) for result in results)
    told = [
        f"{formats.integer(counts[outcome])} {PLURALS.get(outcome, outcome) if counts[outcome] > 1 else outcome}"
        for outcome in (*verdicts.OUTCOMES.values(), verdicts.IMPOSSIBLE)
        if counts[outcome]
    ]
    return f"{CHECKS} : {formats.enumeration(told)}"


def evaluation(one: "Evaluated") -> str:
    """What is concluded of an action, one sentence a line: what ``python -m analytics evaluate`` prints."""
    appraisal = one.appraisal
    if appraisal is None or one.step is None:
        return OBSTACLES[one.obstacle]
    lines = [verdicts.detectable(appraisal), verdicts.sentence(appraisal)]
    lines.append(f"{PROOF} : {verdicts.proof(appraisal.verdict)}.")
    lines += [f"- {verdicts.check(result)}" for result in appraisal.checks]
    return plain("\n".join(filter(None, [*lines, next_step(one.step)])))


def evaluation_entry(one: "Evaluated", snapshot: str) -> dict[str, Any]:
    """What is concluded of an action, for a machine: the fields of ``python -m analytics evaluate --json``.

    ``estimate``, ``low`` and ``high`` are in ``unit``: a ratio of rates, or facts a month beyond those expected;
    None, as ``minimal_detectable_effect`` (a fall, 0 to 1, or a rise), where nothing could be estimated or seen.
    """
    appraisal = one.appraisal
    effect = appraisal.effect if appraisal else None
    return {
        "action": one.action.name,
        "method": appraisal.method if appraisal else None,
        "estimate": effect.estimate if effect else None,
        "low": effect.low if effect else None,
        "high": effect.high if effect else None,
        "unit": effect.measure.value if effect else None,
        "minimal_detectable_effect": effect.detectable if effect and isfinite(effect.detectable) else None,
        "verdict": WORDS[appraisal.verdict.word if appraisal else INSUFFICIENT_DATA],
        "proof_level": verdicts.proof(appraisal.verdict if appraisal else None),
        "checks": [
            {"name": result.name, "outcome": result.outcome.value, "text": plain(verdicts.check(result))}
            for result in (appraisal.checks if appraisal else ())
        ],
        "snapshot": snapshot,
    }


def evaluation_record(one: "Evaluated", inputs: Mapping[str, Any]) -> dict[str, Any]:
    """What the journal keeps of an evaluation: what it was computed from, and its result in words.

    Parameters
    ----------
    inputs : as ``figures.evaluations.inputs`` gives them.
    """
    result = evaluation_entry(one, inputs["snapshot"])
    appraisal = one.appraisal
    sentence = verdicts.sentence(appraisal) if appraisal else one.obstacle
    return {**inputs, "method": result["method"] or "", "result": result | {"sentence": sentence}}


def decision(one: "Decision", today: date, action: str | None = None, address: str = "") -> str:
    """A decision, its owner, its due date and whether it is late; of an action, after its name, that leads to it."""
    about = f"[{literal(action)}]({address}) : " if action else ""
    due = f", pour le {formats.day(one.due)}" if one.due else ""
    done = f", fait le {formats.day(one.done_on)}" if one.done_on else f" (**{LATE}**)" if one.is_late(today) else ""
    why = f"{literal(one.reason)} ({literal(one.owner)})"
    return f"{about}**{one.word}**, décidé le {formats.day(one.decided_on)}{due}{done}. {why}."


def due_title(n_late: int) -> str:
    """How many decisions are late, over their list."""
    return f"Décisions : {formats.integer(n_late)} en retard" if n_late else "Décisions à suivre"


def due(one: "Decision", today: date) -> str:
    """Who sees to a decision, and when."""
    when = [formats.day(one.due)] if one.due else []
    return " · ".join([one.owner, *when, *([LATE] if one.is_late(today) else [])])


def conclusive(words: Sequence[str]) -> str:
    """How many actions have each verdict that says something, over their list."""
    return f"Actions : {_tally(words) or 'aucun verdict concluant pour l’instant'}"


def others(words: Sequence[str]) -> str:
    """How many other actions there are, and what is said of them."""
    return f"{formats.counted(len(words), 'autre action', 'autres actions')} : {_tally(sorted(words, reverse=True))}"


def _tally(words: Sequence[str]) -> str:
    """Each verdict, in the order of its first action, and how many have it."""
    return formats.enumeration([f"{chips.word(one or chips.UNJUDGED)} ({n})" for one, n in Counter(words).items()])


def next_step(step: NextStep) -> str:
    """A proposal and its reason."""
    return f"**{capital(WORDS[step.step])}.** {verdicts.next_step(step)}"


def meeting(one: "Meeting", families: Mapping[str, str]) -> str:
    """A meeting, in a line: when, what was looked at, who was there."""
    note = f" : {literal(one.note)}" if one.note else ""
    there = literal(formats.enumeration([families[slug] for slug in one.partners]))
    present = f" ({PRESENT.lower()} : {there})" if there else ""
    return f"- {capital(formats.day(one.day))}, {literal(one.label)}{note}{present}"


def meeting_in_short(one: "Meeting") -> str:
    """A meeting as a menu names it."""
    return f"{capital(formats.day(one.day))}, {one.label}"


def objective(one: "Objective", indicator: str, now: str) -> str:
    """An objective, its target and where the commune stands."""
    sign = "−" if one.direction == Direction.DOWN else "+"
    unit = " %" if one.unit == "%" else ""
    since = f" par rapport à {one.baseline}" if one.baseline else ""
    target = f"{sign}{formats.decimal(one.target, 0)}{unit}{since} d’ici au {formats.day(one.due)}"
    return f"**{literal(one.label)}** ({literal(one.axis)}) : {literal(indicator)}, {target}. {now}"


def progress(one: "Objective", row: "pd.Series") -> str:
    """What the picture of an objective shows; empty where it has nothing to show.

    Parameters
    ----------
    row : of ``figures.changes.since_year``.
    """
    if row["status"] != Status.PUBLISHED or one.unit != Unit.PERCENT:
        return ""
    ratio, low, high = (row[part] for part in ("ratio", "low", "high"))
    if None in (ratio, low, high) or not all(map(isfinite, (ratio, low, high))):
        return ""
    is_read = row["word"] != INSUFFICIENT_DATA
    seen = f"{verdicts.signed(float(ratio) - 1)}, " if is_read else "trop incertaine pour être lue, "
    limits = verdicts.of_relative(float(low), float(high))
    return f"Évolution depuis {one.baseline} : {seen}marge {limits}. Cible : {verdicts.signed(one.sought)}."


def compared(labels: list[str], around: list[str]) -> str:
    """Zones that an action is compared to, and those around."""
    parts = [f"Comparée à {literal(formats.enumeration(labels))}." if labels else "Aucune zone comparable."]
    if around:
        parts.append(f"Zones autour, où les faits peuvent se déplacer : {literal(formats.enumeration(around))}.")
    return " ".join(parts)


def change(one: "Change", label: str, at: str) -> str:
    """One change of the register: who, when, before, after."""
    why = f" ({literal(one.reason)})" if one.reason else ""
    start = f"- {at}, {literal(one.by)}"
    if one.field is None:
        return f"{start} : enregistrement{why}."
    return f"{start} : {label}, de « {literal(one.before or '–')} » à « {literal(one.after or '–')} »{why}."


def kept(one: "Evaluation", at: str) -> str:
    """An evaluation that was kept: when, by whom, its sentence, by which method, on which data."""
    changed = (
        f" {method(one.announced).capitalize()} annoncée, puis changée : {literal(one.announced_reason)}."
        if one.announced
        else ""
    )
    used = f" ({method(one.method)})" if one.method else ""
    sentence = literal(one.result["sentence"])
    return f"- {at}, {literal(one.by)} : {sentence}{used}{changed} Données {one.snapshot}, calcul {one.code_version}."


def preview(one: "ImportReport") -> str:
    """What a table of actions would do, row by row, and how it was read."""
    changed = [
        f"{literal(name)} : "
        + " ; ".join(
            f"{LABELS[field]}, de « {literal(before or '–')} » à « {literal(after or '–')} »"
            for field, before, after in fields
        )
        for name, fields in one.changed.items()
    ]
    groups = {
        "À créer": [*map(literal, one.created)],
        "À modifier": changed,
        "Inchangées": [*map(literal, one.unchanged)],
        "Refusées": [f"ligne {row.line} : {literal(row.problem)}" for row in one.refused],
        "Lecture du tableau": [*map(literal, one.notes)],
    }
    return "\n\n".join(
        "\n".join([f"**{title} ({formats.integer(len(lines))})**", "", *(f"- {line}" for line in lines)])
        for title, lines in groups.items()
        if lines
    )


def report(one: "ImportReport") -> str:
    """What became of the rows of a table of actions."""
    counted = (
        f"{formats.counted(len(one.created), 'action créée', 'actions créées')}, "
        f"{formats.integer(len(one.changed))} mises à jour, {formats.integer(len(one.unchanged))} inchangées."
    )
    return "\n".join([counted, *(f"- ligne {row.line} : {literal(row.problem)}" for row in one.refused)])


def running(n_running: int, n_actions: int, today: date) -> str:
    """How many actions the register shows, and how many of them run."""
    return (
        f"{formats.counted(n_actions, 'action', 'actions')} au registre, dont {formats.integer(n_running)} en cours "
        f"le {formats.day(today)}."
    )


def _sign(result: CheckResult) -> str:
    return IMPOSSIBLE_ICON if result.obstacle else OUTCOME_ICONS[result.outcome]


def _late(action: "Action") -> str:
    return " (écrit après le début)" if action.written_late else ""


typeset_module(__name__, as_written=("where", "followed", "evaluation_entry", "evaluation_record"))
