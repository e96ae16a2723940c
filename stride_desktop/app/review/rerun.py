"""Re-runs: watch a stored session again, for another request or with another model, into a new lane."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from time import monotonic

from PySide6.QtCore import QObject, Signal, Slot

from stride_desktop.activation.base import ActivationModel
from stride_desktop.app.live.factories import Factories, make_watch
from stride_desktop.app.review.context import ReviewContext
from stride_desktop.app.review.lanes import OpenLanes
from stride_desktop.app.review.rerun_dialog import RerunDialog
from stride_desktop.app.system.background import CancellableCall
from stride_desktop.core.errors import Cancelled, StoreError
from stride_desktop.core.settings import Settings
from stride_desktop.core.settings_json import to_json
from stride_desktop.core.timeline import Lane
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
class RerunStep:
    """Progress of a re-run. words: while the model loads; fraction: None when unknown."""

    words: str
    fraction: float | None
    lane: Lane | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Rerun:
    """A stored session to be watched again. model: the loaded one, None to load the model of the settings.

    report: called with every step, on the thread of the watching.
    """

    library: Library
    factories: Factories
    session_id: str
    query: str
    settings: Settings
    model: ActivationModel | None
    report: Callable[[RerunStep], None]

    def watch(self, cancelled: threading.Event) -> str:
        """Watch the session in the background; returns the id of the new lane.

        Raises StrideError, and Cancelled; then nothing of it is left on the disk.
        """
        model = self.model or self.factories.load(self.settings.model, self._report_loading, cancelled.is_set)
        watch = make_watch(model, self.query, self.settings)
        with self.library.open(self.session_id) as session:
            source, last = replay_source(self.library, session, self.settings.privacy)
            first = session.timeline().begin or 0.0
        what = beginning(source.info, False, model.name, Kept.SPANS, self.query, to_json(self.settings))
        refused: list[StoreNotice] = []
        store = self.library.begin_lane(self.session_id, what, refused.append)
        lane_id = self.library.id_of(store)
        try:
            recorder = Recorder(store, self.query, pictures=False)
            rerun(watch, source, recorder, cancelled, self._reporting(model.name, first, last))
            if cancelled.is_set():
                raise Cancelled
            recorder.end()
            stored = store.join(_STORE_SECONDS)
            if refused:
                raise StoreError(refused[-1].what, refused[-1].remedy)
            if not stored:
                raise StoreError("The lane could not be stored.", "Try again.")
        except BaseException:
            store.close("cancelled")
            store.join(_STORE_SECONDS)
            with suppress(StoreError):  # nothing of it may ever have been written
                self.library.delete(lane_id)
            raise
        return lane_id

    def _report_loading(self, words: str, fraction: float | None = None) -> None:
        self.report(RerunStep(words, fraction))

    def _reporting(self, model: str, first: float, last: float) -> Callable[[Update], None]:
        """Reports the lane so far, several times a second."""
        reported = 0.0

        def tell(update: Update) -> None:
            nonlocal reported
            due = monotonic() - reported >= _REPORT_SECONDS
            if isinstance(update, Finished) or (isinstance(update, Ticked) and due):
                reported = monotonic()
                fraction = ((update.timeline.newest or first) - first) / max(1.0, last - first)
                lane = Lane(self.query, model, update.timeline)
                self.report(RerunStep("", min(1.0, max(0.0, fraction)), lane))

        return tell


class RerunController(QObject):
    """Asks for a re-run, shows its progress, and adds its lane. One at a time; `active_changed(bool)`."""

    active_changed = Signal(bool)
    _stepped = Signal(object)

    def __init__(self, context: ReviewContext, lanes: OpenLanes) -> None:
        super().__init__(lanes)
        self._context = context
        self._lanes = lanes
        self._session = ""  # that is watched again
        self._call = CancellableCall(self)
        self._call.answered.connect(self._on_watched)
        self._call.failed.connect(context.notifications.fail)
        self._call.idle.connect(self._on_idle)
        self._stepped.connect(self._on_step)
        context.bar.cancel_requested.connect(self.cancel)

    @property
    def active(self) -> bool:
        """A re-run is in progress, which may be a cancelled one."""
        return self._call.busy

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
        if opened is None or self.active:
            return
        settings = context.settings.value
        loaded = context.live.model.model if checkpoint == settings.model.checkpoint else None
        chosen = replace(settings, model=replace(settings.model, checkpoint=checkpoint))
        library, factories, tell = context.library, context.factories, self._stepped.emit
        self._session = opened.id
        self._call.run(Rerun(library, factories, opened.id, query, chosen, loaded, tell).watch)
        self.active_changed.emit(True)

    @Slot()
    def cancel(self) -> None:
        """Stop the re-run and delete its lane."""
        self._call.cancel()

    @property
    def _is_open(self) -> bool:
        """The re-run is about the session that is open."""
        opened = self._lanes.opened
        return opened is not None and self._session == opened.id

    @Slot(object)
    def _on_step(self, step: RerunStep) -> None:
        if self._call.running and self._is_open:
            if step.lane is not None:
                self._lanes.grow(step.lane)
            self._context.bar.show_progress(step.words or "Watching again…", step.fraction)

    @Slot(object)
    def _on_watched(self, lane_id: str) -> None:
        if self._is_open:
            work = partial(read_stored_lane, self._context.library, lane_id)
            self._context.background.run(work, self._lanes.add, self._context.notifications.fail)

    @Slot()
    def _on_idle(self) -> None:
        self._context.bar.show_progress("", None)
        self._lanes.grow(None)
        self.active_changed.emit(False)
