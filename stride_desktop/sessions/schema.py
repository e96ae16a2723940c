"""The database of a session: its tables, opening it, and migrating older versions.

Every entry has a number, `seq`, that counts through all tables, so that a session can be replayed in
order. `at` is stream seconds.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from stride_desktop.sessions.damage import NotPossible, is_in_use
from stride_desktop.sessions.folders import FILE_MODE
from stride_desktop.sessions.integrity import Migrations, check_columns, check_file, check_kind, version

_PATIENCE_SECONDS = 2.0
_LAST_SEQ = 2**63 - 1
_MOST_ROW_BYTES = 64 << 20
"""Largest size of an entry in bytes; far above any real one, to limit memory."""

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

MIGRATIONS: Migrations = (
    _FIRST,
    _REVIEW,
    ("ALTER TABLE answers ADD COLUMN question TEXT NOT NULL DEFAULT ''",),
    ("ALTER TABLE answers ADD COLUMN sent TEXT NOT NULL DEFAULT '[]'",),
    (
        "ALTER TABLE answers ADD COLUMN occasion TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE answers ADD COLUMN start REAL",
        'ALTER TABLE answers ADD COLUMN "end" REAL',
    ),
    # The column of `AnswerRecord.answer_style`: stored sessions keep the name that it had first.
    ("ALTER TABLE answers ADD COLUMN manner TEXT NOT NULL DEFAULT ''",),
    ("ALTER TABLE events ADD COLUMN from_start INTEGER NOT NULL DEFAULT 0",),
    ("ALTER TABLE answers ADD COLUMN cut_off TEXT NOT NULL DEFAULT ''",),
    ("CREATE TABLE masks (seq INTEGER PRIMARY KEY, at REAL, mask TEXT NOT NULL)",),  # at: always NULL
    # The segments are in the passes of a tick; nothing reads this copy, which older programs filled.
    ("DROP TABLE segments",),
)
"""Statements that lead from each version to the next; append only."""

ENTRIES = (
    *("requests", "masks", "clocks", "ticks", "events", "gaps"),
    *("answers", "health", "frames", "timelines"),
)
"""Tables with a `seq` of their own. A trigger has its event's."""


def create(path: Path, migrations: Migrations = MIGRATIONS) -> sqlite3.Connection:
    """Create a database that only its owner can read. Raises sqlite3.Error and OSError."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, FILE_MODE))  # SQLite gives its other files this mode too
    connection = _connect(f"{path.absolute().as_uri()}?mode=rw")
    with closed_unless_good(connection):
        _set_up(connection)
        _migrate(connection, migrations)
    return connection


def connect(path: Path, migrations: Migrations = MIGRATIONS) -> sqlite3.Connection:
    """Open the database of a session for reading and writing, migrated to the newest version.

    Raises sqlite3.Error and OSError, NotPossible when it is not a session's database, which is then left
    unchanged, and StoreError when a newer program wrote it.
    """
    check_file(path)
    connection = _connect(f"{path.absolute().as_uri()}?mode=rw")
    with closed_unless_good(connection):
        check_kind(connection, len(migrations))
        _set_up(connection)
        _migrate(connection, migrations)
        check_columns(connection, migrations)
    return connection


def connect_to_read(path: Path) -> sqlite3.Connection:
    """Open the database of a session for reading, also on a disk that is full or read-only.

    Raises as `connect`.
    """
    try:
        connection = connect(path)
    except sqlite3.OperationalError as error:
        if is_in_use(error):
            raise
        connection = _connect_unwritten(path)
    connection.execute("PRAGMA query_only = ON")
    return connection


def _connect_unwritten(path: Path) -> sqlite3.Connection:
    """The database, or a copy in memory when its log holds entries or its tables are of an older version."""
    log = path.with_name(f"{path.name}-wal")
    if log.exists() and log.stat().st_size:
        with tempfile.TemporaryDirectory() as folder:
            for file in (path, log):
                shutil.copy(file, folder)
            return _in_memory(_connect(f"{Path(folder, path.name).as_uri()}?mode=rw"))
    connection = _connect(f"{path.absolute().as_uri()}?immutable=1")
    with closed_unless_good(connection):
        check_kind(connection, len(MIGRATIONS))
        if version(connection) < len(MIGRATIONS):
            return _in_memory(connection)
        check_columns(connection, MIGRATIONS)
    return connection


def _in_memory(source: sqlite3.Connection) -> sqlite3.Connection:
    """A copy in memory, migrated to the newest version; closes the source."""
    connection = _connect(":memory:")
    with closing(source), closed_unless_good(connection):
        source.backup(connection)
        check_kind(connection, len(MIGRATIONS))
        _migrate(connection, MIGRATIONS)
        check_columns(connection, MIGRATIONS)
    return connection


def _connect(uri: str) -> sqlite3.Connection:
    connection = sqlite3.connect(uri, timeout=_PATIENCE_SECONDS, isolation_level=None, uri=True)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MOST_ROW_BYTES)
    return connection


def _set_up(connection: sqlite3.Connection) -> None:
    for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON", "secure_delete = ON"):
        connection.execute(f"PRAGMA {pragma}")


@contextmanager
def closed_unless_good(connection: sqlite3.Connection) -> Iterator[None]:
    """Context manager: closes the database when the block fails."""
    try:
        yield
    except BaseException:
        connection.close()
        raise


def _migrate(connection: sqlite3.Connection, migrations: Migrations) -> None:
    """Apply the migrations one by one; a failed step leaves the version before it."""
    before = version(connection)
    for number, statements in enumerate(migrations[before:], before + 1):
        with transaction(connection):
            if version(connection) >= number:
                continue  # another process has migrated it
            for statement in statements:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number}")


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Context manager: commits the block, or rolls it back when it fails."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # a full disk may have ended it already
            connection.execute("ROLLBACK")
        raise


def next_seq(connection: sqlite3.Connection) -> int:
    """The first unused entry number. Raises NotPossible when there is none."""
    newest = " UNION ALL ".join(f"SELECT max(seq) AS seq FROM {table}" for table in ENTRIES)  # noqa: S608
    last = int(connection.execute(f"SELECT coalesce(max(seq), 0) FROM ({newest})").fetchone()[0])  # noqa: S608
    if last >= _LAST_SEQ:
        raise NotPossible("its entries have no more numbers")
    return last + 1
