"""The shapes of the matrix, explained."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPen

from stride_desktop.app.inspector import painting
from stride_desktop.app.look.theme import Theme, faded
from stride_desktop.app.timeline.band import Entry


def legend_entries() -> list[Entry]:
    """Each cell kind's painting, name and meaning."""
    return [
        (_probability, "probability", "the higher the bar, the likelier active"),
        (_masked, "masked", "not decided by this call"),
        (partial(_mark, active=True), "active", "resolved by this call"),
        (partial(_mark, active=False), "inactive", "resolved by this call"),
        (
            partial(_mark, active=True, retained=True),
            "retained",
            "the decision of the tick before is kept; hollow when inactive",
        ),
        (_carried, "already active", "decided by an earlier call"),
        (_fixed, "fixed", "before the end of a completed span, always inactive"),
        (_unseen, "unseen", "before the model's memory"),
    ]


def _probability(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    third = rect.width() / 3
    for place, share in enumerate((0.3, 0.65, 1.0)):
        height = rect.height() * share
        bar = QRectF(rect.left() + third * place, rect.bottom() - height, third - 1, height)
        painter.fillRect(bar, painting.shade(share, theme))


def _masked(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    painting.draw_masked(painter, [rect], rect.height() * 0.6, theme)


def _mark(painter: QPainter, rect: QRectF, theme: Theme, *, active: bool, retained: bool = False) -> None:
    painter.setBrush(theme.background)
    painter.setPen(QPen(theme.text, 1))
    side = rect.height() * 1.3
    cell = QRectF(rect.center().x() - side / 2, rect.center().y() - side / 2, side, side)
    painter.drawRect(cell)
    painting.draw_mark(painter, cell.center(), side * 0.62, theme, active=active, retained=retained)


def _carried(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    painter.fillRect(rect, painting.carried(theme))


def _fixed(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    painter.fillRect(rect, faded(theme.gap, 0.45))


def _unseen(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    painter.setPen(QPen(theme.border, 1))
    painter.setBrush(theme.surface)
    painter.drawRect(rect)
