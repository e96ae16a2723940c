"""Stores each live answer once it is over."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from stride_desktop.app.live.recorder import Recordings
from stride_desktop.core.answers import Answer, AnswerState
from stride_desktop.pipeline.answer_store import AnswerStore


class AnswerRecording(QObject):
    """Reads the answers of a store into the recording of their run.

    `belated(Answer)`: there is no recording of the run, because it is complete, or because the answer is
    about a stored session.
    """

    belated = Signal(object)

    def __init__(self, store: AnswerStore, recordings: Recordings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._recordings = recordings
        store.changed.append(self._on_changed)

    def _on_changed(self, before: Answer, after: Answer) -> None:
        if not after.over or before.over or after.state is AnswerState.WITHDRAWN:
            return
        recorder = None if after.run is None else self._recordings.recorder(after.run)
        if recorder is None:
            self.belated.emit(after)
        else:
            recorder.answered(after)
