"""Taking turns on a device, so that two models that share it do not starve each other."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache

SLICE_SECONDS = 0.03
"""How long a long computation keeps a device that somebody waits for."""

_WAIT_SHARE = 0.25
"""The slice grows to this part of what was waited for it, so that long turns of others cannot starve it."""


class Turns:
    """One computation at a time, in the order in which they asked.

    On a processor, two models at once fight for the same cores with two sets of threads, each as large as
    the machine; on a graphics card, for its memory bandwidth. So detection takes one turn for every frame,
    and an answer one for its tokens, in which it calls `breathe` before every layer of its network. Who waits
    for it gets in after one slice and one layer; an answer that waits gets in after one frame.

    Only for what is cut into short steps: nobody can be interrupted in one. An answer reads its prompt
    outside of turns, because a single layer then takes seconds on a processor, while the system shares
    cores every few milliseconds. Not re-entrant.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """clock: seconds."""
        self._clock = clock
        self._changed = threading.Condition()
        self._waiting: deque[object] = deque()
        self._busy = False
        self._until = 0.0

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for the device, and have it inside this."""
        self.take()
        try:
            yield
        finally:
            self.give()

    def breathe(self) -> None:
        """Inside a turn: let others have theirs if they wait and this one has lasted its slice."""
        if self._waiting and self._clock() >= self._until:
            self.give()
            self.take()

    @property
    def waiting(self) -> int:
        """How many wait for a turn."""
        return len(self._waiting)

    def take(self) -> None:
        """Wait for the device and have it until `give`, which any thread may call."""
        asked, me = self._clock(), object()
        with self._changed:
            self._waiting.append(me)
            self._changed.wait_for(lambda: not self._busy and self._waiting[0] is me)
            self._waiting.popleft()
            self._busy = True
        now = self._clock()
        self._until = now + max(SLICE_SECONDS, _WAIT_SHARE * (now - asked))

    def give(self) -> None:
        """The turn is over."""
        with self._changed:
            self._busy = False
            self._changed.notify_all()


@cache
def device_turns(device: str) -> Turns:
    """The turns on a device, such as "cpu" or "cuda:1"; "cuda" is the first graphics card."""
    return device_turns("cuda:0") if device == "cuda" else Turns()
