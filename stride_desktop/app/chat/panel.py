"""The chat panel: requests and answers, newest at the bottom."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QStackedLayout, QVBoxLayout, QWidget

from stride_desktop.app.chat.answer import AnswerCard
from stride_desktop.app.chat.ask_box import AskBox
from stride_desktop.app.chat.card import CardWidget
from stride_desktop.app.chat.column import Column
from stride_desktop.app.theme import em, small_font, theme_of

MOST_CARDS = 500
"""Older cards make room for newer ones, or a day of watching would fill the memory."""


class ChatPanel(QWidget):
    """Shows one card per trigger. Calls about an event without a card are ignored: it was cleared.

    The panel follows the newest answer only while it is scrolled to the end. thumbnail_clicked
    carries a stream second, the other signals an event id.
    """

    thumbnail_clicked = Signal(int, float)
    stop_requested = Signal(int)
    retry_requested = Signal(int)
    copied = Signal(int)
    ask_requested = Signal(int)
    answer_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Answers"))
        self._cards: dict[int, CardWidget] = {}
        self._notes: list[_Note] = []
        self._empty = QLabel(self)
        self._empty.setWordWrap(True)
        self._empty.setTextFormat(Qt.TextFormat.PlainText)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._column = Column(self)
        self._scroll = _Scroll(self._column, self)
        self._stack = QStackedLayout()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._scroll)
        self.ask_box = AskBox(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(self._stack, 1)
        layout.addWidget(self.ask_box)
        self.set_empty_text(self.tr("Answers appear here when the moment comes."))
        self._follow_look()

    # What the window tells

    def set_empty_text(self, text: str) -> None:
        """What to say while there is no answer and no request yet."""
        self._empty.setText(text)

    def add_request_note(self, text: str, when: str) -> None:
        """Note that from now on another request is watched for."""
        self._add_note(self.tr("{when} · watching for “{text}”").format(when=when, text=text))

    def add_source_note(self, name: str, when: str) -> None:
        """Note that from now on another source is watched."""
        self._add_note(self.tr("{when} · watching {name}").format(when=when, name=name))

    def add_card(self, card: AnswerCard) -> None:
        """Show that an answer was asked for; a card of the same event starts again."""
        existing = self._cards.get(card.event_id)
        if existing is not None:
            existing.restart()
            return
        widget = CardWidget(card, self._column)
        widget.thumbnail_clicked.connect(self.thumbnail_clicked)
        widget.stop_requested.connect(self.stop_requested)
        widget.retry_requested.connect(self.retry_requested)
        widget.copied.connect(self.copied)
        widget.ask_requested.connect(self.ask_requested)
        widget.answer_requested.connect(self.answer_requested)
        self._cards[card.event_id] = widget
        if len(self._cards) > MOST_CARDS:
            self._column.remove(self._cards.pop(next(iter(self._cards))))
        self._add(widget)

    def text_of(self, event_id: int) -> str:
        """What an answer says so far, "" without a card."""
        card = self._cards.get(event_id)
        return card.text if card is not None else ""

    def prepare(self, event_id: int, words: str) -> None:
        """Say what is done before an answer begins, such as loading a model."""
        if card := self._cards.get(event_id):
            card.prepare(words)

    def hold(self, event_id: int, words: str) -> None:
        """It is not asked for now, and why; it can be asked for by a button."""
        if card := self._cards.get(event_id):
            card.hold(words)

    def wait(self, event_id: int) -> None:
        """It is asked for, from the beginning."""
        if card := self._cards.get(event_id):
            card.restart()

    def append_text(self, event_id: int, piece: str) -> None:
        """Add a piece of text, plain or Markdown, to an answer."""
        if card := self._cards.get(event_id):
            card.append(piece)
            self._scroll.grew()

    def begin_part(self, event_id: int, title: str) -> None:
        """What is added from now on is a further part of an answer, under a title."""
        if card := self._cards.get(event_id):
            card.begin_part(title)

    def finish(self, event_id: int) -> None:
        """An answer is complete."""
        if card := self._cards.get(event_id):
            card.finish()

    def fail(self, event_id: int, message: str, remedy: str) -> None:
        """An answer could not be given."""
        if card := self._cards.get(event_id):
            card.fail(message, remedy)

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

    def remove(self, event_id: int) -> None:
        """Take a card away."""
        if card := self._cards.pop(event_id, None):
            self._column.remove(card)

    def clear(self) -> None:
        """Forget all cards and notes."""
        for widget in (*self._cards.values(), *self._notes):
            self._column.remove(widget)
        self._cards.clear()
        self._notes.clear()
        self._stack.setCurrentWidget(self._empty)

    @property
    def event_ids(self) -> tuple[int, ...]:
        """Events that have a card, oldest first."""
        return tuple(self._cards)

    def _add_note(self, words: str) -> None:
        note = _Note(words, self._column)
        self._notes.append(note)
        self._add(note)

    def _add(self, widget: QWidget) -> None:
        self._stack.setCurrentWidget(self._scroll)
        self._column.add(widget)
        self._scroll.grew()

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


class _Scroll(QScrollArea):
    """Stays at the end while it is there; else a button offers the way."""

    def __init__(self, content: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWidget(content)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._at_end = True
        self._more = QPushButton(self.tr("New answers ↓"), self)
        self._more.setAccessibleName(self.tr("Go to the newest answer"))
        self._more.hide()
        self._more.clicked.connect(self.to_end)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.verticalScrollBar().rangeChanged.connect(self._follow)

    def grew(self) -> None:
        """There is something new at the end."""
        if not self._at_end:
            self._more.show()
            self._place()

    def to_end(self) -> None:
        """Go to the end and stay there."""
        self._more.hide()  # first: the focus it may have had goes on to a card, which is then scrolled to
        self._at_end = True
        self._follow()

    def _scrolled(self, value: int) -> None:
        self._at_end = value >= self.verticalScrollBar().maximum() - 4
        if self._at_end:
            self._more.hide()

    def _follow(self) -> None:
        if self._at_end:
            self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Leave the keys that go from card to card to the panel."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Keep the button where it belongs."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        size = self._more.sizeHint()
        area = self.viewport().geometry()
        left = area.center().x() - size.width() // 2
        self._more.setGeometry(
            QRect(left, area.bottom() - size.height() - round(em(self) * 0.6), size.width(), size.height())
        )


class _Note(QWidget):
    """A line between cards: what is watched, or watched for, from here on."""

    def __init__(self, words: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._label = QLabel(words, self)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setWordWrap(True)
        self._label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._label)
        self._follow_look()

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """May be as narrow as the panel."""
        return QSize(0, super().minimumSizeHint().height())

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Follow the palette and the font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._follow_look()

    def _follow_look(self) -> None:
        self._label.setFont(small_font(self.font()))
        palette = self._label.palette()
        palette.setColor(self._label.foregroundRole(), theme_of(self.palette()).muted)
        self._label.setPalette(palette)
