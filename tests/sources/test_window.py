"""Watching one real window of an X session under a window manager."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import numpy as np
import pytest

from stride_desktop.core.errors import SourceError
from stride_desktop.sources.base import Opening, SourceHealth
from stride_desktop.sources.catalog import WINDOW, list_sources, open_source
from stride_desktop.sources.persistent import Persistent
from tests.sources.titled_window import TitledWindow, titled
from tests.sources.x_windows import BLUE, RED, Canvas, canvas
from tests.xserver import XDisplay

pytestmark = pytest.mark.x11

TEAL = (10, 120, 130)


@pytest.fixture(autouse=True)
def desk(x_display: XDisplay, monkeypatch: pytest.MonkeyPatch) -> Iterator[Canvas]:
    x_display.enter(monkeypatch)
    with canvas() as made:
        yield made


class Watching:
    """The frames of a window, and what was said of its health."""

    def __init__(self, address: str, opening: Opening | None = None) -> None:
        self.told: list[SourceHealth] = []
        self._stop = threading.Event()
        source = open_source(address, opening or Opening())
        self._frames = Persistent(source, self.told.append).frames(self._stop)

    def image(self) -> np.ndarray:
        return next(self._frames).image

    def close(self) -> None:
        self._frames.close()


@pytest.fixture
def watch() -> Iterator[type]:
    opened: list[Watching] = []

    def begin(*arguments: object) -> Watching:
        opened.append(Watching(*arguments))
        return opened[-1]

    yield begin
    for watching in opened:
        watching.close()


def test_its_pixels_and_nothing_else_also_while_it_is_covered(watch, desk: Canvas) -> None:
    with titled("Build log – project", TEAL) as window:
        watching = watch("window:Build log – project")
        image = watching.image()
        assert image.shape == (200, 300, 3)
        assert (image == TEAL).all()
        desk.window((0, 0, 1280, 800), BLUE)
        desk.settle()
        assert (watching.image() == TEAL).all()
        window.paint(RED)
        assert (watching.image() == RED).all()


def test_it_is_followed_when_it_moves_and_is_resized(watch) -> None:
    with titled("Log", TEAL) as window:
        watching = watch("window:Log")
        assert watching.image().shape == (200, 300, 3)
        window.move(500, 300, 240, 360)
        image = watching.image()
        assert image.shape == (360, 240, 3)
        assert (image == TEAL).all()
        window.move(1200, 700, 240, 360)  # most of it is beyond the edge of the screen
        assert (watching.image() == TEAL).all()


def test_a_changed_title_is_the_same_window(watch) -> None:
    with titled("Page 1 – Browser", TEAL) as window, titled("Other", BLUE, place=(600, 100)):
        watching = watch("window:Page 1 – Browser")
        watching.image()
        window.call("Page 2 – Browser")
        assert (watching.image() == TEAL).all()
        assert [health.state for health in watching.told] == ["starting", "live"]


def test_a_minimised_window_is_a_gap_and_not_a_stale_picture(watch) -> None:
    with titled("Log", TEAL) as window:
        watching = watch("window:Log")
        watching.image()
        window.minimise()
        threading.Timer(2.5, window.show).start()
        assert (watching.image() == TEAL).all()
        states = [(health.state, health.reason) for health in watching.told]
        assert states[2] == ("covered", "The window “Log” is minimised, so there is nothing to see.")
        assert states[-1] == ("live", "")


def test_a_closed_window_is_lost_until_one_with_its_title_is_there(watch) -> None:
    window = TitledWindow("Log", TEAL)
    (info,) = [item for item in list_sources() if item.name == "Log"]
    watching = watch(info.address, Opening(chosen=info))
    watching.image()
    window.close()
    again: list[TitledWindow] = []
    threading.Timer(2.0, lambda: again.append(TitledWindow("Log", RED))).start()
    assert (watching.image() == RED).all()
    again[0].close()
    states = [(health.state, health.reason) for health in watching.told]
    assert ("lost", "The window “Log” was closed.") in states
    assert ("reconnecting", "There is no window “Log”.") in states
    assert states[-1] == ("live", "")


def test_a_part_of_a_title_is_enough_where_it_is_clear(watch) -> None:
    with titled("notes.txt – Editor", TEAL), titled("Mail", BLUE, place=(600, 100)):
        assert (watch("window:editor").image() == TEAL).all()
        with titled("other.txt – Editor", RED, place=(100, 500)):
            with pytest.raises(SourceError, match=r"2 windows are called “editor”.*notes\.txt.*other\.txt"):
                open_source("window:editor")
            assert (watch("window:other.txt – Editor").image() == RED).all()


def test_two_windows_of_one_title_are_told_apart_by_choosing(watch) -> None:
    with titled("Log", TEAL), titled("Log", RED, place=(600, 100)):
        with pytest.raises(SourceError, match="2 windows are called “Log”"):
            open_source("window:Log")
        first, second = [item for item in list_sources() if item.name == "Log"]
        assert (watch(second.address, Opening(chosen=second)).image() == RED).all()
        assert (watch(first.address, Opening(chosen=first)).image() == TEAL).all()
        assert not first.is_same(second)


def test_the_list_has_windows_of_other_programs_only() -> None:
    with titled("Log", TEAL), titled("Stride Desktop", RED) as ours:
        ours.window.set_wm_class("stride-desktop", "stride-desktop")
        ours.wait_for(lambda: True)
        listed = [item for item in list_sources() if item.kind is WINDOW]
        assert [item.name for item in listed] == ["Log"]
        assert listed[0].address == "window:Log"
        with pytest.raises(SourceError, match="There is no window “Stride Desktop”"):
            open_source("window:Stride Desktop")


@pytest.mark.parametrize("address", ["window:", "window:  "])
def test_a_window_must_be_named(address: str) -> None:
    with pytest.raises(SourceError, match="No window was named"):
        open_source(address)
