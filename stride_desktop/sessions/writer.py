"""Stores a session while it is watched: one thread, one connection, a commit four times a second."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing, suppress
from pathlib import Path

from stride_desktop.core.clock import stream_time
from stride_desktop.core.errors import StoreError
from stride_desktop.sessions.backlog import Backlog
from stride_desktop.sessions.base import Standing, StoreNotice
from stride_desktop.sessions.checks import check
from stride_desktop.sessions.damage import NotPossible
from stride_desktop.sessions.deletion import delete_after
from stride_desktop.sessions.folders import make_private
from stride_desktop.sessions.lock import WriterLock
from stride_desktop.sessions.records import Beginning, DeletionRecord, HealthRecord, PictureRecord, Record
from stride_desktop.sessions.rows import insert, insert_beginning, rows_of
from stride_desktop.sessions.schema import connect, create, next_seq, transaction
from stride_desktop.sessions.session_files import SessionFiles

COMMIT_SECONDS = 0.25
"""Seconds that an entry waits at most; with the time of a commit, well below the two that may be lost."""

_BATCH = 512
"""Most entries of a commit."""

_ROOM_PATIENCE = 0.005
"""Seconds between two checks whether the backlog has room again."""

_LOCK_PATIENCE = 2.0
"""Seconds to wait for the lock: a check whether the session is being written holds it for a moment."""


class SessionWriter:
    """Appends to a new session from the moment it is made. See SessionStore for the contract.

    tell: called on the writer's thread when storing is paused or resumed, or old sessions were deleted.
    make_room: called regularly on a third thread; reports its own notices. Raises StoreError when no
        room can be made; storing is then paused.
    retry_seconds: between two attempts while storing is paused. room_seconds: between two calls of make_room.
    """

    def __init__(
        self,
        folder: Path,
        beginning: Beginning,
        tell: Callable[[StoreNotice], None],
        make_room: Callable[[], StoreNotice | None] = lambda: None,
        retry_seconds: float = 5.0,
        room_seconds: float = 60.0,
    ) -> None:
        self.files = SessionFiles(folder)
        self._beginning = beginning
        self._tell = tell
        self._make_room = make_room
        self._retry_seconds, self._room_seconds = retry_seconds, room_seconds
        self._backlog = Backlog()
        self._reason = ""
        self._began = stream_time()
        self._ended_at: float | None = None
        self._paused = False
        self._connection: sqlite3.Connection | None = None
        self._file: os.stat_result | None = None  # of the database, once it exists
        self._lock: WriterLock | None = None
        self._next_room_check = 0.0  # `time.monotonic`
        self._room_thread: threading.Thread | None = None
        self._no_room: StoreError | None = None
        self._thread = threading.Thread(target=self._work, name="session writer", daemon=True)
        self._thread.start()

    def append(self, record: Record) -> bool:
        """Store an entry soon; False when it was dropped because storing has been paused too long."""
        return self._backlog.put(record)

    def fill(self, records: Iterable[Record], stopped: Callable[[], object]) -> None:
        """Append entries, each when there is room for it: for callers that can wait, such as an import.

        stopped: true once nothing more can be stored; the rest is left out then.
        """
        for record in records:
            while not self._backlog.has_room and not stopped():
                time.sleep(_ROOM_PATIENCE)
            if stopped():
                return
            self.append(record)

    def close(self, reason: str, at: float | None = None) -> None:
        """Mark the end with `reason` once everything before it is stored. Does not wait.

        at: wall-clock seconds of the end; None: the beginning plus the time that passed, even if the wall
        clock was set meanwhile.
        """
        self._reason = self._reason or reason
        self._ended_at = at
        self._backlog.close()

    def join(self, seconds: float) -> bool:
        """Wait for the end of a closed writer; False after `seconds`."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    # -- the writer's thread -----------------------------------------------------------------------

    def _work(self) -> None:
        try:
            while not self._backlog.finished:
                batch = self._backlog.wait(COMMIT_SECONDS, _BATCH, self._paused)
                if not batch:
                    continue
                if self._attempt(batch):
                    self._backlog.stored(len(batch))
                elif self._backlog.pause(self._retry_seconds):
                    # The last attempt; if entries remain unwritten, the session counts as interrupted.
                    if not self._attempt(batch):
                        return
                    self._backlog.stored(len(batch))
            self._end()
        finally:
            if self._room_thread is not None:
                self._room_thread.join()
            self._close_files()

    def _attempt(self, batch: Sequence[Record]) -> bool:
        """Store a batch; when the disk refuses, report it once and return False."""
        if isinstance(batch[0], DeletionRecord):
            self._delete(batch[0])
            return True
        try:
            self._check_room()
            self._store(self._open(), batch)
        except (sqlite3.Error, OSError, StoreError, NotPossible) as error:
            self._pause(self._missing() if self._file is not None and not self._is_there else error)
            return False
        self._report_resumed()
        return True

    def _delete(self, deletion: DeletionRecord) -> None:
        """Carry out a deletion, also while storing is paused; a failure is reported: the user can retry."""
        gap = deletion.gap
        try:
            delete_after(self._open(), self.files, gap.start, gap.end)
        except (sqlite3.Error, OSError, StoreError, NotPossible) as error:
            words = error.remedy if isinstance(error, StoreError) else f"{error}. Try again."
            self._tell(StoreNotice(Standing.NOT_DELETED, "Not everything could be deleted.", words))

    def _open(self) -> sqlite3.Connection:
        """Open the database; it is created only once. Raises StoreError when it is gone."""
        if self._connection is not None and not self._is_there:
            self._close_files()
        if self._connection is None:
            if self._file is None:
                make_private(self.files.folder)
            elif not os.path.lexists(self.files.database):
                raise self._missing()
            self._lock = self._lock or WriterLock.take(self.files.lock, _LOCK_PATIENCE)
            if self._lock is None:
                raise StoreError("Another program writes this session.", "Close it.")
            if not os.path.lexists(self.files.database):
                self._create()
            self._connection = connect(self.files.database)
            self._file = self.files.database.stat()
        return self._connection

    def _create(self) -> None:
        """Create the database under another name first, so that no process reads an incomplete one."""
        fresh = self.files.database.with_name("new.db")
        for left in self.files.folder.glob("new.db*"):
            left.unlink()
        with closing(create(fresh)) as connection, transaction(connection):
            insert_beginning(connection, self._beginning)
        fresh.rename(self.files.database)

    @property
    def _is_there(self) -> bool:
        """Whether the open database still has its path: SQLite keeps writing to a deleted file."""
        try:
            return self._file is not None and os.path.samestat(self._file, self.files.database.stat())
        except OSError:
            return False

    def _missing(self) -> StoreError:
        return StoreError(
            f"The session that is being stored is gone from {self.files.library_folder}: it was deleted, "
            "or its disk is not there. Nothing more is stored, watching goes on.",
            "Restore it to resume storing; or stop and start again, which begins a new session.",
        )

    def _store(self, connection: sqlite3.Connection, batch: Sequence[Record]) -> None:
        written: list[int] = []
        try:
            with transaction(connection):
                numbered = list(enumerate(map(_as_possible, batch), next_seq(connection)))
                for number, record in numbered:
                    if isinstance(record, PictureRecord):  # files first, so that no row lacks its picture
                        self.files.write_picture(number, record)
                        written.append(number)
                insert(connection, (row for number, record in numbered for row in rows_of(record, number)))
        except BaseException:
            self.files.delete_pictures(written)
            raise

    def _check_room(self) -> None:
        """Run `make_room` regularly, on another thread, since it may take long.

        Raises StoreError when that thread found that no room can be made.
        """
        looking = self._room_thread is not None and self._room_thread.is_alive()
        if not looking and time.monotonic() >= self._next_room_check:
            self._next_room_check = time.monotonic() + self._room_seconds
            self._room_thread = threading.Thread(target=self._run_make_room, name="room", daemon=True)
            self._room_thread.start()
        if self._no_room is not None:
            raise self._no_room

    def _run_make_room(self) -> None:
        try:
            notice = self._make_room()
        except StoreError as error:
            self._no_room = error
            self._next_room_check = time.monotonic() + self._retry_seconds
            return
        self._no_room = None
        if notice is not None:
            self._tell(notice)

    def _pause(self, error: Exception) -> None:
        if self._paused:
            return
        self._paused = True
        what = f"What is watched cannot be stored at the moment ({error}). Watching goes on."
        remedy = (
            f"Make room on the disk of {self.files.library_folder}, or check its permissions. Storing then "
            "resumes by itself."
        )
        if isinstance(error, StoreError):
            what, remedy = error.what, error.remedy
        self._tell(StoreNotice(Standing.PAUSED, what, remedy))

    def _report_resumed(self) -> None:
        lost = self._backlog.take_lost()
        if lost:
            words = f"{lost} entries were left out."
            self.append(HealthRecord(None, time.time(), "storing paused", words))
        if self._paused:
            self._paused = False
            self._tell(StoreNotice(Standing.STORING, "Storing goes on.", words if lost else ""))

    def _end(self) -> None:
        """Mark the end. A session without entries is removed, with its folder."""
        if self._file is None:
            return
        try:
            connection = self._open()
            ended = self._ended_at
            if ended is None:
                ended = self._beginning.started + stream_time() - self._began
            connection.execute("UPDATE session SET ended = ?, reason = ?", (ended, self._reason))
            connection.close()
            self._connection = None
        except (sqlite3.Error, OSError, StoreError, NotPossible) as error:
            self._pause(error)
            return
        if self._lock is not None:
            self._lock.end()
            self._lock = None

    def _close_files(self) -> None:
        """Close the files without marking an end."""
        if self._connection is not None:
            with suppress(sqlite3.Error):  # such as for a disk that was removed
                self._connection.close()
            self._connection = None
        if self._lock is not None:
            self._lock.leave()
            self._lock = None


def _as_possible(record: Record) -> Record:
    """The entry, or a remark in its place when it is invalid and would spoil the session."""
    try:
        check(record)
    except (ValueError, TypeError) as error:
        words = f"A {type(record).__name__} was not stored: {error}."
        return HealthRecord(None, time.time(), "left out", words)
    return record
