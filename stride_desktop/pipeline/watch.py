"""One stream watched for one standing request: frames in, updates out. No Qt, no threads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from time import perf_counter

import numpy as np

from stride_desktop.activation.base import ActivationModel
from stride_desktop.activation.detector import ActivationDetector, never
from stride_desktop.core.events import Event, EventChange, EventState
from stride_desktop.core.fair_lock import device_lock
from stride_desktop.core.frames import Frame
from stride_desktop.core.run_policy import event_policy
from stride_desktop.core.ticks import Tick
from stride_desktop.core.timeline import DELETED, Gap, TimelineSnapshot
from stride_desktop.core.timeline_history import TimelineHistory
from stride_desktop.pipeline.evidence import Evidence
from stride_desktop.pipeline.request import checked_request
from stride_desktop.pipeline.settings import WatchSettings
from stride_desktop.pipeline.stream_clock import CLOCK_LIMIT
from stride_desktop.pipeline.updates import (
    Asked,
    Deleted,
    Ended,
    EventMoved,
    Finished,
    GapSeen,
    MemoryShort,
    Ticked,
    Triggered,
    Update,
)


class Watch:
    """Detector, events, evidence and timeline of one stream, driven by its frames alone.

    The same frames, settings and seed give the same updates, at any speed. Belongs to one
    thread at a time. All times are stream seconds, as a StreamClock gives them.
    """

    def __init__(
        self,
        model: ActivationModel,
        query: str,
        settings: WatchSettings | None = None,
        seed: int = 0,
        numbers: Iterator[int] | None = None,
    ) -> None:
        """numbers: of events, as in EventPolicy. Raises RequestError when this cannot be watched for."""
        self._settings = WatchSettings() if settings is None else settings
        self.query = checked_request(query)
        self._model = model
        self._lock = device_lock(model.compute.device)
        rng = np.random.RandomState(seed)
        self.detector = ActivationDetector(model, self.query, self._settings.detector, rng)
        self._numbers = numbers
        self._policy = event_policy(self._settings.events, numbers)
        self._evidence = Evidence(self._settings)
        self.timeline = TimelineHistory()
        self._newest: float | None = None
        self._epoch = 0  # of the newest frame
        self._skipped = 0  # frames left out since the newest one
        self._memory = (self.detector.max_frames, False)  # as told: frames looked back at, nothing decided
        self._finished: str | None = None  # why detection does not run at the moment
        self.asked_at: float | None = None
        """Stream second at which the request was made, if that was while watching."""
        self.refused = 0
        """Frames so far that were not newer than the one before, and were ignored."""

    def push(
        self, frame: Frame, cancelled: Callable[[], bool] = never, denoise: bool = True
    ) -> tuple[Update, ...]:
        """Take the next frame.

        denoise: False remembers the frame but decides nothing, for when time is short. A frame that is
        not newer than the one before is counted in `refused` and ignored. Raises Cancelled, and
        FrameError when the model cannot take the picture; the watch can go on after either.
        """
        if not self.is_newer(frame.timestamp):
            self.refused += 1
            return ()
        updates = self.arrive(frame, cancelled)
        started = perf_counter()
        with self._lock.held():
            tick = self.detector.push(frame, cancelled, denoise)
        return updates + self.decided(tick, perf_counter() - started)

    def arrive(self, frame: Frame, cancelled: Callable[[], bool] = never) -> tuple[Update, ...]:
        """First half of `push` (gap check, evidence), for callers that drive several watches."""
        updates = self._follow_gap(frame, cancelled)
        self._newest, self._epoch, self._skipped = frame.timestamp, frame.epoch, 0
        self.timeline.see(frame.timestamp)
        self._evidence.add(frame)
        return updates

    def decided(self, tick: Tick | None, seconds: float) -> tuple[Update, ...]:
        """Second half of `push`: processes the detector's decision, which took so many seconds."""
        return self._follow_memory() + self._take_tick(tick, seconds)

    def branch(self, query: str, seed: int = 0) -> Watch:
        """A watch of the same stream for another request: it knows the newest frames, and has no events yet.

        Raises RequestError.
        """
        other = Watch(self._model, query, self._settings, seed, self._numbers)
        other.detector = self.detector.branch(other.query, np.random.RandomState(seed))
        other._newest, other._epoch, other._skipped = self._newest, self._epoch, self._skipped
        other._finished = self._finished
        other._evidence = self._evidence.copy()
        other.asked_at = self._newest
        if self._newest is not None:
            other._policy.count_from(self._newest)
        return other

    def skip(self, count: int) -> None:
        """The driver left out `count` frames, one a second, because it could not keep up."""
        self._skipped += count

    def wait(self, seconds: float) -> tuple[Update, ...]:
        """Report for how many seconds no frame has come; a silence that is too long ends detection."""
        watching = self._newest is not None and self._finished is None
        return self.finish("gap") if watching and self._is_silence(seconds) else ()

    def finish(self, reason: str = "stopped", cancelled: Callable[[], bool] = never) -> tuple[Update, ...]:
        """End detection: decide on what is left, then close every event with `reason`.

        Calling it again only changes the reason. A later frame starts detection over, after a gap with the
        last reason; a watch is paused, or changes its source, in this way.
        """
        if self._finished is not None:
            known, self._finished = self._finished, reason
            return () if reason == known else (Finished(reason, self.snapshot()),)
        updates = self._end_detection(reason, cancelled)
        self._finished = reason
        return (*updates, Finished(reason, self.snapshot()))

    def delete(self, gap: Gap) -> tuple[Update, ...]:
        """Delete everything after the gap's start; detection starts over after the gap.

        gap: up to the newest captured frame, even if it has not reached the watch. Events that began before
        it are closed at its start, those in it are deleted. Decisions on the seconds before it stay.
        """
        self.timeline.add_changes(self._policy.close(DELETED))
        self.detector.restart(self.query, keep_frames=False)
        self._evidence.forget_after(gap.start)
        changes = self.timeline.delete(gap)
        self._newest, self._skipped = gap.end, 0
        return (Deleted(gap, self.snapshot()), *(EventMoved(change) for change in changes))

    def snooze(self, until: float) -> None:
        """Suppress triggers before `until`, stream seconds; a time in the past ends the snooze."""
        self._policy.snooze(until)

    def answer_now(self, event_id: int) -> tuple[Update, ...]:
        """Trigger a suppressed event after all; no updates when it is closed or has triggered."""
        change = self._policy.answer_now(event_id)
        return () if change is None else self._take_changes((change,))

    def ask(self, question: str) -> tuple[Update, ...]:
        """The request for a question of the user about the newest frames.

        Raises RequestError before the first frame, and for an invalid question.
        """
        going_on = next(reversed(self._policy.live), None)
        request = self._evidence.for_question(self.query, question, self._newest, going_on)
        return (Asked(request),)

    def snapshot(self) -> TimelineSnapshot:
        """The timeline so far."""
        return self.timeline.snapshot()

    def is_newer(self, timestamp: float) -> bool:
        """Whether a frame of this stream second can follow."""
        if not -CLOCK_LIMIT < timestamp < CLOCK_LIMIT:  # also what is not a number
            return False
        return self._newest is None or timestamp > self._newest

    def _follow_gap(self, frame: Frame, cancelled: Callable[[], bool]) -> tuple[Update, ...]:
        """Start over when the source was silent, its clock set, or watching paused before a frame."""
        now = frame.timestamp
        if self._newest is None:
            self._finished = None
            return ()
        updates: tuple[Update, ...] = ()
        reason = self._finished
        if reason is None and (broken := self._broken_off(frame, self._newest)):
            reason = broken
            updates = self._end_detection(reason, cancelled)
        if reason is not None:
            self.detector.restart(self.query, keep_frames=False)
            self.timeline.restart()
            self._finished = None
        elif self._skipped:
            reason = "overload"
        if reason is None:
            return ()
        gap = Gap(self._newest, now, reason)
        self.timeline.add_gap(gap)
        return (*updates, GapSeen(gap))

    def _broken_off(self, frame: Frame, newest: float) -> str:
        """Why detection cannot go on with this frame, empty when it can."""
        if frame.epoch != self._epoch:
            return "clock"
        return "gap" if self._is_silence(frame.timestamp - newest) else ""

    def _is_silence(self, seconds: float) -> bool:
        """Whether so many seconds without a frame end detection."""
        return seconds - self._skipped > self._settings.gap_seconds

    def _end_detection(self, reason: str, cancelled: Callable[[], bool]) -> tuple[Update, ...]:
        started = perf_counter()
        with self._lock.held():
            tick = self.detector.flush(cancelled)
        updates = self._take_tick(tick, perf_counter() - started)
        return updates + self._take_changes(self._policy.close(reason))

    def _follow_memory(self) -> tuple[Update, ...]:
        memory = (self.detector.max_frames, self.detector.starved)
        if memory == self._memory:
            return ()
        worse = memory[0] < self._memory[0] or memory[1]
        self._memory = memory
        return (MemoryShort(*memory),) if worse else ()

    def _take_tick(self, tick: Tick | None, seconds: float) -> tuple[Update, ...]:
        if tick is None:
            return ()
        self.timeline.add_tick(tick)
        updates = self._take_changes(self._policy.update(tick.outline))
        return (Ticked(tick, self.snapshot(), seconds), *updates)

    def _take_changes(self, changes: Iterable[EventChange]) -> tuple[Update, ...]:
        changes = tuple(changes)
        self.timeline.add_changes(changes)
        updates: list[Update] = []
        for change in changes:
            updates.append(EventMoved(change))
            if change.trigger is not None:
                request = self._evidence.for_trigger(self.query, change.trigger)
                updates.append(Triggered(change.trigger, request))
            if _offset_seen(event := change.event):
                now = event.reach if self._newest is None else self._newest
                updates.append(Ended(event, self._evidence.for_ending(self.query, event, now)))
        for change in changes:
            if change.trigger is not None:
                self._evidence.clean_up(change.trigger.time)
        return tuple(updates)


def _offset_seen(event: Event) -> bool:
    """Whether an event that triggered while it was ongoing has ended by its offset."""
    told = event.triggered_at is not None and not event.late
    return told and event.state is EventState.CLOSED and not event.reason
