"""Starts, pauses and stops runs for the window, and emits their updates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from stride_desktop.app.live.display import DisplayThrottle
from stride_desktop.app.live.factories import Factories
from stride_desktop.app.live.model_loader import ModelLoader, ModelStatus
from stride_desktop.app.live.recent_frames import RecentFrames
from stride_desktop.app.live.requests import StandingRequests
from stride_desktop.app.live.run import LiveRun
from stride_desktop.app.live.task import PAUSED_BY_USER, PRIVATE, State, Task
from stride_desktop.core.frames import Frame
from stride_desktop.core.settings import Settings
from stride_desktop.pipeline.lane_recording import LaneRecorder
from stride_desktop.pipeline.lane_set import LaneUpdate
from stride_desktop.pipeline.mailbox import WatchCommand
from stride_desktop.pipeline.request import not_understood, unknown_requests
from stride_desktop.pipeline.updates import Asked, Deleted, EventMoved, Triggered
from stride_desktop.sources.base import SourceHealth


class LiveController(QObject):
    """Starts and stops runs, one at a time. Lives on the GUI thread and never blocks it.

    `state_changed(State)`, `started(Task)`, `source_changed(Task)` (the run goes on with another source),
    `ended(StrideError | None)`, `closed`. `happened(lane, Update)`: any update, before its specific signal:
    `event_moved(run, EventChange)`, `triggered(run, Triggered)`, `asked(run, AnswerRequest)`, `deleted(Gap)`.
    No two events of a run have the same number. `deleted` is emitted at once, and again when the lanes have
    forgotten the time. `refused(StrideError)`: a request or a command could not be carried out.
    `health_changed(Health)`: every second, and when the source's changes. The others: see DisplayThrottle.
    """

    state_changed = Signal(object)
    started = Signal(object)
    source_changed = Signal(object)
    ended = Signal(object)
    closed = Signal()
    happened = Signal(int, object)
    event_moved = Signal(int, object)
    triggered = Signal(int, object)
    asked = Signal(int, object)
    deleted = Signal(object)
    refused = Signal(object)
    health_changed = Signal(object)

    def __init__(self, factories: Factories, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.settings = settings
        self.state = State.IDLE
        self.pause_reason = PAUSED_BY_USER  # of the current or the last pause
        self.frames = RecentFrames()
        self.model = ModelLoader(factories.load, self)
        self.requests = StandingRequests(self._command, self)
        self.run_number = 0  # of the newest run, 0 before the first
        self.record: Callable[[int, Task, Settings, str], LaneRecorder | None] = lambda *_: None
        """Makes a recorder for a run, given its number and the name of its model; None stores nothing."""
        self._factories = factories
        self._run: LiveRun | None = None
        self._queued: Task | None = None
        self._task: Task | None = None
        self._closing = False
        self._display = DisplayThrottle(self)
        self._health_clock = QTimer(self, interval=1000)
        self._health_clock.timeout.connect(self._report_health)
        self.frame_shown, self.lanes_changed = self._display.frame_shown, self._display.lanes_changed
        self.wall_clock_changed = self._display.wall_clock_changed
        self.model.changed.connect(self._on_model_changed)
        self.model.ended.connect(self._start_queued)
        self.model.ended.connect(self._check_closed)

    @property
    def task(self) -> Task | None:
        """The task that waits to start, or of the newest run, with its current requests."""
        if self._queued is not None or self._task is None:
            return self._queued
        return replace(self._task, query=self.requests.first, also=self.requests.others)

    @property
    def newest(self) -> Frame | None:
        """The newest frame, None before the first."""
        return self._display.newest

    @property
    def running(self) -> bool:
        """A run is active; it may be paused."""
        return self._run is not None

    @property
    def closed_down(self) -> bool:
        """`close` was called and no thread is left."""
        return self._closing and self._run is None and not self.model.loading

    def load_model(self) -> None:
        """Load the model of the settings; a run goes on with the model before."""
        self.model.load(self.settings.model)

    @Slot(object, object)
    def follow_settings(self, before: Settings, after: Settings) -> None:
        """Use these settings; a run keeps its numbers until it is started again."""
        self.settings = after
        if after.model != before.model:
            self.load_model()

    def start(self, task: Task) -> None:
        """Begin to watch, once the model is loaded and the run before has ended.

        Another live source for the same requests continues the current run, its timeline and its stored
        session. A file, which has its own clock, and other requests begin another run.
        """
        run, current = self._active_run, self.task
        if run is not None and current is not None and task.continues(current):
            self._task = task
            self._display.interrupt()
            run.loop.change_source(task.source)
            self._set_state(State.RUNNING)
            self.source_changed.emit(task)
            return
        self._queued = task
        if self._run is not None:
            self._run.loop.stop("new request")
        elif self.model.model is None and not self.model.loading:
            self.load_model()
        self._set_state(State.QUEUED)
        self._start_queued()

    @property
    def _active_run(self) -> LiveRun | None:
        """The run while it takes commands."""
        return self._run if self.state in (State.RUNNING, State.PAUSED) else None

    def pause(self, reason: str = PAUSED_BY_USER) -> None:
        """Process no frame from now on. reason: of the gap on the timeline."""
        if self._run is not None and self.state is State.RUNNING:
            self.pause_reason = reason
            self._run.loop.pause(reason)
            self._display.interrupt()
            self._set_state(State.PAUSED)

    def resume(self) -> None:
        """Go on."""
        if self._run is not None and self.state is State.PAUSED:
            self._run.loop.resume()
            self._set_state(State.RUNNING)

    @property
    def private(self) -> bool:
        """Private mode: nothing is seen or stored until the user ends it."""
        return self.state is State.PAUSED and self.pause_reason == PRIVATE

    @Slot()
    def toggle_private(self) -> None:
        """Begin or end private mode; it also takes over another pause, which then ends no more by itself."""
        if self.state is State.PAUSED and not self.private:
            self.pause_reason = PRIVATE
            self.state_changed.emit(self.state)
        else:
            (self.resume if self.private else partial(self.pause, PRIVATE))()

    @Slot()
    def toggle_pause(self) -> None:
        """Go on if paused, else pause."""
        (self.resume if self.state is State.PAUSED else self.pause)()

    def decide_every(self, groups: int) -> None:
        """Decide only once in so many pairs of frames of a live source, until the run ends."""
        if self._run is not None:
            self._run.loop.pacer.every = groups

    def stop(self) -> None:
        """End the run, or drop the task that waits to start."""
        self._queued = None
        self._set_state(State.IDLE if self._run is None else State.STOPPING)
        if self._run is not None:
            self._run.loop.stop()

    def snooze(self, seconds: float) -> float | None:
        """Suppress triggers for so many stream seconds, 0 ends that; returns the end, None without frames."""
        if self.newest is None or self._run is None:
            return None
        until = self.newest.timestamp + seconds
        self._command(lambda lanes: lanes.snooze(until))
        return until

    @property
    def seen(self) -> tuple[float, float] | None:
        """Stream seconds of the first and the newest frame of this run; None before the first."""
        return None if self._run is None else self._run.loop.seen

    def delete_since(self, second: float) -> None:
        """Delete everything after a stream second, also in all receivers of `deleted`; the run goes on."""
        gap = None if self._active_run is None else self._active_run.loop.delete_since(second)
        if gap is not None:
            self.frames.delete(gap)
            self._display.delete_until(gap.end)
            self.deleted.emit(gap)

    def close(self) -> None:
        """End everything; `closed` follows when no thread is left."""
        self._closing = True
        self.model.cancel()
        self.stop()
        self._check_closed()

    @Slot()
    def _start_queued(self) -> None:
        """Begin the queued task if a model is loaded and the run before is over."""
        model = self.model.model
        if self._queued is None or self._run is not None or model is None or self._closing:
            return
        task, self._queued = replace(self._queued, query=self._queued.query.strip()), None
        unknown = [] if task.anyway else unknown_requests(model, (task.query, *task.also))
        if unknown:
            self._set_state(State.IDLE)
            remedy = "Ask for one of these, or press Start anyway."
            self.refused.emit(not_understood(model, unknown[0], remedy))
            return
        self.run_number += 1
        self.frames.clear()
        self._display.clear()
        self.requests.begin(task)
        self._task = task
        make_lanes = partial(self._factories.make_lanes, model, (task.query, *task.also), self.settings)
        recorder = self.record(self.run_number, task, self.settings, model.name)
        run = self._run = LiveRun(task.source, make_lanes, self.frames.add, task.interval, recorder, self)
        run.captured.connect(self._display.take_frame)
        run.detected.connect(self._on_detected)
        run.refused.connect(self.refused)
        run.source_changed.connect(self._on_source_health)
        run.ended.connect(self._on_run_ended)
        self._set_state(State.RUNNING)
        self.started.emit(task)
        self._health_clock.start()
        run.start()

    def _command(self, command: WatchCommand, urgent: bool = False) -> None:
        if self._active_run is not None:
            self._active_run.loop.command(command, urgent)

    @Slot(object)
    def _on_detected(self, updates: tuple[LaneUpdate, ...]) -> None:
        for item in updates:
            self.happened.emit(item.lane, item.update)
            self._display.take_update(item)
            self.requests.take_update(item)
            update = item.update
            if isinstance(update, Deleted) and item.lane == 0:  # all lanes delete together
                self.deleted.emit(update.gap)
            elif isinstance(update, EventMoved):
                self.event_moved.emit(self.run_number, update.change)
            elif isinstance(update, Triggered):
                self.triggered.emit(self.run_number, update)
            elif isinstance(update, Asked):
                self.asked.emit(self.run_number, update.request)

    @Slot(object)
    def _on_source_health(self, source: SourceHealth) -> None:
        if source.lost:
            self._display.interrupt()
        self._report_health()

    @Slot()
    def _report_health(self) -> None:
        if self._run is not None and self.state is State.RUNNING:
            self.health_changed.emit(self._run.loop.health.measured())

    @Slot()
    def _on_run_ended(self) -> None:
        if (run := self._run) is None:
            return
        self._display.show_now()
        self._run = None
        self._health_clock.stop()
        run.deleteLater()
        self._set_state(State.IDLE if self._queued is None else State.QUEUED)
        self.ended.emit(run.error)
        self._start_queued()
        self._check_closed()

    @Slot(object)
    def _on_model_changed(self, status: ModelStatus) -> None:
        if status.error is not None and self._queued is not None and not self._closing:
            self._queued = None
            self._set_state(State.IDLE if self._run is None else State.RUNNING)

    def _set_state(self, state: State) -> None:
        if state is not self.state:
            self.state = state
            self._display.paused = state is State.PAUSED
            self.state_changed.emit(state)

    @Slot()
    def _check_closed(self) -> None:
        if self.closed_down:
            self.closed.emit()
