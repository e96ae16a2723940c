"""What a Wayland desktop can share, and what is missing where it cannot."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from stride_desktop.core.errors import SourceError
from stride_desktop.sources.catalog import list_sources, open_source
from stride_desktop.sources.shared.source import SharedSource
from stride_desktop.sources.shared.tokens import RestoreTokens
from tests.wayland import Portal, WaylandDesktop


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
    portal: Portal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "GNOME")
    portal.say("forbid screens")
    with pytest.raises(SourceError, match="cannot share") as caught:
        next(SharedSource("screen", RestoreTokens(tmp_path / "tokens")).frames(threading.Event()))
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
