"""The bytes of a file, for decoders."""

from __future__ import annotations

import os
import threading
from pathlib import Path


class FileBytes:
    """A file without a name, so that no decoder takes the name for a URL or a pattern.

    It ends where it cannot be read any further (`failure` is then the error), and once `stop` is set.
    """

    def __init__(self, path: Path, stop: threading.Event) -> None:
        """Raises OSError."""
        self._file = path.open("rb", buffering=0)
        self._stop = stop
        self.size = self._file.seek(0, os.SEEK_END)
        self._file.seek(0)
        self.failure: OSError | None = None

    def read(self, count: int = -1) -> bytes:
        """Read at most `count` bytes from the current position, none at the end."""
        if self._stop.is_set() or self.failure is not None:
            return b""
        try:
            return self._file.read(count)
        except OSError as error:
            self.failure = error
            return b""

    def seek(self, offset: int, whence: int = 0) -> int:
        """Move to a position; returns it, or -1 for an invalid one."""
        try:
            return self._file.seek(offset, whence)
        except (OSError, OverflowError):
            return -1

    def tell(self) -> int:
        """The position of the next byte."""
        return self._file.tell()

    def head(self) -> bytes:
        """The first bytes, which identify many formats. The next byte read is the first one."""
        self.seek(0)
        head = self.read(4096)
        self.seek(0)
        return head

    def tail(self, count: int) -> bytes:
        """The last bytes."""
        self.seek(max(0, self.size - count))
        return self.read(count)

    def close(self) -> None:
        """Close the file."""
        self._file.close()
