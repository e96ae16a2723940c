"""Small video files made on the spot, whose pictures say which frame they are."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

STEP = 7  # grey levels between two frames: survives lossy codecs


def grey(index: int) -> int:
    """Grey level of frame `index`."""
    return 20 + STEP * (index % 30)


def frame_index(image: np.ndarray) -> int:
    """Which of the first 30 frames a picture is."""
    return round((float(image.mean()) - 20) / STEP)


def write_clip(path: Path, fourcc: str, frames: int, fps: float, size: tuple[int, int] = (64, 48)) -> Path:
    """Encode `frames` grey frames. `size`: (width, height)."""
    writer = cv2.VideoWriter(str(path), cv2.CAP_FFMPEG, cv2.VideoWriter_fourcc(*fourcc), fps, size)
    assert writer.isOpened(), f"no encoder for {fourcc} in {path.suffix}"
    for index in range(frames):
        writer.write(np.full((size[1], size[0], 3), grey(index), np.uint8))
    writer.release()
    return path


def write_timed(path: Path, milliseconds: list[int], size: tuple[int, int] = (64, 48)) -> Path:
    """JPEG frames shown at exactly these times; the file claims 1000 frames a second."""
    fourcc = cv2.VideoWriter_fourcc(*"MJPG")
    raw = [cv2.VIDEOWRITER_PROP_RAW_VIDEO, 1, cv2.VIDEOWRITER_PROP_KEY_INTERVAL, 1]
    writer = cv2.VideoWriter(str(path), cv2.CAP_FFMPEG, fourcc, 1000.0, size, raw)
    assert writer.isOpened()
    for index, time in enumerate(milliseconds):
        picture = np.full((size[1], size[0], 3), grey(index), np.uint8)
        writer.set(cv2.VIDEOWRITER_PROP_PTS, time)
        writer.write(cv2.imencode(".jpg", picture)[1].reshape(1, -1))
    writer.release()
    return path


def turn_on_its_side(path: Path) -> None:
    """Set the display matrix of an MP4's track to a quarter turn, as phones do."""
    data = bytearray(path.read_bytes())
    header = data.index(b"tkhd")
    matrix = header + 4 + 40  # version, times, id, duration, reserved, layer, group, volume
    one, minus_one = (0x00010000).to_bytes(4, "big"), (0xFFFF0000).to_bytes(4, "big")
    zero, unit = bytes(4), (0x40000000).to_bytes(4, "big")
    data[matrix : matrix + 36] = zero + one + zero + minus_one + zero + zero + zero + zero + unit
    path.write_bytes(bytes(data))
