"""What a run watches for: the first request, and those that are watched for beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Signal, Slot

from stride_desktop.app import orders
from stride_desktop.app.findings import Findings
from stride_desktop.app.task import Task
from stride_desktop.app.workers.mailbox import Order


class StandingRequests(QObject):
    """Requests by lane; the first one is in lane 0 and stays.

    `changed`: they are others than before; `added(str)`, `removed(str)`: in which way, during a run.
    Orders take effect when the watches have carried them out; what is refused, the session tells.
    """

    changed = Signal()
    added = Signal(str)
    removed = Signal(str)

    def __init__(
        self, order: Callable[[Order, bool], None], findings: Findings, parent: QObject | None = None
    ) -> None:
        """order: passes an order on to the run; the flag says whether it is urgent."""
        super().__init__(parent)
        self._order = order
        self._by_lane: dict[int, str] = {}
        self.active = 0
        """The lane that is looked into: what a person asks is asked about it."""
        findings.request_changed.connect(self._on_changed)
        findings.request_added.connect(self._on_added)
        findings.request_removed.connect(self._on_removed)

    @property
    def by_lane(self) -> Mapping[int, str]:
        """The requests of the run, or of the last one."""
        return self._by_lane

    @property
    def others(self) -> tuple[str, ...]:
        """All but the first."""
        return tuple(query for lane, query in self._by_lane.items() if lane)

    def begin(self, task: Task) -> None:
        """Another run begins."""
        self._by_lane, self.active = dict(enumerate((task.query, *task.also))), 0
        self.changed.emit()

    def add(self, query: str) -> None:
        """Watch the same source for this too."""
        self._order(orders.add_request(query), False)

    def remove(self, query: str) -> None:
        """Watch no longer for this, unless it is the first."""
        for lane, standing in self._by_lane.items():
            if lane and standing == query:
                self._order(orders.remove_request(lane), True)

    @Slot(str)
    def _on_changed(self, query: str) -> None:
        self._by_lane[0] = query
        self.changed.emit()

    @Slot(int, str)
    def _on_added(self, lane: int, query: str) -> None:
        self._by_lane[lane] = query
        self.changed.emit()
        self.added.emit(query)

    @Slot(int)
    def _on_removed(self, lane: int) -> None:
        query = self._by_lane.pop(lane, "")
        self.changed.emit()
        self.removed.emit(query)
