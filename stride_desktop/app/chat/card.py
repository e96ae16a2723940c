"""A card: one trigger or question, the frames behind it, and the answer as it arrives."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Slot
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from stride_desktop.app.chat.answer import AnswerCard
from stride_desktop.app.chat.body import Body
from stride_desktop.app.chat.card_buttons import CardButtons, CardClicks
from stride_desktop.app.chat.markdown import plain_text, show_marked
from stride_desktop.app.chat.page import CardPage
from stride_desktop.app.chat.pager import Pager
from stride_desktop.app.chat.thoughts import Thoughts
from stride_desktop.app.chat.thumbnails import ThumbnailGrid
from stride_desktop.app.look.arrange import column, row
from stride_desktop.app.look.plain_label import PlainLabel, colour_label
from stride_desktop.app.look.shortcuts import command
from stride_desktop.app.look.theme import Theme, bold_font, em, small_font, theme_of
from stride_desktop.core.answers import Answer, AnswerState

REDRAW_MILLISECONDS = 50
"""Pieces of an answer that arrive within this time are drawn at once."""


class CardWidget(QFrame):
    """Shows the answers to one event, the newest unless the user turns back to an earlier one.

    pictures, thoughts, body: its parts. clicks: where clicks on its buttons and pictures are reported.
    """

    def __init__(self, card: AnswerCard, answer: Answer, clicks: CardClicks, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.card = card
        self._clicks = clicks
        self._answers = [answer]
        self._remarks: dict[int, Answer] = {}  # by the answer that each completes
        self._drawn: tuple[object, ...] = ()
        self.withdrawn = False
        self._index = 0
        self._offset = ""
        self._needle = ""
        self._make_labels()
        self._make_buttons()
        self.pictures = ThumbnailGrid(card, self)
        self.pictures.clicked.connect(self._on_thumbnail)
        self._lay_out()
        self._redraw = QTimer(self, singleShot=True, interval=REDRAW_MILLISECONDS)
        self._redraw.timeout.connect(self._draw_text)
        self._follow_look()
        self._draw_text()
        self._refresh()

    def _make_labels(self) -> None:
        labels = [PlainLabel(parent=self, wrap=True) for _ in range(4)]
        self._title, self._when, self._status, self._usage = labels
        self._about = PlainLabel(self.card.about, self, wrap=True)
        self._about.setVisible(bool(self.card.about))
        self.thoughts = Thoughts(self)
        self.body = Body(self)

    @property
    def _small(self) -> tuple[QLabel, ...]:
        return self._when, self._about, self._status, self._usage, self.thoughts.label

    def _make_buttons(self) -> None:
        self._copy_actions = [
            command("Copy this answer as &Markdown", "", self._copy, self),
            command(
                "Copy this answer as plain &text", "", lambda: _to_clipboard(plain_text(self.text)), self
            ),
        ]
        self.addActions(self._copy_actions)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.buttons = CardButtons(self.card.card_id, self._clicks, self._copy, self)
        self._pager = Pager(self)
        self._pager.turned.connect(self._turn_to)

    def _lay_out(self) -> None:
        parts: list[QWidget] = [self._when, self._about, self._title, self.pictures]
        parts += [self.thoughts, self.body, self._status, self._usage]
        self._layout: QVBoxLayout = column(
            *parts, row(self._pager, None), row(None, self.buttons), parent=self
        )

    @property
    def pages(self) -> list[CardPage]:
        """All answers, oldest first."""
        return [CardPage(answer, self._begun_remark(answer)) for answer in self._answers]

    def _begun_remark(self, answer: Answer) -> Answer | None:
        remark = self._remarks.get(answer.id)
        return remark if remark is not None and remark.responder else None

    @property
    def page(self) -> CardPage:
        """The answer that is shown."""
        return self.pages[self._index]

    @property
    def state(self) -> AnswerState:
        """State of the answer that is shown."""
        return self.page.state

    @property
    def text(self) -> str:
        """The answer that is shown, Markdown."""
        return self.page.text

    @property
    def heading(self) -> str:
        """The line above the request: when, by which responder, and how the event ended."""
        return self._when.text()

    def show_answer(self, answer: Answer) -> None:
        """Show the current state of an answer of this card; a new attempt becomes the visible page."""
        if answer.remark_on is not None:
            self._remarks[answer.remark_on] = answer
        elif all(answer.id != page.id for page in self._answers):
            self._answers.append(answer)
            self._turn_to(len(self._answers) - 1)
            return
        else:
            self._answers = [answer if page.id == answer.id else page for page in self._answers]
        if self._looks() != self._drawn:
            self._refresh()
        if answer.over or not answer.text:
            self._draw_text()
        elif not self._redraw.isActive():
            self._redraw.start()

    def remove_answer(self, answer: Answer) -> bool:
        """Remove an answer; whether any is left."""
        if answer.remark_on is not None:
            self._remarks.pop(answer.remark_on, None)
        self._answers = [page for page in self._answers if page.id != answer.id]
        if self._answers:
            self._turn_to(min(self._index, len(self._answers) - 1))
        return bool(self._answers)

    def set_withdrawn(self, withdrawn: bool) -> None:
        """Show whether the event was withdrawn."""
        self.withdrawn = withdrawn
        self._refresh()

    def set_offset(self, text: str) -> None:
        """Say when the event ended."""
        self._offset = text
        self._refresh()

    def mark(self, needle: str) -> bool:
        """Mark every occurrence of a text, in any case of letters; "" marks nothing. Whether there is one."""
        self._needle = needle
        self._draw_text()
        self._refresh()
        texts = (self.card.query, self.text)
        return bool(needle) and any(needle.casefold() in text.casefold() for text in texts)

    @Slot()
    def _copy(self) -> None:
        _to_clipboard(self.text)

    @Slot(float)
    def _on_thumbnail(self, second: float) -> None:
        self._clicks.thumbnail.emit(self.card.card_id, second)

    @Slot(int)
    def _turn_to(self, index: int) -> None:
        self._index = index
        self._draw_text()
        self._refresh()

    @Slot()
    def _draw_text(self) -> None:
        self._redraw.stop()
        page = self.page
        growing = page.state is AnswerState.ANSWERING
        self.thoughts.set_text(page.thinking)
        self.body.show_text(page.text, self._needle, growing=growing)

    def _looks(self) -> tuple[object, ...]:
        """What `_refresh` shows, without the text."""
        page = self.page
        return page.status, page.answer.responder, page.usage, page.answer.sent, page.running, page.remark

    def _refresh(self) -> None:
        page, theme = self.page, theme_of(self.palette())
        self._drawn = self._looks()
        withdrawn = "withdrawn" if self.withdrawn else ""
        name = page.answer.responder or self.card.responder
        when = " · ".join(filter(None, (self.card.when_text, name, self._offset, withdrawn)))
        status = page.status
        show_marked(self._title, self.card.query, self._needle, theme.found)
        self._when.setText(when)
        for label, words in ((self._status, status), (self._usage, page.usage)):
            label.setText(words)
            label.setVisible(bool(words))
        for action in self._copy_actions:
            action.setEnabled(bool(page.text))
        newest = self._index == len(self._answers) - 1
        self.buttons.show_for(page, self.card.answerable, newest=newest)
        self.pictures.keep(page.answer.sent)
        self._pager.show_place(self._index, len(self._answers))
        self._colour(theme)
        self.setAccessibleName(f"Answer, {when}: {self.card.query}")
        self.setAccessibleDescription(" ".join(filter(None, (status, page.text))))
        self.update()

    def _colour(self, theme: Theme) -> None:
        colours = dict.fromkeys(self._small, theme.muted)
        colours[self._status] = theme.error if self.state is AnswerState.FAILED else theme.muted
        colours[self._title] = theme.muted if self.withdrawn else theme.text
        for label, colour in colours.items():
            colour_label(label, colour)

    def _follow_look(self) -> None:
        unit = em(self)
        edge = round(unit * 0.7)
        self._layout.setContentsMargins(edge + round(unit * 0.3), round(unit * 0.5), edge, edge)
        self._layout.setSpacing(round(unit * 0.4))
        self._title.setFont(bold_font(self.font()))
        for part in (*self._small, self.thoughts):
            part.setFont(small_font(self.font()))
        self._colour(theme_of(self.palette()))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Follow the palette and the font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._follow_look()
            self.body.follow_look()
            self._refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Copy the answer with the platform's copy key."""
        if event.matches(QKeySequence.StandardKey.Copy) and self.text:
            self._copy()
        else:
            super().keyPressEvent(event)

    def stripe(self, theme: Theme) -> QColor:
        """The colour of the state of the visible answer."""
        return theme.retracted if self.withdrawn else _state_colour(self.page, theme)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802
        """Draw the frame and the stripe."""
        theme, radius = theme_of(self.palette()), em(self) * 0.5
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.accent, 2) if self.hasFocus() else QPen(theme.border, 1))
        painter.setBrush(theme.background)
        painter.drawRoundedRect(self.rect().toRectF().adjusted(1, 1, -1, -1), radius, radius)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.stripe(theme))
        width = max(3.0, radius * 0.45)
        stripe = self.rect().toRectF().adjusted(radius * 0.7, radius * 1.2, 0, -radius * 1.2)
        stripe.setWidth(width)
        painter.drawRoundedRect(stripe, width / 2, width / 2)


def _state_colour(page: CardPage, theme: Theme) -> QColor:
    """The colour of an answer's state."""
    colours = {
        AnswerState.FAILED: theme.error,
        AnswerState.HELD: theme.suppressed,
        AnswerState.STOPPED: theme.retracted,
        AnswerState.WITHDRAWN: theme.retracted,
        AnswerState.DONE: theme.tentative if page.cut_off else theme.settled,
    }
    return colours.get(page.state, theme.tentative)


def _to_clipboard(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
