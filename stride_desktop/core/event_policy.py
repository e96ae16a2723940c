"""Decides when an event triggers: at most once for each, however often the detector revises its labels.

The rules here are the published ones, by segments. Live they hold for runs: see `core.run_policy`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

import numpy as np

from stride_desktop.core.events import (
    MERGED,
    WITHDRAWN,
    Event,
    EventChange,
    EventSettings,
    EventState,
    Trigger,
)
from stride_desktop.core.ticks import ACTIVE, Outline, Segment

EPSILON = 1e-6
"""Seconds; the ends of slots carry rounding errors."""

_VERDICTS = (EventState.TENTATIVE, EventState.SUPPRESSED, EventState.TRIGGERED)
"""States of an event from least to most final; RETRACTED hides the event only for a while."""

FINAL = (EventState.CLOSED, EventState.FORGOTTEN)


@dataclass(slots=True, eq=False)
class LiveEvent:
    """An event that may still change.

    verdict: its state apart from retraction. open: its newest segment may still grow. completed: one of its
    segments is complete, so it cannot be dropped any more. lasting: such a segment was long and dense enough
    for a late trigger. claimed: a segment of this tick belongs to it. since: stream second before which slots
    do not count for it. latest: the latest end that it ever had.
    """

    event: Event
    verdict: EventState = EventState.TENTATIVE
    open: bool = False
    completed: bool = False
    lasting: bool = False
    claimed: bool = False
    since: float = -math.inf
    latest: float = -math.inf


class EventPolicy:
    """Follows events through the detector's ticks and triggers them.

    Pure: everything happens in stream time, and only in `update`, `close` and `answer_now`. Closed and
    forgotten events are dropped, so the cost of a tick does not grow with the length of the stream.
    """

    def __init__(self, settings: EventSettings | None = None, numbers: Iterator[int] | None = None) -> None:
        """numbers: event ids, which several policies may share; None counts from 1."""
        self._settings = EventSettings() if settings is None else settings
        self._live: list[LiveEvent] = []  # oldest first
        self._changes: list[EventChange] = []
        # Rule 11: never decreases, not even when detection restarts.
        self._numbers = count(1) if numbers is None else numbers
        self._now = -math.inf
        self._snoozed_until = -math.inf
        self._last_trigger = -math.inf
        self._asked_at = -math.inf

    @property
    def live(self) -> tuple[Event, ...]:
        """The events that may still change, oldest first."""
        return tuple(item.event for item in self._live)

    def update(self, tick: Outline) -> tuple[EventChange, ...]:
        """Process one tick; returns its changes, in order."""
        self._now = tick.timestamp
        for item in self._live:
            item.claimed = False
        self._claim_all(tick)
        for item in self._live:
            self._settle_segments(item)
            self._decide(item, tick)
            self._close_when_over(item)
        return self._take_changes()

    def close(self, reason: str) -> tuple[EventChange, ...]:
        """Rule 10: detection ends, and every event with it. Pass the last tick to `update` first."""
        for item in self._live:
            ended = item.completed and not item.open
            withdrawn = item.event.state is EventState.RETRACTED
            self._change(
                item, state=EventState.CLOSED, reason=WITHDRAWN if withdrawn else "" if ended else reason
            )
        return self._take_changes()

    def snooze(self, until: float) -> None:
        """Withhold triggers before `until`, stream seconds; a time in the past ends the snooze."""
        self._snoozed_until = until

    def count_from(self, second: float) -> None:
        """Set the stream second of the request: an event that was over by then gets no late trigger."""
        self._asked_at = second

    def answer_now(self, event_id: int) -> EventChange | None:
        """Trigger a suppressed event after all; None when it cannot be triggered (any more)."""
        for item in self._live:
            if item.event.id == event_id and item.event.state is EventState.SUPPRESSED:
                self._trigger(item)
                return self._take_changes()[-1]
        return None

    # -- rules 1 and 2: whose segment is it? -------------------------------------------------------

    def _claim_all(self, tick: Outline) -> None:
        """Assign every segment to its event; a new one if it has none."""
        for segment in tick.completed if tick.open is None else (*tick.completed, tick.open):
            self._claim(segment, tick)

    def _claim(self, segment: Segment, tick: Outline) -> None:
        gap = self._settings.merge_gap_seconds
        # Rule 1: near enough to the event's past range; the oldest of several events absorbs the others.
        matches = [
            item
            for item in self._live
            if segment.start <= item.event.reach + gap and segment.end >= item.event.onset - gap
        ]
        owner = matches[0] if matches else self._begin(segment.start, segment.end)
        for other in matches[1:]:
            self._absorb(owner, other)
            self._extend(owner, other.event.onset, other.event.reach)
        self._extend(owner, segment.start, segment.end)
        owner.claimed = True
        owner.open = not segment.completed
        if segment.completed:
            owner.completed = True
            owner.lasting |= self._lasting(segment, tick)

    def _begin(self, start: float, end: float, from_start: bool = False) -> LiveEvent:
        """Rule 2: a segment without an event begins a new one."""
        item = LiveEvent(Event(next(self._numbers), start, end, from_start=from_start))
        self._live.append(item)
        self._changes.append(EventChange(item.event, None))
        return item

    def _extend(self, item: LiveEvent, start: float, end: float) -> None:
        """Rule 2: extend the event to the earliest start and the latest end."""
        self._place(item, min(item.event.onset, start), max(item.event.reach, end))

    def _place(self, item: LiveEvent, onset: float, reach: float, from_start: bool = False) -> None:
        """Set the event's range. Rule 8: a retracted event is restored."""
        item.latest = max(item.latest, reach)
        event = replace(item.event, state=item.verdict, onset=onset, reach=reach, from_start=from_start)
        if event != item.event:
            self._change(item, state=item.verdict, onset=onset, reach=reach, from_start=from_start)

    def _absorb(self, owner: LiveEvent, other: LiveEvent) -> None:
        """Rule 1: merge two events. The result has triggered if either has."""
        mine, theirs = owner.event, other.event
        owner.completed |= other.completed
        owner.lasting |= other.lasting
        owner.verdict = max(owner.verdict, other.verdict, key=_VERDICTS.index)
        tentative = theirs.state is EventState.TENTATIVE
        self._change(other, state=EventState.FORGOTTEN if tentative else EventState.CLOSED, reason=MERGED)
        self._live.remove(other)
        owner.latest = max(owner.latest, other.latest)
        owner.event = replace(
            mine,
            triggered_at=theirs.triggered_at if mine.triggered_at is None else mine.triggered_at,
            suppressed_at=theirs.suppressed_at if mine.suppressed_at is None else mine.suppressed_at,
            late=mine.late or theirs.late,
        )

    # -- rules 3 to 6: trigger or not --------------------------------------------------------------

    def _sustained(self, item: LiveEvent, tick: Outline) -> bool:
        """Rule 3: active now, and for most of the newest few seconds."""
        count = max(1, round(self._settings.sustain_seconds / tick.resolution))
        newest = slice(max(0, tick.seen - count), max(0, tick.seen))
        active = (tick.labels[newest] == ACTIVE) & (tick.centres[newest] > item.since)
        return bool(
            active.size and active[-1] and active.sum() >= self._settings.sustain_ratio * count - EPSILON
        )

    def _lasting(self, segment: Segment, tick: Outline) -> bool:
        """Rule 5: whether a completed segment was long enough, and active for most of its slots."""
        inside = (tick.centres > segment.start) & (tick.centres < segment.end)
        inside[: tick.unseen] = False
        if not inside.any() or segment.end - segment.start < self._settings.min_event_seconds - EPSILON:
            return False
        return bool(np.mean(tick.labels[inside] == ACTIVE) >= self._settings.sustain_ratio - EPSILON)

    def _decide(self, item: LiveEvent, tick: Outline) -> None:
        if item.event.state is not EventState.TENTATIVE:
            return
        # Rule 4: the event is ongoing. Rule 5: it is over, but long enough for a late trigger.
        late = item.lasting and item.latest > self._asked_at
        if self._sustained(item, tick) if item.open else late:
            self._trigger_or_suppress(item)

    def _trigger_or_suppress(self, item: LiveEvent) -> None:
        """Rule 6: trigger the event; during a snooze or the cool-down, mark it as suppressed instead."""
        silent_until = max(self._snoozed_until, self._last_trigger + self._settings.cooldown_seconds)
        if self._now >= silent_until:
            self._trigger(item)
        else:
            item.verdict = EventState.SUPPRESSED
            self._change(item, state=item.verdict, suppressed_at=self._now)

    def _trigger(self, item: LiveEvent) -> None:
        """Rule 11: reached once per event, because no transition leads back to a state that allows it."""
        event = item.event
        item.verdict = EventState.TRIGGERED
        self._last_trigger = self._now
        trigger = Trigger(event.id, self._now, event.onset, event.reach, item.open, event.from_start)
        self._change(item, trigger, state=item.verdict, triggered_at=self._now, late=not item.open)

    # -- rules 7 to 9: the detector's changes of mind ----------------------------------------------

    def _settle_segments(self, item: LiveEvent) -> None:
        """Handle an event with an open segment that no segment of this tick belongs to."""
        if item.claimed or not item.open:
            return
        item.open = False
        if item.completed:
            return  # an earlier segment of the event is still valid
        if item.event.state is EventState.TENTATIVE:
            self._change(item, state=EventState.FORGOTTEN)  # rule 7
        else:
            self._change(item, state=EventState.RETRACTED)  # rule 8

    def _close_when_over(self, item: LiveEvent) -> None:
        if item.event.state in FINAL or item.open:
            return
        if self._is_over(item):
            withdrawn = item.event.state is EventState.RETRACTED
            self._change(item, state=EventState.CLOSED, reason=WITHDRAWN if withdrawn else "")

    def _is_over(self, item: LiveEvent) -> bool:
        """Rule 5: too short, or too sparse. Rule 9: too late for a segment to continue or restore it."""
        tentative = item.event.state is EventState.TENTATIVE
        return tentative or self._now > item.latest + self._settings.merge_gap_seconds

    def _change(self, item: LiveEvent, trigger: Trigger | None = None, **fields: Any) -> None:  # noqa: ANN401
        previous = item.event.state
        item.event = replace(item.event, **fields)
        self._changes.append(EventChange(item.event, previous, trigger))

    def _take_changes(self) -> tuple[EventChange, ...]:
        """Return and clear the collected changes; drop final events."""
        changes, self._changes = tuple(self._changes), []
        self._live = [item for item in self._live if item.event.state not in FINAL]
        return changes
