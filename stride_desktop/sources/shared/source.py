"""A screen or a window that a Wayland desktop shares, one frame a second."""

from __future__ import annotations

import threading
from contextlib import closing
from dataclasses import replace

from stride_desktop.core.clock import stream_time
from stride_desktop.core.errors import PermissionDenied, SourceLost
from stride_desktop.core.frames import Frame, Image
from stride_desktop.sources.base import Frames, Traits
from stride_desktop.sources.catalog import SHARED
from stride_desktop.sources.schedule import LOOK_SECONDS, Schedule
from stride_desktop.sources.shared.choices import info_of
from stride_desktop.sources.shared.pipewire import VideoStream, load_library
from stride_desktop.sources.shared.portal import ScreenCast, Share, Shareable
from stride_desktop.sources.shared.tokens import RestoreTokens

_START_LOOKS = 40
"""Looks for the first picture."""

_LOOKS_BEFORE_PAUSE = 4
_NEWS_SECONDS = 1.0
"""Longest time by which the end of a stream precedes the news that its sharing was ended."""


class SharedSource:
    """Watches the screen, or the window, that the user chooses in a dialog of the desktop.

    what: "screen" or "window". tokens: repeat a choice of the user, which is asked for once.

    Timestamps are stream time, taken when the picture is. A desktop sends a picture when something changes,
    so the newest one is what is shown now, and is given again each second.
    """

    warning = ""

    def __init__(self, what: str, tokens: RestoreTokens | None = None) -> None:
        self._what = what
        self._tokens = tokens or RestoreTokens()
        self.info = info_of(what)
        self.traits: Traits = replace(SHARED.traits, shows_own_windows=what == "screen")

    def frames(self, stop: threading.Event) -> Frames:
        """Yield a frame a second until `stop` is set.

        Raises PermissionDenied when the user does not share it, or ends it in the desktop; SourceError when
        the desktop cannot share; SourceLost when it stops sending.
        """
        load_library()
        with ScreenCast() as cast:
            share = self._start(cast, stop)
            if share is None:
                return
            with closing(VideoStream(cast.pipewire(), share.node)) as stream:
                if not self._wait_for_picture(cast, stream, stop):
                    return
                schedule = Schedule()
                while not stop.wait(max(0.0, schedule.next() - stream_time())):
                    timestamp, image = stream_time(), self._look(cast, stream)
                    if image is not None:
                        yield Frame(image, timestamp)

    def _start(self, cast: ScreenCast, stop: threading.Event) -> Share | None:
        """Let the user share it; the token is used up by that, and replaced."""
        token = self._tokens.get(self._what)
        try:
            share = cast.start(Shareable[self._what.upper()], token, stop)
        except PermissionDenied:
            self._tokens.put(self._what, "")
            raise
        if share is not None:
            self._tokens.put(self._what, share.token)
        return share

    def _wait_for_picture(self, cast: ScreenCast, stream: VideoStream, stop: threading.Event) -> bool:
        """Wait for the first picture; False when `stop` was set. Raises what `_look` does."""
        for look in range(_START_LOOKS):
            if self._look(cast, stream) is not None:
                return True
            # GNOME 43 now and then sends none of a still screen before the stream was paused
            stream.set_active(look % _LOOKS_BEFORE_PAUSE != _LOOKS_BEFORE_PAUSE - 1)
            if stop.wait(LOOK_SECONDS):
                return False
        raise SourceLost(
            "The desktop shares its picture, but sends none.",
            "Check that PipeWire and WirePlumber run, or log in again.",
        )

    def _look(self, cast: ScreenCast, stream: VideoStream) -> Image | None:
        """The newest picture, None before the first one. Raises PermissionDenied, SourceLost.

        When the user ends the sharing, the stream may end first: that is no loss after which it is reopened.
        """
        try:
            cast.check()
            try:
                return stream.picture()
            except SourceLost:
                cast.check(_NEWS_SECONDS)
                raise
        except PermissionDenied:
            self._tokens.put(self._what, "")
            raise
