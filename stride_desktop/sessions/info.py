"""What a list says of a stored session, or of one that cannot be read."""

from __future__ import annotations

from contextlib import closing, suppress
from dataclasses import dataclass

from stride_desktop.core.errors import StoreError
from stride_desktop.sessions.checks import check
from stride_desktop.sessions.damage import possible, told
from stride_desktop.sessions.lock import LockState
from stride_desktop.sessions.records import Kept
from stride_desktop.sessions.schema import connect_to_read
from stride_desktop.sessions.session_files import SessionFiles

INTERRUPTED = "interrupted"
"""Why a session ended that has no proper end."""


@dataclass(frozen=True, slots=True)
class SessionInfo:
    """A session in a list. started, ended: wall-clock seconds; ended is None while it is being written.

    size: bytes on the disk. reason: why it ended. query: what was watched for first. kept: what there is.
    seconds: of stream time from the first decision to the last.
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
    query: str
    seconds: float


@dataclass(frozen=True, slots=True)
class DamagedSession:
    """What lies among the sessions and cannot be read. size: bytes on the disk. error: why it cannot."""

    id: str
    size: int
    error: StoreError


def read_info(files: SessionFiles) -> SessionInfo:
    """What the list says of a session. Raises StoreError."""
    columns = "started, ended, reason, source, live, kept, starred"
    with told(files.folder), possible("what it is about"):
        state = files.lock_state  # before the row: a writer marks the end before it lets go
        with closing(connect_to_read(files.database)) as connection:
            row = connection.execute(f"SELECT {columns} FROM session").fetchone()  # noqa: S608
            first = connection.execute("SELECT query FROM requests ORDER BY seq LIMIT 1").fetchone()
            pictures = connection.execute("SELECT 1 FROM frames LIMIT 1").fetchone()
            span = connection.execute("SELECT max(at) - min(at) FROM ticks").fetchone()
            size = files.size(connection)
        started, ended, reason, source, live, kept, starred = row
        if state is not LockState.HELD:
            if ended is None:
                ended, reason = last_written(files), INTERRUPTED
            if pictures is None:  # as in an import
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
            query=first[0] if first else "",
            seconds=span[0] or 0.0,
        )
        check(info)
    return info


def last_written(files: SessionFiles) -> float:
    """When anything was stored last, wall-clock seconds."""
    times = [0.0]
    for path in (files.database, files.database.with_name(f"{files.database.name}-wal")):
        with suppress(FileNotFoundError):
            times.append(path.stat().st_mtime)
    return max(times)
