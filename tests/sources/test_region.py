"""Regions of real X screens."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import numpy as np
import pytest

from stride_desktop.core.errors import SourceError
from stride_desktop.sources.base import Opening, SourceHealth, SourceState
from stride_desktop.sources.catalog import AS_USUAL, list_sources, open_source
from stride_desktop.sources.persistent import Persistent
from stride_desktop.sources.region import Region
from stride_desktop.user_folders import NAME
from tests.sources.x_windows import BLUE, GREEN, RED, Canvas, canvas
from tests.xserver import HEIGHT, WIDTH, XDisplay

pytestmark = pytest.mark.x11


@pytest.fixture
def painted(two_monitors: XDisplay, monkeypatch: pytest.MonkeyPatch) -> Iterator[Canvas]:
    """Two green monitors side by side, with a red mark on the left one and a blue one on the right."""
    two_monitors.enter(monkeypatch)
    with canvas() as made:
        made.window((100, 50, 40, 40), RED)
        made.window((640 + 200, 300, 40, 60), BLUE)
        yield made


def first(address: str, opening: Opening = AS_USUAL) -> np.ndarray:
    frames = open_source(address, opening).frames(threading.Event())
    image = next(frames).image
    frames.close()
    return image


@pytest.mark.usefixtures("painted")
def test_a_region_shows_its_pixels_and_no_others() -> None:
    image = first("screen:1@100,50,40x40")
    assert image.shape == (40, 40, 3)
    assert (image == RED).all()
    image = first("screen:2@190,290,60x80")
    assert (image[10:70, 10:50] == BLUE).all()
    image[10:70, 10:50] = GREEN
    assert (image == GREEN).all()


@pytest.mark.usefixtures("painted")
@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("screen:1@600,0,41x50", "does not lie on the screen, which has 640 × 800 pixels"),
        ("screen:1@0,790,50x50", "does not lie on the screen"),
        ("screen:1@5,5,10x400", "10 × 400 pixels is too small"),
        ("screen:1@left", "“left” is not a region"),
        ("screen:1@", "“” is not a region"),
        ("screen:3@0,0,50x50", "There is no screen 3"),
        ("screen:x@0,0,50x50", "“screen:x” is not a screen"),
    ],
)
def test_an_impossible_region_is_refused(address: str, words: str) -> None:
    with pytest.raises(SourceError, match=words):
        open_source(address)


def test_windows_of_the_program_are_black_in_it(painted: Canvas) -> None:
    painted.window((20, 20, 100, 100), RED, program=NAME)
    image = first("screen:1@100,100,60x60")
    assert (image[:20, :20] == 0).all()
    assert (image[20:] == GREEN).all()


def test_it_stays_with_its_monitor_and_is_lost_where_it_does_not_fit(
    painted: Canvas, two_monitors: XDisplay
) -> None:
    def change(health: SourceHealth) -> None:
        told.append((health.state, health.reason))
        if health.state is SourceState.RECONNECTING:
            two_monitors.set_monitors(f"{WIDTH // 2}x{HEIGHT}+0+0", f"{WIDTH // 2}x{HEIGHT}+{WIDTH // 2}+0")

    told: list[tuple[str, str]] = []
    _, right = list_sources()
    chosen = Region(190, 290, 60, 80).info(right)
    assert chosen.name == "Region 60 × 80 of Screen 2"
    source = open_source(chosen.address, Opening(chosen=chosen))
    frames = Persistent(source, change).frames(threading.Event())
    assert (next(frames).image[20, 20] == BLUE).all()
    two_monitors.set_monitors(f"{WIDTH // 2}x{HEIGHT}+0+0", f"{WIDTH // 2}x300+{WIDTH // 2}+0")
    assert (next(frames).image[20, 20] == BLUE).all()
    frames.close()
    assert painted
    lost = next(reason for state, reason in told if state == "lost")
    assert "does not lie on the screen, which has 640 × 300 pixels" in lost
    assert told[-1] == ("live", "")


@pytest.mark.usefixtures("painted")
def test_it_goes_on_when_its_monitor_is_connected_again(two_monitors: XDisplay) -> None:
    def change(health: SourceHealth) -> None:
        told.append((health.state, health.reason))
        if health.state is SourceState.RECONNECTING:
            two_monitors.set_monitors(*both)

    both = f"{WIDTH // 2}x{HEIGHT}+0+0", f"{WIDTH // 2}x{HEIGHT}+{WIDTH // 2}+0"
    told: list[tuple[str, str]] = []
    frames = Persistent(open_source("screen:2@190,290,60x80"), change).frames(threading.Event())
    assert (next(frames).image[20, 20] == BLUE).all()
    two_monitors.set_monitors(both[0])
    assert (next(frames).image[20, 20] == BLUE).all()
    frames.close()
    assert ("lost", "Region 60 × 80 of Screen 2 was disconnected.") in told
    assert told[-1] == ("live", "")
