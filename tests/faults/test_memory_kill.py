"""Killed at any instant, a rating that was acknowledged is there, once."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from quiz.memory import Memory
from tests.unit.memory.tools import Clock

KILLS = int(os.environ.get("QUIZ_TEST_KILLS", "20"))
"""How often; the long way is QUIZ_TEST_KILLS=100."""

LEARNER = """
import itertools, os, sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from quiz.memory import Answer, Memory, Rating

path, run = Path(sys.argv[1]), int(sys.argv[2])
now = datetime(2026, 3, 10, 12, tzinfo=UTC) + timedelta(days=run)
memory = Memory(path, lambda: now)
for step in itertools.count():
    now += timedelta(seconds=1)
    memory.rate(f"q{step % 7}", Rating(1 + step % 4), Answer(took=run * 100_000 + step))
    os.write(1, b"%d\\n" % (run * 100_000 + step))  # the acknowledgement
    if step % 5 == 4:
        memory.undo(), memory.redo()
"""


def test_killing_it_at_any_instant_loses_no_acknowledged_rating_and_doubles_none(tmp_path: Path) -> None:
    path = tmp_path / "memory.db"
    chance = random.Random(20260310)
    acknowledged: list[int] = []
    unfinished = 0
    for run in range(KILLS):
        learner = subprocess.Popen(
            [sys.executable, "-c", LEARNER, str(path), str(run)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,  # or what is read ahead of the first line would be lost to `communicate`
        )
        assert learner.stdout is not None
        assert learner.stderr is not None
        first = b"" if run % 4 == 3 else learner.stdout.readline()  # one in four also while it opens the file
        time.sleep(chance.uniform(0, 0.12))  # not a wait for something: the instant is what is tried
        learner.send_signal(signal.SIGKILL)
        rest, complaint = learner.communicate()
        assert complaint == b""
        acknowledged += [int(line) for line in (first + rest).splitlines()]
        with Memory(path, Clock()) as memory:
            log = [event.took for n in range(7) for event in memory.history(f"q{n}") if event.kind == "rate"]
            assert memory._db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            report = memory.check()
        assert len(set(log)) == len(log)
        assert set(acknowledged) <= set(log)
        assert report.repaired == ()
        assert report.undone == 0
        unfinished = len(log) - len(acknowledged)
        assert unfinished <= run + 1  # at most the one that was under way at each kill
    assert len(acknowledged) > KILLS
