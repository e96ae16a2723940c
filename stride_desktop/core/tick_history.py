"""The decisions of the newest ticks, slot by slot and call by call, small enough for memory."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stride_desktop.core.ticks import INACTIVE, RETAINED, UNSEEN, Pass, Tick

MAX_BYTES = 32 << 20
"""Memory limit in bytes. At W = 64 and a tick every two seconds: six hours when every slot is decided afresh
in eight rounds, thirteen when most are retained and two calls are enough (measured)."""

_PASS_BYTES = 640
"""Bytes that Python needs for a pass besides its numbers."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """One tick's decision on one second. label and origin as in `Pass`; probability may be NaN."""

    label: int
    probability: float
    origin: int


@dataclass(frozen=True, slots=True, eq=False)
class KeptPass:
    """A pass without the fields that follow from the others.

    first: start of the first slot, stream seconds; resolution: seconds per slot.
    labels: int8, shape (W,); origin: int16, shape (W,); both as in `Pass`.
    calls: float32, shape (C, W), P(active) of every slot in every denoising call.
    """

    first: float
    resolution: float
    labels: NDArray[np.int8]
    origin: NDArray[np.int16]
    calls: NDArray[np.float32]

    @property
    def rounds(self) -> int:
        """Unmasking rounds; each made one call."""
        return max(0, int(self.origin.max()))

    @property
    def retains(self) -> bool:
        """Whether the first call checked which decisions of the tick before are still valid."""
        return len(self.calls) > self.rounds

    @property
    def decided_in(self) -> NDArray[np.int64]:
        """Row of `calls` that decided each slot, shape (W,); -1 where no call did."""
        row = self.origin.astype(np.int64) - (0 if self.retains else 1)
        return np.where(self.origin >= RETAINED, row, -1)

    @property
    def probabilities(self) -> NDArray[np.float32]:
        """P(active) from the call that decided the slot, shape (W,); NaN where no call did."""
        row = self.decided_in
        result = np.full(row.shape, np.nan, dtype=np.float32)
        known = np.flatnonzero(row >= 0)
        result[known] = self.calls[row[known], known]
        return result

    @property
    def nbytes(self) -> int:
        """Memory it takes."""
        return self.labels.nbytes + self.origin.nbytes + self.calls.nbytes + _PASS_BYTES


@dataclass(frozen=True, slots=True, eq=False)
class KeptTick:
    """A kept tick with its passes.

    timestamp: as in `Tick`. request: number of the request it was made for.
    """

    timestamp: float
    request: int
    passes: tuple[KeptPass, ...]

    @property
    def start(self) -> float:
        """Where the first slot begins, stream seconds."""
        return self.passes[0].first

    @property
    def end(self) -> float:
        """Where the last slot ends, stream seconds."""
        grid = self.passes[0]
        return grid.first + grid.labels.size * grid.resolution

    @property
    def first_seen(self) -> float:
        """The middle of the first slot that the model has frames of, stream seconds."""
        grid = self.passes[0]
        return grid.first + (int(np.argmax(grid.origin != UNSEEN)) + 0.5) * grid.resolution

    @property
    def newest(self) -> float:
        """The middle of the last slot, stream seconds."""
        return self.end - self.passes[0].resolution / 2

    def slot(self, second: float) -> int | None:
        """The slot that contains a stream second; None when no slot does or the slot is unseen."""
        grid = self.passes[0]
        index = math.floor((second - grid.first) / grid.resolution)
        if not 0 <= index < grid.labels.size or grid.origin[index] == UNSEEN:
            return None
        return index

    def opinion(self, slot: int) -> Opinion:
        """The merged decision of the passes on a slot: the newest active decision, else the newest one."""
        first = self.passes[0]
        best = Opinion(INACTIVE, math.nan, int(first.origin[slot]))
        for item in self.passes:
            label, origin = int(item.labels[slot]), int(item.origin[slot])
            if origin >= RETAINED and (best.origin < RETAINED or label >= best.label):
                probability = float(item.calls[item.decided_in[slot], slot])
                best = Opinion(label, probability, origin)
        return best


class TickHistory:
    """The newest ticks of one stream, up to a number of bytes; the oldest are dropped.

    Ticks are added in the order of their time, and all have the same W.
    """

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self._max_bytes = max_bytes
        self._ticks: list[KeptTick] = []
        self.nbytes = 0
        """Memory that the kept ticks take."""
        self._request = 0

    def __len__(self) -> int:
        return len(self._ticks)

    @property
    def newest(self) -> KeptTick | None:
        """The last tick; None before the first."""
        return self._ticks[-1] if self._ticks else None

    def add(self, tick: Tick) -> None:
        """Keep a tick."""
        kept = KeptTick(tick.timestamp, self._request, tuple(_kept(item) for item in tick.passes))
        self._ticks.append(kept)
        self.nbytes += _size(kept)
        gone = 0
        while self.nbytes > self._max_bytes and gone < len(self._ticks) - 1:
            self.nbytes -= _size(self._ticks[gone])
            gone += 1
        del self._ticks[:gone]

    def change_request(self) -> None:
        """Count the ticks from here on for another request."""
        self._request += 1

    def delete_after(self, second: float) -> None:
        """Forget the ticks after a stream second."""
        gone = [tick for tick in self._ticks if tick.timestamp > second]
        self.nbytes -= sum(map(_size, gone))
        del self._ticks[len(self._ticks) - len(gone) :]

    def at(self, second: float, request: int | None = None) -> tuple[KeptTick, ...]:
        """The ticks that looked at a stream second for one request, by default the last, oldest first."""
        first = bisect_right(self._ticks, second, key=lambda tick: tick.end)
        behind = bisect_right(self._ticks, second, key=lambda tick: tick.start)
        found = [tick for tick in self._ticks[first:behind] if tick.slot(second) is not None]
        if found and request is None:
            request = found[-1].request
        return tuple(tick for tick in found if tick.request == request)

    def beside(self, tick: KeptTick, step: int) -> KeptTick | None:
        """The kept tick `step` places behind this one (before it when negative); None beyond the ends."""
        index = bisect_left(self._ticks, tick.timestamp, key=lambda other: other.timestamp) + step
        return self._ticks[index] if 0 <= index < len(self._ticks) else None

    def clear(self) -> None:
        """Drop all ticks, because another stream begins."""
        self._ticks.clear()
        self.nbytes = 0


def _kept(item: Pass) -> KeptPass:
    calls = np.empty((len(item.calls), item.labels.size), dtype=np.float32)
    for row, call in enumerate(item.calls):
        calls[row] = call.probabilities
    first, end = float(item.slot_starts[0]), float(item.slot_ends[0])
    kept = KeptPass(first, end - first, item.labels.copy(), item.origin.copy(), calls)
    for values in (kept.labels, kept.origin, kept.calls):
        values.flags.writeable = False
    return kept


def _size(tick: KeptTick) -> int:
    return sum(item.nbytes for item in tick.passes)
