"""Decoded video frames as RGB pictures, in the shape in which they are meant to be seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, cast

import av
import numpy as np
from av.sidedata.sidedata import SideDataContainer
from av.video.reformatter import Colorspace, Interpolation

from stride_desktop.core.frames import Image

MAX_PIXELS = 2**26
"""Pictures with more pixels (8K has 33 million) are refused: a file of a few bytes can announce any size."""

MAX_SIDE = 4096
"""Larger pictures are reduced to this many pixels on the longer side (8K video: 100 MB a frame)."""

_UNSPECIFIED = 2  # AVCOL_SPC_UNSPECIFIED
_HD_HEIGHT = 720
_WIDEST_PIXEL = 10
"""A pixel that is wider, or higher, than this is a damaged header."""

_side_data = cast("Callable[[av.VideoFrame], Mapping[str, Any]]", SideDataContainer)
"""What `frame.side_data` returns. That refers to its frame in a cycle, so every frame stayed for minutes."""


def rgb(frame: av.VideoFrame, pixel_shape: Fraction | None = None) -> Image:
    """The frame in RGB, upright, with square pixels, at most MAX_SIDE a side; transparent parts are white.

    pixel_shape: width of a pixel to its height. Raises av.error.FFmpegError, ValueError and MemoryError
    for what cannot be converted.
    """
    width, height = _size(frame, pixel_shape or Fraction(1))
    alpha = any(component.is_alpha for component in frame.format.components)
    colours = Colorspace.ITU709 if frame.colorspace == _UNSPECIFIED and frame.height >= _HD_HEIGHT else None
    reduced = (width, height) != (frame.width, frame.height)
    converted = frame.reformat(
        width=width,
        height=height,
        format="rgba" if alpha else "rgb24",
        src_colorspace=colours,
        interpolation=Interpolation.AREA if reduced else Interpolation.BILINEAR,
        threads=1,
    )
    picture: Image = np.asarray(converted.to_ndarray(), np.uint8)
    return np.ascontiguousarray(_upright(_on_white(picture) if alpha else picture, frame))


def _size(frame: av.VideoFrame, pixel_shape: Fraction) -> tuple[int, int]:
    """Width and height with square pixels: nothing is reduced for that."""
    width, height = float(frame.width), float(frame.height)
    if 1 < pixel_shape <= _WIDEST_PIXEL:
        width *= float(pixel_shape)
    elif Fraction(1, _WIDEST_PIXEL) <= pixel_shape < 1:
        height /= float(pixel_shape)
    scale = min(1.0, MAX_SIDE / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def _on_white(picture: Image) -> Image:
    share = picture[:, :, 3:].astype(np.uint16)
    blended = (picture[:, :, :3] * share + 255 * (255 - share) + 127) // 255
    return blended.astype(np.uint8)


def _upright(picture: Image, frame: av.VideoFrame) -> Image:
    """Rotated by quarter turns and mirrored as the frame's display matrix specifies."""
    try:
        matrix = _side_data(frame)["DISPLAYMATRIX"]
    except (KeyError, ValueError):  # ValueError: among other data of a kind that PyAV does not know
        return np.rot90(picture, round(frame.rotation / 90))
    across, down_by_across, _, across_by_down, down = np.frombuffer(bytes(matrix), np.int32)[:5].tolist()
    if abs(across) + abs(down) < abs(down_by_across) + abs(across_by_down):
        picture, across, down = picture.transpose(1, 0, 2), across_by_down, down_by_across
    return picture[:: -1 if down < 0 else 1, :: -1 if across < 0 else 1]
