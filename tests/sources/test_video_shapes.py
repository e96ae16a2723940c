"""What a picture looks like: its codec, colours, shape, and which of a file's streams it is of."""

from __future__ import annotations

import threading
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from av.stream import Disposition
from PIL import Image as Pillow

from stride_desktop.sources.video import VideoSource
from tests.sources.clips import frame_index, grey
from tests.sources.movies import make

SECONDS = [0, 1000, 2000]
QUIET = {"x265-params": "log-level=none"}


def watch(path: Path) -> list[np.ndarray]:
    return [frame.image for frame in VideoSource(path).frames(threading.Event())]


def colours(_index: int, width: int, height: int) -> np.ndarray:
    picture = np.full((height, width, 3), (200, 30, 60), np.uint8)
    picture[:, width // 2 :] = (20, 180, 220)
    return picture


@pytest.mark.parametrize(
    ("name", "codec", "pixels"),
    [
        ("8 bit.mp4", "libx264", "yuv420p"),
        ("10 bit.mp4", "libx265", "yuv420p10le"),
        ("full range.mp4", "libx264", "yuvj420p"),
        ("4 4 4.mp4", "libx264", "yuv444p"),
        ("vp9.webm", "libvpx-vp9", "yuv420p"),
        ("rgb.mkv", "ffv1", "bgra"),
        ("12 bit.mkv", "ffv1", "gbrp12le"),
        ("alpha.mov", "prores_ks", "yuva444p10le"),
        ("png.mov", "png", "rgb24"),
        ("a.apng", "apng", "rgb24"),
    ],
)
def test_colours_of_every_coding(tmp_path: Path, name: str, codec: str, pixels: str) -> None:
    coding = QUIET if codec == "libx265" else {}
    path = make(tmp_path / name, SECONDS, codec, pixels=pixels, picture=colours, coding=coding)
    pictures = watch(path)
    assert len(pictures) == 3
    for picture in pictures:
        assert picture.dtype == np.uint8
        assert picture[24, 16] == pytest.approx((200, 30, 60), abs=6)
        assert picture[24, 48] == pytest.approx((20, 180, 220), abs=6)


@pytest.mark.parametrize(("pixels", "codec"), [("gray", "ffv1"), ("gray16le", "ffv1"), ("pal8", "gif")])
def test_grey_and_palettes(tmp_path: Path, pixels: str, codec: str) -> None:
    if codec == "gif":
        frames = [Pillow.fromarray(np.full((48, 64), grey(index), np.uint8)) for index in range(3)]
        path = tmp_path / "a.gif"
        frames[0].save(path, save_all=True, append_images=frames[1:], duration=1000)
    else:
        path = make(tmp_path / "a.mkv", SECONDS, codec, pixels=pixels)
    assert [frame_index(picture) for picture in watch(path)] == [0, 1, 2]


def test_animated_webp(tmp_path: Path) -> None:
    frames = [Pillow.fromarray(colours(index, 64, 48)) for index in range(2)]
    frames[1].paste((9, 9, 9), (0, 0, 64, 48))
    path = tmp_path / "a.webp"
    frames[0].save(path, save_all=True, append_images=frames[1:], duration=[2000, 30_000], lossless=True)
    pictures = watch(path)
    assert len(pictures) == 32
    assert pictures[1][24, 16].tolist() == [200, 30, 60]
    assert pictures[2].max() == pictures[31].max() == 9


def test_what_is_transparent_is_white(tmp_path: Path) -> None:
    picture = np.zeros((48, 64, 4), np.uint8)
    picture[:, :32] = (10, 20, 30, 255)
    Pillow.fromarray(picture).save(tmp_path / "a.png")
    (seen,) = watch(tmp_path / "a.png")
    assert seen[5, 5].tolist() == [10, 20, 30]
    assert seen[5, 60].tolist() == [255, 255, 255]


@pytest.mark.parametrize(
    ("name", "codec", "shape", "size"),
    [
        ("wide.mkv", "libx264", Fraction(2), (128, 48)),
        ("high.mp4", "libx264", Fraction(1, 2), (64, 96)),
        ("dvd.ts", "mpeg2video", Fraction(4, 3), (85, 48)),
        ("absurd.mp4", "libx264", Fraction(200), (64, 48)),
    ],
)
def test_pixels_that_are_not_square(
    tmp_path: Path, name: str, codec: str, shape: Fraction, size: tuple[int, int]
) -> None:
    unit, times = (Fraction(1, 25), range(75)) if codec == "mpeg2video" else (Fraction(1, 1000), SECONDS)
    path = make(tmp_path / name, times, codec, unit=unit, shape=shape)
    assert {picture.shape for picture in watch(path)} == {(size[1], size[0], 3)}


def test_size_and_shape_change_on_the_way(tmp_path: Path) -> None:
    parts = [
        make(tmp_path / "1.ts", range(0, 4000, 200), size=(64, 48)),
        make(tmp_path / "2.ts", range(4000, 8000, 200), size=(160, 90)),
        make(tmp_path / "3.ts", range(8000, 12_000, 200), size=(160, 90), shape=Fraction(2)),
    ]
    path = tmp_path / "all.ts"
    path.write_bytes(b"".join(part.read_bytes() for part in parts))
    shapes = [picture.shape[:2] for picture in watch(path)]
    assert shapes == [(48, 64)] * 4 + [(90, 160)] * 4 + [(90, 320)] * 4


@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize(("degrees", "corner"), [(0, 0), (90, 3), (180, 2), (270, 1)])
def test_turned_and_mirrored_pictures_are_upright(
    tmp_path: Path, degrees: int, corner: int, mirrored: bool
) -> None:
    """The top left is bright; the display matrix turns counter-clockwise what it mirrored."""
    path = tmp_path / "a.mp4"
    with av.open(str(path), "w") as file:
        stream = file.add_stream("libx264", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        stream.set_display_rotation(degrees, hflip=mirrored)
        for _ in range(3):
            picture = np.zeros((48, 64, 3), np.uint8)
            picture[:24, :32] = 255
            file.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        file.mux(stream.encode(None))
    (seen, *_) = watch(path)
    assert seen.shape == ((64, 48, 3) if degrees % 180 else (48, 64, 3))
    height, width = seen.shape[0] // 2, seen.shape[1] // 2
    quarters = [seen[:height, :width], seen[:height, width:], seen[height:, width:], seen[height:, :width]]
    bright = [quarter.mean() > 127 for quarter in quarters]
    expected = corner if not mirrored else (corner + 1) % 4 if degrees % 180 == 0 else (corner - 1) % 4
    assert bright.index(True) == expected
    assert sum(bright) == 1


def streams(path: Path, *kinds: tuple[tuple[int, int], int, bool]) -> Path:
    """Several videos in a file: size, number of pictures, default or not. The n-th shows `grey(n)`."""
    with av.open(str(path), "w") as file:
        made = []
        for size, _, default in kinds:
            stream = file.add_stream("libx264", rate=5)
            stream.width, stream.height = size
            stream.pix_fmt = "yuv420p"
            stream.disposition = Disposition.default if default else Disposition(0)
            made.append(stream)
        for index, (stream, (size, count, _)) in enumerate(zip(made, kinds, strict=True)):
            picture = np.full((size[1], size[0], 3), grey(index), np.uint8)
            for _ in range(count):
                file.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
            file.mux(stream.encode(None))
    return path


SMALL, BIG = (64, 48), (160, 90)


@pytest.mark.parametrize(
    ("name", "kinds", "which"),
    [
        ("none is default.mkv", ((SMALL, 15, False), (BIG, 15, False)), 1),
        ("the small one is.mkv", ((BIG, 15, False), (SMALL, 15, True)), 1),
        ("one is a picture.mp4", ((BIG, 1, True), (SMALL, 15, True)), 1),
    ],
)
def test_the_video_among_several(
    tmp_path: Path, name: str, kinds: tuple[tuple[tuple[int, int], int, bool], ...], which: int
) -> None:
    pictures = watch(streams(tmp_path / name, *kinds))
    assert [frame_index(picture) for picture in pictures] == [which] * 3


def test_a_cover_in_matroska_is_not_the_video(tmp_path: Path) -> None:
    path = tmp_path / "a.mkv"
    with av.open(str(path), "w") as file:
        stream = file.add_stream("libx264", rate=5)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        cover = cv2.imencode(".jpg", np.full((200, 200, 3), 200, np.uint8))[1].tobytes()
        file.add_attachment("cover.jpg", "image/jpeg", cover)
        for index in range(10):
            picture = np.full((48, 64, 3), grey(index // 5), np.uint8)
            file.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        file.mux(stream.encode(None))
    assert [frame_index(picture) for picture in watch(path)] == [0, 1]
