"""A small button without a frame."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QToolButton, QWidget


def flat_button(text: str, name: str, run: Callable[[], object], parent: QWidget) -> QToolButton:
    """A tool button without a frame that calls `run`. name: its tool tip, also for screen readers."""
    button = QToolButton(parent, autoRaise=True)
    button.setText(text)
    button.setToolTip(name)
    button.setAccessibleName(name)
    button.clicked.connect(lambda: run())
    return button
