"""A floating card with a picture and words: about the second under the mouse, or a frame enlarged."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QLabel, QWidget

from stride_desktop.app.look.arrange import column
from stride_desktop.app.look.plain_label import PlainLabel
from stride_desktop.app.look.theme import bold_font, em, theme_of


class FloatingCard(QWidget):
    """A small card beside something, which never takes the mouse or the focus. picture, title: its labels.

    It hides when its parent is hidden, loses the focus or is left by the mouse.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.ToolTip | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self._owner = parent
        parent.installEventFilter(self)
        self.picture = QLabel(self)
        self.title, self._words = PlainLabel(parent=self), PlainLabel(parent=self)
        self._layout = column(self.picture, self.title, self._words, parent=self)

    def text(self) -> str:
        """The title and the words; "" while it is hidden."""
        return f"{self.title.text()}\n{self._words.text()}" if self.isVisible() else ""

    def show_beside(self, place: QRect, title: str, words: str, image: QImage | None, room: QSize) -> None:
        """Show it above a rectangle of the screen or, where the screen ends, below it.

        room: pixels that the picture is scaled into.
        """
        unit = em(self)
        self._layout.setContentsMargins(*(round(unit * k) for k in (0.7, 0.5, 0.7, 0.5)))
        self._layout.setSpacing(round(unit * 0.25))
        self.title.setFont(bold_font(self.font()))
        self.title.setText(title)
        self._words.setText(words)
        self._words.setVisible(bool(words))
        self.picture.setVisible(image is not None)
        if image is not None:
            self.picture.setPixmap(_scaled(image, room, self.devicePixelRatioF()))
        self.adjustSize()
        area = self._owner.screen().availableGeometry()
        left = place.center().x() - self.width() // 2
        top = place.top() - self.height() - round(unit * 0.6)
        if top < area.top():
            top = place.bottom() + round(unit * 0.6)
        self.move(QPoint(max(area.left(), min(left, area.right() - self.width())), top))
        self.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Hide with the parent."""
        if event.type() in (QEvent.Type.Hide, QEvent.Type.FocusOut, QEvent.Type.Leave):
            self.hide()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802
        """A rounded card."""
        theme, radius = theme_of(self.palette()), em(self) * 0.4
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.border, 1))
        painter.setBrush(theme.background)
        painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)


def _scaled(image: QImage, room: QSize, ratio: float) -> QPixmap:
    keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    pixmap = QPixmap.fromImage(image.scaled(room * ratio, keep, smooth))
    pixmap.setDevicePixelRatio(ratio)
    return pixmap
