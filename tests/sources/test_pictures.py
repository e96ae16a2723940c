"""Converting camera frames, against Qt's own (slow) conversion and against known colours."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PySide6.QtCore import QSize
from PySide6.QtMultimedia import QtVideo, QVideoFrame, QVideoFrameFormat

from stride_desktop.sources.qt.pictures import to_image

Format = QVideoFrameFormat.PixelFormat
Range = QVideoFrameFormat.ColorRange
WIDTH, HEIGHT = 66, 50  # not a multiple of Qt's row padding

YUV = [
    Format.Format_YUYV,
    Format.Format_UYVY,
    Format.Format_NV12,
    Format.Format_NV21,
    Format.Format_YUV420P,
    Format.Format_YV12,
    Format.Format_YUV422P,
]
RGB = {
    Format.Format_ARGB8888: "xrgb",
    Format.Format_XRGB8888: "xrgb",
    Format.Format_BGRA8888: "bgrx",
    Format.Format_BGRX8888: "bgrx",
    Format.Format_ABGR8888: "xbgr",
    Format.Format_XBGR8888: "xbgr",
    Format.Format_RGBA8888: "rgbx",
    Format.Format_RGBX8888: "rgbx",
}


def blank(pixel_format: Format, colour_range: Range = Range.ColorRange_Video) -> QVideoFrame:
    description = QVideoFrameFormat(QSize(WIDTH, HEIGHT), pixel_format)
    description.setColorRange(colour_range)
    description.setColorSpace(QVideoFrameFormat.ColorSpace.ColorSpace_BT601)
    return QVideoFrame(description)


def planes(frame: QVideoFrame) -> list[np.ndarray]:
    """Writable rows of each plane, padding included; the frame is mapped."""
    assert frame.map(QVideoFrame.MapMode.ReadWrite)
    return [
        np.frombuffer(frame.bits(index), np.uint8, frame.mappedBytes(index)).reshape(
            -1, frame.bytesPerLine(index)
        )
        for index in range(frame.planeCount())
    ]


def smooth_yuv() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Slow gradients of luma and of both chroma."""
    rows = np.arange(HEIGHT)[:, None]
    columns = np.arange(WIDTH)[None, :]
    luma = (50 + 2 * rows + columns).astype(np.uint8)
    blue = (100 + rows // 2 + 0 * columns).astype(np.uint8)
    red = (150 - columns // 2 + 0 * rows).astype(np.uint8)
    return luma, blue, red


def fill_smoothly(frame: QVideoFrame) -> None:
    """Write `smooth_yuv` in the frame's layout."""
    pixel_format = frame.pixelFormat()
    parts = planes(frame)
    luma, blue, red = smooth_yuv()
    if pixel_format in (Format.Format_YUYV, Format.Format_UYVY):
        luma_at, blue_at, red_at = (0, 1, 3) if pixel_format == Format.Format_YUYV else (1, 0, 2)
        parts[0][:, luma_at : 2 * WIDTH : 2] = luma
        parts[0][:, blue_at : 2 * WIDTH : 4] = blue[:, ::2]
        parts[0][:, red_at : 2 * WIDTH : 4] = red[:, ::2]
    else:
        parts[0][:HEIGHT, :WIDTH] = luma
        down = 1 if pixel_format == Format.Format_YUV422P else 2
        small_blue, small_red = blue[::down, ::2], red[::down, ::2]
        if len(parts) == 2:
            first, second = (
                (small_blue, small_red) if pixel_format == Format.Format_NV12 else (small_red, small_blue)
            )
            parts[1][: HEIGHT // 2, 0:WIDTH:2] = first
            parts[1][: HEIGHT // 2, 1:WIDTH:2] = second
        else:
            swapped = pixel_format == Format.Format_YV12
            parts[2 if swapped else 1][: HEIGHT // down, : WIDTH // 2] = small_blue
            parts[1 if swapped else 2][: HEIGHT // down, : WIDTH // 2] = small_red
    frame.unmap()


def bt601(luma: np.ndarray, blue: np.ndarray, red: np.ndarray, full: bool) -> np.ndarray:
    """RGB of BT.601 YUV, by the standard's formula."""
    y, u, v = luma.astype(float), blue - 128.0, red - 128.0
    if not full:
        y, u, v = (y - 16) * 255 / 219, u * 255 / 224, v * 255 / 224
    rgb = np.stack([y + 1.402 * v, y - 0.344136 * u - 0.714136 * v, y + 1.772 * u], axis=-1)
    return np.clip(rgb, 0, 255)


@pytest.mark.parametrize("colour_range", [Range.ColorRange_Video, Range.ColorRange_Full])
@pytest.mark.parametrize("pixel_format", YUV)
def test_yuv_follows_the_standard(pixel_format: Format, colour_range: Range) -> None:
    frame = blank(pixel_format, colour_range)
    fill_smoothly(frame)
    ours = to_image(frame)
    theirs = bt601(*smooth_yuv(), full=colour_range == Range.ColorRange_Full)
    assert ours.shape == theirs.shape
    assert np.abs(ours - theirs).max() < 6  # chroma has half the resolution
    assert np.abs(ours - theirs).mean() < 1.5


@pytest.mark.parametrize("pixel_format", RGB)
def test_rgb_layouts(pixel_format: Format) -> None:
    frame = blank(pixel_format)
    values = {"r": 10, "g": 120, "b": 230, "x": 255}
    planes(frame)[0][:, : WIDTH * 4] = np.tile([values[name] for name in RGB[pixel_format]], WIDTH)
    frame.unmap()
    image = to_image(frame)
    assert image.shape == (HEIGHT, WIDTH, 3)
    assert (image == (10, 120, 230)).all()


def test_grey() -> None:
    frame = blank(Format.Format_Y8)
    planes(frame)[0][:] = 77
    frame.unmap()
    assert (to_image(frame) == 77).all()


def test_jpeg() -> None:
    frame = blank(Format.Format_Jpeg)
    picture = np.full((HEIGHT, WIDTH, 3), (0, 0, 255), np.uint8)  # red, in OpenCV's BGR
    data = cv2.imencode(".jpg", picture)[1].ravel()
    planes(frame)[0].reshape(-1)[: len(data)] = data
    frame.unmap()
    assert to_image(frame).reshape(-1, 3).mean(0) == pytest.approx([254, 0, 0], abs=3)


@pytest.mark.qt_log_ignore("No RHI backend")  # Qt on the offscreen platform
def test_other_formats_go_through_qt() -> None:
    frame = blank(Format.Format_Y16)
    planes(frame)[0].view(np.uint16)[:] = 40000
    frame.unmap()
    assert to_image(frame).mean() == pytest.approx(40000 / 257, abs=3)


def test_an_invalid_frame_is_no_picture() -> None:
    assert to_image(QVideoFrame()) is None


@pytest.mark.qt_log_ignore("No RHI backend")
@pytest.mark.parametrize("pixel_format", [Format.Format_Y8, Format.Format_Y16])
@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("rotation", QtVideo.Rotation)
def test_rotation_and_mirroring(pixel_format: Format, mirrored: bool, rotation: QtVideo.Rotation) -> None:
    frame = blank(pixel_format)
    rows = planes(frame)[0]
    rows[:] = 20
    rows[: HEIGHT // 2, : rows.shape[1] // 4] = 200
    frame.unmap()
    as_stored = to_image(frame)
    assert len(np.unique(as_stored)) == 2
    frame.setRotation(rotation)
    frame.setMirrored(mirrored)
    expected = np.rot90(as_stored, -rotation.value // 90)  # NumPy turns anticlockwise
    if mirrored:
        expected = expected[:, ::-1]
    assert np.array_equal(to_image(frame), expected)


def test_a_stream_whose_lines_come_from_below() -> None:
    description = QVideoFrameFormat(QSize(WIDTH, HEIGHT), Format.Format_Y8)
    description.setScanLineDirection(QVideoFrameFormat.Direction.BottomToTop)
    frame = QVideoFrame(description)
    planes(frame)[0][:] = np.arange(HEIGHT)[:, None]
    frame.unmap()
    assert to_image(frame)[:, 0, 0].tolist() == list(range(HEIGHT))[::-1]
