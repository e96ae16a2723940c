"""Decides which events the user is alerted of and how, and withdraws alerts of retracted events."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication, QWidget

from stride_desktop.actions.base import Action, ActionEvent
from stride_desktop.app.alerts.alert import Alert, Channel
from stride_desktop.app.alerts.desktop_notifications import DesktopNotifications
from stride_desktop.app.alerts.failure_alarm import FailureAlarm
from stride_desktop.app.alerts.notification import BUTTONS, SHOW, SNOOZE, TITLE, EventNotification
from stride_desktop.app.alerts.snooze import Snooze
from stride_desktop.app.alerts.sound import AlertSound
from stride_desktop.app.alerts.tray import Tray
from stride_desktop.app.answers.context import AnswerContext
from stride_desktop.app.timeline import words
from stride_desktop.core.amounts import counted
from stride_desktop.core.answers import Answer, AnswerState
from stride_desktop.core.events import EventChange, EventState
from stride_desktop.core.settings import NotificationSettings, Settings
from stride_desktop.core.timeline import Gap
from stride_desktop.pipeline.updates import Triggered

_SNOOZE_SECONDS = 900.0
_MOST = 200
"""Number of events that are remembered, so that none is announced twice."""

_QUIET, _TEST, _TRAY = "quiet", "test", "tray"
"""Keys of notifications that are not about an event."""

_SHOWN_MS = 10_000
"""How long a message at the icon is shown."""

_CHECK_MS = 15_000
"""Interval between two checks whether quiet hours are over."""


@dataclass(eq=False, slots=True)
class _AlertedEvent:
    """An event that triggered. unseen: the window was not in front since. quiet: held back in quiet hours."""

    run: int
    event_id: int
    second: float
    unseen: bool
    quiet: bool = False


class AlertController(QObject):
    """Alerts the user of events: of each once at most, and not while the window is in front.

    The contents of notifications stay on this machine. `channel_changed(Channel)`: the channel is known.
    `show_requested`: show the window. `ended`: after `stop`, no thread is left.
    """

    channel_changed = Signal(object)
    show_requested = Signal()

    def __init__(
        self,
        context: AnswerContext,
        snooze: Snooze,
        window: QWidget,
        mutes: Callable[[str], bool],
        parent: QObject | None = None,
    ) -> None:
        """mutes: whether a request is muted."""
        super().__init__(parent)
        self._live, self._store = context.live, context.store
        self._chat, self._preview = context.chat, context.preview
        self._snooze = snooze
        self._window = window
        self._mutes = mutes
        self.now: Callable[[], datetime] = lambda: datetime.now().astimezone()
        self.settings = NotificationSettings()
        self.channel = Channel.UNKNOWN
        self._events: OrderedDict[str, _AlertedEvent] = OrderedDict()
        self.sound = AlertSound(self)
        self.notifier = DesktopNotifications(self)
        self._notification = EventNotification(self.notifier)
        self.actions: tuple[Action, ...] = (self.sound, self._notification)
        self.tray = Tray(self._live, snooze, window)
        self.failure = FailureAlarm(
            self._live, self.notifier, window, lambda: self.settings, lambda: self.now()
        )
        self._quiet_end = QTimer(self, interval=_CHECK_MS)
        self._quiet_end.timeout.connect(self.end_quiet)
        self.notifier.found.connect(self._on_found)
        self.notifier.undelivered.connect(self._on_undelivered)
        self.notifier.pressed.connect(self._on_pressed)
        self.ended = self.notifier.ended
        self.tray.show_requested.connect(self.show_requested)
        self.tray.icon.messageClicked.connect(lambda: self._on_pressed(self._notification.newest, SHOW))
        self._live.triggered.connect(self._on_triggered)
        self._live.event_moved.connect(self._on_event_moved)
        self._live.deleted.connect(self._on_deleted)
        self._store.changed.append(self._on_answer)
        window.installEventFilter(self)

    def start(self) -> None:
        """Show the tray icon, and find out which channel this system has."""
        self.tray.start()
        self.notifier.start()

    def stop(self) -> None:
        """Remove the icon and all notifications; `ended` follows if the notifications have a thread."""
        self._quiet_end.stop()
        self.tray.icon.hide()
        self.notifier.close()

    @property
    def unseen(self) -> int:
        """Number of events since the window was in front."""
        return sum(alerted.unseen for alerted in self._events.values())

    @Slot(int, object)
    def _on_triggered(self, run: int, triggered: Triggered) -> None:
        event_id = triggered.trigger.event_id
        key = _key(run, event_id)
        if key in self._events:
            return
        looked_at = self._window.isActiveWindow()
        alerted = self._events[key] = _AlertedEvent(
            run, event_id, triggered.request.now, unseen=not looked_at
        )
        if len(self._events) > _MOST:
            self._events.popitem(last=False)
        self.tray.show_unseen(self.unseen)
        settings = self.settings
        if (looked_at and not settings.in_front) or self._mutes(triggered.request.query):
            return
        if settings.quiet_at(self.now()):
            alerted.quiet = not looked_at
            self._quiet_end.start()
            return
        if not looked_at:
            QApplication.alert(self._window)
        request = triggered.request
        when = words.when(self._preview.clock.text(request.now), request.from_start)
        for action in self.actions:
            action.triggered(ActionEvent(key, request, when), settings)

    def _on_answer(self, before: Answer, after: Answer) -> None:
        """Pass a complete answer to an event to the actions."""
        done = after.state is AnswerState.DONE and before.state is not AnswerState.DONE
        if done and after.remark_on is None and after.run is not None and after.event_id is not None:
            for action in self.actions:
                action.answered(_key(after.run, after.event_id), after.text, self.settings)

    @Slot(int, object)
    def _on_event_moved(self, run: int, change: EventChange) -> None:
        key = _key(run, change.event.id)
        alerted = self._events.get(key)
        if alerted is not None and change.event.state is EventState.RETRACTED:
            self._withdraw(key, alerted)

    @Slot(object)
    def _on_deleted(self, gap: Gap) -> None:
        """Withdraw the alerts of events whose time was deleted."""
        for key, alerted in self._events.items():
            if alerted.run == self._live.run_number and alerted.second > gap.start:
                self._withdraw(key, alerted)

    def _withdraw(self, key: str, alerted: _AlertedEvent) -> None:
        alerted.unseen = alerted.quiet = False
        for action in self.actions:
            action.withdrawn(key)
        self.tray.show_unseen(self.unseen)

    @Slot()
    def end_quiet(self) -> None:
        """Once quiet hours are over, show how many events triggered in them."""
        if self.settings.quiet_at(self.now()):
            return
        self._quiet_end.stop()
        count = sum(alerted.quiet for alerted in self._events.values())
        for alerted in self._events.values():
            alerted.quiet = False
        if count and self.settings.enabled:
            title = f"{counted(count, 'moment')} during quiet hours"
            self.notifier.show(Alert(_QUIET, title, "", buttons=BUTTONS[:1]))

    @Slot()
    def test(self) -> None:
        """Show a notification now, regardless of the settings."""
        newest = None if self.settings.hide_content else self._live.newest
        text = "This is what an alert looks like."
        self.notifier.show(Alert(_TEST, TITLE, text, newest, BUTTONS))

    @Slot(object, object)
    def follow_settings(self, _before: Settings, after: Settings) -> None:
        """Use the changed settings from now on."""
        self.settings = after.notifications

    def tell_of_tray(self) -> None:
        """Notify that the program goes on although its window is closed."""
        text = (
            "It keeps running in the notification area. Its icon has commands to show the window and to quit."
        )
        self.notifier.show(Alert(_TRAY, "Stride Desktop is still running", text))

    @Slot(str, str)
    def _on_pressed(self, key: str, button: str) -> None:
        if button == SNOOZE:
            if key != _TEST:
                self._snooze.snooze(_SNOOZE_SECONDS)
            return
        self.show_requested.emit()
        if (alerted := self._events.get(key)) is None:
            return
        if (answer := self._store.newest_about(alerted.run, alerted.event_id)) is not None:
            self._chat.show_card(answer.card_id)
        if alerted.run == self._live.run_number and self._notification.is_shown(key):
            self._preview.go_to(alerted.second)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Mark all events as seen once the window comes to the front."""
        if watched is self._window and event.type() == QEvent.Type.WindowActivate:
            for alerted in self._events.values():
                alerted.unseen = alerted.quiet = False
            self.tray.show_unseen(0)
        return super().eventFilter(watched, event)

    @Slot(bool)
    def _on_found(self, service: bool) -> None:
        without = Channel.TRAY if self.tray.can_tell else Channel.TASK_BAR
        self.channel = Channel.DESKTOP if service else without
        self.channel_changed.emit(self.channel)

    @Slot(object)
    def _on_undelivered(self, alert: Alert) -> None:
        alerted = self._events.get(alert.key)
        if alerted is not None and not self._notification.is_shown(alert.key):
            return  # withdrawn in the meantime
        if self.tray.can_tell:
            self.tray.icon.showMessage(alert.title, alert.text, QApplication.windowIcon(), _SHOWN_MS)
        else:
            QApplication.alert(self._window)


def _key(run: int, event_id: int) -> str:
    return f"{run}.{event_id}"
