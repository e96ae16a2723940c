"""The window's conductor: starts, pauses and stops runs, and passes on what they find.

Everything here happens on the GUI thread and never blocks. Work is done by the run's two threads,
the model loader and the response worker; payloads of a run that is over are dropped by number.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from stride_desktop.app import orders
from stride_desktop.app.answer_queue import AnswerQueue
from stride_desktop.app.feed import Feed
from stride_desktop.app.frame_store import FrameStore
from stride_desktop.app.health import Health
from stride_desktop.app.model_slot import ModelSlot, ModelStatus
from stride_desktop.app.run import Run
from stride_desktop.app.task import Parts, State, Task
from stride_desktop.app.workers.mailbox import Order
from stride_desktop.app.workers.payloads import Captured, Detected
from stride_desktop.core.frames import Frame
from stride_desktop.core.settings import Settings
from stride_desktop.core.timeline import DELETED, Gap
from stride_desktop.pipeline.happenings import (
    Asked,
    Deleted,
    EventMoved,
    Finished,
    RequestChanged,
    Ticked,
    Triggered,
)

PAUSED_BY_USER = "paused"
"""Reason of a pause that only the user ends."""

_BEFORE_FIRST = 0.001
"""Seconds before the first frame that are deleted with it when everything is."""


class Session(QObject):
    """Starts and stops what the window shows; see the signals.

    `state_changed(State)`, `started(Task)`, `source_changed(Task)` (the run goes on with another source),
    `ended(StrideError | None)`, `frame_shown(Frame)`,
    `happened(Happening)` (any kind), `timeline_changed(TimelineSnapshot)`, `event_moved(run, EventChange)`,
    `triggered(run, Triggered)`, `asked(run, AnswerRequest)` (a question can be answered now),
    `wall_clock_changed(float | None)` (wall-clock minus stream time),
    `deleted(Gap)` (nothing after the gap's start counts any more; told at once and again when the watch has
    forgotten it), `health_changed(Health)`, `refused(StrideError)` (an order that could not be carried out),
    `closed`.
    """

    state_changed = Signal(object)
    started = Signal(object)
    source_changed = Signal(object)
    ended = Signal(object)
    frame_shown = Signal(object)
    happened = Signal(object)
    timeline_changed = Signal(object)
    event_moved = Signal(int, object)
    triggered = Signal(int, object)
    asked = Signal(int, object)
    wall_clock_changed = Signal(object)
    deleted = Signal(object)
    health_changed = Signal(object)
    request_changed = Signal(str)
    refused = Signal(object)
    closed = Signal()

    def __init__(self, parts: Parts, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.settings = settings
        self.state = State.IDLE
        self.pause_reason = PAUSED_BY_USER
        """Why it is paused, or was last."""
        self.health = Health()
        self.manner = ""
        """How the request that is watched for is to be answered; empty for the usual way."""
        self.frames = FrameStore()
        self.model = ModelSlot(parts.load, self)
        self.answers = AnswerQueue(parts.make_responder(settings), self)
        self._parts = parts
        self._run: Run | None = None
        self._runs = 0
        self._queued: Task | None = None
        self._task: Task | None = None
        self._closing = False
        self._feed = Feed(self)
        self._feed.frame_shown.connect(self.frame_shown)
        self._feed.timeline_changed.connect(self.timeline_changed)
        self._feed.wall_clock_changed.connect(self.wall_clock_changed)
        self._beat = QTimer(self, interval=1000)
        self._beat.timeout.connect(self._tell_health)
        self.model.changed.connect(self._on_model_changed)
        self.model.ended.connect(self._on_model_ended)
        self.answers.closed.connect(self._check_closed)

    @property
    def task(self) -> Task | None:
        """What is being watched, or waits to be."""
        return self._queued or self._task

    @property
    def newest(self) -> Frame | None:
        """The newest frame, None before the first."""
        return self._feed.newest

    @property
    def run_number(self) -> int:
        """The number of the newest run, 0 before the first."""
        return self._runs

    @property
    def running(self) -> bool:
        """A run goes on, be it paused."""
        return self._run is not None

    def load_model(self) -> None:
        """Load the model of the settings; what is running goes on with the old one."""
        self.model.load(self.settings.model)

    def set_settings(self, settings: Settings) -> None:
        """Use these; a running watch keeps its numbers until it is started again."""
        reload = settings.model != self.settings.model
        self.settings = settings
        self.answers.set_responder(self._parts.make_responder(settings))
        if reload:
            self.load_model()

    def start(self, task: Task) -> None:
        """Watch this; queued while the model loads or the run before it ends.

        Another live source for the same request goes on in the run that is there, on the same timeline and
        in the same stored session. A file has a time of its own, and another request for another source is
        another matter altogether: those begin anew.
        """
        if self._goes_on_with(task):
            self._change_source(task)
            return
        self._queued = task
        if self._run is not None:
            self._run.stop("new request")
        elif self.model.model is None and not self.model.loading:
            self.load_model()
        self._set_state(State.QUEUED)
        self._start_queued()

    def _goes_on_with(self, task: Task) -> bool:
        if self._run is None or self._task is None or self.state not in (State.RUNNING, State.PAUSED):
            return False
        return self._run.source.live and task.source.live and task.query.strip() == self._task.query

    def _change_source(self, task: Task) -> None:
        if self._run is None:
            return
        self._task = task
        self._feed.interrupt()
        self._run.change_source(task.source)
        self._set_state(State.RUNNING)
        self.source_changed.emit(task)

    def pause(self, reason: str = PAUSED_BY_USER) -> None:
        """Look at no frame from now on. reason: of the gap on the timeline."""
        if self._run is not None and self.state is State.RUNNING:
            self.pause_reason = reason
            self._run.pause(reason)
            self._feed.interrupt()
            self._set_state(State.PAUSED)

    def resume(self) -> None:
        """Go on."""
        if self._run is not None and self.state is State.PAUSED:
            self._run.resume()
            self._set_state(State.RUNNING)

    def decide_every(self, groups: int) -> None:
        """Decide only on every so many pairs of frames in this run, if its source is live; 1 for each."""
        if self._run is not None:
            self._run.decide_every(groups)

    def stop(self) -> None:
        """End the run, or forget the one that waits to start."""
        self._queued = None
        if self._run is None:
            self._set_state(State.IDLE)
            return
        self._set_state(State.STOPPING)
        self._run.stop()

    def change_request(self, query: str) -> None:
        """Watch the same source for something else."""
        self._order(orders.change_request(query))
        self.request_changed.emit(query)

    def answer_now(self, event_id: int) -> None:
        """Speak about an event that was kept quiet."""
        self._order(orders.answer_now(event_id))

    def ask(self, question: str) -> None:
        """Ask about what was just seen; `asked` follows, or `refused`."""
        self._order(orders.ask(question))

    def snooze(self, seconds: float) -> None:
        """Keep quiet about events for a while of stream time; 0 ends it."""
        if self.newest is not None:
            self._order(orders.snooze(self.newest.timestamp + seconds))

    @property
    def seen(self) -> tuple[float, float] | None:
        """Stream seconds of the first and the newest frame of this run; None before the first."""
        return None if self._run is None else self._run.seen

    def delete_since(self, second: float) -> None:
        """Delete what was watched after a stream second: here, and in everything that hears `deleted`.

        What is stored of it is deleted on the recorder's way. Watching goes on.
        """
        if self._run is None or self.seen is None or self.state not in (State.RUNNING, State.PAUSED):
            return
        first, newest = self.seen
        gap = Gap(max(second, first - _BEFORE_FIRST), newest, DELETED)
        self._run.delete(gap)
        self.frames.delete(gap)
        self._feed.delete_until(newest)
        self.deleted.emit(gap)

    def close(self) -> None:
        """End everything; `closed` follows when no thread is left."""
        self._closing = True
        self._queued = None
        self._beat.stop()
        self.model.cancel()
        if self._run is not None:
            self._run.stop()
        self.answers.close()
        self._check_closed()

    # -- the run -----------------------------------------------------------------------------------

    def _start_queued(self) -> None:
        """Begin the queued task if a model is there and the run before it is over."""
        model = self.model.model
        if self._queued is None or self._run is not None or model is None or self._closing:
            return
        task, self._queued = replace(self._queued, query=self._queued.query.strip()), None
        self._task = task
        self._runs += 1
        self.frames.clear()
        self.health = Health()
        self._feed.clear()
        watch = partial(self._parts.make_watch, model, task.query, self.settings)
        recorder = self._parts.record(self._runs, task, self.settings, model.name)
        self._run = Run(self._runs, task.source, watch, self.frames.add, task.interval, recorder, self)
        self._run.captured.connect(self._on_captured)
        self._run.detected.connect(self._on_detected)
        self._run.ended.connect(self._on_run_ended)
        self._set_state(State.RUNNING)
        self.started.emit(task)
        self._beat.start()
        self._run.start()

    def _order(self, order: Order) -> None:
        if self._run is not None and self.state in (State.RUNNING, State.PAUSED):
            self._run.order(order)

    @Slot(object)
    def _on_captured(self, payload: Captured) -> None:
        if self._run is None or payload.run != self._run.number or self.state is State.PAUSED:
            return
        self._feed.take(payload, self._run.source.live)

    @Slot(object)
    def _on_detected(self, payload: Detected) -> None:
        if self._run is None or payload.run != self._run.number:
            return
        lag = payload.lag if self._run.source.live else None  # a file waits, so it cannot lag
        self.health = replace(self.health, lag=lag, skipped=2 * payload.skipped, behind=payload.behind)
        for happening in payload.happenings:
            self.happened.emit(happening)
            if isinstance(happening, Deleted):
                self.deleted.emit(happening.gap)
            if isinstance(happening, Ticked | Finished | Deleted):
                self._feed.take_timeline(happening.timeline)
            elif isinstance(happening, EventMoved):
                self.event_moved.emit(payload.run, happening.change)
            elif isinstance(happening, RequestChanged) and self._task is not None:
                self._task = replace(self._task, query=happening.query)
            elif isinstance(happening, Triggered):
                self.triggered.emit(payload.run, happening)
            elif isinstance(happening, Asked):
                self.asked.emit(payload.run, happening.request)
        if payload.error is not None:
            self.refused.emit(payload.error)

    @Slot(int)
    def _on_run_ended(self, number: int) -> None:
        run = self._run
        if run is None or run.number != number:
            return
        self._feed.show_now()
        self._run = None
        self._beat.stop()
        run.deleteLater()
        self._set_state(State.IDLE if self._queued is None else State.QUEUED)
        self.ended.emit(run.error)
        self._start_queued()
        self._check_closed()

    # -- the model ---------------------------------------------------------------------------------

    @Slot(object)
    def _on_model_changed(self, status: ModelStatus) -> None:
        if status.error is not None and self._queued is not None and not self._closing:
            self._queued = None
            self._set_state(State.IDLE if self._run is None else State.RUNNING)

    @Slot()
    def _on_model_ended(self) -> None:
        self._start_queued()
        self._check_closed()

    # -- telling the window ------------------------------------------------------------------------

    @Slot()
    def _tell_health(self) -> None:
        if self.state is not State.RUNNING:
            return
        waiting = self._run.waiting if self._run is not None else 0
        self.health = replace(self.health, capture_rate=self._feed.rate, waiting=waiting)
        self.health_changed.emit(self.health)

    def _set_state(self, state: State) -> None:
        if state is not self.state:
            self.state = state
            self.state_changed.emit(state)

    @Slot()
    def _check_closed(self) -> None:
        if self._closing and self._run is None and not self.model.loading and self.answers.ended:
            self._closing = False
            self.closed.emit()
