"""One window per user, display and data folder: a second launch raises the first one and leaves."""

from __future__ import annotations

import hashlib
import os
import sys

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from stride_desktop.sessions.folders import Folders
from stride_desktop.user_folders import runtime_folder

_PATIENCE_MS = 3000
"""Milliseconds to wait for the running instance; a busy one answers within half a second."""

_LONGEST_ADDRESS = 100
"""Bytes; systems take 104 to 108 for the path of a socket."""

_CALL = b"raise\n"
_ANSWER = b"raised\n"


def default_address() -> str | None:
    """Address of the instance for this user's data and display; None where none can listen.

    On Unix it is a socket in a folder that no other user can write to, on Windows the name of a pipe. None
    also where the path of that folder is too long for a socket.
    Raises SettingsError when the user has no folders.
    """
    folders = Folders.of_user()
    text = "\n".join((display_name(), str(folders.data), str(folders.config)))
    name = hashlib.sha256(os.fsencode(text)).hexdigest()[:16]
    if sys.platform == "win32":
        return f"stride-desktop-{name}"
    folder = runtime_folder()
    if folder is None or len(os.fsencode(folder / name)) > _LONGEST_ADDRESS:
        return None
    return str(folder / name)


def display_name() -> str:
    """The display that Qt shows windows on, the same for all its screens."""
    platform = QGuiApplication.platformName()
    if platform == "xcb":
        return os.environ.get("DISPLAY", "").partition(".")[0]
    return os.environ.get("WAYLAND_DISPLAY", "") if platform == "wayland" else platform


class SingleInstance(QObject):
    """Claims an address, or reaches the instance there. `called`: another launch asked for the window."""

    called = Signal()

    def __init__(self, address: str | None) -> None:
        """address: None when instances cannot find each other; each is the first one then."""
        super().__init__()
        self._address = address
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._greet)

    def claim(self) -> bool:
        """True when this is the first instance; False when a running one was asked to show itself.

        What listens there but does not answer is no running instance: a window opens all the same.
        """
        if self._address is None:
            return True
        if self._call_running_one(self._address):
            return False
        if not self._server.listen(self._address):
            QLocalServer.removeServer(self._address)  # left behind by a crash, or by an instance that hangs
            self._server.listen(self._address)
        return True

    def release(self) -> None:
        """Let the next launch be the first."""
        self._server.close()

    def _call_running_one(self, address: str) -> bool:
        socket = QLocalSocket()
        socket.connectToServer(address)
        if not socket.waitForConnected(_PATIENCE_MS):
            return False
        socket.write(_CALL)
        socket.waitForBytesWritten(_PATIENCE_MS)
        while not socket.canReadLine() and socket.waitForReadyRead(_PATIENCE_MS):
            pass  # the answer may have come while the call was written
        answer = socket.readLine().data()
        socket.disconnectFromServer()
        return answer == _ANSWER

    @Slot()
    def _greet(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.disconnected.connect(socket.deleteLater)
            socket.write(_ANSWER)
            socket.flush()
            self.called.emit()
