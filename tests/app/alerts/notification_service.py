"""A notification service on a D-Bus bus, which writes down what it is asked to show.

`python -m tests.app.alerts.notification_service BUS`: every call becomes a line of JSON on
standard output; a line of input, "press ID BUTTON" or "dismiss ID", is what a person does.
"""

from __future__ import annotations

import json
import stat
import sys
import threading
from pathlib import Path
from urllib.parse import unquote, urlparse

from jeepney import (
    DBusAddress,
    HeaderFields,
    MessageType,
    message_bus,
    new_error,
    new_method_return,
    new_signal,
)
from jeepney.io.blocking import open_dbus_connection

NAME = "org.freedesktop.Notifications"
OBJECT = DBusAddress("/org/freedesktop/Notifications", interface=NAME)
INTROSPECTION = f"""<node><interface name="{NAME}">
<method name="Notify">
<arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/>
<arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="as" direction="in"/>
<arg type="a{{sv}}" direction="in"/><arg type="i" direction="in"/><arg type="u" direction="out"/></method>
<method name="CloseNotification"><arg type="u" direction="in"/></method>
<method name="GetCapabilities"><arg type="as" direction="out"/></method>
<method name="GetServerInformation"><arg type="s" direction="out"/><arg type="s" direction="out"/>
<arg type="s" direction="out"/><arg type="s" direction="out"/></method>
<signal name="NotificationClosed"><arg type="u"/><arg type="u"/></signal>
<signal name="ActionInvoked"><arg type="u"/><arg type="s"/></signal>
</interface></node>"""


def tell(**record: object) -> None:
    print(json.dumps(record), flush=True)


def picture_of(hints: dict[str, tuple[str, object]]) -> dict[str, object] | None:
    if "image-path" not in hints:
        return None
    path = Path(unquote(urlparse(str(hints["image-path"][1])).path))
    mode = stat.S_IMODE(path.stat().st_mode)
    return {"path": str(path), "mode": mode, "jpeg": path.read_bytes()[:2] == b"\xff\xd8"}


class Service:
    def __init__(self, address: str) -> None:
        self.connection = open_dbus_connection(address)
        self.connection.send_and_get_reply(message_bus.RequestName(NAME))
        self.count = 0
        tell(call="ready")

    def listen(self) -> None:
        for line in sys.stdin:
            word, number, *rest = line.split()
            if word == "press":
                self.signal("ActionInvoked", "us", (int(number), rest[0]))
            self.signal("NotificationClosed", "uu", (int(number), 2))

    def signal(self, name: str, signature: str, body: tuple[object, ...]) -> None:
        self.connection.send(new_signal(OBJECT, name, signature, body))

    def serve(self) -> None:
        while True:
            message = self.connection.receive()
            if message.header.message_type is MessageType.method_call:
                self.connection.send(self.answer(message))

    def answer(self, message):
        match message.header.fields[HeaderFields.member]:
            case "Introspect":
                return new_method_return(message, "s", (INTROSPECTION,))
            case "GetCapabilities":
                return new_method_return(message, "as", (["body", "body-markup", "actions"],))
            case "GetServerInformation":
                return new_method_return(message, "ssss", ("test", "test", "1", "1.2"))
            case "Notify":
                _, _, _, title, text, actions, hints, _ = message.body
                self.count += 1
                tell(
                    call="notify",
                    id=self.count,
                    title=title,
                    text=text,
                    actions=actions,
                    picture=picture_of(hints),
                )
                return new_method_return(message, "u", (self.count,))
            case "CloseNotification":
                tell(call="close", id=message.body[0])
                self.signal("NotificationClosed", "uu", (message.body[0], 3))
                return new_method_return(message)
        return new_error(message, "org.freedesktop.DBus.Error.UnknownMethod")


if __name__ == "__main__":
    service = Service(sys.argv[1])
    threading.Thread(target=service.listen, daemon=True).start()
    service.serve()
