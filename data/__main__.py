"""Command line of the data: install a commune, load its zones and its files, say what is there, take back.

Exit status: 0 done; 2 refused, with one French sentence and nothing changed; 3 the data have changed, with one French
sentence in the place of an answer that could not be given; 1 a defect of ours.
"""

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from data import commune as communes
from data import reference
from data.command_line import Home, Json, console, refusing, reply, say
from data.commune import Commune
from data.errors import MappingError, UnknownChoiceError, UnknownDeliveryError
from data.model import Level
from data.storage import Scratch, all_or_nothing

if TYPE_CHECKING:
    from data.intake.delivery import Delivery

_Answer = TypeVar("_Answer")

CONTENTS = {
    "facts": "des faits, un par ligne",
    "counts": "des nombres de faits",
    "zones": "des contours de zones",
    "survey": "les réponses à une enquête",
    "population": "des habitants par IRIS",
    "benchmark": "des chiffres publiés par l’État",
    "addresses": "des adresses",
    "zone_links": "une table de correspondance entre zones et IRIS",
    "register": "un registre d’actions",
    "unknown": "rien de connu",
}
"""What a file is, in French."""

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)


@app.command()
@refusing
def init(
    name: Annotated[str, typer.Option("--name", help="Nom de la commune.")],
    insee: Annotated[str, typer.Option("--insee", help="Code INSEE, cinq caractères.")],
    home: Home = None,
) -> None:
    """Installe une commune nouvelle, vide, avec la liste des fichiers ouverts dont elle a besoin."""
    from data import open_files

    folder = home or communes.home()
    with all_or_nothing(folder / communes.SETTINGS_FILE, folder / open_files.LIST):
        # Killed before it wrote the list, the same command goes on.
        is_begun = (folder / communes.SETTINGS_FILE).exists() and not (folder / open_files.LIST).exists()
        begun = communes.read(folder) if is_begun else None
        if begun is None or (begun.name, begun.insee_code) != (name, insee):
            begun = communes.create(folder, name=name, insee_code=insee)
        open_files.write_list(begun)
    say(f"{name} est installée dans « {folder} ». Fichiers ouverts à charger : voir « {open_files.LIST} ».")


@app.command()
@refusing
def demo(home: Home = None) -> None:
    """Installe la commune fictive, avec ses fichiers ; interrompue, reprend quand on la relance."""
    from data.demo import installation

    with console.status("La commune fictive se dessine…") as progress:
        commune = installation.install(home or communes.home(), on_progress=progress.update)
    say(f"{commune.name} (commune fictive) est installée dans « {commune.home} ».")


