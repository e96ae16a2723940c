"""Connections that capture the screens of this computer."""

from __future__ import annotations

import sys
from typing import Any, Protocol

import cv2
import mss
import numpy as np
from mss.exception import ScreenShotError

from stride_desktop.core.errors import SourceError
from stride_desktop.core.frames import Image


class Grabber(Protocol):
    """Captures monitors as they were laid out when it was made. Used and closed on one thread.

    monitors: as mss gives them: the whole screen, then every monitor ("left", "top", "width", "height", and
        the system's name for it). A screen without a list of monitors counts as the first one.
    """

    monitors: list[dict[str, Any]]

    def grab(self, monitor: dict[str, Any]) -> Image:
        """The monitor's pixels now, RGB. Raises SourceError."""

    def close(self) -> None:
        """Close what it opened."""


class MssGrabber:
    """Captures through mss; images may be larger than a monitor's nominal size (HiDPI)."""

    def __init__(self) -> None:
        """Raises ScreenShotError when mss cannot capture here."""
        self._mss = mss.MSS()
        try:
            whole, *monitors = self._mss.monitors
        except ScreenShotError:
            self._mss.close()
            raise
        self.monitors: list[dict[str, Any]] = [whole, *(monitors or [whole])]

    def grab(self, monitor: dict[str, Any]) -> Image:
        """The monitor's pixels now, RGB. Raises SourceError."""
        try:
            shot = self._mss.grab(monitor)
        except ScreenShotError as error:
            raise SourceError(
                "The screen could not be captured.",
                "Check that the desktop session is running and unlocked.",
                str(error),
            ) from error
        pixels = np.frombuffer(shot.raw, np.uint8).reshape(shot.height, shot.width, 4)
        image: Image = cv2.cvtColor(pixels, cv2.COLOR_BGRA2RGB)
        return image

    def close(self) -> None:
        """Close the connection."""
        self._mss.close()


def open_grabber() -> Grabber:
    """A new connection. Raises SourceError with the reason when the screen cannot be captured."""
    try:
        return MssGrabber()
    except ScreenShotError as error:
        if sys.platform != "linux":
            raise SourceError(
                f"The screen cannot be captured ({error}).", "Watch a camera or a video file.", str(error)
            ) from error
    from stride_desktop.sources.x_display import connect
    from stride_desktop.sources.x_grabber import XGrabber

    return XGrabber(connect())
