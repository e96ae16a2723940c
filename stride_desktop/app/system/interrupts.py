"""SIGINT and SIGTERM end the program as closing the window does."""

from __future__ import annotations

import signal
import socket

from PySide6.QtCore import QObject, QSocketNotifier, Signal, Slot


class SignalWatcher(QObject):
    """`received` follows a signal.

    Python runs handlers only between its own instructions, and Qt's event
    loop has none; so the signal writes a byte to a socket, which wakes the event loop.
    """

    received = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._reading, self._writing = socket.socketpair()
        for end in (self._reading, self._writing):
            end.setblocking(False)
        self._notifier = QSocketNotifier(self._reading.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_byte)
        self._wakeup = signal.set_wakeup_fd(self._writing.fileno(), warn_on_full_buffer=False)
        self._handlers = {
            number: signal.signal(number, _ignore) for number in (signal.SIGINT, signal.SIGTERM)
        }

    def close(self) -> None:
        """Give the signals back."""
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._wakeup)
        self._notifier.setEnabled(False)
        self._reading.close()
        self._writing.close()

    @Slot()
    def _on_byte(self) -> None:
        self._reading.recv(64)
        self.received.emit()


def _ignore(_number: int, _frame: object) -> None:
    """Replace Python's handlers, which would end the program; the byte on the socket is what counts."""
