"""The contract of a source: frames at one per second, with true timestamps.

Threads: a source is made on any thread, but `frames` is iterated, and the iterator closed, on
one thread, the capture worker's. `stop` (a `threading.Event`) may be set from any thread and ends
the iteration within half a second. Everything that a source opens it opens inside `frames` and
closes when that iterator ends, whichever way it ends.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from stride_desktop.core.frames import Frame
from stride_desktop.core.masks import Mask
from stride_desktop.core.screen_part import ScreenPart
from stride_desktop.core.timeline import COVERED, HIDDEN, LOST
from stride_desktop.sources.rectangles import Rect

OwnWindows = Callable[[], Sequence[Rect]]
"""Returns the pixels that this program's windows have shown since the last call (now, at first), in the
coordinates mss gives monitors in."""


Frames = Generator[Frame, None, None]
"""The frames of a source, to be closed by the thread that iterates them, or when Python collects it."""


@dataclass(frozen=True, slots=True)
class Traits:
    """Properties of a source that its users depend on.

    live: frames are lost if they are not taken (camera, screen, real-time file).
    own_clock: timestamps are positions in a file; those of other sources are stream time, which has a time
        of day.
    replayable: the address names a file, which can be read again.
    noisy: no two frames are identical, so identical ones mean that it hangs (a camera).
    device: it is listed while it is connected.
    slowable: deciding less often saves power; a file gives the same result at any speed.
    locked_out: it shows only the lock screen while the desktop is locked.
    needs_permission: the system may ask the user before a camera is opened.
    needs_qt: it needs a Qt application and its event loop.
    shows_own_windows: this program's windows are in its picture, and cannot be blacked out.
    unplaced: it shows a screen, but nothing tells from where on the screen its picture is.
    """

    live: bool = True
    own_clock: bool = False
    replayable: bool = False
    noisy: bool = False
    device: bool = False
    slowable: bool = True
    locked_out: bool = False
    needs_permission: bool = False
    needs_qt: bool = False
    shows_own_windows: bool = False
    unplaced: bool = False


@dataclass(frozen=True, slots=True)
class SourceKind:
    """A kind of source: one row of the table in `sources.catalog`.

    name: printed by `stride-desktop sources --json`. label: heading in the picker. schemes: how its
    addresses begin, in lower case. module: has `open_source(address, Opening)`, which returns a Source or
    raises SourceError, and, for devices, `list_sources()`, which returns the SourceInfo of each.
    """

    name: str
    label: str
    schemes: tuple[str, ...]
    traits: Traits
    module: str


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """A source that could be opened: shown in the picker and by `stride-desktop sources`.

    address: what `watch SOURCE` takes, such as "screen:1", "camera:/dev/video0" or a path.
    identity: what stays the same as long as it is the same device, while an address may come to mean another
        one; empty where it cannot.
    detail: what else tells it from others, such as the program of a window, and its number among windows of
        that program with the same name.
    """

    kind: SourceKind
    address: str
    name: str
    identity: str = ""
    detail: str = ""

    def is_same(self, other: SourceInfo) -> bool:
        """Whether both are the same device, under any name."""
        mine, theirs = self.identity or self.address, other.identity or other.address
        return (self.kind.name, mine) == (other.kind.name, theirs)


FindMasks = Callable[[SourceInfo, ScreenPart | None], Sequence[Mask]]
"""Returns the masks of a source now. Its second argument is the `part` of the frame they are for."""


@dataclass(frozen=True, slots=True)
class Opening:
    """How to open a source.

    realtime: play a file at one frame a second. own_windows: see ScreenSource. chosen: the list's entry for
    the address; only that device is opened, whatever the address means by then. contact: contact a network
    camera already now, which takes seconds, until this is set; None does not contact it yet. hidden: words,
    without case; windows that have one of them in their title or class are never seen (X11). masks: see
    MaskedSource; None for a source without masks. kept_address: returns the whole address that is kept for
    the account of a network camera (see NetworkAddress), None without one; it may block, and is called by the
    thread that opens the camera.
    """

    realtime: bool = False
    own_windows: OwnWindows | None = None
    chosen: SourceInfo | None = None
    contact: threading.Event | None = None
    kept_address: Callable[[str], str | None] | None = None
    hidden: tuple[str, ...] = ()
    masks: FindMasks | None = None


class SourceState(StrEnum):
    """State of a source.

    UNCHANGED: frames come, but have been identical for a while. COVERED: none come, as the program's own
    windows cover the source; HIDDEN: as the watched window is not shown. LOST: none come any more;
    RECONNECTING: it is being reopened. ENDED: it came to its end, or failed for good.
    """

    STARTING = "starting"
    LIVE = "live"
    UNCHANGED = "unchanged"
    COVERED = "covered"
    HIDDEN = "hidden"
    LOST = "lost"
    RECONNECTING = "reconnecting"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """Health of a source. reason: the problem or the end, a sentence, and remedy: what to do; else empty."""

    state: SourceState
    reason: str = ""
    remedy: str = ""

    @property
    def lost(self) -> bool:
        """Whether no frames come and the source is being reopened."""
        return self.awaited or self.state in (SourceState.LOST, SourceState.RECONNECTING)

    @property
    def awaited(self) -> bool:
        """Whether the source is there, but none of it can be seen for now."""
        return self.state in (SourceState.COVERED, SourceState.HIDDEN)

    @property
    def breaks_off(self) -> str:
        """Reason of the gap that begins now; "" for none."""
        reasons = {SourceState.LOST: LOST, SourceState.COVERED: COVERED, SourceState.HIDDEN: HIDDEN}
        return reasons.get(self.state, "")

    def news(self, before: SourceHealth | None) -> str:
        """The message for a change from the health `before`: the problem, or its end; "" for none.

        The end of a source is told with that of watching.
        """
        if self.state is SourceState.ENDED:
            return ""
        known = "" if before is None else before.reason
        if self.reason:
            return self.reason if self.reason != known else ""
        if before is None or not known or self.state is not SourceState.LIVE:
            return ""
        if before.awaited:
            return "It can be seen again."
        return "It gives pictures again." if before.lost else "Its picture changes again."


class Source(Protocol):
    """A source of frames."""

    @property
    def info(self) -> SourceInfo:
        """Its SourceInfo."""

    @property
    def traits(self) -> Traits:
        """The traits of its kind, unless it was opened to be live, or shows this program's windows."""

    @property
    def warning(self) -> str:
        """Once the frames ended, a fault of the source that the user should know; empty without one."""

    def frames(self, stop: threading.Event) -> Frames:
        """Yield frames, one a second of stream time, until the end or until `stop` is set.

        Raises SourceError (or PermissionDenied) when it cannot be opened, and SourceLost when it stopped
        giving frames and may come back: the iteration can then be begun again.
        """
