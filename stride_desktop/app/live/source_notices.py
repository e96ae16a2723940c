"""Notices about the watched source, shown as long as the problem lasts."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from stride_desktop.app.live.controller import LiveController
from stride_desktop.app.live.task import State
from stride_desktop.app.system.notices import Notifications
from stride_desktop.core.errors import SourceError
from stride_desktop.pipeline.health import Health
from stride_desktop.sources.base import SourceHealth

_TOPIC = "source"


class SourceNotices(QObject):
    """Posts a notice when the source is lost or hangs, and withdraws it when that is over."""

    def __init__(
        self, live: LiveController, notifications: Notifications, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._notifications = notifications
        self._announced: SourceHealth | None = None
        live.health_changed.connect(self._on_health)
        live.state_changed.connect(self._on_state)

    @Slot(object)
    def _on_health(self, health: Health) -> None:
        source = health.source
        if source is None:
            return
        news, self._announced = source.news(self._announced), source
        if not source.reason:
            self._notifications.withdraw(_TOPIC)
        elif news:
            goes_on = " Watching goes on by itself then." if source.lost else ""
            self._notifications.warn(SourceError(source.reason, source.remedy + goes_on), _TOPIC)

    @Slot(object)
    def _on_state(self, state: State) -> None:
        if state is not State.RUNNING:
            self._announced = None
            self._notifications.withdraw(_TOPIC)
