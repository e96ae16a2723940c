"""SharedSource on a real compositor, with real PipeWire, and a portal that is told what a person answers."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from stride_desktop.core.errors import PermissionDenied, SourceError, SourceLost
from stride_desktop.core.frames import Image
from stride_desktop.sources.base import SourceState
from stride_desktop.sources.catalog import list_sources, open_source
from stride_desktop.sources.persistent import Persistent
from stride_desktop.sources.shared.source import SharedSource
from stride_desktop.sources.shared.tokens import RestoreTokens
from tests.wayland import HEIGHT, WIDTH, Portal, WaylandDesktop, WaylandWindow, running_desktop

RED, GREEN = (255, 0, 0), (0, 255, 0)
MOST_LOOKS = 8  # a compositor under load shows a change late


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


def test_what_is_listed(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    assert portal
    told: list[SourceError] = []
    listed = [info.address for info in list_sources(told.append)]
    assert listed[:2] == ["shared:screen", "shared:window"]
    assert not any(address.startswith("screen:") for address in listed)
    assert open_source("shared:screen").traits.shows_own_windows
    assert not open_source("shared:window").traits.shows_own_windows
    with pytest.raises(SourceError) as caught:
        open_source("screen:1")
    assert "shared:screen" in caught.value.remedy
    monkeypatch.setenv("XDG_SESSION_TYPE", "x11")
    with pytest.raises(SourceError, match="only in Wayland sessions"):
        open_source("shared:screen")


@pytest.mark.parametrize(
    ("desktop", "package"), [("ubuntu:GNOME", "-gnome"), ("KDE", "-kde"), ("sway", "-wlr"), ("", "whichever")]
)
def test_a_desktop_without_a_portal_names_the_package(
    wayland_desktop: WaylandDesktop, monkeypatch: pytest.MonkeyPatch, desktop: str, package: str
) -> None:
    wayland_desktop.enter(monkeypatch)
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", desktop)
    told: list[SourceError] = []
    assert not any(info.address.startswith("shared:") for info in list_sources(told.append))
    with pytest.raises(SourceError) as caught:
        open_source("shared:screen")
    for error in (caught.value, told[0]):
        assert "not installed" in error.what
        assert "xdg-desktop-portal and " in error.remedy
        assert package in error.remedy


def test_a_portal_that_shares_no_screens_names_the_package(
    portal: Portal, tokens: RestoreTokens, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "GNOME")
    portal.say("forbid screens")
    with pytest.raises(SourceError, match="cannot share") as caught:
        watch_once(tokens)
    assert "xdg-desktop-portal-gnome" in caught.value.remedy


def test_systems_without_d_bus_list_the_rest() -> None:
    without = "import sys; sys.modules['jeepney'] = None; from stride_desktop.sources.shared import listing; "
    command = [sys.executable, "-c", f"{without} print(listing.list_sources())"]
    env = {**os.environ, "XDG_SESSION_TYPE": "x11"}
    assert subprocess.run(command, env=env, capture_output=True, text=True).stdout == "[]\n"


def test_a_session_without_a_bus(wayland_desktop: WaylandDesktop, monkeypatch: pytest.MonkeyPatch) -> None:
    wayland_desktop.enter(monkeypatch)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    with pytest.raises(SourceError, match="session bus") as caught:
        open_source("shared:screen")
    assert caught.value.remedy
