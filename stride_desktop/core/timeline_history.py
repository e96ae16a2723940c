"""The last decision on every second of the stream, kept for as long as it may be displayed."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stride_desktop.core.events import Event, EventChange, EventState, Trigger
from stride_desktop.core.ticks import INACTIVE, RETAINED, UNSEEN, Tick
from stride_desktop.core.timeline import EMPTY, Gap, TimelineSnapshot

MAX_SECONDS = 7 * 86_400
"""Most seconds that are kept, sixteen bytes each; a leap of a camera's clock takes no more memory either."""

_MOST_SHIFT = 1.0
"""Seconds; a source whose clock drifts farther gains or loses one."""

_ROUNDING = 1e-6
"""Seconds by which times that are the same may differ, having been computed in different ways."""

_SECOND = np.dtype(
    [("label", "i1"), ("probability", "f8"), ("settled", "?"), ("origin", "i2"), ("shift", "f4")]
)
_NOTHING = {"label": EMPTY, "probability": np.nan, "settled": False, "origin": UNSEEN}


@dataclass(frozen=True, slots=True, eq=False)
class Decisions:
    """One tick with its passes merged. All arrays have shape (W,).

    labels: int8, active in any pass. probabilities: float64, from the pass that decided the slot, NaN
    where none did. origin: int16, as in `Pass.origin`. decided: bool, this tick decides the slot.
    """

    labels: NDArray[np.int8]
    probabilities: NDArray[np.float64]
    origin: NDArray[np.int16]
    decided: NDArray[np.bool_]


def decisions(tick: Tick) -> Decisions:
    """The merged decisions of a tick: for each slot the newest active decision, else the newest one."""
    first = tick.passes[0]
    merged = Decisions(
        first.labels.copy(), first.probabilities.copy(), first.origin.copy(), first.origin >= RETAINED
    )
    for later in tick.passes[1:]:
        replaces = (later.origin >= RETAINED) & (~merged.decided | (later.labels >= merged.labels))
        merged.labels[replaces] = later.labels[replaces]
        merged.probabilities[replaces] = later.probabilities[replaces]
        merged.origin[replaces] = later.origin[replaces]
        merged.decided[replaces] = True
    merged.labels[~merged.decided] = INACTIVE
    return merged


