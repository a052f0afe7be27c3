"""Several writers at once, and one who is killed: no edit is lost, and none is overwritten."""

import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from data import journal as journals
from data.errors import StaleEntryError

N_WRITERS, EDITS, ACTIONS = 20, 50, 8
KILLS = 10

# At each line that it reads, a child is born that says its number, then adds one euro at a time to an action, and says
# each sum once it is kept, until it is killed. What they need is imported once, and no thread runs where they are born.
WRITERS = """
import os, sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from data import journal

def write():
    print(os.getpid(), flush=True)
    with journal.open_journal(Path(sys.argv[1])) as kept:
        action = kept.action(1)
        while True:
            action = replace(action, cost_euros=action.cost_euros + 1)
            action = kept.revise(action, by="Comptable", at=datetime.now(UTC))
            print(action.cost_euros, flush=True)

for _ in sys.stdin:
    child = os.fork()
    if not child:
        write()
    print("ended by", os.WTERMSIG(os.waitpid(child, 0)[1]), flush=True)
"""


def test_no_edit_is_lost_when_twenty_write_a_thousand_at_once(home, journal, planned, signed):
    for number in range(ACTIONS):
        journal.register(planned(name=f"Action {number}", cost_euros=0), **signed)
    start = threading.Barrier(N_WRITERS)

    def write(writer: int) -> int:
        """Add one euro fifty times, each to the action as just read; how often it was told to read again."""
        told = 0
        with journals.open_journal(home) as own:
            start.wait()
            for edit in range(EDITS):
                number = (writer + edit) % ACTIONS + 1
                while True:
                    read = own.action(number)
                    try:
                        own.revise(
                            replace(read, cost_euros=read.cost_euros + 1), by=f"Service {writer}", at=signed["at"]
                        )
                    except StaleEntryError:
                        told += 1
                    else:
                        break
        return told

    with ThreadPoolExecutor(N_WRITERS) as pool:
        told = sum(pool.map(write, range(N_WRITERS)))
    changes = [one for one in journal.changes() if one.field is not None]
    assert len(changes) == N_WRITERS * EDITS == sum(action.cost_euros for action in journal.actions())
    assert {by: sum(one.by == by for one in changes) for by in {one.by for one in changes}} == {
        f"Service {writer}": EDITS for writer in range(N_WRITERS)
    }
    for action in journal.actions():
        steps = [(int(one.before), int(one.after)) for one in changes if one.entry == action.number]
        assert steps == [(euros, euros + 1) for euros in range(action.cost_euros)]
    # They did meet: else this would show nothing.
    assert told > 0


def test_two_who_open_the_journal_at_once_make_it_once(home, planned, signed):
    (home / "actions.csv").write_text(
        "nom;champ;quartiers;debut;fin;pilote;effet_attendu;mecanisme\nA;insertion;;2026-01-01;;Ville;e;m\n"
    )
    start = threading.Barrier(8)

    def opened(_: int) -> list[str]:
        start.wait()
        with journals.open_journal(home) as own:
            return [action.name for action in own.actions()]

    with ThreadPoolExecutor(8) as pool:
        assert [*pool.map(opened, range(8))] == [["A"]] * 8


def test_no_kept_edit_is_lost_when_its_writer_is_killed(home, journal, planned, signed, project):
    journal.register(planned(cost_euros=0), **signed)
    kept = 0
    command = [sys.executable, "-c", WRITERS, home]
    with subprocess.Popen(
        command, cwd=project, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    ) as process:
        for kill in range(KILLS):
            print(file=process.stdin)
            writer = int(process.stdout.readline())
            # Killed after another number of edits each time, while it writes the next one.
            for _ in range(3 * kill + 1):
                assert process.stdout.readline()
            os.kill(writer, signal.SIGKILL)
            said = []
            while (line := process.stdout.readline()).strip().isdigit():
                said.append(int(line))
            assert line == f"ended by {signal.SIGKILL}\n"
            kept += 3 * kill + 1
            euros = journal.action(1).cost_euros
            # The one being written may have been kept without a word; nothing beyond.
            assert (said[-1] if said else kept) <= euros <= (said[-1] if said else kept) + 1
            changes = [one for one in journal.changes() if one.field == "cost_euros"]
            assert [int(one.after) for one in changes] == [*range(1, euros + 1)]
            kept = euros
