"""Files in forms that people really send, each loaded as it is proposed: what each must give is written beside it."""

import json
import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import Result
from typer.testing import CliRunner

from data.__main__ import app

SHARED = Path(__file__).parents[3] / "shared" / "data" / "trials"
EXPECTED = json.loads((SHARED / "EXPECTED.json").read_text(encoding="utf-8"))["files"] if SHARED.is_dir() else []
pytestmark = pytest.mark.skipif(not EXPECTED, reason="the trial files are not on this machine (../shared/data/trials)")

# What only a person can know: such a question is answered, whatever the file.
OF_A_PERSON = {
    "kind": "signalement",
    "audience": "habitants",
    "wave": "2025",
    "source": "Service d’essai",
    "level": "quartier",
}
SQUARES = {"Rivière": (-1.71, 48.1), "Plateau": (-1.69, 48.1), "Gare": (-1.67, 48.1), "Docks": (-1.65, 48.1)}


def plain(text: object) -> str:
    letters = unicodedata.normalize("NFKD", str(text).lower())
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).replace("’", "'")


class Trial:
    """A home for one file, and what commands answer."""

    def __init__(self, home: Path, expected: Mapping):
        self.home, self.expected = home, expected
        self.path = SHARED / expected["file"]
        asked = expected.get("home", {})
        name, insee = asked.get("commune", ("Rennes", "35238"))
        self.ok("init", "--name", name, "--insee", insee)
        zones = asked.get("zones")
        base = None if expected["content"] == "zones" and not zones else zones or "base"
        if "commune" in asked and not zones:
            base = None
        if base:
            file = SHARED / ("base_quartiers.geojson" if base == "base" else base)
            self.ok("zones", file, "--level", "quartier")

    def run(self, *command: object) -> Result:
        done = CliRunner().invoke(app, [*map(str, command), "--home", str(self.home)])
        assert done.exit_code in (0, 2), f"{command}: {done.exception!r} {done.output[-3000:]}"
        return done

    def ok(self, *command: object) -> dict:
        done = self.run(*command)
        assert done.exit_code == 0, done.stderr
        return json.loads(done.stdout) if "--json" in command else {}

    def examine(self, answers: Mapping[str, str]) -> SimpleNamespace:
        done = self.run("examine", self.path, *given(answers), "--json")
        return outcome(done)

    def load(self, answers: Mapping[str, str]) -> SimpleNamespace:
        if self.expected["content"] == "register":
            return outcome(self.run("register", self.path, "--json"))
        return outcome(self.run("load", self.path, "--as-proposed", *given(answers), "--json"))


def given(answers: Mapping[str, str]) -> list[str]:
    return [part for key, value in answers.items() for part in ("--answer", f"{key}={value}")]


def outcome(done) -> SimpleNamespace:
    if done.exit_code == 2:
        return SimpleNamespace(refused=done.stderr.strip(), answer={})
    return SimpleNamespace(refused="", answer=json.loads(done.stdout))


def questions(trial: Trial) -> tuple[dict, list[dict], dict[str, str]]:
    """What ``examine`` answers once the questions that only a person can settle are answered; the others; answers."""
    answers: dict[str, str] = {}
    for _ in range(8):
        examined = trial.examine(answers)
        if examined.refused:
            return {"refused": examined.refused}, [], answers
        asked = examined.answer["questions"]
        of_person = [one for one in asked if one["key"] in OF_A_PERSON and one["key"] not in answers]
        if not of_person:
            return examined.answer, asked, answers
        for one in of_person:
            value = OF_A_PERSON[one["key"]]
            answers[one["key"]] = value if not one["options"] or value in one["options"] else one["options"][0]
    raise AssertionError("questions without end")


def counts(trial: Trial) -> dict:
    """Facts of a home by zone, month, year and category."""
    import duckdb

    status = trial.ok("status", "--json")
    with duckdb.connect(status["snapshot_path"], read_only=True) as base:

        def ask(sql: str) -> dict:
            return dict(base.execute(sql).fetchall())

        return {
            "events": status["facts"],
            "by_zone": ask(
                "SELECT zone.label, sum(count)::INT FROM fact JOIN zone_set USING (zone_set) "
                "JOIN zone USING (level, zone_code) WHERE zone.level = 'quartier' GROUP BY 1"
            ),
            "by_month": ask(
                "SELECT strftime(fact_date, '%Y-%m'), sum(count)::INT FROM fact "
                "WHERE date_precision <> 'year' GROUP BY 1"
            ),
            "by_year": ask("SELECT strftime(fact_date, '%Y'), sum(count)::INT FROM fact GROUP BY 1"),
            "by_category": ask(
                "SELECT category_map.category, sum(count)::INT FROM fact JOIN category_map "
                "ON category_map.source = fact.source AND category_map.delivered = fact.category GROUP BY 1"
            ),
            "not_located": {
                "quartier": status["not_located"].get("quartier", 0),
            },
            "waves": status["waves"], "zones": status["zones"].get("quartier", 0),
        }  # fmt: skip


