"""A method and a check that are one file each: found, used and named without another line changed."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from analytics.statistics.evaluation import checks, methods

PROJECT = Path(__file__).parents[4]
METHOD = '''"""A toy."""

from dataclasses import replace

from analytics.statistics.evaluation.methods import Method
from analytics.statistics.evaluation.zone_changes import foreseen, zone_effect
from analytics.statistics.words import ProofLevel

METHOD = Method(
    slug="toy",
    estimate=lambda study: replace(zone_effect(study), method="toy"),
    foreseen=foreseen,
    months_before={months},
    months_after=1,
    best_proof=ProofLevel.OBSERVED,
    compared_zones=1,
    priority={priority},
    label="méthode d’essai",
)
'''
CHECK = '''"""A toy."""

from analytics.statistics.evaluation.checks import Check, Outcome

CHECK = Check(name="toy", order=15, run=lambda study, effect: CHECK.result(Outcome.PASSED), label="essai")
'''
JUDGE = """
import numpy as np
from analytics.statistics.evaluation import allowed, appraise
from analytics.text import actions, verdicts
from tests.calibration import towns

study = towns.study(np.random.default_rng(4), ratio=0.4, level=40)
(ours,) = appraise([study])
print(ours.method, "/", ",".join(method.slug for method in allowed(study)))
print(",".join(check.name for check in ours.checks))
print(actions.proof(ours))
print(next(verdicts.check(check) for check in ours.checks if check.name == "toy"))
"""


def judged_with(folder: Path, *, months: int, priority: int) -> list[str]:
    """What a copy of the project with both toys concludes of one town."""
    for name in ("analytics", "data", "tests/calibration"):
        shutil.copytree(PROJECT / name, folder / name, ignore=shutil.ignore_patterns("local", "__pycache__"))
    (folder / "tests" / "__init__.py").touch()
    evaluation = folder / "analytics" / "statistics" / "evaluation"
    (evaluation / "methods" / "toy.py").write_text(METHOD.format(months=months, priority=priority), encoding="utf-8")
    (evaluation / "checks" / "toy.py").write_text(CHECK, encoding="utf-8")
    done = subprocess.run([sys.executable, "-c", JUDGE], cwd=folder, capture_output=True, encoding="utf-8", check=True)
    return done.stdout.splitlines()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("months", "priority", "used"),
    [(36, 40, "toy"), (37, 40, "zone_changes"), (36, 25, "zone_changes")],
)
def test_method_is_used_when_its_priority_is_highest_and_its_months_are_there(tmp_path, months, priority, used):
    method, names, proof, sentence = judged_with(tmp_path, months=months, priority=priority)
    chosen, allowed = method.split(" / ")
    assert chosen == used
    assert "toy" in allowed.split(",")
    assert names.split(",")[:3] == ["pre_trend", "toy", "placebo_dates"]
    assert ("Méthode d’essai." in proof) == (used == "toy")
    assert sentence == "Essai\u00a0: réussie."


def test_methods_come_by_priority_and_checks_in_their_order():
    assert list(methods()) == ["zone_changes", "synthetic_control", "interrupted_time_series"]
    assert list(checks()) == ["pre_trend", "placebo_dates", "placebo_places", "buffer", "recording", "simultaneous"]
