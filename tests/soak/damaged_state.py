"""Damaged settings and sessions: `python -m tests.soak.damaged_state settings|sessions COUNT FOLDER [FIRST]`.

Each gets a random damage of number FIRST and so on. Settings must load, without what is bad, and be saved;
of a session everything is read, listed, exported and changed, and the one beside it stays whole. What is no
StoreError is printed with the number. At the end one JSON object: how many were used and refused, the most
seconds of processor time that one took, and how many MB the process grew at most.
"""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import sqlite3
import sys
import time
import traceback
import zlib
from collections import Counter
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from stride_desktop.core.errors import StoreError
from stride_desktop.core.events import EventSettings
from stride_desktop.core.responder_settings import ResponderSettings
from stride_desktop.core.settings import AppearanceSettings, KeepingSettings, PrivacySettings, Settings
from stride_desktop.core.settings_json import to_json
from stride_desktop.exports.formats import FORMATS
from stride_desktop.exports.material import opened
from stride_desktop.exports.writing import Order
from stride_desktop.pipeline.settings_store import SettingsStore
from stride_desktop.responders.kinds import problems
from stride_desktop.sessions.library import Library
from stride_desktop.sessions.opened import read_session, ticks_around
from tests.exports.samples import review_of, stored

NASTY: list[Any] = [
    *(None, True, False, "", "text", "\ud800", "\0", "x" * 100_000, [], {}, [[]], {"a": 1}),
    *(0, 1, -1, 0.5, 1e18, -1e18, 1e308, float("nan"), float("inf"), 2**31, 2**63, 10**400, -(10**400)),
]
_SQL = ["NULL", "''", "'text'", "x'ff00'", "0", "-1", "1.5", "1e18", "9e999", "-9e999", "9223372036854775807"]
_SQL += ["zeroblob(3000000)", "'[]'", "'[1e999]'", "'{}'", "char(0)", "'\u202e'"]
GOOD = Settings(
    appearance=AppearanceSettings("dark"),
    events=EventSettings(cooldown_seconds=9.0),
    responder=ResponderSettings(
        kind="openai", base_url="http://localhost:1/v1", model="m", instruction="Be brief."
    ),
    keeping=KeepingSettings("frames", 3.0, asked=True),
)
_NOT = ("mp4", "dataset")
"""Formats that encode pictures: slow, and nothing else is read for them."""


def damage_bytes(generator: random.Random, data: bytes) -> bytes:
    """Some of: other bytes, a piece left out, moved or written twice, zeros, the end missing."""
    result = bytearray(data)
    for _ in range(generator.choice([1, 1, 3, 20])):
        if not result:
            break
        at = generator.randrange(len(result))
        length = generator.choice([1, 1, 4, 100, 5000])
        piece = result[at : at + length]
        other = generator.randrange(len(result))
        how = generator.randrange(6)
        if how == 0:
            result[at : at + length] = generator.randbytes(len(piece))
        elif how == 1:
            del result[at : at + length]
        elif how == 2:
            result[other:other] = piece
        elif how == 3:
            result[other : other + len(piece)] = piece
        elif how == 4:
            result[at : at + length] = bytes(len(piece))
        else:
            del result[at:]
    return bytes(result)


# -- settings --------------------------------------------------------------------------------------


def damage_settings(generator: random.Random, path: Path) -> None:
    """Write a settings file that is not quite one."""
    content: Any = to_json(GOOD)
    for _ in range(generator.randrange(8)):
        section = generator.choice(list(content))
        part = content[section]
        if isinstance(part, dict) and part and generator.random() < 0.8:
            part[generator.choice(list(part))] = generator.choice(NASTY)
        elif generator.random() < 0.3:
            content[section] = generator.choice(NASTY)
    data = json.dumps(content).encode()
    how = generator.randrange(10)
    if how < 4:
        data = damage_bytes(generator, data)
    elif how == 4:
        data = json.dumps(content).encode(generator.choice(["utf-16", "utf-8-sig", "utf-32-be"]))
    elif how == 5:
        data = data[:-1] + b', "deep": ' + b"[" * 50_000 + b"]" * generator.choice([0, 50_000]) + b"}"
    elif how == 6:
        data = generator.randbytes(generator.choice([0, 1, 100, 100_000]))
    path.write_bytes(data)
    if how == 7:
        path.unlink()
        generator.choice([os.mkfifo, Path.mkdir, lambda place: place.symlink_to(place)])(path)


def try_settings(generator: random.Random, folder: Path) -> str:
    """Settings are there, make sense, and are the same at the next start, without a word."""
    store = SettingsStore(folder / "settings.json")
    damage_settings(generator, store.path)
    loaded = store.load()
    assert problems(loaded.settings) == {}
    again = store.load()
    if loaded.notice is not None:
        assert list(folder.glob("settings.json.corrupt-*")), "it was set aside"
    assert (again.settings, again.notice) == (loaded.settings, None)
    store.save(loaded.settings)
    return "used" if loaded.notice is None else "partly" if loaded.settings != Settings() else "refused"


# -- sessions --------------------------------------------------------------------------------------


