"""ScreenSource on a real X server."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator

import numpy as np
import pytest

from stride_desktop.core.errors import SourceCovered, SourceError
from stride_desktop.core.frames import Frame
from stride_desktop.sources import catalog, screen
from stride_desktop.sources.base import SourceHealth, SourceState
from stride_desktop.sources.own_windows import XOwnWindows
from stride_desktop.sources.persistent import Persistent
from stride_desktop.sources.rectangles import Rect
from stride_desktop.sources.screen import ScreenSource, list_sources
from tests.sources.x_windows import BLUE, GREEN, RED, Canvas, canvas
from tests.xserver import HEIGHT, WIDTH, XDisplay, start_server

pytestmark = pytest.mark.x11


@pytest.fixture
def painted(two_monitors: XDisplay, monkeypatch: pytest.MonkeyPatch) -> Iterator[Canvas]:
    """Two green monitors side by side, with a red mark on the left one and a blue one on the right."""
    two_monitors.enter(monkeypatch)
    with canvas() as made:
        made.window((100, 50, 30, 20), RED)
        made.window((640 + 200, 300, 40, 60), BLUE)
        yield made


def where(image: np.ndarray, colour: tuple[int, int, int]) -> Rect | None:
    """The rectangle that has this colour; None when nothing has."""
    rows, columns = np.nonzero((image == colour).all(axis=-1))
    if not len(rows):
        return None
    found = Rect(int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1)
    assert len(rows) == (found.right - found.left) * (found.bottom - found.top)
    return found


def first(source: ScreenSource) -> Frame:
    frames = source.frames(threading.Event())
    frame = next(frames)
    frames.close()
    return frame


@pytest.mark.usefixtures("painted")
def test_each_monitor_shows_its_own_pixels() -> None:
    left, right = first(ScreenSource(1)).image, first(ScreenSource(2)).image
    assert left.shape == right.shape == (HEIGHT, WIDTH // 2, 3)
    assert left.dtype == np.uint8
    assert where(left, RED) == Rect(100, 50, 130, 70)
    assert where(right, BLUE) == Rect(200, 300, 240, 360)
    assert where(left, BLUE) is None
    assert tuple(right[0, 0]) == GREEN


@pytest.mark.usefixtures("painted")
def test_the_list_of_monitors() -> None:
    infos = list_sources()
    assert [info.address for info in infos] == ["screen:1", "screen:2"]
    assert all(info.kind is catalog.SCREEN and "640 × 800" in info.name for info in infos)


def test_frames_come_on_a_schedule_until_stopped(painted: Canvas) -> None:
    stop = threading.Event()
    source = ScreenSource(1)
    assert source.traits.live
    frames = source.frames(stop)
    seen = [next(frames), next(frames)]
    painted.window((0, 0, 640, 800), BLUE)
    seen.append(next(frames))
    times = [frame.timestamp for frame in seen]
    assert times == sorted(set(times))
    assert times[2] - times[0] > 1
    assert tuple(seen[1].image[700, 10]) == GREEN  # a frame stays as it was taken
    assert tuple(seen[2].image[700, 10]) == BLUE
    threading.Timer(0.05, stop.set).start()
    assert list(frames) == []


HALVES = (f"{WIDTH // 2}x{HEIGHT}+0+0", f"{WIDTH // 2}x{HEIGHT}+{WIDTH // 2}+0")


def test_a_monitor_that_vanishes_goes_on_when_it_is_back(painted: Canvas, two_monitors: XDisplay) -> None:
    def return_it(health: SourceHealth) -> None:
        told.append((health.state, health.reason))
        if health.state is SourceState.LOST:
            two_monitors.set_monitors("320x800+0+0", "960x800+320+0")  # another one has its number
        elif health.state is SourceState.RECONNECTING:
            two_monitors.set_monitors(*HALVES)

    told: list[tuple[str, str]] = []
    frames = Persistent(ScreenSource(2), return_it).frames(threading.Event())
    next(frames)
    two_monitors.set_monitors(HALVES[0])
    image = next(frames).image
    frames.close()
    assert image.shape == (HEIGHT, WIDTH // 2, 3)
    assert where(image, BLUE) == Rect(200, 300, 240, 360)
    gone = "Screen 2 was disconnected."
    assert told == [("starting", ""), ("live", ""), ("lost", gone), ("reconnecting", gone), ("live", "")]
    assert painted


def test_a_screen_chosen_from_the_list_is_that_one_or_none(painted: Canvas, two_monitors: XDisplay) -> None:
    named, nameless = list_sources()
    two_monitors.set_monitors("320x800+0+0", "960x800+320+0")
    with pytest.raises(SourceError, match="is not connected"):
        first(ScreenSource(2, chosen=nameless))
    two_monitors.set_monitors(*reversed(HALVES))
    assert where(first(ScreenSource(1, chosen=named)).image, BLUE) == Rect(200, 300, 240, 360)
    assert painted


def test_a_monitor_that_changes_its_size_is_followed(painted: Canvas, two_monitors: XDisplay) -> None:
    frames = ScreenSource(2).frames(threading.Event())
    assert next(frames).image.shape == (800, 640, 3)
    two_monitors.set_monitors("640x800+0+0", "640x400+640+0")
    assert next(frames).image.shape == (400, 640, 3)
    assert painted


@pytest.mark.usefixtures("painted")
def test_rectangles_given_by_the_program_are_black() -> None:
    given = [Rect(640 + 10, 20, 640 + 30, 50), Rect(500, 700, 700, 900)]  # one reaches over two edges
    frame = first(ScreenSource(2, lambda: given))
    image = frame.image
    expected = first(ScreenSource(2)).image
    expected[20:50, 10:30] = 0
    expected[700:800, 0:60] = 0
    assert np.array_equal(image, expected)
    assert frame.hidden == ((10, 20, 30, 50), (0, 700, 60, 800))


SCREEN = Rect(0, 0, WIDTH, HEIGHT)
PARTS = [Rect(0, 0, WIDTH, HEIGHT * 8 // 10)]  # not all, but what a model would not take for black


@pytest.mark.usefixtures("painted")
def test_a_screen_that_own_windows_cover_gives_no_frame_that_a_model_could_take_for_black() -> None:
    said = iter([[], PARTS, [SCREEN], PARTS, [SCREEN], [SCREEN]])
    frames = ScreenSource(1, said.__next__).frames(threading.Event())
    times = [next(frames).timestamp, next(frames).timestamp]
    assert times[1] - times[0] > 1.5, "the one between was left out: a window was dragged across"
    with pytest.raises(SourceCovered, match="cover Screen 1") as caught:
        next(frames)
    assert caught.value.remedy


@pytest.mark.usefixtures("painted")
def test_a_window_of_ours_that_covers_the_screen_next_to_it_does_not_count(two_monitors: XDisplay) -> None:
    assert two_monitors
    half = Rect(0, 0, WIDTH // 2, HEIGHT)
    assert first(ScreenSource(2, lambda: [half])).image.any()
    with pytest.raises(SourceCovered):
        first(ScreenSource(1, lambda: [half]))


@pytest.mark.usefixtures("painted")
def test_a_frame_is_black_wherever_the_program_says_its_windows_were_since_the_one_before() -> None:
    said = iter([[Rect(1, 10, 2, 20)], [Rect(4, 10, 9, 20)], [Rect(6, 30, 8, 40)]])
    frames = ScreenSource(1, said.__next__).frames(threading.Event())
    assert where(next(frames).image, (0, 0, 0)) == Rect(4, 10, 9, 20)  # the first was before the grab
    assert where(next(frames).image, (0, 0, 0)) == Rect(6, 30, 8, 40)
    frames.close()


def test_finer_pixels_than_coordinates_are_rounded_outwards() -> None:
    image = np.full((150, 300, 3), 9, np.uint8)
    monitor = {"left": 100, "top": 0, "width": 200, "height": 100}  # one and a half pixels each
    screen.black_out(image, [Rect(101, 1, 103, 3)], monitor)
    assert where(image, (0, 0, 0)) == Rect(1, 1, 5, 5)


def problem(monitor: int = 1) -> str:
    with pytest.raises(SourceError) as caught:
        first(ScreenSource(monitor))
    assert caught.value.remedy
    return caught.value.what


def test_no_such_monitor(x_display: XDisplay, monkeypatch: pytest.MonkeyPatch) -> None:
    x_display.enter(monkeypatch)
    assert "no screen 7" in problem(7)
    assert "no screen 0" in problem(0)


def test_no_display(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_SESSION_TYPE", "x11")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.delenv("DISPLAY", raising=False)
    assert problem().startswith("No display")
    for name in (":987", "nonsense", ""):
        monkeypatch.setenv("DISPLAY", name)
        assert problem().startswith("No display")
        with pytest.raises(SourceError, match="No display"):
            list_sources()
        with pytest.raises(SourceError, match="No display"):
            first(ScreenSource(1, list))


def test_wayland_is_not_captured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setenv("XDG_SESSION_TYPE", "wayland")
    assert "Wayland" in problem()
    monkeypatch.delenv("XDG_SESSION_TYPE")
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert "Wayland" in problem()


@pytest.mark.parametrize("own_windows", [None, list], ids=["asking the server", "told by the program"])
@pytest.mark.usefixtures("x_display")
def test_a_display_that_goes_away_goes_on_when_it_is_back(
    monkeypatch: pytest.MonkeyPatch, own_windows: screen.OwnWindows | None
) -> None:
    servers = [start_server()]
    name = servers[0][1]

    def start_again(health: SourceHealth) -> None:
        told.append(health)
        if health.state is SourceState.LOST:
            servers.append(start_server(name=name))

    told: list[SourceHealth] = []
    try:
        monkeypatch.setenv("DISPLAY", name)
        monkeypatch.setenv("XDG_SESSION_TYPE", "x11")
        frames = Persistent(ScreenSource(1, own_windows), start_again).frames(threading.Event())
        assert next(frames).image.shape == (HEIGHT, WIDTH, 3)
        servers[0][0].kill()
        servers[0][0].wait()
        assert next(frames).image.shape == (HEIGHT, WIDTH, 3)
        frames.close()
    finally:
        for server, _ in servers:
            server.kill()
            server.wait()
    lost = next(health for health in told if health.lost)
    assert "isplay" in lost.reason
    assert lost.remedy
    assert told[-1].state is SourceState.LIVE


def test_windows_of_a_process_without_any(x_display: XDisplay, monkeypatch: pytest.MonkeyPatch) -> None:
    x_display.enter(monkeypatch)
    with XOwnWindows(os.getpid()) as own_windows:
        assert own_windows() == []
