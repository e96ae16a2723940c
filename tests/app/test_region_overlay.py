"""Marking a region of a screen with the mouse and the keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QImage

from stride_desktop.app.window.region_overlay import RegionOverlay

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def overlay(qtbot):
    """On a screen of 1600×800 pixels, shown half as large."""
    picture = QImage(1600, 800, QImage.Format.Format_RGB888)
    picture.fill(Qt.GlobalColor.darkGreen)
    overlay = RegionOverlay(picture, QSize(1600, 800), 32)
    overlay.marks, overlay.ends = [], []
    overlay.marked.connect(overlay.marks.append)
    overlay.closed.connect(lambda: overlay.ends.append(True))
    overlay.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(overlay)
    overlay.resize(800, 400)
    overlay.show()
    return overlay


def drag(qtbot, overlay, start, end):
    qtbot.mousePress(overlay, LEFT, pos=QPoint(*start))
    qtbot.mouseMove(overlay, QPoint(*end))
    qtbot.mouseRelease(overlay, LEFT, pos=QPoint(*end))


def test_a_dragged_rectangle_is_taken_in_pixels_of_the_screen(qtbot, overlay):
    drag(qtbot, overlay, (300, 200), (100, 50))
    assert overlay.marks == [QRect(200, 100, 400, 300)]
    assert overlay.ends == [True]


def test_a_rectangle_ends_at_the_edge_of_the_screen(qtbot, overlay):
    drag(qtbot, overlay, (700, 300), (900, 500))
    assert overlay.marks == [QRect(1400, 600, 200, 200)]


def test_a_click_marks_nothing(qtbot, overlay):
    drag(qtbot, overlay, (300, 200), (303, 202))
    assert overlay.marks == overlay.ends == []
    assert overlay.region.isEmpty()


def test_the_keyboard_moves_resizes_and_takes(qtbot, overlay):
    qtbot.keyClick(overlay, Qt.Key.Key_Right)
    first = QRect(overlay.region)
    assert first.size() == QSize(800, 400)
    qtbot.keyClick(overlay, Qt.Key.Key_Right)
    qtbot.keyClick(overlay, Qt.Key.Key_Down)
    assert overlay.region == first.translated(10, 10)
    qtbot.keyClick(overlay, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert overlay.region.size() == QSize(790, 400)
    for _ in range(200):
        qtbot.keyClick(overlay, Qt.Key.Key_Up)
    assert overlay.region.top() == 0
    qtbot.keyClick(overlay, Qt.Key.Key_Return)
    assert overlay.marks == [overlay.region]


def test_a_new_rectangle_is_told_so_that_those_of_other_screens_vanish(qtbot, overlay):
    with qtbot.waitSignal(overlay.begun):
        qtbot.keyClick(overlay, Qt.Key.Key_Right)
    with qtbot.waitSignal(overlay.begun):
        qtbot.mousePress(overlay, LEFT, pos=QPoint(100, 100))
    qtbot.mouseMove(overlay, QPoint(300, 300))
    assert not overlay.region.isEmpty()
    overlay.clear()
    qtbot.keyClick(overlay, Qt.Key.Key_Return)
    assert overlay.marks == []


def test_escape_leaves_everything_as_it_was(qtbot, overlay):
    qtbot.mousePress(overlay, LEFT, pos=QPoint(100, 100))
    qtbot.mouseMove(overlay, QPoint(300, 300))
    qtbot.keyClick(overlay, Qt.Key.Key_Escape)
    assert overlay.marks == []
    assert overlay.ends == [True]
