"""SharedSource on a real compositor, with real PipeWire, and a portal that is told what a person answers."""

from __future__ import annotations

import stat
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from stride_desktop.core.errors import PermissionDenied, SourceError, SourceLost
from stride_desktop.core.frames import Image
from stride_desktop.sources.base import SourceHealth, SourceState
from stride_desktop.sources.persistent import Persistent
from stride_desktop.sources.shared.source import SharedSource
from stride_desktop.sources.shared.tokens import RestoreTokens
from tests.wayland import HEIGHT, WIDTH, Portal, WaylandDesktop, WaylandWindow, running_desktop

RED, GREEN = (255, 0, 0), (0, 255, 0)
MOST_LOOKS = 8  # a compositor under load shows a change late


class ScreenLock:
    """GNOME's screen lock."""

    def __init__(self, desktop: WaylandDesktop) -> None:
        service = (sys.executable, "-m", "tests.app.power.screen_saver")
        bus = desktop.env["DBUS_SESSION_BUS_ADDRESS"]
        self._process = desktop.start(*service, bus, "org.gnome.ScreenSaver")
        assert self._process.stdout.readline() == "ready\n"

    def say(self, word: str) -> None:
        """Be "locked" or "unlocked" from now on."""
        self._process.stdin.write(f"{word}\n")
        self._process.stdin.flush()
        assert self._process.stdout.readline() == f"{word}\n"

    def close(self) -> None:
        self._process.kill()
        self._process.wait()


@pytest.fixture
def window(wayland_desktop: WaylandDesktop) -> Iterator[WaylandWindow]:
    """A red window that fills the monitor."""
    window = WaylandWindow(wayland_desktop.env)
    window.say("#ff0000")
    yield window
    window.close()


@pytest.fixture
def tokens(tmp_path: Path) -> RestoreTokens:
    return RestoreTokens(tmp_path / "config" / "tokens.json")


def is_all(image: Image, colour: tuple[int, int, int]) -> bool:
    return bool((image == colour).all())


def watch_until(frames: Iterator, wanted) -> Image:
    for _, frame in zip(range(MOST_LOOKS), frames, strict=False):
        if wanted(frame.image):
            return frame.image
    raise AssertionError("it never came")


def watch_once(tokens: RestoreTokens, what: str = "screen") -> None:
    with closing(SharedSource(what, tokens).frames(threading.Event())) as frames:
        next(frames)


def test_the_screen_is_seen_and_a_still_one_goes_on(
    portal: Portal, window: WaylandWindow, tokens: RestoreTokens
) -> None:
    told: list[SourceState] = []
    source = SharedSource("screen", tokens)
    frames = Persistent(source, lambda health: told.append(health.state)).frames(threading.Event())
    watch_until(frames, lambda image: is_all(image, RED))
    still = [next(frames) for _ in range(4)]  # the compositor sends nothing meanwhile
    assert all(is_all(frame.image, RED) and frame.image.shape == (HEIGHT, WIDTH, 3) for frame in still)
    assert still[3].timestamp - still[0].timestamp >= 2.9
    still[0].image[:] = 7  # a picture is the caller's own
    assert is_all(next(frames).image, RED)
    window.say("#00ff00")
    watch_until(frames, lambda image: is_all(image, GREEN))
    frames.close()
    assert told == [SourceState.STARTING, SourceState.LIVE]
    portal.until(closed=True)


def test_the_last_of_many_changes_is_what_is_seen(
    portal: Portal, window: WaylandWindow, tokens: RestoreTokens
) -> None:
    assert portal
    with closing(SharedSource("screen", tokens).frames(threading.Event())) as frames:
        watch_until(frames, lambda image: is_all(image, RED))
        for level in range(60):
            window.say(f"#0000{level:02x}")
        window.say("#00ff00")
        watch_until(frames, lambda image: is_all(image, GREEN))


def test_a_window_is_seen_alone_and_its_size_is_followed(
    wayland_desktop: WaylandDesktop, portal: Portal, tokens: RestoreTokens
) -> None:
    frames = SharedSource("window", tokens).frames(threading.Event())
    with closing(WaylandWindow(wayland_desktop.env, "300x200")) as window, closing(frames):
        window.say("#ff0000")
        watch_until(frames, lambda image: image.shape == (200, 300, 3) and is_all(image, RED))
        window.say("420x250")
        watch_until(frames, lambda image: image.shape == (250, 420, 3) and is_all(image, RED))
    assert portal.until(started=True)["types"] == 2


