"""The contract of a session store: one side appends while watching, the other reads later.

Threads: `append` and `close` may be called from any thread and never wait for the disk; entries
are stored in the order in which they were appended, by one thread of the store's own, and are safe from
a crash of the program two seconds later. What that thread has to tell, it tells on that thread. A
reader, and the connection behind it, belongs to the thread that opened it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from stride_desktop.core.events import Event, Trigger
from stride_desktop.core.ticks import Tick
from stride_desktop.core.timeline import TimelineSnapshot
from stride_desktop.sessions.records import AnswerRecord, HealthRecord, Record


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


class SessionReader(Protocol):
    """A stored session. Everything may raise StoreError."""

    def ticks(self, start: float, end: float) -> Iterator[Tick]:
        """Ticks with a timestamp in start..end, stream seconds, oldest first."""

    def timeline(self) -> TimelineSnapshot:
        """Everything as the window showed it in the end."""

    def picture(self, second: float) -> tuple[float, bytes] | None:
        """Time and JPEG of the newest frame before the end of this second; None when none is near."""

    def events(self) -> tuple[Event, ...]:
        """Every event as it was last, by id."""

    def triggers(self) -> tuple[Trigger, ...]:
        """Every trigger, oldest first."""

    def answers(self) -> tuple[AnswerRecord, ...]:
        """Every answer, oldest first."""

    def health(self) -> tuple[HealthRecord, ...]:
        """What happened to the watching itself, oldest first."""
