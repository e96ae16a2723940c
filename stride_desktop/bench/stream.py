"""A generated stream that continues a session faster than real time, as snapshots."""

from __future__ import annotations

from dataclasses import replace
from threading import Event as Flag

import numpy as np
from PySide6.QtCore import QThread, Signal

from stride_desktop.core.events import Event, EventChange, EventState
from stride_desktop.core.ticks import ACTIVE, INACTIVE, Pass, Tick
from stride_desktop.core.timeline import TimelineSnapshot
from stride_desktop.core.timeline_history import TimelineHistory

_SLOTS = 64
_TICK_SECONDS = 2.0
_EVERY = 10
"""Ticks after which another event begins; half of them it lasts."""


class GeneratedStream:
    """Ticks every two seconds of stream time, added to the same TimelineHistory as in live watching."""

    def __init__(self, past: TimelineSnapshot) -> None:
        self._history = TimelineHistory()
        self._newest = past.newest or 0.0
        self._history.see(self._newest)
        self._history.add_tick(_tick(self._newest, past.labels, np.nan_to_num(past.probabilities)))
        self._history.add_changes(EventChange(event, None) for event in past.events)
        for gap in past.gaps:
            self._history.add_gap(gap)
        self._next_id = max((event.id for event in past.events), default=0) + 1
        self._event: Event | None = None
        self._ticks = 0
        self._random = np.random.default_rng(0)

    def advance(self) -> TimelineSnapshot:
        """Add one tick."""
        self._newest += _TICK_SECONDS
        self._ticks += 1
        active = self._ticks % _EVERY < _EVERY // 2
        labels = np.full(_SLOTS, ACTIVE if active else INACTIVE, np.int8)
        self._history.see(self._newest)
        self._history.add_tick(_tick(self._newest, labels, self._random.random(_SLOTS)))
        self._follow(active)
        return self._history.snapshot()

    def _follow(self, active: bool) -> None:
        before = self._event
        if active and before is None:
            self._event = Event(self._next_id, self._newest - _TICK_SECONDS, self._newest)
            self._next_id += 1
        elif before is not None:
            state = before.state if active else EventState.CLOSED
            self._event = replace(before, reach=self._newest, state=state)
        if self._event is not None:
            self._history.add_changes([EventChange(self._event, before.state if before else None)])
        if not active:
            self._event = None


def _tick(at: float, labels: np.ndarray, probabilities: np.ndarray) -> Tick:
    """A decision about as many seconds before `at` as there are labels."""
    count = labels.size
    starts = at - count + np.arange(count, dtype=np.float64)
    nothing, origin = np.zeros(count, np.bool_), np.ones(count, np.int16)
    return Tick(at, (Pass(0, starts, starts + 1, nothing, labels, probabilities, origin, (), (), ()),))


class StreamThread(QThread):
    """Advances a stream off the GUI thread. advanced(TimelineSnapshot)."""

    advanced = Signal(object)

    def __init__(self, stream: GeneratedStream, pause_seconds: float) -> None:
        super().__init__()
        self._stream = stream
        self._pause = pause_seconds
        self._stop = Flag()

    def run(self) -> None:
        """One tick after the other (called by Qt)."""
        while not self._stop.wait(self._pause):
            self.advanced.emit(self._stream.advance())

    def stop(self) -> None:
        """Stop, and wait for the current tick."""
        self._stop.set()
        self.wait()
