"""Imports a session from its JSON into the library: completely, or not at all."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from stride_desktop.core.errors import StoreError
from stride_desktop.exports.json_reading import StoredLane, read_json
from stride_desktop.sessions.base import StoreNotice
from stride_desktop.sessions.folders import delete_folder, make_private
from stride_desktop.sessions.info import INTERRUPTED
from stride_desktop.sessions.library import Library
from stride_desktop.sessions.lock import WriterLock
from stride_desktop.sessions.records import Ending
from stride_desktop.sessions.session_files import SessionFiles
from stride_desktop.sessions.writer import SessionWriter


def import_json(path: Path, library: Library) -> str:
    """Make a new session, without pictures, from a file; returns its id. Raises StoreError."""
    first, *others = read_json(path)
    if not first.records:
        raise StoreError(f"“{path.name}” holds an empty session.", "There is nothing to import.")
    try:
        with _aside(library) as aside:
            begin = partial(aside.begin, budget_gb=None)
            session = _store(aside, first, begin)
            for lane in others:
                _store(aside, lane, partial(aside.begin_lane, session))
            (aside.folder / session).rename(library.folder / session)
        return session
    except OSError as error:
        raise StoreError(
            f"Nothing can be stored in {library.folder} ({error.strerror}).",
            "Make room on the disk, or check the folder's permissions.",
            str(error),
        ) from error


@contextmanager
def _aside(library: Library) -> Iterator[Library]:
    """A temporary, hidden library inside the library, deleted afterwards.

    To the outer library it looks like a session that is being written or, if this program is killed, like one
    that was interrupted before it had a database: those are deleted at the next start. Raises OSError.
    """
    files = SessionFiles(library.folder / f"import-{secrets.token_hex(6)}")
    make_private(files.folder)
    lock = WriterLock.take(files.lock)
    try:
        yield Library(files.folder)
    finally:
        if lock is not None:
            lock.end()
        delete_folder(files.folder)


def _store(aside: Library, lane: StoredLane, begin: Callable[..., SessionWriter]) -> str:
    """Store it completely; returns its id. begin: called with the Beginning and `tell`. Raises StoreError."""
    notices: list[StoreNotice] = []
    writer = begin(beginning=lane.beginning, tell=notices.append)
    writer.fill(lane.records, lambda: notices)
    ended = lane.ended or Ending(time.time(), INTERRUPTED)
    writer.close(ended.reason, ended.at)
    while not writer.join(1.0):
        continue
    if notices or writer.files.lock.exists():
        raise StoreError(
            "The session could not be imported, because it could not be stored.",
            "Make room on the disk, check the folder's permissions, and try again.",
            " ".join(notice.what for notice in notices),
        )
    if lane.review is not None:
        aside.save_review(aside.id_of(writer), lane.review)
    return aside.id_of(writer)
