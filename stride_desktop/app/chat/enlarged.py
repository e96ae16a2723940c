"""A frame of an answer, large enough to see what was in it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from stride_desktop.app.look.plain_label import PlainLabel
from stride_desktop.app.look.theme import em

LINES = 20
"""Longest side of the picture in lines of text, unless the screen is smaller."""


class Enlarged(QFrame):
    """A picture and its caption, shown beside a thumbnail without taking the focus."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.ToolTip)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.picture, self.caption = QLabel(self), PlainLabel(parent=self)
        self.caption.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.addWidget(self.picture)
        column.addWidget(self.caption)

    def show_picture(self, image: QImage, caption: str, beside: QRect) -> None:
        """Show a picture above a rectangle of the screen, or below where there is no room above."""
        area = self.screen().availableGeometry()
        side = min(round(em(self) * LINES), area.width() // 2, area.height() // 2)
        ratio = self.devicePixelRatioF()
        size = image.size().scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio) * ratio
        smooth = Qt.TransformationMode.SmoothTransformation
        scaled = QPixmap.fromImage(image.scaled(size, Qt.AspectRatioMode.KeepAspectRatio, smooth))
        scaled.setDevicePixelRatio(ratio)
        self.picture.setPixmap(scaled)
        self.caption.setText(caption)
        self.adjustSize()
        left = beside.center().x() - self.width() // 2
        above = beside.top() - self.height() - 4
        top = above if above >= area.top() else beside.bottom() + 4
        self.move(QPoint(max(area.left(), min(left, area.right() - self.width())), top))
        self.show()
