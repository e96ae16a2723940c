"""A file that says "this session is being written", and says so only as long as its writer lives."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _try_lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


class WriterLock:
    """Held by whoever writes a session. The system lets go of it however the process ends.

    The file is deleted on a clean end, so a session with a file that nobody holds was interrupted.
    """

    def __init__(self, path: Path, descriptor: int) -> None:
        self._path = path
        self._descriptor = descriptor

    @classmethod
    def take(cls, path: Path, patience: float = 0.0) -> WriterLock | None:
        """Take the lock; None when somebody else holds it, after `patience` seconds still.

        Raises OSError when the file cannot be made.
        """
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        until = time.monotonic() + patience
        while True:
            try:
                _try_lock(descriptor)
                return cls(path, descriptor)
            except OSError:
                if time.monotonic() >= until:
                    os.close(descriptor)
                    return None
                time.sleep(0.01)

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
