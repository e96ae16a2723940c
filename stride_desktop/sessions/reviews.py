"""The user's review of a session's spans, in its database."""

from __future__ import annotations

import sqlite3

from stride_desktop.core.review import Review, ReviewedSpan, Verdict
from stride_desktop.sessions.checks import check
from stride_desktop.sessions.damage import possible
from stride_desktop.sessions.rows import storable
from stride_desktop.sessions.schema import transaction


def read_review(connection: sqlite3.Connection) -> Review | None:
    """The review, None when there is none. Raises NotPossible and sqlite3.Error."""
    row = connection.execute("SELECT reviewed, note, next_id FROM review").fetchone()
    if row is None:
        return None
    reviewed, note, next_id = row
    columns = 'id, start, "end", event, verdict, note'
    rows = connection.execute(f"SELECT {columns} FROM reviewed_spans ORDER BY start, id")  # noqa: S608
    with possible("the review"):
        spans = tuple(
            ReviewedSpan(number, start, end, event, Verdict(verdict), words)
            for number, start, end, event, verdict, words in rows
        )
        review = Review(spans, bool(reviewed), note, next_id)
        check(review)
        return review


def write_review(connection: sqlite3.Connection, review: Review | None) -> None:
    """Replace the review; None removes it. Raises sqlite3.Error."""
    with transaction(connection):
        connection.execute("DELETE FROM reviewed_spans")
        connection.execute("DELETE FROM review")
        if review is None:
            return
        about = (review.reviewed, review.note, review.next_id)
        connection.execute("INSERT INTO review VALUES (1, ?, ?, ?)", storable(about))
        rows = [(span.id, span.start, span.end, span.event, span.verdict, span.note) for span in review.spans]
        connection.executemany("INSERT INTO reviewed_spans VALUES (?, ?, ?, ?, ?, ?)", map(storable, rows))


def cut_review(connection: sqlite3.Connection, since: float) -> None:
    """Delete the review of the time after a stream second. Raises sqlite3.Error."""
    connection.execute("DELETE FROM reviewed_spans WHERE start > ?", (since,))
    connection.execute('UPDATE reviewed_spans SET "end" = ? WHERE "end" > ?', (since, since))
