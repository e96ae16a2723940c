"""A small button without a frame."""

from __future__ import annotations

from PySide6.QtWidgets import QToolButton, QWidget


def flat_button(text: str, name: str, parent: QWidget) -> QToolButton:
    """A tool button without a frame. name: its tool tip, also for screen readers."""
    button = QToolButton(parent)
    button.setText(text)
    button.setToolTip(name)
    button.setAccessibleName(name)
    button.setAutoRaise(True)
    return button
