"""Named refusals, each with the one French sentence that its reader sees.

A refusal says what happened, that nothing was lost and what to do. Details go to the log; neither carries personal
data.
"""

from collections.abc import Sequence

from data.typography import typeset


class QuietudeError(Exception):
    """A refusal that the user can understand and mend.

    Parameters
    ----------
    details : technical context for the log, never shown and never personal.
    **values : what the class's ``sentence`` names between braces.
    """

    sentence = "L’opération n’a pas pu aboutir. Rien n’a été modifié."

    def __init__(self, *, details: str = "", **values: object) -> None:
        self.details = details
        self.values = values
        super().__init__(typeset(self.sentence.format(**values)))

    def __reduce__(self) -> tuple[object, ...]:
        """Cross from the child process that reads a file: the sentence as it stands, and its attributes."""
        return type(self).__new__, (type(self), *self.args), self.__dict__


class ChangedError(QuietudeError):
    """No refusal: what was asked for is done, or may be, and no answer can be given."""

    sentence = "L’opération n’a pas pu être suivie jusqu’au bout. Vérifiez ce qui en est fait avant de recommencer."


class MonthError(QuietudeError):
    """A month is not written ``YYYY-MM``."""

    sentence = "« {text} » n’est pas un mois. Rien n’a été modifié. Écrivez l’année puis le mois, par exemple 2025-03."


class NoCommuneError(QuietudeError):
    """The home holds no commune yet."""

    sentence = (
        "Aucune commune n’est installée dans « {home} ». Rien n’a été modifié. "
        "Créez la vôtre avec « python -m data init », ou la commune fictive avec « python -m data demo »."
    )


class CommuneExistsError(QuietudeError):
    """The home already holds a commune."""

    sentence = (
        "La commune {name} est déjà installée dans « {home} ». Rien n’a été modifié. "
        "Choisissez un autre dossier avec l’option --home."
    )


class FilledHomeError(QuietudeError):
    """The home holds files of a commune, and no commune."""

    sentence = (
        "Le dossier « {home} » contient déjà des données ({names}), sans « commune.toml ». Rien n’a été modifié. "
        "Choisissez un autre dossier avec l’option --home, ou remettez-y ce fichier s’il est perdu."
    )


class InseeCodeError(QuietudeError):
    """The text is not an INSEE commune code."""

    sentence = (
        "« {code} » n’est pas un code INSEE de commune. Rien n’a été modifié. "
        "Donnez ses cinq caractères, par exemple 75056 ou 2A004."
    )


class SettingsError(QuietudeError):
    """``commune.toml`` is unusable."""

    sentence = "Les réglages « {path} » ne se lisent pas ({problem}). Rien n’a été modifié. Corrigez ce fichier."


class HomeFileError(QuietudeError):
    """A line of a file of the home of the commune (actions, public places, changes of recording) cannot be."""

    sentence = (
        "Le fichier « {file} » ne se lit pas : ligne {line}, {problem}. Rien n’a été modifié. Corrigez cette ligne."
    )


class UnknownActionError(QuietudeError):
    """The register has no action of this name."""

    sentence = "Le registre n’a pas d’action « {name} ». Rien n’a été modifié. Ses actions sont : {known}."

    def __init__(self, *, name: str, known: str, details: str = "") -> None:
        super().__init__(name=name, known=known or "aucune", details=details)


class WithheldError(QuietudeError):
    """The counts of an action are too small for who asks."""

    sentence = (
        "Les nombres de « {name} » sont trop petits pour être communiqués. Rien n’a été modifié. "
        "Adressez-vous à la coordination du CLSPD."
    )


class UndecidedError(QuietudeError):
    """A file can be read in several ways, and only the person who brings it knows which.

    Parameters
    ----------
    key : short name of the question, by which it is answered (``--answer KEY=VALUE``).
    question : French question, which ends with a question mark.
    options : answers among which to choose, the likeliest first; none where any text may answer.
    """

    sentence = "Le fichier « {file} » peut se lire de plusieurs façons. Rien n’a été modifié. {question}"

    def __init__(
        self, *, file: str, question: str, key: str = "", options: Sequence[str] = (), details: str = ""
    ) -> None:
        self.key, self.options = key, tuple(options)
        super().__init__(file=file, question=question, details=details)


class MissingFileError(QuietudeError):
    """The named file does not exist or is a folder."""

    sentence = "Le fichier « {file} » est introuvable. Rien n’a été modifié. Vérifiez son nom et son dossier."