@app.command()
@refusing
def zones(
    file: Annotated[Path, typer.Argument(help="GeoJSON, GeoPackage, shapefile, ou zip de l’un d’eux.")],
    level: Annotated[str, typer.Option("--level", help="Découpage, par exemple quartier ou iris.")],
    code: Annotated[str | None, typer.Option("--code", help="Colonne du code.")] = None,
    label: Annotated[str | None, typer.Option("--label", help="Colonne du nom.")] = None,
    population: Annotated[str | None, typer.Option("--population", help="Colonne de la population.")] = None,
    dwellings: Annotated[str | None, typer.Option("--dwellings", help="Colonne des logements.")] = None,
    crs: Annotated[
        str | None, typer.Option("--crs", help="Système de coordonnées (EPSG), si le fichier ne le dit pas.")
    ] = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Charge les zones d’un niveau."""
    from data.intake import door
    from data.intake.profiles import ZoneProfile

    commune = communes.read(home or communes.home())
    profile = ZoneProfile(_level(level), code, label, population, dwellings, crs)
    (delivery,), version = _in_child([file], door.take, commune, [file], profile, changes=commune)
    keys = ("level", "repaired", "crs", "crs_reason")
    sentence = (
        f"{delivery.loaded} zones ({delivery.level}), dont {delivery.repaired} réparées. "
        f"Coordonnées : {delivery.crs_name}, {delivery.crs_reason}."
    )
    report = {"zones": delivery.loaded, **{key: getattr(delivery, key) for key in keys}, "snapshot": version}
    reply([sentence], report, as_json=as_json, done=_published(version))


@app.command()
@refusing
def addresses(
    file: Annotated[Path, typer.Argument(help="Extrait de la Base adresse nationale : adresses-….csv ou .csv.gz.")],
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Charge les adresses de la commune, pour situer les faits qui n’ont que la leur."""
    from data.intake import door
    from data.intake.profiles import AddressProfile

    commune = communes.read(home or communes.home())
    (delivery,), version = _in_child([file], door.take, commune, [file], AddressProfile(), changes=commune)
    numbers, unusable = delivery.loaded, sum(delivery.rejected.values())
    sentence = (
        f"{delivery.file} : {numbers} adresses de {commune.name}, dans {delivery.streets} rues. "
        f"Inutilisables : {unusable}."
    )
    counts = {"streets": delivery.streets, "numbers": numbers, "unusable": unusable}
    report = {"file": delivery.file, **counts, "snapshot": version}
    reply([sentence], report, as_json=as_json, done=_published(version))


@app.command()
@refusing
def streets(
    answer: Annotated[
        list[str] | None, typer.Option("--answer", help="NOM=RUE, NOM=sans zone, ou NOM=plus tard pour y revenir.")
    ] = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Dit quelles rues des fichiers attendent un choix, et garde ceux qu’on donne."""
    from data.intake.addresses import review, spellings
    from data.warehouse import snapshot

    commune = communes.read(home or communes.home())
    decided = None
    if given := _answers(answer):
        with snapshot.open_current(commune.home, name=commune.name) as connection:
            choices = review.choices(connection, spellings.read(commune.home), given)
        decided = review.decide(commune, choices)
    taken = spellings.read(commune.home)
    waiting = []
    if snapshot.current_version(commune.home):
        with snapshot.open_current(commune.home, name=commune.name) as connection:
            waiting = review.doubts(connection, taken)
    lines = [
        *(f"{one.name} : peut-être « {one.suggestion} », faits : {one.n_facts}." for one in waiting),
        *(f"{name} : {street or review.WITHOUT_ZONE}, déjà choisi." for name, street in taken.items()),
    ]
    if decided:
        lines.append(
            f"Faits qui ont maintenant une zone : {decided.n_placed}, qui restent sans zone : {decided.n_unplaced}. "
            f"Version des données : {decided.snapshot}."
        )
    reply(
        lines or ["Aucune rue n’attend de choix."],
        {"waiting": [asdict(one) for one in waiting], "decided": taken, **(asdict(decided) if decided else {})},
        as_json=as_json,
        done=_published(decided.snapshot) if decided else "",
    )


@app.command()
@refusing
def examine(
    file: Annotated[Path, typer.Argument(help="Fichier de faits, de nombres, de zones, de réponses…")],
    answer: Annotated[list[str] | None, typer.Option("--answer", help="CLÉ=RÉPONSE à une question.")] = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Dit ce qu’est un fichier, ce que son chargement donnerait et ce qu’il reste à dire ; ne change rien."""
    from data.intake import examination

    commune = communes.read(home or communes.home())
    examined = _in_child([file], examination.examine, commune, file, _answers(answer))
    delivery = examined.delivery
    report = {
        "file": examined.file,
        "content": examined.content,
        "source": delivery.source if delivery else None,
        "roles": dict(examined.roles),
        "rows_read": delivery.rows_read if delivery else examined.n_rows,
        "to_load": delivery.loaded if delivery else 0,
        "rejected": dict(delivery.rejected) if delivery else {},
        "not_located": dict(delivery.not_located) if delivery else {},
        "unmatched_zones": list(delivery.unmatched_zones) if delivery else [],
        "zones": list(delivery.labels) if delivery else [],
        "unread": list(examined.unread),
        "questions": [{"key": one.key, "text": one.text, "options": list(one.options)} for one in examined.questions],
        "notes": list(examined.notes),
    }
    lines = [f"{examined.file} : {CONTENTS.get(examined.content, examined.content)}."]
    if delivery:
        lines.append(f"{delivery.rows_read} lignes lues, {delivery.loaded} à charger, {_rejected(delivery)}.")
    if delivery and delivery.labels:
        lines.append(f"Zones : {', '.join(delivery.labels)}.")
    lines += [f"{role} : {header}" for role, header in examined.roles.items()]
    if examined.unread:
        lines.append(f"Colonnes qui ne sont pas lues : {', '.join(examined.unread)}.")
    lines += examined.notes
    lines += [
        f"{one.text} --answer {one.key}=…{f' ({chr(44).join(one.options)})' if one.options else ''}"
        for one in examined.questions
    ]
    reply(lines, report, as_json=as_json)


@app.command()
@refusing
def load(
    files: Annotated[list[str], typer.Argument(help="Fichiers, ou l’adresse d’un service Open311.")],
    source: Annotated[
        str | None, typer.Option("--source", help="Profil de source ; sinon reconnu à ses colonnes.")
    ] = None,
    kind: Annotated[
        str | None, typer.Option("--kind", help="plainte, signalement, main_courante, mediation ou accident.")
    ] = None,
    mapping: Annotated[list[str] | None, typer.Option("--map", help="RÔLE=COLONNE, autant de fois qu’il faut.")] = None,
    level: Annotated[str | None, typer.Option("--level", help="Niveau des zones nommées par le fichier.")] = None,
    as_proposed: Annotated[
        bool, typer.Option("--as-proposed", help="Comme « examine » le propose, avec --answer pour ses questions.")
    ] = False,
    answer: Annotated[list[str] | None, typer.Option("--answer", help="CLÉ=RÉPONSE à une question.")] = None,
    wave: Annotated[str | None, typer.Option("--wave", help="Vague d’une enquête, par exemple 2025.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Dire ce qui se passerait, sans rien publier.")] = False,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Charge des fichiers de faits ou de réponses à une enquête : tous, ou aucun."""
    from data.intake import door, examination, profiles
    from data.intake.services import open311

    commune = communes.read(home or communes.home())
    changed = None if dry_run else commune
    if any(map(open311.is_address, files)):
        if len(files) > 1 or source != open311.SOURCE:
            raise MappingError(
                problem="une adresse se charge seule, avec --source open311", advice="Chargez les fichiers à part."
            )
        with console.status("Chargement…"):
            deliveries, version = open311.load(commune, files[0], now=datetime.now(UTC), dry_run=dry_run)
    elif as_proposed:
        paths = [Path(text) for text in files]
        given = _answers(answer) | ({"wave": wave} if wave else {})
        deliveries, version = _in_child(
            paths, examination.load_as_proposed, commune, paths, [given] * len(paths), dry_run=dry_run, changes=changed
        )
    else:
        paths, pairs = _files_and_pairs(files)
        profile = profiles.chosen(
            commune.home, source=source, kind=kind, mapping=[*(mapping or ()), *pairs], level=level
        )
        deliveries, version = _in_child(
            paths, door.take, commune, paths, profile, wave=wave, dry_run=dry_run, changes=changed
        )
    reports = [_report(delivery) | {"snapshot": version} for delivery in deliveries]
    reply(
        [line for delivery in deliveries for line in _lines(delivery)],
        reports[0] if len(reports) == 1 else {"deliveries": reports, "snapshot": version},
        as_json=as_json,
        done="" if dry_run else _published(version),
    )


@app.command()
@refusing
def fetch(
    names: Annotated[list[str] | None, typer.Argument(help="Fichiers ouverts, par leur nom ; sinon tous.")] = None,
    load: Annotated[bool, typer.Option("--load", help="Les charger ensuite : tous, ou aucun.")] = False,
    home: Home = None,
) -> None:
    """Télécharge auprès de l’État les fichiers ouverts de la commune (« fichiers_ouverts.md »)."""
    from data import fetch as intake
    from data import open_files

    commune = communes.read(home or communes.home())
    files = {file.slug: file for file in open_files.of_commune(commune)}
    for name in names or ():
        if name not in files:
            raise UnknownChoiceError(value=name, known=", ".join(files))
    fetched = []
    for name in names or files:
        with console.status(f"{files[name].label}…"):
            one = intake.fetch(commune, files[name])
        came = "téléchargé et vérifié" if one.is_new else "déjà là, inchangé"
        then = "" if one.delivery else f" ; rien n’y est à {commune.name}"
        say(f"{files[name].label} : {came}{then} ({one.path}).")
        fetched.append(one)
    if not load:
        say("Pour les charger : « python -m data fetch --load », ou déposez-les sur l’écran Données.")
    else:
        _, version = _in_child([one.path for one in fetched], intake.load, commune, fetched, changes=commune)
        say(f"Chargement terminé. Version des données : {version}.")


@app.command()
@refusing
def deliveries(home: Home = None, as_json: Json = False) -> None:
    """Dit quels fichiers ont été chargés, et ce qu’ils ont donné, du dernier au premier."""
    from data import status as state

    described = state.describe(communes.read(home or communes.home()))
    lines = [
        f"{delivery['delivery']}. {delivery['file']} ({delivery['source']}), chargé le {delivery['loaded_at']:.19}, "
        f"de {delivery['period_first'] or '–'} à {delivery['period_last'] or '–'} : "
        f"{delivery['rows_read']} lignes lues, "
        f"{delivery['loaded']} chargées, {delivery['duplicate']} déjà connues, {delivery['rejected']} écartées."
        for delivery in described["deliveries"]
    ]
    report = {"deliveries": described["deliveries"], "snapshot": described["snapshot"]}
    reply(lines or ["Aucun fichier n’est chargé."], report, as_json=as_json)


@app.command()
@refusing
def undo(
    delivery: Annotated[str, typer.Argument(help="Numéro de la livraison, donné par « deliveries ».")],
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Annule une livraison : ses faits partent, ceux qu’elle avait corrigés reviennent."""
    from data.warehouse.undo import undo as undo_delivery

    commune = communes.read(home or communes.home())
    if not delivery.isdecimal():
        raise UnknownDeliveryError(delivery=delivery)
    with console.status("Annulation…"):
        undone = undo_delivery(commune, int(delivery))
    sentence = (
        f"La livraison {undone.delivery} ({undone.file}) est annulée : {undone.removed} lignes retirées, "
        f"{undone.restored} rétablies. Version des données : {undone.snapshot}."
    )
    reply([sentence], asdict(undone), as_json=as_json, done=sentence)


@app.command()
@refusing
def versions(home: Home = None, as_json: Json = False) -> None:
    """Dit quelles versions des données sont gardées, de la dernière à la première."""
    from data.warehouse.versions import versions as kept_versions

    kept = kept_versions(communes.read(home or communes.home()))
    current = next((version.version for version in kept if version.current), None)
    lines = [
        f"{version.version}{' (celle que l’on voit)' * version.current}, du {version.published_at:%d/%m/%Y à %H:%M} : "
        f"{version.facts} faits. Chargés : {', '.join(version.loaded) or 'aucun fichier'}. "
        f"Annulés : {', '.join(version.undone) or 'aucun fichier'}."
        for version in kept
    ]
    report = {"versions": [asdict(version) for version in kept], "snapshot": current}
    reply(lines or ["Aucune version n’est publiée."], report, as_json=as_json)


@app.command()
@refusing
def rollback(
    version: Annotated[str, typer.Argument(help="Numéro de la version, donné par « versions ».")],
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Revient à une version antérieure des données ; les autres restent."""
    from data.warehouse.versions import rollback as return_to

    number = return_to(communes.read(home or communes.home()), version)
    reply([_published(number)], {"snapshot": number}, as_json=as_json, done=_published(number))


@app.command()
@refusing
def actions(
    export: Annotated[Path | None, typer.Option("--export", help="Registre à écrire : .csv ou .xlsx.")] = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Dit quelles actions le journal contient, et les écrit dans un registre."""
    from data import journal

    with journal.open_journal(home or communes.home()) as kept:
        if export is not None:
            journal.export(kept, export)
        names = [action.name for action in kept.actions()]
    done = f"Le registre « {export.name} » est écrit." if export else ""
    reply([f"Actions : {len(names)}.", *names], {"actions": names}, as_json=as_json, done=done)


@app.command()
@refusing
def register(
    file: Annotated[Path, typer.Argument(help="Registre des actions : CSV, XLSX ou ODS.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Dire ce qui se passerait, sans rien écrire.")] = False,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Lit un registre des actions dans le journal ; une ligne qui ne peut l’être est refusée seule."""
    from data import journal
    from data.intake import examination

    take = journal.preview_register if dry_run else journal.import_register
    with journal.open_journal(home or communes.home()) as kept, contextlib.closing(Scratch()) as scratch:
        # The file is opened where it can do no harm; the journal may be on another machine.
        copy = scratch.path / file.name
        _in_child([file], examination.write_plain, file, copy)
        report = take(kept, copy, by="Ligne de commande", at=datetime.now(UTC))
    refused = [{"row": one.line, "reason": one.problem} for one in report.refused]
    counts = {"read": report.n_rows, "added": len(report.created), "changed": len(report.changed)}
    sentence = (
        f"Actions lues : {report.n_rows}. Ajoutées : {len(report.created)}, modifiées : {len(report.changed)}, "
        f"inchangées : {len(report.unchanged)}, refusées : {len(report.refused)}."
    )
    lines = (
        sentence,
        *(f"Ligne {one.line} refusée, {one.problem}." for one in report.refused),
        *report.notes,
        *(["Rien n’a été écrit : c’était un essai."] if dry_run else []),
    )
    value = {**counts, "refused": refused, "notes": report.notes}
    reply(lines, value, as_json=as_json, done="" if dry_run else sentence)


@app.command()
@refusing
def purge(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Dire ce qui s’effacerait, sans rien effacer.")] = False,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Efface ce qui dépasse la durée de conservation de sa source, et toutes les versions antérieures."""
    from data.warehouse.purge import purge as purge_outdated

    with console.status("Purge…"):
        purged = purge_outdated(communes.read(home or communes.home()), date.today(), dry_run=dry_run)
    lines = (
        *(
            f"{source}, gardée depuis {month} : {purged.removed[source]} lignes plus anciennes."
            for source, month in purged.kept_from.items()
        ),
        f"Fichiers dont il ne reste rien : {purged.deliveries}. Versions effacées : {', '.join(purged.versions)}.",
        "Rien n’a été effacé : c’était un essai." if dry_run else _published(purged.snapshot),
    )
    reply(lines, asdict(purged), as_json=as_json, done="" if dry_run else _published(purged.snapshot))


@app.command()
@refusing
def status(home: Home = None, as_json: Json = False) -> None:
    """Dit ce qui est chargé."""
    from data import status as state

    described = state.describe(communes.read(home or communes.home()))
    months = described["months"] or ("aucun", "aucun")
    missing = [slug for slug, number in described["open_files"].items() if not number]
    lines = (
        f"{described['commune']}, version des données : {described['snapshot'] or 'aucune'}",
        f"Zones : {_counts(described['zones'])}",
        f"Faits : {described['facts']}, premier mois : {months[0]}, dernier mois : {months[1]}",
        f"Faits sans zone : {_counts(described['not_located'])}",
        *(
            f"{source}, mois manquants : {', '.join(gaps) or 'aucun'}"
            f" ; en retard : {', '.join(described['late_months'][source]) or 'aucun'}"
            f" ; provisoires : {', '.join(described['provisional_months'][source]) or 'aucun'}"
            for source, gaps in described["missing_months"].items()
        ),
        *(
            f"Enquête {wave['survey']}, vague {wave['wave']} : {wave['respondents']} personnes"
            for wave in described["waves"]
        ),
        *(
            f"{one['source']}, limites modifiées ({one['level']}) : zones concernées {one['n_zones']}, "
            f"comptées dans les anciennes jusqu’au {one['last_former']:.10}"
            for one in described["changed_limits"]
        ),
        f"Fichiers chargés : {len(described['deliveries'])}",
        f"Fichiers ouverts qui manquent : {', '.join(missing) or 'aucun'}",
    )
    reply(lines, described, as_json=as_json)


def _in_child(
    files: Sequence[Path],
    work: Callable[..., _Answer],
    *arguments: object,
    changes: Commune | None = None,
    **options: object,
) -> _Answer:
    """Work on foreign files in a process of its own."""
    from data.intake.child import Child

    size = sum(file.stat().st_size for file in files if file.is_file())
    child = Child(", ".join(file.name for file in files), size, work, *arguments, changes=changes, **options)
    with console.status("Lecture…"):
        return child.answer()


def _answers(pairs: list[str] | None) -> dict[str, str]:
    """Answers by key.

    Raises
    ------
    MappingError : one is not written ``KEY=VALUE``.
    """
    answers = {}
    for pair in pairs or ():
        key, separator, value = pair.partition("=")
        if not separator:
            raise MappingError(
                problem=f"« {pair} » ne répond à rien", advice="Écrivez CLÉ=RÉPONSE, par exemple year=2024."
            )
        answers[key.strip()] = value.strip()
    return answers


def _published(version: str) -> str:
    return f"Version des données : {version}."


def _lines(delivery: "Delivery") -> Iterator[str]:
    """What ``load`` says of a file to a person."""
    yield (
        f"{delivery.file} : {delivery.rows_read} lignes lues, {delivery.loaded} chargées, "
        f"{delivery.duplicate} déjà connues, {_rejected(delivery)}. Sans zone : {_counts(delivery.not_located)}."
    )
    if delivery.replaced:
        yield f"Lignes qui remplacent un nombre déjà chargé : {delivery.replaced}."
    if delivery.personal:
        columns = ", ".join(f"{header} ({what})" for header, what in delivery.personal.items())
        yield f"Colonnes laissées dans le fichier : {columns}."
    yield from delivery.notes


def _rejected(delivery: "Delivery") -> str:
    return "écartées : " + (", ".join(f"{reason} : {n}" for reason, n in delivery.rejected.items()) or "0")


def _report(delivery: "Delivery") -> dict[str, object]:
    """What ``load`` prints of a file, as JSON."""
    keys = ("delivery", "source", "file", "rows_read", "loaded", "duplicate", "rejected", "not_located", "period")
    filled = (key for key in ("personal", "notes", "replaced", "unmatched_zones") if getattr(delivery, key))
    return {key: getattr(delivery, key) for key in (*keys, *filled)}


def _counts(by_level: Mapping[str, int]) -> str:
    return ", ".join(f"{level} {n}" for level, n in by_level.items()) or "aucune"


def _level(text: str) -> Level:
    if text not in tuple(Level):
        raise UnknownChoiceError(value=text, known=", ".join(reference.levels()))
    return Level(text)


def _files_and_pairs(arguments: list[str]) -> tuple[list[Path], list[str]]:
    """Files, and the ROLE=COLUMN pairs that follow the first one after ``--map``."""
    pairs = [text for text in arguments if "=" in text and not Path(text).exists()]
    return [Path(text) for text in arguments if text not in pairs], pairs


if __name__ == "__main__":
    app()
