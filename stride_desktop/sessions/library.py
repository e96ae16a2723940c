"""The library of stored sessions: listing, making, starring, opening and deleting them."""

from __future__ import annotations

import os
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path

from stride_desktop.core.amounts import counted
from stride_desktop.core.errors import StoreError
from stride_desktop.core.review import Review
from stride_desktop.core.timeline import DELETED, Gap
from stride_desktop.sessions.base import Standing, StoreNotice
from stride_desktop.sessions.damage import damaged, of_the_disk, store_errors
from stride_desktop.sessions.deletion import delete_after, newest_second
from stride_desktop.sessions.folders import Folders, delete_folder, size_of
from stride_desktop.sessions.info import INTERRUPTED, DamagedSession, SessionInfo, last_written, read_info
from stride_desktop.sessions.lock import WriterLock
from stride_desktop.sessions.reader import StoredSession
from stride_desktop.sessions.records import AnswerRecord, Beginning
from stride_desktop.sessions.reviews import write_review
from stride_desktop.sessions.rows import insert, rows_of
from stride_desktop.sessions.schema import connect, next_seq, transaction
from stride_desktop.sessions.session_files import SessionFiles
from stride_desktop.sessions.writer import SessionWriter

GIGABYTE = 1_000_000_000

_LOOK_SECONDS = 0.5
"""Seconds to wait for a lock: a check whether a session is being written holds it for a moment."""


