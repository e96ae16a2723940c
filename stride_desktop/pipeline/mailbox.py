"""The queue of the detection thread: frames of the source, commands of the user."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from stride_desktop.core.frames import Frame
from stride_desktop.pipeline.lane_set import LaneSet, LaneUpdate

WatchCommand = Callable[[LaneSet], Iterable[LaneUpdate]]
"""A change of the lanes between two frames, such as of a request; returns its updates."""

CAPACITY = 32
"""Frames of a live source that may wait; beyond that the oldest are dropped, and counted."""

_FILE_DEPTH = 4
"""Frames of a file that may wait; small, so that stopping and pausing take effect at once."""


@dataclass(frozen=True, slots=True, eq=False)
class Posted:
    """A waiting frame. at: when it came, seconds of `time.monotonic`; lost: frames dropped before it."""

    frame: Frame
    at: float
    lost: int = 0


class Mailbox:
    """A queue of frames and commands. Any thread may use it.

    A live source never waits: of too many frames, the oldest are dropped. A file waits while `_FILE_DEPTH`
    frames are pending (back-pressure). Commands overtake frames, except those added by `follow`.
    """

    def __init__(self, live: bool) -> None:
        self._live = live
        self._changed = threading.Condition()
        self._frames: deque[Posted | WatchCommand] = deque()  # with the commands that follow them
        self._commands: deque[WatchCommand] = deque()
        self._lasting: set[WatchCommand] = set()
        self._urgent: set[WatchCommand] = set()
        self._lost = 0  # frames dropped before the oldest one
        self._closing: str | None = None
        self._held = False

    def put(self, posted: Posted) -> None:
        """Add a frame; a file's frame waits for room.

        Frames that come after `close`, or from a live source while frames are held, are dropped.
        """
        with self._changed:
            if not self._live:
                self._changed.wait_for(lambda: self._has_room() or self._closing is not None)
            if self._closing is None and not (self._live and self._held):
                if self._live and self._count() == CAPACITY:
                    self._frames.remove(next(item for item in self._frames if isinstance(item, Posted)))
                    self._lost += 1
                self._frames.append(posted)
                self._changed.notify_all()

    def command(self, command: WatchCommand, lasting: bool = False, urgent: bool = False) -> None:
        """Add a command; it is carried out before the frames that wait.

        lasting: closing does not discard it. urgent: it makes the current decision useless.
        """
        with self._changed:
            if urgent:
                self._urgent.add(command)
            self._commands.append(command)
            if lasting:
                self._lasting.add(command)
            self._changed.notify_all()

    def follow(self, command: WatchCommand) -> None:
        """Add a command that is carried out after the waiting frames, and is discarded with them."""
        with self._changed:
            if self._closing is None:
                self._frames.append(command)
                self._changed.notify_all()

    def take(self, timeout: float | None = None) -> Posted | WatchCommand | str | None:
        """Wait for the next frame or command. A string: the reason of `close`; None: the timeout is over."""
        with self._changed:
            self._changed.wait_for(self._has_something, timeout)
            if self._commands:
                command = self._commands.popleft()
                self._lasting.discard(command)
                self._urgent.discard(command)
                return command
            if self._has_frame():
                item = self._frames.popleft()
                self._changed.notify_all()
                if isinstance(item, Posted) and self._lost:
                    item, self._lost = Posted(item.frame, item.at, self._lost), 0
                return item
            return self._closing

    def hold(self, held: bool) -> None:
        """Hand out no frames while held; a file's frames wait. Commands are still handed out."""
        with self._changed:
            self._held = held
            if held and self._live:
                self._clear()
            self._changed.notify_all()

    def discard(self) -> None:
        """Drop the waiting frames."""
        with self._changed:
            self._clear()
            self._changed.notify_all()

    def close(self, reason: str, discard: bool = False) -> None:
        """Accept no more frames. discard: drop the waiting frames and commands, except lasting ones."""
        with self._changed:
            if self._closing is None:
                self._closing = reason
            if discard:
                self._clear()
                self._commands = deque(command for command in self._commands if command in self._lasting)
                self._urgent &= self._lasting
            self._changed.notify_all()

    @property
    def urgent(self) -> bool:
        """Whether a command waits that makes the current decision useless."""
        return bool(self._urgent)

    @property
    def waiting(self) -> int:
        """Frames not taken yet."""
        with self._changed:
            return self._count()

    def _clear(self) -> None:
        self._frames.clear()
        self._lost = 0

    def _count(self) -> int:
        return sum(isinstance(item, Posted) for item in self._frames)

    def _has_something(self) -> bool:
        return bool(self._commands) or self._has_frame() or self._closing is not None

    def _has_frame(self) -> bool:
        return bool(self._frames) and (not self._held or self._closing is not None)

    def _has_room(self) -> bool:
        return not self._held and len(self._frames) < _FILE_DEPTH
