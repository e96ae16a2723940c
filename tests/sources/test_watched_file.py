"""A watched file that is read again shows nothing of what was hidden."""

from __future__ import annotations

import threading
from pathlib import Path

import cv2
import numpy as np
import pytest

from stride_desktop.core.errors import SourceError
from stride_desktop.core.masks import Mask
from stride_desktop.sources.watched_file import WatchedFile

LEFT = Mask(0.0, 0.0, 0.5, 1.0)
BRIGHT = 220


@pytest.fixture(params=["video", "folder"])
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A bright video or folder of four seconds."""
    pictures = [np.full((64, 96, 3), BRIGHT, np.uint8)] * 4
    if request.param == "folder":
        for number, picture in enumerate(pictures):
            cv2.imwrite(str(tmp_path / f"{number}.png"), picture)
        return tmp_path
    writer = cv2.VideoWriter(str(tmp_path / "a.avi"), cv2.VideoWriter.fourcc(*"MJPG"), 1.0, (96, 64))
    for picture in pictures:
        writer.write(picture)
    writer.release()
    return tmp_path / "a.avi"


def check(image: np.ndarray) -> None:
    assert not image[:, :48].any()
    assert image[:, 48:].min() > BRIGHT - 20


def test_every_way_of_reading_it_hides_the_same(path: Path) -> None:
    file = WatchedFile(path, (LEFT,))
    stills = [frame.image for frame in file.stills([0.0, 2.0])]
    watched = [frame.image for frame in file.source().frames(threading.Event())]
    pictures = [image for _, _, image in file.pictures(1.0, 3.0) if image is not None]
    assert [len(stills), len(watched), len(pictures)] == [2, 4, 2]
    for image in (*stills, *watched, *pictures):
        check(image)


def test_frames_say_what_is_hidden_in_them(path: Path) -> None:
    (frame,) = WatchedFile(path, (LEFT,)).stills([1.0])
    assert frame.masks == (LEFT,)
    (frame,) = WatchedFile(path, ()).stills([1.0])
    assert frame.masks == ()


def test_a_file_that_is_gone(tmp_path: Path) -> None:
    file = WatchedFile(tmp_path / "gone.mp4", (LEFT,))
    assert not file.exists
    with pytest.raises(SourceError):
        next(file.pictures(0.0, 1.0))
