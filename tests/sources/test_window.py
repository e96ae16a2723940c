"""Watching one real window of an X session under a window manager."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib import import_module

import pytest

from stride_desktop.core.errors import SourceError
from stride_desktop.sources.catalog import WINDOW, list_sources, open_source
from tests.sources.titled_window import titled
from tests.sources.watching import Watching
from tests.sources.x_windows import BLUE, RED, Canvas, canvas
from tests.xserver import XDisplay

pytestmark = pytest.mark.x11

TEAL = (10, 120, 130)


@pytest.fixture(autouse=True)
def desk(x_display: XDisplay, monkeypatch: pytest.MonkeyPatch) -> Iterator[Canvas]:
    x_display.enter(monkeypatch)
    with canvas() as made:
        yield made


def test_its_pixels_and_nothing_else_also_while_it_is_covered(desk: Canvas) -> None:
    title = "Build log – project"
    with titled(title, TEAL) as window, Watching(f"window:{title}") as watching:
        image = watching.image()
        assert image.shape == (200, 300, 3)
        assert (image == TEAL).all()
        desk.window((0, 0, 1280, 800), BLUE)
        desk.settle()
        assert (watching.image() == TEAL).all()
        window.paint(RED)
        assert (watching.image() == RED).all()


def test_it_is_followed_when_it_moves_and_is_resized() -> None:
    with titled("Log", TEAL) as window, Watching("window:Log") as watching:
        assert watching.image().shape == (200, 300, 3)
        window.move(500, 300, 240, 360)
        image = watching.image()
        assert image.shape == (360, 240, 3)
        assert (image == TEAL).all()
        window.move(1200, 700, 240, 360)  # most of it is beyond the edge of the screen
        assert (watching.image() == TEAL).all()


def test_a_part_of_a_title_is_enough_where_it_is_clear() -> None:
    with titled("notes.txt – Editor", TEAL), titled("Mail", BLUE, place=(600, 100)):
        with Watching("window:editor") as watching:
            assert (watching.image() == TEAL).all()
        with titled("other.txt – Editor", RED, place=(100, 500)):
            with pytest.raises(SourceError, match=r"2 windows are called “editor”.*notes\.txt.*other\.txt"):
                open_source("window:editor")
            with Watching("window:other.txt – Editor") as watching:
                assert (watching.image() == RED).all()


def test_the_shadow_that_a_program_draws_around_its_window_is_left_out() -> None:
    with titled("Log", TEAL) as window, Watching("window:Log") as watching:
        window.shade(10, 20, 5, 30)
        assert watching.image().shape == (165, 270, 3)


def test_the_list_has_windows_of_other_programs_only() -> None:
    with titled("Log", TEAL), titled("Stride Desktop", RED) as ours:
        ours.window.set_wm_class("stride-desktop", "stride-desktop")
        ours.wait_for(lambda: True)
        listed = [item for item in list_sources() if item.kind is WINDOW]
        assert [item.name for item in listed] == ["Log"]
        assert listed[0].address == "window:Log"
        with pytest.raises(SourceError, match="There is no window “Stride Desktop”"):
            open_source("window:Stride Desktop")


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_without_x11_there_are_none_and_xlib_is_not_needed(monkeypatch, platform: str) -> None:
    for name in [name for name in sys.modules if name.startswith(("Xlib", "stride_desktop.sources.x_"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delitem(sys.modules, WINDOW.module, raising=False)
    monkeypatch.setitem(sys.modules, "Xlib", None)
    monkeypatch.setattr(sys, "platform", platform)
    assert import_module(WINDOW.module).list_sources() == []
    with pytest.raises(SourceError, match="only on X11"):
        open_source("window:Log")


@pytest.mark.parametrize("address", ["window:", "window:  "])
def test_a_window_must_be_named(address: str) -> None:
    with pytest.raises(SourceError, match="No window was named"):
        open_source(address)
