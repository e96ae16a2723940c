"""VideoSource on files as cameras, phones, recorders and accidents make them; each was read wrongly once."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import numpy as np
import pytest

from stride_desktop.sources.catalog import open_source
from stride_desktop.sources.video import VideoSource
from tests.sources.clips import frame_index

FILES = Path(__file__).parent / "files"
LIGHT, DARK = 160.0, 40.0


def watch(path: Path) -> tuple[list[np.ndarray], str]:
    """The picture of each second from 0 on, and what is said about the file."""
    source = VideoSource(path)
    frames = list(source.frames(threading.Event()))
    assert [frame.timestamp for frame in frames] == list(range(len(frames)))
    return [frame.image for frame in frames], source.warning


def dark(pictures: list[np.ndarray]) -> list[int]:
    """The seconds in which the light is off."""
    levels = [float(picture.mean()) for picture in pictures]
    assert all(level < DARK or level > LIGHT for level in levels)
    return [second for second, level in enumerate(levels) if level < DARK]


@pytest.mark.parametrize(
    ("name", "length", "size"),
    [
        ("av1.mp4", 3, (160, 120)),  # OpenCV had no decoder
        ("cover_first.mp4", 6, (160, 120)),  # 64 × 64 is its cover
        ("cut.mp4", 9, (160, 120)),  # the rest of its 33 s is cut by an edit list
        ("lapse.mp4", 50, (160, 120)),  # five pictures, 10 s each
        ("longaudio.mkv", 10, (160, 120)),  # with 40 s of sound
        ("raw.h264", 10, (160, 120)),  # 10 a second, as only the stream itself says
        ("sar.mp4", 3, (720, 288)),  # 360 pixels, each twice as wide as high
    ],
)
def test_length_shape_and_no_false_alarm(name: str, length: int, size: tuple[int, int]) -> None:
    pictures, said = watch(FILES / name)
    assert len(pictures) == length
    assert {picture.shape for picture in pictures} == {(size[1], size[0], 3)}
    assert said == ""


@pytest.mark.parametrize("name", ["keyed.mp4", "dam2.mp4", "lost.ts", "trig.mp4"])
def test_what_happens_is_seen_at_its_time(name: str) -> None:
    """dam2 has 600 damaged bytes at 0:09, lost.ts lacks 12 packets at about the same time."""
    pictures, said = watch(FILES / name)
    assert len(pictures) == 22
    assert dark(pictures) == list(range(12, 20))
    assert said == ""


def test_the_last_picture_is_held() -> None:
    pictures, said = watch(FILES / "hold.mp4")
    assert len(pictures) == 42  # 41.04 seconds
    assert dark(pictures) == list(range(12, 42))
    assert said == ""


def test_a_wrong_stamp_moves_no_other() -> None:
    """The ninth of 21 pictures, one a second, is stamped 12 s instead of 8 s."""
    pictures, _ = watch(FILES / "late.mkv")
    assert [frame_index(picture) for picture in pictures] == list(range(21))


def test_time_starts_with_the_first_picture_that_can_be_decoded() -> None:
    """The first five seconds of the stream are the end of a group of pictures whose beginning is missing."""
    pictures, said = watch(FILES / "mid.ts")
    levels = [round(float(picture.mean())) for picture in pictures]
    assert len(pictures) == 10
    assert levels == sorted(set(levels)), "another picture each second"
    assert said == ""


@pytest.mark.skipif(os.name == "nt", reason="names are text there")
def test_a_name_of_any_bytes(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9\xff %41 \n\x1b.mp4")
    path.write_bytes((FILES / "trig.mp4").read_bytes())
    for source in (VideoSource(path), open_source(str(path)), open_source(VideoSource(path).info.address)):
        source.info.address.encode()
        assert source.info.name.isprintable()
        assert len(list(source.frames(threading.Event()))) == 22
