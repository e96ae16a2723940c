"""What waits for the detection worker: frames from the capture worker, orders from the window."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from stride_desktop.core.frames import Frame
from stride_desktop.pipeline.lane_set import LaneSet, LaneUpdate

Order = Callable[[LaneSet], Iterable[LaneUpdate]]
"""Something to do with the watches between two frames, such as changing a request."""

_FILE_DEPTH = 4
"""Frames of a file that may wait; small, so that stopping and pausing take effect at once."""


@dataclass(frozen=True, slots=True, eq=False)
class Posted:
    """A frame and when it was put here, in seconds of `time.monotonic`."""

    frame: Frame
    at: float


class Mailbox:
    """A thread-safe queue that can be closed.

    A live source never waits here: its frames pile up, and the detection worker decides what to
    leave out. A file waits while `_FILE_DEPTH` frames are pending (back-pressure). Orders overtake frames,
    unless they are to follow them.
    """

    def __init__(self, live: bool) -> None:
        self._live = live
        self._changed = threading.Condition()
        self._frames: deque[Posted | Order] = deque()  # with what follows them
        self._orders: deque[Order] = deque()
        self._lasting: set[Order] = set()
        self._urgent: set[Order] = set()
        self._closing: str | None = None
        self._held = False

    def put(self, posted: Posted) -> None:
        """Add a frame; a file's frame waits for room.

        Dropped are frames put after closing, and those that a live source gives while they are held.
        """
        with self._changed:
            if not self._live:
                self._changed.wait_for(lambda: self._has_room() or self._closing is not None)
            if self._closing is None and not (self._live and self._held):
                self._frames.append(posted)
                self._changed.notify_all()

    def order(self, order: Order, lasting: bool = False, urgent: bool = False) -> None:
        """Add an order; it is carried out before the frames that wait.

        lasting: closing does not discard it. urgent: the decision under way is of no use any more.
        """
        with self._changed:
            if urgent:
                self._urgent.add(order)
            self._orders.append(order)
            if lasting:
                self._lasting.add(order)
            self._changed.notify_all()

    def follow(self, order: Order) -> None:
        """Add an order that is carried out after the frames that wait, and lost with them."""
        with self._changed:
            if self._closing is None:
                self._frames.append(order)
                self._changed.notify_all()

    def take(self) -> Posted | Order | str:
        """Wait for the next thing to do; a string is the reason why nothing will follow."""
        with self._changed:
            self._changed.wait_for(lambda: self._orders or self._has_frame() or self._closing is not None)
            if self._orders:
                order = self._orders.popleft()
                self._lasting.discard(order)
                self._urgent.discard(order)
                return order
            if self._has_frame():
                posted = self._frames.popleft()
                self._changed.notify_all()
                return posted
            return self._closing or ""

    def hold(self, held: bool) -> None:
        """While held, no frame is handed out and a file's frames wait; orders still pass."""
        with self._changed:
            self._held = held
            if held and self._live:
                self._frames.clear()
            self._changed.notify_all()

    def discard(self) -> None:
        """Let go of the frames that wait."""
        with self._changed:
            self._frames.clear()
            self._changed.notify_all()

    def close(self, reason: str, discard: bool = False) -> None:
        """Let nothing more in; what waits is still taken unless it is discarded."""
        with self._changed:
            if self._closing is None:
                self._closing = reason
            if discard:
                self._frames.clear()
                self._orders = deque(order for order in self._orders if order in self._lasting)
                self._urgent &= self._lasting
            self._changed.notify_all()

    @property
    def urgent(self) -> bool:
        """An order waits that ends the decision under way."""
        return bool(self._urgent)

    @property
    def waiting(self) -> int:
        """Frames not taken yet."""
        with self._changed:
            return sum(isinstance(item, Posted) for item in self._frames)

    def _has_frame(self) -> bool:
        return bool(self._frames) and (not self._held or self._closing is not None)

    def _has_room(self) -> bool:
        return not self._held and len(self._frames) < _FILE_DEPTH
