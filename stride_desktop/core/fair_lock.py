"""A first-come-first-served lock on a device that two models share."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache

SLICE_SECONDS = 0.03
"""Seconds for which a long computation keeps the lock while another thread waits."""

_WAIT_SHARE = 0.25
"""A slice is at least this share of the time its owner waited, so that others cannot starve it."""


class FairLock:
    """Runs one computation at a time on a device, first come, first served. Not re-entrant.

    On a processor, two models at once compete for the same cores with two sets of threads, each as large as
    the machine; on a graphics card, for its memory bandwidth. Detection holds the lock once for every frame.
    An answer holds it for its tokens and calls `yield_to_waiters` before every layer of its network. So
    detection waits for one slice and one layer at most, an answer for one frame.

    Use it only for work split into short steps; a step is never interrupted. An answer reads its prompt
    without the lock, because a single layer then takes seconds on a processor, while the system shares
    cores every few milliseconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """clock: seconds."""
        self._clock = clock
        self._changed = threading.Condition()
        self._waiting: deque[object] = deque()
        self._busy = False
        self._until = 0.0

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the lock within a `with` block."""
        self.acquire()
        try:
            yield
        finally:
            self.release()

    def yield_to_waiters(self) -> None:
        """Hand the lock over and take it again, if a thread waits and the slice is over."""
        if self._waiting and self._clock() >= self._until:
            self.release()
            self.acquire()

    @property
    def waiting(self) -> int:
        """Number of threads that wait for the lock."""
        return len(self._waiting)

    def acquire(self) -> None:
        """Wait for the lock and hold it until `release`, which any thread may call."""
        asked, me = self._clock(), object()
        with self._changed:
            self._waiting.append(me)
            self._changed.wait_for(lambda: not self._busy and self._waiting[0] is me)
            self._waiting.popleft()
            self._busy = True
        now = self._clock()
        self._until = now + max(SLICE_SECONDS, _WAIT_SHARE * (now - asked))

    def release(self) -> None:
        """Hand the lock to the thread that has waited longest."""
        with self._changed:
            self._busy = False
            self._changed.notify_all()


@cache
def device_lock(device: str) -> FairLock:
    """The lock of a device, such as "cpu" or "cuda:1"; "cuda" is the first graphics card."""
    return device_lock("cuda:0") if device == "cuda" else FairLock()
