"""The contract of a source: frames at one per second, with true timestamps.

Threads: a source is made on any thread, but `frames` is iterated, and the iterator closed, on
one thread, the capture worker's. `stop` (a `threading.Event`) may be set from any thread and ends
the iteration within half a second. Everything that a source opens it opens inside `frames` and
closes when that iterator ends, whichever way it ends.
"""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from stride_desktop.core.addresses import SourceKind
from stride_desktop.core.frames import Frame
from stride_desktop.core.timeline import COVERED, LOST


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """A source that could be opened: shown in the picker and by `stride-desktop sources`.

    address: what `watch SOURCE` takes, such as "screen:1", "camera:/dev/video0" or a path.
    identity: what stays the same as long as it is the same device, while an address may come to mean another
        one; empty where it cannot.
    """

    kind: SourceKind
    address: str
    name: str
    identity: str = ""

    def is_same(self, other: SourceInfo) -> bool:
        """Both are the same device, under whatever name."""
        mine, theirs = self.identity or self.address, other.identity or other.address
        return (self.kind, mine) == (other.kind, theirs)


@dataclass(frozen=True, slots=True)
class Traits:
    """What a driver has to know of a source.

    live: frames are lost if they are not taken (camera, screen, real-time file).
    own_clock: its times are its own, as in a file; those of other sources are stream time, which can be
        told by the time of day.
    noisy: no two of its pictures are identical, so identical ones mean that it hangs (a camera).
    """

    live: bool
    own_clock: bool = False
    noisy: bool = False


class SourceState(StrEnum):
    """What a source is doing.

    UNCHANGED: frames come, but for a while they have been the same to the bit. COVERED: none come, since the
    program's own windows cover it. LOST: none come any more; RECONNECTING: it is being tried again.
    """

    STARTING = "starting"
    LIVE = "live"
    UNCHANGED = "unchanged"
    COVERED = "covered"
    LOST = "lost"
    RECONNECTING = "reconnecting"


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """How a source is doing. reason: what is wrong, a sentence, and remedy: what helps; else empty."""

    state: SourceState
    reason: str = ""
    remedy: str = ""

    @property
    def lost(self) -> bool:
        """No frames come, and it is tried again."""
        return self.state in (SourceState.LOST, SourceState.RECONNECTING, SourceState.COVERED)

    @property
    def breaks_off(self) -> str:
        """Reason of the gap that begins now; empty when none does."""
        return {SourceState.LOST: LOST, SourceState.COVERED: COVERED}.get(self.state, "")

    def news(self, before: SourceHealth | None) -> str:
        """What is worth telling when it was `before` until now: what is wrong, or that it no longer is."""
        known = "" if before is None else before.reason
        if self.reason:
            return self.reason if self.reason != known else ""
        if before is None or not known or self.state is not SourceState.LIVE:
            return ""
        if before.state is SourceState.COVERED:
            return "It can be seen again."
        return "It gives pictures again." if before.lost else "Its picture changes again."


class Source(Protocol):
    """Something that can be watched."""

    @property
    def info(self) -> SourceInfo:
        """What it is."""

    @property
    def traits(self) -> Traits:
        """What a driver has to know of it."""

    def frames(self, stop: threading.Event) -> Iterator[Frame]:
        """Yield frames, one a second of stream time, until the end or until `stop` is set.

        Raises SourceError (or PermissionDenied) when it cannot be opened, and SourceLost when it stopped
        giving frames and may come back: the iteration can then be begun again.
        """


@contextmanager
def opened(source: Source, stop: threading.Event) -> Iterator[Iterator[Frame]]:
    """The frames of a source, which is closed here and now at the end, not when Python collects it."""
    frames = source.frames(stop)
    try:
        yield frames
    finally:
        if isinstance(frames, Generator):
            frames.close()
