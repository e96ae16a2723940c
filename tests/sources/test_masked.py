"""Masks on the frames of real sources."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import cv2
import numpy as np
import pytest

from stride_desktop.core.masks import Mask, SourceMask
from stride_desktop.core.screen_part import ScreenPart
from stride_desktop.core.settings import PrivacySettings
from stride_desktop.sources.base import Opening, SourceInfo
from stride_desktop.sources.catalog import SCREEN, SHARED, WINDOW, open_source
from stride_desktop.sources.masked import unheld
from tests.sources.titled_window import titled
from tests.sources.x_windows import canvas
from tests.xserver import XDisplay

SECRET = (210, 20, 190)
LEFT = Mask(0.0, 0.0, 0.5, 1.0)


def count(image: np.ndarray) -> int:
    return int((image == SECRET).all(axis=-1).sum())


def masks_of(*masks: Mask) -> Opening:
    return Opening(masks=lambda *_: masks)


def test_a_held_picture_of_a_file_is_black_there_and_stays_as_it_is_elsewhere(tmp_path: Path) -> None:
    picture = np.full((64, 80, 3), SECRET, np.uint8)
    cv2.imwrite(str(tmp_path / "1.png"), picture[:, :, ::-1])
    with closing(open_source(str(tmp_path), masks_of(LEFT)).frames(threading.Event())) as frames:
        image = next(frames).image
    assert not image[:, :40].any()
    assert (image[:, 40:] == SECRET).all()


def test_masks_are_asked_for_with_every_frame_and_for_this_source(tmp_path: Path) -> None:
    for number in range(3):
        cv2.imwrite(str(tmp_path / f"{number}.png"), np.full((64, 80, 3), SECRET, np.uint8)[:, :, ::-1])
    now: list[Mask] = []
    asked: list[str] = []

    def masks(info: SourceInfo, _part: ScreenPart | None) -> Sequence[Mask]:
        asked.append(info.name)
        return tuple(now)

    frames = open_source(str(tmp_path), Opening(masks=masks)).frames(threading.Event())
    with closing(frames):
        assert count(next(frames).image) == 64 * 80
        now.append(LEFT)
        assert count(next(frames).image) == 64 * 40
        now.append(Mask(0.5, 0.0, 0.5, 1.0))
        assert not next(frames).image.any()
    assert asked == [tmp_path.name] * 3


@pytest.mark.x11
def test_a_part_of_a_screen_is_black_whatever_is_shown_there(
    x_display: XDisplay, monkeypatch: pytest.MonkeyPatch
) -> None:
    x_display.enter(monkeypatch)
    frames = open_source("screen:1", masks_of(LEFT)).frames(threading.Event())
    with canvas(), titled("Letters", SECRET, place=(20, 20)) as window, closing(frames):
        first = next(frames).image
        assert count(first) == 0
        middle = first.shape[1] // 2
        window.move(middle - 100, 20, 300, 200)
        beyond = next(frames).image
        assert not beyond[:, :middle].any()
        assert 199 * 200 <= count(beyond) <= 202 * 200, "where the window manager placed it"


@pytest.mark.x11
def test_a_place_on_a_screen_is_black_in_every_picture_of_it(
    two_monitors: XDisplay, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second monitor, which begins at x = 640: a window at 100, 120 on it, hidden where it is marked."""
    two_monitors.enter(monkeypatch)
    with canvas() as painted:
        painted.window((640 + 100, 120, 300, 200), SECRET)
        marked_in = {
            "screen:2": Mask(100 / 640, 120 / 800, 300 / 640, 200 / 800),
            "screen:2@50,100,400x300": Mask(50 / 400, 20 / 300, 300 / 400, 200 / 300),
        }
        seen_in = (*marked_in, "screen:2@90,110,100x100", "screen:2@300,300,200x200")
        for address in seen_in:
            assert count(first_of(address, PrivacySettings())) > 1000
            for where, mask in marked_in.items():
                image = first_of(address, PrivacySettings(masks=(str(SourceMask(mask, where, "", "")),)))
                assert count(image) == 0, (where, address)
                assert image.any(), "not all of it is black"


def first_of(address: str, privacy: PrivacySettings) -> np.ndarray:
    """The first picture of a source."""
    opening = Opening(masks=lambda info, part: privacy.masks_of(info.address, info.identity, part))
    with closing(open_source(address, opening).frames(threading.Event())) as frames:
        return next(frames).image


def test_it_is_said_where_hidden_parts_of_a_screen_are_not_hidden() -> None:
    hiding = PrivacySettings(masks=(str(SourceMask(LEFT, "screen:1", "", "Screen 1")),))
    window = SourceInfo(WINDOW, "window:Letters", "Letters")
    warning = unheld(window, hiding)
    assert warning is not None
    assert "not hidden in Letters" in warning.what
    assert warning.remedy
    assert unheld(SourceInfo(SHARED, "shared:screen", "A screen"), hiding) is not None
    assert unheld(SourceInfo(SCREEN, "screen:1@0,0,50x50", "Region"), hiding) is None
    assert unheld(window, PrivacySettings()) is None
