"""A file that says "this session is being written", and says so only as long as its writer lives."""

from __future__ import annotations

import os
import sys
import time
from enum import Enum
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int, shared: bool = False) -> None:  # noqa: ARG001 - there is one kind only
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _try_lock(descriptor: int, shared: bool = False) -> None:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)


_RETRY_SECONDS = 0.01
_NO_WAIT = getattr(os, "O_NONBLOCK", 0)
"""Opening a pipe that is in place of the file must not wait for its other end."""


class LockState(Enum):
    """NONE: there is no file. HELD: a writer lives. LEFT: there is a file, but its writer is gone."""

    NONE = "none"
    HELD = "held"
    LEFT = "left"


class WriterLock:
    """Held by whoever writes a session. The system lets go of it however the process ends.

    The file is deleted on a clean end, so a session with a file that nobody holds was interrupted.
    """

    def __init__(self, path: Path, descriptor: int) -> None:
        self._path = path
        self._descriptor = descriptor

    @classmethod
    def take(cls, path: Path, patience: float = 0.0, create: bool = True) -> WriterLock | None:
        """Take the lock; None when somebody else holds it, after `patience` seconds still.

        create: make the file; otherwise None, too, when there is none. Raises OSError when the file cannot
        be opened for writing.
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
        """Give the lock back, but keep the file: the session is not complete."""
        os.close(self._descriptor)

    def end(self) -> None:
        """Give the lock back for good."""
        if sys.platform == "win32":  # an open file cannot be deleted there
            self.leave()
            self._path.unlink(missing_ok=True)
        else:
            self._path.unlink(missing_ok=True)
            self.leave()


def state_of(path: Path) -> LockState:
    """How the lock in this file is. Changes nothing, so a disk may be read-only. Raises OSError."""
    try:
        descriptor = _open_to_look(path)
    except FileNotFoundError:
        return LockState.NONE
    try:
        _try_lock(descriptor, shared=True)  # several may look at the same time
        return LockState.LEFT if _is_at(path, descriptor) else LockState.NONE
    except OSError:
        return LockState.HELD
    finally:
        os.close(descriptor)


def _open_to_look(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | _NO_WAIT)
    except FileNotFoundError:
        raise
    except OSError:
        return os.open(path, os.O_RDONLY | _NO_WAIT)


def _is_at(path: Path, descriptor: int) -> bool:
    """The open file still is the one of this name: its owner may have deleted it after it was opened."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False
