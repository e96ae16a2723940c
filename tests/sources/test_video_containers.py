"""A file of every usual kind gives the picture of each second."""

from __future__ import annotations

import threading
from fractions import Fraction

import pytest
from PIL import Image

from stride_desktop.sources.catalog import open_source
from tests.sources.clips import frame_index
from tests.sources.movies import make, plain

RATE, PICTURES = 25, 70
SIZE = (64, 48)
CODECS = {"webm": "libvpx", "avi": "ffv1", "mpg": "mpeg2video"}


def animation(path):
    pictures = [Image.fromarray(plain(index, *SIZE)) for index in range(PICTURES)]
    pictures[0].save(path, save_all=True, append_images=pictures[1:], duration=1000 // RATE, lossless=True)
    return path


def written(path, suffix):
    if suffix in ("gif", "webp"):
        return animation(path)
    unit, codec = Fraction(1, RATE), CODECS.get(suffix, "libx264")
    return make(path, range(PICTURES), codec, unit=unit, size=SIZE)


@pytest.mark.parametrize("suffix", ["mp4", "mkv", "webm", "avi", "mov", "ts", "mpg", "gif", "webp"])
def test_the_picture_of_each_second(suffix, tmp_path):
    source = open_source(str(written(tmp_path / f"a.{suffix}", suffix)))
    frames = list(source.frames(threading.Event()))
    assert [frame.timestamp for frame in frames] == [0.0, 1.0, 2.0]
    assert [frame_index(frame.image) for frame in frames] == [0, RATE, 2 * RATE % 30]
