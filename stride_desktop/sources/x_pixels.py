"""Reads the pixels of windows and pixmaps of an X server, of any depth that holds its own colours."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from Xlib import X
from Xlib.display import Display
from Xlib.xobject.drawable import Drawable

from stride_desktop.core.frames import Image

_STRIP_ROWS = 128  # Xlib puts long answers together slowly
_BYTE_ORDERS = {X.LSBFirst: "<", X.MSBFirst: ">"}


class PixelReader:
    """Reads pixels of one visual: of 15, 16, 24, 30 or 32 bits, say.

    Raises ValueError when pixels are only entries of a palette. visual: its id; depth: of the drawable.
    """

    def __init__(self, display: Display, visual: int, depth: int) -> None:
        info, form = display.display.info, _visual(display, visual)
        bits, self._pad = next(
            (item.bits_per_pixel, item.scanline_pad) for item in info.pixmap_formats if item.depth == depth
        )
        if form.visual_class not in (X.TrueColor, X.DirectColor) or bits not in (16, 32):
            raise ValueError(f"{depth} bits a pixel")
        self._pixel = np.dtype(f"{_BYTE_ORDERS[info.image_byte_order]}u{bits // 8}")
        masks = form.red_mask, form.green_mask, form.blue_mask
        self._plain = self._pixel == np.dtype("<u4") and masks == (0xFF0000, 0xFF00, 0xFF)
        self._channels = [_ColourChannel(mask) for mask in masks]

    def read(self, drawable: Drawable, left: int, top: int, width: int, height: int) -> Image:
        """A rectangle of a drawable, RGB. Raises XError, ConnectionClosedError and OSError."""
        image = np.empty((height, width, 3), np.uint8)
        for row in range(0, height, _STRIP_ROWS):
            self._read_strip(drawable, left, top + row, image[row : row + _STRIP_ROWS])
        return image

    def _read_strip(self, drawable: Drawable, left: int, top: int, into: Image) -> None:
        rows, width, _ = into.shape
        data = drawable.get_image(left, top, width, rows, X.ZPixmap, 0xFFFFFFFF).data
        stride = -(-width * self._pixel.itemsize * 8 // self._pad) * self._pad // 8
        lines = np.frombuffer(data, np.uint8).reshape(rows, stride)[:, : width * self._pixel.itemsize]
        if self._plain:
            into[:] = lines.reshape(rows, width, 4)[:, :, 2::-1]
            return
        pixels = lines.copy().view(self._pixel)
        for index, channel in enumerate(self._channels):
            into[:, :, index] = channel.of(pixels)


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


def _visual(display: Display, wanted: int) -> Any:  # noqa: ANN401
    depths = display.screen().allowed_depths
    return next(item for depth in depths for item in depth.visuals if item.visual_id == wanted)
