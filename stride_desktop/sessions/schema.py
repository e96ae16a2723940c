"""The database of a session: its tables, how it is opened, and how older ones are brought up to date.

Every entry has a number, `seq`, that counts through all tables, so that a session can be replayed in
order. `at` is stream seconds.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from stride_desktop.core.errors import StoreError
from stride_desktop.sessions.folders import FILE_MODE

_PATIENCE_SECONDS = 2.0

_FIRST = (
    """CREATE TABLE session (
        id INTEGER PRIMARY KEY CHECK (id = 1), started REAL NOT NULL, source TEXT NOT NULL,
        address TEXT NOT NULL, live INTEGER NOT NULL, model TEXT NOT NULL, kept TEXT NOT NULL,
        settings TEXT NOT NULL, starred INTEGER NOT NULL DEFAULT 0, ended REAL, reason TEXT)""",
    "CREATE TABLE requests (seq INTEGER PRIMARY KEY, at REAL, query TEXT NOT NULL)",
    "CREATE TABLE clocks (seq INTEGER PRIMARY KEY, at REAL, offset REAL NOT NULL)",
    """CREATE TABLE ticks (
        seq INTEGER PRIMARY KEY, at REAL NOT NULL, cost REAL NOT NULL, passes BLOB NOT NULL)""",
    """CREATE TABLE segments (
        tick INTEGER NOT NULL REFERENCES ticks (seq) ON DELETE CASCADE,
        start REAL NOT NULL, "end" REAL NOT NULL)""",
    """CREATE TABLE events (
        seq INTEGER PRIMARY KEY, at REAL, id INTEGER NOT NULL, state TEXT NOT NULL, previous TEXT,
        onset REAL NOT NULL, reach REAL NOT NULL, triggered_at REAL, late INTEGER NOT NULL,
        suppressed_at REAL, reason TEXT NOT NULL)""",
    """CREATE TABLE triggers (
        seq INTEGER PRIMARY KEY REFERENCES events (seq) ON DELETE CASCADE, event INTEGER NOT NULL,
        at REAL NOT NULL, onset REAL NOT NULL, reach REAL NOT NULL, ongoing INTEGER NOT NULL)""",
    """CREATE TABLE gaps (
        seq INTEGER PRIMARY KEY, at REAL NOT NULL, "end" REAL NOT NULL, reason TEXT NOT NULL)""",
    """CREATE TABLE answers (
        seq INTEGER PRIMARY KEY, at REAL, event INTEGER NOT NULL, responder TEXT NOT NULL,
        text TEXT NOT NULL, error TEXT NOT NULL)""",
    """CREATE TABLE health (
        seq INTEGER PRIMARY KEY, at REAL, wall REAL NOT NULL, kind TEXT NOT NULL, words TEXT NOT NULL)""",
    """CREATE TABLE frames (
        seq INTEGER PRIMARY KEY, at REAL NOT NULL, width INTEGER NOT NULL, height INTEGER NOT NULL,
        bytes INTEGER NOT NULL)""",
    """CREATE TABLE timelines (
        seq INTEGER PRIMARY KEY, at REAL, first_second INTEGER NOT NULL, window_start REAL, window_end REAL,
        seconds BLOB NOT NULL)""",
    "CREATE INDEX segments_of_tick ON segments (tick)",
    "CREATE INDEX ticks_in_time ON ticks (at)",
    "CREATE INDEX frames_in_time ON frames (at)",
)

_REVIEW = (
    """CREATE TABLE review (
        id INTEGER PRIMARY KEY CHECK (id = 1), reviewed INTEGER NOT NULL, note TEXT NOT NULL,
        next_id INTEGER NOT NULL)""",
    """CREATE TABLE reviewed_spans (
        id INTEGER PRIMARY KEY, start REAL NOT NULL, "end" REAL NOT NULL, event INTEGER,
        verdict TEXT NOT NULL, note TEXT NOT NULL)""",
)

_QUESTIONS = ("ALTER TABLE answers ADD COLUMN question TEXT NOT NULL DEFAULT ''",)

_SENT = ("ALTER TABLE answers ADD COLUMN sent TEXT NOT NULL DEFAULT '[]'",)

_OCCASIONS = (
    "ALTER TABLE answers ADD COLUMN occasion TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE answers ADD COLUMN start REAL",
    'ALTER TABLE answers ADD COLUMN "end" REAL',
)

_MANNERS = ("ALTER TABLE answers ADD COLUMN manner TEXT NOT NULL DEFAULT ''",)

_FROM_START = ("ALTER TABLE events ADD COLUMN from_start INTEGER NOT NULL DEFAULT 0",)

MIGRATIONS: Sequence[Sequence[str]] = (
    _FIRST,
    _REVIEW,
    _QUESTIONS,
    _SENT,
    _OCCASIONS,
    _MANNERS,
    _FROM_START,
)
"""Statements that lead from each version to the next; only ever added to."""

ENTRIES = ("requests", "clocks", "ticks", "events", "gaps", "answers", "health", "frames", "timelines")
"""Tables with a `seq` of their own. A trigger has that of its event, a segment belongs to its tick."""


def connect(path: Path, migrations: Sequence[Sequence[str]] = MIGRATIONS) -> sqlite3.Connection:
    """Open a database, or make it, in the newest version.

    Raises sqlite3.Error and OSError, and StoreError when it was written by a newer program.
    """
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, FILE_MODE))  # SQLite gives its other files this mode too
    connection = sqlite3.connect(path, timeout=_PATIENCE_SECONDS, isolation_level=None)
    try:
        for pragma in (
            "journal_mode = WAL",
            "synchronous = NORMAL",
            "foreign_keys = ON",
            "secure_delete = ON",
        ):
            connection.execute(f"PRAGMA {pragma}")
        _migrate(connection, migrations)
    except BaseException:
        connection.close()
        raise
    return connection


def _migrate(connection: sqlite3.Connection, migrations: Sequence[Sequence[str]]) -> None:
    """Step by step; a step that fails leaves the version before it."""
    version = _version(connection)
    if version > len(migrations):
        raise StoreError(
            "This session was stored by a newer version of the program.", "Update the program to open it."
        )
    for number, statements in enumerate(migrations[version:], version + 1):
        with transaction(connection):
            if _version(connection) >= number:
                continue  # somebody else was faster
            for statement in statements:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number}")


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # a full disk may have ended it already
            connection.execute("ROLLBACK")
        raise


def next_seq(connection: sqlite3.Connection) -> int:
    """The first number that no entry has."""
    newest = " UNION ALL ".join(f"SELECT max(seq) AS seq FROM {table}" for table in ENTRIES)  # noqa: S608
    return int(connection.execute(f"SELECT coalesce(max(seq), 0) + 1 FROM ({newest})").fetchone()[0])  # noqa: S608
