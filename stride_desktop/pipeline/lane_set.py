"""One stream watched for several standing requests: a watch for each, one model for all."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from time import perf_counter

from stride_desktop.activation.base import ActivationModel
from stride_desktop.activation.detector import never
from stride_desktop.activation.lanes import lane_memory, take_all
from stride_desktop.activation.shared import SharedModel
from stride_desktop.activation.steps import run_batched
from stride_desktop.core.errors import Cancelled
from stride_desktop.core.fair_lock import device_lock
from stride_desktop.core.frames import Frame
from stride_desktop.core.timeline import Gap
from stride_desktop.core.timeline_history import TimelineHistory
from stride_desktop.pipeline.request import checked_request
from stride_desktop.pipeline.settings import WatchSettings
from stride_desktop.pipeline.updates import (
    Deleted,
    EventMoved,
    RequestAdded,
    RequestRemoved,
    Update,
)
from stride_desktop.pipeline.watch import Watch


@dataclass(frozen=True, slots=True, eq=False)
class LaneUpdate:
    """An update of one lane. lane: its number, in the order in which lanes were added."""

    lane: int
    query: str
    update: Update


@dataclass(frozen=True, slots=True, eq=False)
class _EndedLane:
    """A lane that was removed. asked_at: as in Watch. successor: the lane that replaces it, if any."""

    query: str
    timeline: TimelineHistory
    asked_at: float | None
    successor: int | None

    def delete(self, gap: Gap) -> tuple[Update, ...]:
        """As `Watch.delete`; where everything was over before, nothing changes."""
        newest = self.timeline.snapshot().newest
        changes = () if newest is None or newest <= gap.start else self.timeline.delete(gap)
        return (Deleted(gap, self.timeline.snapshot()), *(EventMoved(change) for change in changes))


class LaneSet:
    """One watch for each request: pictures are encoded once, denoising calls are made as one batch.

    Each watch finds what it would find by itself. Belongs to one thread at a time.
    """

    def __init__(
        self,
        model: ActivationModel,
        queries: Sequence[str],
        settings: WatchSettings | None = None,
        seed: int = 0,
        max_bytes: int | None = None,
        numbers: Iterator[int] | None = None,
    ) -> None:
        """seed: of the first request; the others follow. max_bytes: see `lane_memory`.

        numbers: of events, which all watches draw from; None numbers those of each as if it were alone.
        Raises RequestError, and SettingsError when there is not memory enough for so many.
        """
        self._model = SharedModel(model)
        self._settings = WatchSettings() if settings is None else settings
        self._max_bytes = max_bytes
        self._lock = device_lock(self._model.compute.device)
        self._seed = seed
        self._numbers = numbers
        queries = [checked_request(query) for query in queries]
        self.most_bytes = self._memory_for(queries)
        """Memory that the requests need at most, beside the model and the pictures."""
        self.lanes = {number: self._watch(query, number) for number, query in enumerate(queries)}
        """The watches by their numbers, in the order in which they were added."""
        self._ended: dict[int, _EndedLane] = {}
        self._next = len(queries)
        self._snoozed_until = -math.inf

    def _watch(self, query: str, number: int) -> Watch:
        return Watch(self._model, query, self._settings, self._seed + number, self._numbers)

    def _memory_for(self, queries: Sequence[str]) -> int:
        return lane_memory(self._model, self._settings.detector, queries, self._max_bytes)

    @property
    def mid_group(self) -> bool:
        """The next frame completes a group of two."""
        return any(watch.detector.mid_group for watch in self.lanes.values())

    # -- commands ----------------------------------------------------------------------------------

    def add(self, query: str) -> tuple[LaneUpdate, ...]:
        """Add a lane for one more request; it knows the frames in the window.

        Raises RequestError, and SettingsError when there is not memory enough; nothing changes then.
        """
        return self._begin(query, self.lanes, next(iter(self.lanes.values()), None))

    def remove(
        self, lane: int, reason: str = "stopped", successor: int | None = None
    ) -> tuple[LaneUpdate, ...]:
        """Remove a lane and close its events; no updates where it was removed before.

        successor: the lane that replaces it.
        """
        watch = self.lanes.get(lane)
        if watch is None:
            return ()
        removed = RequestRemoved(watch.query, reason, successor)
        told = self._of(lane, (*watch.finish(reason), removed))
        self._ended[lane] = _EndedLane(watch.query, watch.timeline, watch.asked_at, successor)
        del self.lanes[lane]
        return told

    def change_request(self, query: str, lane: int) -> tuple[LaneUpdate, ...]:
        """Replace a lane by one for another request, which knows the same frames.

        Raises like `add`; nothing changes then.
        """
        lane = self._current(lane)
        others = [number for number in self.lanes if number != lane]
        added = self._begin(query, others, self.lanes[lane])
        return (*added, *self.remove(lane, "new request", successor=added[0].lane))

    def _begin(self, query: str, beside: Iterable[int], like: Watch | None) -> tuple[LaneUpdate, ...]:
        """One more lane. beside: the lanes that go on; like: a watch that has seen the stream so far.

        Raises RequestError and SettingsError.
        """
        query, number = checked_request(query), self._next
        most_bytes = self._memory_for([*(self.lanes[lane].query for lane in beside), query])
        watch = self._watch(query, number) if like is None else like.branch(query, self._seed + number)
        watch.snooze(self._snoozed_until)
        self.lanes[number], self._next, self.most_bytes = watch, number + 1, most_bytes
        return self._of(number, (RequestAdded(query, watch.asked_at),))

    def _current(self, lane: int) -> int:
        """The lane, or the one that has replaced it; the first lane when it has no successor."""
        while lane not in self.lanes:
            successor = self._ended[lane].successor if lane in self._ended else None
            lane = next(iter(self.lanes)) if successor is None else successor
        return lane

    def ask(self, question: str, lane: int) -> tuple[LaneUpdate, ...]:
        """The request for a question of the user; see `Watch.ask`. lane: its ongoing event is asked about."""
        lane = self._current(lane)
        return self._of(lane, self.lanes[lane].ask(question))

    def answer_now(self, event_id: int) -> tuple[LaneUpdate, ...]:
        """Trigger a suppressed event after all; for lanes that share the numbers of events."""
        return self._all(lambda watch: watch.answer_now(event_id))

    def snooze(self, until: float) -> tuple[LaneUpdate, ...]:
        """Suppress triggers in all lanes, later ones included; see `Watch.snooze`. Gives no updates."""
        self._snoozed_until = until
        for watch in self.lanes.values():
            watch.snooze(until)
        return ()

    def delete(self, gap: Gap) -> tuple[LaneUpdate, ...]:
        """Delete everything after the gap's start in all lanes, removed ones included; see `Watch.delete`.

        An ended lane whose request was made after the gap's start is removed.
        """
        told = [item for lane, was in self._ended.items() for item in self._of(lane, was.delete(gap))]
        told += self._all(lambda watch: watch.delete(gap))
        for lane, was in list(self._ended.items()):
            if was.asked_at is not None and was.asked_at > gap.start:  # nothing of it is left
                told += self._of(lane, (RequestRemoved(was.query, gap.reason),))
                del self._ended[lane]
        return tuple(told)

    # -- frames ------------------------------------------------------------------------------------

    def push(
        self, frame: Frame, cancelled: Callable[[], bool] = never, denoise: bool = True
    ) -> tuple[LaneUpdate, ...]:
        """Give all lanes the next frame; see `Watch.push`."""
        newer = {n: watch for n, watch in self.lanes.items() if watch.is_newer(frame.timestamp)}
        for number, watch in self.lanes.items():
            watch.refused += number not in newer
        told = [item for n, watch in newer.items() for item in self._of(n, watch.arrive(frame, cancelled))]
        started = perf_counter()
        with self._lock.held():
            if self.mid_group and cancelled():
                raise Cancelled
            take_all([partial(watch.detector.take, frame) for watch in newer.values()])
            steps = [watch.detector.decide(cancelled, denoise) for watch in newer.values()]
            ticks = run_batched(steps, self._model.denoise_together, cancelled)
        seconds = perf_counter() - started
        for (number, watch), tick in zip(newer.items(), ticks, strict=True):
            told += self._of(number, watch.decided(tick, seconds))
        return tuple(told)

    def skip(self, count: int) -> None:
        """Report that `count` frames were left out."""
        for watch in self.lanes.values():
            watch.skip(count)

    def wait(self, seconds: float) -> tuple[LaneUpdate, ...]:
        """Report for how many seconds no frame has come; see `Watch.wait`."""
        return self._all(lambda watch: watch.wait(seconds))

    def finish(
        self, reason: str = "stopped", cancelled: Callable[[], bool] = never
    ) -> tuple[LaneUpdate, ...]:
        """End detection in all lanes; see `Watch.finish`."""
        return self._all(lambda watch: watch.finish(reason, cancelled))

    def _all(self, do: Callable[[Watch], Iterable[Update]]) -> tuple[LaneUpdate, ...]:
        return tuple(item for number, watch in self.lanes.items() for item in self._of(number, do(watch)))

    def _of(self, number: int, updates: Iterable[Update]) -> tuple[LaneUpdate, ...]:
        lane = self.lanes.get(number) or self._ended[number]
        return tuple(LaneUpdate(number, lane.query, item) for item in updates)
