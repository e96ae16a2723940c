"""The frame of a card: rounded, with a stripe in the colour of its state, and a ring for the focus."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QWidget

from stride_desktop.app.chat.page import CardPage
from stride_desktop.app.look.theme import Theme, em, theme_of
from stride_desktop.core.answers import AnswerState


def state_colour(page: CardPage, theme: Theme) -> QColor:
    """The colour of an answer's state."""
    colours = {
        AnswerState.FAILED: theme.error,
        AnswerState.HELD: theme.suppressed,
        AnswerState.STOPPED: theme.retracted,
        AnswerState.WITHDRAWN: theme.retracted,
        AnswerState.DONE: theme.tentative if page.cut_off else theme.settled,
    }
    return colours.get(page.state, theme.tentative)


class CardFrame(QFrame):
    """The base of a card; subclasses give the colour of the stripe."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def stripe(self, theme: Theme) -> QColor:
        """The colour of the state."""
        return theme.border

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
