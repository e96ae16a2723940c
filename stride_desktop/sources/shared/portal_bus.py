"""The D-Bus connection to the ScreenCast portal, and what its errors mean."""

from __future__ import annotations

from collections import deque
from typing import Any

from jeepney import DBusAddress, MatchRule, Message, MessageFlag, Properties, message_bus, new_method_call
from jeepney.io.blocking import open_dbus_connection
from jeepney.wrappers import DBusErrorResponse, unwrap_msg

from stride_desktop.core.errors import SourceError
from stride_desktop.sources.shared.session_kind import sharing_package

SERVICE = "org.freedesktop.portal.Desktop"
REQUEST, SESSION = "org.freedesktop.portal.Request", "org.freedesktop.portal.Session"
PORTAL = DBusAddress("/org/freedesktop/portal/desktop", SERVICE, "org.freedesktop.portal.ScreenCast")

_LOCK = DBusAddress("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", "org.gnome.ScreenSaver")

CALL_SECONDS = 25.0
"""Longest wait for a reply; the service may have to be started."""

_GLANCE_SECONDS = 0.5
_BUS_ERRORS = (OSError, EOFError, KeyError, ValueError, RuntimeError)
_MISSING = ("org.freedesktop.DBus.Error.ServiceUnknown", "org.freedesktop.DBus.Error.NameHasNoOwner")


class PortalBus:
    """A connection to the session bus. Belongs to one thread.

    responses, closings: signals that requests were answered and that sessions were closed, as they came.
    """

    def __init__(self) -> None:
        """Raises SourceError without a session bus."""
        self.responses: deque[Message] = deque()
        self.closings: deque[Message] = deque()
        signals = ((REQUEST, "Response", self.responses), (SESSION, "Closed", self.closings))
        try:
            self._connection = open_dbus_connection("SESSION", enable_fds=True)
            for interface, member, queue in signals:
                rule = MatchRule(type="signal", interface=interface, member=member)
                self._connection.filter(rule, queue=queue)
                self._connection.send(message_bus.AddMatch(rule))
        except _BUS_ERRORS as error:
            raise _no_bus(error) from error

    def close(self) -> None:
        """Close the connection; the portal then ends what it did for it."""
        self._connection.close()

    def call(self, member: str, signature: str, body: tuple[object, ...]) -> Any:  # noqa: ANN401
        """What a method of the portal returns. Raises SourceError."""
        return self._ask(new_method_call(PORTAL, member, signature, body), CALL_SECONDS)

    def property(self, name: str) -> int:
        """A number that the portal tells of itself. Raises SourceError without a portal."""
        return int(self._ask(Properties(PORTAL).get(name), CALL_SECONDS)[0][1])

    def tell(self, message: Message) -> None:
        """Send a message without waiting for the reply. Raises SourceError."""
        try:
            self._connection.send(message)
        except _BUS_ERRORS as error:
            raise _no_bus(error) from error

    def receive(self, seconds: float) -> None:
        """Receive the signals that have come, or come within this time. Raises SourceError without a bus."""
        try:
            self._connection.recv_messages(timeout=seconds)
            while True:
                self._connection.recv_messages(timeout=0)
        except TimeoutError:
            return
        except _BUS_ERRORS as error:
            raise _no_bus(error) from error

    def is_locked(self) -> bool:
        """Whether GNOME's screen is locked, which ends everything that is shared; False on other desktops."""
        question = new_method_call(_LOCK, "GetActive")
        question.header.flags |= MessageFlag.no_auto_start
        try:
            (locked,) = self._ask(question, _GLANCE_SECONDS)
        except SourceError:
            return False
        return bool(locked)

    def find_portal(self) -> None:
        """Raise SourceError when no portal runs and none can be started; the bus answers at once."""
        (owned,) = self._ask(message_bus.NameHasOwner(SERVICE), _GLANCE_SECONDS)
        (startable,) = self._ask(message_bus.ListActivatableNames(), _GLANCE_SECONDS)
        if not owned and SERVICE not in startable:
            raise _no_portal("neither on the bus nor activatable")

    def _ask(self, message: Message, seconds: float) -> Any:  # noqa: ANN401
        try:
            return unwrap_msg(self._connection.send_and_get_reply(message, timeout=seconds))
        except DBusErrorResponse as error:
            raise (_no_portal(str(error)) if error.name in _MISSING else cannot_share(str(error))) from error
        except TimeoutError as error:
            raise cannot_share("no reply") from error
        except _BUS_ERRORS as error:
            raise _no_bus(error) from error


def cannot_share(detail: str) -> SourceError:
    """The error for a portal that does not do what it was asked for."""
    return SourceError(
        "This desktop cannot share its screens now.",
        f"Install {sharing_package()}, check that PipeWire runs, and log in again.",
        detail,
    )


def _no_portal(detail: str) -> SourceError:
    return SourceError(
        "In a Wayland session screens are shared by the desktop portal, which is not installed.",
        f"Install xdg-desktop-portal and {sharing_package()}, and log in again.",
        detail,
    )


def _no_bus(error: Exception) -> SourceError:
    return SourceError(
        "In a Wayland session screens are shared over the session bus (D-Bus), which does not answer.",
        "Start the program inside the desktop session, or log in again.",
        f"{type(error).__name__}: {error}",
    )
