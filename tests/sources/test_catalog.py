"""Addresses, and the list of what can be watched."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from stride_desktop.core.errors import SourceError
from stride_desktop.sources.base import Opening, SourceKind
from stride_desktop.sources.catalog import CAMERA, KINDS, SCREEN, kind_of, list_sources, open_source
from stride_desktop.sources.qt.camera import CameraSource
from stride_desktop.sources.screen import ScreenSource
from stride_desktop.sources.video import VideoSource
from tests.xserver import XDisplay


def test_screens_and_cameras(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ScreenSource, "check", lambda _: None)
    monkeypatch.setattr(CameraSource, "check", lambda _: None)
    screen, camera = open_source("screen:2"), open_source("camera:/dev/video0")
    assert isinstance(screen, ScreenSource)
    assert isinstance(camera, CameraSource)
    assert screen.info.address == "screen:2"
    assert camera.info.address == "camera:/dev/video0"
    assert open_source("camera:HD Webcam: front").info.name == "HD Webcam: front"
    assert open_source("camera:").info.kind is CAMERA


def test_what_is_not_connected_is_refused_at_once(
    two_monitors: XDisplay, monkeypatch: pytest.MonkeyPatch
) -> None:
    two_monitors.enter(monkeypatch)
    assert open_source("screen:2")
    for address in ("screen:3", "screen:99", "camera:nope"):
        with pytest.raises(SourceError) as caught:
            open_source(address)
        assert caught.value.remedy


def test_files(tmp_path: Path) -> None:
    path = tmp_path / "a b.mp4"
    path.write_bytes(b"read when its frames are asked for")
    for address in (str(path), path.as_uri()):
        source = open_source(address, Opening(realtime=True))
        assert isinstance(source, VideoSource)
        assert source.info.name == "a b.mp4"
        assert source.traits.live
    assert not open_source(str(path)).traits.live


def test_a_missing_file_is_noticed_before_anything_slow_happens(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no file"):
        open_source(str(tmp_path / "gone.mp4"))


@pytest.mark.parametrize(
    "address",
    ["", "  ", "screen:", "screen:0", "screen:-1", "screen:x", "screen:" + "9" * 5000, "rtmp://host/stream"],
)
def test_what_names_nothing(address: str) -> None:
    with pytest.raises(SourceError) as caught:
        open_source(address)
    assert caught.value.remedy


def outcome(address: str) -> str:
    """The kind of source at an address, or what to do about it."""
    try:
        return open_source(address).info.kind.name
    except SourceError as error:
        return error.remedy


@given(st.one_of(st.text(max_size=30), st.text(max_size=30).map("file://{}".format)))
@example("file://[")
def test_any_text_is_a_source_or_a_clear_error(address: str) -> None:
    assert outcome(address)


def test_no_display_means_no_screens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    told: list[SourceError] = []
    assert [info for info in list_sources(told.append) if info.kind is SCREEN] == []
    assert [error.what for error in told if error.what.startswith("No display")]


@pytest.mark.x11
def test_screens_are_listed(two_monitors: XDisplay, monkeypatch: pytest.MonkeyPatch) -> None:
    two_monitors.enter(monkeypatch)
    screens = [info.address for info in list_sources() if info.kind is SCREEN]
    assert screens == ["screen:1", "screen:2"]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_the_module_of_a_kind_opens_its_addresses_and_lists_its_devices(kind: SourceKind) -> None:
    module = import_module(kind.module)
    assert callable(module.open_source)
    assert hasattr(module, "list_sources") == kind.traits.device
    assert all(kind_of(f"{scheme.upper()}:1") == kind for scheme in kind.schemes)
