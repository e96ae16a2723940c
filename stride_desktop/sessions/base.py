"""The contract of a session store: written while watching, read later.

Threads: `append` and `close` may be called from any thread and never wait for the disk. Entries are stored
in the order in which they were appended, by a thread of the store, and survive a crash of the program two
seconds later. Notices are given on that thread. A reader and its connection belong to the thread that opened
it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from stride_desktop.sessions.records import Record


class Standing(Enum):
    """State of storing."""

    STORING = "storing"
    PAUSED = "paused"
    ROOM_MADE = "room made"
    NOT_DELETED = "not deleted"


@dataclass(frozen=True, slots=True)
class StoreNotice:
    """A message for the user, such as that storing was paused, or that old sessions were deleted."""

    standing: Standing
    what: str
    remedy: str = ""


class SessionStore(Protocol):
    """The store of a running session."""

    def append(self, record: Record) -> bool:
        """Store an entry soon; False when it was dropped because storing has been paused too long.

        A DeletionRecord deletes part of what was appended before it; it is dropped only after `close`.
        """

    def close(self, reason: str) -> None:
        """Mark the end with its reason, and store the remaining entries."""


class NoticesOnce:
    """Forwards notices, except one that equals the notice before it. Any thread may call it."""

    def __init__(self, tell: Callable[[StoreNotice], None]) -> None:
        self._tell = tell
        self._lock = threading.Lock()
        self._last: StoreNotice | None = None

    def __call__(self, notice: StoreNotice) -> None:
        """Forward a writer's notice."""
        with self._lock:
            if notice == self._last:
                return
            self._last = notice
        self._tell(notice)
