"""What waits to be stored: bounded in number and in bytes, and kept whole while the disk refuses."""

from __future__ import annotations

import threading
from collections import deque

from stride_desktop.sessions.records import Picture, Record

MOST_RECORDS = 4096
MOST_BYTES = 32 << 20


class Backlog:
    """A thread-safe queue from which entries are taken away only after they were stored."""

    def __init__(self, most_records: int = MOST_RECORDS, most_bytes: int = MOST_BYTES) -> None:
        self._most_records = most_records
        self._most_bytes = most_bytes
        self._changed = threading.Condition()
        self._records: deque[Record] = deque()
        self._bytes = 0
        self._lost = 0
        self._closed = False
        self._poked = False

    def put(self, record: Record) -> bool:
        """Add an entry; False, and counted, when there is no room for it or it is too late."""
        with self._changed:
            if self._full or self._closed:
                self._lost += not self._closed
                return False
            self._records.append(record)
            self._bytes += _size(record)
            self._changed.notify_all()
            return True

    def wait(self, seconds: float, most: int) -> tuple[Record, ...]:
        """The oldest entries, `seconds` after the first came, or sooner: as soon as there are `most`.

        Closing and poking end the wait at once, perhaps with nothing.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._records or self._closed or self._poked)
            self._changed.wait_for(lambda: len(self._records) >= most or self._closed or self._poked, seconds)
            self._poked = False
            return tuple(self._records[index] for index in range(min(most, len(self._records))))

    def stored(self, count: int) -> None:
        """The oldest `count` entries are safe."""
        with self._changed:
            for _ in range(count):
                self._bytes -= _size(self._records.popleft())

    def poke(self) -> None:
        """Let `wait` return."""
        with self._changed:
            self._poked = True
            self._changed.notify_all()

    @property
    def has_room(self) -> bool:
        """The next entry would be taken, if it is not too late."""
        with self._changed:
            return not self._full

    @property
    def holds_any(self) -> bool:
        """Something waits."""
        with self._changed:
            return bool(self._records)

    def pause(self, seconds: float) -> bool:
        """Wait that long, or until it is closed; True when it is."""
        with self._changed:
            return self._changed.wait_for(lambda: self._closed, seconds)

    def close(self) -> None:
        """Take nothing more in."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    @property
    def finished(self) -> bool:
        """Nothing is left, and nothing will come."""
        with self._changed:
            return self._closed and not self._records

    def take_lost(self) -> int:
        """How many entries found no room since the last time this was asked."""
        with self._changed:
            lost, self._lost = self._lost, 0
            return lost

    @property
    def _full(self) -> bool:
        return len(self._records) >= self._most_records or self._bytes >= self._most_bytes


def _size(record: Record) -> int:
    return len(record.jpeg) + len(record.thumbnail) if isinstance(record, Picture) else 0
