"""The buttons below an answer; only those that apply now are visible."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QPoint, Signal, SignalInstance
from PySide6.QtWidgets import QToolButton, QWidget

from stride_desktop.app.chat.page import CardPage
from stride_desktop.app.look.arrange import row
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

        def button(text: str, name: str, click: SignalInstance) -> QToolButton:
            return flat_button(text, name, partial(click.emit, card_id), self)

        self.stop = button("Stop", "Stop this answer", clicks.stop)
        self.now = button("Answer now", "Ask for this answer now", clicks.answer_now)
        self.retry = button("Retry", "Ask for this answer again", clicks.retry)
        self.other = button("▾", "Ask another model for this answer", clicks.other)
        self.ask = button("Ask", "Ask something about this answer", clicks.ask)
        self.copy = flat_button("Copy", "Copy this answer", copy, self)
        row(self.stop, self.now, self.retry, self.other, self.ask, self.copy, parent=self).setSpacing(0)

    @property
    def menu_place(self) -> QPoint:
        """Screen position for the menu of other responders."""
        return self.other.mapToGlobal(self.other.rect().bottomLeft())

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
