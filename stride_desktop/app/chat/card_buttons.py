"""The buttons below an answer; only those that apply now are visible."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, Signal, SignalInstance, Slot
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from stride_desktop.app.chat.markdown import plain_text
from stride_desktop.app.chat.page import Page
from stride_desktop.core.answers import AnswerState


class CardButtons(QWidget):
    """The buttons at the top of a card. Signals carry its number; `copy_requested` needs none."""

    stop_requested = Signal(int)
    answer_requested = Signal(int)
    retry_requested = Signal(int)
    alternatives_requested = Signal(int)
    ask_requested = Signal(int)
    copy_requested = Signal()

    def __init__(self, number: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._wishes: dict[QToolButton, SignalInstance] = {}
        self._number = number
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self.stop = self._button("Stop", "Stop this answer", self.stop_requested)
        self.now = self._button("Answer now", "Ask for this answer now", self.answer_requested)
        self.retry = self._button("Retry", "Ask for this answer again", self.retry_requested)
        self.other = self._button("▾", "Ask another model for this answer", self.alternatives_requested)
        self.ask = self._button("Ask", "Ask something about this answer", self.ask_requested)
        self.copy = self._button("Copy", "Copy this answer")
        self.copy.clicked.connect(self.copy_requested)

    @property
    def menu_place(self) -> QPoint:
        """Screen position for the menu of other responders."""
        return self.other.mapToGlobal(self.other.rect().bottomLeft())

    def _button(self, text: str, name: str, wish: SignalInstance | None = None) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setToolTip(name)
        button.setAccessibleName(name)
        button.setAutoRaise(True)
        self._row.addWidget(button)
        if wish is not None:
            self._wishes[button] = wish
            button.clicked.connect(self._tell)
        return button

    @Slot()
    def _tell(self) -> None:
        button = self.sender()
        if isinstance(button, QToolButton):
            self._wishes[button].emit(self._number)

    def show_for(self, page: Page, answerable: bool, newest: bool) -> None:
        """Show what can be done with an answer. answerable: its pictures may be asked about.

        newest: it is not an earlier one that was turned back to.
        """
        held = page.state is AnswerState.HELD
        self.stop.setVisible(newest and page.running)
        self.now.setVisible(newest and held)
        self.retry.setVisible(newest and page.over and answerable)
        self.other.setVisible(newest and (page.over or held) and answerable)
        self.ask.setVisible(answerable and page.state is AnswerState.DONE)
        self.copy.setVisible(bool(page.text) and not page.running)


class Copying(QObject):
    """The actions. `copied`: something is on the clipboard now."""

    copied = Signal()

    def __init__(self, text: Callable[[], str], parent: QObject) -> None:
        """text: the answer, in Markdown."""
        super().__init__(parent)
        self._text = text
        self.markdown = QAction("Copy this answer as &Markdown", self)
        self.markdown.triggered.connect(self.copy)
        self.plain = QAction("Copy this answer as plain &text", self)
        self.plain.triggered.connect(self._copy_plain)

    @property
    def all(self) -> list[QAction]:
        """Every action, in the order in which they are shown."""
        return [self.markdown, self.plain]

    def set_enabled(self, enabled: bool) -> None:
        """Whether there is anything to copy."""
        for action in self.all:
            action.setEnabled(enabled)

    @Slot()
    def copy(self) -> None:
        """Put the answer on the clipboard, as it was written."""
        self._put(self._text())

    @Slot()
    def _copy_plain(self) -> None:
        self._put(plain_text(self._text()))

    def _put(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.copied.emit()
