"""Grabs screens of an X server of any depth; mss supports only 24 bits."""

from __future__ import annotations

from typing import Any

from Xlib.display import Display
from Xlib.error import BadRequest, ConnectionClosedError, XError
from Xlib.ext import randr

from stride_desktop.core.errors import SourceError
from stride_desktop.core.frames import Image
from stride_desktop.sources.x_pixels import PixelReader


class XGrabber:
    """Grabs from a display whose pixels hold their own colours: of 15, 16 or 30 bits, say.

    monitors: as in Grabber.
    """

    def __init__(self, display: Display) -> None:
        """Takes the connection over. Raises SourceError when pixels are only entries of a palette."""
        self._display = display
        self._root = display.screen().root
        screen = display.screen()
        try:
            self._pixels = PixelReader(display, screen.root_visual, screen.root_depth)
        except ValueError as error:
            display.close()
            raise SourceError(
                f"This display has {screen.root_depth} bits a pixel; only 15, 16, 24, 30 and 32 can be "
                "captured.",
                "Set its colours to 24 bits, or watch a camera or a video file.",
            ) from error
        size = self._root.get_geometry()
        whole: dict[str, Any] = {"left": 0, "top": 0, "width": size.width, "height": size.height}
        self.monitors = [whole, *(self._find_monitors() or [whole])]

    def grab(self, monitor: dict[str, Any]) -> Image:
        """The monitor's pixels now, RGB. Raises SourceError when the display is gone."""
        place = monitor["left"], monitor["top"], monitor["width"], monitor["height"]
        try:
            return self._pixels.read(self._root, *place)
        except (ConnectionClosedError, XError, OSError) as error:
            raise SourceError(
                "The display went away while the screen was being watched.",
                "Log in again, or start the X server again.",
                str(error),
            ) from error

    def close(self) -> None:
        """Close the connection."""
        self._display.close()

    def _find_monitors(self) -> list[dict[str, Any]]:
        if not self._display.has_extension(randr.extname):
            return []
        try:
            found = randr.get_monitors(self._root).monitors
        except BadRequest:  # a server older than RANDR 1.5
            return []
        return [self._monitor(item) for item in found]

    def _monitor(self, found: Any) -> dict[str, Any]:  # noqa: ANN401
        return {
            "left": found.x,
            "top": found.y,
            "width": found.width_in_pixels,
            "height": found.height_in_pixels,
            "output": self._display.get_atom_name(found.name),
        }
