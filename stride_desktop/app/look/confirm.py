"""The box that asks the user to confirm an irreversible action."""

from __future__ import annotations

from PySide6.QtWidgets import QMessageBox, QWidget


def confirmed(
    parent: QWidget,
    title: str,
    question: str,
    consequences: str,
    button: str,
    role: QMessageBox.ButtonRole = QMessageBox.ButtonRole.DestructiveRole,
) -> bool:
    """Ask in front of a widget; returns whether the user pressed `button` rather than Cancel, the default."""
    box = QMessageBox(QMessageBox.Icon.Warning, title, question, parent=parent)
    box.setInformativeText(consequences)
    agree = box.addButton(button, role)
    box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
    box.exec()
    box.deleteLater()
    return box.clickedButton() is agree
