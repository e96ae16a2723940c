"""The chat panel: requests and answers, newest at the bottom."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedLayout, QWidget

from stride_desktop.app.chat.answer import AnswerCard, CardPicture
from stride_desktop.app.chat.ask_box import AskBox
from stride_desktop.app.chat.card import CardWidget
from stride_desktop.app.chat.card_buttons import CardClicks
from stride_desktop.app.chat.column import Column
from stride_desktop.app.chat.note import Note
from stride_desktop.app.chat.scroll import Scroll
from stride_desktop.app.chat.search_bar import Part, SearchBar
from stride_desktop.app.look.arrange import column
from stride_desktop.app.look.plain_label import MutedLabel
from stride_desktop.app.look.theme import em
from stride_desktop.core.answers import Answer, AnswerState


class ChatPanel(QWidget):
    """Shows one card per trigger or question. Calls about a card that is not shown are ignored.

    The panel follows the newest answer only while it is scrolled to the end. cards: by id, oldest first.
    clicks: signals of the buttons and pictures of all cards.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Answers")
        self.cards: dict[int, CardWidget] = {}
        self.clicks = CardClicks(self)
        self._empty = MutedLabel(parent=self)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._column = Column(self)
        self._scroll = Scroll(self._column, self)
        self._stack = QStackedLayout()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._scroll)
        self.ask_box = AskBox(self)
        self.search_bar = SearchBar(lambda: self.parts, self)
        self.search_bar.gone_to.connect(self._show_part)
        column(self.search_bar, self._stack, self.ask_box, parent=self).setStretch(1, 1)
        self.set_empty_text("Answers appear here when the moment comes.")
        self._follow_look()

    def set_empty_text(self, text: str) -> None:
        """The text shown while there is no answer and no request yet."""
        self._empty.setText(text)

    def add_note(self, when: str, words: str) -> None:
        """Add a line about what is watched, or watched for, from now on."""
        self._add(Note(f"{when} · {words}", self._column))

    def add_request_note(self, when: str, query: str) -> None:
        """Note that a request is watched for from now on."""
        self.add_note(when, f"watching for “{query}”")

    def add_card(self, card: AnswerCard, answer: Answer) -> None:
        """Show a card with its first answer."""
        widget = CardWidget(card, answer, self.clicks, self._column)
        widget.addActions(self.actions())
        self.cards[card.card_id] = widget
        self._add(widget)

    def show_answer(self, answer: Answer) -> None:
        """Show the current state of an answer on its card."""
        if card := self.cards.get(answer.card_id):
            card.show_answer(answer)
            self._scroll.grew()
            self.search_bar.grew()

    def remove_answer(self, answer: Answer) -> None:
        """Remove an answer, and its card when none is left on it."""
        card = self.cards.get(answer.card_id)
        if card is not None and not card.remove_answer(answer):
            self._column.remove(self.cards.pop(answer.card_id))

    def set_pictures(self, card_id: int, pictures: Sequence[CardPicture]) -> None:
        """Show pictures on a card, in place of the earlier ones."""
        if card := self.cards.get(card_id):
            card.pictures.show_pictures(pictures)
            self._scroll.grew()

    def set_withdrawn(self, card_id: int, withdrawn: bool) -> None:
        """Show whether the event of a card was withdrawn; the card stays readable."""
        if card := self.cards.get(card_id):
            card.set_withdrawn(withdrawn)

    def set_offset(self, card_id: int, text: str) -> None:
        """Say when the event ended."""
        if card := self.cards.get(card_id):
            card.set_offset(text)

    def show_card(self, card_id: int) -> None:
        """Scroll to a card, if it is still there."""
        if card := self.cards.get(card_id):
            self._show_part(card)

    def clear(self) -> None:
        """Remove all cards and notes."""
        for widget in self._column.widgets:
            self._column.remove(widget)
        self.cards.clear()
        self._stack.setCurrentWidget(self._empty)

    def _add(self, widget: QWidget) -> None:
        self._stack.setCurrentWidget(self._scroll)
        self._column.add(widget)
        self._scroll.grew()
        self.search_bar.grew()

    @property
    def parts(self) -> list[Part]:
        """The cards and notes, oldest first."""
        return [part for part in self._column.widgets if isinstance(part, CardWidget | Note)]

    @property
    def transcript(self) -> str:
        """The conversation as Markdown, oldest first; of a card every answer that it had."""
        return "\n\n".join(filter(None, map(_markdown, self.parts))) + "\n"

    @Slot(object)
    def _show_part(self, part: QWidget) -> None:
        self._scroll.ensureWidgetVisible(part, 0, round(em(self)))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Up and down go from card to card; Home and End to the ends."""
        bar = self._scroll.verticalScrollBar()
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self.cards:
            self._focus_card(-1 if event.key() == Qt.Key.Key_Up else 1)
        elif event.key() == Qt.Key.Key_Home:
            bar.setValue(bar.minimum())
        elif event.key() == Qt.Key.Key_End:
            self._scroll.to_end()
        else:
            super().keyPressEvent(event)

    def _focus_card(self, step: int) -> None:
        cards = list(self.cards.values())
        focused = next((i for i, card in enumerate(cards) if card.hasFocus()), None)
        index = len(cards) - 1 if focused is None else focused + step
        card = cards[max(0, min(index, len(cards) - 1))]
        card.setFocus(Qt.FocusReason.TabFocusReason)
        self._scroll.ensureWidgetVisible(card, 0, round(em(self)))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Follow the palette and the font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._follow_look()

    def _follow_look(self) -> None:
        unit = em(self)
        self._column.set_gap(round(unit * 0.6))
        self._empty.setMargin(round(unit * 1.5))


def _markdown(part: Part) -> str:
    if isinstance(part, Note):
        return f"*{part.text}*"
    said = [f"### {part.card.when_text} · {part.card.query}"]
    for page in part.pages:
        why = page.status if page.state in (AnswerState.HELD, AnswerState.STOPPED) else page.failure
        words = "\n\n".join(filter(None, (page.text.strip(), page.cut_off, why)))
        if words:
            said.append(f"{page.answer.responder or part.card.responder}:\n\n{words}")
    return "\n\n".join(said)