class EmptyFileError(QuietudeError):
    """The file holds no row."""

    sentence = (
        "Le fichier « {file} » ne contient aucune ligne de données. Rien n’a été modifié. Demandez un nouvel envoi."
    )


class UnreadableFileError(QuietudeError):
    """The file is not what it claims to be."""

    sentence = (
        "Le fichier « {file} » ne se lit pas comme {expected}. Rien n’a été modifié. "
        "Ouvrez-le pour le vérifier, puis demandez un nouvel envoi si besoin."
    )


class ForeignArchiveError(UnreadableFileError):
    """An archive of another format than zip."""

    sentence = (
        "Le fichier « {file} » est, ou contient, une archive {format}, qui n’est pas lue. Rien n’a été modifié. "
        "Donnez le fichier qu’elle contient, ou une archive .zip."
    )


class DocumentError(UnreadableFileError):
    """A document or a picture, which people read and programs do not."""

    sentence = (
        "Le fichier « {file} » est {what}, et non des données. Rien n’a été modifié. "
        "Demandez le fichier dont il est tiré (un tableau CSV, XLSX ou ODS, des zones GeoJSON…)."
    )


class OversizedFileError(UnreadableFileError):
    """A file that is small on the disk and would take far more room once opened."""

    sentence = (
        "Le fichier « {file} » n’est pas de taille ordinaire une fois ouvert : il n’est pas lu. Rien n’a été modifié. "
        "Demandez ce tableau dans un fichier CSV."
    )


class ViewError(QuietudeError):
    """Every layer of a file is a view: what it shows is computed by the file, and not read."""

    sentence = (
        "Le fichier « {file} » n’a que des vues ({views}), qui ne sont pas lues. Rien n’a été modifié. "
        "Enregistrez-les comme des couches ordinaires, puis redonnez le fichier."
    )


class ReadingStoppedError(QuietudeError):
    """The process that read a file was stopped: it took too much memory, too long, or did not survive the file."""

    sentence = (
        "La lecture du fichier « {file} » a été arrêtée : {problem}. Rien n’a été modifié. "
        "Demandez ce fichier dans un autre format, ou en plusieurs parties."
    )


class StoppedAfterChangeError(ChangedError):
    """The process that read a file was stopped, and the data have changed meanwhile: by it, or by another load."""

    sentence = (
        "La lecture du fichier « {file} » a été arrêtée : {problem}. Les données sont passées entre-temps à la version "
        "{version} : voyez avec « python -m data deliveries », ou sur l’écran Données, si ce fichier y est."
    )


class PartlyLoadedError(ChangedError):
    """Of files given together, some are loaded and a register of actions is not."""

    sentence = "Fichiers chargés : {loaded}. Le registre « {file} » ne l’est pas ; redonnez-le seul. Raison : {refusal}"


class ArchiveError(QuietudeError):
    """An archive does not hold exactly one file."""

    sentence = (
        "L’archive « {file} » contient {n_files} fichiers. Rien n’a été modifié. "
        "Sortez-en le tableau, puis chargez-le seul."
    )


class PersonalDataError(QuietudeError):
    """A column that was to be read holds persons."""

    sentence = (
        "La colonne « {column} » du fichier « {file} » contient {what} : elle n’est pas lue. Rien n’a été modifié. "
        "Décrivez le fichier avec une autre colonne, ou retirez-en celle-ci."
    )


class UnknownColumnError(QuietudeError):
    """A column that was asked for is not in the file."""

    sentence = (
        "Le fichier « {file} » n’a pas de colonne « {column} ». Rien n’a été modifié. Ses colonnes sont : {columns}."
    )


class UnknownSourceError(QuietudeError):
    """No source profile has this name, or none recognises the file."""

    sentence = "{problem} Rien n’a été modifié. {advice}"


class MappingError(QuietudeError):
    """``--map`` or a source profile does not say how to read the file."""

    sentence = "La description des colonnes ne suffit pas : {problem}. Rien n’a été modifié. {advice}"


class CoarseDateError(MappingError):
    """Facts are dated by quarters or semesters, which are no months."""

    sentence = (
        "Les dates du fichier « {file} » sont données par {unit}, et les faits se comptent par mois. "
        "Rien n’a été modifié. Demandez le même tableau par mois, ou avec la date de chaque fait."
    )


class NoUsableRowError(QuietudeError):
    """Every row of the file was rejected."""

    sentence = (
        "Aucune ligne du fichier « {file} » n’est utilisable ({reasons}). Rien n’a été modifié. "
        "Vérifiez que c’est le bon fichier et que ses colonnes sont bien décrites."
    )


