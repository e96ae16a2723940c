"""VideoSource on real files that OpenCV encodes here."""

from __future__ import annotations

import itertools
import os
import threading
import time
from pathlib import Path

import cv2
import numpy as np
import pytest

from stride_desktop.core.errors import SourceError
from stride_desktop.core.frames import Frame
from stride_desktop.sources.catalog import VIDEO
from stride_desktop.sources.pixels import MAX_SIDE
from stride_desktop.sources.video import VideoSource
from tests.sources.clips import frame_index, turn_on_its_side, write_clip, write_timed


def watch(path: Path, **options: bool) -> list[Frame]:
    return list(VideoSource(path, **options).frames(threading.Event()))


def seen(path: Path) -> list[tuple[float, int]]:
    return [(frame.timestamp, frame_index(frame.image)) for frame in watch(path)]


@pytest.mark.parametrize(
    ("name", "fourcc"),
    [
        ("a.mp4", "mp4v"),
        ("a.avi", "MJPG"),
        ("a.avi", "XVID"),
        ("a.mkv", "FFV1"),
        ("a.webm", "VP80"),
        ("a.mov", "mp4v"),
    ],
)
def test_one_frame_a_second_in_every_container(tmp_path: Path, name: str, fourcc: str) -> None:
    path = write_clip(tmp_path / name, fourcc, frames=25, fps=10)
    assert seen(path) == [(0.0, 0), (1.0, 10), (2.0, 20)]


