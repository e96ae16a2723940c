"""Pictures of all windows of an X server, for choosing one of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress

from Xlib.display import Display
from Xlib.error import ConnectionClosedError

from stride_desktop.core.errors import SourceError, StrideError
from stride_desktop.core.frames import Image
from stride_desktop.sources.base import SourceInfo
from stride_desktop.sources.screen import check_capturable
from stride_desktop.sources.x_display import connect
from stride_desktop.sources.x_watched_window import WatchedWindow
from stride_desktop.sources.x_window_source import AWAY, window_infos
from stride_desktop.sources.x_windows import TitledWindow, has_one_of, titled_windows


class WindowPictures:
    """One connection, through which windows are seen again and again. Used and closed on one thread.

    hidden: as in Opening; nothing is seen of windows with one of these words.
    """

    def __init__(self, hidden: Sequence[str]) -> None:
        self._hidden = hidden
        self._display: Display | None = None
        self._watched: dict[str, WatchedWindow] = {}  # by identity; the server draws these into memory

    def look(self) -> Iterator[tuple[SourceInfo, Image | None]]:
        """The windows as they are now; None for one that shows nothing or must not be seen.

        Raises SourceError where the X server cannot be asked.
        """
        try:
            if self._display is None:
                check_capturable()
                self._display = connect()
            windows = titled_windows(self._display)
            there = {item.identity for item in windows}
            self._watched = {name: known for name, known in self._watched.items() if name in there}
            for item, info in zip(windows, window_infos(windows), strict=True):
                yield info, self._picture(self._display, item)
        except AWAY as error:
            self.close()
            raise SourceError(
                "The display went away while its windows were listed.",
                "Log in again, or start the X server again.",
                str(error),
            ) from error

    def close(self) -> None:
        """Close the connection."""
        display, self._display, self._watched = self._display, None, {}
        if display is not None:
            with suppress(ConnectionClosedError, OSError):
                display.close()

    def _picture(self, display: Display, item: TitledWindow) -> Image | None:
        if has_one_of(f"{item.title} {item.program}", self._hidden):
            return None
        with suppress(StrideError):  # closed, minimised, too small: there is nothing to see
            if item.identity not in self._watched:
                self._watched[item.identity] = WatchedWindow(display, item, self._hidden, item.title)
            return self._watched[item.identity].grab()
        return None
