"""Masks on the frames of real sources."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import cv2
import numpy as np
import pytest

from stride_desktop.core.masks import Mask
from stride_desktop.sources.base import Opening, SourceInfo
from stride_desktop.sources.catalog import open_source
from tests.sources.titled_window import titled
from tests.sources.x_windows import canvas
from tests.xserver import XDisplay

SECRET = (210, 20, 190)
LEFT = Mask(0.0, 0.0, 0.5, 1.0)


def count(image: np.ndarray) -> int:
    return int((image == SECRET).all(axis=-1).sum())


def masks_of(*masks: Mask) -> Opening:
    return Opening(masks=lambda _info: masks)


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

    def masks(info: SourceInfo) -> Sequence[Mask]:
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
