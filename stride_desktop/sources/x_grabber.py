"""Grabs screens of an X server of any depth; mss supports only 24 bits."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from Xlib import X
from Xlib.display import Display
from Xlib.error import BadRequest, ConnectionClosedError, XError
from Xlib.ext import randr

from stride_desktop.core.errors import SourceError
from stride_desktop.core.frames import Image

_STRIP_ROWS = 128  # Xlib puts long answers together slowly
_BYTE_ORDERS = {X.LSBFirst: "<", X.MSBFirst: ">"}


class XGrabber:
    """Grabs from a display whose pixels hold their own colours: of 15, 16 or 30 bits, say.

    monitors: as in Grabber.
    """

    def __init__(self, display: Display) -> None:
        """Takes the connection over. Raises SourceError when pixels are only entries of a palette."""
        self._display = display
        self._root = display.screen().root
        info, depth = display.display.info, display.screen().root_depth
        visual = _visual_of(display)
        bits, self._pad = next(
            (form.bits_per_pixel, form.scanline_pad) for form in info.pixmap_formats if form.depth == depth
        )
        if visual.visual_class != X.TrueColor or bits not in (16, 32):
            display.close()
            raise SourceError(
                f"This display has {depth} bits a pixel; only 15, 16, 24, 30 and 32 can be captured.",
                "Set its colours to 24 bits, or watch a camera or a video file.",
            )
        self._pixel = np.dtype(f"{_BYTE_ORDERS[info.image_byte_order]}u{bits // 8}")
        self._channels = [
            _ColourChannel(mask) for mask in (visual.red_mask, visual.green_mask, visual.blue_mask)
        ]
        size = self._root.get_geometry()
        whole: dict[str, Any] = {"left": 0, "top": 0, "width": size.width, "height": size.height}
        self.monitors = [whole, *(self._find_monitors() or [whole])]

    def grab(self, monitor: dict[str, Any]) -> Image:
        """The monitor's pixels now, RGB. Raises SourceError when the display is gone."""
        image = np.empty((monitor["height"], monitor["width"], 3), np.uint8)
        try:
            for top in range(0, monitor["height"], _STRIP_ROWS):
                self._grab_strip(monitor, top, image[top : top + _STRIP_ROWS])
        except (ConnectionClosedError, XError, OSError) as error:
            raise SourceError(
                "The display went away while the screen was being watched.",
                "Log in again, or start the X server again.",
                str(error),
            ) from error
        return image

    def close(self) -> None:
        """Close the connection."""
        self._display.close()

    def _grab_strip(self, monitor: dict[str, Any], top: int, into: Image) -> None:
        rows, width, _ = into.shape
        place = (monitor["left"], monitor["top"] + top, width, rows)
        data = self._root.get_image(*place, X.ZPixmap, 0xFFFFFFFF).data
        stride = -(-width * self._pixel.itemsize * 8 // self._pad) * self._pad // 8
        lines = np.frombuffer(data, np.uint8).reshape(rows, stride)
        pixels = lines[:, : width * self._pixel.itemsize].copy().view(self._pixel)
        for index, channel in enumerate(self._channels):
            into[:, :, index] = channel.of(pixels)

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


class _ColourChannel:
    """One colour channel of a pixel. mask: of its bits."""

    def __init__(self, mask: int) -> None:
        self._mask = mask
        self._shift = (mask & -mask).bit_length() - 1
        most = mask >> self._shift
        self._bytes: NDArray[np.uint8] = np.rint(np.arange(most + 1) * 255 / most).astype(np.uint8)

    def of(self, pixels: NDArray[Any]) -> NDArray[np.uint8]:
        """The channel's values, from 0 to 255."""
        values: NDArray[np.uint8] = self._bytes[(pixels & self._mask) >> self._shift]
        return values


def _visual_of(display: Display) -> Any:  # noqa: ANN401
    """The visual that defines the colours of the root window's pixels."""
    screen = display.screen()
    return next(
        visual
        for depth in screen.allowed_depths
        for visual in depth.visuals
        if visual.visual_id == screen.root_visual
    )
