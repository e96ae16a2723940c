"""Every place of our own windows since the last look at the X screen, also of those that moved or closed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from Xlib import X
from Xlib.xobject.drawable import Window

from stride_desktop.sources.own_windows import XOwnWindows
from stride_desktop.sources.rectangles import Rect, subtract
from stride_desktop.user_folders import NAME
from tests.sources.x_windows import BLUE, GREEN, Canvas, screen  # noqa: F401 - a fixture

pytestmark = pytest.mark.x11


def covered(rects: list[Rect], place: tuple[int, int, int, int]) -> bool:
    """Every pixel of the place (left, top, width, height) is in one of the rectangles."""
    left, top, width, height = place
    rest = [Rect(left, top, left + width, top + height)]
    for rect in rects:
        rest = subtract(rest, rect)
    return not rest


OURS, THEIRS = 4_000_001, 4_000_002
"""Process ids that windows of the tests below carry."""

PLACE = (100, 100, 50, 40)


@pytest.mark.parametrize("whose", [{"process_id": OURS}, {"program": NAME}], ids=str)
def test_a_window_that_went_and_returned_between_two_looks(screen: Canvas, whose: dict[str, object]) -> None:
    window = screen.window(PLACE, BLUE, **whose)
    with XOwnWindows(OURS) as own_windows:
        assert own_windows() == [Rect(100, 100, 150, 140)]
        window.configure(x=600)
        window.configure(x=100)
        screen.settle()
        assert covered(own_windows(), (600, 100, 50, 40))
        assert own_windows() == [Rect(100, 100, 150, 140)]


def test_a_window_that_came_and_went_between_two_looks(screen: Canvas) -> None:
    with XOwnWindows(OURS) as own_windows:
        assert own_windows() == []
        window = screen.window((300, 200, 80, 20), BLUE, process_id=OURS)
        window.destroy()
        screen.settle()
        assert covered(own_windows(), (300, 200, 80, 20))
        assert own_windows() == []


def test_a_cover_that_was_away_between_two_looks(screen: Canvas) -> None:
    screen.window(PLACE, BLUE, process_id=OURS)
    cover = screen.window((90, 90, 200, 200), GREEN)
    with XOwnWindows(OURS) as own_windows:
        assert own_windows() == []
        cover.configure(x=600)
        cover.configure(x=90)
        screen.settle()
        assert covered(own_windows(), PLACE)
        assert own_windows() == []


def test_a_window_that_was_raised_and_lowered_between_two_looks(screen: Canvas) -> None:
    window = screen.window(PLACE, BLUE, process_id=OURS)
    screen.window((90, 90, 200, 200), GREEN)
    with XOwnWindows(OURS) as own_windows:
        own_windows()
        window.configure(stack_mode=X.Above)
        window.configure(stack_mode=X.Below)
        screen.settle()
        assert covered(own_windows(), PLACE)


def test_a_window_that_an_instance_has_from_another_toolkit(screen: Canvas) -> None:
    """It does not carry the program's name, and lies above the one that does, or below it."""
    above, below = (600, 100, 50, 40), (700, 100, 50, 40)
    screen.window(below, BLUE, process_id=THEIRS)
    screen.window(PLACE, BLUE, process_id=THEIRS, program=NAME)
    screen.window(above, BLUE, process_id=THEIRS)
    screen.window((800, 100, 50, 40), BLUE, process_id=THEIRS + 1)
    with XOwnWindows(OURS) as own_windows:
        rects = own_windows()
        assert all(covered(rects, place) for place in (above, PLACE))
        assert len(rects) == 3


def test_an_instance_without_a_process_id(screen: Canvas) -> None:
    """One on another computer, say, whose display this is. Other windows without an id are not ours."""
    screen.window(PLACE, BLUE, program=NAME)
    screen.window((600, 100, 50, 40), BLUE)
    with XOwnWindows(OURS) as own_windows:
        assert own_windows() == [Rect(100, 100, 150, 140)]


def test_what_other_programs_move_is_nothing_of_ours(screen: Canvas) -> None:
    other = screen.window(PLACE, BLUE)
    with XOwnWindows(OURS) as own_windows:
        own_windows()
        other.configure(x=600)
        screen.settle()
        assert own_windows() == []


def while_looking(monkeypatch: pytest.MonkeyPatch, looked_at: Window, happen: Callable[[], object]) -> None:
    """Let something happen once, right after the X server was asked where a window is."""
    ask = Window.get_geometry
    still_to_come = [happen]

    def and_then(window: Window) -> object:
        place = ask(window)
        if window.id == looked_at.id and still_to_come:
            still_to_come.pop()()
        return place

    monkeypatch.setattr(Window, "get_geometry", and_then)


def test_a_window_that_moved_on_while_it_was_looked_at(
    screen: Canvas, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = screen.window(PLACE, BLUE, process_id=OURS)
    with XOwnWindows(OURS) as own_windows:

        def move_on() -> None:
            window.configure(x=600)
            screen.settle()

        while_looking(monkeypatch, window, move_on)
        own_windows()
        # It is at 600 when the screen is captured now, and back before the next look.
        window.configure(x=100)
        screen.settle()
        assert covered(own_windows(), (600, 100, 50, 40))
        assert own_windows() == [Rect(100, 100, 150, 140)]


def test_a_window_that_came_while_others_were_looked_at(
    screen: Canvas, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = screen.window(PLACE, BLUE)
    with XOwnWindows(OURS) as own_windows:
        came: list[Window] = []
        new = (300, 200, 80, 20)

        def come() -> None:
            came.append(screen.window(new, BLUE, process_id=OURS))

        while_looking(monkeypatch, other, come)
        own_windows()
        came[0].destroy()  # after the screen was captured
        screen.settle()
        assert covered(own_windows(), new)
        assert own_windows() == []
