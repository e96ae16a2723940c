"""The legend: as many entries as fit in one line; all of them in its tooltip."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from stride_desktop.app.look.theme import Theme, em, faded, mix, small_font, theme_of
from stride_desktop.app.timeline import shapes

Swatch = Callable[[QPainter, QRectF, Theme], None]
Entry = tuple[Swatch, str, str]


class Legend(QWidget):
    """Explains shapes and colours. entries: how each is drawn, its name, and what it means."""

    def __init__(self, parent: QWidget, entries: Sequence[Entry]) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._entries = entries
        words = "\n".join(f"{name}: {meaning}" for _, name, meaning in entries)
        self.setToolTip(words)
        self.setAccessibleName("Legend")
        self.setAccessibleDescription(words)

    def sizeHint(self) -> QSize:  # noqa: N802
        """One line, of any width."""
        return QSize(round(em(self) * 6), round(em(self) * 1.4))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """May vanish where there is no room."""
        return QSize(0, round(em(self) * 1.4))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Follow the font."""
        self.updateGeometry()
        super().changeEvent(event)

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


def timeline_entries() -> list[Entry]:
    """The shapes of the timeline."""
    return [
        (_tentative, "tentative", "a span that may still change"),
        (_settled, "settled", "a span that stands"),
        (_trigger, "triggered", "the moment an answer was asked for"),
        (_onset, "onset", "where a span begins"),
        (_offset, "offset", "where a span ended"),
        (_answered, "answered", "an answer was given; hover to read how it begins"),
        (_suppressed, "held back", "snoozed or cooling down; click to answer now"),
        (_struck, "withdrawn", "the model changed its mind"),
        (_gap, "not watched", "no frames, paused or stopped"),
        (_window, "window", "the seconds being decided about now"),
        (_curve, "probability", "how likely each second is active"),
        (_reviewed, "reviewed", "what a person says: ✓ right, ✗ and struck wrong, dashed added"),
    ]


def _tentative(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    shapes.draw_bars(painter, shapes.boxes_of([rect]), theme, settled=False)


def _settled(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    shapes.draw_bars(painter, shapes.boxes_of([rect]), theme, settled=True)


def _trigger(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    shapes.draw_trigger(painter, [rect.center()], rect.height() * 1.6, theme, theme.triggered)


def _answered(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    shapes.draw_bubble(painter, [rect.center()], rect.height() * 1.3, theme)


def _suppressed(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    shapes.draw_held(painter, [rect.center()], rect.height() * 1.5, theme)


def _onset(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    at = QPointF(rect.center().x(), rect.top())
    shapes.draw_shapes(painter, [at], shapes.onset, rect.height(), theme.text)


def _offset(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    at = QPointF(rect.center().x(), rect.bottom())
    shapes.draw_shapes(painter, [at], shapes.offset, rect.height(), theme.text)


def _struck(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    shapes.draw_struck_bars(painter, shapes.boxes_of([rect]), theme)


def _gap(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    painter.fillRect(rect, faded(theme.gap, 0.12))
    shapes.fill_hatched(painter, [rect], theme.gap, rect.height() * 0.6)


def _window(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    painter.setPen(QPen(theme.window, 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    top, foot = rect.top() + 1, rect.top() + rect.height() * 0.6
    painter.drawPolyline(
        [
            QPointF(rect.left(), foot),
            QPointF(rect.left(), top),
            QPointF(rect.right(), top),
            QPointF(rect.right(), foot),
        ]
    )


def _reviewed(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    painter.fillRect(rect, mix(theme.background, theme.settled, 0.55))
    shapes.draw_outlines(painter, [rect], QPen(theme.settled, 1))
    shapes.draw_shapes(painter, [rect.center()], shapes.right_mark, rect.height(), theme.text)


def _curve(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    painter.setPen(QPen(theme.curve, 1.8))
    third = rect.width() / 3
    painter.drawPolyline(
        [
            rect.bottomLeft(),
            QPointF(rect.left() + third, rect.bottom()),
            QPointF(rect.left() + third, rect.top()),
            QPointF(rect.right() - third, rect.top()),
            QPointF(rect.right() - third, rect.bottom()),
            rect.bottomRight(),
        ]
    )
