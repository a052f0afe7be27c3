"""The fingerprint of an evaluation covers every file of ours that the evaluation runs."""

import json
import subprocess
import sys
from pathlib import Path

from analytics.figures import evaluations

PROJECT = Path(__file__).parents[3]
CLOSURE = """
import json, sys
from pathlib import Path
from analytics.figures import Release, evaluations, observe
from data import journal
from data.model import Scope

home = Path(sys.argv[1])
with journal.open_journal(home) as opened:
    actions = tuple(opened.actions())
assert any(one.appraisal for one in evaluations.evaluate(Release(observe(home), Scope.COORDINATION), actions))
files = [module.__file__ for module in sys.modules.values() if getattr(module, "__file__", None)]
print(json.dumps([file for file in files if Path(file).is_relative_to(Path.cwd()) and "/.venv/" not in file]))
"""


def test_every_file_that_an_evaluation_imports_is_covered(demo_home):
    done = subprocess.run(
        [sys.executable, "-c", CLOSURE, str(demo_home)], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    imported = {Path(file) for file in json.loads(done.stdout)}
    assert PROJECT / "analytics" / "statistics" / "evaluation" / "methods" / "zone_changes.py" in imported
    assert imported - set(evaluations.covered_files()) == set()


def test_statements_and_definitions_are_covered_and_nothing_that_a_home_holds():
    suffixes = {file.suffix for file in evaluations.covered_files()}
    assert suffixes == {".py", ".sql", ".toml"}
    assert not any("local" in file.parts for file in evaluations.covered_files())
    assert evaluations.code_version() == evaluations.code_version()
