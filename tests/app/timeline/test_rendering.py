"""Pictures of the timeline without a window, read back by others."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import cv2
import numpy as np
import pytest
from PySide6.QtCore import QBuffer, QFile, QIODevice, QSize
from PySide6.QtGui import QColor, QImage, QPainter, QPalette
from PySide6.QtSvg import QSvgRenderer
from pytestqt.qtbot import QtBot

from stride_desktop.app.look.theme import theme_of
from stride_desktop.app.timeline.clock import DisplayClock
from stride_desktop.app.timeline.rendering import Drawing, render_image, render_svg
from stride_desktop.core.review import Review
from stride_desktop.core.timeline import Gap, Lane
from tests.app.timeline.mouse import shown
from tests.app.timeline.snapshots import FIRST, SPANS, watched, whole_day

pytestmark = pytest.mark.usefixtures("qapp")

SIZE = QSize(800, 300)
LANES = [
    Lane(
        "tell me when <it> is dark",
        "stride-nano",
        watched(160, SPANS, (Gap(FIRST + 105.0, FIRST + 120.0, "paused"),)),
        Review.of(SPANS).added(FIRST + 60, FIRST + 70),
        {2: "It is dark."},
    ),
    Lane("a ball enters", "STRIDE-2B", watched(160, SPANS)),
]


def drawing(**changes: object) -> Drawing:
    given = {"lanes": LANES, "active": 0, "time_range": (FIRST - 5.0, FIRST + 165.0)} | changes
    return Drawing(**given)


def pixels(path: Path) -> np.ndarray:
    """RGB, shape (height, width, 3), as OpenCV reads it."""
    return cv2.imread(str(path), cv2.IMREAD_COLOR)[..., ::-1]


def count(picture: np.ndarray, colour: QColor) -> int:
    wanted = [colour.red(), colour.green(), colour.blue()]
    return int((np.abs(picture.astype(int) - wanted).max(axis=2) <= 3).sum())


@pytest.mark.parametrize("dark", [False, True])
def test_an_image_has_the_lanes_in_the_colours_of_the_palette(tmp_path: Path, dark: bool) -> None:
    palette = QPalette(QColor("#202124")) if dark else QPalette(QColor("#f0f0f0"))
    for ratio in (1.0, 2.0):
        path = tmp_path / f"{ratio}.png"
        assert render_image(drawing(palette=palette), SIZE, ratio).save(str(path))
        picture, theme = pixels(path), theme_of(palette)
        assert picture.shape == (300 * ratio, 800 * ratio, 3)
        assert count(picture, theme.background) > picture.shape[0] * picture.shape[1] / 3
        for colour in (theme.settled, theme.tentative, theme.triggered, theme.suppressed, theme.curve):
            assert count(picture, colour) > 20


def test_it_is_what_the_window_shows(qtbot: QtBot) -> None:
    view = shown(qtbot, 300)
    view.set_lanes(LANES, 1)
    view.playhead.show(FIRST + 44)
    view.set_lanes(LANES, 1)
    area = view.canvas.viewport()
    inside = Drawing(LANES, 1, view.navigation.range, DisplayClock(FIRST), view.playhead.second, legend=False)
    image = render_image(inside, area.size()).convertToFormat(QImage.Format.Format_RGB32)
    assert image == area.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def test_the_legend_can_be_left_out() -> None:
    with_legend, without = drawing(), drawing(legend=False)
    assert with_legend.least_height() > without.least_height() > 100
    assert render_image(with_legend, SIZE) != render_image(without, SIZE)


def test_an_svg_is_made_of_shapes_and_words(tmp_path: Path) -> None:
    path = tmp_path / "timeline.svg"
    file = QFile(str(path))
    assert file.open(QIODevice.OpenModeFlag.WriteOnly)
    render_svg(drawing(), SIZE, file)
    file.close()
    root = ElementTree.parse(path).getroot()
    name = "{http://www.w3.org/2000/svg}"
    words = {(element.text or "").strip() for element in root.iter(f"{name}text")}
    assert {"tell me when <it> is dark", "a ball enters", "stride-nano", "STRIDE-2B", "Paused"} <= words
    assert root.find(f".//{name}image") is None
    renderer = QSvgRenderer(str(path))
    assert renderer.isValid()
    assert renderer.viewBox().size() == SIZE
    image = QImage(SIZE, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    assert image.save(str(tmp_path / "svg.png"))
    assert render_image(drawing(), SIZE).save(str(tmp_path / "image.png"))
    one, other = (pixels(tmp_path / name).astype(int) for name in ("svg.png", "image.png"))
    assert np.abs(one - other).mean() < 6  # edges are smoothed, words are set by another


def test_an_svg_of_a_whole_day_goes_to_any_device() -> None:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    lanes = [Lane("all day", "", whole_day())]
    render_svg(Drawing(lanes, 0, (0.0, 86_400.0)), QSize(600, 150), buffer)
    assert b"all day" in buffer.data().data()
    assert len(buffer.data()) < 500_000
