"""The preview, read back from its pixels."""

from __future__ import annotations

import gc
import weakref

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from stride_desktop.app.preview.view import PreviewView


@pytest.fixture
def preview(qtbot: QtBot) -> PreviewView:
    view = PreviewView()
    qtbot.addWidget(view)
    view.resize(400, 300)
    view.show()
    return view


def picture(height: int, width: int) -> NDArray[np.uint8]:
    """Red on the left, green on the right."""
    image = np.zeros((height, width, 3), np.uint8)
    image[:, : width // 2, 0] = 255
    image[:, width // 2 :, 1] = 255
    return image


def colours(view: PreviewView) -> QImage:
    QApplication.processEvents()
    return view.grab().toImage()


def test_a_wide_frame_keeps_its_shape_between_bars(preview: PreviewView) -> None:
    preview.show_frame(picture(100, 400), "")
    image = colours(preview)
    assert image.pixelColor(100, 150).getRgb()[:3] == (255, 0, 0)
    assert image.pixelColor(300, 150).getRgb()[:3] == (0, 255, 0)
    assert image.pixelColor(100, 90).getRgb()[:3] == (0, 0, 0)
    assert image.pixelColor(100, 210).getRgb()[:3] == (0, 0, 0)


@pytest.mark.parametrize("shape", [(2160, 3840), (9, 16), (301, 1), (1, 777), (640, 480)])
def test_any_size_fits(preview: PreviewView, shape: tuple[int, int]) -> None:
    preview.show_frame(picture(*shape), "Live")
    image = colours(preview)
    left = 200 - min(100, max(0, round(300 * shape[1] / shape[0]) // 4))
    assert image.pixelColor(left, 150).lightness() > 0 or shape == (1, 777)


def test_a_strided_frame_is_shown_right(preview: PreviewView) -> None:
    preview.show_frame(picture(200, 800)[::2, ::-2], "")
    image = colours(preview)
    assert image.pixelColor(100, 150).getRgb()[:3] == (0, 255, 0)
    assert image.pixelColor(300, 150).getRgb()[:3] == (255, 0, 0)


def test_the_newest_frame_replaces_the_one_before(preview: PreviewView) -> None:
    preview.show_frame(picture(300, 400), "")
    colours(preview)
    preview.show_frame(picture(300, 400)[:, ::-1], "")
    assert colours(preview).pixelColor(100, 150).getRgb()[:3] == (0, 255, 0)


def test_the_caption_is_drawn_and_spoken(preview: PreviewView) -> None:
    preview.show_frame(np.zeros((300, 400, 3), np.uint8), "Live · 12:03:44")
    with_caption = colours(preview)
    bright = sum(with_caption.pixelColor(x, y).lightness() > 128 for x in range(150) for y in range(260, 300))
    assert bright > 30
    assert preview.accessibleDescription() == "Live · 12:03:44"


def test_a_message_replaces_the_frame_and_is_spoken(preview: PreviewView) -> None:
    preview.show_frame(picture(300, 400), "Live")
    preview.show_message("The camera stopped", "Plug it in again.")
    image = colours(preview)
    assert image.pixelColor(5, 5) != image.pixelColor(5, 5).fromRgb(255, 0, 0)
    assert image.pixelColor(200, 10).getRgb()[:3] != (0, 255, 0)
    assert preview.accessibleDescription() == "The camera stopped. Plug it in again."


def bright_pixels(image: QImage, box: tuple[int, int, int, int]) -> int:
    left, top, right, bottom = box
    places = ((x, y) for x in range(left, right) for y in range(top, bottom))
    return sum(image.pixelColor(x, y).value() > 100 for x, y in places)


def test_what_is_hidden_from_the_model_says_so_where_there_is_room(preview: PreviewView) -> None:
    black = np.zeros((300, 400, 3), np.uint8)
    small, large = (0, 0, 20, 20), (100, 50, 300, 250)
    preview.show_frame(black, "", [small, large])
    shown = colours(preview)
    scale = min(preview.width() / 400, preview.height() / 300)
    left, top = (preview.width() - 400 * scale) / 2, (preview.height() - 300 * scale) / 2
    place = tuple(round(side + scale * edge) for side, edge in zip((left, top) * 2, large, strict=True))
    assert bright_pixels(shown, place) > 20
    everywhere = (0, 0, shown.width(), shown.height())
    assert bright_pixels(shown, everywhere) == bright_pixels(shown, place), "inside the largest, nowhere else"
    preview.show_frame(black, "", [small])
    assert bright_pixels(colours(preview), everywhere) == 0
    preview.show_frame(black, "", [large])
    preview.show_frame(black, "")
    assert bright_pixels(colours(preview), everywhere) == 0


def test_frames_are_let_go(preview: PreviewView) -> None:
    first = picture(300, 400)
    watched = weakref.ref(first)
    preview.show_frame(first, "")
    colours(preview)
    del first
    preview.show_frame(picture(300, 400), "")
    colours(preview)
    gc.collect()
    assert watched() is None


def test_resizing_scales_anew(preview: PreviewView) -> None:
    preview.show_frame(picture(300, 400), "")
    colours(preview)
    preview.resize(800, 600)
    image = colours(preview)
    assert image.pixelColor(390, 300).getRgb()[:3] == (255, 0, 0)
    assert image.pixelColor(795, 300).getRgb()[:3] == (0, 255, 0)
