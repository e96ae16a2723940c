"""Notifies the user when watching itself fails and does not come back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QWidget

from stride_desktop.app.alerts.alert import Alert
from stride_desktop.app.alerts.desktop_notifications import DesktopNotifications
from stride_desktop.app.alerts.notification import SHOW
from stride_desktop.app.live.controller import LiveController
from stride_desktop.app.live.task import State
from stride_desktop.core.errors import StrideError
from stride_desktop.core.settings import NotificationSettings
from stride_desktop.pipeline.health import Health
from stride_desktop.sources.base import SourceHealth, SourceState

KEY = "failure"
_TITLE = "Nothing is being watched"
_LATER_MS = 15_000
"""Interval between two attempts in quiet hours, or while the user looks at the window."""


class FailureAlarm(QObject):
    """Shows one notification when a source stays lost, or when watching ended by an error.

    It is taken away when frames come again, and when the user pauses, stops or starts watching. The settings
    of the notifications of events apply: whether there are any, quiet hours, in front, hidden contents.
    """

    def __init__(
        self,
        live: LiveController,
        notifier: DesktopNotifications,
        window: QWidget,
        settings: Callable[[], NotificationSettings],
        now: Callable[[], datetime],
    ) -> None:
        """settings, now: the current settings and the local time."""
        super().__init__(window)
        self._notifier = notifier
        self._window = window
        self._settings = settings
        self._now = now
        self._problem: SourceHealth | None = None
        self._shown = False
        self._due = QTimer(self, singleShot=True)
        self._due.timeout.connect(self._alarm)
        live.health_changed.connect(self._on_health)
        live.state_changed.connect(self._on_state)
        live.ended.connect(self._on_ended)

    @Slot(object)
    def _on_health(self, health: Health) -> None:
        source = health.source
        if source is None or source.state not in (SourceState.LOST, SourceState.RECONNECTING):
            if source is not None and source.state is not SourceState.ENDED:
                self._clear()
            return
        began, self._problem = self._problem is None, source
        seconds = self._settings().failure_seconds
        if began and seconds is not None:
            self._due.start(round(1000 * seconds))

    @Slot(object)
    def _on_state(self, state: State) -> None:
        if state not in (State.RUNNING, State.IDLE):  # paused, stopped by the user, or begun again
            self._clear()

    @Slot(object)
    def _on_ended(self, error: StrideError | None) -> None:
        if error is None:
            self._clear()
        elif self._settings().failure_seconds is not None:
            self._problem = SourceHealth(SourceState.ENDED, error.what, error.remedy)
            self._shown = False  # the last notification said that the source is tried again
            self._alarm()

    @Slot()
    def _alarm(self) -> None:
        settings, problem = self._settings(), self._problem
        if problem is None or self._shown or not settings.enabled:
            return
        in_sight = self._window.isActiveWindow() and not settings.in_front
        if in_sight and problem.state is SourceState.ENDED:
            return  # the window shows the error
        if in_sight or settings.quiet_at(self._now()):
            self._due.start(_LATER_MS)
            return
        self._shown = True
        goes_on = "Watching has ended." if problem.state is SourceState.ENDED else "It is tried again."
        text = goes_on if settings.hide_content else f"{problem.reason} {goes_on}"
        self._notifier.show(Alert(KEY, _TITLE, text, buttons=((SHOW, "Show"),)))

    def _clear(self) -> None:
        self._due.stop()
        self._problem = None
        if self._shown:
            self._shown = False
            self._notifier.clear(KEY)