class Library:
    """The folder of sessions. Several programs may use it at once; each session has one writer.

    Threads: any; nothing is kept open between two calls. Everything may raise StoreError.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = Folders.of_user().sessions if folder is None else folder

    def begin(
        self, beginning: Beginning, budget_gb: float | None, tell: Callable[[StoreNotice], None]
    ) -> SessionWriter:
        """Make a new session; returns its writer. Never raises: see SessionWriter.

        budget_gb: older sessions are deleted to stay within it; None deletes nothing.
        """
        stamp = time.strftime("%Y%m%d-%H%M%S", time.localtime(beginning.started))
        folder = self.folder / f"{stamp}-{secrets.token_hex(3)}"
        if budget_gb is None:
            return SessionWriter(folder, beginning, tell)
        return SessionWriter(folder, beginning, tell, partial(self.make_room, budget_gb))

    def sessions(self) -> tuple[SessionInfo, ...]:
        """Every readable session, newest first."""
        return self.survey()[0]

    def survey(self) -> tuple[tuple[SessionInfo, ...], tuple[DamagedSession, ...]]:
        """Readable sessions, newest first, and damaged ones by name. Damage in one hides no other."""
        found, damage = [], []
        for files in self._all():
            try:
                if files.has_database:
                    found.append(read_info(files))
                elif files.lacks_database and not files.being_written:
                    raise damaged(files.folder, "its database is gone")
            except (StoreError, OSError) as error:
                if not os.path.lexists(files.folder):
                    continue  # it was deleted meanwhile
                why = error if isinstance(error, StoreError) else of_the_disk(files.folder, error)
                damage.append(DamagedSession(files.folder.name, size_of(files.folder), why))
        return tuple(sorted(found, key=lambda info: info.started, reverse=True)), tuple(damage)

    def open(self, session: str) -> StoredSession:
        """Open a session, finished or not, or one of its re-runs by `StoredSession.id`, for reading."""
        return StoredSession(self._files(session), session)

    def star(self, session: str, starred: bool = True) -> None:
        """Set or clear the star; a starred session is kept even when the budget is exceeded."""
        with self._database(self._files(session)) as connection:
            connection.execute("UPDATE session SET starred = ?", (starred,))

    def delete(self, session: str) -> None:
        """Delete a session that is not being written, or a re-run: every row and every picture."""
        self._delete(self._files(session))

    def delete_last(self, session: str, minutes: float) -> None:
        """Delete the newest minutes of stream time; for a session being written, use its writer instead."""
        files = self._files(session)
        self._refuse_while_written(files)
        found = []
        for part in (files, *files.all_lanes):
            with self._database(part) as connection:
                found.append(newest_second(connection))
        newest = max((second for second in found if second is not None), default=None)
        if newest is not None:
            self.delete_after(session, Gap(newest - 60.0 * minutes, newest, DELETED))

    def delete_after(self, session: str, gap: Gap) -> None:
        """Delete everything after the gap's start and leave the gap; only for a session without a writer."""
        files = self._files(session)
        self._refuse_while_written(files)
        for part in (files, *files.all_lanes):
            with self._database(part) as connection:
                delete_after(connection, part, gap.start, gap.end)

    def begin_lane(
        self, session: str, beginning: Beginning, tell: Callable[[StoreNotice], None]
    ) -> SessionWriter:
        """Make a lane: another request on a session's pictures, stored inside it. Never raises, as `begin`.

        A lane is made while the session is written, or later by a re-run.
        """
        folder = SessionFiles(self.folder / session).lanes_folder
        stamp = time.strftime("%Y%m%d-%H%M%S", time.localtime(beginning.started))
        # Lanes are sorted by their names, and several may begin in the same second.
        fraction = f"{beginning.started % 1:.6f}"[2:]
        return SessionWriter(folder / f"{stamp}-{fraction}-{secrets.token_hex(3)}", beginning, tell)

    def id_of(self, writer: SessionWriter) -> str:
        """The id by which a session or lane that is being written can be opened."""
        return writer.files.folder.relative_to(self.folder).as_posix()

    def save_review(self, session: str, review: Review | None) -> None:
        """Replace the user's review of a session or of one of its re-runs."""
        with self._database(self._files(session)) as connection:
            write_review(connection, review)

    def add_answer(self, session: str, answer: AnswerRecord) -> None:
        """Append an answer that the user asked for afterwards to a session or to one of its re-runs."""
        with self._database(self._files(session)) as connection, transaction(connection):
            insert(connection, rows_of(answer, next_seq(connection)))

    def interrupted(self) -> tuple[SessionInfo, ...]:
        """Sessions without an end and without a writer, newest first. Gives them an end.

        Those that cannot be given one, being damaged or on a read-only disk, are left unchanged.
        """
        found = []
        for files in self._all():
            with suppress(StoreError), store_errors(files.folder):
                cut_off = files.interrupted
                for lane in files.all_lanes:
                    if lane.interrupted and not (cut_off and self._recover(lane)):
                        delete_folder(lane.folder)  # an incomplete re-run is useless: it can be made again
                if cut_off and (info := self._recover(files)) is not None:
                    found.append(info)
        return tuple(sorted(found, key=lambda info: info.started, reverse=True))

    def being_written(self) -> bool:
        """Whether any program is storing a session now."""
        for files in self._all():
            with suppress(OSError):
                if files.being_written:
                    return True
        return False

    def clean_up(self, budget_gb: float) -> tuple[SessionInfo, ...]:
        """Delete the oldest sessions until the rest fits the budget; returns the deleted ones.

        Starred and damaged sessions, and those being written, stay. Raises StoreError when nothing more may
        be deleted and the budget is still exceeded.
        """
        budget = budget_gb * GIGABYTE
        sessions, damage = self.survey()
        sizes = {info.id: info.size for info in sessions} | {item.id: item.size for item in damage}
        if sum(sizes.values()) > budget:  # stated sizes are not exact enough to delete by
            sizes = {name: size_of(self.folder / name) for name in sizes}
        removed = []
        for info in reversed(sessions):
            if sum(sizes.values()) <= budget:
                break
            if not info.starred and info.ended is not None:
                self.delete(info.id)
                removed.append(info)
                del sizes[info.id]
        if sum(sizes.values()) > budget:
            raise StoreError(
                f"The stored sessions need more than the {budget_gb:g} GB that are set for them, "
                "and only starred or damaged ones and this one are left. "
                "Storing is paused, watching goes on.",
                "Delete sessions, or allow more in the settings under Privacy.",
            )
        return tuple(removed)

    def make_room(self, budget_gb: float) -> StoreNotice | None:
        """Clean up and return a notice of the deleted sessions; None when none was. Raises StoreError."""
        removed = self.clean_up(budget_gb)
        if not removed:
            return None
        freed = sum(info.size for info in removed) / GIGABYTE
        first, last = (
            time.strftime("%x", time.localtime(info.started)) for info in (removed[0], removed[-1])
        )
        days = first if first == last else f"{first} to {last}"
        return StoreNotice(
            Standing.ROOM_MADE,
            f"{counted(len(removed), 'old session')} ({days}, {freed:.2f} GB) were deleted to keep within "
            f"{budget_gb:g} GB.",
            "Starred sessions are never deleted.",
        )

    def _all(self) -> Iterator[SessionFiles]:
        with store_errors(self.folder):
            folders = sorted(self.folder.iterdir()) if os.path.lexists(self.folder) else []
        # os.path returns False for a path that may not be read; Path raises an error.
        return (SessionFiles(folder) for folder in folders if os.path.isdir(folder))  # noqa: PTH112

    def _files(self, session: str) -> SessionFiles:
        files = SessionFiles(self.folder / session)
        name, _, lane = session.partition(f"/{files.lanes_folder.name}/")
        inside = files.folder.parent in (self.folder, SessionFiles(self.folder / name).lanes_folder)
        if not inside or ".." in (name, lane) or not os.path.isdir(files.folder):  # noqa: PTH112
            raise StoreError("This session no longer exists.")
        return files

    def _recover(self, files: SessionFiles) -> SessionInfo | None:
        """Give an interrupted session an end; None when it is empty or another process is doing so.

        Raises StoreError and OSError.
        """
        lock = WriterLock.take(files.lock, _LOOK_SECONDS, create=False)
        if lock is None:
            return None
        if not files.has_database:
            lock.leave()
            if not files.lacks_database:
                self._delete(files)
            return None
        try:
            ended = last_written(files)
            with self._database(files) as connection:
                _end(connection, files, ended)
            info = read_info(files)
        except BaseException:
            lock.leave()
            raise
        lock.end()
        return info

    def _delete(self, files: SessionFiles) -> None:
        self._refuse_while_written(files)
        delete_folder(files.folder)

    def _refuse_while_written(self, files: SessionFiles) -> None:
        with store_errors(files.folder):
            written = any(part.being_written for part in (files, *files.all_lanes))
        if written:
            raise StoreError("This session is being stored at this moment.", "Stop watching first.")

    @contextmanager
    def _database(self, files: SessionFiles) -> Iterator[sqlite3.Connection]:
        if not os.path.lexists(files.database):
            raise StoreError("This session no longer exists.")
        with store_errors(files.folder), closing(connect(files.database)) as connection:
            yield connection


def _end(connection: sqlite3.Connection, files: SessionFiles, ended: float) -> None:
    """Give an interrupted session an end, and delete pictures without an entry.

    ended: wall-clock seconds; the wall clock may have been set back since the session began.
    """
    end = "UPDATE session SET ended = max(started, ?), reason = ? WHERE ended IS NULL"
    connection.execute(end, (ended, INTERRUPTED))
    files.delete_strays({row[0] for row in connection.execute("SELECT seq FROM frames")})
