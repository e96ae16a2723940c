"""The settings dialog while it is open."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from stride_desktop.app.alerts.controller import AlertController
from stride_desktop.app.answers.queue import AnswerQueue
from stride_desktop.app.models.choosing import with_model
from stride_desktop.app.models.controller import Models
from stride_desktop.app.power.watcher import PowerWatcher
from stride_desktop.app.power.words import unavailable
from stride_desktop.app.system.current_settings import CurrentSettings
from stride_desktop.app.system.keychain import Keychain
from stride_desktop.sources.shared.session_kind import is_wayland

if TYPE_CHECKING:
    from stride_desktop.app.settings.dialog import SettingsDialog


class SettingsController(QObject):
    """Shows the dialog, and uses the model chosen in the list. `erase_requested`: delete all data."""

    erase_requested = Signal()

    def __init__(
        self,
        window: QWidget,
        settings: CurrentSettings,
        answers: AnswerQueue,
        keychain: Keychain,
        alerts: AlertController,
        models: Models,
        power: PowerWatcher,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._settings = settings
        self._answers = answers
        self._keychain = keychain
        self._alerts = alerts
        self._models = models
        self._power = power
        self._page: SettingsDialog | None = None
        models.chosen.connect(self._on_model_chosen)

    @Slot()
    def edit(self) -> None:
        """Show the dialog until it is closed."""
        from stride_desktop.app.settings.dialog import SettingsDialog  # needs httpx; the start need not wait
        from stride_desktop.app.settings.rows import AlertBox

        reasons = {**unavailable(self._power.state), **_unknown_windows()}
        page = SettingsDialog(self._settings.value, self._window, reasons, self._keychain.key)
        if alerts := page.findChild(AlertBox):
            self._alerts.channel_changed.connect(alerts.show_channel)
            alerts.show_channel(self._alerts.channel)
            alerts.test_requested.connect(self._alerts.test)
        page.saved.connect(self._settings.use)
        page.key_entered.connect(self._on_key_entered)
        page.erase_requested.connect(self.erase_requested)
        page.models_requested.connect(lambda: self._models.show(page))
        self._page = page
        page.exec()
        self._page = None
        page.deleteLater()

    @Slot(str, str)
    def _on_key_entered(self, host: str, key: str) -> None:
        """Keep the key, and use a responder again that refused the earlier key."""
        self._keychain.put(host, key)
        self._answers.set_responder(self._answers.make)

    @Slot(str, str)
    def _on_model_chosen(self, kind: str, checkpoint: str) -> None:
        if self._page is None:
            self._settings.use(with_model(self._settings.value, kind, checkpoint))
        else:
            self._page.choose_model(kind, checkpoint)  # counts when the settings are saved


def _unknown_windows() -> Mapping[str, str]:
    """Why windows cannot be hidden where the system does not tell programs about them, by setting."""
    if sys.platform.startswith("linux") and not is_wayland():
        return {}
    words = "Not available: this system does not tell where windows are. Hide parts of the picture instead."
    return {"privacy.hidden_windows": words}
