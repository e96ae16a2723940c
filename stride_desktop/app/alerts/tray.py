"""The icon in the notification area, with its tool tip and its menu."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QMenu, QSystemTrayIcon, QWidget

from stride_desktop.app.alerts.snooze import Snooze
from stride_desktop.app.alerts.tray_icon import TrayState, tray_icon
from stride_desktop.app.live.controller import LiveController
from stride_desktop.app.live.task import State
from stride_desktop.core.amounts import counted
from stride_desktop.core.text import elided
from stride_desktop.pipeline.health import Health


class Tray(QObject):
    """`show_requested`: show the window. `quit_requested`: end the program."""

    show_requested = Signal()
    quit_requested = Signal()

    def __init__(self, live: LiveController, snooze: Snooze, window: QWidget) -> None:
        super().__init__(window)
        self._live = live
        self._snooze = snooze
        self._unseen = 0
        self._lost = ""  # why the source gives no frames, "" while it does
        self._shown: tuple[TrayState, bool] | None = None
        self.icon = QSystemTrayIcon(self)
        self.menu = QMenu(window)
        self.menu.addAction("&Show Stride Desktop", self.show_requested.emit)
        self.menu.addSeparator()
        self.pause = self.menu.addAction("&Pause", live.toggle_pause)
        self.private = self.menu.addAction("Private &mode", live.toggle_private)
        self.private.setCheckable(True)
        self.snoozes = [
            self.menu.addAction("Snooze alerts for &15 minutes", partial(snooze.snooze, 900.0)),
            self.menu.addAction("Snooze alerts for 1 &hour", partial(snooze.snooze, 3600.0)),
        ]
        self.again = self.menu.addAction("&Resume alerts", partial(snooze.snooze, 0.0))
        self.menu.addSeparator()
        self.menu.addAction("&Quit", self.quit_requested.emit)
        self.icon.setContextMenu(self.menu)
        self.icon.activated.connect(self._on_activated)
        for signal in (live.state_changed, live.requests.changed, snooze.changed, live.started):
            signal.connect(self.refresh)
        live.health_changed.connect(self._on_health)
        self.refresh()

    def start(self) -> None:
        """Show the icon, if the desktop has a notification area."""
        if QSystemTrayIcon.isSystemTrayAvailable():
            self.icon.show()

    @property
    def visible(self) -> bool:
        """The icon can be clicked."""
        return self.icon.isVisible()

    @property
    def can_tell(self) -> bool:
        """Whether the icon can show a message."""
        return self.visible and QSystemTrayIcon.supportsMessages()

    def show_unseen(self, count: int) -> None:
        """Mark the icon while there are unseen moments."""
        self._unseen = count
        self.refresh()

    @property
    def state(self) -> TrayState:
        """The state that the icon shows."""
        if self._live.state is State.PAUSED:
            return TrayState.PRIVATE if self._live.private else TrayState.PAUSED
        if self._live.state is not State.RUNNING or self._lost:
            return TrayState.IDLE
        return TrayState.SNOOZED if self._snooze.until_text else TrayState.WATCHING

    @property
    def words(self) -> str:
        """The icon's tool tip: source and requests, and the number of unseen events."""
        lines = ["Stride Desktop"]
        state, task = self.state, self._live.task
        request = "" if task is None else elided(task.query, 60)
        if task is not None and task.also:
            request = f"{request}, and {len(task.also)} more"
        if self._lost and self._live.state is State.RUNNING:
            lines.append(f"Lost: {self._lost} Trying again…")
        elif state is TrayState.IDLE or task is None:
            lines.append("Nothing is watched")
        elif state is TrayState.PRIVATE:
            lines.append("Private: nothing is seen or stored")
        elif state is TrayState.PAUSED:
            lines.append(f"Paused: {request}")
        else:
            lines.append(f"Watching {task.source.info.name}: {request}")
        if self._snooze.until_text:
            lines.append(f"Alerts are snoozed until {self._snooze.until_text}")
        if self._unseen:
            lines.append(counted(self._unseen, "unseen moment"))
        return "\n".join(lines)

    @Slot(object)
    def _on_health(self, health: Health) -> None:
        lost = health.source.reason if health.source is not None and health.lost else ""
        if lost != self._lost:
            self._lost = lost
            self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Show the current state."""
        looks = (self.state, self._unseen > 0)
        if looks != self._shown:
            self._shown = looks
            self.icon.setIcon(tray_icon(*looks))
        self.icon.setToolTip(self.words)
        paused = self._live.state is State.PAUSED
        self.pause.setText("&Resume" if paused else "&Pause")
        for action in (self.pause, self.private):
            action.setEnabled(paused or self._live.state is State.RUNNING)
        self.private.setChecked(self._live.private)
        for action in self.snoozes:
            action.setEnabled(self._live.state is State.RUNNING)
        self.again.setVisible(bool(self._snooze.until_text))
        self.again.setText(f"&Resume alerts (snoozed until {self._snooze.until_text})")

    @Slot(object)
    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is not QSystemTrayIcon.ActivationReason.Context:
            self.show_requested.emit()
