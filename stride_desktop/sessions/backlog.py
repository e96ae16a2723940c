"""The queue of entries to store: bounded in number and bytes, and kept while the disk refuses them."""

from __future__ import annotations

import threading
from collections import deque
from itertools import islice

from stride_desktop.sessions.records import DeletionRecord, PictureRecord, Record

MOST_RECORDS = 4096
MOST_BYTES = 32 << 20


class Backlog:
    """A thread-safe queue; entries are removed only after they were stored."""

    def __init__(self, most_records: int = MOST_RECORDS) -> None:
        self._most_records = most_records
        self._changed = threading.Condition()
        self._records: deque[Record] = deque()
        self._bytes = 0
        self._lost = 0
        self._closed = False

    def put(self, record: Record) -> bool:
        """Append an entry; returns False, and counts it as lost, when the queue is full or closed.

        A deletion is accepted even when the queue is full.
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
        """The oldest entries, `seconds` after the first arrived, or as soon as there are `most`.

        Closing ends the wait at once, perhaps with no entry. A deletion is returned alone, and waiting
        entries that it covers are dropped. refused: the disk takes nothing, so a deletion overtakes all other
        entries.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._records or self._closed)
            self._changed.wait_for(lambda: len(self._records) >= most or self._closed, seconds)
            most = min(most, self._up_to_deletion(refused))
            return tuple(islice(self._records, most))

    def stored(self, count: int) -> None:
        """Remove the oldest `count` entries, which are stored."""
        with self._changed:
            for _ in range(count):
                self._bytes -= _size(self._records.popleft())

    @property
    def has_room(self) -> bool:
        """Whether the next entry would be accepted, unless the queue is closed."""
        with self._changed:
            return not self._full

    def pause(self, seconds: float) -> bool:
        """Wait that long, or until the queue is closed or holds a deletion; returns whether it is closed.

        A deletion ends the pause even while the disk refuses.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._deletion is not None, seconds)
            return self._closed and self._deletion is None

    def close(self) -> None:
        """Accept no more entries."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    @property
    def finished(self) -> bool:
        """Whether the queue is closed and empty."""
        with self._changed:
            return self._closed and not self._records

    @property
    def _deletion(self) -> DeletionRecord | None:
        """The first waiting deletion, or None."""
        return next((record for record in self._records if isinstance(record, DeletionRecord)), None)

    def _up_to_deletion(self, first: bool) -> int:
        """Number of entries before the next deletion, 1 for the deletion itself.

        first: it overtakes all others.
        """
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
        """Number of entries lost since the last call."""
        with self._changed:
            lost, self._lost = self._lost, 0
            return lost

    @property
    def _full(self) -> bool:
        return len(self._records) >= self._most_records or self._bytes >= MOST_BYTES


def _size(record: Record) -> int:
    return len(record.jpeg) + len(record.thumbnail) if isinstance(record, PictureRecord) else 0
