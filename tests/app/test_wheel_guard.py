"""The wheel over a form scrolls it and changes nothing, unless a field is being edited."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QScrollBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from stride_desktop.app.review.event_settings import EventSettingsBar
from stride_desktop.app.review.export import ExportDialog
from stride_desktop.app.review.rerun_dialog import RerunDialog
from stride_desktop.app.settings.dialog import SettingsDialog
from stride_desktop.app.window.source_picker import SourcePicker
from stride_desktop.core.settings import Settings
from stride_desktop.sources.base import SourceInfo
from stride_desktop.sources.catalog import SCREEN


def picker() -> SourcePicker:
    made = SourcePicker()
    made.set_devices([SourceInfo(SCREEN, f"screen:{n}", f"Screen {n}") for n in (1, 2, 3)])
    return made


FORMS: dict[str, Callable[[], QWidget]] = {
    "settings": lambda: SettingsDialog(Settings()),
    "event settings": EventSettingsBar,
    "another lane": lambda: RerunDialog("the light goes off", "folder"),
    "export": lambda: ExportDialog("session", has_span=True),
    "sources": picker,
}


def turn_wheel(widget: QWidget) -> bool:
    """Three steps down, in the middle of a widget; False when the wheel is left to what it lies in."""
    place = QPointF(widget.rect().center())
    down = QPoint(0, -360)
    event = QWheelEvent(
        place,
        widget.mapToGlobal(place),
        QPoint(),
        down,
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


def fields(form: QWidget) -> list[QWidget]:
    kinds = (QAbstractSpinBox, QComboBox, QAbstractSlider)
    return [field for kind in kinds for field in form.findChildren(kind) if not isinstance(field, QScrollBar)]


def value(field: QWidget) -> object:
    if isinstance(field, QComboBox):
        return field.currentIndex(), field.currentText()
    return field.text() if isinstance(field, QAbstractSpinBox) else field.value()


@pytest.mark.parametrize("name", FORMS)
def test_the_wheel_changes_no_field_and_focuses_none(name: str, qtbot: QtBot) -> None:
    form = FORMS[name]()
    qtbot.addWidget(form)
    form.show()
    form.setFocus()
    before = [value(field) for field in fields(form)]
    assert before
    for field in fields(form):
        if not field.hasFocus():
            assert not turn_wheel(field), "the page below scrolls"
            assert not field.hasFocus()
    assert [value(field) for field in fields(form)] == before


def test_a_field_that_is_being_edited_follows_the_wheel(qtbot: QtBot) -> None:
    form = EventSettingsBar()
    qtbot.addWidget(form)
    form.show()
    form.activateWindow()
    slider = next(iter(form.rows.values())).slider
    slider.setFocus()
    qtbot.waitUntil(slider.hasFocus)
    slider.setValue(slider.maximum())
    assert turn_wheel(slider)
    assert slider.value() < slider.maximum()
