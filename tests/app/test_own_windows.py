"""Where our windows have been, for systems whose screen source cannot ask it itself."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from stride_desktop.app.window.own_windows import OwnWindows
from stride_desktop.sources.rectangles import Rect


def place(window: QWidget) -> Rect:
    """Pixels of a window with its frame, on a screen that begins at 0, 0."""
    frame = window.frameGeometry()
    return Rect(frame.left(), frame.top(), frame.left() + frame.width(), frame.top() + frame.height())


def test_every_place_since_the_last_question(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.setGeometry(10, 20, 300, 200)
    window.show()
    own = OwnWindows()
    here = place(window)
    own.take_note()
    window.move(400, 20)
    there = place(window)
    own.take_note()
    own.take_note()
    assert set(own.noted()) == {here, there}
    assert own.noted() == (there,)
    window.hide()
    own.take_note()
    assert own.noted() == (there,)
    assert own.noted() == ()
