"""Starts and ends the recording of each run, and reports storage problems."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QDateTime, QLocale, QObject, QTimer, Signal, Slot

from stride_desktop.app.live.controller import LiveController
from stride_desktop.app.live.task import State, Task
from stride_desktop.app.system.background import BackgroundQueue, ignore
from stride_desktop.app.system.crash import logger
from stride_desktop.app.system.notices import NoticeButton, Notifications
from stride_desktop.core.errors import StoreError, StrideError
from stride_desktop.core.settings import Settings
from stride_desktop.core.settings_json import to_json
from stride_desktop.core.timeline import Gap
from stride_desktop.pipeline.lane_recording import LaneRecorder, SessionRecording, begin_recording
from stride_desktop.pipeline.updates import Deleted, Update
from stride_desktop.sessions.base import Standing, StoreNotice
from stride_desktop.sessions.info import SessionInfo
from stride_desktop.sessions.library import Library
from stride_desktop.sessions.records import Kept

_PATIENCE_SECONDS = 5.0
_CHECK_MS = 50
"""Interval between two checks whether a recording whose run is over is stored completely."""

PAUSED = "paused"
"""Value of `changed` while nothing can be written to the disk."""


@dataclass(slots=True, eq=False)
class _Recording:
    stored: SessionRecording
    kept: str  # as in KeepingSettings.chosen; "" when no more is to be kept
    run_over: bool = False  # answers may still come


class Recordings(QObject):
    """The recordings of runs. `changed(kept)`: what is stored now: "" nothing, "spans", "frames" or PAUSED.

    `stored(id)`: a session is complete. `open_requested(id)`: the user wants to see an interrupted session.
    Lives on the GUI thread. Notices of the stores come from their threads, through a signal.
    """

    changed = Signal(str)
    stored = Signal(str)
    open_requested = Signal(str)
    _noticed = Signal(object)

    def __init__(
        self,
        live: LiveController,
        answering: Callable[[], bool],
        library: Library | None,
        notifications: Notifications,
        parent: QObject | None = None,
    ) -> None:
        """answering: whether an answer is still due; call `end_finished` when that changes.

        library: None stores nothing, regardless of the settings.
        """
        super().__init__(parent)
        self._live, self._answering = live, answering
        self._library = library
        self._notifications = notifications
        self._recordings: dict[int, _Recording] = {}  # by run
        self._complete: dict[int, SessionRecording] = {}  # by run
        self._store_paused = False
        self._shown = ""
        self._background = BackgroundQueue(self)
        self._ending = QTimer(self, singleShot=True, interval=_CHECK_MS)
        self._ending.timeout.connect(self.end_finished)
        self._noticed.connect(self._on_notice)
        live.record = self.begin
        live.state_changed.connect(self._show)
        live.happened.connect(self._on_update)
        live.ended.connect(self._on_ended)

    def begin(self, run: int, task: Task, settings: Settings, model: str) -> LaneRecorder | None:
        """A recorder for this run, None when nothing of it is to be kept."""
        chosen = settings.keeping.chosen
        if self._library is None or chosen == "nothing":
            return None
        queries, keeping = (task.query, *task.also), settings.keeping
        values, tell = to_json(settings), self._noticed.emit
        stored = begin_recording(
            self._library,
            task.source,
            queries,
            model,
            Kept(chosen),
            values,
            tell,
            keeping.budget_gb,
            keeping.pictures,
        )
        self._store_paused = False
        self._recordings[run] = _Recording(stored, chosen)
        return stored.recorder

    def recorder(self, run: int) -> LaneRecorder | None:
        """The recorder of a run whose recording is not complete."""
        recording = self._recordings.get(run)
        return None if recording is None else recording.stored.recorder

    def complete(self, run: int, event_id: int = 0) -> str:
        """The id of the complete session of a run, or of the lane of an event in it; "" for none."""
        stored = self._complete.get(run)
        if stored is None or self._library is None:
            return ""
        return self._library.id_of(stored.writers[stored.recorder.lane_of(event_id)])

    def with_pictures(self, run: int) -> str:
        """The id of the session of a run whose pictures are being stored; "" when there is none."""
        recording = self._recordings.get(run)
        if self._library is None or recording is None or recording.kept != Kept.FRAMES:
            return ""
        return self._library.id_of(recording.stored.writer)

    @Slot(object, object)
    def follow_settings(self, before: Settings, after: Settings) -> None:
        """Keep less from now on, if that was chosen; keeping more begins with the next run.

        How pictures look changes with the next one.
        """
        if after.keeping == before.keeping:
            return
        chosen = after.keeping.chosen
        for recording in self._recordings.values():
            recording.stored.recorder.session.look = after.keeping.pictures
            if chosen == "nothing":
                recording.stored.recorder.end()
                recording.kept = ""
            elif chosen == Kept.SPANS and recording.kept == Kept.FRAMES:
                recording.stored.recorder.session.stop_pictures()
                recording.kept = chosen
        self._show()

    def look_back(self) -> None:
        """Offer to open sessions that were interrupted."""
        if self._library is not None:
            self._background.run(self._library.interrupted, self._on_interrupted, _log_search)

    def close(self, seconds: float = _PATIENCE_SECONDS) -> None:
        """End all recordings, and wait until they are stored, for `seconds` at most."""
        until = time.monotonic() + seconds
        for recording in self._recordings.values():
            recording.stored.recorder.end()
        for recording in self._recordings.values():
            recording.stored.join(until)
        self._recordings.clear()
        self._background.close(max(0.0, until - time.monotonic()))

    @property
    def _current(self) -> _Recording | None:
        return self._recordings.get(self._live.run_number)

    @Slot(int, object)
    def _on_update(self, lane: int, update: Update) -> None:
        """Delete also from a recording that was ended before its run: its writer takes no more entries."""
        recording = self._current
        if lane != 0 or not isinstance(update, Deleted):
            return  # each lane reports it, but all are deleted together
        if self._library is not None and recording is not None and not recording.kept:
            work = partial(_delete, self._library, recording.stored, update.gap)
            warn, what = self._notifications.warn, "Not everything could be deleted."
            self._background.run(work, ignore, lambda error: warn(StoreError(what, str(error))))

    @Slot()
    def _on_ended(self) -> None:
        if (recording := self._current) is not None:
            recording.run_over = True
            self.end_finished()

    @Slot()
    def end_finished(self) -> None:
        """End the recordings of runs that are over, unless an answer is still due."""
        if self._answering():
            return
        for run, recording in list(self._recordings.items()):
            if recording.run_over:
                recording.stored.recorder.end()
                if recording.stored.join(time.monotonic()):
                    del self._recordings[run]
                    self._finish(run, recording)
        if any(recording.run_over for recording in self._recordings.values()):
            self._ending.start()
        self._show()

    def _finish(self, run: int, recording: _Recording) -> None:
        writer = recording.stored.writer
        if self._library is not None and writer.files.database.exists():  # else it had nothing to store
            if recording.kept:  # else no more of it is to be stored
                self._complete[run] = recording.stored
            self.stored.emit(self._library.id_of(writer))

    @Slot()
    def _show(self) -> None:
        """Emit what is stored now, if that changed."""
        shown, recording = "", self._current
        if recording is not None and recording.kept and not recording.run_over:
            if self._store_paused:
                shown = PAUSED
            elif self._live.state is not State.PAUSED:
                shown = recording.kept
        if shown != self._shown:
            self._shown = shown
            self.changed.emit(shown)

    @Slot(object)
    def _on_notice(self, notice: StoreNotice) -> None:
        if notice.standing in (Standing.STORING, Standing.ROOM_MADE):
            self._notifications.inform(notice.what, notice.remedy)
        else:
            self._notifications.warn(StoreError(notice.what, notice.remedy))
        if notice.standing in (Standing.STORING, Standing.PAUSED):
            self._store_paused = notice.standing is Standing.PAUSED
            self._show()

    def _on_interrupted(self, found: tuple[SessionInfo, ...]) -> None:
        for info in found:
            ended = QDateTime.fromSecsSinceEpoch(int(info.ended or info.started))
            today = ended.date() == QDateTime.currentDateTime().date()
            when = ended.toString("HH:mm") if today else QLocale().toString(ended, "d MMMM, HH:mm")
            self._notifications.inform(
                f"Watching was interrupted at {when}.",
                "What was kept until then can be opened.",
                NoticeButton("&Open it", partial(self.open_requested.emit, info.id)),
            )


def _delete(library: Library, stored: SessionRecording, gap: Gap) -> None:
    """Delete a time from a session whose recording has ended. Runs in the background. Raises StoreError."""
    stored.join(time.monotonic() + _PATIENCE_SECONDS)
    if stored.writer.files.folder.exists():
        library.delete_after(stored.writer.files.folder.name, gap)


def _log_search(error: StrideError) -> None:
    logger.warning("looking for interrupted sessions: %s %s", type(error).__name__, error.detail)