class WaveError(QuietudeError):
    """A file of answers does not tell its wave, or names what is none."""

    sentence = (
        "La vague des réponses du fichier « {file} » n’est pas claire : {problem}. Rien n’a été modifié. {advice}"
    )


class KnownWaveError(QuietudeError):
    """A wave that a column of a file names was loaded already, from another file or read in another way."""

    sentence = (
        "La vague « {wave} » de l’enquête « {survey} » est déjà chargée (livraison {delivery}). Rien n’a été modifié. "
        "Pour la remplacer, annulez d’abord cette livraison."
    )


class UnknownLevelError(QuietudeError):
    """Facts or questions name a level that has no zones."""

    sentence = (
        "Les zones du niveau « {level} » ne sont pas chargées. Rien n’a été modifié. "
        "Chargez-les d’abord avec « python -m data zones FICHIER --level {level} »."
    )


class ZoneFileError(QuietudeError):
    """A zone file cannot become zones."""

    sentence = "Les zones du fichier « {file} » ne sont pas utilisables : {problem}. Rien n’a été modifié. {advice}"


class NoZoneHereError(ZoneFileError):
    """A zone file has no zone of this commune, which may have no QPV."""

    sentence = (
        "Les zones du fichier « {file} » ne sont pas utilisables : aucune n’est à {name}. Rien n’a été modifié. "
        "Si la commune n’a pas de quartier prioritaire, il n’y a rien à charger ; "
        "sinon, prenez son fichier, ou celui de toute la France."
    )


class NoAddressError(QuietudeError):
    """An extract of addresses has none of this commune."""

    sentence = (
        "Le fichier « {file} » ne contient aucune adresse de {name} ({insee_code}). Rien n’a été modifié. "
        "Choisissez l’extrait de votre commune ou de votre département de la Base adresse nationale (adresses-….csv)."
    )


class ServiceError(QuietudeError):
    """A service that was asked for reports gives none that can be read."""

    sentence = "Le service « {service} » {problem}. Rien n’a été modifié. {advice}"


class NoDataError(QuietudeError):
    """Nothing has been published yet."""

    sentence = (
        "Aucune donnée n’est encore publiée pour {name}. Rien n’a été perdu. Chargez d’abord des zones, puis des faits."
    )


class BusyError(QuietudeError):
    """Somebody else is changing the snapshots, and does not end soon."""

    sentence = (
        "Un autre chargement est en cours pour cette commune. Rien n’a été modifié. "
        "Attendez qu’il se termine, puis recommencez."
    )


class UnknownVersionError(QuietudeError):
    """No snapshot that is kept has this number."""

    sentence = (
        "La version {version} n’existe pas, ou n’est plus gardée. Rien n’a été modifié. "
        "Voyez celles qui le sont avec « python -m data versions »."
    )


class UnknownDeliveryError(QuietudeError):
    """No delivery has this number."""

    sentence = (
        "Aucune livraison ne porte le numéro {delivery}. Rien n’a été modifié. "
        "Voyez celles qui sont chargées avec « python -m data deliveries »."
    )


class DependentDeliveryError(QuietudeError):
    """A later delivery of the source stands on the one to undo."""

    sentence = (
        "La livraison {delivery} ne peut pas être annulée seule : des fichiers de la même source, venus après, ont été "
        "lus en tenant compte d’elle. Rien n’a été modifié. Annulez d’abord, dans cet ordre : {later}."
    )


class UnknownIndicatorError(QuietudeError):
    """No indicator has this name."""

    sentence = "L’indicateur « {indicator} » n’existe pas. Rien n’a été modifié. Les indicateurs sont : {known}."


class UnknownChoiceError(QuietudeError):
    """An option of a command has only a few values, and this is none of them."""

    sentence = "« {value} » n’est pas un choix possible. Rien n’a été modifié. Choix : {known}."


class UnknownFilterError(QuietudeError):
    """A category or a champ d'action that the nomenclature does not hold."""

    sentence = "« {value} » n’est pas dans la nomenclature. Rien n’a été modifié. Choix possibles : {known}."


class DefinitionError(QuietudeError):
    """Definition files (indicators, profiles, nomenclatures) are faulty; all faults are listed."""

    sentence = "Des fichiers de définition sont à corriger : {faults}. Rien n’a été modifié."


