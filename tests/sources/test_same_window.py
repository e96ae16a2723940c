"""Which window is watched, and what is told while there is nothing to see of it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from stride_desktop.core.errors import SourceError
from stride_desktop.sources.base import Opening
from stride_desktop.sources.catalog import list_sources, open_source
from tests.sources.titled_window import TitledWindow, titled
from tests.sources.watching import Watching
from tests.sources.x_windows import BLUE, RED
from tests.xserver import XDisplay

pytestmark = pytest.mark.x11

TEAL = (10, 120, 130)
MINIMISED = ("hidden", "The window “Log” is minimised, so there is nothing to see.")


@pytest.fixture(autouse=True)
def desk(x_display: XDisplay, monkeypatch: pytest.MonkeyPatch) -> XDisplay:
    x_display.enter(monkeypatch)
    return x_display


def choose(name: str) -> Watching:
    """Watch the window of a name in the list of sources."""
    chosen = next(item for item in list_sources() if item.name == name)
    return Watching(chosen.address, Opening(chosen=chosen))


@contextmanager
def later(seconds: float, act: Callable[[], object]) -> Iterator[None]:
    """Something that happens while a picture is waited for."""
    timer = threading.Timer(seconds, act)
    timer.start()
    try:
        yield
    finally:
        timer.join()


def test_a_changed_title_is_the_same_window_also_after_it_was_minimised() -> None:
    other = titled("Other", BLUE, place=(600, 100))
    with titled("Log", TEAL) as window, other, Watching("window:Log") as watching:
        watching.image()
        window.call("Inbox")
        assert (watching.image() == TEAL).all()
        assert watching.states == [("starting", ""), ("live", "")]
        window.minimise()
        with later(2.5, window.show):
            assert (watching.image() == TEAL).all()
        assert watching.states[2:] == [MINIMISED, ("live", "")]


def test_another_window_of_its_title_changes_nothing() -> None:
    with titled("Log", TEAL) as window, Watching("window:Log") as watching:
        watching.image()
        with titled("Log", RED, place=(600, 100)):
            window.minimise()
            with later(2.5, window.show):
                assert (watching.image() == TEAL).all()
            assert watching.states[2:] == [MINIMISED, ("live", "")]


def test_a_minimised_window_is_waited_for_from_the_start() -> None:
    with titled("Log", TEAL) as window:
        window.minimise()
        with Watching("window:Log") as watching, later(1.5, window.show):
            assert (watching.image() == TEAL).all()
        assert watching.states == [("starting", ""), MINIMISED, ("live", "")]


def test_a_window_on_another_workspace_is_not_called_minimised(desk: XDisplay) -> None:
    with titled("Log", TEAL), Watching("window:Log") as watching:
        watching.image()
        desk.run("xdotool", "set_desktop", "1")
        with later(2.5, lambda: desk.run("xdotool", "set_desktop", "0")):
            watching.image()
        reason = "The window “Log” is not shown: it is on another workspace, or rolled up."
        assert watching.states[2:] == [("hidden", reason), ("live", "")]


def test_a_window_too_small_to_be_watched_is_waited_for() -> None:
    with titled("Log", TEAL) as window, Watching("window:Log") as watching:
        watching.image()
        window.move(100, 100, 300, 31)
        with later(2.5, lambda: window.move(100, 100, 310, 32)):
            assert watching.image().shape == (32, 310, 3)
        assert watching.states[2:] == [("hidden", "The window “Log” has only 300 × 31 pixels."), ("live", "")]


def test_a_window_is_not_seen_while_its_title_has_a_hidden_word() -> None:
    with titled("Browser", TEAL) as window, Watching("window:Browser", Opening(hidden=("bank",))) as watching:
        watching.image()
        window.call("My Bank – Browser")
        window.paint(RED)

        def leave() -> None:
            window.paint(BLUE)
            window.call("News – Browser")

        with later(2.5, leave):
            assert (watching.image() == BLUE).all()
        hidden = ("hidden", "The window “Browser” shows something that must not be seen.")
        assert watching.states[2:] == [hidden, ("live", "")]


def test_a_closed_window_is_lost_until_one_with_its_title_is_there() -> None:
    window = TitledWindow("Log", TEAL)
    with choose("Log") as watching:
        watching.image()
        window.close()
        again: list[TitledWindow] = []
        with later(2.0, lambda: again.append(TitledWindow("Log", RED))):
            assert (watching.image() == RED).all()
        again[0].close()
    closed = "The window “Log” was closed."
    assert watching.states[2:] == [("lost", closed), ("reconnecting", closed), ("live", "")]


def test_a_window_that_was_given_the_id_of_a_closed_one_is_not_watched() -> None:
    window = TitledWindow("Log", TEAL)
    with choose("Log") as watching:
        watching.image()
        window.close()
        other = TitledWindow("Secret", RED)
        assert other.window.id == window.window.id, "the server gives ids again"
        again: list[TitledWindow] = []
        with later(2.5, lambda: again.append(TitledWindow("Log", BLUE, place=(600, 100)))):
            assert (watching.image() == BLUE).all()
    other.close()
    again[0].close()


@pytest.mark.parametrize("neighbour", ["Log", "Login – Bank"])
def test_no_window_that_was_there_before_takes_the_place_of_a_closed_one(neighbour: str) -> None:
    window = TitledWindow("Log", TEAL)
    with titled(neighbour, RED, place=(600, 100)):
        chosen = next(item for item in list_sources() if item.name == "Log")
        with Watching(chosen.address, Opening(chosen=chosen)) as watching:
            assert (watching.image() == TEAL).all()
            window.close()
            again: list[TitledWindow] = []
            with later(2.5, lambda: again.append(TitledWindow("Log", BLUE))):
                assert (watching.image() == BLUE).all()
            again[0].close()


def test_a_part_of_the_title_does_not_do_for_a_window_that_was_named_whole() -> None:
    window = TitledWindow("Log", TEAL)
    with Watching("window:Log") as watching:
        watching.image()
        window.close()
        again: list[TitledWindow] = []
        with titled("Login – Bank", RED), later(2.5, lambda: again.append(TitledWindow("Log", BLUE))):
            assert (watching.image() == BLUE).all()
        again[0].close()


def test_two_windows_of_one_title_are_told_apart_by_choosing() -> None:
    with titled("Log", TEAL), titled("Log", RED, place=(600, 100)):
        with pytest.raises(SourceError, match="2 windows are called “Log”"):
            open_source("window:Log")
        first, second = [item for item in list_sources() if item.name == "Log"]
        for chosen, colour in ((second, RED), (first, TEAL)):
            with Watching(chosen.address, Opening(chosen=chosen)) as watching:
                assert (watching.image() == colour).all()
        assert not first.is_same(second)
