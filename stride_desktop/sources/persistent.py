"""Reopens a source that was lost until it is back."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace

import numpy as np

from stride_desktop.core.errors import (
    PermissionDenied,
    SourceCovered,
    SourceError,
    SourceHidden,
    SourceLost,
)
from stride_desktop.core.frames import Frame, Image
from stride_desktop.sources.base import Frames, Source, SourceHealth, SourceState

FIRST_WAIT = 0.25
"""Seconds before a lost source is reopened; doubled after each attempt."""

LONGEST_WAIT = 1.0
"""Most seconds between two attempts."""

_ROWS = 16
"""Rows of two pictures that are compared at a time."""

_STEADY_FRAMES = 5
"""Frames after which an attempt counts as successful, so the next loss is retried quickly."""

UNCHANGED_SECONDS = 30.0
"""Seconds of identical pictures after which a camera is reported as unchanged."""


class Persistent:
    """Iterates a source, and reopens it whenever its device is lost.

    A source that cannot be opened the first time raises its own error. Once it has given a frame, SourceLost,
    and any SourceError of an attempt to reopen it, lead to another attempt; PermissionDenied is raised. A
    covered or hidden source is waited for from the start. Its end without an error ends the iteration.

    tell: called on the iterating thread, between two frames, whenever the health changed.
    """

    def __init__(self, source: Source, tell: Callable[[SourceHealth], None]) -> None:
        self._source = source
        self._tell = tell
        self._reported: SourceHealth | None = None
        self._gave = False  # a frame, at some time

    def frames(self, stop: threading.Event) -> Frames:
        """Yield the source's frames until its end or until `stop` is set. Raises SourceError, see above."""
        self._report(SourceState.STARTING)
        wait = FIRST_WAIT
        while True:
            given, still = 0, _StillPicture()
            try:
                with closing(self._source.frames(stop)) as frames:
                    for frame in frames:
                        self._gave = True
                        given += 1
                        frame = still.shared(frame)
                        self._report_live(frame.timestamp - still.since)
                        yield frame
                if not stop.is_set():
                    self._report(SourceState.ENDED, "It came to its end.")
                return
            except SourceError as error:
                if not self._may_come_back(error, given > 0):
                    self._report(SourceState.ENDED, error.what, error.remedy)
                    raise
                self._report_lost(error)
            if given >= _STEADY_FRAMES:
                wait = FIRST_WAIT
            if stop.wait(wait):
                return
            wait = min(2 * wait, LONGEST_WAIT)

    def _may_come_back(self, error: SourceError, streaming: bool) -> bool:
        if isinstance(error, SourceHidden):
            return True
        if not self._gave or isinstance(error, PermissionDenied):
            return False
        return isinstance(error, SourceLost) or not streaming

    def _report_lost(self, error: SourceError) -> None:
        if isinstance(error, SourceCovered):
            state = SourceState.COVERED
        elif isinstance(error, SourceHidden):
            state = SourceState.HIDDEN
        elif self._reported is not None and self._reported.state in (
            SourceState.LOST,
            SourceState.RECONNECTING,
        ):
            state = SourceState.RECONNECTING
        else:
            state = SourceState.LOST
        self._report(state, error.what, error.remedy)

    def _report_live(self, still: float) -> None:
        """Report that frames come. still: seconds for which the same picture has been shown."""
        if not self._source.traits.noisy or still < UNCHANGED_SECONDS:
            self._report(SourceState.LIVE)
            return
        name = self._source.info.name
        self._report(
            SourceState.UNCHANGED,
            f"The picture of {name} has not changed at all for {UNCHANGED_SECONDS:.0f} seconds.",
            "It may hang: check that it shows what is there now.",
        )

    def _report(self, state: SourceState, reason: str = "", remedy: str = "") -> None:
        health = SourceHealth(state, reason, remedy)
        if health != self._reported:
            self._reported = health
            self._tell(health)


class _StillPicture:
    """Recognizes a picture that does not change. since: time of its first frame, stream seconds."""

    def __init__(self) -> None:
        self._image: Image | None = None
        self.since = 0.0

    def shared(self, frame: Frame) -> Frame:
        """The frame, with the array of the frame before if no pixel changed.

        Later stages then need not compare, scale or compress the picture again.
        """
        if self._image is not None and _identical(self._image, frame.image):
            return replace(frame, image=self._image)
        self._image, self.since = frame.image, frame.timestamp
        return frame


def _identical(one: Image, other: Image) -> bool:
    """Whether two pictures are identical; a camera's noise shows in the first rows."""
    if one.shape != other.shape:
        return False
    tops = range(0, len(one), _ROWS)
    return all(np.array_equal(one[top : top + _ROWS], other[top : top + _ROWS]) for top in tops)
