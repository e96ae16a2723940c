"""The timeline of the run: one lane for each request, one of them active."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QObject, Signal, Slot

from stride_desktop.app.live.controller import LiveController
from stride_desktop.app.live.display import LiveLane
from stride_desktop.app.preview.controller import PreviewController
from stride_desktop.app.timeline.view import TimelineView
from stride_desktop.core.answers import Answer, AnswerState
from stride_desktop.core.timeline import Lane
from stride_desktop.pipeline.answer_store import AnswerStore


class LiveLanes(QObject):
    """Paints the lanes of the run as they change, and marks the triggers that were answered.

    `lane_activated(lane)`: another lane is active.
    """

    lane_activated = Signal(int)

    def __init__(
        self,
        live: LiveController,
        store: AnswerStore,
        preview: PreviewController,
        timeline: TimelineView,
        give_room: Callable[[], None],
        parent: QObject | None = None,
    ) -> None:
        """give_room: called when there are more lanes than before."""
        super().__init__(parent)
        self._live = live
        self._preview = preview
        self._timeline = timeline
        self._give_room = give_room
        self._lanes: tuple[LiveLane, ...] = ()
        self._answers: Mapping[int, str] = {}  # by event; their ids are unique over all lanes
        self._inspected = 0  # lane
        store.changed.append(self._on_answer)
        live.lanes_changed.connect(self._on_lanes)
        live.requests.changed.connect(self._on_requests)
        timeline.pointer.lane_chosen.connect(self._choose)

    def _on_answer(self, _before: Answer, after: Answer) -> None:
        mine = after.run == self._live.run_number and after.remark_on is None
        if mine and after.event_id is not None and after.state is AnswerState.DONE:
            self._answers = {**self._answers, after.event_id: after.text}
            if not self._preview.looking_back:
                self._paint()

    @Slot(object)
    def _on_lanes(self, lanes: Sequence[LiveLane]) -> None:
        before, self._lanes = len(self._lanes), tuple(lanes)
        if not lanes:  # another run, whose events are numbered afresh
            self._inspected, self._answers = 0, {}
        self._paint()
        if len(self._lanes) > max(before, 1):
            self._give_room()

    @Slot(int)
    def _choose(self, index: int) -> None:
        if not self._preview.looking_back and index < len(self._lanes):
            self._live.requests.active = self._lanes[index].number
            self._on_requests()
            self._paint()

    @Slot()
    def _on_requests(self) -> None:
        """Emit when another lane is active."""
        if self._inspected != self._live.requests.active:
            self._inspected = self._live.requests.active
            self.lane_activated.emit(self._inspected)

    def _paint(self) -> None:
        if not self._lanes:
            return
        model = self._live.model.status.name
        painted = [Lane(lane.query, model, lane.snapshot, answers=self._answers) for lane in self._lanes]
        active = [lane.number == self._live.requests.active for lane in self._lanes]
        # One that has just begun has decided nothing yet: it comes last.
        index = active.index(True) if any(active) else len(active) - 1
        self._timeline.set_lanes(painted, index, headers=len(painted) > 1)
