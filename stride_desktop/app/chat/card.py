"""A card: one trigger, the frames behind it, and the answer as it arrives."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from stride_desktop.app.chat.answer import AnswerCard, CardState
from stride_desktop.app.chat.links import LinkQuestion
from stride_desktop.app.chat.markdown import safe_html
from stride_desktop.app.chat.thumbnails import ThumbnailRow
from stride_desktop.app.theme import Theme, bold_font, em, small_font, theme_of

REDRAW_MILLISECONDS = 50
"""Pieces of an answer that arrive within this time are drawn at once."""


class CardWidget(QFrame):
    """Shows an answer. Signals carry the event id, and the stream second of a thumbnail."""

    thumbnail_clicked = Signal(int, float)
    stop_requested = Signal(int)
    retry_requested = Signal(int)
    copied = Signal(int)
    ask_requested = Signal(int)
    answer_requested = Signal(int)

    def __init__(self, card: AnswerCard, parent: QWidget) -> None:
        super().__init__(parent)
        self.card = card
        self.state = CardState.WAITING
        self.withdrawn = False
        self.text = ""
        self._offset = ""
        self._failure = ""
        self._preparing = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._make_labels()
        self._make_buttons()
        self._lay_out()
        self._redraw = QTimer(self)
        self._redraw.setSingleShot(True)
        self._redraw.setInterval(REDRAW_MILLISECONDS)
        self._redraw.timeout.connect(self._draw_text)
        self._follow_look()
        self._refresh()

    def _make_labels(self) -> None:
        self._title = QLabel(self.card.query, self)
        self._when = QLabel(self)
        self._body = QLabel(self)
        self._status = QLabel(self)
        for label in (self._title, self._when, self._status):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self._body.setWordWrap(True)
        self._body.setTextFormat(Qt.TextFormat.RichText)
        self._body.linkActivated.connect(self._ask_before_opening)

    def _make_buttons(self) -> None:
        self._stop = self._button(self.tr("Stop"), self.tr("Stop this answer"))
        self._stop.clicked.connect(self._request_stop)
        self._now = self._button(self.tr("Answer now"), self.tr("Ask for this answer now"))
        self._now.clicked.connect(self._request_answer)
        self._retry = self._button(self.tr("Retry"), self.tr("Ask for this answer again"))
        self._retry.clicked.connect(self._request_retry)
        self._copy = self._button(self.tr("Copy"), self.tr("Copy this answer"))
        self._copy.clicked.connect(self.copy)
        self._ask = self._button(self.tr("Ask"), self.tr("Ask something about this answer"))
        self._ask.clicked.connect(self._request_ask)

    def _button(self, text: str, name: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setToolTip(name)
        button.setAccessibleName(name)
        button.setAutoRaise(True)
        return button

    def _lay_out(self) -> None:
        header = QHBoxLayout()
        header.addWidget(self._when, 1)
        for button in (self._stop, self._now, self._retry, self._ask, self._copy):
            header.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self._layout = QVBoxLayout(self)
        self._layout.addLayout(header)
        self._layout.addWidget(self._title)
        if self.card.thumbnails:
            row = ThumbnailRow(self.card.thumbnails, self.card.seconds, self)
            row.clicked.connect(self._tell_thumbnail)
            self._layout.addWidget(row)
        self._layout.addWidget(self._body)
        self._layout.addWidget(self._status)

    # What the panel tells

    def prepare(self, words: str) -> None:
        """Say what is done before the first word of the answer."""
        self._preparing = words
        self._refresh()

    def hold(self, words: str) -> None:
        """Nobody is asked for now: say why."""
        self.state, self._failure = CardState.HELD, words
        self._refresh()

    def append(self, piece: str) -> None:
        """Add a piece of the answer."""
        self.text += piece
        if self.state is not CardState.ANSWERING:
            self.state = CardState.ANSWERING
            self._refresh()
        if not self._redraw.isActive():
            self._redraw.start()

    def begin_part(self, title: str) -> None:
        """A further part of the answer begins."""
        if self.text:
            self.append("\n\n---\n\n")
        self.append(f"**{title}**\n\n")

    def finish(self) -> None:
        """The answer is complete."""
        self.state = CardState.DONE
        self._draw_text()
        self._refresh()

    def fail(self, message: str, remedy: str) -> None:
        """There is no answer, or no more of it: say why, and what to do."""
        self.state = CardState.FAILED
        self._failure = f"{message} {remedy}".strip()
        self._draw_text()
        self._refresh()

    def set_withdrawn(self, withdrawn: bool) -> None:
        """The model no longer stands by the moment, or does so again."""
        self.withdrawn = withdrawn
        self._refresh()

    def set_offset(self, text: str) -> None:
        """Say when the event ended."""
        self._offset = text
        self._refresh()

    def restart(self) -> None:
        """Wait for an answer from the beginning."""
        self.state, self.text, self._failure, self._preparing = CardState.WAITING, "", "", ""
        self._draw_text()
        self._refresh()

    def copy(self) -> None:
        """Put the answer on the clipboard, as it was written."""
        QGuiApplication.clipboard().setText(self.text)
        self.copied.emit(self.card.event_id)

    def _tell_thumbnail(self, second: float) -> None:
        self.thumbnail_clicked.emit(self.card.event_id, second)

    def _request_stop(self) -> None:
        self.stop_requested.emit(self.card.event_id)

    def _request_retry(self) -> None:
        self.restart()
        self.retry_requested.emit(self.card.event_id)

    def _request_answer(self) -> None:
        self.answer_requested.emit(self.card.event_id)

    def _request_ask(self) -> None:
        self.ask_requested.emit(self.card.event_id)

    def _ask_before_opening(self, address: str) -> None:
        LinkQuestion(address, self).open()

    # Looks

    def _draw_text(self) -> None:
        self._redraw.stop()
        html = safe_html(self.text, self.font(), self.palette().link().color()) if self.text else ""
        self._body.setText(html)
        flags = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.LinksAccessibleByMouse
        if "href=" in html:  # only then is it worth a stop of the Tab key
            flags |= Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        self._body.setTextInteractionFlags(flags)
        self._body.setVisible(bool(self.text))

    def _refresh(self) -> None:
        withdrawn = self.tr("withdrawn") if self.withdrawn else ""
        parts = (self.card.when_text, self.card.responder, self._offset, withdrawn)
        when = " · ".join(filter(None, parts))
        status = self._status_words()
        self._when.setText(when)
        self._status.setText(status)
        self._status.setVisible(bool(status))
        running = self.state in (CardState.WAITING, CardState.ANSWERING)
        self._stop.setVisible(running)
        self._retry.setVisible(self.state is CardState.FAILED)
        self._now.setVisible(self.state is CardState.HELD)
        self._copy.setVisible(bool(self.text) and not running)
        self._ask.setVisible(self.card.answerable and self.state is CardState.DONE)
        self._body.setVisible(bool(self.text))
        self._colour(theme_of(self.palette()))
        name = self.tr("Answer, {when}: {query}").format(when=when, query=self.card.query)
        self.setAccessibleName(name)
        self.setAccessibleDescription(" ".join(filter(None, (status, self.text))))
        self.update()

    def _status_words(self) -> str:
        if self.state is CardState.WAITING:
            return self._preparing or self.tr("Waiting…")
        if self.state is CardState.ANSWERING:
            return self.tr("Answering…")
        if self.state is CardState.HELD:
            return self._failure
        if self.state is CardState.FAILED:
            return self.tr("Failed: {why}").format(why=self._failure)
        return "" if self.text else self.tr("No answer was given.")

    def _colour(self, theme: Theme) -> None:
        for label, colour in (
            (self._when, theme.muted),
            (self._status, theme.error if self.state is CardState.FAILED else theme.muted),
            (self._title, theme.muted if self.withdrawn else theme.text),
        ):
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
        for label in (self._when, self._status):
            label.setFont(small_font(self.font()))
        self._colour(theme_of(self.palette()))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Follow the palette and the font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._follow_look()
            self._draw_text()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """The platform's copy key copies the answer."""
        if event.matches(QKeySequence.StandardKey.Copy) and self.text:
            self.copy()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Show the focus ring."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Hide the focus ring."""
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802
        """A rounded card with a stripe in the colour of its state."""
        theme, radius = theme_of(self.palette()), em(self) * 0.5
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.accent, 2) if self.hasFocus() else QPen(theme.border, 1))
        painter.setBrush(theme.background)
        painter.drawRoundedRect(self.rect().toRectF().adjusted(1, 1, -1, -1), radius, radius)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._stripe(theme))
        width = max(3.0, radius * 0.45)
        stripe = self.rect().toRectF().adjusted(radius * 0.7, radius * 1.2, 0, -radius * 1.2)
        stripe.setWidth(width)
        painter.drawRoundedRect(stripe, width / 2, width / 2)

    def _stripe(self, theme: Theme) -> QColor:
        if self.withdrawn:
            return theme.retracted
        if self.state is CardState.FAILED:
            return theme.error
        return theme.settled if self.state is CardState.DONE else theme.tentative
