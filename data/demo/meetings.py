"""What the fictive commune does and decides: its actions, two meetings of its CLSPD, objectives of its schéma."""

from datetime import UTC, date, datetime
from pathlib import Path

from data import journal
from data.journal import Decision, DecisionWord, Direction, Meeting, Objective
from data.storage import write_whole

_BY = "Coordination du CLSPD"
_REGISTERED = datetime(2025, 6, 2, 8, tzinfo=UTC)

_OBJECTIVES = (
    Objective(
        axis="Apaiser l’espace public",
        label="Un cinquième de signalements de bruit en moins",
        indicator="signalements",
        category="bruit_tapage",
        target=20,
        due=date(2028, 12, 31),
        baseline=2024,
    ),
    Objective(
        axis="Protéger les lieux les plus fréquentés",
        label="Un dixième de vols sans violence en moins",
        indicator="plaintes",
        category="vols_sans_violence",
        target=10,
        due=date(2028, 12, 31),
        baseline=2024,
    ),
    Objective(
        axis="Donner une place à chacun",
        label="Un quart d’orientations de plus vers un service",
        indicator="mediation",
        category="mediation_orientation",
        direction=Direction.UP,
        target=25,
        due=date(2027, 12, 31),
    ),
)
_SPRING = Meeting(day=date(2025, 6, 17), label="Formation plénière", note="Bilan des actions en cours, par axe.")
_AUTUMN = Meeting(day=date(2025, 10, 7), label="Groupe de suivi de l’espace public", note="Chiffres de l’été 2025.")
_DECISIONS = (
    (_SPRING, "Médiation de soirée aux Tanneries", DecisionWord.CONTINUE,
     "Moins de bruit et de rassemblements signalés", "Service médiation de la ville", date(2025, 9, 15),
     date(2025, 9, 10)),
    (_SPRING, "Présence coordonnée des polices à la Gare", DecisionWord.ADJUST,
     "Regarder si une part des vols ne s’est pas déplacée autour", "Police municipale", date(2026, 2, 15), None),
    (_AUTUMN, "Vidéoprotection du Centre ancien", DecisionWord.WAIT, "Aucun changement qui se distingue du hasard",
     "Direction de la tranquillité publique", date(2026, 12, 15), None),
    (_AUTUMN, "Éclairage des cheminements des Prés d’Aubrise", DecisionWord.CONTINUE,
     "Trop peu de faits pour conclure avant une année de plus", "Service voirie et éclairage public", None, None),
)  # fmt: skip
"""Meeting, action, word, reason, owner, day due and day done."""


def write_journal(home: Path) -> None:
    """Write the journal of the fictive commune, once its zones are published; always the same.

    ``actions.csv``, which the actions come from, stays in the home as an example.
    """
    register = Path(__file__).with_name("actions.csv")
    with journal.open_journal(home) as kept:
        # Meetings come last, in one transaction: an installation that was interrupted after them has nothing to add.
        if kept.meetings():
            _leave_register(home, register)
            return
        journal.import_register(kept, register, by=_BY, at=_REGISTERED)
        numbers = {action.name: action.number for action in kept.actions()}
        with kept.writing() as writer:
            for objective in _OBJECTIVES:
                writer.register(objective, by=_BY, at=_REGISTERED)
            meetings = {one: writer.register(one, by=_BY, at=_evening(one.day)).number for one in (_SPRING, _AUTUMN)}
            for meeting, action, word, reason, owner, due, done_on in _DECISIONS:
                decision = Decision(
                    word=word, reason=reason, owner=owner, decided_on=meeting.day, due=due, action=numbers[action],
                    meeting=meetings[meeting],
                    done_on=done_on,
                )  # fmt: skip
                writer.register(decision, by=_BY, at=_evening(meeting.day))
    _leave_register(home, register)


def _leave_register(home: Path, register: Path) -> None:
    write_whole(home / register.name, register.read_bytes())


def _evening(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 17, tzinfo=UTC)