def test_a_rate_that_does_not_divide_a_second_shows_the_frame_before(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.mkv", "FFV1", frames=30, fps=12.5)  # frames at 0.08 s steps
    assert seen(path) == [(0.0, 0), (1.0, 12), (2.0, 25)]


def test_variable_frame_rate_follows_the_presentation_times(tmp_path: Path) -> None:
    times = [0, 40, 80, 990, 1010, 3500, 3600, 6000, 6040]
    path = write_timed(tmp_path / "a.mkv", times)
    assert seen(path) == [(0.0, 0), (1.0, 3), (2.0, 4), (3.0, 4), (4.0, 6), (5.0, 6), (6.0, 7)]


def test_a_picture_held_for_long_is_one_and_the_same_image(tmp_path: Path) -> None:
    frames = watch(write_timed(tmp_path / "a.mkv", [0, 5000]))
    assert [frame.timestamp for frame in frames] == [0, 1, 2, 3, 4, 5]
    assert frames[1].image is frames[4].image


def test_time_starts_with_the_first_picture(tmp_path: Path) -> None:
    assert seen(write_timed(tmp_path / "a.mkv", [700, 1700, 2700])) == [(0.0, 0), (1.0, 1), (2.0, 2)]


def test_a_broken_leap_in_the_timestamps_is_closed(tmp_path: Path) -> None:
    day = 26 * 3600 * 1000
    path = write_timed(tmp_path / "a.mkv", [0, 500, 1000, day, day + 500, day + 1000, day + 1500])
    assert seen(path) == [(0.0, 0), (1.0, 2), (2.0, 4), (3.0, 6)]


def test_b_frames_and_missing_last_timestamps(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.mpg", "PIM1", frames=60, fps=25)
    times = [frame.timestamp for frame in watch(path)]
    assert times == [0.0, 1.0, 2.0]


def test_a_file_shorter_than_a_second_gives_one_frame(tmp_path: Path) -> None:
    assert seen(write_clip(tmp_path / "a.mp4", "mp4v", frames=3, fps=10)) == [(0.0, 0)]


def test_colours_are_rgb(tmp_path: Path) -> None:
    path = tmp_path / "a.mkv"
    writer = cv2.VideoWriter(str(path), cv2.CAP_FFMPEG, cv2.VideoWriter_fourcc(*"FFV1"), 1, (32, 16))
    writer.write(np.full((16, 32, 3), (0, 0, 255), np.uint8))  # red, in OpenCV's BGR
    writer.release()
    image = watch(path)[0].image
    assert image.shape == (16, 32, 3)
    assert image.dtype == np.uint8
    red, green, blue = image.reshape(-1, 3).mean(0)
    assert red > 240
    assert max(green, blue) < 15


def test_rotation_in_the_container_is_applied(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.mp4", "mp4v", frames=3, fps=10, size=(64, 48))
    turn_on_its_side(path)
    assert watch(path)[0].image.shape == (64, 48, 3)


def test_the_smallest_picture(tmp_path: Path) -> None:
    path = write_timed(tmp_path / "a.mkv", [0, 1000], size=(1, 1))
    assert [frame.image.shape for frame in watch(path)] == [(1, 1, 3), (1, 1, 3)]


def test_8k_is_reduced_to_the_documented_side(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.avi", "MJPG", frames=2, fps=1, size=(7680, 4320))
    frames = watch(path)
    assert [frame.image.shape for frame in frames] == [(2304, MAX_SIDE, 3)] * 2
    assert [frame_index(frame.image) for frame in frames] == [0, 1]


def test_portrait_keeps_its_shape(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.mp4", "mp4v", frames=3, fps=10, size=(48, 96))
    assert watch(path)[0].image.shape == (96, 48, 3)


def test_file_names_that_ffmpeg_would_read_as_something_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_clip(tmp_path / "plain.mp4", "mp4v", frames=3, fps=10).rename(tmp_path / "concat:Ünï %03d.mp4")
    assert len(watch(Path("concat:Ünï %03d.mp4"))) == 1


def problem(path: Path) -> str:
    with pytest.raises(SourceError) as caught:
        watch(path)
    assert caught.value.remedy
    return caught.value.what


def test_what_cannot_be_watched_says_why(tmp_path: Path) -> None:
    (tmp_path / "empty.mp4").touch()
    (tmp_path / "text.mp4").write_text("not a video at all\n" * 100)
    assert "no file" in problem(tmp_path / "missing.mp4")
    assert "no file" in problem(tmp_path / "nul\0byte.mp4")
    assert "folder" in problem(tmp_path)
    assert "empty" in problem(tmp_path / "empty.mp4")
    assert "not a video" in problem(tmp_path / "text.mp4")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_not_a_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.mp4")
    assert "not a file" in problem(tmp_path / "pipe.mp4")


def test_headers_without_a_single_picture(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.avi", "MJPG", frames=20, fps=10)
    data = path.read_bytes()
    path.write_bytes(data[: data.index(b"movi") + 4])
    assert "no picture" in problem(path)


def test_an_mp4_that_lost_its_index_is_not_opened(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.mp4", "mp4v", frames=50, fps=10)
    path.write_bytes(path.read_bytes()[:-600])
    assert "not a video" in problem(path)


def test_a_truncated_file_yields_what_it_has_and_warns(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.avi", "MJPG", frames=100, fps=10)
    whole = VideoSource(path)
    assert len(list(whole.frames(threading.Event()))) == 10
    assert whole.warning == ""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    broken = VideoSource(path)
    times = [frame.timestamp for frame in broken.frames(threading.Event())]
    assert 3 <= len(times) < 9
    assert times == [float(second) for second in range(len(times))]
    assert "incomplete" in broken.warning


def test_stop_ends_the_frames(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.avi", "MJPG", frames=100, fps=10)
    stop = threading.Event()
    frames = VideoSource(path).frames(stop)
    next(frames)
    stop.set()
    assert list(frames) == []
    assert list(VideoSource(path).frames(stop)) == []


def test_real_time_keeps_presentation_times_and_stops_while_waiting(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.avi", "MJPG", frames=100, fps=10)
    stop = threading.Event()
    source = VideoSource(path, realtime=True)
    assert source.traits.live
    started = time.monotonic()
    frames = list(itertools.islice(source.frames(stop), 3))
    assert time.monotonic() - started >= 2.0
    assert [frame.timestamp for frame in frames] == [0.0, 1.0, 2.0]
    waiting = source.frames(stop)
    next(waiting)
    threading.Timer(0.1, stop.set).start()
    assert list(waiting) == []


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs /proc")
def test_closing_the_iterator_closes_the_file(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.avi", "MJPG", frames=30, fps=10)
    frames = VideoSource(path).frames(threading.Event())
    next(frames)
    assert path.name in open_files()
    frames.close()
    assert path.name not in open_files()


def open_files() -> set[str]:
    """Names of the files that this process holds open."""
    names = set()
    for link in Path("/proc/self/fd").iterdir():
        try:
            names.add(link.readlink().name)
        except FileNotFoundError:
            continue
    return names


def test_it_says_what_it_is(tmp_path: Path) -> None:
    source = VideoSource(tmp_path / "a.mp4")
    assert source.info.kind is VIDEO
    assert source.info.name == "a.mp4"
    assert not source.traits.live
