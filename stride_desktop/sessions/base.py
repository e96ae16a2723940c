"""The contract of a session store: one side appends while watching, the other reads later.

Threads: `append` and `close` may be called from any thread and never wait for the disk; entries
are stored in the order in which they were appended, by one thread of the store's own, and are safe from
a crash of the program two seconds later. What that thread has to tell, it tells on that thread. A
reader, and the connection behind it, belongs to the thread that opened it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from stride_desktop.sessions.records import Record


class Standing(Enum):
    """How storing goes."""

    STORING = "storing"
    PAUSED = "paused"
    ROOM_MADE = "room made"
    NOT_DELETED = "not deleted"


@dataclass(frozen=True, slots=True)
class StoreNotice:
    """Something to tell the user: storing was paused, goes on again, old sessions made room, and the like."""

    standing: Standing
    what: str
    remedy: str = ""


class SessionStore(Protocol):
    """Where a running session goes."""

    def append(self, record: Record) -> bool:
        """Store this soon; False when it had to be left out because storing has been paused too long.

        A DeletionRecord deletes part of what was appended before it; it is left out only after `close`.
        """

    def close(self, reason: str) -> None:
        """Mark the end and store what is left."""
