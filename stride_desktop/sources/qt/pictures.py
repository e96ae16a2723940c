"""From a camera's frame to an RGB picture, with one copy.

The formats that cameras really deliver are unpacked here; `QVideoFrame.toImage()`, which costs ten times
as much, does the rest. YUV is read as BT.601 (what webcams send), full or video range as the frame states.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage
from PySide6.QtMultimedia import QtVideo, QVideoFrame, QVideoFrameFormat

from stride_desktop.core.frames import Image

Plane = NDArray[np.uint8]
_Yuv = tuple[Plane, Plane, Plane]
_Format = QVideoFrameFormat.PixelFormat
_Rotation = QtVideo.Rotation

_LEVELS = np.arange(256, dtype=np.float64)
_LUMA_TO_FULL = np.clip(np.rint((_LEVELS - 16) * 255 / 219), 0, 255).astype(np.uint8)
_CHROMA_TO_FULL = np.clip(np.rint((_LEVELS - 128) * 255 / 224 + 128), 0, 255).astype(np.uint8)

_TURNS = {
    _Rotation.Clockwise90: cv2.ROTATE_90_CLOCKWISE,
    _Rotation.Clockwise180: cv2.ROTATE_180,
    _Rotation.Clockwise270: cv2.ROTATE_90_COUNTERCLOCKWISE,
}

_RED_GREEN_BLUE = {  # where the three are among a pixel's four bytes
    _Format.Format_ARGB8888: (1, 2, 3),
    _Format.Format_XRGB8888: (1, 2, 3),
    _Format.Format_BGRA8888: (2, 1, 0),
    _Format.Format_BGRX8888: (2, 1, 0),
    _Format.Format_ABGR8888: (3, 2, 1),
    _Format.Format_XBGR8888: (3, 2, 1),
    _Format.Format_RGBA8888: (0, 1, 2),
    _Format.Format_RGBX8888: (0, 1, 2),
}


def to_image(frame: QVideoFrame) -> Image | None:
    """The picture as shown, uint8 (height, width, 3), upright; None when the frame cannot be read."""
    image = _mapped(frame)
    if image is None:
        image = _through_qt(frame)
    return None if image is None else _upright(image, frame)


def _upright(image: Image, frame: QVideoFrame) -> Image:
    """`image` rotated and mirrored as the stream, and then the frame, specifies."""
    stream = frame.surfaceFormat()
    if stream.scanLineDirection() == QVideoFrameFormat.Direction.BottomToTop:
        image = cv2.flip(image, 0)
    turns = ((stream.rotation(), stream.isMirrored()), (frame.rotation(), frame.mirrored()))
    for rotation, mirrored in turns:
        if rotation in _TURNS:
            image = cv2.rotate(image, _TURNS[rotation])
        if mirrored:
            image = cv2.flip(image, 1)
    return image


def _mapped(frame: QVideoFrame) -> Image | None:
    """The picture read straight from the frame's memory; None for formats that need Qt."""
    pixel_format = frame.pixelFormat()
    if not frame.map(QVideoFrame.MapMode.ReadOnly):
        return None
    try:
        if pixel_format == _Format.Format_Jpeg:
            return _jpeg(frame)
        if pixel_format in _RED_GREEN_BLUE:
            return _packed_rgb(frame, _RED_GREEN_BLUE[pixel_format])
        if pixel_format == _Format.Format_Y8:
            return _grey(frame)
        unpack = _YUV.get(pixel_format)
        if unpack is None:
            return None
        full_range = frame.surfaceFormat().colorRange() == QVideoFrameFormat.ColorRange.ColorRange_Full
        return _yuv_to_rgb(unpack(frame), full_range)
    finally:
        frame.unmap()


def _plane(frame: QVideoFrame, index: int, rows: int, columns: int) -> Plane:
    """A view of one plane of the mapped frame; rows may be padded."""
    return np.ndarray((rows, columns), np.uint8, frame.bits(index), strides=(frame.bytesPerLine(index), 1))


def _packed_rgb(frame: QVideoFrame, order: tuple[int, int, int]) -> Image:
    """Pixels of four bytes each."""
    pixels = _plane(frame, 0, frame.height(), frame.width() * 4).reshape(frame.height(), frame.width(), 4)
    image: Image = cv2.merge([pixels[:, :, channel] for channel in order])
    return image


