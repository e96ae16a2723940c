"""A ScreenCast portal, told on standard input what a person does; pixels come from mutter.

`python -m tests.portal_service`: see `tests.wayland.Portal` for the words. It reports in lines of JSON.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from jeepney import (
    DBusAddress,
    HeaderFields,
    MatchRule,
    Message,
    MessageType,
    message_bus,
    new_error,
    new_method_call,
    new_method_return,
    new_signal,
)
from jeepney.io.blocking import open_dbus_connection
from jeepney.wrappers import DBusErrorResponse, unwrap_msg

NAME, OBJECT = "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop"
MUTTER = "org.gnome.Mutter.ScreenCast"
SCREEN, WINDOW = 1, 2


def tell(**news: object) -> None:
    sys.stdout.write(json.dumps(news) + "\n")  # at once: threads that print mix their lines
    sys.stdout.flush()


class Recording:
    """A screen, or the window in front, that mutter sends into PipeWire."""

    def __init__(self, kind: int) -> None:
        self._bus = open_dbus_connection("SESSION")
        added: deque[Message] = deque()
        rule = MatchRule(type="signal", interface=f"{MUTTER}.Stream", member="PipeWireStreamAdded")
        self._bus.filter(rule, queue=added)
        self._bus.send_and_get_reply(message_bus.AddMatch(rule))
        (self._session,) = self._call("/org/gnome/Mutter/ScreenCast", "", "CreateSession", "a{sv}", {})
        properties = {"cursor-mode": ("u", 0)}
        if kind == SCREEN:
            self._call(self._session, ".Session", "RecordMonitor", "sa{sv}", "", properties)
        else:
            self._record_window(properties)
        self._call(self._session, ".Session", "Start", "")
        self.node = self._bus.recv_until_filtered(added, timeout=20).body[0]

    def _record_window(self, properties: dict[str, object]) -> None:
        """Record the window that has the focus, as soon as one has."""
        deadline = time.monotonic() + 20
        while True:
            try:
                self._call(self._session, ".Session", "RecordWindow", "a{sv}", properties)
            except DBusErrorResponse:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)
            else:
                return

    def stop(self) -> None:
        self._bus.close()  # mutter ends what a program recorded that went away

    def _call(self, path: str, interface: str, member: str, signature: str, *body: object) -> Any:
        address = DBusAddress(path, MUTTER, MUTTER + interface)
        call = new_method_call(address, member, signature or None, body)
        return unwrap_msg(self._bus.send_and_get_reply(call, timeout=20))


@dataclass
class Session:
    """A session of a program: what it selected, and what it is given."""

    path: str
    wanted: dict[str, tuple[str, Any]] = field(default_factory=dict)
    recording: Recording | None = None


class Service:
    def __init__(self) -> None:
        self.bus = open_dbus_connection("SESSION", enable_fds=True)
        self.bus.send_and_get_reply(message_bus.RequestName(NAME))
        self.behaviour = "allow"
        self.kinds = SCREEN | WINDOW
        self.version = 4
        self.tokens: set[str] = set()
        self.sessions: dict[str, Session] = {}
        tell(said="ready")

    def listen(self) -> None:
        for line in sys.stdin:
            word = line.strip()
            if word.startswith("revoke"):
                self.revoke(0.3 if word.endswith("late") else 0)
            elif word == "forbid screens":
                self.kinds = 0
            elif word == "be old":
                self.version = 3
            elif word == "forget":
                self.tokens.clear()
            else:
                self.behaviour = word
            tell(said=word)

    def revoke(self, delay: float) -> None:
        """End what is shared, and tell it so many seconds later."""
        for session in self.sessions.values():
            self.end(session)
            time.sleep(delay)
            closed = DBusAddress(session.path, interface="org.freedesktop.portal.Session")
            self.bus.send(new_signal(closed, "Closed"))

    def serve(self) -> None:
        while True:
            message = self.bus.receive()
            if message.header.message_type is MessageType.method_call:
                for reply in self.answer(message, message.header.fields[HeaderFields.member]):
                    self.bus.send(reply)

    def answer(self, message: Message, member: str) -> list[Message]:
        body = message.body
        if member == "Get":
            modes = {"AvailableSourceTypes": self.kinds, "AvailableCursorModes": 3, "version": self.version}
            return [new_method_return(message, "v", (("u", modes[body[1]]),))]
        if member == "Close":
            session = self.sessions.pop(message.header.fields[HeaderFields.path], None)
            if session is not None:
                self.end(session)
                tell(closed=True)
            return [new_method_return(message)]
        if member == "OpenPipeWireRemote":
            remote = socket.socket(socket.AF_UNIX)
            remote.connect(os.path.join(os.environ["XDG_RUNTIME_DIR"], "pipewire-0"))  # noqa: PTH118
            return [new_method_return(message, "h", (remote.detach(),))]
        if member not in ("CreateSession", "SelectSources", "Start"):
            return [new_error(message, "org.freedesktop.DBus.Error.UnknownMethod")]
        sender = message.header.fields[HeaderFields.sender].lstrip(":").replace(".", "_")
        options = body[-1]
        handle = f"{OBJECT}/request/{sender}/{options['handle_token'][1]}"
        replies = [new_method_return(message, "o", (handle,))]
        response = self.respond(member, sender, body, options)
        if response is not None:
            if response[0] == 1:  # as GNOME 43 does
                closed = DBusAddress(body[0], interface="org.freedesktop.portal.Session")
                replies.append(new_signal(closed, "Closed"))
            request = DBusAddress(handle, interface="org.freedesktop.portal.Request")
            replies.append(new_signal(request, "Response", "ua{sv}", response))
        return replies

    def respond(
        self, member: str, sender: str, body: tuple[Any, ...], options: dict[str, Any]
    ) -> tuple[int, dict[str, Any]] | None:
        """The response to a request; None when none comes."""
        if member == "CreateSession":
            path = f"{OBJECT}/session/{sender}/{options['session_handle_token'][1]}"
            self.sessions[path] = Session(path)
            return 0, {"session_handle": ("s", path)}
        session = self.sessions[body[0]]
        if member == "SelectSources":
            session.wanted = options
            return 0, {}
        return self.start(session)

    def start(self, session: Session) -> tuple[int, dict[str, Any]] | None:
        """Ask the person, unless a token repeats an earlier answer."""
        wanted = {name: value for name, (_, value) in session.wanted.items()}
        known = wanted.get("restore_token") in self.tokens
        tell(started=True, asked=not known, types=wanted["types"], persist=wanted.get("persist_mode"))
        if not known and self.behaviour == "ponder":
            return None
        if not known and self.behaviour != "allow":
            return {"refuse": 1, "fail": 2}[self.behaviour], {}
        session.recording = Recording(wanted["types"])
        results = {"streams": ("a(ua{sv})", [(session.recording.node, {"source_type": ("u", 1)})])}
        if "persist_mode" in wanted:
            self.tokens = {uuid4().hex}
            results["restore_token"] = ("s", *self.tokens)
        return 0, results

    def end(self, session: Session) -> None:
        if session.recording is not None:
            session.recording.stop()
            session.recording = None


if __name__ == "__main__":
    service = Service()
    threading.Thread(target=service.listen, daemon=True).start()
    service.serve()