class TimelineHistory:
    """Collects ticks, events and gaps, and gives out snapshots that never change again."""

    def __init__(self) -> None:
        self._first = 0  # second of stream time of `_seconds[0]`
        self._count = 0
        self._seconds = np.empty(0, dtype=_SECOND)
        self._events: dict[int, Event] = {}
        self._changed: dict[int, float] = {}  # stream second of each event's last change
        self._triggers: list[Trigger] = []
        self._gaps: list[Gap] = []
        self._window: tuple[float, float] | None = None
        self._newest: float | None = None
        self._settled_until = -np.inf
        self._shift = 0.0  # seconds between a full second and the start of the newest tick's slots
        self._anchored = False  # the ticks since detection started share that shift, but for jitter

    def see(self, timestamp: float) -> None:
        """Record the arrival of a frame, stream seconds."""
        self._newest = timestamp

    def add_tick(self, tick: Tick) -> None:
        """Write the decisions of a tick, except on seconds that a completed segment has settled."""
        grid, what = tick.passes[-1], decisions(tick)
        self._follow_raster(float(grid.slot_ends[-1]))
        seconds = np.arange(
            self._first_from(float(grid.slot_starts[0])), self._first_from(float(grid.slot_ends[-1]))
        )
        middles = seconds.astype(np.float64) + (self._shift + 0.5)
        slots = np.searchsorted(grid.slot_starts, middles, side="right") - 1
        replaces = what.decided[slots] & (middles >= self._settled_until) & ~self._in_gap(middles)
        seconds, slots = seconds[replaces], slots[replaces]
        self._window = float(grid.slot_starts[0]), float(grid.slot_ends[-1])
        if seconds.size:
            self._make_room(int(seconds[0]), int(seconds[-1]) + 1)
            rows = self._seconds[seconds - self._first]
            rows["label"], rows["probability"] = what.labels[slots], what.probabilities[slots]
            rows["origin"], rows["settled"], rows["shift"] = what.origin[slots], False, self._shift
            self._seconds[seconds - self._first] = rows
        self._settle(max((segment.end for segment in tick.completed), default=-np.inf))

    def _follow_raster(self, end: float) -> None:
        """Align the seconds to a tick whose slots end at `end`: each slot gets the nearest second.

        Timestamps jitter; without this a slot would move to another second whenever the jitter crosses a full
        one.
        """
        nearest = round(end - self._shift)
        if not self._anchored or abs(end - nearest) > _MOST_SHIFT:
            nearest = round(end)
        self._shift, self._anchored = end - nearest, True

    def _first_from(self, time: float) -> int:
        """The first second whose slot has its middle at a stream time or later."""
        return math.ceil(time - self._shift - 0.5 - _ROUNDING)

    def add_changes(self, changes: Iterable[EventChange]) -> None:
        """Record changes of events."""
        for change in changes:
            self._events[change.event.id] = change.event
            self._changed[change.event.id] = np.inf if self._newest is None else self._newest
            if change.trigger is not None:
                self._triggers.append(change.trigger)

    def add_gap(self, gap: Gap) -> None:
        """Record a gap, and clear its seconds."""
        self._gaps.append(gap)
        first, last = (self._first_from(edge) - self._first for edge in (gap.start, gap.end))
        self._empty(slice(max(first, 0), min(max(last, 0), self._count)))

    def _empty(self, part: slice) -> None:
        """Clear the decisions on these seconds, but keep the positions of their slots."""
        for name, value in _NOTHING.items():
            self._seconds[name][part] = value

    def delete(self, gap: Gap) -> tuple[EventChange, ...]:
        """Delete everything after the gap's start; close every event first. Leaves the gap.

        Events that began before are cut off there; returns the new states of those that had changed since.
        """
        since, changes = gap.start, []
        self._triggers = [trigger for trigger in self._triggers if trigger.time <= since]
        self._gaps = [replace(item, end=min(item.end, since)) for item in self._gaps if item.start < since]
        for event in tuple(self._events.values()):
            if event.onset >= since:
                del self._events[event.id], self._changed[event.id]
            elif self._changed[event.id] > since:
                self._events[event.id], self._changed[event.id] = _cut(event, gap), since
                changes.append(EventChange(self._events[event.id], event.state))
        self.add_gap(gap)
        self.restart()
        self._newest = gap.end
        return tuple(changes)

    def restart(self) -> None:
        """Start detection over: no window yet, and no raster."""
        self._window = None
        self._settled_until = -np.inf
        self._anchored = False

    def snapshot(self) -> TimelineSnapshot:
        """Everything so far. Copies the seconds once: under a millisecond for a day."""
        seconds = self._seconds[: self._count]
        return TimelineSnapshot(
            first_second=self._first,
            labels=_frozen(seconds["label"]),
            probabilities=_frozen(seconds["probability"]),
            settled=_frozen(seconds["settled"]),
            origin=_frozen(seconds["origin"]),
            window=self._window,
            events=tuple(self._events.values()),
            triggers=tuple(self._triggers),
            gaps=tuple(self._gaps),
            newest=self._newest,
            shift=_frozen(seconds["shift"]),
        )

    def _in_gap(self, middles: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Which slots lie in a gap, by their middles."""
        inside = np.zeros(middles.shape, dtype=np.bool_)
        for gap in reversed(self._gaps):
            if not middles.size or gap.end < middles[0]:
                break
            inside |= (gap.start <= middles) & (middles < gap.end)
        return inside

    def _settle(self, until: float) -> None:
        """Mark everything before `until`, the end of a completed segment, as final."""
        if until <= self._settled_until:
            return
        self._settled_until = until
        before = self._seconds[: max(0, min(self._first_from(until) - self._first, self._count))]
        before["settled"] = before["label"] != EMPTY

    def _make_room(self, first: int, end: int) -> None:
        """Allocate the seconds from `first` to before `end`; growth is amortised."""
        if self._count == 0:
            self._first = first
        start, last = min(first, self._first), max(end, self._first + self._count)
        if last - start > MAX_SECONDS + MAX_SECONDS // 4:
            # Dropped are older seconds or, after a leap back, those too far ahead.
            start, last = (end - MAX_SECONDS, end) if end == last else (first, max(end, first + MAX_SECONDS))
        shift, count = self._first - start, last - start
        left = max(0, min(self._count, last - self._first))
        known = max(0, left + shift)
        if shift != 0 or count > len(self._seconds) or left < self._count:
            kept = self._seconds[max(0, -shift) : left]
            self._seconds = np.zeros(max(count + count // 2, 1024), dtype=_SECOND)
            self._empty(slice(None))
            self._seconds[max(0, shift) : max(0, shift) + len(kept)] = kept
        if 0 < known < first - start:  # the end of the last slot is fixed
            self._seconds["shift"][known : first - start] = self._seconds["shift"][known - 1]
        self._first, self._count = start, count


def _cut(event: Event, gap: Gap) -> Event:
    """The event without everything from the gap on."""
    since = gap.start
    spoke = event.triggered_at is not None and event.triggered_at <= since
    held = event.suppressed_at is not None and event.suppressed_at <= since
    return replace(
        event,
        reach=min(event.reach, since),
        state=event.state if event.state is EventState.FORGOTTEN else EventState.CLOSED,
        triggered_at=event.triggered_at if spoke else None,
        late=event.late and spoke,
        suppressed_at=event.suppressed_at if held else None,
        reason=gap.reason if event.reach > since else event.reason,
    )


def _frozen(column: NDArray[Any]) -> NDArray[Any]:
    copy = column.copy()
    copy.flags.writeable = False
    return copy
