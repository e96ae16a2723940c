"""One window per person: a second launch raises the first one and leaves."""

from __future__ import annotations

import getpass
import hashlib

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_PATIENCE_MS = 1000
_CALL = b"raise\n"


def default_name() -> str:
    """A socket name of this user; hashed, since user names may hold anything."""
    return "stride-desktop-" + hashlib.sha256(getpass.getuser().encode()).hexdigest()[:12]


class SingleInstance(QObject):
    """Claims the name, or reaches whoever has it. `called`: another launch asked for the window."""

    called = Signal()

    def __init__(self, name: str | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = name or default_name()
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._answer)

    def claim(self) -> bool:
        """True when this is the first instance; False when a running one was asked to show itself."""
        if self._call_running_one():
            return False
        if not self._server.listen(self._name):
            QLocalServer.removeServer(self._name)  # left behind by a crash: nobody answered above
            self._server.listen(self._name)
        return True

    def release(self) -> None:
        """Let the next launch be the first."""
        self._server.close()

    def _call_running_one(self) -> bool:
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(_PATIENCE_MS):
            return False
        socket.write(_CALL)
        reached = socket.waitForBytesWritten(_PATIENCE_MS)
        socket.disconnectFromServer()
        return reached

    def _answer(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.disconnected.connect(socket.deleteLater)
            self.called.emit()
