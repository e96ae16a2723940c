"""How long a video is, and what is said when its pictures break off."""

from __future__ import annotations

import re
import struct
import threading
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image as Pillow

from stride_desktop.sources.video import VideoSource
from tests.sources.clips import frame_index, grey
from tests.sources.movies import make

MINUTE = range(0, 60_000, 500)
HOUR = 65 * 60_000
TENTH = Fraction(1, 10)


def watch(path: Path) -> tuple[list[int], str]:
    """Which picture is shown in each second, and what is said."""
    source = VideoSource(path)
    seen = [frame_index(frame.image) for frame in source.frames(threading.Event())]
    return seen, source.warning


def noise(index: int, width: int, height: int) -> np.ndarray:
    """A picture that takes some room in a file."""
    return np.random.default_rng(index).integers(0, 255, (height, width, 3), dtype=np.uint8)


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv", "a.webm", "a.flv"])
def test_the_last_picture_is_held_for_an_hour(tmp_path: Path, name: str) -> None:
    codec = "libvpx" if name.endswith("webm") else "libx264"
    seen, said = watch(make(tmp_path / name, [0, 5000], codec, last=HOUR))
    assert seen == [0] * 5 + [1] * (HOUR // 1000)
    assert said == ""


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv", "a.ts"])
def test_a_still_of_an_hour(tmp_path: Path, name: str) -> None:
    if not name.endswith("ts"):  # which does not tell for how long a picture is shown
        assert watch(make(tmp_path / name, [0], last=HOUR)) == ([0] * (HOUR // 1000), "")
    assert watch(make(tmp_path / name, [0, HOUR], last=1000)) == ([0] * (HOUR // 1000) + [1], "")


def test_an_animation_holds_its_last_picture(tmp_path: Path) -> None:
    frames = [Pillow.fromarray(np.full((48, 64), grey(index), np.uint8)) for index in range(2)]
    for name in ("a.gif", "a.png", "a.webp"):
        path = tmp_path / name
        frames[0].save(path, save_all=True, append_images=frames[1:], duration=[12_000, 30_000])
        assert watch(path) == ([0] * 12 + [1] * 30, ""), name


def avi(path: Path, chunks: list[bytes]) -> Path:
    """Ten pictures a second in JPEG; where there are no bytes the one before is shown again."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return kind + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)

    count = len(chunks)
    head = chunk(b"avih", struct.pack("<14I", 100_000, 0, 0, 0, count, 0, 1, 0, 64, 48, 0, 0, 0, 0))
    about = struct.pack("<IHHIIIIIIII4H", 0, 0, 0, 0, 1, 10, 0, count, 0, 0, 0, 0, 0, 64, 48)
    look = struct.pack("<IiiHH4sIiiII", 40, 64, 48, 1, 24, b"MJPG", 0, 0, 0, 0, 0)
    stream = chunk(b"LIST", b"strl" + chunk(b"strh", b"vidsMJPG" + about) + chunk(b"strf", look))
    pictures = chunk(b"LIST", b"movi" + b"".join(chunk(b"00dc", data) for data in chunks))
    path.write_bytes(chunk(b"RIFF", b"AVI " + chunk(b"LIST", b"hdrl" + head + stream) + pictures))
    return path


def jpeg(index: int) -> bytes:
    return cv2.imencode(".jpg", np.full((48, 64, 3), grey(index), np.uint8))[1].tobytes()


def test_pictures_that_an_avi_leaves_out_are_repeated(tmp_path: Path) -> None:
    chunks = [jpeg(0)] + [b""] * 19 + [jpeg(1)] + [b""] * 9 + [jpeg(2)] + [b""] * 99
    assert watch(avi(tmp_path / "a.avi", chunks)) == ([0] * 2 + [1] + [2] * 10, "")


@pytest.mark.parametrize(
    ("name", "sound", "codec", "options"),
    [
        ("a.mp4", 0.0, "libx264", {"movflags": "faststart"}),
        ("a.mkv", 0.0, "libx264", {}),
        ("a.webm", 0.0, "libvpx", {}),
        ("a.flv", 0.0, "libx264", {}),
        ("sound.mkv", 60.0, "libx264", {}),
        ("sound.flv", 60.0, "libx264", {}),
        ("a.avi", 0.0, "mpeg4", {}),
    ],
)
def test_half_a_file_says_where_it_breaks_off(
    tmp_path: Path, name: str, sound: float, codec: str, options: dict[str, str]
) -> None:
    times, unit = (range(600), TENTH) if codec == "mpeg4" else (MINUTE, Fraction(1, 1000))
    path = make(
        tmp_path / name, times, codec, unit=unit, sound=sound, container=options, size=(32, 32), picture=noise
    )
    seen, said = watch(path)
    assert len(seen) == 60
    assert said == ""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    seen, said = watch(path)
    assert 10 < len(seen) < 55
    end = re.fullmatch("The video announces 1:00 but its pictures end after 0:(..): .* incomplete.", said)
    assert end is not None, said
    assert len(seen) - 1 <= int(end[1]) <= len(seen)


def test_a_file_whose_second_half_never_came(tmp_path: Path) -> None:
    """As programs leave it that make room for a download beforehand."""
    path = make(tmp_path / "a.mp4", MINUTE, container={"movflags": "faststart"}, size=(32, 32), picture=noise)
    data = path.read_bytes()
    half = len(data) // 2
    path.write_bytes(data[:half] + bytes(len(data) - half))
    seen, said = watch(path)
    assert 10 < len(seen) < 55
    assert "announces 1:00 but its pictures end after" in said


@pytest.mark.parametrize("name", ["a.mkv", "a.flv", "a.mp4", "a.ts", "a.wmv", "fragments.mp4"])
def test_sound_that_is_longer_is_no_shortfall(tmp_path: Path, name: str) -> None:
    codec = "wmv2" if name.endswith("wmv") else "libx264"
    how = {"movflags": "frag_keyframe+empty_moov"} if name.startswith("fragments") else {}
    path = make(tmp_path / name, range(0, 4000, 200), codec, sound=30.0, container=how)
    assert watch(path) == ([0, 5, 10, 15], "")


def test_raw_streams_keep_their_own_rate_or_say_that_they_have_none(tmp_path: Path) -> None:
    for name, codec in (("a.h264", "libx264"), ("a.h265", "libx265")):
        coding = {"x265-params": "log-level=none"}
        seen, said = watch(make(tmp_path / name, range(25), codec, unit=TENTH, coding=coding))
        assert (seen, said) == (pytest.approx([0, 10, 20], abs=1), "")
    path = make(tmp_path / "a.mjpeg", range(25), "mjpeg", unit=TENTH, pixels="yuvj420p")
    assert watch(path) == ([0], "The file gives no times: 25 pictures a second are assumed.")


@pytest.mark.parametrize("suffix", ["png", "jpg", "webp", "bmp", "tif"])
def test_a_picture_is_one_frame_and_said_to_be_one(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    Pillow.fromarray(np.full((48, 64, 3), grey(3), np.uint8)).save(path)
    seen, said = watch(path)
    assert seen == [3]
    assert "single picture" in said


@pytest.mark.parametrize(("name", "begin"), [("a.mkv", -4000), ("a.ts", -4000), ("a.mkv", 90_000_000)])
def test_clocks_that_do_not_begin_at_zero(tmp_path: Path, name: str, begin: int) -> None:
    times = range(begin, begin + 8000, 1000)
    path = make(tmp_path / name, times, container={"avoid_negative_ts": "disabled"})
    assert watch(path) == (list(range(8)), "")


@pytest.mark.parametrize(
    ("begin", "length"),
    [
        (0, 8),  # set back
        (36_000_000, 8),  # ten hours on: another clock
        (64_000, 68),  # a minute was lost
    ],
)
def test_broadcasts_that_were_joined(tmp_path: Path, begin: int, length: int) -> None:
    in_order = {"bf": "0"}
    first = make(tmp_path / "1.ts", range(0, 4000, 200), coding=in_order)
    second = make(tmp_path / "2.ts", range(begin, begin + 4000, 200), coding=in_order)
    path = tmp_path / "all.ts"
    path.write_bytes(first.read_bytes() + second.read_bytes())
    seen, said = watch(path)
    assert len(seen) == length
    assert seen[:4] == seen[-4:] == [0, 5, 10, 15]
    assert said == ""
