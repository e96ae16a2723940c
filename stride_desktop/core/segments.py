"""Segments: the spans of activation that are tracked from pass to pass."""

from __future__ import annotations

from dataclasses import dataclass, replace

from stride_desktop.core.slots import OVERLAP_TOLERANCE
from stride_desktop.core.ticks import Segment


@dataclass(frozen=True, slots=True)
class SegmentTracker:
    """All segments found so far; only the last one may be open. Immutable: `update` makes a new one.

    margin: seconds that a span must have ended before the newest frame to be complete.
    segments: in stream order.
    completed_count: how many were ever completed, forgotten ones included.
    settled_until: end of the latest completed segment, stream seconds.
    max_gap: the longest inactive stretch inside a segment, in seconds; an open one that turns out to
        cover a longer one is cut there. None as published: none is too long.
    """

    margin: float
    segments: tuple[Segment, ...] = ()
    completed_count: int = 0
    settled_until: float = float("-inf")
    max_gap: float | None = None

    def update(
        self, span: tuple[float, float] | None, first_seen: float, now: float
    ) -> tuple[SegmentTracker, tuple[Segment, ...]]:
        """Take in the span of one pass; returns the new tracker and what this pass completed.

        span: start and end, None when no slot is active; first_seen: start of the first seen slot;
        now: time of the newest frame. All in stream seconds.
        """
        resolve = self._resolve_open if self.max_gap is None else self._revise_open
        closed, still_open = resolve(span, first_seen)
        if span is not None and still_open is None:
            still_open = Segment(*span)
        if still_open is not None and still_open.end < now - self.margin:
            closed += (replace(still_open, completed=True),)
            still_open = None
        tail = () if still_open is None else (still_open,)
        tracker = replace(
            self,
            segments=self._closed() + closed + tail,
            completed_count=self.completed_count + len(closed),
            settled_until=closed[-1].end if closed else self.settled_until,
        )
        return tracker, closed

    def forget_before(self, time: float) -> SegmentTracker:
        """A tracker without completed segments that ended at or before `time` (stream seconds)."""
        kept = tuple(item for item in self.segments if not item.completed or item.end > time)
        return self if len(kept) == len(self.segments) else replace(self, segments=kept)

    def _closed(self) -> tuple[Segment, ...]:
        return self.segments[:-1] if self._open() else self.segments

    def _open(self) -> Segment | None:
        last = self.segments[-1] if self.segments else None
        return None if last is None or last.completed else last

    def _resolve_open(
        self, span: tuple[float, float] | None, first_seen: float
    ) -> tuple[tuple[Segment, ...], Segment | None]:
        """Resolve the open segment: (completed by acceptance, continued)."""
        last = self._open()
        if last is None:
            return (), None
        # The new span continues the open segment; its end is the newer knowledge, even if earlier.
        if span is not None and span[0] <= last.end:
            return (), Segment(min(last.start, span[0]), span[1])
        # The window still shows that time and no longer finds anything there: a false positive.
        if last.end >= first_seen:
            return (), None
        # The window has moved past it, so nothing can revise it any more.
        return (replace(last, completed=True),), None

    def _revise_open(
        self, span: tuple[float, float] | None, first_seen: float
    ) -> tuple[tuple[Segment, ...], Segment | None]:
        """As `_resolve_open`, but the new span replaces the open segment inside the window, and nowhere else.

        The part of the open segment before the window stays unchanged.
        """
        last, gap = self._open(), self.max_gap or 0.0
        # Half of a slot that is decided anew may lie before the end of what is settled.
        found = None if span is None else Segment(max(span[0], self.settled_until), span[1])
        if last is None or last.start >= first_seen:
            return (), found
        unseen = replace(last, end=min(last.end, first_seen))
        if found is not None and found.start <= unseen.end + gap + OVERLAP_TOLERANCE:
            return (), replace(found, start=last.start)
        return (replace(unseen, completed=True),), found
