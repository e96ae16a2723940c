"""The requests of a run: the first one, and additional ones on the same source."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from stride_desktop.app.live.task import Task
from stride_desktop.pipeline.lane_set import LaneSet, LaneUpdate
from stride_desktop.pipeline.mailbox import WatchCommand
from stride_desktop.pipeline.updates import RequestAdded, RequestRemoved


class StandingRequests(QObject):
    """The requests of a run by lane. The first one can be changed, which gives it another lane, not removed.

    `changed`: the requests changed; `added(str)`, `removed(str)`: how, during a run. A request that takes
    another's place is only added. Commands take effect when the lanes have carried them out.
    """

    changed = Signal()
    added = Signal(str)
    removed = Signal(str)

    def __init__(self, command: Callable[[WatchCommand, bool], None], parent: QObject | None = None) -> None:
        """command: passes a command on to the run; the flag says whether it is urgent."""
        super().__init__(parent)
        self._command = command
        self._by_lane: dict[int, str] = {}
        self._first = 0
        self._answer_styles: dict[str, str] = {}
        self.active = 0
        """The active lane; the user's questions are about it."""

    @property
    def first(self) -> str:
        """The first request; empty before the first run."""
        return self._by_lane.get(self._first, "")

    @property
    def others(self) -> tuple[str, ...]:
        """All requests but the first."""
        return tuple(query for lane, query in self._by_lane.items() if lane != self._first)

    def answer_style(self, query: str) -> str:
        """The user's instruction for the style of a request's answers; empty for the default."""
        return self._answer_styles.get(query, "")

    def set_answer_style(self, query: str, answer_style: str) -> None:
        """Set the style of a request's answers, also before the request is watched for."""
        self._answer_styles[query] = answer_style.strip()

    def begin(self, task: Task) -> None:
        """Take the requests of another run."""
        self._by_lane, self._first, self.active = dict(enumerate((task.query, *task.also))), 0, 0
        self.changed.emit()

    def ask(self, question: str) -> None:
        """Ask a question about the newest frames, for the active lane; the run reports it, or refuses it."""
        lane = self.active
        self._command(lambda lanes: lanes.ask(question, lane), False)

    def answer_now(self, event_id: int) -> None:
        """Trigger for an event that was suppressed."""
        self._command(lambda lanes: lanes.answer_now(event_id), False)

    def change(self, query: str) -> None:
        """Watch for this request instead of the first one."""
        first = self._first
        self._command(lambda lanes: lanes.change_request(query, first), True)

    def add(self, query: str) -> None:
        """Watch for this request too."""
        self._command(lambda lanes: lanes.add(query), False)

    def remove(self, query: str) -> None:
        """Stop watching for this request, unless it is the first."""
        for lane, standing in self._by_lane.items():
            if lane != self._first and standing == query:
                self._command(partial(LaneSet.remove, lane=lane, reason="removed"), True)

    def take_update(self, item: LaneUpdate) -> None:
        """Follow a request that was added or removed."""
        if isinstance(item.update, RequestAdded):
            self._by_lane[item.lane] = item.update.query
            self.changed.emit()
            self.added.emit(item.update.query)
        elif isinstance(item.update, RequestRemoved) and item.lane in self._by_lane:  # else it ended before
            self._remove(item.lane, item.update.successor)

    def _remove(self, lane: int, successor: int | None) -> None:
        query = self._by_lane.pop(lane)
        if successor is not None and self._first == lane:
            self._first = successor
        if self.active == lane:
            self.active = self._first if successor is None else successor
        self.changed.emit()
        if successor is None:
            self.removed.emit(query)
