"""The display time of each picture of a video, from container timestamps that may be wrong."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median_low
from typing import Generic, TypeVar

T = TypeVar("T")

LONGEST_HOLD = 24 * 3600.0
"""Longest time in seconds for which a picture is held; after a longer leap the clock was changed."""

_USUAL_STEP = 0.04
"""Seconds between two pictures of a file without timestamps."""


@dataclass(frozen=True, slots=True)
class Stamped(Generic[T]):
    """A picture with the timestamp of its container.

    stamp: seconds on the container's clock, None when it has none. duration: seconds, 0 when unknown.
    longest_hold: seconds for which the picture before it may be held.
    """

    picture: T
    stamp: float | None
    duration: float
    longest_hold: float = LONGEST_HOLD


def placed(pictures: Iterable[Stamped[T]], look_ahead: int) -> Iterator[tuple[float, Stamped[T]]]:
    """Each picture with the time at which it is shown, in seconds since the first, never falling.

    pictures: in the order in which they are shown. Of any `look_ahead` of them half may be stamped wrong
    without moving the others: such a picture is placed between its neighbours. When the clock itself is set
    back, or leaps farther than a picture may be held, time goes on at the pace so far.
    """
    clock = _ContainerClock()
    ahead: deque[Stamped[T]] = deque()
    for picture in pictures:
        ahead.append(picture)
        if len(ahead) == look_ahead:
            yield clock.place(ahead), ahead.popleft()
    while ahead:
        yield clock.place(ahead), ahead.popleft()


class _ContainerClock:
    """Turns stamps into seconds since the first picture."""

    def __init__(self) -> None:
        self._offset = 0.0  # added to the container's clock
        self._last: float | None = None  # when the picture before was shown
        self._steps: deque[float] = deque(maxlen=5)

    def place(self, ahead: Sequence[Stamped[T]]) -> float:
        """When the first of these is shown; the others come after it."""
        stamps = [item.stamp for item in ahead if item.stamp is not None]
        self._last = self._first(ahead, stamps) if self._last is None else self._next(ahead[0], stamps)
        return self._last

    def _first(self, ahead: Sequence[Stamped[T]], stamps: list[float]) -> float:
        chain = _longest_rising(stamps)
        if chain:
            before = [item.stamp for item in ahead].index(chain[0])
            steps = (later - earlier for earlier, later in pairwise(chain))
            self._offset = before * next(filter(None, steps), self._pace(ahead[0])) - chain[0]
        return 0.0

    def _next(self, own: Stamped[T], stamps: list[float]) -> float:
        last = self._last or 0.0
        times = [stamp + self._offset for stamp in stamps]
        chain = _longest_rising([time for time in times if last < time <= last + own.longest_hold])
        time = None if own.stamp is None else own.stamp + self._offset
        if chain and time == chain[0]:
            self._steps.append(time - last)
            return time
        following = last + self._pace(own)
        if time is None or 2 * len(chain) >= len(times):  # it alone is wrong
            return min(following, (last + chain[0]) / 2) if chain else following
        self._offset += following - time  # the clock was set
        return following

    def _pace(self, own: Stamped[T]) -> float:
        return median_low(self._steps) if self._steps else own.duration or _USUAL_STEP


def _longest_rising(times: Sequence[float]) -> list[float]:
    """The longest subsequence that never falls; of several, the one that begins earliest."""
    chains: list[list[float]] = []
    for time in reversed(times):
        later = [chain for chain in chains if chain[0] >= time]
        chains.append([time, *max(later, key=len, default=[])])
    return max(chains, key=lambda chain: (len(chain), -chain[0]), default=[])