def same(expected: Mapping[str, int], seen: Mapping[str, int], what: str) -> list[str]:
    left = dict(seen)
    faults = []
    for name, number in expected.items():
        names = [one for one in left if plain(one) in [plain(part) for part in name.split("|")]]
        total = sum(left.pop(one) for one in names)
        if total != number:
            faults.append(f"{what} {name}: {total} rather than {number}")
    return faults + [f"{what} {name}: {number} not expected" for name, number in left.items() if number]


def faults_of(trial: Trial, wanted: Mapping, examined: dict, asked: list[dict], answers: dict[str, str]) -> list[str]:
    """In what a home differs from one outcome that is expected; the file is loaded."""
    about = plain(trial.path.stem)
    if "refused" in wanted:
        loaded = trial.load(answers)
        sentence = plain(examined.get("refused") or loaded.refused).replace(about, "")
        return [] if sentence and re.search(wanted["refused"], sentence) else [f"not refused for it: {sentence!r}"]
    if "asks" in wanted:
        found = [one for one in asked if re.search(wanted["asks"], plain(one["text"] + " " + " ".join(one["options"])))]
        if not found:
            return [f"not asked: {asked}"]
        if not trial.load(answers).refused:
            return ["loaded without the answer"]
        if "then" not in wanted:
            return []
        options = [wanted["answer"]] if "answer" in wanted and not found[0]["options"] else found[0]["options"]
        faults = []
        for option in options:
            other = Trial(trial.home.with_name(f"{trial.home.name}-{options.index(option)}"), trial.expected)
            then = {**answers, found[0]["key"]: option}
            faults = faults_of(other, wanted["then"], examined, [], then)
            if not faults:
                return []
        return faults
    if examined.get("refused"):
        return [f"examine refuses: {examined['refused']}"]
    contents = wanted.get("content", [])
    faults = []
    if contents and examined["content"] not in ([contents] if isinstance(contents, str) else contents):
        faults.append(f"content {examined['content']}")
    if asked:
        faults.append(f"asks {[(one['key'], one['text']) for one in asked]}")
    loaded = trial.load(answers)
    if loaded.refused:
        return [*faults, f"refused: {loaded.refused}"]
    answer = loaded.answer
    if trial.expected["content"] == "register":
        return faults + register_faults(trial, wanted, answer)
    for key in ("loaded", "rows_read", "duplicate"):
        if key in wanted and answer[key] != wanted[key]:
            faults.append(f"{key} {answer[key]} rather than {wanted[key]} ({answer['rejected']})")
    if answer["loaded"] < wanted.get("loaded_min", 0):
        faults.append(f"loaded {answer['loaded']}")
    notes = plain(" ".join([*examined.get("notes", ()), *answer.get("notes", ())]))
    if "notes" in wanted and not re.search(wanted["notes"], notes):
        faults.append(f"not noted: {notes}")
    seen = counts(trial)
    if "events" in wanted and seen["events"] != wanted["events"]:
        faults.append(f"events {seen['events']}")
    for key in ("by_zone", "by_month", "by_year", "by_category"):
        if key in wanted:
            faults += same(wanted[key], seen[key], key)
    for level, number in wanted.get("not_located", {}).items():
        if seen["not_located"].get(level, 0) != number:
            faults.append(f"not located {seen['not_located']}")
    if "zones" in wanted:
        if seen["zones"] != wanted["zones"]:
            faults.append(f"zones {seen['zones']}")
        faults += probe_faults(trial, wanted.get("probe", trial.expected.get("probe", SQUARES)))
    if "respondents" in wanted:
        faults += survey_faults(wanted, seen["waves"])
    return faults


