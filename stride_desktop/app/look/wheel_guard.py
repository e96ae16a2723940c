"""The mouse wheel over a form scrolls it, and changes only the field that is being edited."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractSlider, QAbstractSpinBox, QComboBox, QScrollBar, QWidget

_TURNED_BY_THE_WHEEL = (QAbstractSpinBox, QComboBox, QAbstractSlider)


def guard_wheel(form: QWidget) -> None:
    """Let the fields that are in the form now ignore the wheel unless they have the focus."""
    guard = _WheelGuard(form)
    for kind in _TURNED_BY_THE_WHEEL:
        for field in form.findChildren(kind):
            if not isinstance(field, QScrollBar):
                field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the wheel alone gives no focus either
                field.installEventFilter(guard)


class _WheelGuard(QObject):
    def eventFilter(self, field: QObject, event: QEvent) -> bool:  # noqa: N802
        """Pass the wheel on to the field's parent."""
        if event.type() != QEvent.Type.Wheel or not isinstance(field, QWidget) or field.hasFocus():
            return False
        event.ignore()
        return True
