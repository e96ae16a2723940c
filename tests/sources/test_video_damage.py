"""Damage in the middle of a file costs what was damaged, and nothing of what comes after it."""

from __future__ import annotations

import random
import threading
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from stride_desktop.sources.video import VideoSource
from tests.sources.movies import make

TENTH, FILM = Fraction(1, 10), Fraction(1, 25)
FRAGMENTS = {"movflags": "frag_keyframe+empty_moov"}
KINDS = {
    "a.mp4": {"codec": "libx264"},
    "fragments.mp4": {"codec": "libx264", "container": FRAGMENTS},
    "a.mov": {"codec": "libx265", "coding": {"x265-params": "log-level=none:keyint=20"}},
    "a.mkv": {"codec": "libx264"},
    "a.webm": {"codec": "libvpx-vp9", "coding": {"g": "20", "deadline": "realtime", "cpu-used": "8"}},
    "a.ts": {"codec": "libx264"},
    "a.flv": {"codec": "libx264"},
    "a.avi": {"codec": "mpeg4", "unit": TENTH},
    "a.mpg": {"codec": "mpeg2video", "unit": FILM},
    "a.mxf": {"codec": "mpeg2video", "unit": FILM},
}


def film(path: Path, codec: str, unit: Fraction = Fraction(1, 1000), **how: object) -> Path:
    """22 seconds in which it is dark from 12 to 20."""
    rate = 25 if unit == FILM else 10
    texture = np.random.default_rng(1).integers(100, 255, (48, 80, 3), dtype=np.uint8)

    def picture(index: int, _width: int, _height: int) -> np.ndarray:
        moved = np.roll(texture, index, 1)
        return moved // 8 if 12 <= index / rate < 20 else moved

    times = range(22 * rate) if unit != Fraction(1, 1000) else range(0, 22_000, 100)
    how = {"coding": {"g": "20"}, **how}
    return make(path, times, codec, unit=unit, size=(80, 48), picture=picture, **how)


def watch(path: Path) -> tuple[list[int], int, str]:
    """The dark seconds, how many seconds there are, and what is said."""
    source = VideoSource(path)
    levels = [float(frame.image.mean()) for frame in source.frames(threading.Event())]
    return [second for second, level in enumerate(levels) if level < 60], len(levels), source.warning


@pytest.mark.parametrize("name", KINDS)
def test_what_comes_after_the_damage_is_seen_at_its_time(tmp_path: Path, name: str) -> None:
    path = film(tmp_path / name, **KINDS[name])
    whole = path.read_bytes()
    at = len(whole) * 45 // 100
    dice = random.Random(name)
    for rubbish in (bytes(600), dice.randbytes(600)):
        path.write_bytes(whole[:at] + rubbish + whole[at + 600 :])
        dark, length, said = watch(path)
        assert dark == list(range(12, 20))
        assert length in (22, 23)
        assert said == ""


@pytest.mark.parametrize("name", ["a.mkv", "a.webm", "a.ts", "a.flv", "a.mpg"])
def test_what_comes_after_lost_bytes_is_seen_at_its_time(tmp_path: Path, name: str) -> None:
    path = film(tmp_path / name, **KINDS[name])
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) * 45 // 100] + whole[len(whole) * 47 // 100 :])
    dark, length, said = watch(path)
    assert (dark, said) == (list(range(12, 20)), "")
    assert length == 22


def test_where_there_is_no_going_on_it_is_said(tmp_path: Path) -> None:
    path = film(tmp_path / "a.mp4", "libx264", container=FRAGMENTS)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) * 45 // 100] + whole[len(whole) * 47 // 100 :])
    dark, length, said = watch(path)
    assert (dark, length < 12) == ([], True)
    assert said == f"The pictures end after 0:{length - 1:02}: what follows is damaged."
