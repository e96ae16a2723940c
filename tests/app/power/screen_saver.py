"""A screen saver on a D-Bus bus: answers whether the screen is locked, as told on standard input.

`python -m tests.app.power.screen_saver BUS NAME`: each line of input is "locked", "unlocked" or "nonsense".
"""

from __future__ import annotations

import sys
import threading

from jeepney import HeaderFields, MessageType, message_bus, new_error, new_method_return
from jeepney.io.blocking import open_dbus_connection

answer = ("b", (False,))


def follow() -> None:
    global answer
    for line in sys.stdin:
        word = line.strip()
        answer = ("s", ("perhaps",)) if word == "nonsense" else ("b", (word == "locked",))
        print(word, flush=True)


def main() -> None:
    connection = open_dbus_connection(sys.argv[1])
    connection.send_and_get_reply(message_bus.RequestName(sys.argv[2]))
    threading.Thread(target=follow, daemon=True).start()
    print("ready", flush=True)
    while True:
        message = connection.receive()
        if message.header.message_type is not MessageType.method_call:
            continue
        member = message.header.fields[HeaderFields.member]
        if member == "GetActive":
            reply = new_method_return(message, *answer)
        elif member == "Get" and message.body == ("org.freedesktop.login1.Session", "LockedHint"):
            reply = new_method_return(message, "v", (answer[:1] + answer[1],))
        else:
            reply = new_error(message, "org.freedesktop.DBus.Error.UnknownMethod")
        connection.send(reply)


if __name__ == "__main__":
    main()
