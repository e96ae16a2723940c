"""A watched film, and what its exported clips show."""

from __future__ import annotations

import cv2
import numpy as np

from tests.exports.samples import stored

RATE = 10


def film(path):
    """Frames a second and all pictures, BGR."""
    capture = cv2.VideoCapture(str(path))
    rate, pictures = capture.get(cv2.CAP_PROP_FPS), []
    while (read := capture.read())[0]:
        pictures.append(read[1])
    assert round(capture.get(cv2.CAP_PROP_FRAME_COUNT)) == len(pictures)
    capture.release()
    return rate, pictures


def brightness(picture):
    return float(picture[32:, 32:].mean())


def watched(library, tmp_path, frames=60, size=(64, 48)):
    """A session of a video file of `frames` frames, ten a second, each a little brighter; and the file."""
    path = tmp_path / "watched.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), RATE, size)
    for number in range(frames):
        writer.write(np.full((size[1], size[0], 3), 4 * number, np.uint8))
    writer.release()
    return stored(library, lanes=0, clock=False, address=str(path), pictures=False), path
