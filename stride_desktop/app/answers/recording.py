"""Stores each answer once it is over."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject

from stride_desktop.app.live.recorder import Recordings
from stride_desktop.app.system.background import BackgroundQueue, ignore
from stride_desktop.app.system.notices import Notifications
from stride_desktop.core.answers import Answer, AnswerState
from stride_desktop.pipeline.answer_store import AnswerStore
from stride_desktop.sessions.library import Library
from stride_desktop.sessions.records import answer_record


class AnswerRecording(QObject):
    """Writes the answers of a store into the recording of their run, or else into their stored session."""

    def __init__(
        self,
        store: AnswerStore,
        recordings: Recordings,
        library: Library | None,
        notifications: Notifications,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._recordings = recordings
        self._library = library
        self._notifications = notifications
        self._background = BackgroundQueue(self)
        store.changed.append(self._on_changed)

    @property
    def busy(self) -> bool:
        """An answer is being written into a stored session."""
        return self._background.busy

    def close(self, seconds: float) -> None:
        """Wait until all answers are stored, for `seconds` at most."""
        self._background.close(seconds)

    def _on_changed(self, before: Answer, after: Answer) -> None:
        if not after.over or before.over or after.state is AnswerState.WITHDRAWN:
            return
        recorder = None if after.run is None else self._recordings.recorder(after.run)
        if recorder is not None:
            recorder.answered(after)
            return
        lane = after.lane_id
        if after.run is not None:
            lane = self._recordings.complete(after.run, after.event_id or 0)
        if lane and self._library is not None:
            work = partial(self._library.add_answer, lane, answer_record(after.request.now, after))
            self._background.run(work, ignore, self._notifications.fail)
