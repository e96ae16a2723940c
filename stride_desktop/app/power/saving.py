"""Watches less while the power or the screen asks for it, and goes on by itself afterwards."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from stride_desktop.app.live.controller import PAUSED_BY_USER, LiveController
from stride_desktop.app.live.task import State, Task
from stride_desktop.app.power.base import PowerState
from stride_desktop.app.power.rule import USUAL, effort
from stride_desktop.app.power.watcher import PowerWatcher
from stride_desktop.core.settings import PowerSettings, Settings

SLOWER_GROUPS = 4
"""Pairs of frames for one decision when deciding less often."""


class PowerSaving(QObject):
    """Pauses and slows the session down. `changed(Effort)`: how much is watched from now on.

    A pause of the user's own is never ended here. When he resumes one that was begun here, that counts
    until things stand otherwise.
    """

    changed = Signal(object)

    def __init__(
        self,
        live: LiveController,
        settings: PowerSettings,
        watcher: PowerWatcher | None,
        parent: QObject | None = None,
    ) -> None:
        """watcher: None knows nothing, so that everything is watched as usual."""
        super().__init__(parent)
        self.state: PowerState | None = None
        """The newest state; None before the first look."""
        self._live = live
        self._settings = settings
        self._watcher = watcher
        self._effort = USUAL
        self._overruled = False
        self._was_paused = False
        live.started.connect(self._on_started)
        live.source_changed.connect(self._on_source_changed)
        live.state_changed.connect(self._on_state)
        if watcher is not None:
            watcher.changed.connect(self._on_power)

    @Slot(object, object)
    def follow_settings(self, before: Settings, after: Settings) -> None:
        """Save power in another way from now on."""
        if after.power != before.power:
            self._settings = after.power
            self._follow()

    @Slot(object)
    def _on_power(self, state: PowerState) -> None:
        self.state = state
        self._follow()

    @Slot(object)
    def _on_started(self, _task: Task) -> None:
        self._overruled = False
        self._follow()

    @Slot(object)
    def _on_source_changed(self, _task: Task) -> None:
        self._follow()

    @Slot(object)
    def _on_state(self, state: State) -> None:
        if state is State.RUNNING and self._was_paused and self._effort.what == "pause":
            self._overruled = True  # nothing here resumes while this is asked for: it was the user
        self._was_paused = state is State.PAUSED
        if self._watcher is not None:
            self._watcher.look_closely(self._live.running)

    def _follow(self) -> None:
        live, task = self._live, self._live.task
        if task is None or not live.running:
            return
        wanted = effort(self._settings, self.state or PowerState(), task.source.traits)
        if wanted != self._effort:
            self._effort, self._overruled = wanted, False
            self.changed.emit(wanted)
        live.decide_every(SLOWER_GROUPS if wanted.what == "slower" else 1)
        if wanted.what != "pause":
            if live.state is State.PAUSED and live.pause_reason != PAUSED_BY_USER:
                live.resume()
        elif not self._overruled:
            live.pause(wanted.why)
