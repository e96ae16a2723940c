"""The settings in use, and their file."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from stride_desktop.core.errors import SettingsError
from stride_desktop.core.settings import Settings
from stride_desktop.pipeline.settings_store import SettingsStore


class CurrentSettings(QObject):
    """`changed(before, after)`: each consumer compares its own section. `failed`: they could not be saved."""

    changed = Signal(object, object)
    failed = Signal(object)

    def __init__(self, store: SettingsStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        loaded = store.load()
        self.value = loaded.settings
        self.notice = loaded.notice
        """Why defaults replace the file, or values in it; None if they do not."""

    @Slot(object)
    def use(self, settings: Settings) -> None:
        """Use these settings from now on, and save them."""
        before, self.value = self.value, settings
        self.changed.emit(before, settings)
        try:
            self._store.save(settings)
        except SettingsError as error:
            self.failed.emit(error)
