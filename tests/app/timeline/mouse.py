"""Mouse and keys on a timeline, for tests."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from stride_desktop.app.timeline.view import TimelineView
from tests.app.timeline.snapshots import FIRST

NONE = Qt.KeyboardModifier.NoModifier


def shown(qtbot: QtBot, height: int = 260) -> TimelineView:
    """A timeline in a window that has the focus."""
    view = TimelineView()
    qtbot.addWidget(view)
    view.resize(900, height)
    view.show()
    qtbot.waitExposed(view)
    view.activateWindow()
    view.setFocus()
    QApplication.processEvents()
    return view


def pixel(view: TimelineView, second: float, y: float) -> QPoint:
    """Where a second of elapsed time is on the canvas, `y` pixels from its top."""
    return QPoint(round(view.picture.scale.x(FIRST + second)), round(y))


def drag(view: TimelineView, start: QPoint, end: QPoint, modifiers: Qt.KeyboardModifier = NONE) -> None:
    """Drag with the left button."""
    hold(view, start, end, modifiers)
    QTest.mouseRelease(view.canvas.viewport(), Qt.MouseButton.LeftButton, modifiers, end)


def hold(view: TimelineView, start: QPoint, end: QPoint, modifiers: Qt.KeyboardModifier = NONE) -> None:
    """Drag with the left button, and do not let go."""
    area = view.canvas.viewport()
    QTest.mousePress(area, Qt.MouseButton.LeftButton, modifiers, start)
    for step in range(1, 6):
        at = QPointF(start + (end - start) * (step / 5))
        move = QMouseEvent(  # QTest.mouseMove knows no modifiers
            QEvent.Type.MouseMove,
            at,
            QPointF(area.mapToGlobal(at)),
            Qt.MouseButton.NoButton,
            Qt.MouseButton.LeftButton,
            modifiers,
        )
        QApplication.sendEvent(area, move)
