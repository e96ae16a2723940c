"""Starts and ends the recording of each run, and reports storage problems."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QDateTime, QLocale, QObject, QTimer, Signal, Slot

from stride_desktop.app.live.controller import LiveController
from stride_desktop.app.live.task import State, Task
from stride_desktop.app.system.crash import logger
from stride_desktop.app.system.notices import Notifications, Offer
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
_LOOK_MS = 50
"""How often a recording that is over is looked at until everything of it is stored."""

PAUSED = "paused"
"""Text of `changed` while the disk refuses."""


@dataclass(slots=True, eq=False)
class _Recording:
    stored: SessionRecording
    kept: str
    over: bool = False  # the run is; answers may still come


class Recordings(QObject):
    """Begins and ends recordings. `changed(what)`: "" when nothing is stored, "spans", "frames" or PAUSED.

    `stored(id)`: a session is complete. `open_requested(id)`: the user wants to see an interrupted one.

    Threads: lives on the GUI thread. Writers tell from their own threads, through signals.
    """

    changed = Signal(str)
    stored = Signal(str)
    open_requested = Signal(str)
    _told = Signal(object)
    _found = Signal(object)

    def __init__(
        self, library: Library | None, notifications: Notifications, parent: QObject | None = None
    ) -> None:
        """library: None stores nothing, whatever the settings say."""
        super().__init__(parent)
        self._library = library
        self._notifications = notifications
        self._live: LiveController | None = None
        self._answering: Callable[[], bool] = lambda: True
        self._recordings: dict[int, _Recording] = {}
        self._complete: dict[int, _Recording] = {}  # by run
        self._refused = False
        self._what = ""
        self._search: threading.Thread | None = None
        self._deletion: threading.Thread | None = None
        self._ending = QTimer(self, singleShot=True, interval=_LOOK_MS)
        self._ending.timeout.connect(self.end_those_over)
        self._told.connect(self._on_told)
        self._found.connect(self._on_found)

    def begin(self, run: int, task: Task, settings: Settings, model: str) -> LaneRecorder | None:
        """A recorder for this run, None when nothing is to be kept of it."""
        chosen = settings.keeping.chosen
        if self._library is None or chosen == "nothing":
            return None
        queries, budget = (task.query, *task.also), settings.keeping.budget_gb
        what, tell = to_json(settings), self._told.emit
        stored = begin_recording(self._library, task.source, queries, model, Kept(chosen), what, tell, budget)
        self._refused = False
        self._recordings[run] = _Recording(stored, chosen)
        return stored.recorder

    def recorder(self, run: int) -> LaneRecorder | None:
        """The recorder of this run."""
        recording = self._recordings.get(run)
        return None if recording is None else recording.stored.recorder

    def complete(self, run: int, event_id: int = 0) -> str:
        """The id of the stored session of a run that is over, or of the lane of an event in it.

        Empty when nothing is stored, or it is not complete.
        """
        recording = self._complete.get(run)
        if recording is None or self._library is None:
            return ""
        return self._library.id_of(recording.stored.writers[recording.stored.recorder.lane_of(event_id)])

    def with_pictures(self, run: int) -> str:
        """The id of the stored session of a run whose pictures are kept; "" when there is none."""
        recording = self._recordings.get(run)
        if self._library is None or recording is None or recording.kept != Kept.FRAMES:
            return ""
        return self._library.id_of(recording.stored.writer)

    def follow(self, live: LiveController, answering: Callable[[], bool]) -> None:
        """Take down what the session tells, and end recordings with their runs.

        answering: whether an answer is still due; `end_those_over` is called when that changes.
        """
        self._live, self._answering = live, answering
        live.state_changed.connect(self._tell)
        live.happened.connect(self._on_update)
        live.ended.connect(self._on_ended)

    @Slot(object, object)
    def follow_settings(self, before: Settings, after: Settings) -> None:
        """Keep less from this moment on, if that is what was chosen; more begins with the next run."""
        keeping = after.keeping
        if keeping == before.keeping:
            return
        for recording in self._recordings.values():
            if keeping.chosen == "nothing":
                recording.stored.recorder.end()
                recording.kept = ""
            elif keeping.chosen == Kept.SPANS and recording.kept == Kept.FRAMES:
                recording.stored.recorder.session.stop_pictures()
                recording.kept = keeping.chosen
        self._tell()

    def look_back(self) -> None:
        """Tell about a session that was interrupted, as soon as one is found."""
        if self._library is not None and self._search is None:
            self._search = threading.Thread(target=self._find, args=(self._library,), daemon=True)
            self._search.start()

    def close(self, seconds: float = _PATIENCE_SECONDS) -> None:
        """End all recordings, and wait until they are stored, for `seconds` at most."""
        until = time.monotonic() + seconds
        for recording in self._recordings.values():
            recording.stored.recorder.end()
        for recording in self._recordings.values():
            recording.stored.join(until)
        self._recordings.clear()
        if self._deletion is not None:
            self._deletion.join(max(0.0, until - time.monotonic()))
        if self._search is not None:
            self._search.join(max(0.0, until - time.monotonic()))

    # -- the session -------------------------------------------------------------------------------

    @property
    def _current(self) -> _Recording | None:
        return None if self._live is None else self._recordings.get(self._live.run_number)

    @Slot(int, object)
    def _on_update(self, lane: int, update: Update) -> None:
        """Delete also from a recording that was ended before its run: its writer takes nothing more in."""
        recording = self._current
        if lane != 0:
            return  # every lane tells of it, but all are deleted together
        if isinstance(update, Deleted) and recording is not None and not recording.kept:
            arguments = (recording, update.gap)
            self._deletion = threading.Thread(target=self._delete_later, args=arguments)
            self._deletion.start()

    def _delete_later(self, recording: _Recording, gap: Gap) -> None:
        """Runs on a thread of its own."""
        recording.stored.join(time.monotonic() + _PATIENCE_SECONDS)
        writer = recording.stored.writer
        if self._library is None or not writer.files.folder.exists():
            return
        try:
            self._library.delete_after(writer.files.folder.name, gap)
        except StoreError as error:
            words = f"{error.what} {error.remedy}".strip()
            self._told.emit(StoreNotice(Standing.NOT_DELETED, "Not everything could be deleted.", words))

    @Slot(object)
    def _on_ended(self, _error: StrideError | None) -> None:
        if (recording := self._current) is not None:
            recording.over = True
            self.end_those_over()

    @Slot()
    def end_those_over(self) -> None:
        """End the recordings of runs that are over, once no answer is due any more."""
        if self._answering():
            return
        for run, recording in list(self._recordings.items()):
            if recording.over:
                recording.stored.recorder.end()
                if recording.stored.join(time.monotonic()):
                    del self._recordings[run]
                    self._tell_stored(run, recording)
        if any(recording.over for recording in self._recordings.values()):
            self._ending.start()
        self._tell()

    def _tell_stored(self, run: int, recording: _Recording) -> None:
        writer = recording.stored.writer
        if self._library is not None and writer.files.database.exists():  # else it had nothing to store
            if recording.kept:  # else no more of it is to be stored
                self._complete[run] = recording
            self.stored.emit(self._library.id_of(writer))

    @Slot()
    def _tell(self) -> None:
        """What is being stored now."""
        what, recording = "", self._current
        if recording is not None and recording.kept and not recording.over:
            watching = self._live is not None and self._live.state is not State.PAUSED
            what = PAUSED if self._refused else recording.kept if watching else ""
        if what != self._what:
            self._what = what
            self.changed.emit(what)

    # -- the disk ----------------------------------------------------------------------------------

    @Slot(object)
    def _on_told(self, notice: StoreNotice) -> None:
        if notice.standing in (Standing.STORING, Standing.ROOM_MADE):
            self._notifications.inform(notice.what, notice.remedy)
        else:
            self._notifications.warn(StoreError(notice.what, notice.remedy))
        if notice.standing in (Standing.STORING, Standing.PAUSED):
            self._refused = notice.standing is Standing.PAUSED
            self._tell()

    def _find(self, library: Library) -> None:
        """Runs on a thread of its own: a database may have to be repaired."""
        try:
            if found := library.interrupted():
                self._found.emit(found)
        except StoreError as error:
            logger.warning("looking for interrupted sessions: %s %s", type(error).__name__, error.detail)
        except RuntimeError:
            return  # the window is closed

    @Slot(object)
    def _on_found(self, found: tuple[SessionInfo, ...]) -> None:
        for info in found:
            ended = QDateTime.fromSecsSinceEpoch(int(info.ended or info.started))
            today = ended.date() == QDateTime.currentDateTime().date()
            when = ended.toString("HH:mm") if today else QLocale().toString(ended, "d MMMM, HH:mm")
            self._notifications.inform(
                f"Watching was interrupted at {when}.",
                "What was kept until then can be opened.",
                Offer("&Open it", partial(self.open_requested.emit, info.id)),
            )
