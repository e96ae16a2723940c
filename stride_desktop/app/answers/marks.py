"""Marks on the timeline which triggers of the run were answered."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from stride_desktop.app.live.controller import LiveController
from stride_desktop.app.live.display import LiveLane
from stride_desktop.app.preview.live_lanes import LiveLanes
from stride_desktop.core.answers import Answer, AnswerState
from stride_desktop.pipeline.answer_store import AnswerStore


class AnswerMarks(QObject):
    """Shows the complete answers of a store that are about events of the newest run."""

    def __init__(
        self, live: LiveController, store: AnswerStore, lanes: LiveLanes, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._live = live
        self._lanes = lanes
        self._texts: dict[int, str] = {}  # by event
        store.changed.append(self._on_changed)
        live.lanes_changed.connect(self._on_lanes)

    def _on_changed(self, _before: Answer, after: Answer) -> None:
        mine = after.run == self._live.run_number and after.remark_on is None
        if mine and after.event_id is not None and after.state is AnswerState.DONE:
            self._texts[after.event_id] = after.text
            self._lanes.set_answers(self._texts)

    @Slot(object)
    def _on_lanes(self, lanes: tuple[LiveLane, ...]) -> None:
        if not lanes:  # another run, whose events are numbered afresh
            self._texts.clear()
            self._lanes.set_answers({})