def probe_faults(trial: Trial, probe: Mapping) -> list[str]:
    """Put a fact in the middle of each zone: the label and the place of every zone must be right."""
    rows = "\n".join(f"2024-03-01;Tapage;{lon};{lat}" for lon, lat in probe.values())
    file = trial.home.parent / "probe.csv"
    file.write_text(f"date;nature;longitude;latitude\n{rows}\n", encoding="utf-8")
    mapping = ("date=date", "category=nature", "lon=longitude", "lat=latitude")
    pairs = [part for one in mapping for part in ("--map", one)]
    loaded = outcome(trial.run("load", file, "--kind", "signalement", *pairs, "--json"))
    if loaded.refused:
        return [f"probe refused: {loaded.refused}"]
    return same(dict.fromkeys(probe, 1), counts(trial)["by_zone"], "probe")


def survey_faults(wanted: Mapping, waves: list[dict]) -> list[str]:
    (wave,) = waves
    faults = []
    if wave["respondents"] != wanted["respondents"]:
        faults.append(f"respondents {wave['respondents']}")
    for level, number in wanted.get("located", {}).items():
        if wave["located"].get(level) != number:
            faults.append(f"located {wave['located']}")
    wordings = [plain(re.sub(r"[^\w\s.?-]", " ", one["wording"])) for one in wave["questions"]]
    for pattern, answers in wanted.get("n_by_answer", {}).items():
        of_question = [
            one for one, wording in zip(wave["questions"], wordings, strict=True) if re.search(pattern, wording)
            or re.search(pattern, plain(one["wording"]))
        ]  # fmt: skip
        total: dict[str, int] = {}
        for one in of_question:
            for text, number in one["n_by_answer"].items():
                key = re.sub(r"\W+", " ", plain(text)).strip()
                total[key] = total.get(key, 0) + number
        for text, number in answers.items():
            if total.get(re.sub(r"\W+", " ", plain(text)).strip()) != number:
                faults.append(f"{pattern}, {text}: {total}")
    for pattern in wanted.get("not_questions", ()):
        faults += [f"question {wording}" for wording in wordings if re.search(pattern, wording)]
    return faults


def register_faults(trial: Trial, wanted: Mapping, answer: Mapping) -> list[str]:
    import csv

    faults = []
    if "added" in wanted and answer["added"] != wanted["added"]:
        faults.append(f"added {answer['added']}: {answer['refused']}")
    if "refused_rows" in wanted and len(answer["refused"]) != wanted["refused_rows"]:
        faults.append(f"refused {answer['refused']}")
    reasons = plain(" ".join(one["reason"] for one in answer["refused"]))
    faults += [f"not said {one}" for one in wanted.get("refused_says", ()) if not re.search(one, reasons)]
    exported = trial.home.parent / "export.csv"
    trial.ok("actions", "--export", exported)
    with exported.open(encoding="utf-8-sig", newline="") as file:
        actions = {plain(row["nom"]): row for row in csv.DictReader(file, delimiter=";")}
    for name, cells in wanted.get("actions", {}).items():
        row = actions.get(plain(name))
        if row is None:
            faults.append(f"no action {name}")
            continue
        for column, value in cells.items():
            values = value if isinstance(value, list) else [value]
            if not any(_same_cell(column, row[column], one) for one in values):
                faults.append(f"{name}, {column}: {row[column]!r} rather than {values}")
    return faults


def _same_cell(column: str, seen: str, wanted: str) -> bool:
    if column == "quartiers":
        return sorted(map(plain, filter(None, seen.split(" | ")))) == sorted(
            map(plain, filter(None, wanted.split(" | ")))
        )
    if column == "cout_euros" and seen and wanted:
        return abs(float(seen) - float(wanted)) <= 1
    return plain(seen) == plain(wanted)


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda expected: expected["file"])
def test_file_gives_what_it_must(expected, tmp_path):
    """The outcome that is expected, or one that is as good."""
    faults = []
    for number, wanted in enumerate([expected, *expected.get("accept", ())]):
        trial = Trial(tmp_path / f"home{number}", expected)
        before = content(trial.home)
        examined, asked, answers = questions(trial)
        assert content(trial.home) == before, "examine changes the home"
        of_outcome = faults_of(trial, wanted, examined, asked, answers)
        if not of_outcome:
            return
        faults.append(of_outcome)
    raise AssertionError("\n".join(f"{one}" for one in faults))


def content(home: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(home)): path.read_bytes()
        for path in sorted(home.rglob("*"))
        if path.is_file() and path.name != "lock" and "journal" not in path.name
    }
