"""A card: one trigger or question, the frames behind it, and the answer as it arrives."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QImage, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from stride_desktop.app.chat.answer import AnswerCard, CardState
from stride_desktop.app.chat.body import Body
from stride_desktop.app.chat.card_buttons import CardButtons, Copying
from stride_desktop.app.chat.card_frame import CardFrame, state_colour
from stride_desktop.app.chat.markdown import show_marked
from stride_desktop.app.chat.pager import Pager
from stride_desktop.app.chat.saying import Saying
from stride_desktop.app.chat.status import status_words
from stride_desktop.app.chat.thoughts import Thoughts
from stride_desktop.app.chat.thumbnails import ThumbnailGrid
from stride_desktop.app.look.theme import Theme, bold_font, em, small_font, theme_of
from stride_desktop.core.answers import Reply

REDRAW_MILLISECONDS = 50
"""Pieces of an answer that arrive within this time are drawn at once."""


class CardWidget(CardFrame):
    """Shows the answers to one moment, the newest unless a person turns back to an earlier one.

    Signals carry the card's number, and the stream second of a thumbnail.
    """

    thumbnail_clicked = Signal(int, float)
    stop_requested = Signal(int)
    retry_requested = Signal(int)
    alternatives_requested = Signal(int)
    copied = Signal(int)
    ask_requested = Signal(int)
    answer_requested = Signal(int)

    def __init__(self, card: AnswerCard, parent: QWidget) -> None:
        super().__init__(parent)
        self.card = card
        self.sayings = [Saying(card.responder)]
        self.withdrawn = False
        self._index = 0
        self._offset = ""
        self._needle = ""
        self._make_labels()
        self._make_buttons()
        self._pictures = ThumbnailGrid(card.thumbnails, card.seconds, card.times, card.picture_of, self)
        self._pictures.clicked.connect(self._tell_thumbnail)
        self._lay_out()
        self._redraw = QTimer(self, singleShot=True, interval=REDRAW_MILLISECONDS)
        self._redraw.timeout.connect(self._draw_text)
        self._follow_look()
        self._refresh()

    def _make_labels(self) -> None:
        self._title, self._when, self._about = QLabel(self), QLabel(self), QLabel(self.card.about, self)
        self._status, self._usage = QLabel(self), QLabel(self)
        for label in (self._title, self._when, self._about, self._status, self._usage):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._about.setVisible(bool(self.card.about))
        self._thoughts = Thoughts(self)
        self._body = Body(self)

    @property
    def _small(self) -> tuple[QLabel, ...]:
        return self._when, self._about, self._status, self._usage, self._thoughts.label

    def _make_buttons(self) -> None:
        self.buttons = CardButtons(self.card.event_id, self)
        self.buttons.stop_requested.connect(self.stop_requested)
        self.buttons.answer_requested.connect(self.answer_requested)
        self.buttons.retry_requested.connect(self.retry_requested)
        self.buttons.alternatives_requested.connect(self.alternatives_requested)
        self.buttons.ask_requested.connect(self.ask_requested)
        self._copying = Copying(lambda: self.text, self)
        self._copying.copied.connect(self._tell_copied)
        self.addActions(self._copying.all)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.buttons.copy_requested.connect(self._copying.copy)
        self._pager = Pager(self)
        self._pager.turned.connect(self._turn_to)

    def _lay_out(self) -> None:
        below = QHBoxLayout()
        below.addStretch(1)
        below.addWidget(self.buttons)
        self._layout = QVBoxLayout(self)
        parts: list[QWidget] = [self._when, self._about, self._title, self._pictures]
        parts += [self._thoughts, self._body, self._status, self._usage]
        for part in parts:
            self._layout.addWidget(part)
        self._layout.addWidget(self._pager, 0, Qt.AlignmentFlag.AlignLeft)
        self._layout.addLayout(below)

    @property
    def saying(self) -> Saying:
        """The answer that is shown."""
        return self.sayings[self._index]

    @property
    def state(self) -> CardState:
        """How far the answer that is shown has come."""
        return self.saying.state

    @property
    def text(self) -> str:
        """The answer that is shown, Markdown."""
        return self.saying.text

    @property
    def newest_text(self) -> str:
        """The newest answer that says anything, Markdown, whichever one is shown."""
        return next((saying.text for saying in reversed(self.sayings) if saying.text), "")

    # What the panel tells; it is about the newest answer

    def prepare(self, words: str) -> None:
        """Say what is done before the first word of the answer."""
        self.sayings[-1].preparing = words
        self._refresh()

    def begin(self, responder: str) -> None:
        """Somebody is being asked."""
        self.sayings[-1].responder = responder
        self._refresh()

    def append(self, piece: str) -> None:
        """Add a piece to the answer."""
        newest = self.sayings[-1]
        self.show_answer(Reply(newest.text.removeprefix(newest.above) + piece, newest.thinking))

    def show_answer(self, answer: Reply) -> None:
        """Show the answer as far as it has come."""
        newest = self.sayings[-1]
        before = newest.state, bool(newest.thinking)
        newest.take(answer)
        if before != (newest.state, bool(newest.thinking)):
            self._refresh()
        if not self._redraw.isActive():
            self._redraw.start()

    def begin_part(self, title: str) -> None:
        """What comes now is a remark of its own, below the answer."""
        self.sayings[-1].add_part(title)
        self._draw_text()
        self._refresh()

    def finish(self) -> None:
        """The answer is complete."""
        self._become(CardState.DONE)

    def fail(self, message: str, remedy: str) -> None:
        """There is no answer, or no more of it: say why, and what to do."""
        self._become(CardState.FAILED, f"{message} {remedy}".strip())

    def stop(self, words: str) -> None:
        """There is no more of it, and that is as it should be: say why."""
        self._become(CardState.STOPPED, words)

    def hold(self, words: str) -> None:
        """Nobody is asked for now: say why."""
        self._become(CardState.HELD, words)

    def _become(self, state: CardState, why: str = "") -> None:
        self.sayings[-1].state, self.sayings[-1].failure = state, why
        self._draw_text()
        self._refresh()

    def restart(self) -> None:
        """Wait for an answer from the beginning; what was said before stays, a page back."""
        newest = self.sayings[-1]
        if newest.worth_keeping:
            self.sayings.append(Saying(newest.responder))
        else:
            newest.begin(newest.responder)
        self._turn_to(len(self.sayings) - 1)

    def set_sent(self, seconds: tuple[float, ...]) -> None:
        """Show only the pictures of these stream seconds: no others were sent."""
        self.sayings[-1].sent = seconds
        self._refresh()

    def set_pictures(
        self, images: tuple[QImage, ...], seconds: tuple[float, ...], times: tuple[str, ...]
    ) -> None:
        """Show these pictures; see AnswerCard."""
        self._pictures.show_pictures(images, seconds, times)

    def set_usage(self, words: str) -> None:
        """Say what the answer took."""
        self.sayings[-1].usage = words
        self._refresh()

    def set_withdrawn(self, withdrawn: bool) -> None:
        """The model no longer stands by the moment, or does so again."""
        self.withdrawn = withdrawn
        self._refresh()

    def set_offset(self, text: str) -> None:
        """Say when the event ended."""
        self._offset = text
        self._refresh()

    def mark(self, needle: str) -> int:
        """Mark every place where this is said, in any case of letters; "" none. Returns how many."""
        self._needle = needle
        self._draw_text()
        self._refresh()
        if not needle:
            return 0
        return sum(text.casefold().count(needle.casefold()) for text in (self.card.query, self.text))

    @Slot()
    def _tell_copied(self) -> None:
        self.copied.emit(self.card.event_id)

    @Slot(float)
    def _tell_thumbnail(self, second: float) -> None:
        self.thumbnail_clicked.emit(self.card.event_id, second)

    @Slot(int)
    def _turn_to(self, index: int) -> None:
        self._index = index
        self._draw_text()
        self._refresh()

    # Looks

    @Slot()
    def _draw_text(self) -> None:
        self._redraw.stop()
        growing = self.state is CardState.ANSWERING
        self._thoughts.set_text(self.saying.thinking)
        self._body.show_text(self.text, self._needle, growing=growing)

    def _refresh(self) -> None:
        saying, theme = self.saying, theme_of(self.palette())
        withdrawn = "withdrawn" if self.withdrawn else ""
        when = " · ".join(filter(None, (self.card.when_text, saying.responder, self._offset, withdrawn)))
        status = status_words(saying)
        show_marked(self._title, self.card.query, self._needle, theme.found)
        self._when.setText(when)
        for label, words in ((self._status, status), (self._usage, saying.usage)):
            label.setText(words)
            label.setVisible(bool(words))
        self._copying.set_enabled(bool(saying.text))
        self.buttons.show_for(saying, self.card.answerable, newest=saying is self.sayings[-1])
        self._pictures.keep(saying.sent)
        self._pager.show_place(self._index, len(self.sayings))
        self._colour(theme)
        self.setAccessibleName(f"Answer, {when}: {self.card.query}")
        self.setAccessibleDescription(" ".join(filter(None, (status, saying.text))))
        self.update()

    def _colour(self, theme: Theme) -> None:
        colours = dict.fromkeys(self._small, theme.muted)
        colours[self._status] = theme.error if self.state is CardState.FAILED else theme.muted
        colours[self._title] = theme.muted if self.withdrawn else theme.text
        for label, colour in colours.items():
            palette = label.palette()
            if palette.color(label.foregroundRole()) != colour:
                palette.setColor(label.foregroundRole(), colour)
                label.setPalette(palette)

    def _follow_look(self) -> None:
        unit = em(self)
        edge = round(unit * 0.7)
        self._layout.setContentsMargins(edge + round(unit * 0.3), round(unit * 0.5), edge, edge)
        self._layout.setSpacing(round(unit * 0.4))
        self._title.setFont(bold_font(self.font()))
        for part in (*self._small, self._thoughts):
            part.setFont(small_font(self.font()))
        self._colour(theme_of(self.palette()))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Follow the palette and the font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._follow_look()
            self._body.follow_look()
            self._refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """The platform's copy key copies the answer."""
        if event.matches(QKeySequence.StandardKey.Copy) and self.text:
            self._copying.copy()
        else:
            super().keyPressEvent(event)

    def stripe(self, theme: Theme) -> QColor:
        """The colour that tells the state."""
        return theme.retracted if self.withdrawn else state_colour(self.saying, theme)
