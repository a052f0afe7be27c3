"""What is written in the journal is read back, kept when it changes, and never overwritten unseen."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from data.errors import (
    EntryError,
    FixedComparisonError,
    SameNameError,
    StaleEntryError,
    UnknownEntryError,
)
from data.journal import (
    Action,
    ActionStatus,
    Decision,
    DecisionWord,
    Direction,
    Evaluation,
    Event,
    Followed,
    Meeting,
    Objective,
    Unit,
    Zone,
)
from data.model import Level, Period

WHEN = datetime(2026, 3, 12, 9, 4, tzinfo=UTC)
TANNERIES = Zone(Level.QUARTIER, "07", "Les Tanneries")
GARE = Zone(Level.QUARTIER, "02", "La Gare")
CENTRE = Zone(Level.IRIS, "319990101", "Centre")


@pytest.fixture
def full(planned):
    """An action of which everything is said."""
    return planned(
        axis="Apaiser l’espace public",
        zones=(TANNERIES, CENTRE),
        end=date(2027, 3, 31),
        partners=("bailleurs", "associations"),
        cost_euros=92_000,
        staff=2.5,
        indicators=(
            Followed("signalements", "bruit_tapage", Direction.DOWN, 33.0, Unit.PERCENT),
            Followed("mediation", direction=Direction.UP, target=120.0, unit=Unit.NUMBER),
            Followed("plaintes"),
        ),
        status=ActionStatus.RUNNING,
    )


def registered(journal, action, signed):
    return journal.register(action, **signed)


# --- Actions


def test_action_is_read_back_as_it_was_registered(journal, full, signed):
    kept = registered(journal, full, signed)
    assert kept == replace(full, number=1, version=1, written_on=WHEN.date())
    assert journal.action(1) == kept
    assert journal.actions() == (kept,)


def test_action_is_unknown_when_none_has_its_number(journal):
    with pytest.raises(UnknownEntryError, match="« action » n° 7".replace(" ", "[ \xa0]")):
        journal.action(7)


def test_actions_are_filtered_by_what_is_asked(journal, planned, signed):
    for name, fields in {
        "a": {"zones": (TANNERIES,), "partners": ("bailleurs",), "end": date(2026, 6, 30)},
        "b": {"zones": (GARE,), "champ": "videoprotection", "status": ActionStatus.RUNNING, "start": date(2026, 5, 1)},
        "c": {"partners": ("bailleurs", "parquet"), "start": date(2026, 7, 1)},
        "d": {"compared": (TANNERIES,), "zones": (GARE,), "champ": "insertion"},
    }.items():
        registered(journal, planned(name=name, **fields), signed)

    def names(**asked):
        return "".join(action.name for action in journal.actions(**asked))

    assert names() == "abcd"
    assert names(champ="videoprotection") == "b" and names(champ="radicalisation") == ""
    assert names(partner="bailleurs") == "ac" and names(partner="parquet") == "c"
    # The action of the whole commune concerns every zone; a zone that is only compared has no action.
    assert names(zone="07") == names(zone="Les Tanneries") == "ac"
    assert names(zone="02") == "bcd"
    assert names(status=ActionStatus.RUNNING) == "b"
    assert names(zone="02", champ="insertion") == "d"


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        (date(2026, 2, 1), date(2026, 3, 1), False),
        (date(2026, 3, 1), date(2026, 4, 1), True),
        (date(2026, 6, 1), date(2026, 6, 1), True),
        (date(2026, 7, 1), date(2026, 8, 1), False),
    ],
    ids=["before", "its first month", "its last month", "after"],
)
def test_action_is_found_in_the_months_when_it_runs(journal, planned, signed, first, last, found):
    registered(journal, planned(end=date(2026, 6, 1)), signed)
    assert bool(journal.actions(period=Period.of_months(first, last))) is found


def test_action_that_lasts_is_found_in_any_month_to_come(journal, planned, signed):
    registered(journal, planned(), signed)
    assert journal.actions(period=Period.of_months(date(2090, 1, 1), date(2090, 1, 1)))


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"name": "  "}, "« nom » est vide"),
        ({"name": "?!"}, "« nom » n’a ni lettre ni chiffre"),
        ({"lead": ""}, "« service pilote » est vide"),
        ({"expected_effect": " "}, "« effet attendu » est vide"),
        ({"champ": ""}, "« champ d’action » est vide"),
        ({"champ": "nuit"}, "le champ d’action « nuit » n’est pas dans la nomenclature"),
        ({"partners": ("bailleur",)}, "« bailleur » n’est pas une famille de partenaires"),
        ({"partners": ("bailleurs", "bailleurs")}, "un partenaire est nommé deux fois"),
        ({"end": date(2026, 3, 31)}, "la fin précède le début"),
        ({"start": date(1899, 12, 31)}, "l’année 1899 (début) n’est pas possible"),
        ({"end": date(2101, 1, 1)}, "l’année 2101 (fin) n’est pas possible"),
        ({"cost_euros": -1}, "le coût n’est pas un nombre d’euros"),
        ({"staff": -0.5}, "l’effectif n’est pas un nombre"),
        ({"staff": float("nan")}, "l’effectif n’est pas un nombre"),
        ({"zones": (GARE,), "around": (GARE,)}, "une zone est nommée deux fois, ou dans deux rôles"),
        ({"indicators": (Followed("plaintes", "nuit"),)}, "la catégorie « nuit » n’est pas dans la nomenclature"),
        ({"indicators": (Followed("plaintes", target=0.0),)}, "une cible n’est pas un nombre supérieur à 0"),
        ({"indicators": (Followed("plaintes", target=101.0),)}, "une cible est une baisse de plus de 100"),
        ({"indicators": (Followed("plaintes"), Followed("plaintes"))}, "un indicateur est nommé deux fois"),
        ({"lead": "Mme Durand"}, "« service pilote » contient un nom de personne"),
        ({"mechanism": "Appeler le 06 12 34 56 78"}, "« mécanisme » contient un numéro de téléphone"),
        ({"name": "a\0b"}, "« nom » contient un caractère qui n’est pas du texte"),
        ({"mechanism": "a" * 10_001}, "« mécanisme » dépasse 10000 caractères"),
        ({"written_on": date(2026, 3, 13)}, "daté d’un jour à venir"),
    ],
    ids=lambda value: None if isinstance(value, str) else next(iter(value)),
)
def test_action_is_refused_when_it_cannot_be(journal, planned, signed, fields, problem):
    with pytest.raises(EntryError) as refused:
        registered(journal, planned(**fields), signed)
    assert problem in str(refused.value).replace("\xa0", " ")
    assert journal.actions() == () and journal.changes() == ()


@pytest.mark.parametrize(
    "fields",
    [
        {"end": date(2026, 4, 1)},
        {"start": date(1900, 1, 1)},
        {"cost_euros": 0, "staff": 0.0},
        {"indicators": (Followed("plaintes", target=100.0),)},
        {"indicators": (Followed("mediation", direction=Direction.UP, target=150.0),)},
        {"mechanism": ""},
        {"mechanism": "a" * 10_000},
        {"written_on": date(2026, 3, 12)},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_action_is_kept_when_it_is_just_within_bounds(journal, planned, signed, fields):
    kept = registered(journal, planned(**fields), signed)
    assert [getattr(kept, name) for name in fields] == [*fields.values()]


def test_texts_are_kept_without_blanks_at_their_ends(journal, planned, signed):
    assert registered(journal, planned(name="  Médiation \n"), signed).name == "Médiation"


@pytest.mark.parametrize("name", ["Médiation de soirée", "MEDIATION de soirée !"])
def test_action_is_refused_when_another_has_its_name(journal, planned, signed, name):
    registered(journal, planned(), signed)
    with pytest.raises(SameNameError, match="s’appelle déjà"):
        registered(journal, planned(name=name), signed)
    other = registered(journal, planned(name="Autre"), signed)
    with pytest.raises(SameNameError):
        journal.revise(replace(other, name=name), **signed)
    assert [action.name for action in journal.actions()] == ["Médiation de soirée", "Autre"]


@pytest.mark.parametrize("by", ["", "  ", "Mme Durand", "a.durand@ville.fr"])
def test_nobody_writes_without_a_role(journal, planned, by):
    with pytest.raises(EntryError, match="auteur"):
        journal.register(planned(), by=by, at=WHEN)


# --- Changes


def test_every_field_changed_is_kept_with_who_when_before_and_after(journal, full, signed):
    first = registered(journal, full, signed)
    later = WHEN + timedelta(days=2)
    second = journal.revise(
        replace(first, cost_euros=None, zones=(GARE,), status=ActionStatus.SUSPENDED, staff=3.0, indicators=()),
        by="Médiation", at=later, reason="Budget voté",
    )  # fmt: skip
    assert second == journal.action(1) and second.version == 2
    created, *changed = journal.changes(of=second)
    assert (created.field, created.after, created.by, created.at) == (None, first.name, "Coordination du CLSPD", WHEN)
    assert {(one.by, one.at, one.version, one.reason) for one in changed} == {("Médiation", later, 2, "Budget voté")}
    assert {one.field: (one.before, one.after) for one in changed} == {
        "zones": ("Les Tanneries | Centre", "La Gare"),
        "cost_euros": ("92000", ""),
        "staff": ("2,5", "3"),
        "status": ("en cours", "suspendue"),
        "indicators": (
            "signalements/bruit_tapage baisse 33\u202f% | mediation hausse 120 | plaintes baisse", "",
        ),
    }  # fmt: skip


def test_nothing_is_noted_when_nothing_changes(journal, full, signed):
    first = registered(journal, full, signed)
    assert journal.revise(first, **signed) == first
    assert len(journal.changes()) == 1


def test_changes_are_those_since_a_moment(journal, planned, signed):
    first = registered(journal, planned(), signed)
    journal.revise(replace(first, lead="Ville"), by="Ville", at=WHEN + timedelta(seconds=1))
    assert [one.field for one in journal.changes(since=WHEN)] == ["lead"]
    assert journal.changes(since=WHEN + timedelta(seconds=1)) == ()


def test_second_writer_is_told_what_changed_and_overwrites_nothing(journal, full, signed):
    read = registered(journal, full, signed)
    first = journal.revise(replace(read, cost_euros=80_000, lead="Centre social"), by="Médiation", at=WHEN)
    with pytest.raises(StaleEntryError) as refused:
        journal.revise(replace(read, cost_euros=70_000), **signed)
    told = str(refused.value).replace("\xa0", " ")
    # By the clocks of the commune, not those of the machine.
    assert "service pilote (par Médiation, le 12/03/2026 à 10:04), coût (par Médiation, le 12/03/2026 à 10:04)" in told
    assert "« Médiation de soirée » a changé" in told and "Rien n’a été perdu" in told
    assert journal.action(read.number) == first
    assert journal.revise(replace(first, cost_euros=70_000), **signed).cost_euros == 70_000


def test_entry_is_not_revised_when_it_is_not_there(journal, planned, signed):
    with pytest.raises(UnknownEntryError):
        journal.revise(planned(), **signed)


def test_several_entries_are_written_all_or_none(journal, planned, signed):
    with pytest.raises(EntryError), journal.writing() as pen:
        pen.register(planned(), **signed)
        pen.register(planned(name="b", champ="nuit"), **signed)
    assert journal.actions() == () and journal.changes() == ()


# --- Written before


@pytest.mark.parametrize(("days", "late"), [(-1, False), (0, False), (1, True)])
def test_action_says_when_its_effect_was_written_once_it_had_started(journal, planned, days, late):
    start = date(2026, 4, 1)
    at = datetime(2026, 4, 1, 12, tzinfo=UTC) + timedelta(days=days)
    assert journal.register(planned(start=start), by="Ville", at=at).written_late is late


@pytest.mark.parametrize(
    ("changed", "late"),
    [({"expected_effect": "Autre"}, True), ({"mechanism": "Autre"}, True), ({"cost_euros": 1}, False)],
    ids=["effect", "mechanism", "cost"],
)
def test_effect_corrected_once_started_is_kept_and_told(journal, planned, signed, changed, late):
    first = registered(journal, planned(), signed)
    second = journal.revise(replace(first, **changed), by="Ville", at=datetime(2026, 5, 1, tzinfo=UTC))
    assert (first.written_late, second.written_late, journal.action(1).written_late) == (False, late, late)
    assert {one.field for one in journal.changes(of=second)} == {None, *changed, *(["written_on"] * late)}


# --- Comparison


def test_comparison_is_fixed_then_changed_only_with_a_reason(journal, planned, signed):
    action = registered(journal, planned(zones=(TANNERIES,)), signed)
    fixed = journal.fix_comparison(action, compared=(GARE,), around=(CENTRE,), **signed)
    assert (fixed.compared, fixed.around, fixed.comparison_fixed_on) == ((GARE,), (CENTRE,), WHEN.date())
    for reason in ("", "  "):
        with pytest.raises(FixedComparisonError, match="12/03/2026"):
            journal.fix_comparison(fixed, compared=(CENTRE,), around=(), reason=reason, **signed)
    assert journal.fix_comparison(fixed, compared=(GARE,), around=(CENTRE,), **signed) == fixed == journal.action(1)
    later = journal.fix_comparison(fixed, compared=(CENTRE,), around=(), reason="Travaux à la Gare", **signed)
    assert later.comparison_fixed_on == WHEN.date()
    assert [(one.field, one.before, one.after, one.reason) for one in journal.changes() if one.version == 3] == [
        ("compared", "La Gare", "Centre", "Travaux à la Gare"),
        ("around", "Centre", "", "Travaux à la Gare"),
    ]


def test_comparison_is_refused_when_it_is_stale_or_names_a_zone_of_the_action(journal, planned, signed):
    action = registered(journal, planned(zones=(TANNERIES,)), signed)
    with pytest.raises(EntryError, match="dans deux rôles"):
        journal.fix_comparison(action, compared=(TANNERIES,), around=(), **signed)
    journal.revise(replace(action, cost_euros=1), **signed)
    with pytest.raises(StaleEntryError):
        journal.fix_comparison(action, compared=(GARE,), around=(), **signed)
    assert journal.action(1).comparison_fixed_on is None


@pytest.mark.parametrize("field", ["compared", "around", "comparison_fixed_on", "written_on"])
def test_comparison_is_not_changed_by_the_way(journal, planned, signed, field):
    action = registered(journal, planned(), signed)
    value = (GARE,) if field in ("compared", "around") else date(2026, 1, 1)
    with pytest.raises(EntryError, match="ne se changent pas ainsi"):
        journal.revise(replace(action, **{field: value}), **signed)


# --- Meetings, decisions, objectives


@pytest.fixture
def decided():
    def make(**fields):
        usual = {
            "word": DecisionWord.CONTINUE,
            "reason": "Effet net",
            "owner": "Médiation",
            "decided_on": date(2026, 1, 20),
        }
        return Decision(**usual | fields)

    return make


def test_meetings_come_the_latest_first_with_their_decisions(journal, planned, decided, signed):
    action = registered(journal, planned(), signed)
    there = ("commune", "bailleurs")
    first = journal.register(Meeting(day=date(2026, 1, 20), label="Plénière", note="Bilan", partners=there), **signed)
    second = journal.register(Meeting(day=date(2026, 6, 2), label="Restreinte"), **signed)
    assert journal.meetings() == (second, first)
    a = journal.register(decided(action=action.number, meeting=first.number), **signed)
    b = journal.register(decided(word=DecisionWord.WAIT, meeting=first.number), **signed)
    c = journal.register(decided(word=DecisionWord.STOP, action=action.number), **signed)
    assert journal.decisions() == (a, b, c)
    assert journal.decisions(action=action.number) == (a, c)
    assert journal.decisions(meeting=first.number) == (a, b) and journal.decisions(meeting=second.number) == ()


def test_events_are_those_of_a_zone_and_of_the_whole_commune_the_earliest_first(journal, signed):
    day = date(2026, 1, 20)
    works = journal.register(Event(label="Travaux", start=day, end=day + timedelta(days=1), zones=(GARE,)), **signed)
    party = journal.register(Event(label="Festival", start=day - timedelta(days=1), end=day), **signed)
    other = journal.register(Event(label="Foire", start=day, end=day, zones=(TANNERIES,)), **signed)
    assert journal.events() == (party, works, other)
    assert journal.events(zone=GARE.code) == journal.events(zone=GARE.label) == (party, works)
    journal.revise(replace(works, dropped_on=day), **signed)
    assert journal.events(zone=GARE.code) == (party,)


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"label": " "}, "intitulé"),
        ({"end": date(2026, 1, 19)}, "la fin précède le début"),
        ({"zones": (GARE, GARE)}, "deux fois"),
        ({"label": "Fête de M. Martin"}, "nom de personne"),
    ],
)
def test_event_is_refused_when_it_cannot_be(journal, signed, fields, problem):
    day = date(2026, 1, 20)
    with pytest.raises(EntryError, match=problem):
        journal.register(replace(Event(label="Fête", start=day, end=day), **fields), **signed)
    assert journal.events() == ()


@pytest.mark.parametrize("partners", [("bailleur",), ("bailleurs", "bailleurs")], ids=["unknown", "twice"])
def test_meeting_is_refused_when_its_members_cannot_be(journal, signed, partners):
    with pytest.raises(EntryError):
        journal.register(Meeting(day=date(2026, 1, 20), label="Plénière", partners=partners), **signed)
    assert journal.meetings() == ()


@pytest.mark.parametrize("fields", [{"action": 9}, {"meeting": 9}], ids=["action", "meeting"])
def test_decision_is_refused_when_it_is_about_nothing(journal, decided, signed, fields):
    with pytest.raises(UnknownEntryError, match="n°\u00a09"):
        journal.register(decided(**fields), **signed)
    kept = journal.register(decided(), **signed)
    with pytest.raises(UnknownEntryError, match="n°\u00a09"):
        journal.revise(replace(kept, **fields), **signed)


@pytest.mark.parametrize("field", ["due", "done_on"])
def test_decision_is_refused_when_it_ends_before_it_is_taken(journal, decided, signed, field):
    with pytest.raises(EntryError):
        journal.register(decided(**{field: date(2026, 1, 19)}), **signed)
    assert journal.register(decided(**{field: date(2026, 1, 20)}), **signed).number == 1


def test_open_decisions_are_those_not_done_the_most_overdue_first_and_those_without_a_date_last(
    journal, decided, signed
):
    day = date(2026, 3, 31)
    in_time = journal.register(decided(reason="n", due=day), **signed)
    without = journal.register(decided(reason="sans date"), **signed)
    to_come = journal.register(decided(reason="n+1", due=day + timedelta(days=1)), **signed)
    late = journal.register(decided(reason="n-1", due=day - timedelta(days=1)), **signed)
    done = journal.register(decided(reason="faite", due=date(2026, 2, 1)), **signed)
    done = journal.revise(replace(done, done_on=date(2026, 2, 3)), **signed)
    assert journal.open_decisions() == (late, in_time, to_come, without)
    assert [one.is_late(day) for one in (late, in_time, done)] == [True, False, False]


def test_decision_is_not_closed_twice(journal, decided, signed):
    read = journal.register(decided(), **signed)
    journal.revise(replace(read, done_on=date(2026, 2, 1)), by="Médiation", at=WHEN)
    with pytest.raises(StaleEntryError, match="date de réalisation"):
        journal.revise(replace(read, done_on=date(2026, 3, 1)), **signed)


def test_objectives_have_a_target_and_a_date(journal, signed):
    asked = Objective(
        axis="Apaiser", label="Nuits calmes", indicator="signalements", category="bruit_tapage", target=20.0,
        due=date(2028, 12, 31),
    )  # fmt: skip
    kept = journal.register(asked, **signed)
    assert journal.objectives() == (kept,) and replace(kept, number=0, version=0) == asked
    assert journal.revise(replace(kept, target=15.0), **signed).target == 15.0
    with pytest.raises(EntryError, match="cible"):
        journal.register(replace(asked, target=0.0), **signed)


def test_objective_is_counted_from_a_year_before_its_end_and_is_no_more_once_dropped(journal, signed):
    asked = Objective(
        axis="Apaiser", label="Nuits calmes", indicator="signalements", target=20.0, due=date(2028, 12, 31),
        baseline=2027,
    )  # fmt: skip
    with pytest.raises(EntryError, match="référence"):
        journal.register(replace(asked, baseline=2028), **signed)
    kept = journal.register(asked, **signed)
    dropped = journal.revise(replace(kept, dropped_on=date(2026, 3, 12)), **signed)
    assert journal.objectives() == ()
    assert journal.changes(of=dropped)[-1].field == "dropped_on"


# --- Comments and evaluations


def test_comments_are_kept_in_order_and_name_nobody(journal, planned, signed):
    action = registered(journal, planned(), signed)
    first = journal.comment(action.number, " Bien reçue ", **signed)
    second = journal.comment(action.number, "À suivre", by="Bailleur", at=WHEN)
    assert (first.text, first.by, first.at) == ("Bien reçue", "Coordination du CLSPD", WHEN)
    assert journal.comments(action.number) == (first, second) and journal.comments(9) == ()
    with pytest.raises(EntryError, match="nom de personne"):
        journal.comment(action.number, "Voir M. Petit", **signed)
    with pytest.raises(UnknownEntryError):
        journal.comment(9, "Bien", **signed)
    assert len(journal.comments(action.number)) == 2


def evaluation(**fields):
    usual = {
        "action": 1, "snapshot": "000012", "code_version": "1.4.0", "method": "interrupted",
        "inputs": {"treated": ["07"], "start": "2023-04", "months": [3, 4, 0]}, "result": {"ratio": 0.65, "low": None},
    }  # fmt: skip
    return Evaluation(**usual | fields)


def test_evaluation_is_kept_with_all_that_makes_it_again(journal, planned, signed):
    registered(journal, planned(), signed)
    kept = journal.record_evaluation(evaluation(), **signed)
    assert kept == replace(evaluation(), number=1, by="Coordination du CLSPD", at=WHEN)
    again = journal.record_evaluation(evaluation(snapshot="000013"), by="Ville", at=WHEN)
    assert journal.evaluations(1) == (kept, again) and journal.evaluations(2) == ()


def test_evaluation_says_why_its_method_is_not_the_one_announced(journal, planned, signed):
    registered(journal, planned(), signed)
    with pytest.raises(EntryError, match="la raison n’en est pas donnée"):
        journal.record_evaluation(evaluation(announced="differences"), **signed)
    assert journal.record_evaluation(evaluation(announced="interrupted"), **signed).announced_reason == ""
    changed = evaluation(announced="differences", announced_reason="Trop peu de zones")
    assert journal.record_evaluation(changed, **signed).announced == "differences"
    with pytest.raises(UnknownEntryError):
        journal.record_evaluation(evaluation(action=9), **signed)


def test_moments_are_the_same_from_another_clock(journal, planned):
    at = datetime.fromisoformat("2026-07-01T01:30:00+02:00")
    journal.register(planned(), by="Ville", at=at)
    (change,) = journal.changes()
    assert change.at == at and change.at.utcoffset() == timedelta(0)
    assert isinstance(journal.action(1), Action) and journal.action(1).written_on == date(2026, 7, 1)
