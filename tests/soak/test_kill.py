"""`kill -9` at any moment: the session opens, is intact, and lacks nothing older than two seconds."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from stride_desktop.sessions.library import Library
from stride_desktop.sessions.records import TickRecord
from tests.soak import scaled

MOST_LOST = 2.0
LONGEST = 4.0
ROOT = Path(__file__).parents[2]


def killed(folder: Path, after: float) -> tuple[float, float]:
    """Let a writer run for so many seconds; returns when it began and when it was killed."""
    command = [sys.executable, "-m", "tests.soak.busy_writer", str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        began = float(process.stdout.readline())
        time.sleep(max(0.0, began + after - time.monotonic()))
        process.kill()
        return began, time.monotonic()


def check_database(path: Path) -> None:
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.close()


def lost_seconds(library: Library, name: str, killed_at: float) -> float:
    """Checks that the session is whole; returns how long before the kill its newest decision was made."""
    with library.open(name) as session:
        records = list(session.records(TickRecord))
        assert [record.tick.timestamp for record in records] == list(range(len(records))), "none is missing"
        times = session.frame_times()
        assert times == tuple(range(0, 4 * len(times), 4)), "no picture is missing"
        assert 4 * len(times) >= len(records) - 1
        for second in times[:: max(1, len(times) // 50)] + times[-3:]:
            assert session.picture(second)[1] == b"\xff\xd8full" + b"#%d" % second * 2000
    on_disk = {int(path.name.partition(".")[0]) for path in (library.folder / name).rglob("*.jpg")}
    assert len(on_disk) == len(times), "no stray pictures are left"
    return killed_at - records[-1].cost


def test_kill_at_random_moments(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    random_moment = random.Random(20)
    losses, empty, entries = [], 0, 0
    count = scaled(200)
    for number in range(count):
        library = Library(tmp_path / str(number))
        began, killed_at = killed(library.folder, random_moment.uniform(0.0, LONGEST))
        for path in library.folder.glob("*/session.db"):
            check_database(path)
        interrupted = library.interrupted()
        assert library.interrupted() == (), "offered once"
        if not interrupted:
            assert killed_at - began <= MOST_LOST, "there was time enough to store something"
            assert library.sessions() == ()
            empty += 1
            continue
        (info,) = interrupted
        assert (info.reason, library.sessions()) == ("interrupted", (info,))
        with library.open(info.id) as session:
            begun = sum(1 for _ in session.ticks())
        entries += begun
        if begun:
            losses.append(lost_seconds(library, info.id, killed_at))
        else:
            losses.append(killed_at - began)
        assert losses[-1] <= MOST_LOST
        library.delete(info.id)
    with capsys.disabled():
        typical = sorted(losses)[len(losses) // 2] if losses else 0.0
        worst = max(losses, default=0.0)
        print(
            f"\n{count} kills: {entries} decisions stored, all intact; lost {worst:.2f} s at most, "
            f"{typical:.2f} s typically; {empty} before anything was stored"
        )
