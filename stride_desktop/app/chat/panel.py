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
from stride_desktop.core.answers import Reply

MOST_CARDS = 500
"""Older cards make room for newer ones, or a day of watching would fill the memory."""


class ChatPanel(QWidget):
    """Shows one card per trigger or question. What is told of a number without a card is ignored.

    The panel follows the newest answer only while it is scrolled to the end. thumbnail_clicked
    carries a stream second, the other signals the number of a card.
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
        self._parts: dict[int, int] = {}  # cards of remarks that were added below an answer
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
        """What to say while there is no answer and no request yet."""
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

    def add_card(self, card: AnswerCard) -> None:
        """Show that an answer was asked for; a card of the same event starts again."""
        existing = self._cards.get(card.event_id)
        if existing is not None:
            existing.restart()
            return
        widget = CardWidget(card, self._column)
        widget.addActions(self.actions())
        widget.thumbnail_clicked.connect(self.thumbnail_clicked)
        widget.stop_requested.connect(self.stop_requested)
        widget.retry_requested.connect(self.retry_requested)
        widget.alternatives_requested.connect(self.alternatives_requested)
        widget.copied.connect(self.copied)
        widget.ask_requested.connect(self.ask_requested)
        widget.answer_requested.connect(self.answer_requested)
        self._cards[card.event_id] = widget
        if len(self._cards) > MOST_CARDS:
            self._column.remove(self._cards.pop(next(iter(self._cards))))
        self._add(widget)

    def text_of(self, event_id: int) -> str:
        """The newest answer of a card so far, whichever one is shown; "" without a card."""
        card = self._cards.get(event_id)
        return card.newest_text if card is not None else ""

    def begin_part(self, number: int, card: int, title: str) -> None:
        """What is told of `number` from now on is a remark below the answer of a card."""
        if widget := self._cards.get(card):
            self._parts[number] = card
            widget.begin_part(title)

    def prepare(self, event_id: int, words: str) -> None:
        """Say what is done before an answer begins, such as loading a model."""
        if card := self._find(event_id):
            card.prepare(words)

    def begin(self, event_id: int, responder: str) -> None:
        """Somebody is being asked."""
        if card := self._cards.get(event_id):
            card.begin(responder)

    def hold(self, event_id: int, words: str) -> None:
        """It is not asked for now, and why; it can be asked for by a button."""
        if card := self._cards.get(event_id):
            card.hold(words)

    def wait(self, event_id: int) -> None:
        """It is asked for, from the beginning."""
        if card := self._cards.get(event_id):
            card.restart()

    def set_sent(self, event_id: int, seconds: tuple[float, ...]) -> None:
        """Only the frames of these stream seconds were sent."""
        if card := self._cards.get(event_id):
            card.set_sent(seconds)

    def set_pictures(
        self, event_id: int, images: tuple[QImage, ...], seconds: tuple[float, ...], times: tuple[str, ...]
    ) -> None:
        """The pictures of a card were found; seconds and times as in AnswerCard."""
        if card := self._cards.get(event_id):
            card.set_pictures(images, seconds, times)
            self._scroll.grew()

    def set_usage(self, event_id: int, words: str) -> None:
        """Say what an answer took."""
        if card := self._cards.get(event_id):
            card.set_usage(words)

    def append_text(self, event_id: int, piece: str) -> None:
        """Add a piece of text, plain or Markdown, to an answer."""
        if card := self._find(event_id):
            card.append(piece)
            self._scroll.grew()
            self._search.grew()

    def show_answer(self, event_id: int, answer: Reply) -> None:
        """Show an answer as far as it has come."""
        if card := self._find(event_id):
            card.show_answer(answer)
            self._scroll.grew()
            self._search.grew()

    def finish(self, event_id: int) -> None:
        """An answer is complete."""
        if card := self._find(event_id):
            card.finish()

    def fail(self, event_id: int, message: str, remedy: str) -> None:
        """An answer could not be given. Of a remark below one, the answer stays as good as it was."""
        if event_id in self._parts and (card := self._find(event_id)):
            card.append(message)
            card.finish()
        elif card := self._cards.get(event_id):
            card.fail(message, remedy)

    def stop(self, event_id: int, words: str) -> None:
        """An answer, or the rest of it, was not wanted any more."""
        if event_id in self._parts and (card := self._find(event_id)):
            card.append(words)
            card.finish()
        elif card := self._cards.get(event_id):
            card.stop(words)

    def _find(self, number: int) -> CardWidget | None:
        return self._cards.get(self._parts.get(number, number))

    def withdraw(self, event_id: int) -> None:
        """The model no longer stands by this moment; the card stays readable."""
        if card := self._cards.get(event_id):
            card.set_withdrawn(True)

    def restore(self, event_id: int) -> None:
        """The model stands by this moment again."""
        if card := self._cards.get(event_id):
            card.set_withdrawn(False)

    def set_offset(self, event_id: int, text: str) -> None:
        """Say when the event ended."""
        if card := self._cards.get(event_id):
            card.set_offset(text)

    def show_card(self, event_id: int) -> None:
        """Scroll to a card, if it is still there."""
        if card := self._cards.get(event_id):
            self._show_part(card)

    def remove(self, event_id: int) -> None:
        """Take a card away."""
        if card := self._cards.pop(event_id, None):
            self._column.remove(card)

    def clear(self) -> None:
        """Forget all cards and notes."""
        for widget in self._column.widgets:
            self._column.remove(widget)
        self._cards.clear()
        self._parts.clear()
        self._stack.setCurrentWidget(self._empty)

    @property
    def event_ids(self) -> tuple[int, ...]:
        """Events that have a card, oldest first."""
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

    def menu_place(self, event_id: int) -> QPoint:
        """Where the menu of those who could be asked instead belongs, on the screen."""
        card = self._cards.get(event_id)
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