@pytest.mark.usefixtures("window")
def test_the_user_is_asked_once(portal: Portal, tokens: RestoreTokens, tmp_path: Path) -> None:
    for _ in range(3):
        watch_once(tokens)
    news = [portal.until(started=True) for _ in range(3)]
    assert [item["asked"] for item in news] == [True, False, False], "each start replaces the token"
    assert all(item["persist"] == 2 for item in news)
    mode = (tmp_path / "config" / "tokens.json").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600
    watch_once(tokens, "window")
    assert portal.until(started=True)["asked"], "a screen that was allowed is no window"


@pytest.mark.usefixtures("window")
def test_a_portal_without_tokens_is_asked_for_none(portal: Portal, tokens: RestoreTokens) -> None:
    portal.say("be old")
    for _ in range(2):
        watch_once(tokens)
        news = portal.until(started=True)
        assert news["asked"]
        assert news["persist"] is None
    assert tokens.get("screen") == ""


@pytest.mark.usefixtures("window")
def test_a_refusal_is_told_and_forgets_the_token(portal: Portal, tokens: RestoreTokens) -> None:
    watch_once(tokens)
    assert tokens.get("screen")
    portal.say("forget")
    portal.say("refuse")
    with pytest.raises(PermissionDenied, match="Nothing was shared") as caught:
        watch_once(tokens)
    assert caught.value.remedy
    assert tokens.get("screen") == ""


def test_a_request_that_fails_is_no_refusal(portal: Portal, tokens: RestoreTokens) -> None:
    portal.say("fail")
    tokens.put("screen", "a token")
    with pytest.raises(SourceError, match="cannot share") as caught:
        watch_once(tokens)
    assert not isinstance(caught.value, PermissionDenied)
    assert tokens.get("screen") == "a token"


@pytest.mark.usefixtures("window")
def test_what_the_user_stops_sharing_is_not_shared_again(portal: Portal, tokens: RestoreTokens) -> None:
    frames = Persistent(SharedSource("screen", tokens), lambda _: None).frames(threading.Event())
    next(frames)
    portal.say("revoke")
    with pytest.raises(PermissionDenied, match="was ended in the desktop") as caught:
        list(zip(range(MOST_LOOKS), frames, strict=False))
    assert caught.value.remedy
    assert tokens.get("screen") == "", "the next start asks"


@pytest.mark.usefixtures("window")
def test_the_stream_may_end_before_the_news_of_it(portal: Portal, tokens: RestoreTokens) -> None:
    frames = Persistent(SharedSource("screen", tokens), lambda _: None).frames(threading.Event())
    next(frames)
    portal.say("revoke late")
    with pytest.raises(PermissionDenied, match="was ended in the desktop"):
        list(zip(range(MOST_LOOKS), frames, strict=False))


@pytest.mark.usefixtures("window")
def test_a_desktop_that_is_locked_goes_on_when_it_is_unlocked(
    wayland_desktop: WaylandDesktop, portal: Portal, tokens: RestoreTokens
) -> None:
    def follow(health: SourceHealth) -> None:
        told.append(health)
        if health.state is SourceState.RECONNECTING:
            lock.say("unlocked")

    told: list[SourceHealth] = []
    with closing(ScreenLock(wayland_desktop)) as lock:
        frames = Persistent(SharedSource("screen", tokens), follow).frames(threading.Event())
        next(frames)
        assert portal.until(started=True)["asked"]
        lock.say("locked")
        portal.say("revoke")  # as GNOME does then
        next(frame for frame in frames if told[-1].state is SourceState.LIVE and len(told) > 2)
        frames.close()
    states = [health.state for health in told]
    assert states[1:] == [SourceState.LIVE, SourceState.LOST, SourceState.RECONNECTING, SourceState.LIVE]
    assert "locked" in told[2].reason
    assert not portal.until(started=True)["asked"]


def test_an_open_question_is_taken_back(portal: Portal, tokens: RestoreTokens) -> None:
    portal.say("ponder")
    stop = threading.Event()
    watched: list[object] = []
    watching = threading.Thread(target=lambda: watched.extend(SharedSource("screen", tokens).frames(stop)))
    watching.start()
    portal.until(started=True)
    stop.set()
    watching.join(10)
    assert not watching.is_alive()
    assert watched == []
    portal.until(closed=True)


def test_a_compositor_that_goes_away_is_a_loss(
    tmp_path: Path, tokens: RestoreTokens, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running_desktop(tmp_path) as desktop:
        desktop.enter(monkeypatch)
        desktop.portal()
        with closing(SharedSource("screen", tokens).frames(threading.Event())) as frames:
            next(frames)
            desktop.compositor.kill()
            with pytest.raises(SourceLost, match="no more"):
                list(zip(range(MOST_LOOKS), frames, strict=False))
    assert tokens.get("screen"), "it was not the user who ended it"
