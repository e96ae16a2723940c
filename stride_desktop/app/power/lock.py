"""Whether the screen is locked, from the D-Bus services of a Linux desktop."""

from __future__ import annotations

import contextlib
from typing import Any

from jeepney import (
    DBusAddress,
    HeaderFields,
    Message,
    MessageFlag,
    MessageType,
    Properties,
    new_method_call,
)
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from jeepney.wrappers import DBusErrorResponse

_TIMEOUT_SECONDS = 2.0

_SAVERS = (
    DBusAddress("/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver", "org.freedesktop.ScreenSaver"),
    DBusAddress("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", "org.gnome.ScreenSaver"),
    DBusAddress("/org/cinnamon/ScreenSaver", "org.cinnamon.ScreenSaver", "org.cinnamon.ScreenSaver"),
)
"""Services of the session bus that may know it: KDE and others, GNOME, Cinnamon."""

_LOGIN = DBusAddress(
    "/org/freedesktop/login1/session/auto", "org.freedesktop.login1", "org.freedesktop.login1.Session"
)
"""Service of the system bus that may know it: systemd, if the desktop informs it."""


class LockProbe:
    """Asks every service that may know it. Belongs to one thread, which it blocks for seconds at worst."""

    def __init__(self) -> None:
        self._session = _Bus("SESSION")
        self._system = _Bus("SYSTEM")

    def read(self) -> bool | None:
        """True when a service says that it is locked, None when no service answers. Never raises."""
        answers = [self._session.ask(new_method_call(saver, "GetActive")) for saver in _SAVERS]
        answers.append(self._system.ask(Properties(_LOGIN).get("LockedHint")))
        known = [answer for answer in answers if answer is not None]
        return any(known) if known else None

    def close(self) -> None:
        """Close the connections."""
        self._session.close()
        self._system.close()


class _Bus:
    """A connection that is opened when it is needed, and again after it was lost."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._connection: DBusConnection | None = None

    def ask(self, message: Message) -> bool | None:
        """The boolean answer of a service; None without a service, or for another answer."""
        message.header.flags |= MessageFlag.no_auto_start  # asking must not start a screen saver
        try:
            if self._connection is None:
                self._connection = open_dbus_connection(self._name)
            reply = self._connection.send_and_get_reply(message, timeout=_TIMEOUT_SECONDS)
        except (OSError, EOFError, KeyError, ValueError, DBusErrorResponse, RuntimeError):
            self.close()  # no bus, or not any more
            return None
        return _yes_or_no(reply)

    def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(OSError):
                connection.close()


def _yes_or_no(reply: Message) -> bool | None:
    if reply.header.message_type is not MessageType.method_return:
        return None
    signature = reply.header.fields.get(HeaderFields.signature, "")
    value: Any = reply.body[0] if reply.body else None
    if signature == "v":
        value = value[1]
    return value if isinstance(value, bool) else None
