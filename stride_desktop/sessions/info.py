"""The description of a stored or damaged session for the list of sessions."""

from __future__ import annotations

from contextlib import closing, suppress
from dataclasses import dataclass

from stride_desktop.core.detection import GROUP_FRAMES
from stride_desktop.core.errors import StoreError
from stride_desktop.sessions.checks import check
from stride_desktop.sessions.damage import possible, store_errors
from stride_desktop.sessions.lock import LockState
from stride_desktop.sessions.records import Kept
from stride_desktop.sessions.schema import connect_to_read
from stride_desktop.sessions.session_files import SessionFiles

INTERRUPTED = "interrupted"
"""Reason of the end of an interrupted session."""


@dataclass(frozen=True, slots=True)
class SessionInfo:
    """A session in the list. started, ended: wall-clock seconds; ended is None while it is being written.

    size: bytes on the disk. reason: of the end. queries: the requests of all lanes. kept: what is stored.
    seconds: of stream time that was watched; the first decision covers about two frames of a second each.
    """

    id: str
    started: float
    ended: float | None
    reason: str
    source: str
    live: bool
    kept: Kept
    starred: bool
    size: int
    queries: tuple[str, ...]
    seconds: float

    @property
    def query(self) -> str:
        """The first request; "" without one."""
        return self.queries[0] if self.queries else ""


@dataclass(frozen=True, slots=True)
class DamagedSession:
    """An unreadable item in the folder of sessions. size: bytes on the disk. error: why it cannot be read."""

    id: str
    size: int
    error: StoreError


def read_info(files: SessionFiles) -> SessionInfo:
    """The SessionInfo of a session. Raises StoreError."""
    columns = "started, ended, reason, source, live, kept, starred"
    with store_errors(files.folder), possible("its description"):
        state = files.lock_state  # read before the row: a writer marks the end before it releases the lock
        with closing(connect_to_read(files.database)) as connection:
            row = connection.execute(f"SELECT {columns} FROM session").fetchone()  # noqa: S608
            pictures = connection.execute("SELECT 1 FROM frames LIMIT 1").fetchone()
            size = files.size(connection)
        queries, ticks = _watched(files)
        started, ended, reason, source, live, kept, starred = row
        if state is not LockState.HELD:
            if ended is None:
                ended, reason = last_written(files), INTERRUPTED
            if pictures is None:  # as in an imported session
                kept = Kept.SPANS if kept == Kept.FRAMES else kept
        info = SessionInfo(
            id=files.folder.name,
            started=started,
            ended=ended,
            reason=reason or "",
            source=source,
            live=bool(live),
            kept=Kept(kept),
            starred=bool(starred),
            size=size,
            queries=queries,
            seconds=max(ticks) - min(ticks) + GROUP_FRAMES if ticks else 0.0,
        )
        check(info)
    return info


def _watched(files: SessionFiles) -> tuple[tuple[str, ...], list[float]]:
    """The requests of a session and its finished lanes, and the times of their first and last decisions.

    Raises StoreError when the session's own requests are damaged.
    """
    queries, ticks = [], []
    for part in (files, *files.lanes):
        try:
            with store_errors(part.folder), closing(connect_to_read(part.database)) as connection:
                queries += [row[0] for row in connection.execute("SELECT query FROM requests ORDER BY seq")]
                ticks += connection.execute("SELECT min(at), max(at) FROM ticks").fetchone()
        except StoreError:
            if part is files:
                raise
    return tuple(dict.fromkeys(queries)), [second for second in ticks if second is not None]


def last_written(files: SessionFiles) -> float:
    """Wall-clock seconds of the last write."""
    times = [0.0]
    for path in (files.database, files.database.with_name(f"{files.database.name}-wal")):
        with suppress(FileNotFoundError):
            times.append(path.stat().st_mtime)
    return max(times)
