"""The chime: a short sound of our own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl

from stride_desktop.resources import resource

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QSoundEffect


class AlertSound(QObject):
    """Plays through the system's usual output; silent where there is none."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._effect: QSoundEffect | None = None

    def play(self) -> bool:
        """Play it; False where no sound can be heard."""
        # Loads the system's sound libraries, which only those who want a sound need.
        from PySide6.QtMultimedia import QMediaDevices, QSoundEffect

        if QMediaDevices.defaultAudioOutput().isNull():
            return False
        if self._effect is None:
            self._effect = QSoundEffect(self)
            self._effect.setSource(QUrl.fromLocalFile(str(resource("sounds", "moment.wav"))))
        self._effect.play()
        return True