class DamagedSnapshotError(QuietudeError):
    """A snapshot is missing, or is no database any more."""

    sentence = "La version {version} des données ne se lit plus. Rien n’a été modifié. {advice}"


class LostPointerError(QuietudeError):
    """Snapshots are there, and nothing says which of them is published."""

    sentence = (
        "Le fichier « snapshots/current », qui dit quelle version des données est publiée, manque ou ne se lit pas. "
        "Rien n’a été modifié. {advice}"
    )


class FullDiskError(QuietudeError):
    """There is no room to write what was to be kept."""

    sentence = "Le disque est plein. Rien n’a été modifié. Libérez de la place, puis recommencez."


class ReadOnlyError(QuietudeError):
    """The home may be read, and not written."""

    sentence = (
        "Le dossier de la commune ne peut pas être écrit. Rien n’a été modifié. "
        "Vérifiez ses droits et son disque, puis recommencez."
    )


class UnwritableFileError(QuietudeError):
    """A file cannot be written where a person wants it."""

    sentence = (
        "Le fichier « {file} » ne peut pas être écrit. Rien n’a été modifié. "
        "Vérifiez son nom et les droits de son dossier, ou choisissez un autre dossier."
    )


class UnwrittenAnswerError(QuietudeError):
    """What a command that changes nothing answers cannot be written."""

    sentence = (
        "La réponse n’a pas pu être écrite, car {problem}. Rien n’a été modifié. "
        "Donnez-lui une autre sortie, puis recommencez."
    )


class DoneUnansweredError(ChangedError):
    """A command has changed what it was to change, and its answer cannot be written."""

    sentence = "La commande est faite. {done} Seule sa réponse n’a pas pu être écrite, car {problem}."


class EntryError(QuietudeError):
    """What was to be written in the journal cannot be."""

    sentence = (
        "L’enregistrement n’a pas été fait : {problem}. Rien n’a été modifié. Corrigez ce point, puis recommencez."
    )


class SameNameError(EntryError):
    """Another action of the register has this name, but for case, accents and punctuation."""

    sentence = (
        "Une action s’appelle déjà « {name} ». Rien n’a été modifié. "
        "Complétez celle-là, ou donnez à la vôtre un nom qui l’en distingue."
    )


class StaleEntryError(EntryError):
    """Somebody else changed an entry since its editor read it."""

    sentence = (
        "« {name} » a changé depuis que vous l’avez lu : {changes}. Rien n’a été perdu : ces changements sont gardés "
        "et les vôtres ne sont pas enregistrés. Relisez, puis refaites les vôtres s’ils valent encore."
    )


class FixedComparisonError(EntryError):
    """Comparison zones were fixed, and are changed without a reason."""

    sentence = (
        "Les zones de comparaison de « {name} » sont fixées depuis le {day}. Rien n’a été modifié. "
        "Pour les changer, donnez-en la raison : elle est gardée avec l’ancien choix."
    )


class NothingToFreezeError(QuietudeError):
    """What a block shows may not be shown to those whom a meeting is for."""

    sentence = (
        "Ce bloc n’a rien à montrer pour « {scope} ». Rien n’a été modifié. Choisissez un autre bloc, ou une séance "
        "dont la diffusion est plus restreinte."
    )


class OnlyActivityError(QuietudeError):
    """A cellule de veille looks at what services recorded, and a block shows something else."""

    sentence = (
        "Une cellule de veille ne regarde que l’activité enregistrée : ni enquête, ni évaluation d’action. Rien n’a "
        "été modifié. Choisissez un bloc des écrans Accueil, Carte ou Évolution, ou une autre séance."
    )


class UnknownEntryError(QuietudeError):
    """The journal has no entry of this number."""

    sentence = "Le journal n’a pas d’entrée « {kind} » n° {number}. Rien n’a été modifié. Revenez à la liste."


class JournalError(QuietudeError):
    """The database of the journal does not answer, or not as it should."""

    sentence = (
        "Le journal des actions ne répond pas. Rien n’a été modifié. Recommencez dans un instant ; si cela dure, "
        "faites vérifier son adresse (QUIETUDE_JOURNAL_URL) ou le fichier journal.sqlite."
    )


class NewerJournalError(QuietudeError):
    """The journal was upgraded by a later version of Quiétude."""

    sentence = (
        "Le journal des actions vient d’une version plus récente de Quiétude ({revision}). Rien n’a été modifié. "
        "Mettez Quiétude à jour sur cette machine."
    )


class IdentityError(Exception):
    """A published snapshot would not add up: a defect of ours, never the user's."""
