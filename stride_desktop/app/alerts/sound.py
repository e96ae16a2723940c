"""The action that plays a short sound."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl

from stride_desktop.actions.base import Action, ActionEvent
from stride_desktop.core.settings import NotificationSettings
from stride_desktop.resources import resource

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QSoundEffect


class AlertSound(QObject, Action):
    """Plays on the system's default audio output; silent without one."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._effect: QSoundEffect | None = None

    def triggered(self, event: ActionEvent, settings: NotificationSettings) -> None:  # noqa: ARG002
        """Play the sound, if it is switched on."""
        if settings.sound:
            self.play()

    def play(self) -> bool:
        """Play the sound; False if there is no audio output."""
        # Loads the system's sound libraries, which are needed only if the sound is switched on.
        from PySide6.QtMultimedia import QMediaDevices, QSoundEffect

        if QMediaDevices.defaultAudioOutput().isNull():
            return False
        if self._effect is None:
            self._effect = QSoundEffect(self)
            self._effect.setSource(QUrl.fromLocalFile(str(resource("sounds", "moment.wav"))))
        self._effect.play()
        return True
