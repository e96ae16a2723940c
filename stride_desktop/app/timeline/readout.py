"""The read-out: a card with the details of the second under the mouse or the play-head."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from stride_desktop.app.look.theme import bold_font, em, theme_of


class ReadOut(QWidget):
    """A small floating card that never takes the mouse or the focus.

    It hides when its parent is hidden, loses the focus or is left by the mouse.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.ToolTip | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self._owner = parent
        parent.installEventFilter(self)
        self._time = QLabel(self)
        self.picture = QLabel(self)
        self._words = QLabel(self)
        for label in (self._time, self._words):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._layout = QVBoxLayout(self)
        for item in (self.picture, self._time, self._words):
            self._layout.addWidget(item)

    def text(self) -> str:
        """The time and the words; "" while it is hidden."""
        return f"{self._time.text()}\n{self._words.text()}" if self.isVisible() else ""

    def show_at(self, anchor: QPoint, time: str, words: list[str], image: QImage | None) -> None:
        """Show the words above `anchor` (global) or, where the screen ends, below it."""
        unit = em(self)
        self._layout.setContentsMargins(*(round(unit * k) for k in (0.7, 0.5, 0.7, 0.5)))
        self._layout.setSpacing(round(unit * 0.25))
        self._time.setFont(bold_font(self.font()))
        self._time.setText(time)
        self._words.setText("\n".join(words))
        self.picture.setVisible(image is not None)
        if image is not None:
            self.picture.setPixmap(_thumbnail(image, round(unit * 9), self.devicePixelRatioF()))
        self.adjustSize()
        bounds = self._owner.screen().availableGeometry()
        place = QPoint(anchor.x() - self.width() // 2, anchor.y() - self.height() - round(unit * 0.6))
        place.setX(max(bounds.left(), min(place.x(), bounds.right() - self.width())))
        if place.y() < bounds.top():
            place.setY(anchor.y() + round(unit * 9))
        self.move(place)
        self.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Hide with the parent."""
        if event.type() in (QEvent.Type.Hide, QEvent.Type.FocusOut, QEvent.Type.Leave):
            self.hide()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802
        """A rounded card."""
        theme = theme_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.border, 1))
        painter.setBrush(theme.background)
        radius = em(self) * 0.4
        painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)


def _thumbnail(image: QImage, width: int, ratio: float) -> QPixmap:
    pixmap = QPixmap.fromImage(
        image.scaledToWidth(round(width * ratio), Qt.TransformationMode.SmoothTransformation)
    )
    pixmap.setDevicePixelRatio(ratio)
    return pixmap
