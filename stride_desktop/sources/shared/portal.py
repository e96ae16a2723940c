"""The ScreenCast portal: by it a Wayland desktop shares a screen or a window that the user chooses."""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import dataclass
from enum import IntFlag
from typing import Any
from uuid import uuid4

from jeepney import DBusAddress, HeaderFields, Message, new_method_call

from stride_desktop.core.errors import PermissionDenied, SourceError, SourceLost
from stride_desktop.sources.shared.portal_bus import SERVICE, SESSION, PortalBus, cannot_share

_POLL_SECONDS = 0.25
_CANCELLED = 1
_HIDDEN_POINTER = 1
_UNTIL_REVOKED = 2
_FIRST_WITH_TOKENS = 4

Options = dict[str, tuple[str, object]]
"""Options or results of a method: names, and values with their D-Bus types."""


class Shareable(IntFlag):
    """What a desktop can share."""

    SCREEN = 1
    WINDOW = 2


@dataclass(frozen=True, slots=True)
class Share:
    """What the user shares.

    node: of PipeWire. token: repeats the choice once without a question; empty where the desktop gives none.
    """

    node: int
    token: str


class ScreenCast:
    """A connection to the portal with at most one shared screen or window. Belongs to one thread."""

    def __init__(self) -> None:
        """Raises SourceError without a session bus."""
        self._bus = PortalBus()
        self._session = ""
        self._shared = False

    def __enter__(self) -> ScreenCast:
        return self

    def __exit__(self, *_: object) -> None:
        """Stop sharing; a question that is still open is taken back."""
        if self._session:
            session = DBusAddress(self._session, SERVICE, SESSION)
            with suppress(SourceError):  # without a bus nothing is shared any more
                self._bus.tell(new_method_call(session, "Close"))
        self._bus.close()

    def start(self, what: Shareable, token: str, stop: threading.Event) -> Share | None:
        """Let the user choose what to share; a valid token repeats a choice. None once `stop` was set.

        Raises PermissionDenied when the user refuses, SourceError when the desktop cannot share it.
        """
        if self._bus.is_locked():
            raise _locked()  # a token would be used up in vain
        if not self._bus.property("AvailableSourceTypes") & what:
            raise cannot_share(f"it does not offer {what}")
        made = self._request("CreateSession", "", (), {"session_handle_token": ("s", _new_name())}, stop)
        if made is None:
            return None
        self._session = str(made["session_handle"][1])
        if self._request("SelectSources", "o", (self._session,), self._wanted(what, token), stop) is None:
            return None
        started = self._request("Start", "os", (self._session, ""), {}, stop)
        if started is None:
            return None
        self._shared = True
        streams: Any = started["streams"][1]
        return Share(streams[0][0], str(started.get("restore_token", ("s", ""))[1]))

    def pipewire(self) -> int:
        """A connection to PipeWire that reaches what is shared: a file descriptor that the caller owns."""
        (descriptor,) = self._bus.call("OpenPipeWireRemote", "oa{sv}", (self._session, {}))
        return int(descriptor.to_raw_fd())

    def check(self, wait: float = 0.0) -> None:
        """Raise PermissionDenied when the user ended the sharing, SourceLost when the desktop's lock did.

        SourceLost also without a bus. wait: seconds to wait for news.
        """
        try:
            self._bus.receive(wait)
        except SourceError as error:
            raise SourceLost(error.what, error.remedy, error.detail) from error
        if self._session and any(_path(message) == self._session for message in self._bus.closings):
            if not self._shared:  # GNOME 43 says so before it answers
                raise _refused()
            if self._bus.is_locked():
                raise _locked()
            raise PermissionDenied(
                "The sharing was ended in the desktop, so there is nothing more to watch.",
                "Start watching again to share it again.",
            )

    def _wanted(self, what: Shareable, token: str) -> Options:
        """The options of SelectSources. The pointer is left out: it would be news wherever it moves."""
        wanted: Options = {"types": ("u", int(what)), "multiple": ("b", False)}
        if self._bus.property("AvailableCursorModes") & _HIDDEN_POINTER:
            wanted["cursor_mode"] = ("u", _HIDDEN_POINTER)
        if self._bus.property("version") >= _FIRST_WITH_TOKENS:
            wanted["persist_mode"] = ("u", _UNTIL_REVOKED)
            if token:
                wanted["restore_token"] = ("s", token)
        return wanted

    def _request(
        self, member: str, signature: str, body: tuple[str, ...], options: Options, stop: threading.Event
    ) -> Options | None:
        """Call a method that answers by a signal, once the user has decided.

        Returns its results; None when `stop` was set. Raises SourceError.
        """
        named = options | {"handle_token": ("s", _new_name())}
        (handle,) = self._bus.call(member, f"{signature}a{{sv}}", (*body, named))
        while not stop.is_set():
            for message in self._bus.responses:
                if _path(message) == handle:
                    return _results(message)
            self.check(_POLL_SECONDS)
        return None


def find_portal() -> None:
    """Raise SourceError when this desktop has no portal. Returns at once, unlike the portal itself."""
    bus = PortalBus()
    try:
        bus.find_portal()
    finally:
        bus.close()


def _results(response: Message) -> Options:
    """The results in a Response. Raises PermissionDenied, SourceError."""
    code, results = response.body
    if code == _CANCELLED:
        raise _refused()
    if code:
        raise cannot_share(f"response {code}")
    return dict(results)


def _locked() -> SourceLost:
    return SourceLost(
        "The desktop is locked, and shares nothing meanwhile.", "Watching goes on when it is unlocked."
    )


def _refused() -> PermissionDenied:
    return PermissionDenied(
        "Nothing was shared: the dialog of the desktop was cancelled.",
        "Start again, choose what to watch in that dialog, and share it.",
    )


def _path(message: Message) -> str:
    return str(message.header.fields[HeaderFields.path])


def _new_name() -> str:
    return f"stride{uuid4().hex}"
