"""Frames of a live source between the thread that takes them and the one that looks at them."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from stride_desktop.core.frames import Frame
from stride_desktop.sources.base import Source, SourceHealth, opened
from stride_desktop.sources.persistent import Persistent

CAPACITY = 32
"""Frames that may wait; beyond that the oldest go, and are counted."""

_RATE_SECONDS = 10.0
_CLOSE_SECONDS = 5.0


@dataclass(frozen=True, slots=True, eq=False)
class Arrival:
    """A frame. at: when it came, seconds of `time.monotonic`; lost: frames given up just before it."""

    frame: Frame
    at: float
    lost: int


def _start_thread(work: Callable[[], None]) -> Callable[[float], object]:
    thread = threading.Thread(target=work, name="capture", daemon=True)
    thread.start()
    return thread.join


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a source needs around it. The defaults suit all but those that are made of Qt.

    pump: to be called now and then on the main thread.
    spawn: runs a function on a thread; returns what waits for it, at most so many seconds.
    """

    pump: Callable[[], None] = lambda: None
    spawn: Callable[[Callable[[], None]], Callable[[float], object]] = _start_thread


class LiveQueue:
    """A bounded queue filled by a capture thread of its own, which never waits.

    Where the source was lost, this lies between the frames.
    """

    def __init__(
        self,
        source: Source,
        stop: threading.Event,
        surroundings: Surroundings | None = None,
        tell: Callable[[SourceHealth], None] = lambda _health: None,
    ) -> None:
        """stop: set from anywhere, ends the capture. tell: as for Persistent, called at once."""
        self._source = Persistent(source, self._hear)
        self._tell = tell
        self._stop = stop
        self._changed = threading.Condition()
        self._items: deque[tuple[Frame, float] | SourceHealth] = deque()
        self._waiting = 0  # frames among them
        self._arrivals: deque[float] = deque(maxlen=1000)
        self._lost = 0
        self._open = True
        self._error: BaseException | None = None
        self._join = (surroundings or Surroundings()).spawn(self._capture)

    def take(self, timeout: float) -> Arrival | SourceHealth | None:
        """The oldest item; None when none came within `timeout` seconds, or none will.

        Raises what the source raised, once its frames are used up.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._items or not self._open, timeout)
            if self._items:
                item = self._items.popleft()
                if isinstance(item, SourceHealth):
                    return item
                self._waiting -= 1
                lost, self._lost = self._lost, 0
                return Arrival(*item, lost)
            if self._error is not None:
                raise self._error
            return None

    @property
    def over(self) -> bool:
        """No frame waits and none will come, nor an error."""
        with self._changed:
            return not self._open and not self._items and self._error is None

    @property
    def waiting(self) -> int:
        """Frames not taken yet."""
        with self._changed:
            return self._waiting

    def rate(self) -> float | None:
        """Frames that came a second, over the last ten; None before two came."""
        now = time.monotonic()
        with self._changed:
            recent = [at for at in self._arrivals if at > now - _RATE_SECONDS]
        return None if len(recent) < 2 else (len(recent) - 1) / max(now - recent[0], 1e-3)

    def close(self) -> None:
        """End the capture and wait for it: the source is closed on its own thread."""
        self._stop.set()
        self._join(_CLOSE_SECONDS)

    def _capture(self) -> None:
        error: BaseException | None = None
        try:
            with opened(self._source, self._stop) as frames:
                for frame in frames:
                    self._put(frame)
        except Exception as failure:  # raised again by `take`, on the thread that can tell
            error = failure
        with self._changed:
            self._open, self._error = False, error
            self._changed.notify_all()

    def _put(self, frame: Frame) -> None:
        now = time.monotonic()
        with self._changed:
            if self._waiting == CAPACITY:
                self._items.remove(next(item for item in self._items if not isinstance(item, SourceHealth)))
                self._waiting -= 1
                self._lost += 1
            self._items.append((frame, now))
            self._waiting += 1
            self._arrivals.append(now)
            self._changed.notify_all()

    def _hear(self, health: SourceHealth) -> None:
        if health.breaks_off:
            with self._changed:
                self._items.append(health)
                self._changed.notify_all()
        self._tell(health)
