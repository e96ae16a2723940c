"""What waits to be stored: bounded in number and in bytes, and kept whole while the disk refuses."""

from __future__ import annotations

import threading
from collections import deque

from stride_desktop.sessions.records import DeletionRecord, Picture, Record

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

    def put(self, record: Record) -> bool:
        """Add an entry; False, and counted, when there is no room for it or it is too late.

        For a deletion there is always room.
        """
        with self._changed:
            room = not self._full or isinstance(record, DeletionRecord)
            if self._closed or not room:
                self._lost += not self._closed
                return False
            self._records.append(record)
            self._bytes += _size(record)
            self._changed.notify_all()
            return True

    def wait(self, seconds: float, most: int, refused: bool = False) -> tuple[Record, ...]:
        """The oldest entries, `seconds` after the first came, or sooner: as soon as there are `most`.

        Closing ends the wait at once, perhaps with nothing. A deletion comes alone, and what waits before
        it and belongs to it never comes. refused: nothing can be stored, so it comes before all the rest.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._records or self._closed)
            self._changed.wait_for(lambda: len(self._records) >= most or self._closed, seconds)
            most = min(most, self._up_to_deletion(refused))
            return tuple(self._records[index] for index in range(min(most, len(self._records))))

    def stored(self, count: int) -> None:
        """The oldest `count` entries are safe."""
        with self._changed:
            for _ in range(count):
                self._bytes -= _size(self._records.popleft())

    @property
    def has_room(self) -> bool:
        """The next entry would be taken, if it is not too late."""
        with self._changed:
            return not self._full

    def pause(self, seconds: float) -> bool:
        """Wait that long, or until it is closed or something is to be deleted; True when it is closed.

        What is to be deleted comes first, even then.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._deletion is not None, seconds)
            return self._closed and self._deletion is None

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

    @property
    def _deletion(self) -> DeletionRecord | None:
        """The first deletion that waits."""
        return next((record for record in self._records if isinstance(record, DeletionRecord)), None)

    def _up_to_deletion(self, first: bool) -> int:
        """How many entries come before the next deletion, or 1 for itself. first: it overtakes the others."""
        deletion, records = self._deletion, tuple(self._records)
        if deletion is None:
            return len(records)
        at = next(number for number, record in enumerate(records) if record is deletion)
        left = [record for record in records[:at] if not deletion.covers(record)]
        order = (deletion, *left) if first else (*left, deletion)
        self._records = deque((*order, *records[at + 1 :]))
        self._bytes = sum(map(_size, self._records))
        return 1 if first else len(left) or 1

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
