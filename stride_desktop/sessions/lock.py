"""A lock file that marks a session as being written for as long as its writer's process lives."""

from __future__ import annotations

import os
import sys
import time
from enum import Enum
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int, shared: bool = False) -> None:  # noqa: ARG001 - Windows has one kind only
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _try_lock(descriptor: int, shared: bool = False) -> None:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)


_RETRY_SECONDS = 0.01
_NO_WAIT = getattr(os, "O_NONBLOCK", 0)
"""Flags for opening the file; without waiting, in case a pipe lies in its place."""


class LockState(Enum):
    """NONE: no lock file. HELD: a writer lives. LEFT: a lock file whose writer has died."""

    NONE = "none"
    HELD = "held"
    LEFT = "left"


class WriterLock:
    """The lock of a session's writer. The operating system releases it however the process ends.

    The file is deleted on a clean end, so an unheld file means that the session was interrupted.
    """

    def __init__(self, path: Path, descriptor: int) -> None:
        self._path = path
        self._descriptor = descriptor

    @classmethod
    def take(cls, path: Path, patience: float = 0.0, create: bool = True) -> WriterLock | None:
        """Take the lock; None when another process still holds it after `patience` seconds.

        create: make the file; otherwise None also without a file. Raises OSError when the file cannot be
        opened for writing.
        """
        until = time.monotonic() + patience
        while True:
            try:
                descriptor = os.open(path, os.O_RDWR | _NO_WAIT | (os.O_CREAT if create else 0), 0o600)
            except FileNotFoundError:
                if create:
                    raise
                return None
            try:
                _try_lock(descriptor)
                if _is_at(path, descriptor):
                    return cls(path, descriptor)
            except OSError:
                pass
            os.close(descriptor)  # another process holds it, or deleted it meanwhile
            if time.monotonic() >= until:
                return None
            time.sleep(_RETRY_SECONDS)

    def leave(self) -> None:
        """Release the lock, but keep the file: the session is incomplete."""
        os.close(self._descriptor)

    def end(self) -> None:
        """Release the lock and delete the file."""
        if sys.platform == "win32":  # Windows cannot delete an open file
            self.leave()
            self._path.unlink(missing_ok=True)
        else:
            self._path.unlink(missing_ok=True)
            self.leave()


def state_of(path: Path) -> LockState:
    """State of the lock in this file. Changes nothing, so the disk may be read-only. Raises OSError."""
    try:
        descriptor = os.open(path, os.O_RDONLY | _NO_WAIT)
    except FileNotFoundError:
        return LockState.NONE
    try:
        _try_lock(descriptor, shared=True)  # several processes may check at the same time
        return LockState.LEFT if _is_at(path, descriptor) else LockState.NONE
    except OSError:
        return LockState.HELD
    finally:
        os.close(descriptor)


def _is_at(path: Path, descriptor: int) -> bool:
    """Whether the open file still has this path: its owner may have deleted it after it was opened."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False
