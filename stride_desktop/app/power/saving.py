"""Detects less on battery or while the screen is locked, and goes on by itself afterwards."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from stride_desktop.app.live.controller import LiveController
from stride_desktop.app.live.task import PAUSED_BY_USER, PRIVATE, State
from stride_desktop.app.power.base import PowerState
from stride_desktop.app.power.rule import USUAL, effort
from stride_desktop.app.power.watcher import PowerWatcher
from stride_desktop.core.settings import PowerSettings, Settings

SLOWER_GROUPS = 4
"""Pairs of frames for one decision when deciding less often."""


class PowerSaving(QObject):
    """Pauses watching, or decides less often. `changed(Effort)`: how much is detected from now on.

    A pause that the user began is only ended by the user. After the user has resumed one that was begun here,
    there is no other until the wanted effort changes.
    """

    changed = Signal(object)

    def __init__(
        self,
        live: LiveController,
        settings: PowerSettings,
        watcher: PowerWatcher,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._live = live
        self._settings = settings
        self._watcher = watcher
        self._effort = USUAL
        self._overruled = False
        self._was_paused = False
        live.started.connect(self._on_started)
        live.source_changed.connect(self._follow)
        live.state_changed.connect(self._on_state)
        watcher.changed.connect(self._follow)

    @Slot(object, object)
    def follow_settings(self, before: Settings, after: Settings) -> None:
        """Apply changed settings at once."""
        if after.power != before.power:
            self._settings = after.power
            self._follow()

    @Slot()
    def _on_started(self) -> None:
        self._overruled = False
        self._follow()

    @Slot(object)
    def _on_state(self, state: State) -> None:
        if state is State.RUNNING and self._was_paused and self._effort.what == "pause":
            self._overruled = True  # by the user: nothing else resumes while a pause is asked for
        self._was_paused = state is State.PAUSED
        self._watcher.look_closely(self._live.running)

    @Slot()
    def _follow(self) -> None:
        live, task = self._live, self._live.task
        if task is None or not live.running:
            return
        wanted = effort(self._settings, self._watcher.state or PowerState(), task.source.traits)
        if wanted != self._effort:
            self._effort, self._overruled = wanted, False
            self.changed.emit(wanted)
        live.decide_every(SLOWER_GROUPS if wanted.what == "slower" else 1)
        if wanted.what != "pause":
            if live.state is State.PAUSED and live.pause_reason not in (PAUSED_BY_USER, PRIVATE):
                live.resume()
        elif not self._overruled:
            live.pause(wanted.why)
