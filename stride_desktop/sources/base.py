"""The contract of a source: frames at one per second, with true timestamps.

Threads: a source is made on any thread, but `frames` is iterated, and the iterator closed, on
one thread, the capture worker's. `stop` (a `threading.Event`) may be set from any thread and ends
the iteration within half a second. Everything that a source opens it opens inside `frames` and
closes when that iterator ends, whichever way it ends.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from stride_desktop.core.frames import Frame


class SourceKind(StrEnum):
    """Where frames come from."""

    CAMERA = "camera"
    SCREEN = "screen"
    VIDEO = "video"


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """A source that could be opened: shown in the picker and by `stride-desktop sources`.

    address: what `watch SOURCE` takes, such as "screen:1", "camera:/dev/video0" or a path.
    """

    kind: SourceKind
    address: str
    name: str


@dataclass(frozen=True, slots=True)
class Traits:
    """What a driver has to know of a source.

    live: frames are lost if nobody takes them (camera, screen, real-time file).
    own_clock: its times are its own, as in a file; those of other sources are stream time, which can be
        told by the time of day.
    noisy: no two of its pictures are identical, so identical ones mean that it hangs (a camera).
    """

    live: bool
    own_clock: bool = False
    noisy: bool = False


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

        Raises SourceError (or PermissionDenied) when it cannot open or has stopped giving frames.
        """