def damage_rows(generator: random.Random, path: Path) -> None:
    """Other values in some rows, or other tables."""
    with closing(sqlite3.connect(path)) as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for _ in range(generator.choice([1, 1, 2, 5])):
            table = generator.choice(tables)
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")] or ["rowid"]
            column, value = generator.choice(columns), generator.choice(_SQL)
            some = generator.choice(["", f" WHERE rowid % {generator.randint(1, 5)} = 0"])
            statement = generator.choice(
                [
                    *[f'UPDATE {table} SET "{column}" = {value}{some}'] * 6,
                    f"DELETE FROM {table}{some}",
                    f"DROP TABLE {table}",
                    f'ALTER TABLE {table} DROP COLUMN "{column}"',
                    f'ALTER TABLE {table} RENAME COLUMN "{column}" TO other',
                    f"PRAGMA user_version = {generator.randint(-1, 20)}",
                ]
            )
            with suppress(sqlite3.Error):
                connection.execute(statement)
                connection.commit()


def damage_blobs(generator: random.Random, path: Path) -> None:
    """Other bytes in compressed decisions and timelines, compressed again or not."""
    table, column = generator.choice([("ticks", "passes"), ("timelines", "seconds")])
    with closing(sqlite3.connect(path)) as connection:
        for seq, data in connection.execute(f"SELECT seq, {column} FROM {table}").fetchall():
            if generator.random() < 0.3:
                head, _, rest = data.partition(b"x\x9c")  # where compressed bytes begin
                bad = head + zlib.compress(damage_bytes(generator, zlib.decompress(b"x\x9c" + rest)))
                row = (bad if generator.random() < 0.7 else damage_bytes(generator, data), seq)
                connection.execute(f"UPDATE {table} SET {column} = ? WHERE seq = ?", row)
        connection.commit()


def damage_file(generator: random.Random, path: Path) -> None:
    """Other bytes in the database, or beside it."""
    if generator.random() < 0.8:
        path.write_bytes(damage_bytes(generator, path.read_bytes()))
    beside = path.with_name(path.name + generator.choice(["-wal", "-shm", "-journal"]))
    if generator.random() < 0.3:
        beside.write_bytes(generator.randbytes(generator.choice([0, 100, 40_000])))
    if generator.random() < 0.1:
        (path.parent / "writing.lock").touch()


def read_all(library: Library, name: str, folder: Path) -> None:
    """Everything that the window and the exports read. Raises StoreError."""
    window = read_session(library, name)
    ticks_around(library, name, 10.0)
    for lane in window.lanes:
        assert len(lane.lane.snapshot.labels) < 10_000_000
    with library.open(name) as session:
        for read in (session.steps, session.pictures, session.records):
            for _ in read():
                pass
    with opened(library, name, PrivacySettings()) as material:
        for item in FORMATS.values():
            if item.name not in _NOT:
                item.write(material, folder / f"out{item.ending}", Order(material.start, material.end, True))


def try_session(generator: random.Random, folder: Path) -> str:
    """One of two sessions is damaged; the other can be used, and nothing but StoreError is raised."""
    library = Library(folder / "sessions")
    good, bad = sorted(path.name for path in library.folder.iterdir())
    place = library.folder / bad
    if generator.random() < 0.3:
        (place,) = (place / "lanes").iterdir()
    damage: Callable[[random.Random, Path], None] = generator.choice(
        [damage_rows, damage_rows, damage_blobs, damage_file]
    )
    damage(generator, place / "session.db")
    outcome = "used"
    steps: list[Callable[[], object]] = [
        library.interrupted,
        lambda: read_all(library, bad, folder),
        lambda: library.star(bad),
        lambda: library.save_review(bad, review_of()),
        lambda: library.delete_last(bad, 0.1),
        lambda: library.clean_up(10.0),
    ]
    for step in steps:
        try:
            step()
        except StoreError:
            outcome = "refused"
    sessions, damaged = library.survey()
    assert good in [info.id for info in sessions]
    assert {bad} <= {info.id for info in sessions} | {item.id for item in damaged}, "nothing vanishes"
    read_all(library, good, folder)
    return outcome


def main(what: str, count: int, folder: Path, first: int = 0) -> None:
    """Try `count` damages, and print what came of them."""
    pattern = folder / "pattern"
    if what == "sessions":
        for _ in range(2):
            stored(Library(pattern / "sessions"), review=review_of())
    else:
        pattern.mkdir(parents=True)
    outcomes, slowest = Counter[str](), 0.0
    before = None
    for number in range(first, first + count):
        place = shutil.copytree(pattern, folder / str(number))
        began = time.process_time()
        try:
            attempt = try_session if what == "sessions" else try_settings
            outcomes[attempt(random.Random(number), place)] += 1
        except Exception:
            print(number, traceback.format_exc().replace("\n", " | "))
        slowest = max(slowest, time.process_time() - began)
        shutil.rmtree(place)
        before = before or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - (before or 0)) / 1024
    print(json.dumps({**outcomes, "slowest": round(slowest, 2), "grown": round(grown, 1)}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]), *map(int, sys.argv[4:]))
