"""Single pictures of a file are those that watching it shows."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest

from stride_desktop.core.errors import SourceError
from stride_desktop.resources import resource
from stride_desktop.sources import stills as module
from stride_desktop.sources.stills import stills
from stride_desktop.sources.video import VideoSource
from tests.sources.clips import frame_index, write_clip, write_timed


@pytest.mark.parametrize("leap", [60.0, 3.0])
def test_each_is_the_picture_that_was_watched(leap: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether it is reached by decoding all before it, or by seeking."""
    monkeypatch.setattr(module, "_LEAP", leap)
    path = resource("demo", "demo.mp4")
    watched = {frame.timestamp: frame.image for frame in VideoSource(path).frames(threading.Event())}
    for seconds in ([12.0], [59.0], [0.0, 11.0, 12.0, 41.0, 42.0]):
        found = list(stills(path, seconds))
        assert [frame.timestamp for frame in found] == seconds
        assert all(np.array_equal(frame.image, watched[frame.timestamp]) for frame in found)


@pytest.mark.parametrize(("name", "fourcc"), [("a.avi", "MJPG"), ("a.mkv", "FFV1"), ("a.mp4", "mp4v")])
def test_far_ones_are_sought_in_every_container(tmp_path: Path, name: str, fourcc: str) -> None:
    path = write_clip(tmp_path / name, fourcc, frames=100, fps=1)
    found = [frame_index(frame.image) for frame in stills(path, [3.0, 70.0, 99.0])]
    assert found == [3, 10, 9]


def test_the_last_picture_is_held(tmp_path: Path) -> None:
    path = write_timed(tmp_path / "a.mkv", [0, 1000])
    assert [frame_index(frame.image) for frame in stills(path, [0.0, 5.0, 80.0])] == [0, 1, 1]


def test_a_file_that_is_gone_is_an_error_in_words(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no file"):
        list(stills(tmp_path / "gone.mp4", [0.0]))
