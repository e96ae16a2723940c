"""The dialog that asks for a network camera and its password."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QFormLayout, QLineEdit, QWidget

from stride_desktop.app.look.dialog import Dialog
from stride_desktop.app.look.plain_label import PlainLabel
from stride_desktop.app.look.theme import em
from stride_desktop.core.errors import SourceError
from stride_desktop.sources.network_address import NetworkAddress

_WIDTH = 30  # em, for a usual address


class NetworkCameraDialog(Dialog):
    """`entered(NetworkAddress, bool)`: the camera with its password, and whether to remember it."""

    entered = Signal(object, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Open network camera", parent)
        self.address = QLineEdit(self, placeholderText="rtsp://192.168.1.20/stream")
        self.address.setToolTip("RTSP, or MJPEG, MPEG-TS, MP4 or HLS over HTTP. Only its host is contacted.")
        self.address.setMinimumWidth(round(_WIDTH * em(self)))
        self.user = QLineEdit(self)
        self.password = QLineEdit(self, echoMode=QLineEdit.EchoMode.Password)
        self.remember = QCheckBox("&Remember it, the password in the system's keychain", self)
        self.problem = PlainLabel(parent=self)
        self.problem.setWordWrap(True)
        self.problem.hide()
        form = QFormLayout()
        form.addRow("&Address", self.address)
        form.addRow("&User name", self.user)
        form.addRow("&Password", self.password)
        form.addRow(self.remember)
        self.open_button = self.offer_to("&Open")
        self.lay_out(form, self.problem)

    def show_camera(self, camera: NetworkAddress) -> None:
        """Fill in a camera, its password where it cannot be read."""
        self.address.setText(camera.url)
        user, password = camera.credentials or ("", "")
        self.user.setText(user)
        self.password.setText(password)

    @Slot()
    def accept(self) -> None:
        """Close with a camera; what is no address is told in the dialog."""
        try:
            camera = NetworkAddress.parse(self.address.text())
            if self.user.text() or self.password.text():
                camera = camera.with_credentials(self.user.text(), self.password.text())
        except SourceError as error:
            self.problem.setText(str(error))
            self.problem.show()
            self.address.setFocus()
            return
        super().accept()
        self.entered.emit(camera, self.remember.isChecked())
