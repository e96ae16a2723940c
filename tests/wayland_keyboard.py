"""A keyboard of a Wayland desktop, pressed through its compositor."""

from __future__ import annotations

from typing import Any

from jeepney import DBusAddress, new_method_call
from jeepney.io.blocking import open_dbus_connection
from jeepney.wrappers import unwrap_msg

_NAME = "org.gnome.Mutter.RemoteDesktop"
_KEYS = {"Return": 0xFF0D, "Alt": 0xFFE9, "Control": 0xFFE3}


class WaylandKeyboard:
    """Types into the window that has the focus. bus: the address of the desktop's session bus."""

    def __init__(self, bus: str) -> None:
        self._bus = open_dbus_connection(bus)
        (self._session,) = self._call("/org/gnome/Mutter/RemoteDesktop", "", "CreateSession")
        self._call(self._session, ".Session", "Start")

    def press(self, *keys: str) -> None:
        """Press keys together: letters, and those of _KEYS."""
        symbols = [_KEYS.get(key) or ord(key) for key in keys]
        for symbol in symbols:
            self._key(symbol, True)
        for symbol in reversed(symbols):
            self._key(symbol, False)

    def type(self, text: str) -> None:
        """Type a text of Latin letters."""
        for letter in text:
            self.press(letter)

    def close(self) -> None:
        self._bus.close()

    def _key(self, symbol: int, down: bool) -> None:
        self._call(self._session, ".Session", "NotifyKeyboardKeysym", "ub", symbol, down)

    def _call(self, path: str, interface: str, member: str, signature: str = "", *body: object) -> Any:
        address = DBusAddress(path, _NAME, _NAME + interface)
        call = new_method_call(address, member, signature or None, body)
        return unwrap_msg(self._bus.send_and_get_reply(call, timeout=20))
