"""Re-runs: watch a stored session again, for another request or with another model, into a new lane."""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from time import monotonic

from PySide6.QtCore import QObject, QThread, Signal, Slot

from stride_desktop.activation.base import ActivationModel
from stride_desktop.app.live.factories import Factories, make_watch
from stride_desktop.app.review.context import ReviewContext
from stride_desktop.app.review.lanes import OpenLanes
from stride_desktop.app.review.rerun_dialog import RerunDialog
from stride_desktop.app.system.crash import unexpected
from stride_desktop.core.errors import Cancelled, StoreError, StrideError
from stride_desktop.core.settings import Settings
from stride_desktop.core.settings_json import to_json
from stride_desktop.core.timeline import Lane, TimelineSnapshot
from stride_desktop.pipeline.recording import Recorder, beginning
from stride_desktop.pipeline.replay import replay_source, rerun
from stride_desktop.pipeline.updates import Finished, Ticked, Update
from stride_desktop.sessions.base import StoreNotice
from stride_desktop.sessions.library import Library
from stride_desktop.sessions.opened import read_stored_lane
from stride_desktop.sessions.records import Kept

_REPORT_SECONDS = 0.2
_STORE_SECONDS = 60.0


@dataclass(frozen=True, slots=True, eq=False)
class RerunOrder:
    """A request for a re-run. model: the loaded one, None to load the model of the settings."""

    session_id: str
    query: str
    settings: Settings
    model: ActivationModel | None


@dataclass(frozen=True, slots=True, eq=False)
class RerunStep:
    """Progress of a re-run. words: while the model loads; fraction: None when unknown."""

    words: str
    fraction: float | None
    model: str = ""
    snapshot: TimelineSnapshot | None = None


class RerunWorker(QThread):
    """Carries out one order. `step` carries RerunStep.

    lane_id, error: the outcome, once the thread has finished. Without a lane_id the re-run was cancelled or
    failed, and left nothing on the disk.
    """

    step = Signal(object)

    def __init__(
        self, library: Library, factories: Factories, order: RerunOrder, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.order = order
        self.lane_id = ""
        self.error: StrideError | None = None
        self._library = library
        self._factories = factories
        self._stop = threading.Event()
        self._reported = 0.0
        self._refused: StoreNotice | None = None

    def stop(self) -> None:
        """Stop as soon as possible."""
        self._stop.set()

    def run(self) -> None:
        """Carry out the order; runs on this thread."""
        try:
            self.lane_id = self._watch()
        except Cancelled:
            pass
        except StrideError as failure:
            self.error = failure
        except Exception as failure:
            self.error = unexpected(failure, "watching a stored session")

    def _watch(self) -> str:
        order = self.order
        model = order.model or self._factories.load(
            order.settings.model, self._report_loading, self._stop.is_set
        )
        watch = make_watch(model, order.query, order.settings)
        with self._library.open(order.session_id) as session:
            source, last = replay_source(self._library, session)
            first = session.timeline().begin or 0.0
        settings = to_json(order.settings)
        what = beginning(source.info, False, model.name, Kept.SPANS, order.query, settings)
        store = self._library.begin_lane(order.session_id, what, self._on_notice)
        lane_id = self._library.id_of(store)
        try:
            recorder = Recorder(store, order.query, pictures=False)
            rerun(watch, source, recorder, self._stop, partial(self._report, model.name, first, last))
            if self._stop.is_set():
                raise Cancelled
            recorder.end()
            stored = store.join(_STORE_SECONDS)
            if self._refused is not None:
                raise StoreError(self._refused.what, self._refused.remedy)
            if not stored:
                raise StoreError("The lane could not be stored.", "Try again.")
        except BaseException:
            store.close("cancelled")
            store.join(_STORE_SECONDS)
            with suppress(StoreError):  # nothing of it may ever have been written
                self._library.delete(lane_id)
            raise
        return lane_id

    def _on_notice(self, notice: StoreNotice) -> None:
        self._refused = notice

    def _report_loading(self, words: str, fraction: float | None = None) -> None:
        self.step.emit(RerunStep(words, fraction))

    def _report(self, model: str, first: float, last: float, update: Update) -> None:
        if not isinstance(update, Ticked | Finished):
            return
        if monotonic() - self._reported < _REPORT_SECONDS and isinstance(update, Ticked):
            return
        self._reported = monotonic()
        snapshot = update.timeline
        fraction = ((snapshot.newest or first) - first) / max(1.0, last - first)
        self.step.emit(RerunStep("", min(1.0, max(0.0, fraction)), model, snapshot))


class RerunController(QObject):
    """Asks for a re-run, shows its progress, and adds its lane. One at a time; `active_changed(bool)`."""

    active_changed = Signal(bool)

    def __init__(self, context: ReviewContext, lanes: OpenLanes) -> None:
        super().__init__(lanes)
        self._context = context
        self._lanes = lanes
        self._worker: RerunWorker | None = None
        context.bar.cancel_requested.connect(self.cancel)

    @property
    def active(self) -> bool:
        """A re-run is in progress."""
        return self._worker is not None

    @Slot()
    def ask(self) -> None:
        """Ask for a request and a model, and begin."""
        active = self._lanes.active
        if active is not None:
            checkpoint = self._context.settings.value.model.checkpoint
            dialog = RerunDialog(active.lane.query, checkpoint, self._context.bar.window())
            dialog.chosen.connect(self.begin)
            dialog.open()

    @Slot(str, str)
    def begin(self, query: str, checkpoint: str) -> None:
        """Watch the open session for `query`. checkpoint: as in `ModelSettings`."""
        opened, context = self._lanes.opened, self._context
        if opened is None or self._worker is not None:
            return
        settings = context.settings.value
        loaded = context.live.model.model if checkpoint == settings.model.checkpoint else None
        chosen = replace(settings, model=replace(settings.model, checkpoint=checkpoint))
        order = RerunOrder(opened.id, query, chosen, loaded)
        self._worker = RerunWorker(context.library, context.factories, order, self)
        self._worker.step.connect(self._on_step)
        self._worker.finished.connect(self._on_finished)
        self._worker.start(QThread.Priority.LowPriority)
        self.active_changed.emit(True)

    @Slot()
    def cancel(self) -> None:
        """Stop the re-run and delete its lane."""
        if self._worker is not None:
            self._worker.stop()

    def _is_open(self, worker: RerunWorker) -> bool:
        """The re-run is about the session that is open."""
        opened = self._lanes.opened
        return opened is not None and worker.order.session_id == opened.id

    @Slot(object)
    def _on_step(self, step: RerunStep) -> None:
        worker = self._worker
        if worker is not None and self._is_open(worker):
            if step.snapshot is not None:
                self._lanes.grow(Lane(worker.order.query, step.model, step.snapshot))
            self._context.bar.show_progress(step.words or "Watching again…", step.fraction)

    @Slot()
    def _on_finished(self) -> None:
        worker, self._worker = self._worker, None
        if worker is None:
            return
        worker.wait()
        worker.deleteLater()
        self.active_changed.emit(False)
        context = self._context
        context.bar.show_progress("", None)
        if worker.error is not None:
            context.notifications.fail(worker.error)
        if worker.lane_id and self._is_open(worker):
            work = partial(read_stored_lane, context.library, worker.lane_id)
            context.background.run(work, self._lanes.add, context.notifications.fail)
        self._lanes.grow(None)
