"""Connections to the X server of DISPLAY, and the exact reason when one fails."""

from __future__ import annotations

import os
import threading

from Xlib import xauth
from Xlib.display import Display
from Xlib.error import (
    ConnectionClosedError,
    DisplayConnectionError,
    DisplayError,
    DisplayNameError,
    XauthError,
)
from Xlib.protocol import display as protocol
from Xlib.protocol import event

from stride_desktop.core.errors import SourceError

xauth.print = lambda *_: None  # it remarks on stdout, where our output goes, that a file of keys is damaged

_connecting = threading.Lock()


def connect() -> Display:
    """A new connection to the X server. Raises SourceError when there is none."""
    name = os.environ.get("DISPLAY", "")
    try:
        display = _fresh_display()
    except DisplayNameError as error:
        raise SourceError(
            f"No display: DISPLAY is “{name}”, which names none.",
            "Start the program inside a desktop session, or set DISPLAY to a running X server, such as :0.",
            str(error),
        ) from error
    except DisplayConnectionError as error:
        raise _refusal(name, error) from error
    except (DisplayError, ConnectionClosedError, XauthError, OSError, ValueError) as error:
        raise SourceError(
            f"No display: the X server “{name}” gives no proper answer.",
            "Check that the desktop session is running, and that DISPLAY names its X server.",
            str(error),
        ) from error
    return display


def _fresh_display() -> Display:
    """Xlib notes the event numbers of a server's extensions for all servers; those of another may differ."""
    with _connecting:
        protocol.Display.event_classes = event.event_class.copy()
        try:
            display = Display()
            display.display.event_classes = protocol.Display.event_classes
        finally:
            protocol.Display.event_classes = event.event_class.copy()
        return display


def _refusal(name: str, error: DisplayConnectionError) -> SourceError:
    """The error of a refused connection: the server's message if it answered, else the reason."""
    if isinstance(error.msg, bytes):
        words = error.msg.decode(errors="replace").strip()
        return SourceError(
            f"The X server “{name}” does not let this program in ({words}).",
            "Start the program as the user who is logged in there, or set XAUTHORITY to that user's file of "
            "that name.",
            words,
        )
    return SourceError(
        f"No display: the X server “{name}” does not answer.",
        "Start the program inside a desktop session, or set DISPLAY to a running X server.",
        str(error.msg),
    )