def _grey(frame: QVideoFrame) -> Image:
    """One byte of luma a pixel."""
    image: Image = cv2.cvtColor(_plane(frame, 0, frame.height(), frame.width()), cv2.COLOR_GRAY2RGB)
    return image


def _jpeg(frame: QVideoFrame) -> Image | None:
    """A whole JPEG file in the first plane."""
    data = np.frombuffer(frame.bits(0), np.uint8, frame.mappedBytes(0))
    image: Image | None = cv2.imdecode(data, cv2.IMREAD_COLOR_RGB)
    return image


def _yuv_to_rgb(planes: _Yuv, full_range: bool) -> Image:
    """BT.601 to RGB; chroma planes may be smaller than luma."""
    luma, blue, red = (np.ascontiguousarray(plane) for plane in planes)
    if not full_range:
        luma = cv2.LUT(luma, _LUMA_TO_FULL)
        blue, red = cv2.LUT(blue, _CHROMA_TO_FULL), cv2.LUT(red, _CHROMA_TO_FULL)
    size = (luma.shape[1], luma.shape[0])
    blue, red = cv2.resize(blue, size), cv2.resize(red, size)
    image: Image = cv2.cvtColor(cv2.merge([luma, red, blue]), cv2.COLOR_YCrCb2RGB)
    return image


def _interleaved(luma: int, blue: int, red: int) -> Callable[[QVideoFrame], _Yuv]:
    """Two pixels in four bytes; the arguments say where each first occurs."""

    def unpack(frame: QVideoFrame) -> _Yuv:
        row = _plane(frame, 0, frame.height(), (frame.width() + 1) // 2 * 4)
        return row[:, luma::2][:, : frame.width()], row[:, blue::4], row[:, red::4]

    return unpack


def _two_planes(blue: int, red: int) -> Callable[[QVideoFrame], _Yuv]:
    """Luma, then a quarter-size plane of chroma pairs; the arguments say where in a pair."""

    def unpack(frame: QVideoFrame) -> _Yuv:
        rows, columns = (frame.height() + 1) // 2, (frame.width() + 1) // 2
        chroma = _plane(frame, 1, rows, columns * 2)
        return _plane(frame, 0, frame.height(), frame.width()), chroma[:, blue::2], chroma[:, red::2]

    return unpack


def _three_planes(blue: int, red: int, halved_rows: bool) -> Callable[[QVideoFrame], _Yuv]:
    """Luma and two chroma planes of half the width; the arguments say which plane is which."""

    def unpack(frame: QVideoFrame) -> _Yuv:
        rows = (frame.height() + 1) // 2 if halved_rows else frame.height()
        columns = (frame.width() + 1) // 2
        luma = _plane(frame, 0, frame.height(), frame.width())
        return luma, _plane(frame, blue, rows, columns), _plane(frame, red, rows, columns)

    return unpack


_YUV: dict[QVideoFrameFormat.PixelFormat, Callable[[QVideoFrame], _Yuv]] = {
    _Format.Format_YUYV: _interleaved(luma=0, blue=1, red=3),
    _Format.Format_UYVY: _interleaved(luma=1, blue=0, red=2),
    _Format.Format_NV12: _two_planes(blue=0, red=1),
    _Format.Format_NV21: _two_planes(blue=1, red=0),
    _Format.Format_YUV420P: _three_planes(blue=1, red=2, halved_rows=True),
    _Format.Format_YV12: _three_planes(blue=2, red=1, halved_rows=True),
    _Format.Format_YUV422P: _three_planes(blue=1, red=2, halved_rows=False),
}


def _through_qt(frame: QVideoFrame) -> Image | None:
    """Any format, by Qt's own conversion, which neither turns nor mirrors."""
    picture = frame.toImage().convertToFormat(QImage.Format.Format_RGB888)
    if picture.isNull():
        return None
    rows = (picture.height(), picture.width() * 3)
    pixels = np.ndarray(rows, np.uint8, picture.constBits(), strides=(picture.bytesPerLine(), 1))
    return pixels.reshape(picture.height(), picture.width(), 3).copy()
