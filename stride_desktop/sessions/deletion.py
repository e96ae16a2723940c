"""Deletes part of a session from the disk, including its traces in free pages."""

from __future__ import annotations

import sqlite3

from stride_desktop.core.errors import StoreError
from stride_desktop.core.timeline import DELETED, Gap
from stride_desktop.sessions.checks import check_time
from stride_desktop.sessions.damage import possible
from stride_desktop.sessions.records import GapRecord
from stride_desktop.sessions.reviews import cut_review
from stride_desktop.sessions.rows import insert, rows_of
from stride_desktop.sessions.schema import ENTRIES, next_seq, transaction
from stride_desktop.sessions.session_files import SessionFiles


def delete_after(connection: sqlite3.Connection, files: SessionFiles, since: float, newest: float) -> None:
    """Delete everything after `since`: rows, their traces in free pages, pictures.

    Leaves a gap from `since` to `newest`. Raises sqlite3.Error and OSError, and StoreError while another
    program reads the session.
    """
    with transaction(connection):
        gone = connection.execute("SELECT seq FROM frames WHERE at > ?", (since,)).fetchall()
        seq = next_seq(connection)  # read before rows are deleted, as numbers are never reused
        for table in ENTRIES:
            connection.execute(f"DELETE FROM {table} WHERE at > ?", (since,))  # noqa: S608
        connection.execute('UPDATE gaps SET "end" = ? WHERE "end" > ?', (since, since))
        insert(connection, rows_of(GapRecord(Gap(since, newest, DELETED)), seq))
        cut_review(connection, since)
    files.delete_pictures(row[0] for row in gone)
    scrub(connection)


def scrub(connection: sqlite3.Connection) -> None:
    """Remove deleted rows from the database's free pages and its log. Raises StoreError when it is in use."""
    connection.execute("VACUUM")
    busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise StoreError(
            "What was deleted can still be found in the session's log, because the session is being read.",
            "Close it and delete again.",
        )


def newest_second(connection: sqlite3.Connection) -> float | None:
    """The newest stored stream second; None when there is none. Raises NotPossible."""
    row = connection.execute(
        "SELECT max(at) FROM (SELECT max(at) AS at FROM ticks UNION ALL SELECT max(at) FROM frames)"
    ).fetchone()
    with possible("the newest second"):
        if row[0] is not None:
            check_time(row[0])
    return None if row[0] is None else float(row[0])
