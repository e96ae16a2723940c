"""The layout of the main window, its focus, and files that are dropped on it."""

from __future__ import annotations

import os

import pytest
from PySide6.QtCore import QByteArray, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QToolButton

from stride_desktop.core.addresses import path_of
from tests.app.rigs.program import Rig
from tests.app.rigs.window import rig  # noqa: F401 - a fixture


def test_everything_that_takes_the_focus_has_a_name_and_tab_reaches_it(rig, qtbot):
    rig.show()
    rig.window.activateWindow()
    rig.window.request.edit.setText("tell me")
    rig.window.picker.combo.setFocus()
    rig.until(rig.window.picker.combo.hasFocus)
    seen = []
    for _ in range(40):
        widget = QApplication.focusWidget()
        if widget is None or widget in seen:
            break
        seen.append(widget)
        qtbot.keyClick(widget, Qt.Key.Key_Tab)
    wanted = {rig.window.picker.combo, rig.window.request.edit, rig.window.request.start, rig.window.timeline}
    assert wanted <= set(seen)
    for widget in seen:
        named = widget.accessibleName() or getattr(widget, "text", str)() or widget.toolTip()
        assert named or isinstance(widget, QLineEdit), widget
    for button in rig.window.findChildren(QToolButton):
        if not isinstance(button.parentWidget(), QLineEdit):  # Qt's own clear button has no name
            named = button.accessibleName() or button.text() or button.objectName().startswith("qt_")
            assert named, button


@pytest.mark.parametrize("factor", [1, 2])
def test_fits_into_800_by_600(rig, factor):
    font = QApplication.font()
    large = QApplication.font()
    large.setPointSizeF(font.pointSizeF() * factor)
    QApplication.setFont(large)
    try:
        rig.show()
        hint = rig.window.minimumSizeHint()
        assert hint.width() <= 800
        assert hint.height() <= 600
    finally:
        QApplication.setFont(font)


def test_the_buttons_move_below_the_request_in_a_narrow_window(rig):
    rig.show()
    request = rig.window.request
    for width, beside in ((1100, True), (420, False), (1100, True)):
        rig.window.resize(width, 600)
        rig.until(lambda: (request.stop.mapTo(request, QPoint()).y() < request.edit.height()) == beside)  # noqa: B023
        assert request.stop.mapTo(request, request.stop.rect().bottomRight()).x() <= request.width()


def test_splitters_are_remembered(qtbot, tmp_path):
    first = Rig(qtbot, tmp_path)
    first.show()
    first.window.views.setSizes([300, 500])
    wanted = first.window.views.sizes()
    first.close()
    second = Rig(qtbot, tmp_path)
    second.show()
    assert second.window.views.sizes() == wanted
    second.close()


@pytest.mark.skipif(os.name == "nt", reason="names are text there")
def test_a_dropped_file_is_the_one_that_was_dropped_whatever_its_name(rig, tmp_path):
    path = tmp_path / os.fsdecode(b"caf\xe9 %41.mp4")
    data = QMimeData()
    data.setUrls([QUrl.fromEncoded(QByteArray(path.as_uri().encode()))])
    copied, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    rig.show()
    rig.window.dropEvent(QDropEvent(QPointF(9, 9), copied, data, left, none))
    assert path_of(rig.window.picker.selected().address) == path
