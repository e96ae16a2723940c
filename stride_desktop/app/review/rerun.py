"""Watching a stored session once more, for another request or with another model, into a lane of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from time import monotonic

from PySide6.QtCore import QObject, QThread, Signal, Slot

from stride_desktop.activation.base import ActivationModel
from stride_desktop.app.live.controller import LiveController
from stride_desktop.app.live.factories import Factories, make_watch
from stride_desktop.app.review.bar import ReviewBar
from stride_desktop.app.review.lanes import OpenLanes
from stride_desktop.app.review.rerun_dialog import RerunDialog
from stride_desktop.app.system.background import BackgroundQueue
from stride_desktop.app.system.crash import unexpected
from stride_desktop.app.system.current_settings import CurrentSettings
from stride_desktop.app.system.notices import Notifications
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

_TELL_SECONDS = 0.2
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


@dataclass(frozen=True, slots=True, eq=False)
class RerunEnded:
    """The end of a re-run. lane_id: "" when it was cancelled or failed; nothing of it is left then."""

    lane_id: str
    error: StrideError | None


class RerunWorker(QThread):
    """Carries out one order. `step` carries RerunStep, `ended` RerunEnded."""

    step = Signal(object)
    ended = Signal(object)

    def __init__(
        self, library: Library, factories: Factories, order: RerunOrder, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._factories = factories
        self._order = order
        self._stop = threading.Event()
        self._told = 0.0
        self._refused: StoreNotice | None = None

    def stop(self) -> None:
        """Give up at the next chance."""
        self._stop.set()

    def run(self) -> None:
        """Watch; runs on this thread."""
        lane_id, error = "", None
        try:
            lane_id = self._watch()
        except Cancelled:
            pass
        except StrideError as failure:
            error = failure
        except Exception as failure:
            error = unexpected(failure, "watching a stored session")
        self.ended.emit(RerunEnded(lane_id, error))

    def _watch(self) -> str:
        order = self._order
        model = order.model or self._factories.load(
            order.settings.model, self._tell_loading, self._stop.is_set
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
            rerun(watch, source, recorder, self._stop, partial(self._tell, model.name, first, last))
            if self._stop.is_set():
                raise Cancelled
            recorder.end()
            self._wait_until_stored(store.join)
        except BaseException:
            store.close("cancelled")
            store.join(_STORE_SECONDS)
            with suppress(StoreError):  # nothing of it may ever have been written
                self._library.delete(lane_id)
            raise
        return lane_id

    def _wait_until_stored(self, join: Callable[[float], bool]) -> None:
        if not join(_STORE_SECONDS) or self._refused is not None:
            said = self._refused
            raise StoreError(
                said.what if said else "The lane could not be stored.", said.remedy if said else ""
            )

    def _on_notice(self, notice: StoreNotice) -> None:
        self._refused = notice

    def _tell_loading(self, words: str, fraction: float | None = None) -> None:
        self.step.emit(RerunStep(words, fraction))

    def _tell(self, model: str, first: float, last: float, update: Update) -> None:
        if not isinstance(update, Ticked | Finished):
            return
        if monotonic() - self._told < _TELL_SECONDS and isinstance(update, Ticked):
            return
        self._told = monotonic()
        snapshot = update.timeline
        fraction = ((snapshot.newest or first) - first) / max(1.0, last - first)
        self.step.emit(RerunStep("", min(1.0, max(0.0, fraction)), model, snapshot))


class Reruns(QObject):
    """One re-run at a time. `step` carries RerunStep, `ended` RerunEnded, `active_changed(bool)`."""

    step = Signal(object)
    ended = Signal(object)
    active_changed = Signal(bool)

    def __init__(self, library: Library, factories: Factories, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._factories = factories
        self._worker: RerunWorker | None = None
        self.order: RerunOrder | None = None

    @property
    def active(self) -> bool:
        """Something is being watched again."""
        return self._worker is not None

    def start(self, order: RerunOrder) -> None:
        """Begin; nothing happens while another is active."""
        if self._worker is not None:
            return
        self.order = order
        self._worker = RerunWorker(self._library, self._factories, order, self)
        self._worker.step.connect(self.step)
        self._worker.ended.connect(self._on_ended)
        self._worker.finished.connect(self._on_finished)
        self._worker.start(QThread.Priority.LowPriority)
        self.active_changed.emit(True)

    @Slot()
    def cancel(self) -> None:
        """Give up; `ended` follows."""
        if self._worker is not None:
            self._worker.stop()

    @Slot(object)
    def _on_ended(self, payload: RerunEnded) -> None:
        self._outcome = payload

    @Slot()
    def _on_finished(self) -> None:
        if self._worker is not None:
            self._worker.wait()
            self._worker.deleteLater()
            self._worker = None
        self.active_changed.emit(False)
        self.ended.emit(self._outcome)


class RerunController(QObject):
    """Asks for a re-run, shows how far it is, and adds its lane."""

    def __init__(
        self,
        library: Library,
        factories: Factories,
        background: BackgroundQueue,
        lanes: OpenLanes,
        settings: CurrentSettings,
        live: LiveController,
        bar: ReviewBar,
        notifications: Notifications,
    ) -> None:
        super().__init__(lanes)
        self._library = library
        self._background = background
        self._lanes = lanes
        self._settings = settings
        self._live = live
        self._bar = bar
        self._notifications = notifications
        self.reruns = Reruns(library, factories, self)
        self.reruns.step.connect(self._on_step)
        self.reruns.ended.connect(self._on_ended)
        bar.cancel_requested.connect(self.reruns.cancel)

    @Slot()
    def ask(self) -> None:
        """Ask for a request and a model, and begin."""
        active = self._lanes.active
        if active is not None:
            checkpoint = self._settings.value.model.checkpoint
            dialog = RerunDialog(active.lane.query, checkpoint, self._bar.window())
            dialog.chosen.connect(self.begin)
            dialog.open()

    @Slot(str, str)
    def begin(self, query: str, checkpoint: str) -> None:
        """Watch the open session for `query`. checkpoint: as in `ModelSettings`."""
        opened, live = self._lanes.opened, self._live
        if opened is not None:
            settings = self._settings.value
            loaded = live.model.model if checkpoint == settings.model.checkpoint else None
            chosen = replace(settings, model=replace(settings.model, checkpoint=checkpoint))
            self.reruns.start(RerunOrder(opened.id, query, chosen, loaded))

    def _here(self) -> RerunOrder | None:
        """The order, if it is about the session that is open."""
        order, opened = self.reruns.order, self._lanes.opened
        return order if order is not None and opened is not None and order.session_id == opened.id else None

    @Slot(object)
    def _on_step(self, step: RerunStep) -> None:
        order = self._here()
        if order is not None:
            if step.snapshot is not None:
                self._lanes.grow(Lane(order.query, step.model, step.snapshot))
            self._bar.show_progress(step.words or "Watching again…", step.fraction)

    @Slot(object)
    def _on_ended(self, ended: RerunEnded) -> None:
        self._bar.show_progress("", None)
        if ended.error is not None:
            self._notifications.fail(ended.error)
        if self._here() is not None and ended.lane_id:
            work = partial(read_stored_lane, self._library, ended.lane_id)
            self._background.run(work, self._lanes.add, self._notifications.fail)
        self._lanes.grow(None)
