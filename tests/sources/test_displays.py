"""Displays that are not as usual: of other depths, without extensions, closed to us, or not there."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from stride_desktop.app.system import display
from stride_desktop.app.system.display import check_display
from stride_desktop.core.errors import SourceError, StrideError
from stride_desktop.sources.own_windows import XOwnWindows
from stride_desktop.sources.rectangles import Rect
from stride_desktop.sources.screen import ScreenSource, list_sources
from stride_desktop.sources.x_display import connect
from tests.xserver import start_server

pytestmark = [pytest.mark.x11, pytest.mark.usefixtures("x_display")]

COLOURS = [(255, 255, 255), (0, 0, 0), (255, 0, 0), (0, 255, 0), (0, 0, 255), (200, 100, 50)]
STRIPE = 40

StartDisplay = Callable[..., str]


@pytest.fixture
def start_display(monkeypatch: pytest.MonkeyPatch) -> Iterator[StartDisplay]:
    """Starts an X server for one test, and makes it this process's display."""
    started = []

    def start(*options: str, depth: int = 24) -> str:
        server, name = start_server(*options, screen=f"403x300x{depth}")
        started.append(server)
        monkeypatch.setenv("DISPLAY", name)
        monkeypatch.setenv("XDG_SESSION_TYPE", "x11")
        monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
        monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
        return name

    yield start
    for server in started:
        server.kill()
        server.wait()


def paint_stripes() -> None:
    """One stripe of each colour, from the top."""
    server = connect()
    root = server.screen().root
    colours = server.screen().default_colormap
    for index, colour in enumerate(COLOURS):
        red, green, blue = (257 * value for value in colour)
        paint = root.create_gc(foreground=colours.alloc_color(red, green, blue).pixel)
        root.fill_rectangle(paint, 0, index * STRIPE, 403, STRIPE)
    server.sync()
    server.close()


def first_frame() -> np.ndarray:
    frames = ScreenSource(1).frames(threading.Event())
    image = next(frames).image
    frames.close()
    return image


@pytest.mark.parametrize(("depth", "most_wrong"), [(15, 5), (16, 5), (24, 0), (30, 1)])
def test_pictures_have_their_colours_at_any_depth(
    depth: int, most_wrong: int, start_display: StartDisplay
) -> None:
    start_display(depth=depth)
    paint_stripes()
    image = first_frame().astype(int)
    assert image.shape == (300, 403, 3)
    for index, colour in enumerate(COLOURS):
        stripe = image[index * STRIPE : (index + 1) * STRIPE]
        assert np.abs(stripe - colour).max() <= most_wrong


@pytest.mark.parametrize("depth", [16, 24])
@pytest.mark.parametrize("options", [[], ["-extension", "RANDR"], ["-extension", "MIT-SHM"]], ids=str)
def test_the_whole_screen_is_the_first_monitor(
    depth: int, options: list[str], start_display: StartDisplay
) -> None:
    start_display(*options, depth=depth)
    (only,) = list_sources()
    assert only.address == "screen:1"
    assert "403 × 300" in only.name
    assert first_frame().shape == (300, 403, 3)
    with pytest.raises(SourceError, match="no screen 2") as caught:
        ScreenSource(2).check()
    assert "1 screen is connected" in caught.value.remedy


@pytest.mark.parametrize("depth", [16, 30])
def test_our_own_windows_are_black_at_any_depth(depth: int, start_display: StartDisplay) -> None:
    start_display(depth=depth)
    paint_stripes()
    frames = ScreenSource(1, lambda: [Rect(10, 5, 60, 30)]).frames(threading.Event())
    image = next(frames).image
    frames.close()
    assert not image[5:30, 10:60].any()
    assert image[4, 10].all()


def reason(check: Callable[[], object]) -> str:
    with pytest.raises(StrideError) as caught:
        check()
    assert caught.value.remedy
    return caught.value.what


def test_a_palette_is_refused_with_the_number_of_bits(start_display: StartDisplay) -> None:
    start_display(depth=8)
    for check in (list_sources, ScreenSource(1).check, first_frame, check_display):
        assert reason(check).startswith("This display has 8 bits a pixel")


def test_a_display_that_lets_nobody_in(start_display: StartDisplay, tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    keys.touch()
    subprocess.run(["xauth", "-q", "-f", keys, "add", ":0", ".", "0" * 32], check=True)
    start_display("-auth", str(keys))
    for check in (list_sources, first_frame, XOwnWindows, check_display):
        assert "does not let this program in (Authorization required" in reason(check)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (":987", "does not answer"),
        ("host.invalid:0", "does not answer"),
        ("nonsense", "names none"),
        ("", "no display|does not run in a desktop session"),
    ],
)
def test_a_display_that_is_not_there(name: str, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", name)
    monkeypatch.setenv("XDG_SESSION_TYPE", "x11")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    for check in (list_sources, first_frame, check_display):
        assert any(part in reason(check) for part in words.split("|"))


def test_a_window_that_needs_no_display_is_not_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    check_display()
    monkeypatch.delenv("QT_QPA_PLATFORM")
    check_display(["-platform", "minimal"])
    (tmp_path / "wayland-7").touch()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-7")
    check_display()
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-8")
    assert "no display" in reason(check_display)


def test_a_library_that_windows_need_is_named(
    start_display: StartDisplay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start_display()
    check_display()
    (tmp_path / "platforms").mkdir()
    (tmp_path / "platforms" / "libqxcb.so").write_text("no library")
    monkeypatch.setattr(display.QLibraryInfo, "path", lambda _: str(tmp_path))
    assert reason(check_display) == "A library of this system is missing or damaged: libqxcb.so."


def test_servers_whose_extensions_differ_can_be_reached_from_one_process(start_display: StartDisplay) -> None:
    start_display("-extension", "MIT-SHM")
    assert list_sources()
    start_display("-extension", "XTEST", "-extension", "XFIXES")
    assert list_sources()
