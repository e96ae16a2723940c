"""Everything that could be watched, with pictures, under a real X server with two monitors."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from stride_desktop.sources.base import SourceInfo
from stride_desktop.sources.look import Look, Looker
from tests.sources.titled_window import titled
from tests.sources.x_windows import BLUE, RED, canvas
from tests.xserver import HEIGHT, WIDTH, XDisplay

pytestmark = pytest.mark.x11


@pytest.fixture
def looker(two_monitors: XDisplay, monkeypatch: pytest.MonkeyPatch) -> Iterator[Looker]:
    two_monitors.enter(monkeypatch)
    made = Looker(("secret",))
    yield made
    made.close()


def colours(look: Look, kind: str) -> dict[str, tuple[int, ...]]:
    """The colour of the middle of each picture of a kind, by address and detail."""
    return {
        f"{info.address} {info.detail}".strip(): tuple(image[image.shape[0] // 2, image.shape[1] // 2])
        for info, image in look.pictures
        if info.kind.name == kind
    }


def named(look: Look, name: str) -> list[SourceInfo]:
    return [info for info in look.found if info.name == name]


def test_every_monitor_has_a_small_picture_of_its_own(looker: Looker) -> None:
    with canvas() as shown:
        shown.window((0, 0, WIDTH // 2, HEIGHT), BLUE)
        shown.window((WIDTH // 2, 0, WIDTH // 2, HEIGHT), RED)
        look = looker.look()
    assert colours(look, "screen") == {"screen:1": BLUE, "screen:2": RED}
    assert all(image.shape == (270, 216, 3) for _, image in look.pictures)


def test_two_windows_of_one_title_are_told_apart_even_where_one_covers_the_other(looker: Looker) -> None:
    with titled("Log", BLUE), titled("Log", RED):
        looker.look()
        look = looker.look()
        assert [info.detail for info in named(look, "Log")] == ["Window 1", "Window 2"]
        assert colours(look, "window") == {"window:Log Window 1": BLUE, "window:Log Window 2": RED}
    assert named(looker.look(), "Log") == []


def test_pictures_follow_a_window_until_it_is_minimised(looker: Looker) -> None:
    with titled("Log", BLUE) as log:
        assert list(colours(looker.look(), "window").values()) == [BLUE]
        log.paint(RED)
        assert list(colours(looker.look(), "window").values()) == [RED]
        log.minimise()
        look = looker.look()
        assert colours(look, "window") == {}
        assert named(look, "Log"), "it can be chosen, and is watched once it is shown"


def test_a_window_that_must_not_be_seen_has_no_picture(looker: Looker) -> None:
    with titled("My secret", BLUE):
        look = looker.look()
    assert named(look, "My secret")
    assert not [image for info, image in look.pictures if info.kind.name == "window"]


def test_without_a_display_there_are_no_pictures_and_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.setenv("XDG_SESSION_TYPE", "x11")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    look = Looker().look()
    assert look.pictures == []
    assert look.problems[0].what.startswith("No display")
