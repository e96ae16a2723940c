"""One window of an X server, one frame a second: followed when it moves, seen when it is covered."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import closing, suppress

from Xlib.display import Display
from Xlib.error import ConnectionClosedError, XError

from stride_desktop.core.clock import stream_time
from stride_desktop.core.errors import SourceError, SourceLost
from stride_desktop.core.frames import Frame
from stride_desktop.sources.base import Frames, SourceInfo
from stride_desktop.sources.catalog import WINDOW
from stride_desktop.sources.schedule import Schedule
from stride_desktop.sources.screen import check_capturable
from stride_desktop.sources.x_display import connect
from stride_desktop.sources.x_watched_window import WatchedWindow, WindowClosed
from stride_desktop.sources.x_windows import SoughtWindow, TitledWindow, has_one_of, titled_windows

AWAY = (ConnectionClosedError, XError, OSError)
"""Errors of Xlib when the server, or what was asked about, went away."""


class WindowSource:
    """Watches the window of a title through the X server's Composite extension.

    title: see SoughtWindow. chosen: its entry in a list of sources. A window is the same one when its title
        changes. hidden: as in Opening; a window with one of the words is refused, or not seen from when it
        gets one.

    Timestamps are stream time, taken at the grab. Images change their size with the window.
    """

    traits = WINDOW.traits
    warning = ""

    def __init__(self, title: str, chosen: SourceInfo | None = None, hidden: tuple[str, ...] = ()) -> None:
        self._hidden = hidden
        self.info = chosen or SourceInfo(WINDOW, f"window:{title}", title)
        self._sought = SoughtWindow(title, self.info.identity)

    def check(self) -> None:
        """Raise SourceError when the window cannot be watched now."""
        check_capturable()
        with closing(connect()) as display:
            found = self._find(display)
        if has_one_of(f"{found.title} {found.program}", self._hidden):
            raise SourceError(
                f"The window “{found.title}” is one of those that must not be seen.",
                "Change the words in the settings, under Privacy, if it may be.",
            )

    def frames(self, stop: threading.Event) -> Frames:
        """Yield a frame a second until `stop` is set.

        Raises SourceError when there is no such window, SourceLost when it is closed, and SourceHidden while
        it is minimised, as it has no pixels then.
        """
        check_capturable()
        display = connect()
        try:
            watched = WatchedWindow(display, self._find(display), self._hidden, self.info.name)
            schedule = Schedule()
            while not stop.wait(max(0.0, schedule.next() - stream_time())):
                yield Frame(timestamp=stream_time(), image=watched.grab())
        except WindowClosed:
            self._sought.close()
            raise
        except AWAY as error:
            raise SourceLost(
                "The display went away while a window was being watched.",
                "Log in again, or start the X server again.",
                str(error),
            ) from error
        finally:
            with suppress(ConnectionClosedError, OSError):
                display.close()

    def _find(self, display: Display) -> TitledWindow:
        return self._sought.find(titled_windows(display))


def listed_windows() -> list[SourceInfo]:
    """The windows of other programs. Raises SourceError where the X server cannot be asked."""
    check_capturable()
    try:
        with closing(connect()) as display:
            windows = titled_windows(display)
    except AWAY as error:
        raise SourceError(
            "The display went away while its windows were listed.",
            "Log in again, or start the X server again.",
            str(error),
        ) from error
    return window_infos(windows)


def window_infos(windows: Sequence[TitledWindow]) -> list[SourceInfo]:
    """The entry of each window in a list of sources."""
    return [
        SourceInfo(WINDOW, f"window:{item.title}", item.title, item.identity, _detail(item, windows))
        for item in windows
    ]


def _detail(window: TitledWindow, windows: Sequence[TitledWindow]) -> str:
    """The program of a window, with a number where the program has several windows of that title."""
    alike = [o.identity for o in windows if (o.title, o.program) == (window.title, window.program)]
    if len(alike) == 1:
        return window.program
    return f"{window.program or 'Window'} {alike.index(window.identity) + 1}"
