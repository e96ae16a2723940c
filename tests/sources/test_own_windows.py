"""Our own windows never reach a frame: a real Qt program captures the X screen it is shown on."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from stride_desktop.sources.screen import ScreenSource
from stride_desktop.user_folders import NAME
from tests.sources.x_windows import BLUE, GREEN, Canvas, grab, screen  # noqa: F401 - a fixture
from tests.xserver import XDisplay

pytestmark = pytest.mark.x11

MAGENTA = (255, 0, 255)
CYAN = (0, 255, 255)


Start = Callable[..., "Program"]
"""Takes the colour of the program's windows and its name."""


class Program:
    """A running `window_program`."""

    def __init__(self, display: XDisplay, colour: str, name: str, folder: Path) -> None:
        command = [sys.executable, "-m", "tests.sources.window_program", colour, name]
        self.process = display.start(*command)
        self._saved = folder / "frame.npy"

    def do(self, command: str) -> str:
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline().strip()
        assert answer, f"the program ended with code {self.process.wait()}"
        return answer

    def frame(self) -> np.ndarray:
        """A frame of the first screen as the program's source gives it."""
        self.do(f"frame {self._saved}")
        return np.load(self._saved)


class Watcher:
    """This process, which watches the same screen without a window."""

    def frame(self) -> np.ndarray:
        frames = ScreenSource(1).frames(threading.Event())
        image = next(frames).image
        frames.close()
        return image


@pytest.fixture
def start(
    x_display: XDisplay,
    screen: Canvas,  # noqa: ARG001 - green before any program shows
    tmp_path: Path,
) -> Iterator[Start]:
    """Starts programs, and ends them."""
    started: list[Program] = []

    def start_program(colour: str, name: str = "other") -> Program:
        started.append(Program(x_display, colour, name, tmp_path))
        return started[-1]

    yield start_program
    for program in started:
        try:
            program.process.communicate("quit\n", timeout=10)
        except subprocess.TimeoutExpired:
            program.process.kill()
            program.process.communicate()


def is_colour(image: np.ndarray, colour: tuple[int, int, int]) -> np.ndarray:
    """bool (height, width): which pixels have exactly this colour."""
    return (image == colour).all(axis=-1)


def wait_until_shown(program: Program, place: tuple[int, int], colour: tuple[int, int, int]) -> None:
    """Poll until the real screen shows `colour` at (x, y), window managers taking their time."""
    x, y = place
    while tuple(grab()[y, x]) != colour:
        assert program.process.poll() is None


def check_black_exactly_on_ours(program: Program | Watcher) -> np.ndarray:
    """Compare a frame with the real screen, on which everything that is not green or blue is ours."""
    real, frame = grab(), program.frame()
    while not np.array_equal(again := grab(), real):  # still being painted
        real, frame = again, program.frame()
    foreign = is_colour(real, GREEN) | is_colour(real, BLUE)
    assert is_colour(frame, (0, 0, 0))[~foreign].all()
    assert np.array_equal(frame[foreign], real[foreign])
    return real


def test_window_decorations_dialog_menu_and_tooltip(start: Start) -> None:
    program = start("magenta")
    program.do("main 100 100")
    wait_until_shown(program, (250, 200), MAGENTA)
    alone = check_black_exactly_on_ours(program)
    ours = ~is_colour(alone, GREEN)
    assert ours.sum() > 300 * 200 + 300 * 10  # there is a title bar
    program.do("dialog 600 150")
    wait_until_shown(program, (675, 200), MAGENTA)
    program.do("menu 150 500")
    wait_until_shown(program, (152, 505), MAGENTA)
    check_black_exactly_on_ours(program)
    program.do("tooltip 900 600")
    while np.array_equal(grab()[600:700, 880:], np.full((100, 400, 3), GREEN, np.uint8)):
        assert program.process.poll() is None
    check_black_exactly_on_ours(program)


def test_after_a_move_the_old_place_is_visible_again(start: Start) -> None:
    program = start("magenta")
    program.do("main 100 100")
    wait_until_shown(program, (250, 200), MAGENTA)
    program.do("move 700 400")
    wait_until_shown(program, (850, 500), MAGENTA)
    wait_until_shown(program, (250, 200), GREEN)
    check_black_exactly_on_ours(program)


def test_while_moving_not_a_pixel_leaks(start: Start) -> None:
    program = start("magenta")
    program.do("main 100 150")
    wait_until_shown(program, (250, 200), MAGENTA)
    program.do("wander")
    assert program.do("frames 15 magenta") == "0"


def test_a_window_partly_off_the_screen(start: Start) -> None:
    program = start("magenta")
    program.do("main -120 650")
    wait_until_shown(program, (20, 760), MAGENTA)
    check_black_exactly_on_ours(program)


def test_what_covers_our_window_stays_visible(start: Start, screen: Canvas) -> None:
    program = start("magenta")
    program.do("main 100 100")
    wait_until_shown(program, (250, 200), MAGENTA)
    screen.window((200, 50, 120, 400), BLUE)
    real = check_black_exactly_on_ours(program)
    assert is_colour(real, BLUE)[200, 250]


def test_another_program_is_not_ours(start: Start) -> None:
    ours, other = start("magenta"), start("cyan")
    ours.do("main 100 100")
    wait_until_shown(ours, (350, 280), MAGENTA)
    other.do("main 200 150")
    wait_until_shown(other, (350, 280), CYAN)
    real = grab()
    frame = ours.frame()
    cyan = is_colour(real, CYAN)
    assert cyan.sum() == 300 * 200
    assert np.array_equal(frame[cyan], real[cyan])
    assert not is_colour(frame, MAGENTA).any()
    theirs = other.frame()
    assert is_colour(theirs, MAGENTA).sum() == is_colour(real, MAGENTA).sum() > 0
    assert not is_colour(theirs, CYAN).any()


def test_every_window_of_another_instance_is_ours(start: Start) -> None:
    """Its frame, a dialog, a menu and a tooltip; this process has no windows, like a command line."""
    other = start("magenta", NAME)
    other.do("main 100 100")
    wait_until_shown(other, (250, 200), MAGENTA)
    check_black_exactly_on_ours(watcher := Watcher())
    other.do("dialog 600 150")
    wait_until_shown(other, (675, 200), MAGENTA)
    other.do("menu 150 500")
    wait_until_shown(other, (152, 505), MAGENTA)
    check_black_exactly_on_ours(watcher)
    other.do("tooltip 900 600")
    while np.array_equal(grab()[600:700, 880:], np.full((100, 400, 3), GREEN, np.uint8)):
        assert other.process.poll() is None
    check_black_exactly_on_ours(watcher)


def test_while_another_instance_moves_not_a_pixel_leaks(start: Start) -> None:
    other = start("magenta", NAME)
    other.do("main 100 150")
    wait_until_shown(other, (250, 200), MAGENTA)
    other.do("wander")
    watcher = Watcher()
    assert [int(is_colour(watcher.frame(), MAGENTA).sum()) for _ in range(15)] == [0] * 15


@pytest.mark.parametrize("kind", ["alpha", "translucent", "hole"])
def test_a_cover_one_may_see_through_does_not_count(start: Start, screen: Canvas, kind: str) -> None:
    program = start("magenta")
    program.do("main 100 100")
    wait_until_shown(program, (250, 200), MAGENTA)
    screen.window((180, 160, 100, 60), BLUE, **{kind: True})
    frame = program.frame()
    assert is_colour(grab(), BLUE)[190, 190]
    assert is_colour(frame, (0, 0, 0))[160:220, 180:280].all()
