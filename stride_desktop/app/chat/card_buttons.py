"""The buttons below an answer; only those that apply now are visible."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, Signal, SignalInstance
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from stride_desktop.app.chat.page import CardPage
from stride_desktop.app.look.flat_button import flat_button
from stride_desktop.core.answers import AnswerState


class CardClicks(QObject):
    """Clicks on the cards of a panel, with the id of the card.

    stop: its answer; answer_now: a held one; retry; other: show the other responders; ask: a question about
    it; thumbnail: with the stream second of the picture.
    """

    stop = Signal(int)
    answer_now = Signal(int)
    retry = Signal(int)
    other = Signal(int)
    ask = Signal(int)
    thumbnail = Signal(int, float)


class CardButtons(QWidget):
    """The buttons of a card."""

    def __init__(self, card_id: int, clicks: CardClicks, copy: Callable[[], None], parent: QWidget) -> None:
        super().__init__(parent)
        self._card_id = card_id
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self.stop = self._button("Stop", "Stop this answer", clicks.stop)
        self.now = self._button("Answer now", "Ask for this answer now", clicks.answer_now)
        self.retry = self._button("Retry", "Ask for this answer again", clicks.retry)
        self.other = self._button("▾", "Ask another model for this answer", clicks.other)
        self.ask = self._button("Ask", "Ask something about this answer", clicks.ask)
        self.copy = self._button("Copy", "Copy this answer")
        self.copy.clicked.connect(copy)

    @property
    def menu_place(self) -> QPoint:
        """Screen position for the menu of other responders."""
        return self.other.mapToGlobal(self.other.rect().bottomLeft())

    def _button(self, text: str, name: str, click: SignalInstance | None = None) -> QToolButton:
        button = flat_button(text, name, self)
        self._row.addWidget(button)
        if click is not None:
            button.clicked.connect(lambda: click.emit(self._card_id))
        return button

    def show_for(self, page: CardPage, answerable: bool, newest: bool) -> None:
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
