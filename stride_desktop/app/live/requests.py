"""The requests of a run: the first one, and additional ones on the same source."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from stride_desktop.app.live.display import UpdateSignals
from stride_desktop.app.live.task import Task
from stride_desktop.pipeline.lane_set import LaneSet
from stride_desktop.pipeline.mailbox import WatchCommand


class StandingRequests(QObject):
    """Requests by lane. The first one can be changed, which gives it a lane of its own, but not taken away.

    `changed`: they are others than before; `added(str)`, `removed(str)`: in which way, during a run; one
    that takes another's place is only added. Orders take effect when the watches have carried them out; what
    is refused, the session tells.
    """

    changed = Signal()
    added = Signal(str)
    removed = Signal(str)

    def __init__(
        self,
        command: Callable[[WatchCommand, bool], None],
        updates: UpdateSignals,
        parent: QObject | None = None,
    ) -> None:
        """command: passes a command on to the run; the flag says whether it is urgent."""
        super().__init__(parent)
        self._command = command
        self._by_lane: dict[int, str] = {}
        self._first = 0
        self._answer_styles: dict[str, str] = {}
        self.active = 0
        """The active lane; the user's questions are about it."""
        updates.request_added.connect(self._on_added)
        updates.request_removed.connect(self._on_removed)

    @property
    def first(self) -> str:
        """The first one; empty before the first run."""
        return self._by_lane.get(self._first, "")

    @property
    def others(self) -> tuple[str, ...]:
        """All but the first."""
        return tuple(query for lane, query in self._by_lane.items() if lane != self._first)

    def answer_style(self, query: str) -> str:
        """The user's instruction for the style of a request's answers; empty for the default."""
        return self._answer_styles.get(query, "")

    def set_answer_style(self, query: str, answer_style: str) -> None:
        """Answer a request in this way from now on, also one that is yet to be watched for."""
        self._answer_styles[query] = answer_style.strip()

    def begin(self, task: Task) -> None:
        """Another run begins."""
        self._by_lane, self._first, self.active = dict(enumerate((task.query, *task.also))), 0, 0
        self.changed.emit()

    def change(self, query: str) -> None:
        """Watch the same source for this instead of the first one."""
        first = self._first
        self._command(lambda lanes: lanes.change_request(query, first), True)

    def add(self, query: str) -> None:
        """Watch the same source for this too."""
        self._command(lambda lanes: lanes.add(query), False)

    def remove(self, query: str) -> None:
        """Watch no longer for this, unless it is the first."""
        for lane, standing in self._by_lane.items():
            if lane != self._first and standing == query:
                self._command(partial(LaneSet.remove, lane=lane, reason="removed"), True)

    @Slot(int, str)
    def _on_added(self, lane: int, query: str) -> None:
        self._by_lane[lane] = query
        self.changed.emit()
        self.added.emit(query)

    @Slot(int, object)
    def _on_removed(self, lane: int, successor: int | None) -> None:
        if lane not in self._by_lane:
            return  # it ended before, and what was left of it is deleted
        query = self._by_lane.pop(lane)
        if successor is not None:
            self._first = successor if self._first == lane else self._first
        if self.active == lane:
            self.active = self._first if successor is None else successor
        self.changed.emit()
        if successor is None:
            self.removed.emit(query)
