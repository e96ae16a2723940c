"""The chat panel: requests and answers, newest at the bottom."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QCursor, QImage, QKeyEvent
from PySide6.QtWidgets import QLabel, QStackedLayout, QVBoxLayout, QWidget

from stride_desktop.app.chat.answer import AnswerCard
from stride_desktop.app.chat.ask_box import AskBox
from stride_desktop.app.chat.card import CardWidget
from stride_desktop.app.chat.column import Column
from stride_desktop.app.chat.note import Note
from stride_desktop.app.chat.scroll import Scroll
from stride_desktop.app.chat.search import Part, Search
from stride_desktop.app.chat.search_bar import SearchBar
from stride_desktop.app.chat.transcript import transcript
from stride_desktop.app.look.theme import em, theme_of
from stride_desktop.core.answers import Answer


class ChatPanel(QWidget):
    """Shows one card per trigger or question. Calls about a card that is not shown are ignored.

    The panel follows the newest answer only while it is scrolled to the end. thumbnail_clicked
    carries a stream second, the other signals the id of a card.
    """

    thumbnail_clicked = Signal(int, float)
    stop_requested = Signal(int)
    retry_requested = Signal(int)
    alternatives_requested = Signal(int)
    copied = Signal(int)
    ask_requested = Signal(int)
    answer_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Answers")
        self._cards: dict[int, CardWidget] = {}
        self._empty = QLabel(self)
        self._empty.setWordWrap(True)
        self._empty.setTextFormat(Qt.TextFormat.PlainText)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._column = Column(self)
        self._scroll = Scroll(self._column, self)
        self._stack = QStackedLayout()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._scroll)
        self.ask_box = AskBox(self)
        self.search_bar = SearchBar(self)
        self._search = Search(self.search_bar, self._content, self)
        self._search.gone_to.connect(self._show_part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.search_bar)
        layout.addLayout(self._stack, 1)
        layout.addWidget(self.ask_box)
        self.set_empty_text("Answers appear here when the moment comes.")
        self._follow_look()

    # What the window tells

    def set_empty_text(self, text: str) -> None:
        """The text shown while there is no answer and no request yet."""
        self._empty.setText(text)

    def add_request_note(self, text: str, when: str) -> None:
        """Note that from now on another request is watched for."""
        self._add_note(f"{when} · watching for “{text}”")

    def add_removal_note(self, text: str, when: str) -> None:
        """Note that a request is not watched for any more."""
        self._add_note(f"{when} · watching no longer for “{text}”")

    def add_source_note(self, name: str, when: str) -> None:
        """Note that from now on another source is watched."""
        self._add_note(f"{when} · watching {name}")

    def add_card(self, card: AnswerCard, answer: Answer) -> None:
        """Show a card with its first answer."""
        widget = CardWidget(card, answer, self._column)
        widget.addActions(self.actions())
        widget.thumbnail_clicked.connect(self.thumbnail_clicked)
        widget.stop_requested.connect(self.stop_requested)
        widget.retry_requested.connect(self.retry_requested)
        widget.alternatives_requested.connect(self.alternatives_requested)
        widget.copied.connect(self.copied)
        widget.ask_requested.connect(self.ask_requested)
        widget.answer_requested.connect(self.answer_requested)
        self._cards[card.card_id] = widget
        self._add(widget)

    def show_answer(self, answer: Answer) -> None:
        """Show an answer as far as it has come, on its card."""
        if card := self._cards.get(answer.card_id):
            card.show_answer(answer)
            self._scroll.grew()
            self._search.grew()

    def remove_answer(self, answer: Answer) -> None:
        """Take an answer away, and its card when none is left on it."""
        card = self._cards.get(answer.card_id)
        if card is not None and not card.remove_answer(answer):
            self.remove(answer.card_id)

    def set_pictures(
        self, card_id: int, images: tuple[QImage, ...], seconds: tuple[float, ...], times: tuple[str, ...]
    ) -> None:
        """The pictures of a card were found; seconds and times as in AnswerCard."""
        if card := self._cards.get(card_id):
            card.set_pictures(images, seconds, times)
            self._scroll.grew()

    def withdraw(self, card_id: int) -> None:
        """The model no longer stands by this moment; the card stays readable."""
        if card := self._cards.get(card_id):
            card.set_withdrawn(True)

    def restore(self, card_id: int) -> None:
        """The model stands by this moment again."""
        if card := self._cards.get(card_id):
            card.set_withdrawn(False)

    def set_offset(self, card_id: int, text: str) -> None:
        """Say when the event ended."""
        if card := self._cards.get(card_id):
            card.set_offset(text)

    def show_card(self, card_id: int) -> None:
        """Scroll to a card, if it is still there."""
        if card := self._cards.get(card_id):
            self._show_part(card)

    def remove(self, card_id: int) -> None:
        """Take a card away."""
        if card := self._cards.pop(card_id, None):
            self._column.remove(card)

    def clear(self) -> None:
        """Forget all cards and notes."""
        for widget in self._column.widgets:
            self._column.remove(widget)
        self._cards.clear()
        self._stack.setCurrentWidget(self._empty)

    @property
    def card_ids(self) -> tuple[int, ...]:
        """Ids of the cards, oldest first."""
        return tuple(self._cards)

    def _add_note(self, words: str) -> None:
        self._add(Note(words, self._column))

    def _add(self, widget: QWidget) -> None:
        self._stack.setCurrentWidget(self._scroll)
        self._column.add(widget)
        self._scroll.grew()
        self._search.grew()

    # Finding and taking along

    @property
    def transcript(self) -> str:
        """The conversation as Markdown."""
        return transcript(self._content())

    def menu_place(self, card_id: int) -> QPoint:
        """Screen position for the menu of other responders."""
        card = self._cards.get(card_id)
        return QCursor.pos() if card is None else card.buttons.menu_place

    def _content(self) -> list[Part]:
        return [part for part in self._column.widgets if isinstance(part, CardWidget | Note)]

    @Slot(object)
    def _show_part(self, part: QWidget) -> None:
        self._scroll.ensureWidgetVisible(part, 0, round(em(self)))

    # Keyboard and looks

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Up and down go from card to card; Home and End to the ends."""
        bar = self._scroll.verticalScrollBar()
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self._cards:
            self._focus_card(-1 if event.key() == Qt.Key.Key_Up else 1)
        elif event.key() == Qt.Key.Key_Home:
            bar.setValue(bar.minimum())
        elif event.key() == Qt.Key.Key_End:
            self._scroll.to_end()
        else:
            super().keyPressEvent(event)

    def _focus_card(self, step: int) -> None:
        cards = list(self._cards.values())
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
        palette = self._empty.palette()
        palette.setColor(self._empty.foregroundRole(), theme_of(self.palette()).muted)
        self._empty.setPalette(palette)
