"""A colour that must not be seen reaches neither the preview, the session nor the answering server."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from stride_desktop.sessions.library import Library
from stride_desktop.sessions.pictures import decompress
from tests.end_to_end.fixture import DrivenWindow
from tests.end_to_end.secret import SECRET, sent_to, share
from tests.end_to_end.shown_scene import Scene
from tests.responders.chat_server import ChatServer
from tests.sources.titled_window import TitledWindow, titled
from tests.xserver import HEIGHT, WIDTH, XDisplay

pytestmark = [pytest.mark.x11, pytest.mark.timeout(300)]

OPEN = (20, 120, 220)
TITLE = "Bank letters"


class Watch:
    """The window watches the first monitor, stores pictures, and has a server on loopback answer."""

    def __init__(
        self, window: Callable[..., DrivenWindow], server: ChatServer, folder: Path, hidden: str
    ) -> None:
        settings = {
            "keeping": {"what": "frames", "asked": True},
            "responder": {"kind": "openai", "base_url": f"{server.url}/v1", "model": "vlm"},
            "privacy": {"hidden_windows": hidden},
        }
        path = folder / "config" / "stride-desktop" / "settings.json"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(settings))
        self.settings, self.server, self.window = path, server, window()
        self.window.ready()
        self.window.tell("place", WIDTH // 2, 0, WIDTH // 2 - 4, HEIGHT - 40)
        self.window.until(lambda report: report.get("placed"))
        self.window.request("Tell me when the screen goes black")
        self.window.until(lambda report: report.get("state") == "running")
        self.pass_seconds(4)

    def pass_seconds(self, seconds: float) -> None:
        """Wait until the timeline has grown by so much."""
        start = self.window.until(lambda report: "timeline" in report)["timeline"]
        self.window.until(lambda report: report.get("timeline", 0) >= start + seconds)

    def shown(self, colour: tuple[int, int, int] = SECRET) -> float:
        """Share of the preview that has a colour now."""
        self.window.tell("shown", *colour)
        return self.window.until(lambda report: "shown" in report)["shown"]

    def have_answered(self, scene: Scene) -> None:
        """Go black until the server has been asked, and stop."""
        scene.show("black")
        self.window.until(lambda report: "trigger" in report)
        self.window.until(lambda report: "answered" in report)
        self.window.click("stop")
        self.window.until(lambda report: "stored" in report)
        assert self.window.close() == 0

    def stored(self) -> list[np.ndarray]:
        """Every picture of the session."""
        (info,) = Library(self.window.sessions).sessions()
        with Library(self.window.sessions).open(info.id) as session:
            return [decompress(jpeg) for _, jpeg in session.pictures_between(-1e9, 1e9, 1000)]

    def sent(self) -> list[np.ndarray]:
        """Every picture that the server received."""
        return sent_to(self.server)


@pytest.fixture
def scene(two_monitors: XDisplay, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    two_monitors.enter(monkeypatch)
    scene = Scene(two_monitors, 0, 0, WIDTH // 2, HEIGHT)
    scene.show("desktop")
    yield scene
    scene.close()


@pytest.fixture
def watch(driven_window: Any, tmp_path: Path) -> Iterator[Callable[..., Watch]]:
    server = ChatServer()
    yield lambda hidden="": Watch(driven_window, server, tmp_path, hidden)
    server.close()


def wander(window: TitledWindow, watched: Watch) -> None:
    """Move a window over the watched monitor while it is looked at."""
    for step in range(12):
        window.move(10 + 27 * step, 60 + 35 * step, 300, 200)
        time.sleep(0.35)
        assert watched.shown() == 0


def test_what_is_seen_at_all_is_seen_everywhere(watch: Callable[..., Watch], scene: Scene) -> None:
    """The other tests would pass if nothing was ever seen."""
    watched = watch()
    with titled(TITLE, SECRET):
        watched.pass_seconds(4)
        assert watched.shown() > 0.05
    watched.have_answered(scene)
    assert max(map(share, watched.stored())) > 0.05
    assert max(map(share, watched.sent())) > 0.05


def test_private_mode(watch: Callable[..., Watch], scene: Scene) -> None:
    watched = watch()
    watched.window.press("ctrl+shift+p")
    watched.window.until(lambda report: report.get("state") == "paused")
    with titled(TITLE, SECRET):
        for _ in range(8):
            time.sleep(0.5)
            assert watched.shown() == 0
    watched.window.press("ctrl+shift+p")
    watched.window.until(lambda report: report.get("state") == "running")
    watched.pass_seconds(4)
    watched.have_answered(scene)
    assert len(watched.sent()) >= 2
    assert max(map(share, watched.stored())) == max(map(share, watched.sent())) == 0


def test_a_window_with_a_hidden_word_while_it_moves(watch: Callable[..., Watch], scene: Scene) -> None:
    watched = watch("bank")
    with titled(TITLE, SECRET) as window, titled("News", OPEN, place=(250, 560)):
        wander(window, watched)
        watched.pass_seconds(2)
        assert watched.shown(OPEN) > 0.02
    watched.have_answered(scene)
    assert len(watched.sent()) >= 2
    assert max(map(share, watched.stored())) == max(map(share, watched.sent())) == 0


def test_a_part_that_is_marked_with_the_mouse(
    watch: Callable[..., Watch], scene: Scene, x_display: XDisplay
) -> None:
    watched = watch()
    watched.window.tell("hide")
    left, top, width, height = watched.window.until(lambda report: "picture" in report)["picture"]
    drag = [(left + 1, top + 1), (left + width // 3, top + 9), (left + width - 1, top + height * 2 // 3)]
    (x0, y0), (x1, y1), (x2, y2) = ([str(value) for value in place] for place in drag)
    pointer = ("mousemove", "--sync", x0, y0, "mousedown", "1", "mousemove", "--sync", x1, y1)
    x_display.run("xdotool", *pointer, "mousemove", "--sync", x2, y2, "mouseup", "1")
    x_display.run("xdotool", "key", "Escape")
    watched.pass_seconds(2)
    (text,) = json.loads(watched.settings.read_text())["privacy"]["masks"]
    assert "screen:1" in text
    with titled(TITLE, SECRET, place=(60, 80)), titled("News", OPEN, place=(250, 560)):
        watched.pass_seconds(3)
        assert watched.shown() == 0
        assert watched.shown(OPEN) > 0.02
    watched.have_answered(scene)
    assert len(watched.sent()) >= 2
    assert max(map(share, watched.stored())) == max(map(share, watched.sent())) == 0
    assert max(share(image, OPEN) for image in watched.stored()) > 0.02
