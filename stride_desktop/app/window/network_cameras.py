"""The network cameras of the list of sources: opened for once, or remembered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import QObject, Slot

from stride_desktop.app.system.current_settings import CurrentSettings
from stride_desktop.app.system.keychain import Keychain
from stride_desktop.app.system.notices import Notifications
from stride_desktop.app.window.network_camera_dialog import NetworkCameraDialog
from stride_desktop.app.window.source_picker import SourcePicker
from stride_desktop.core.errors import SourceError
from stride_desktop.core.settings import CameraSettings
from stride_desktop.sources.catalog import NETWORK
from stride_desktop.sources.network_address import NetworkAddress, accounts


class NetworkCameras(QObject):
    """Asks for network cameras, and remembers them: addresses in the settings, passwords in the keychain.

    Naming a camera is the consent to contact it.
    """

    def __init__(
        self,
        picker: SourcePicker,
        settings: CurrentSettings,
        keychain: Keychain,
        notifications: Notifications,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._picker = picker
        self._settings = settings
        self._keychain = keychain
        self._notifications = notifications
        try:
            picker.set_cameras(self._remembered)
        except SourceError as error:  # of a settings file that was edited
            notifications.warn(error)

    @Slot()
    def ask(self) -> None:
        """Let the user name a network camera."""
        self._open_dialog()

    @Slot(object)
    def confirm(self, camera: NetworkAddress) -> None:
        """Let the user confirm a camera that was dropped on the window, or correct its address."""
        self._open_dialog().show_camera(camera)

    def _open_dialog(self) -> NetworkCameraDialog:
        dialog = NetworkCameraDialog(self._picker.window())
        dialog.entered.connect(self._on_entered)
        dialog.open()
        return dialog

    @Slot()
    def forget(self) -> None:
        """Forget the chosen network camera and its password; it stays in the list for this run."""
        chosen = self._picker.selected()
        if chosen is None or chosen.kind is not NETWORK or chosen.address not in self._remembered:
            self._notifications.inform("Choose a network camera that is remembered in the list first.")
            return
        others = [address for address in self._remembered if address != chosen.address]
        account = NetworkAddress.parse(chosen.address).account
        if account not in accounts(others):
            self._keychain.put(account, "")
        self._remember(others)
        self._notifications.inform(f"{chosen.name} is no longer remembered.")

    def kept_address(self, account: str) -> str | None:
        """As in Opening; only for remembered cameras the keychain is asked. May block."""
        return self._keychain.key(account) if account in accounts(self._remembered) else None

    @property
    def _remembered(self) -> tuple[str, ...]:
        return self._settings.value.cameras.addresses

    @Slot(object, bool)
    def _on_entered(self, camera: NetworkAddress, remember: bool) -> None:
        whole = camera.url_with_credentials
        self._picker.add_address(whole)
        if not remember:
            return
        if camera.has_secret:
            self._keychain.put(camera.account, whole)
        self._remember([NetworkAddress.parse(whole).shown, *self._remembered])

    def _remember(self, addresses: Iterable[str]) -> None:
        cameras = CameraSettings(tuple(dict.fromkeys(addresses)))
        self._settings.use(replace(self._settings.value, cameras=cameras))
