"""The legend: as many entries as fit in one line; all of them in its tooltip."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from stride_desktop.app.look.theme import Theme, em, small_font, theme_of
from stride_desktop.app.timeline.band import Entry


class Legend(QWidget):
    """Explains shapes and colours. entries: how each is drawn, its name, and what it means."""

    def __init__(self, parent: QWidget, entries: Sequence[Entry]) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._entries = entries
        words = "\n".join(f"{name}: {meaning}" for _, name, meaning in entries)
        self.setToolTip(words)
        self.setAccessibleName("Legend")
        self.setAccessibleDescription(words)

    def sizeHint(self) -> QSize:  # noqa: N802
        """One line, of any width."""
        return QSize(round(em(self) * 6), round(em(self) * 1.4))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802
        """Draw the entries that fit."""
        size = QSizeF(self.width(), self.height())
        draw_entries(QPainter(self), self._entries, size, self.font(), theme_of(self.palette()))


def draw_entries(
    painter: QPainter, entries: Sequence[Entry], size: QSizeF, font: QFont, theme: Theme
) -> None:
    """Draw the entries that fit into a line of a size."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    unit, small = QFontMetricsF(font).height(), small_font(font)
    metrics = QFontMetricsF(small)
    x = 0.0
    for swatch, name, _ in entries:
        width = metrics.horizontalAdvance(name)
        if x + unit * 1.7 + width > size.width():
            break
        swatch(painter, QRectF(x + 1, (size.height() - unit * 0.7) / 2, unit * 1.3, unit * 0.7), theme)
        painter.setFont(small)
        painter.setPen(theme.muted)
        text = QRectF(x + unit * 1.7, 0, width + 2, size.height())
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, name)
        x += unit * 2.6 + width
